/** A place of a text that resembles a pattern: `distance` insertions, deletions and substitutions away from it. */
export type NearMatch = { readonly from: number; readonly to: number; readonly distance: number };

/** Units of a gram: long enough to be rare in running prose, short enough to survive between two edits. */
const GRAM = 5;
/** Units at either end of a long pattern that look for its place: a long pattern needs no more to be found. */
const PROBE = 512;
/** Places examined closely. A passage that is not among the best of so many shares no more than stock phrases. */
const PLACES = 48;
/** A gram that stands more often in the text, or in the pattern, points nowhere. */
const COMMON_IN_TEXT = 16_384;
const COMMON_IN_PATTERN = 4;
/** Units compared before giving up (well under a second); only long patterns in periodic texts come near. */
const WORK = 2e8;

/**
 * Places of `text` within `limit` edits of `pattern` (none when `limit` is 0), unordered; neighbouring alternatives of one place are all given, so
 * that the caller can choose by what stands around them. `before` and `after` are what once surrounded the pattern: they
 * help to find a short or much edited one.
 *
 * Candidates come from grams shared with the pattern, rare ones counting more; each is examined along the diagonals of
 * the edit table (Ukkonen 1985; Landau and Vishkin 1989). Time is bounded by the length of the text plus a constant times
 * `limit` squared; a place that shares no gram of five units is not found. Gives nothing at all, rather than some of it, where a periodic text
 * would take longer.
 */
export function nearMatches(
  text: string,
  pattern: string,
  limit: number,
  around: { readonly before: string; readonly after: string },
): NearMatch[] {
  if (limit < 1) return [];
  const width = Math.max(16, limit);
  const found = new Map<string, NearMatch>();
  const work = { left: WORK };
  for (const start of likelyStarts(text, pattern, around, width)) {
    const window = {
      from: Math.max(0, start - limit),
      to: Math.min(text.length, start + 2 * width + pattern.length + limit),
    };
    for (const match of matchesWithin(text, window.from, window.to, pattern, limit, work)) {
      found.set(`${match.from}:${match.to}`, match);
    }
    if (work.left < 0) return [];
  }
  return [...found.values()];
}

/**
 * Positions where the pattern may start, each the beginning of a span of `2 * width` units, best first.
 */
function likelyStarts(
  text: string,
  pattern: string,
  around: { readonly before: string; readonly after: string },
  width: number,
): number[] {
  const probes = [
    { offset: -around.before.length, units: around.before + pattern.slice(0, PROBE) },
    {
      offset: Math.max(PROBE, pattern.length - PROBE),
      units: pattern.slice(Math.max(PROBE, pattern.length - PROBE)) + around.after,
    },
  ];
  if (pattern.length <= PROBE) probes.splice(0, 2, { offset: -around.before.length, units: around.before + pattern + around.after }); // prettier-ignore

  // Grams of the probes by hash, chained: heads[hash] -> entry, next[entry] -> entry.
  const heads = new Int32Array(HASHES).fill(-1);
  const next: number[] = [];
  const offsets: number[] = [];
  for (const probe of probes) {
    eachGram(probe.units, (hash, at) => {
      let same = 0;
      for (let entry = heads[hash]!; entry >= 0; entry = next[entry]!) same += 1;
      if (same === COMMON_IN_PATTERN) return;
      next.push(heads[hash]!);
      offsets.push(probe.offset + at);
      heads[hash] = offsets.length - 1;
    });
  }
  if (offsets.length === 0) return [];

  const counts = new Int32Array(HASHES);
  eachGram(text, (hash) => {
    if (heads[hash]! >= 0) counts[hash]! += 1;
  });
  const votes = new Float64Array(Math.floor((text.length + pattern.length) / width) + 2);
  eachGram(text, (hash, at) => {
    let entry = heads[hash]!;
    if (entry < 0 || counts[hash]! > COMMON_IN_TEXT) return;
    const weight = 1 / counts[hash]!;
    for (; entry >= 0; entry = next[entry]!) {
      const start = Math.max(0, at - offsets[entry]!);
      votes[Math.floor(start / width)]! += weight;
    }
  });

  // A place that straddles two buckets is one place: every two neighbours are counted together.
  const best: { bucket: number; votes: number }[] = [];
  for (let bucket = 0; bucket + 1 < votes.length; bucket += 1) {
    const sum = votes[bucket]! + votes[bucket + 1]!;
    if (sum === 0) continue;
    if (best.length === PLACES && sum <= best[PLACES - 1]!.votes) continue;
    let at = best.length === PLACES ? PLACES - 1 : best.length;
    while (at > 0 && best[at - 1]!.votes < sum) {
      best[at] = best[at - 1]!;
      at -= 1;
    }
    best[at] = { bucket, votes: sum };
  }
  return best.map((place) => place.bucket * width);
}

const HASHES = 1 << 16;

/** Visits every gram with its hash, in order. */
function eachGram(units: string, visit: (hash: number, at: number) => void): void {
  // A rolling window of the last five units, each mixed in by its own shift; older ones leave at the top.
  let window = 0;
  for (let at = 0; at < units.length; at += 1) {
    window = ((window << 6) ^ units.charCodeAt(at)) & 0x3fffffff;
    if (at >= GRAM - 1) visit((Math.imul(window, 0x9e3779b1) >>> 16) & (HASHES - 1), at - GRAM + 1);
  }
}

/**
 * Every end of the pattern in `[from, to)` within `limit` edits that is no worse than its neighbours, with a start that
 * belongs to it.
 */
function matchesWithin(
  text: string,
  from: number,
  to: number,
  pattern: string,
  limit: number,
  work: { left: number },
): NearMatch[] {
  const size = to - from;
  const length = pattern.length;
  // Diagonal d holds text position row + d; `base` makes the index of the lowest one positive.
  const base = limit + 1;
  const highest = size - length + limit;
  if (highest < -limit) return [];
  const slots = highest + base + limit + 3;
  let rows = new Int32Array(slots).fill(-1);
  let starts = new Int32Array(slots);
  let nextRows = new Int32Array(slots);
  let nextStarts = new Int32Array(slots);
  const distances = new Int32Array(slots).fill(limit + 1);
  const origins = new Int32Array(slots);

  const extend = (slot: number, row: number): number => {
    let at = from + slot - base + row;
    while (row < length && at < to && pattern.charCodeAt(row) === text.charCodeAt(at)) {
      row += 1;
      at += 1;
    }
    return row;
  };

  for (let edits = 0; edits <= limit && work.left >= 0; edits += 1) {
    nextRows.fill(-1);
    for (let diagonal = -limit; diagonal <= highest; diagonal += 1) {
      const slot = diagonal + base;
      let row = -1;
      let start = 0;
      if (edits === 0) {
        if (diagonal >= 0 && diagonal <= size) {
          row = 0;
          start = diagonal;
        }
      } else {
        // Substituted, inserted in the text, deleted from it.
        if (rows[slot]! >= 0) {
          row = rows[slot]! + 1;
          start = starts[slot]!;
        }
        if (rows[slot - 1]! > row) {
          row = rows[slot - 1]!;
          start = starts[slot - 1]!;
        }
        if (rows[slot + 1]! >= 0 && rows[slot + 1]! + 1 > row) {
          row = rows[slot + 1]! + 1;
          start = starts[slot + 1]!;
        }
      }
      if (row < 0) continue;
      // Neither beyond the pattern nor beyond the window.
      row = Math.min(row, length, size - diagonal);
      if (row < 0 || row + diagonal < 0) continue;
      const reached = extend(slot, row);
      work.left -= reached - row + 1;
      row = reached;
      nextRows[slot] = row;
      nextStarts[slot] = start;
      if (row === length && distances[slot]! > limit) {
        distances[slot] = edits;
        origins[slot] = start;
      }
    }
    [rows, nextRows] = [nextRows, rows];
    [starts, nextStarts] = [nextStarts, starts];
  }

  const matches: NearMatch[] = [];
  for (let slot = 1; slot + 1 < slots; slot += 1) {
    const distance = distances[slot]!;
    if (distance > limit || distance > distances[slot - 1]! || distance > distances[slot + 1]!) continue;
    const end = from + slot - base + length;
    const start = from + origins[slot]!;
    if (start < end) matches.push({ from: start, to: end, distance });
  }
  return matches;
}
