import type { Scores } from './source';

/** The groups that something finds, in no order, with parallel lists of what is known of each. */
export type Matches = {
  readonly groups: Uint32Array;
  readonly scores: Float64Array;
  /** How doubtful: the sum over what must all be there, the least of alternatives. */
  readonly doubts: Uint8Array;
  /** Occurrences of the words of a phrase of one word; of other things something less. */
  readonly counts: Uint32Array;
};

/** Sums by group, used again for one phrase after another: what was touched is put back. */
export class Tally {
  /** For who combines matches: left as zeros. */
  readonly places: Uint32Array;
  readonly #allowed: Uint8Array;
  readonly #sums: Float64Array;
  readonly #doubts: Uint8Array;
  readonly #counts: Uint32Array;
  readonly #isTouched: Uint8Array;
  readonly #touched: Uint32Array;
  #size = 0;
  /** Of the kind at hand: by group the best piece counts, or the many tags of one document would outweigh its text. */
  readonly #best: Float64Array;
  readonly #isOffered: Uint8Array;
  readonly #offered: Uint32Array;
  #offers = 0;

  constructor(groups: number) {
    this.places = new Uint32Array(groups);
    this.#allowed = new Uint8Array(groups);
    this.#sums = new Float64Array(groups);
    this.#doubts = new Uint8Array(groups);
    this.#counts = new Uint32Array(groups);
    this.#isTouched = new Uint8Array(groups);
    this.#touched = new Uint32Array(groups);
    this.#best = new Float64Array(groups);
    this.#isOffered = new Uint8Array(groups);
    this.#offered = new Uint32Array(groups);
  }

  allow(groups: Uint32Array): Uint8Array {
    for (const group of groups) this.#allowed[group] = 1;
    return this.#allowed;
  }

  disallow(groups: Uint32Array): void {
    for (const group of groups) this.#allowed[group] = 0;
  }

  add(group: number, score: number, doubt: number, count: number): void {
    if (this.#isTouched[group] === 0) {
      this.#isTouched[group] = 1;
      this.#touched[this.#size++] = group;
      this.#sums[group] = score;
      this.#doubts[group] = doubt;
      this.#counts[group] = count;
      return;
    }
    this.#sums[group]! += score;
    this.#counts[group]! += count;
    if (doubt < this.#doubts[group]!) this.#doubts[group] = doubt;
  }

  /** A piece of the group in the kind at hand. */
  offer(group: number, score: number, doubt: number, count: number): void {
    if (this.#isOffered[group] === 0) {
      this.#isOffered[group] = 1;
      this.#offered[this.#offers++] = group;
      this.#best[group] = score;
    } else if (score > this.#best[group]!) this.#best[group] = score;
    this.add(group, 0, doubt, count);
  }

  /** `offer` for many pieces at once, of those whose groups are of interest. */
  offerAll(
    groups: Uint32Array,
    interest: Uint8Array,
    pieces: Uint32Array,
    scores: Scores,
    counted: boolean,
  ): void {
    const { sums, doubts, counts } = scores;
    const isTouched = this.#isTouched;
    const isOffered = this.#isOffered;
    for (let at = 0; at < pieces.length; at += 1) {
      const group = groups[at]!;
      if (interest[group] !== 1) continue;
      const piece = pieces[at]!;
      const count = counted ? counts[piece]! : 0;
      // Nearly always the first of its group.
      if (isTouched[group] === 0 && isOffered[group] === 0) {
        isTouched[group] = 1;
        isOffered[group] = 1;
        this.#touched[this.#size++] = group;
        this.#offered[this.#offers++] = group;
        this.#sums[group] = 0;
        this.#best[group] = sums[piece]!;
        this.#doubts[group] = doubts[piece]!;
        this.#counts[group] = count;
      } else this.offer(group, sums[piece]!, doubts[piece]!, count);
    }
  }

  /** Adds the best pieces of the kind at hand to the sums. */
  fold(boost: number): void {
    for (let at = 0; at < this.#offers; at += 1) {
      const group = this.#offered[at]!;
      this.#sums[group]! += boost * this.#best[group]!;
      this.#isOffered[group] = 0;
    }
    this.#offers = 0;
  }

  /** What was added up, and a fresh start. */
  take(): Matches {
    const groups = this.#touched.slice(0, this.#size);
    const scores = new Float64Array(groups.length);
    const doubts = new Uint8Array(groups.length);
    const counts = new Uint32Array(groups.length);
    for (let at = 0; at < groups.length; at += 1) {
      const group = groups[at]!;
      scores[at] = this.#sums[group]!;
      doubts[at] = this.#doubts[group]!;
      counts[at] = this.#counts[group]!;
      this.#isTouched[group] = 0;
    }
    this.#size = 0;
    return { groups, scores, doubts, counts };
  }
}
