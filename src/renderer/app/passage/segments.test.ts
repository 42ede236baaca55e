import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../../core/model/range';
import { segments, type Overlay } from './segments';

const LENGTH = 60;
const range = fc
  .tuple(fc.nat(LENGTH), fc.nat(LENGTH))
  .map(([a, b]): Range => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const overlay: fc.Arbitrary<Overlay<Range>> = fc.record({
  highlights: fc.array(range, { maxLength: 8 }),
  hits: fc.array(range, { maxLength: 5 }),
  current: fc.option(range),
  selection: fc.option(range),
});

const nothing: Overlay<Range> = { highlights: [], hits: [], current: null, selection: null };
const holds = (mark: Range, at: number): boolean => mark.from <= at && at < mark.to;

describe('segments', () => {
  it('gives one run where nothing lies over the text', () => {
    expect(segments({ from: 3, to: 9 }, nothing)).toEqual([
      { from: 3, to: 9, highlights: [], hit: null, selected: false, shared: false, met: false },
    ]);
  });

  it('gives no run for an empty range', () => {
    expect(segments({ from: 3, to: 3 }, { ...nothing, highlights: [{ from: 0, to: 9 }] })).toEqual([]);
  });

  it('cuts where marks of reuse begin and end', () => {
    const runs = segments(
      { from: 0, to: 10 },
      { ...nothing, shared: [{ from: 2, to: 8 }], met: [{ from: 5, to: 20 }] },
    );
    expect(runs.map((run) => [run.from, run.to, run.shared, run.met])).toEqual([
      [0, 2, false, false],
      [2, 5, true, false],
      [5, 8, true, true],
      [8, 10, false, true],
    ]);
  });

  it('cuts where highlights begin, end and overlap', () => {
    const a = { from: 0, to: 6 };
    const b = { from: 4, to: 8 };
    const runs = segments({ from: 2, to: 10 }, { ...nothing, highlights: [a, b] });
    expect(runs.map((run) => [run.from, run.to, run.highlights])).toEqual([
      [2, 4, [a]],
      [4, 6, [a, b]],
      [6, 8, [b]],
      [8, 10, []],
    ]);
  });

  it('shows the current hit above the others', () => {
    const runs = segments(
      { from: 0, to: 10 },
      { ...nothing, hits: [{ from: 0, to: 4 }], current: { from: 0, to: 4 } },
    );
    expect(runs.map((run) => run.hit)).toEqual(['current', null]);
  });

  it('rebuilds the range, covers each mark exactly, and wastes no run', () => {
    fc.assert(
      fc.property(range, overlay, (whole, over) => {
        const runs = segments(whole, over);
        expect(runs.every((run) => run.from < run.to)).toBe(true);
        expect(runs.map((run) => run.from)).toEqual(
          whole.from === whole.to ? [] : [whole.from, ...runs.slice(0, -1).map((run) => run.to)],
        );
        if (runs.length > 0) expect(runs.at(-1)!.to).toBe(whole.to);
        for (const run of runs) {
          for (let at = run.from; at < run.to; at += 1) {
            expect(run.highlights).toEqual(over.highlights.filter((mark) => holds(mark, at)));
            expect(run.selected).toBe(over.selection !== null && holds(over.selection, at));
            const current = over.current !== null && holds(over.current, at);
            expect(run.hit).toBe(
              current ? 'current' : over.hits.some((mark) => holds(mark, at)) ? 'hit' : null,
            );
          }
        }
        const look = runs.map((run) => JSON.stringify([run.highlights, run.hit, run.selected]));
        // Two equal-looking neighbours may differ only in which of two equal highlights they carry.
        const distinct = new Set(over.highlights.map((mark) => JSON.stringify(mark))).size;
        if (distinct === over.highlights.length)
          expect(look.every((one, index) => one !== look[index + 1])).toBe(true);
      }),
    );
  });
});
