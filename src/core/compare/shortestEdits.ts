/** A sequence of word numbers, `[from, end)` of `keys`. */
type Stretch = { readonly keys: Int32Array; readonly from: number; readonly end: number };

/**
 * Which place of `b` answers each place of `a` in a shortest series of insertions and deletions, relative to both starts,
 * -1 for none. Null where that takes more than `most` edits, or `isOver` says that the time is up. Myers, "An O(ND)
 * difference algorithm and its variations" (1986); of two ways of one length it deletes first. Memory grows with the
 * square of the edits.
 */
export function shortestEdits(
  a: Stretch,
  b: Stretch,
  most: number,
  isOver: () => boolean,
): Int32Array | null {
  const [n, m] = [a.end - a.from, b.end - b.from];
  const limit = Math.min(most, n + m);
  /** Furthest place of `a` on each diagonal (place of `a` less place of `b`), by edits so far: `limit` is the middle. */
  const furthest = new Int32Array(2 * limit + 3).fill(OUTSIDE);
  const middle = limit + 1;
  let steps = new Int32Array(256);
  let length = 0;

  const follow = (x: number, diagonal: number): number => {
    let y = x - diagonal;
    while (x < n && y < m && a.keys[a.from + x] === b.keys[b.from + y]) {
      x += 1;
      y += 1;
    }
    return x;
  };
  furthest[middle] = follow(0, 0);
  for (let edits = 0; ; edits += 1) {
    if (edits > 0) {
      if (edits > limit || isOver()) return null;
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        const at = middle + diagonal;
        const neighbour = origin(furthest, at, diagonal, n, m);
        furthest[at] =
          neighbour === 0
            ? OUTSIDE
            : follow(furthest[at + neighbour]! + (neighbour === DELETED ? 1 : 0), diagonal);
      }
    }
    if (length + edits + 1 > steps.length) {
      const wider = new Int32Array(2 * (length + edits + 1));
      wider.set(steps);
      steps = wider;
    }
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2)
      steps[length++] = furthest[middle + diagonal]!;
    const end = n - m;
    if (Math.abs(end) <= edits && (edits - end) % 2 === 0 && furthest[middle + end] === n) {
      return walkBack(steps, length, edits, n, m);
    }
  }
}

const OUTSIDE = -1;

/** The neighbouring diagonal whose furthest way leads furthest on this one, by one more edit; 0 where neither does. */
const DELETED = -1;
const INSERTED = 1;

function origin(
  furthest: Int32Array,
  at: number,
  diagonal: number,
  n: number,
  m: number,
): typeof DELETED | typeof INSERTED | 0 {
  const deleting = furthest[at + DELETED]!;
  const inserting = furthest[at + INSERTED]!;
  const canDelete = deleting !== OUTSIDE && deleting < n;
  const canInsert = inserting !== OUTSIDE && inserting - diagonal - 1 < m;
  if (canInsert && (!canDelete || deleting < inserting)) return INSERTED;
  return canDelete ? DELETED : 0;
}

/** The answers, from the furthest places of every number of edits, each from the lowest diagonal up. */
function walkBack(steps: Int32Array, length: number, edits: number, n: number, m: number): Int32Array {
  const answers = new Int32Array(n).fill(-1);
  let start = length - edits - 1;
  let x = n;
  let diagonal = n - m;
  const before = new Int32Array(2 * edits + 3);
  for (; edits > 0; edits -= 1) {
    start -= edits;
    const middle = edits + 1;
    before.fill(OUTSIDE, 0, 2 * edits + 3);
    for (let at = 0; at < edits; at += 1) before[middle - (edits - 1) + 2 * at] = steps[start + at]!;
    const neighbour = origin(before, middle + diagonal, diagonal, n, m);
    const from = before[middle + diagonal + neighbour]! + (neighbour === DELETED ? 1 : 0);
    for (; x > from; x -= 1) answers[x - 1] = x - 1 - diagonal;
    x = before[middle + diagonal + neighbour]!;
    diagonal += neighbour;
  }
  for (; x > 0; x -= 1) answers[x - 1] = x - 1 - diagonal;
  return answers;
}
