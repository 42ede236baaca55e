import { overlaps, type Range } from '../../../core/model/range';

/** How a stretch of text is found: by the query, as the hit the reader stands at, or not. */
export type HitMark = 'hit' | 'current' | null;

/** What is laid over a text before it is cut into runs. Nothing needs to be inside the range; lists need no order. */
export type Overlay<H extends Range> = {
  readonly highlights: readonly H[];
  readonly hits: readonly Range[];
  readonly current: Range | null;
  readonly selection: Range | null;
  /** What other documents share, and what an earlier one has; none where left out (reuse). */
  readonly shared?: readonly Range[];
  readonly met?: readonly Range[];
};

/** A stretch of text over which nothing changes. */
export type Run<H extends Range> = {
  readonly from: number;
  readonly to: number;
  /** In the order of the overlay. */
  readonly highlights: readonly H[];
  readonly hit: HitMark;
  readonly selected: boolean;
  /** Of reuse: other documents share it; an earlier one has it. */
  readonly shared: boolean;
  readonly met: boolean;
};

/**
 * Cuts a range into the fewest runs such that each is covered evenly by what lies over it. Runs are in order, never
 * empty, and together are exactly the range; an empty range has none.
 */
export function segments<H extends Range>(range: Range, overlay: Overlay<H>): Run<H>[] {
  const touching = (candidate: Range): boolean => overlaps(candidate, range);
  const highlights = overlay.highlights.filter(touching);
  const hits = overlay.hits.filter(touching);
  const current = overlay.current && touching(overlay.current) ? overlay.current : null;
  const selection = overlay.selection && touching(overlay.selection) ? overlay.selection : null;

  const shared = (overlay.shared ?? []).filter(touching);
  const met = (overlay.met ?? []).filter(touching);

  const cuts = new Set<number>([range.from, range.to]);
  for (const mark of [
    ...highlights,
    ...hits,
    // Those of reuse.
    ...shared,
    ...met,
    ...[current, selection].filter((one) => one !== null),
  ]) {
    cuts.add(Math.max(mark.from, range.from));
    cuts.add(Math.min(mark.to, range.to));
  }
  const places = [...cuts].sort((a, b) => a - b);

  const runs: Run<H>[] = [];
  for (let index = 1; index < places.length; index += 1) {
    const piece = { from: places[index - 1]!, to: places[index]! };
    const run: Run<H> = {
      ...piece,
      highlights: highlights.filter((highlight) => overlaps(highlight, piece)),
      hit:
        current && overlaps(current, piece)
          ? 'current'
          : hits.some((hit) => overlaps(hit, piece))
            ? 'hit'
            : null,
      selected: selection !== null && overlaps(selection, piece),
      shared: shared.some((one) => overlaps(one, piece)),
      met: met.some((one) => overlaps(one, piece)),
    };
    const before = runs.at(-1);
    if (before && looksSame(before, run)) runs[runs.length - 1] = { ...before, to: run.to };
    else runs.push(run);
  }
  return runs;
}

function looksSame<H extends Range>(a: Run<H>, b: Run<H>): boolean {
  return (
    a.hit === b.hit &&
    a.selected === b.selected &&
    a.shared === b.shared &&
    a.met === b.met &&
    a.highlights.length === b.highlights.length &&
    a.highlights.every((highlight, index) => highlight === b.highlights[index])
  );
}
