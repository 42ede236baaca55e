import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRepairs, applyRepairs, joinWithNext, splitAt } from './blockRepairs';
import { BLOCK_KINDS, type Block, type BlockRepair } from './document';

const TEXT = 'Ferry talks\n\nThe crews met on\n\nMonday. Nobody signed.\n\n• Coal\n• Fish';
const of = (kind: Block['kind'], words: string, more: Partial<Block> = {}): Block => {
  const from = TEXT.indexOf(words);
  return { kind, from, to: from + words.length, ...more };
};
const BLOCKS: readonly Block[] = [
  of('heading', 'Ferry talks', { level: 1 }),
  of('paragraph', 'The crews met on', { page: 1 }),
  of('paragraph', 'Monday. Nobody signed.', { page: 2 }),
  of('list-item', '• Coal', { level: 1, marker: '•' }),
  of('list-item', '• Fish', { level: 1, marker: '•' }),
];
/** Each block as its kind's first letters and its words. */
const shown = (repairs: readonly BlockRepair[]): string[] =>
  applyRepairs(TEXT, BLOCKS, repairs).map(
    ({ kind, level, from, to }) =>
      `${kind}${level === undefined ? '' : ` ${level}`}: ${TEXT.slice(from, to)}`,
  );

describe('applyRepairs', () => {
  it('joins a paragraph that a page divides', () => {
    expect(shown(joinWithNext(BLOCKS, 1))).toEqual([
      'heading 1: Ferry talks',
      'paragraph: The crews met on\n\nMonday. Nobody signed.',
      'list-item 1: • Coal',
      'list-item 1: • Fish',
    ]);
  });

  it('splits a block behind the white space', () => {
    const split = splitAt(TEXT, BLOCKS[2]!, TEXT.indexOf(' Nobody'))!;
    expect(shown([split]).slice(2, 4)).toEqual(['paragraph: Monday.', 'paragraph: Nobody signed.']);
  });

  it('does nothing where a block begins already, or where none is', () => {
    for (const at of [BLOCKS[0]!.from, BLOCKS[3]!.from, BLOCKS[3]!.to, TEXT.length, TEXT.length + 9])
      expect(applyRepairs(TEXT, BLOCKS, [{ at, begins: true }]), String(at)).toEqual(BLOCKS);
  });

  it('makes a block another kind, and a split heading no second heading', () => {
    expect(shown([{ at: BLOCKS[1]!.from, kind: 'heading', level: 3 }])[1]).toBe(
      'heading 3: The crews met on',
    );
    expect(shown([{ at: TEXT.indexOf('talks'), begins: true }]).slice(0, 2)).toEqual([
      'heading 1: Ferry',
      'paragraph: talks',
    ]);
    expect(applyRepairs(TEXT, BLOCKS, [{ at: BLOCKS[3]!.from, kind: 'paragraph' }])[3]).toEqual(
      of('paragraph', '• Coal'),
    );
  });

  it('keeps for both parts what the whole was made', () => {
    const quote = { at: BLOCKS[1]!.from, kind: 'quote' as const };
    const split = { at: TEXT.indexOf('Nobody'), begins: true };
    expect(shown([quote, ...joinWithNext(BLOCKS, 1), split]).slice(1, 3)).toEqual([
      'quote: The crews met on\n\nMonday.',
      'quote: Nobody signed.',
    ]);
  });

  it('leaves alone what it cannot do', () => {
    expect(splitAt(TEXT, BLOCKS[0]!, BLOCKS[0]!.from)).toBeNull();
    expect(splitAt(TEXT, BLOCKS[0]!, BLOCKS[0]!.to)).toBeNull();
    expect(joinWithNext(BLOCKS, 4)).toEqual([]);
    expect(applyRepairs(TEXT, BLOCKS, [{ at: 0, begins: false }])).toEqual(BLOCKS);
    expect(applyRepairs(TEXT, BLOCKS, [{ at: 9_999, begins: true }])).toEqual(BLOCKS);
  });

  const place = fc.integer({ min: 0, max: TEXT.length + 3 });
  const repair: fc.Arbitrary<BlockRepair> = fc
    .record({
      at: fc.oneof(place, fc.constantFrom(...BLOCKS.map(({ from }) => from))),
      begins: fc.option(fc.boolean(), { nil: undefined }),
      kind: fc.option(fc.constantFrom(...BLOCK_KINDS), { nil: undefined }),
    })
    .map(({ at, begins, kind }) => ({
      at,
      ...(begins !== undefined && { begins }),
      ...(kind !== undefined && { kind }),
    }));
  const repairs = fc.uniqueArray(repair, { selector: ({ at }) => at, maxLength: 12 });

  it('keeps blocks in order, apart, and every letter in one', () => {
    fc.assert(
      fc.property(repairs, (given) => {
        let end = 0;
        for (const { from, to } of applyRepairs(TEXT, BLOCKS, given)) {
          expect(TEXT.slice(end, from).trim()).toBe('');
          expect(from).toBeGreaterThanOrEqual(end);
          end = to;
        }
        expect(TEXT.slice(end).trim()).toBe('');
      }),
    );
  });

  it('gives the same in whatever order repairs stand', () => {
    fc.assert(
      fc.property(repairs, (given) => {
        expect(applyRepairs(TEXT, BLOCKS, [...given].reverse())).toEqual(applyRepairs(TEXT, BLOCKS, given));
      }),
    );
  });
});

describe('addRepairs', () => {
  it('takes a repair back by its contrary', () => {
    const joined = addRepairs([], joinWithNext(BLOCKS, 1));
    expect(addRepairs(joined, [{ at: BLOCKS[2]!.from, begins: true }])).toEqual([]);
    const split = addRepairs([], [{ at: 4, begins: true, kind: 'quote' }]);
    expect(addRepairs(split, [{ at: 4, begins: false }])).toEqual([]);
  });

  it('keeps one repair for each place, in order', () => {
    const two = addRepairs(
      [{ at: 9, kind: 'heading', level: 2 }],
      [
        { at: 3, begins: true },
        { at: 9, kind: 'quote' },
      ],
    );
    expect(two).toEqual([
      { at: 3, begins: true },
      { at: 9, kind: 'quote' },
    ]);
  });
});
