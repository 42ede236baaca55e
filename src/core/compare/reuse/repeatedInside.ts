import type { Range } from '../../model/range';
import { GRAM, grams } from './fingerprint';
import type { HashedWords } from './hashedWords';

/** A passage that came before in the same document. */
export type RepeatedInside = { readonly first: Range; readonly again: Range; readonly words: number };

/** Words a passage needs to be told: shorter ones are refrains and formulas. */
export const MIN_REPEATED = 40;
/** Words that may differ between two runs of one passage. */
const GAP = 3;

/**
 * Passages of a document that stand in it a second time, in order and apart; the copy never overlaps what it copies. Time
 * grows with the number of words.
 */
export function repeatedInside(
  { keys, from, to }: HashedWords,
  minWords: number = MIN_REPEATED,
): RepeatedInside[] {
  const hashes = grams(keys);
  const first = new Map<number, number>();
  type Run = { a: number; endA: number; b: number; endB: number; words: number };
  const runs: Run[] = [];
  for (let at = 0, known = 0; at < hashes.length;) {
    // Only what lies wholly before can be the first of the two.
    for (; known + GRAM <= at; known += 1) if (!first.has(hashes[known]!)) first.set(hashes[known]!, known);
    const last = runs.at(-1);
    const place = nextInLine(last, at) ?? first.get(hashes[at]!);
    let length = 0;
    if (place !== undefined) {
      while (at + length < keys.length && place + length < at && keys[place + length] === keys[at + length])
        length += 1;
    }
    if (place === undefined || length < GRAM) {
      at += 1;
      continue;
    }
    if (last && at - last.endB <= GAP && place >= last.endA && place - last.endA <= GAP) {
      last.endA = place + length;
      last.endB = at + length;
      last.words += length;
    } else runs.push({ a: place, endA: place + length, b: at, endB: at + length, words: length });
    at += length;
  }
  return runs
    .filter((run) => run.words >= minWords && run.endA <= run.b)
    .map((run) => ({
      first: { from: from[run.a]!, to: to[run.endA - 1]! },
      again: { from: from[run.b]!, to: to[run.endB - 1]! },
      words: run.words,
    }));

  /** Where the passage under way would go on, when it does: a gram that stands in many places is looked for there first. */
  function nextInLine(last: Run | undefined, at: number): number | undefined {
    if (!last || at - last.endB > GAP) return undefined;
    for (let skipped = 0; skipped <= GAP; skipped += 1) {
      const place = last.endA + skipped;
      if (place + GRAM <= at && hashes[place] === hashes[at]) return place;
    }
    return undefined;
  }
}
