import type { Range } from '../../model/range';
import { GRAM, grams } from './fingerprint';
import type { HashedWords } from './hashedWords';

/** The same words in two documents, perhaps with a few changed in between. */
export type SharedPassage = {
  readonly a: Range;
  readonly b: Range;
  /** Words that are the same in both. */
  readonly words: number;
};

export type SharedPassages = {
  /** In the order of `a`. */
  readonly passages: readonly SharedPassage[];
  /** Share of each document's words that stand in a passage, 0 to 1. */
  readonly shareOfA: number;
  readonly shareOfB: number;
};

/** Words a passage needs unless the caller says otherwise; shorter ones are stock phrases more often than borrowed. */
export const MIN_WORDS = 12;
/** Words that may differ, on either side, between two runs of one passage. */
const GAP = 4;
/** Words in a row that prolong a passage beyond a gap. */
const FEWEST = 2;
/** Places of one gram that are tried: a text that repeats itself would cost its square. */
const PLACES = 8;

/**
 * The passages that two documents share: runs of equal words of at least a gram, joined where few words differ between
 * them, with `minWords` equal words at least. A word of `a` is in one passage at most. Time grows with the number of words.
 */
export function sharedPassages(a: HashedWords, b: HashedWords, minWords: number = MIN_WORDS): SharedPassages {
  const chains: Chain[] = [];
  for (const run of commonRuns(a.keys, b.keys)) {
    const last = chains.at(-1);
    if (last && follows(last, run)) {
      last.endA = run.a + run.length;
      last.endB = run.b + run.length;
      last.words += run.length;
    } else {
      chains.push({
        a: run.a,
        endA: run.a + run.length,
        b: run.b,
        endB: run.b + run.length,
        words: run.length,
      });
    }
  }
  for (const [at, chain] of chains.entries()) {
    stretch(chain, a.keys, b.keys, 1, chains[at + 1]?.a ?? a.keys.length);
    stretch(chain, a.keys, b.keys, -1, chains[at - 1]?.endA ?? 0);
  }
  const kept = chains.filter((chain) => chain.words >= minWords);
  return {
    passages: kept.map(({ a: from, endA, b: fromB, endB, words }) => ({
      a: { from: a.from[from]!, to: a.to[endA - 1]! },
      b: { from: b.from[fromB]!, to: b.to[endB - 1]! },
      words,
    })),
    shareOfA: covered(kept.map((chain) => [chain.a, chain.endA])) / Math.max(1, a.keys.length),
    shareOfB: covered(kept.map((chain) => [chain.b, chain.endB])) / Math.max(1, b.keys.length),
  };
}

type Chain = { a: number; endA: number; b: number; endB: number; words: number };
type Run = { readonly a: number; readonly b: number; readonly length: number };

/** True where a run goes on what the chain began: a few words later on both sides, in the same order. */
const follows = (chain: Chain, run: Run): boolean =>
  run.a - chain.endA <= GAP && run.b >= chain.endB && run.b - chain.endB <= GAP;

/**
 * Takes in words beyond an end of a passage that are the same again after a few others: too few to be a gram of their own.
 * Stops at `edge`, where in `a` the next passage that way begins.
 */
function stretch(chain: Chain, a: Uint32Array, b: Uint32Array, step: 1 | -1, edge: number): void {
  const within = (at: number): boolean => (step > 0 ? at < edge : at >= edge);
  const endA = step > 0 ? chain.endA : chain.a - 1;
  const endB = step > 0 ? chain.endB : chain.b - 1;
  for (let skipped = 2; skipped <= 2 * GAP; skipped += 1) {
    for (let skipA = Math.max(0, skipped - GAP); skipA <= Math.min(GAP, skipped); skipA += 1) {
      const [fromA, fromB] = [endA + step * skipA, endB + step * (skipped - skipA)];
      let length = 0;
      while (within(fromA + step * length) && a[fromA + step * length] === b[fromB + step * length])
        length += 1;
      if (length < FEWEST) continue;
      chain.words += length;
      if (step > 0) {
        chain.endA = fromA + length;
        chain.endB = fromB + length;
      } else {
        chain.a = fromA - length + 1;
        chain.b = fromB - length + 1;
      }
      return;
    }
  }
}

/** Runs of equal words of at least a gram, longest first at each place of `a`, apart in `a`. */
function commonRuns(a: Uint32Array, b: Uint32Array): Run[] {
  const places = new GramPlaces(grams(b));
  const runs: Run[] = [];
  const hashes = grams(a);
  let expected = -1;
  for (let at = 0; at < hashes.length;) {
    let best: Run | null = null;
    for (let place = places.first(hashes[at]!); place >= 0; place = places.next(place)) {
      let length = 0;
      while (at + length < a.length && place + length < b.length && a[at + length] === b[place + length])
        length += 1;
      // Of runs of one length the one that goes on where the last ended.
      const better =
        best === null || length > best.length || (length === best.length && near(place, expected, best.b));
      if (length >= GRAM && better) best = { a: at, b: place, length };
    }
    if (best === null) at += 1;
    else {
      runs.push(best);
      at += best.length;
      expected = best.b + best.length;
    }
  }
  return runs;
}

/** Where each gram of a text stands, its first `PLACES` places in order: a map is most of the time of a comparison. */
class GramPlaces {
  readonly #mask: number;
  readonly #hashes: Uint32Array;
  /** One more than the first place of a gram, by slot; 0 in a slot that is free. */
  readonly #firsts: Int32Array;
  /** One more than the next place of the same gram, by place. */
  readonly #nexts: Int32Array;

  constructor(hashes: Uint32Array) {
    let size = 16;
    while (size < hashes.length * 2) size *= 2;
    this.#mask = size - 1;
    this.#hashes = new Uint32Array(size);
    this.#firsts = new Int32Array(size);
    this.#nexts = new Int32Array(hashes.length);
    const lasts = new Int32Array(size);
    const counts = new Uint8Array(size);
    for (let at = 0; at < hashes.length; at += 1) {
      const slot = this.#slot(hashes[at]!);
      if (counts[slot]! >= PLACES) continue;
      if (counts[slot] === 0) {
        this.#hashes[slot] = hashes[at]!;
        this.#firsts[slot] = at + 1;
      } else this.#nexts[lasts[slot]!] = at + 1;
      lasts[slot] = at;
      counts[slot]! += 1;
    }
  }

  /** -1 where the gram stands nowhere. */
  first(hash: number): number {
    return this.#firsts[this.#slot(hash)]! - 1;
  }

  /** -1 after the last. */
  next(place: number): number {
    return this.#nexts[place]! - 1;
  }

  #slot(hash: number): number {
    let slot = hash & this.#mask;
    while (this.#firsts[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & this.#mask;
    return slot;
  }
}

const near = (place: number, expected: number, other: number): boolean =>
  expected >= 0 && Math.abs(place - expected) < Math.abs(other - expected);

/** Words in the union of half-open ranges. */
function covered(ranges: [number, number][]): number {
  let sum = 0;
  let end = 0;
  for (const [from, to] of ranges.sort((x, y) => x[0] - y[0])) {
    if (to <= end) continue;
    sum += to - Math.max(from, end);
    end = to;
  }
  return sum;
}
