import { describe, expect, it } from 'vitest';
import { alignBlocks, Likeness } from './alignBlocks';
import { Budget } from './budget';
import { joinNeighbours } from './joinNeighbours';
import { sideOf, Vocabulary, type ComparedText, type Side, type SideBlock } from './side';

/** Counts the pairs of blocks that are looked at word by word: what time is spent on. */
class CountedLikeness extends Likeness {
  looks = 0;
  override of(a: number, b: number): ReturnType<Likeness['of']> {
    this.looks += 1;
    return super.of(a, b);
  }
  override shared(a: SideBlock, b: SideBlock): number {
    this.looks += 1;
    return super.shared(a, b);
  }
}

/** Blocks of twenty words, drawn from so many different ones. */
function drawn(blocks: number, words: number, start: number): ComparedText {
  let state = start;
  const lines = Array.from({ length: blocks }, () =>
    Array.from({ length: 20 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return `w${Math.floor((state / 2 ** 32) * words)}`;
    }).join(' '),
  );
  let at = 0;
  const ranges = lines.map((line) => {
    const from = at;
    at += line.length + 2;
    return { kind: 'paragraph' as const, from, to: from + line.length };
  });
  return { text: lines.join('\n\n'), blocks: ranges, layers: [] };
}

function looksAt(a: ComparedText, b: ComparedText): number {
  const vocabulary = new Vocabulary();
  const [sideA, sideB]: [Side, Side] = [sideOf(a, true, vocabulary), sideOf(b, true, vocabulary)];
  const likeness = new CountedLikeness(sideA, sideB, new Budget(Infinity));
  joinNeighbours(sideA, sideB, alignBlocks(sideA, sideB, likeness), likeness);
  return likeness.looks;
}

/** Eleven partners for each block, and one small gap in which all are tried. */
const most = (blocks: number): number => 11 * blocks + 2_500;

describe('alignBlocks', () => {
  it.each([
    { name: 'share all their words, of which there are few', blocks: 1_500, words: 60 },
    { name: 'share all their words, of which there are many', blocks: 1_500, words: 20_000 },
    { name: 'share one word', blocks: 1_500, words: 1 },
  ])('looks at a few partners for each block where wholly different texts $name', ({ blocks, words }) => {
    expect(looksAt(drawn(blocks, words, 1), drawn(blocks, words, 2))).toBeLessThan(most(blocks));
  });

  it('looks at twice as many pairs for twice the text, not at four times', () => {
    const looks = (blocks: number): number => looksAt(drawn(blocks, 6_000, 1), drawn(blocks, 6_000, 2));
    expect(looks(2_000)).toBeLessThan(2.5 * looks(1_000));
  });
});
