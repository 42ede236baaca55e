import type { Block } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { overlaps, type Range } from '../../core/model/range';
import { firstNotBefore, lastStartingBy } from '../app/passage/lastStartingBy';

export type Striped = Range & { readonly id: Id };
export type Lanes = ReadonlyMap<Id, number>;

/**
 * Gives each range a lane of the margin, 0 nearest to the text, such that no two overlapping ones share one. Ranges that
 * had a lane in `previous` keep it unless their own bounds now forbid it, so adding one never moves the others. The rest
 * take the lowest free lane in order of start, longer first.
 */
export function assignLanes(ranges: readonly Striped[], previous: Lanes = new Map()): Lanes {
  const lanes: Range[][] = [];
  const result = new Map<Id, number>();
  const place = (striped: Striped, lane: number): boolean => {
    const taken = (lanes[lane] ??= []);
    const at = firstNotBefore(taken, striped.from);
    if (at > 0 && overlaps(taken[at - 1]!, striped)) return false;
    if (at < taken.length && overlaps(taken[at]!, striped)) return false;
    taken.splice(at, 0, striped);
    result.set(striped.id, lane);
    return true;
  };
  const ordered = ranges
    .filter((range) => range.from < range.to)
    .sort((a, b) => a.from - b.from || b.to - a.to || (a.id < b.id ? -1 : 1));
  for (const striped of ordered) {
    const lane = previous.get(striped.id);
    if (lane !== undefined) place(striped, lane);
  }
  for (const striped of ordered) {
    if (result.has(striped.id)) continue;
    let lane = 0;
    while (!place(striped, lane)) lane += 1;
  }
  return result;
}

/** What the margin shows beside one stretch of text: the stripes that have room, and how many have not. */
export type MarginView<S extends Striped> = {
  readonly shown: readonly { readonly striped: S; readonly lane: number }[];
  readonly hidden: readonly S[];
};

/** Splits the stripes beside a stretch by whether their lane is among the first `cap`; `hidden` is shown as “+n”. */
export function marginOf<S extends Striped>(beside: readonly S[], lanes: Lanes, cap: number): MarginView<S> {
  const shown: { striped: S; lane: number }[] = [];
  const hidden: S[] = [];
  for (const striped of beside) {
    const lane = lanes.get(striped.id);
    if (lane === undefined) continue;
    if (lane < cap) shown.push({ striped, lane });
    else hidden.push(striped);
  }
  return { shown, hidden };
}

/**
 * A highlight's range widened to the lines it can touch, without the layout: by `line` characters on each side, but not
 * past the blocks it begins and ends in. Stripes are as tall as lines, so two highlights of one line need two lanes.
 */
export function lineExtent(range: Range, blocks: readonly Block[], line: number): Range {
  const first = blocks[lastStartingBy(blocks, range.from)];
  const last = blocks[lastStartingBy(blocks, Math.max(range.from, range.to - 1))];
  return {
    from: first && first.to > range.from ? Math.max(first.from, range.from - line) : range.from,
    to: last && last.to >= range.to ? Math.min(last.to, range.to + line) : range.to,
  };
}
