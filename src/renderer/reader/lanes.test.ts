import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps } from '../../core/model/range';
import { assignLanes, lineExtent, marginOf, type Striped } from './lanes';

const striped = (id: string, from: number, to: number): Striped => ({ id, from, to });
const many = fc
  .array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 })), { maxLength: 25 })
  .map((pairs) => pairs.map(([from, length], index) => striped(`s${index}`, from, from + length)));

describe('assignLanes', () => {
  it('keeps ranges that do not meet in one lane', () => {
    const lanes = assignLanes([striped('a', 0, 5), striped('b', 5, 9)]);
    expect([...lanes]).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  it('puts the longer of two that begin together nearest to the text', () => {
    const lanes = assignLanes([striped('short', 0, 3), striped('long', 0, 9)]);
    expect(lanes.get('long')).toBe(0);
    expect(lanes.get('short')).toBe(1);
  });

  it('never puts two overlapping ranges in one lane', () => {
    fc.assert(
      fc.property(many, (ranges) => {
        const lanes = assignLanes(ranges);
        expect(lanes.size).toBe(ranges.length);
        for (const a of ranges)
          for (const b of ranges)
            if (a !== b && overlaps(a, b)) expect(lanes.get(a.id)).not.toBe(lanes.get(b.id));
      }),
    );
  });

  it('moves nobody when one is added, and stays lawful', () => {
    fc.assert(
      fc.property(many, fc.nat(50), fc.integer({ min: 1, max: 30 }), (ranges, from, length) => {
        const before = assignLanes(ranges);
        const after = assignLanes([...ranges, striped('new', from, from + length)], before);
        for (const range of ranges) expect(after.get(range.id)).toBe(before.get(range.id));
        for (const range of ranges)
          if (overlaps(range, { from, to: from + length }))
            expect(after.get('new')).not.toBe(after.get(range.id));
      }),
    );
  });

  it('finds a new lane for one whose bounds grew into a neighbour', () => {
    const before = assignLanes([striped('a', 0, 5), striped('b', 6, 9)]);
    const after = assignLanes([striped('a', 0, 8), striped('b', 6, 9)], before);
    expect(after.get('a')).not.toBe(after.get('b'));
  });
});

describe('marginOf', () => {
  it('shows the first lanes and counts the others', () => {
    const ranges = [striped('a', 0, 9), striped('b', 0, 8), striped('c', 0, 7), striped('d', 0, 6)];
    const view = marginOf(ranges, assignLanes(ranges), 2);
    expect(view.shown.map((one) => one.striped.id)).toEqual(['a', 'b']);
    expect(view.hidden.map((one) => one.id)).toEqual(['c', 'd']);
  });
});

describe('lineExtent', () => {
  const blocks = [
    { kind: 'paragraph', from: 0, to: 100 },
    { kind: 'paragraph', from: 102, to: 300 },
  ] as const;

  it('widens inside the block and stops at its ends', () => {
    expect(lineExtent({ from: 50, to: 60 }, blocks, 20)).toEqual({ from: 30, to: 80 });
    expect(lineExtent({ from: 5, to: 95 }, blocks, 20)).toEqual({ from: 0, to: 100 });
    expect(lineExtent({ from: 90, to: 110 }, blocks, 20)).toEqual({ from: 70, to: 130 });
  });
});
