/** A link from place `a` of one sequence to place `b` of another. */
export type Link = { readonly a: number; readonly b: number; readonly weight: number };

/**
 * The links of greatest summed weight in which both `a` and `b` rise: what kept its order. Ties go to the earlier links.
 * Time n log n (a Fenwick tree of best sums by `b`).
 */
export function risingRun<L extends Link>(links: readonly L[]): L[] {
  // Among links of one `a` the later `b` comes first, so that none builds on another.
  const sorted = [...links].sort((x, y) => x.a - y.a || y.b - x.b);
  const ranks = new Map(
    [...new Set(sorted.map((link) => link.b))].sort((x, y) => x - y).map((b, at) => [b, at + 1]),
  );
  const sums = new Float64Array(sorted.length);
  const before = new Int32Array(sorted.length);
  const tree = new Int32Array(ranks.size + 1).fill(-1);
  let last = -1;
  sorted.forEach((link, at) => {
    const rank = ranks.get(link.b)!;
    let best = -1;
    for (let node = rank - 1; node > 0; node -= node & -node) {
      const other = tree[node]!;
      if (other >= 0 && (best < 0 || sums[other]! > sums[best]!)) best = other;
    }
    before[at] = best;
    sums[at] = link.weight + (best < 0 ? 0 : sums[best]!);
    if (last < 0 || sums[at] > sums[last]!) last = at;
    for (let node = rank; node < tree.length; node += node & -node) {
      const other = tree[node]!;
      if (other < 0 || sums[at] > sums[other]!) tree[node] = at;
    }
  });
  const run: L[] = [];
  for (; last >= 0; last = before[last]!) run.push(sorted[last]!);
  return run.reverse();
}
