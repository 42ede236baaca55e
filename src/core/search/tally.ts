/** Groups that something finds, in no order, and by number of group what is known of each of them. */
export type Matches = {
  readonly groups: Uint32Array;
  readonly scores: Float64Array;
  /** How doubtful: the sum over what must all be there, the least of alternatives. */
  readonly doubts: Uint8Array;
  /** Occurrences of the words of a phrase of one word; of other things something less. */
  readonly counts: Uint32Array;
};

/** Not of interest, and of interest but not met yet; with each step that something has comes one more. */
const NOT = 0;
const WANTED = 1;

/** Sums by number, of groups or of pieces. Numbers that are not of interest do not count. */
export class Tally {
  readonly scores: Float64Array;
  readonly doubts: Uint8Array;
  readonly counts: Uint32Array;
  /** `NOT`, `WANTED`, or one more than the steps that it has. */
  readonly states: Uint8Array;
  /** What has the first step; the first `size` numbers count. */
  readonly touched: Uint32Array;
  size = 0;
  /** Number of the step that is being added: only what has all steps before it counts. */
  step = 0;

  constructor(readonly room: number) {
    this.scores = new Float64Array(room);
    this.doubts = new Uint8Array(room);
    this.counts = new Uint32Array(room);
    this.states = new Uint8Array(room);
    this.touched = new Uint32Array(room);
  }

  get groups(): Uint32Array {
    return this.touched.subarray(0, this.size);
  }

  /** As what was found, until it is begun anew. */
  matches(): Matches {
    const { groups, scores, doubts, counts } = this;
    return { groups, scores, doubts, counts };
  }

  /** Begins anew, with interest in those numbers that have a 1. */
  begin(interest: Uint8Array): void {
    this.states.set(interest.subarray(0, this.room));
    this.size = 0;
    this.step = 0;
  }

  /** Begins anew, with interest in these numbers. */
  beginAmong(numbers: Uint32Array): void {
    this.states.fill(NOT);
    // Here and below: an iterator over an array of numbers would take twice as long.
    const { length } = numbers;
    for (let at = 0; at < length; at += 1) this.states[numbers[at]!] = WANTED;
    this.size = 0;
    this.step = 0;
  }

  /** Begins anew, with interest in all. */
  beginAll(): void {
    this.states.fill(WANTED);
    this.size = 0;
    this.step = 0;
  }

  isWanted(number: number): boolean {
    return this.states[number] !== NOT;
  }

  /** Postings are added by the sources in this way too, word by word: `score` of `Postings`. */
  add(number: number, score: number, doubt: number, count: number): void {
    const { states, step } = this;
    const state = states[number]!;
    if (state <= step) return;
    if (state === step + 1) {
      states[number] = step + 2;
      if (step === 0) {
        this.touched[this.size++] = number;
        this.scores[number] = score;
        this.doubts[number] = doubt;
        this.counts[number] = count;
        return;
      }
    }
    this.scores[number]! += score;
    this.counts[number]! += count;
    if (doubt < this.doubts[number]!) this.doubts[number] = doubt;
  }

  /** One of several pieces of a group: the best counts, or the many tags of one document would outweigh its text. */
  offer(group: number, score: number, doubt: number, count: number): void {
    if (this.states[group]! <= WANTED) this.add(group, score, doubt, count);
    else {
      if (score > this.scores[group]!) this.scores[group] = score;
      this.counts[group]! += count;
      if (doubt < this.doubts[group]!) this.doubts[group] = doubt;
    }
  }

  /** Adds what another has. */
  addAll({ touched, size, scores, doubts, counts }: Tally): void {
    for (let at = 0; at < size; at += 1) {
      const group = touched[at]!;
      this.add(group, scores[group]!, doubts[group]!, counts[group]!);
    }
  }

  /** What has so many steps, in the order it was met. */
  passed(steps: number): Uint32Array {
    const { groups, states } = this;
    return steps === 1 ? groups : groups.filter((number) => states[number] === steps + 1);
  }

  keep(is: (number: number) => boolean): void {
    let kept = 0;
    for (let at = 0; at < this.size; at += 1) {
      const number = this.touched[at]!;
      if (is(number)) this.touched[kept++] = number;
    }
    this.size = kept;
  }
}

/** Tallies that answers use one after the other. */
export class Tallies {
  #room = 0;
  #free: Tally[] = [];
  #all: Tally[] = [];

  /** A new answer: nothing looks at any of them any more. */
  restart(): void {
    this.#all.length = Math.min(this.#all.length, MOST_KEPT);
    this.#free = [...this.#all];
  }

  /** One for so many numbers, to be begun. */
  take(numbers: number): Tally {
    if (numbers > this.#room) {
      this.#room = Math.ceil(numbers * 1.25);
      this.#free = [];
      this.#all = [];
    }
    const free = this.#free.pop();
    if (free) return free;
    const tally = new Tally(this.#room);
    this.#all.push(tally);
    return tally;
  }

  /** Nothing looks at it any more. */
  giveBack(tally: Tally): void {
    if (tally.room === this.#room) this.#free.push(tally);
  }
}

const MOST_KEPT = 8;
