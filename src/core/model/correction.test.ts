import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as anchorAt } from './anchor';
import { correctText, movedByCorrection } from './correction';

const TEXT = 'Ferry talks\n\nThe nor- them line is shut.\n\nNobody signed.';
const BLOCKS = [
  { kind: 'heading' as const, from: 0, to: 11 },
  { kind: 'paragraph' as const, from: 13, to: 40 },
  { kind: 'paragraph' as const, from: 42, to: 56 },
];
const part = {
  text: TEXT,
  blocks: BLOCKS,
  layers: [{ ...BLOCKS[2]!, reason: 'furniture' as const, label: 'x', active: true }],
};
const at = TEXT.indexOf('nor- them');
const corrected = correctText(part, { from: at, to: at + 9 }, 'northern')!;
const quoteOf = (words: string): string | null => {
  const from = TEXT.indexOf(words);
  const moved = movedByCorrection(corrected, TEXT, anchorAt(TEXT, { from, to: from + words.length }));
  return moved?.status === 'sure' ? moved.anchor.quote : null;
};

describe('correctText', () => {
  it('moves blocks and layers with the words', () => {
    expect(corrected.text).toBe('Ferry talks\n\nThe northern line is shut.\n\nNobody signed.');
    expect(corrected.blocks.map(({ from, to }) => corrected.text.slice(from, to))).toEqual([
      'Ferry talks',
      'The northern line is shut.',
      'Nobody signed.',
    ]);
    expect(corrected.layers.map(({ from, to }) => corrected.text.slice(from, to))).toEqual([
      'Nobody signed.',
    ]);
  });

  it('says that nothing changes, and refuses what is no block', () => {
    expect(correctText(part, { from: at, to: at + 3 }, 'nor')).toBeNull();
    expect(() => correctText(part, { from: 5, to: 20 }, 'x')).toThrow('no part of one block');
    expect(() => correctText(part, { from: 42, to: 56 }, '  ')).toThrow('without words');
  });
});

describe('movedByCorrection', () => {
  it('follows passages before, around and after what was corrected', () => {
    expect(quoteOf('Ferry talks')).toBe('Ferry talks');
    expect(quoteOf('The nor- them line')).toBe('The northern line');
    expect(quoteOf('Nobody signed')).toBe('Nobody signed');
  });

  it('leaves passages that the correction cuts to be looked for', () => {
    expect(quoteOf('them line')).toBeNull();
  });

  it('keeps the words of every passage outside of the correction', () => {
    const range = fc.tuple(fc.nat(TEXT.length), fc.nat(TEXT.length)).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(range, fc.stringMatching(/^[a-z -]{0,12}$/), ([from, to], words) => {
        const other = correctText(part, { from: at, to: at + 9 }, words);
        if (!other || (from < other.edit.to && other.edit.from < to)) return;
        const moved = movedByCorrection(other, TEXT, anchorAt(TEXT, { from, to }));
        if (moved?.status !== 'sure') throw new Error('lost');
        const grown = other.put - (other.edit.to - other.edit.from);
        const isInside = other.edit.from === other.edit.to && from < other.edit.from && other.edit.from < to;
        expect(moved.anchor.quote.length).toBe(to - from + (isInside ? grown : 0));
      }),
    );
  });
});
