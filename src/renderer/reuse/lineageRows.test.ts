import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Id } from '../../core/model/id';
import type { NamedDocument, ReuseArrow } from '../../core/model/reuse';
import { lineageRows } from './lineageRows';

const idOf = (place: number): Id => Id.parse(`00000000-0000-4000-8000-${String(place).padStart(12, '0')}`);
const documentAt = (place: number, published: string | null = null): NamedDocument => ({
  id: idOf(place),
  title: `Document ${place}`,
  publisher: null,
  published,
});
const arrow = (from: number, to: number, share = 0.5): ReuseArrow => ({
  from: idOf(from),
  to: idOf(to),
  share,
});

describe('lineageRows', () => {
  it('leads one lane from a document to all that took from it', () => {
    const { rows, lanes } = lineageRows(
      [0, 1, 2, 3].map((at) => documentAt(at)),
      [arrow(0, 1), arrow(0, 3)],
    );
    expect(lanes).toBe(1);
    expect(rows[0]).toMatchObject({ lane: 0, takers: [idOf(1), idOf(3)], sources: [], passing: [] });
    expect(rows[1]!.sources).toMatchObject([{ lane: 0 }]);
    expect(rows[1]!.passing).toEqual([{ lane: 0, from: idOf(0) }]);
    expect(rows[2]).toMatchObject({ lane: null, sources: [], passing: [{ lane: 0, from: idOf(0) }] });
    expect(rows[3]).toMatchObject({ sources: [{ lane: 0 }], passing: [] });
  });

  it('puts a short line nearer to the list than the long one around it', () => {
    const { rows } = lineageRows(
      [0, 1, 2, 3].map((at) => documentAt(at)),
      [arrow(0, 3), arrow(1, 2)],
    );
    expect(rows.map(({ lane }) => lane)).toEqual([1, 0, null, null]);
  });

  it('tells what was taken most of first, and of which it is not known who was first', () => {
    const documents = [documentAt(0, '2019-06-01'), documentAt(1, '2019-06-03'), documentAt(2, '2019-06-03')];
    const { rows } = lineageRows(documents, [arrow(0, 2, 0.2), arrow(1, 2, 0.7)]);
    expect(rows[2]!.sources).toMatchObject([
      { document: documents[1], isDirected: false },
      { document: documents[0], isDirected: true },
    ]);
  });

  it('draws every arrow once, and never two documents’ lines in one lane of a row', () => {
    const stories = fc.integer({ min: 2, max: 30 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        pairs: fc.uniqueArray(
          fc
            .tuple(fc.nat(count - 1), fc.nat(count - 1))
            .filter(([a, b]) => a !== b)
            .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
          { selector: ([a, b]) => `${a} ${b}`, maxLength: 80 },
        ),
      }),
    );
    fc.assert(
      fc.property(stories, ({ count, pairs }) => {
        const documents = Array.from({ length: count }, (_, at) => documentAt(at));
        const { rows, lanes } = lineageRows(
          documents,
          pairs.map(([from, to]) => arrow(from, to)),
        );
        const drawn = rows.flatMap((row) =>
          row.sources.map((source) => `${source.document.id} ${row.document.id}`),
        );
        expect(drawn.sort()).toEqual(pairs.map(([from, to]) => `${idOf(from)} ${idOf(to)}`).sort());
        for (const { document, lane, sources, passing } of rows) {
          const here = new Map<number, Id>();
          const lines = [
            ...(lane === null ? [] : [{ lane, from: document.id }]),
            ...sources.map((source) => ({ lane: source.lane, from: source.document.id })),
            ...passing,
          ];
          for (const line of lines) {
            expect(line.lane).toBeLessThan(lanes);
            expect(here.get(line.lane) ?? line.from).toBe(line.from);
            here.set(line.lane, line.from);
          }
        }
      }),
    );
  });
});
