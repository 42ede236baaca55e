import { describe, expect, it } from 'vitest';
import type { Block, Layer } from './document';
import { markFurniture, SECOND_COPY } from './layers';

// Five blocks of ten characters, with one between them.
const BLOCKS: readonly Block[] = [0, 11, 22, 33, 44].map((from) => ({
  kind: 'paragraph',
  from,
  to: from + 10,
}));
const rule: Layer = { from: 11, to: 32, reason: 'furniture', label: 'sharing controls', active: true };
const byHand = (from: number, to: number): Layer => ({
  from,
  to,
  reason: 'furniture',
  label: 'marked by hand',
  active: true,
  by: 'person',
});

describe('markFurniture', () => {
  it('folds whole blocks around what was selected', () => {
    expect(markFurniture([], BLOCKS, { from: 15, to: 25 }, true)).toEqual([byHand(11, 32)]);
  });

  it('leaves no trace when what was folded by hand is part of the article after all', () => {
    const folded = markFurniture([rule], BLOCKS, { from: 34, to: 35 }, true);
    expect(folded).toEqual([rule, byHand(33, 43)]);
    expect(markFurniture(folded, BLOCKS, { from: 33, to: 43 }, false)).toEqual([rule]);
  });

  it('switches a rule’s part off for just the blocks named, and on again', () => {
    const off = markFurniture([rule], BLOCKS, { from: 22, to: 32 }, false);
    expect(off).toEqual([
      { ...rule, to: 21 },
      { ...rule, from: 22, active: false },
    ]);
    expect(markFurniture(off, BLOCKS, { from: 22, to: 23 }, true)).toEqual([
      { ...rule, to: 21 },
      { ...rule, from: 22 },
    ]);
  });

  it('adds only what is in no part yet', () => {
    expect(markFurniture([rule], BLOCKS, { from: 0, to: 54 }, true)).toEqual([
      byHand(0, 10),
      rule,
      byHand(33, 54),
    ]);
  });

  it('gives the same value back when nothing changes', () => {
    const layers = [rule];
    expect(markFurniture(layers, BLOCKS, { from: 11, to: 32 }, true)).toBe(layers);
    expect(markFurniture(layers, BLOCKS, { from: 44, to: 54 }, false)).toBe(layers);
    expect(markFurniture(layers, BLOCKS, { from: 10, to: 11 }, true)).toBe(layers);
  });

  it('says of a second copy that it is one, and takes that back without a trace', () => {
    const folded = markFurniture([rule], BLOCKS, { from: 33, to: 54 }, true, SECOND_COPY);
    expect(folded).toEqual([
      rule,
      {
        from: 33,
        to: 54,
        reason: 'repeated-body',
        label: 'second copy of the body',
        active: true,
        by: 'person',
      },
    ]);
    expect(markFurniture(folded, BLOCKS, { from: 33, to: 54 }, false)).toEqual([rule]);
  });
});
