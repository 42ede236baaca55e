import type { Id } from '../../core/model/id';
import { publicationOrder, type NamedDocument, type ReuseArrow } from '../../core/model/reuse';

/** What a document took: one line under its title, and where the drawing's line to it comes from. */
export type LineageSource = {
  readonly document: NamedDocument;
  /** Share of the later document's words, 0 to 1. */
  readonly share: number;
  /** Whether the dates tell who was first; otherwise it may have been the other way round. */
  readonly isDirected: boolean;
  /** The lane that the drawing's line comes down in. */
  readonly lane: number;
};

export type LineageRow = {
  readonly document: NamedDocument;
  /** What it took most of first. */
  readonly sources: readonly LineageSource[];
  /** Documents below that took from it, and the lane that leads to them; none: null. */
  readonly takers: readonly Id[];
  readonly lane: number | null;
  /** Lanes that go on below this row, also where they branch off here, each with the document it begins at. */
  readonly passing: readonly { readonly lane: number; readonly from: Id }[];
};

/**
 * The rows of a drawing in which one line leads down from each document that others took from, in a lane of its own beside the
 * list, and branches off to each of them: lines meet only at right angles, however many documents there are. Lane 0 is the one
 * next to the list; short lines are near it, so that few branches cross them. `documents` stand in the order of time, an
 * arrow's `from` before its `to`.
 */
export function lineageRows(
  documents: readonly NamedDocument[],
  arrows: readonly ReuseArrow[],
): { readonly rows: readonly LineageRow[]; readonly lanes: number } {
  const places = new Map(documents.map(({ id }, place) => [id, place]));
  const placeOf = (id: Id): number => places.get(id)!;
  const trunks = documents.flatMap(({ id }, start) => {
    const takers = arrows.filter(({ from }) => from === id).map(({ to }) => to);
    return takers.length === 0 ? [] : [{ id, start, end: Math.max(...takers.map(placeOf)), takers }];
  });

  const taken: { readonly start: number; readonly end: number }[][] = [];
  const lanes = new Map<Id, number>();
  for (const trunk of trunks.toSorted((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start)) {
    const isFree = (lane: (typeof taken)[number]): boolean =>
      lane.every(({ start, end }) => end < trunk.start || trunk.end < start);
    const free = taken.findIndex(isFree);
    const lane = free < 0 ? taken.push([]) - 1 : free;
    taken[lane]!.push(trunk);
    lanes.set(trunk.id, lane);
  }

  const rows = documents.map((document, place): LineageRow => {
    const own = trunks.find(({ id }) => id === document.id);
    const sources = arrows
      .filter(({ to }) => to === document.id)
      .toSorted((a, b) => b.share - a.share)
      .map(({ from, share }): LineageSource => {
        const source = documents[placeOf(from)]!;
        return {
          document: source,
          share,
          isDirected: publicationOrder(document.published, source.published) === 'earlier',
          lane: lanes.get(from)!,
        };
      });
    return {
      document,
      sources,
      takers: own?.takers ?? [],
      lane: own ? lanes.get(own.id)! : null,
      passing: trunks
        .filter(({ start, end }) => start < place && place < end)
        .map(({ id }) => ({ lane: lanes.get(id)!, from: id })),
    };
  });
  return { rows, lanes: taken.length };
}
