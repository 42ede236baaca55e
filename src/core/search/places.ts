/**
 * Where phrases of the query stand in a text, by their first word: parallel lists of half-open ranges of word numbers and
 * the number of the phrase. One such thing is used again for text after text: making an object for each of the millions of
 * words read for an answer would cost more than reading them.
 */
export class Occurrences {
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly phrase: number[] = [];

  get length(): number {
    return this.from.length;
  }

  clear(): void {
    this.from.length = 0;
    this.to.length = 0;
    this.phrase.length = 0;
  }

  add(from: number, to: number, phrase: number): void {
    this.from.push(from);
    this.to.push(to);
    this.phrase.push(phrase);
  }
}

/** A place worth showing: the words of the query standing close together. */
export type Place = {
  readonly from: number;
  readonly to: number;
  /** Bit set of the phrases found in it. */
  readonly phrases: number;
  /** All of them side by side, in the order of the query. */
  readonly inSequence: boolean;
};

/** Words that the phrases of one place may be spread over: about a sentence. */
const SPREAD = 16;

/** Finds the words of a compiled query in texts given as numbers of words. */
export class Finder {
  /** For each word number: bits of the phrases it is, and `FIRST` where a sequence may begin with it. */
  readonly #bits: Int32Array;
  readonly #found = new Occurrences();
  readonly #sequences: { readonly phrase: number; readonly steps: readonly ReadonlySet<number>[] }[] = [];

  /** `sequences[p]` are those of phrase p; 24 phrases at most. `size` is that of the vocabulary. */
  constructor(sequences: readonly (readonly (readonly ReadonlySet<number>[])[])[], size: number) {
    this.#bits = new Int32Array(size);
    sequences.forEach((alternatives, phrase) => {
      for (const steps of alternatives) {
        const first = steps[0]!;
        if (steps.length > 1) this.#sequences.push({ phrase, steps });
        for (const word of first) this.#bits[word]! |= steps.length > 1 ? FIRST : 1 << phrase;
      }
    });
  }

  /** Where phrases stand. `phrases` is the bit set of those looked for. The answer is overwritten by the next call. */
  occurrences(text: Uint32Array, phrases: number): Occurrences {
    const found = this.#found;
    found.clear();
    const mask = phrases | FIRST;
    for (let at = 0; at < text.length; at += 1) {
      const bits = this.#bits[text[at]!]! & mask;
      if (bits === 0) continue;
      for (let rest = bits & ~FIRST; rest !== 0; rest &= rest - 1) {
        found.add(at, at + 1, 31 - Math.clz32(rest & -rest));
      }
      if ((bits & FIRST) === 0) continue;
      for (const { phrase, steps } of this.#sequences) {
        if ((phrases & (1 << phrase)) !== 0 && standsAt(text, at, steps)) {
          found.add(at, at + steps.length, phrase);
        }
      }
    }
    return found;
  }

  /** How many places one phrase alone has in a text; null where only `occurrences` can tell. */
  count(text: Uint32Array, phrase: number): number | null {
    if (this.#sequences.length > 0) return null;
    let count = 0;
    for (const word of text) count += (this.#bits[word]! >>> phrase) & 1;
    return count;
  }
}

function standsAt(text: Uint32Array, at: number, steps: readonly ReadonlySet<number>[]): boolean {
  if (at + steps.length > text.length) return false;
  for (let offset = 0; offset < steps.length; offset += 1) {
    if (!steps[offset]!.has(text[at + offset]!)) return false;
  }
  return true;
}

const FIRST = 1 << 30;

/**
 * The places of one text, in order and apart: where all phrases that occur in it stand within a sentence; where they
 * never do, wherever some of them stand.
 */
export function placesOf(occurrences: Occurrences): Place[] {
  let present = 0;
  for (const phrase of occurrences.phrase) present |= 1 << phrase;
  const together = windows(occurrences, present);
  return together.length > 0 ? together : clusters(occurrences);
}

/** The tightest stretches that hold all of `wanted`, none overlapping a tighter one before it. */
function windows({ from, to, phrase, length }: Occurrences, wanted: number): Place[] {
  const places: Place[] = [];
  const numbers = bitsOf(wanted);
  // The latest occurrence of each phrase.
  const lastFrom: number[] = [];
  const lastTo: number[] = [];
  let seen = 0;
  for (let at = 0; at < length; at += 1) {
    lastFrom[phrase[at]!] = from[at]!;
    lastTo[phrase[at]!] = to[at]!;
    seen |= 1 << phrase[at]!;
    if (seen !== wanted) continue;
    let start = Infinity;
    let end = 0;
    let longest = 0;
    let inSequence = true;
    let before = -1;
    for (const number of numbers) {
      const first = lastFrom[number]!;
      const last = lastTo[number]!;
      if (first < start) start = first;
      if (last > end) end = last;
      if (last - first > longest) longest = last - first;
      if (before !== -1 && before !== first) inSequence = false;
      before = last;
    }
    if (end - start > Math.max(SPREAD, longest)) continue;
    const place: Place = { from: start, to: end, phrases: wanted, inSequence };
    const last = places.at(-1);
    if (!last || last.to <= start) places.push(place);
    else if (end - start < last.to - last.from) places[places.length - 1] = place;
  }
  return places;
}

/** Neighbours within a sentence. */
function clusters({ from, to, phrase, length }: Occurrences): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < length;) {
    const start = from[at]!;
    let end = to[at]!;
    let phrases = 1 << phrase[at]!;
    for (at += 1; at < length && to[at]! <= start + SPREAD; at += 1) {
      end = Math.max(end, to[at]!);
      phrases |= 1 << phrase[at]!;
    }
    // A long phrase may reach into the next cluster.
    if ((places.at(-1)?.to ?? 0) > start) continue;
    places.push({ from: start, to: end, phrases, inSequence: (phrases & (phrases - 1)) === 0 });
  }
  return places;
}

function bitsOf(bits: number): number[] {
  const numbers: number[] = [];
  for (let rest = bits; rest !== 0; rest &= rest - 1) numbers.push(31 - Math.clz32(rest & -rest));
  return numbers;
}

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
