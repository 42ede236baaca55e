import type { Range } from '../../../core/model/range';

/** Index of the last range that starts at or before a position; -1 when none does. Ranges are sorted by start. */
export function lastStartingBy(sorted: readonly Range[], position: number): number {
  return firstNotBefore(sorted, position + 1) - 1;
}

/** Index of the first range that starts at or after a position. */
export function firstNotBefore(sorted: readonly Range[], from: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
