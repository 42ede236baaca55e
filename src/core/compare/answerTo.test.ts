import { describe, expect, it } from 'vitest';
import type { NoiseKind } from '../model/comparison';
import type { Block } from '../model/document';
import { answerTo } from './answerTo';
import { compare, type ComparedText } from './compare';

const documentOf = (text: string): ComparedText => {
  const block: Block = { kind: 'paragraph', from: 0, to: text.length };
  return { text, blocks: [block], layers: [] };
};

/** The words that answer `words` of the left text, or of the right one. */
function answered(
  left: string,
  right: string,
  words: string,
  side: 'a' | 'b' = 'a',
  ignore: NoiseKind[] = [],
): string | null {
  const [a, b] = [documentOf(left), documentOf(right)];
  const [pair] = compare(a, b, { ignore, skipLayers: true }).pairs;
  const from = (side === 'a' ? left : right).indexOf(words);
  const range = answerTo(pair!.edits, side, { from, to: from + words.length }, { a: left, b: right });
  return range && (side === 'a' ? right : left).slice(range.from, range.to);
}

const LEFT = 'The pilots of the harbour met on Monday and asked for more tugs, they said.';
const RIGHT = 'On the whole the pilots of the harbour met on Tuesday and asked for tugs, they said.';

describe('answerTo', () => {
  it.each([
    ['pilots of the harbour', 'pilots of the harbour'],
    ['harbour met on Monday and', 'harbour met on Tuesday and'],
    ['Monday', 'Tuesday'],
    ['for more tugs', 'for tugs'],
    ['lots of the harb', 'lots of the harb'],
    ['more', null],
  ])('leads from “%s” to “%s”', (words, expected) => {
    expect(answered(LEFT, RIGHT, words)).toBe(expected);
  });

  it('leads back from the right to the left', () => {
    expect(answered(LEFT, RIGHT, 'met on Tuesday', 'b')).toBe('met on Monday');
  });

  it('goes by words where the letters differ by what is not shown', () => {
    const [left, right] = ['Envoys of Asean met  in the old hall.', 'Envoys of ASEAN met in the Old hall.'];
    expect(answered(left, right, 'met  in the old', 'a', ['case'])).toBe('met in the Old');
    // A space belongs to no word.
    expect(answered(left, right, '  in the old ', 'a', ['case'])).toBe('in the Old');
  });

  it('takes the whole stretch where even the number of words is not shown', () => {
    const [left, right] = ['Envoys of the league met.', 'Envoys of league met.'];
    expect(answered(left, right, 'league', 'a', ['small-words'])).toBe('Envoys of league met.');
  });
});
