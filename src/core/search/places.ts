/**
 * Where phrases of the query stand in a text, by their first word: parallel lists of half-open ranges of word numbers and
 * the number of the phrase. One such thing is used again for text after text: making an object for each of the millions of
 * words read for an answer would cost more than reading them.
 */
export class Occurrences {
  from = new Uint32Array(16);
  to = new Uint32Array(16);
  phrase = new Uint8Array(16);
  /** The first so many numbers of each list count. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  add(from: number, to: number, phrase: number): void {
    const at = this.length;
    if (at === this.from.length) {
      this.from = grown(this.from);
      this.to = grown(this.to);
      this.phrase = grown(this.phrase);
    }
    this.from[at] = from;
    this.to[at] = to;
    this.phrase[at] = phrase;
    this.length = at + 1;
  }

  copy(): Occurrences {
    const same = new Occurrences();
    same.addAll(this, 0);
    return same;
  }

  /** Adds those of another list from one on. */
  addAll({ from, to, phrase, length }: Occurrences, first: number): void {
    for (let at = first; at < length; at += 1) this.add(from[at]!, to[at]!, phrase[at]!);
  }

  /** Puts them in the order of the text. */
  sort(): void {
    const { from, to, phrase, length } = this.copy();
    const order = Array.from({ length }, (_, at) => at).sort(
      (a, b) => from[a]! - from[b]! || to[a]! - to[b]! || phrase[a]! - phrase[b]!,
    );
    this.clear();
    for (const at of order) this.add(from[at]!, to[at]!, phrase[at]!);
  }
}

function grown<T extends Uint32Array | Uint8Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
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

/** A phrase that a finder looks for: sequences of steps, of which any will do, as numbers of words of one source. */
export type Sought = {
  /** Number under which its occurrences are given; several phrases may share one. 30 at most. */
  readonly slot: number;
  readonly sequences: readonly (readonly Int32Array[])[];
};

/** Finds phrases in texts given as numbers of words. */
export class Finder {
  /**
   * By the low bits of a word's number: bits of the slots of single words that it may be, and `FIRST` where a sequence may
   * begin with it. Of few words a small table, so that most words of a text are passed over at its first look and no long
   * one is made for each query.
   */
  readonly #bits: Int32Array;
  readonly #mask: number;
  /** What the words are exactly, where several share a place of the table; null where none can. */
  readonly #exact: Map<number, number> | null;
  readonly #sequences: { readonly slot: number; readonly steps: readonly ReadonlySet<number>[] }[] = [];

  /** `size` is that of the vocabulary. */
  constructor(sought: readonly Sought[], size: number) {
    let words = 0;
    for (const { sequences } of sought) for (const steps of sequences) words += steps[0]!.length;
    const few = words <= FEW && size > TABLE;
    this.#bits = new Int32Array(few ? TABLE : size);
    this.#mask = few ? TABLE - 1 : -1;
    this.#exact = few ? new Map() : null;
    for (const { slot, sequences } of sought) {
      for (const steps of sequences) {
        const first = steps[0]!;
        if (steps.length > 1) this.#sequences.push({ slot, steps: steps.map((step) => new Set(step)) });
        const bit = steps.length > 1 ? FIRST : 1 << slot;
        for (const word of first) {
          if (word < 0) continue;
          this.#bits[word & this.#mask]! |= bit;
          this.#exact?.set(word, (this.#exact.get(word) ?? 0) | bit);
        }
      }
    }
  }

  /** Adds the places where phrases stand, by their first word. */
  find(text: Uint32Array, found: Occurrences): void {
    const table = this.#bits;
    const mask = this.#mask;
    const exact = this.#exact;
    const { length } = text;
    for (let at = 0; at < length; at += 1) {
      const word = text[at]!;
      let bits = table[word & mask]!;
      if (bits === 0) continue;
      if (exact) bits = exact.get(word) ?? 0;
      for (let rest = bits & ~FIRST; rest !== 0; rest &= rest - 1) {
        found.add(at, at + 1, 31 - Math.clz32(rest & -rest));
      }
      if ((bits & FIRST) === 0) continue;
      for (const { slot, steps } of this.#sequences) {
        if (standsAt(text, at, steps)) found.add(at, at + steps.length, slot);
      }
    }
  }

  /** True where one of the phrases stands in the text. */
  stands(text: Uint32Array): boolean {
    const table = this.#bits;
    const mask = this.#mask;
    for (let at = 0; at < text.length; at += 1) {
      const word = text[at]!;
      let bits = table[word & mask]!;
      if (bits === 0) continue;
      if (this.#exact) bits = this.#exact.get(word) ?? 0;
      if ((bits & ~FIRST) !== 0) return true;
      if (bits !== 0) for (const { steps } of this.#sequences) if (standsAt(text, at, steps)) return true;
    }
    return false;
  }
}

/** Places of the small table, a power of two, and the words it serves well. */
const TABLE = 4096;
const FEW = 256;

function standsAt(text: Uint32Array, at: number, steps: readonly ReadonlySet<number>[]): boolean {
  if (at + steps.length > text.length) return false;
  for (let offset = 0; offset < steps.length; offset += 1) {
    if (!steps[offset]!.has(text[at + offset]!)) return false;
  }
  return true;
}

const FIRST = 1 << 30;

/**
 * Which occurrences belong to a choice of one for each of the parts (their slots, five at most) in which every next one in
 * the text begins at most `within` words after the one before has ended, and none overlap. Occurrences are in order.
 * For each occurrence the sets of parts are worked out that a chain up to it, and one from it on, can have.
 */
export function nearOccurrences(found: Occurrences, parts: number, within: number): boolean[] {
  const { from, to, phrase, length } = found;
  let longest = 0;
  for (let at = 0; at < length; at += 1) longest = Math.max(longest, to[at]! - from[at]!);
  // Bit s is set where the set s of parts is possible.
  const upTo = new Int32Array(length);
  const onFrom = new Int32Array(length);
  const extended = (sets: number, part: number): number => {
    let result = 0;
    for (let rest = sets; rest !== 0; rest &= rest - 1) {
      const set = 31 - Math.clz32(rest & -rest);
      if ((set & (1 << part)) === 0) result |= 1 << (set | (1 << part));
    }
    return result;
  };
  for (let at = 0; at < length; at += 1) {
    upTo[at] = 1 << (1 << phrase[at]!);
    for (let before = at - 1; before >= 0 && from[at]! - from[before]! <= within + longest; before -= 1) {
      const gap = from[at]! - to[before]!;
      if (gap >= 0 && gap <= within) upTo[at]! |= extended(upTo[before]!, phrase[at]!);
    }
  }
  for (let at = length - 1; at >= 0; at -= 1) {
    onFrom[at] = 1 << (1 << phrase[at]!);
    for (let next = at + 1; next < length && from[next]! - from[at]! <= within + longest; next += 1) {
      const gap = from[next]! - to[at]!;
      if (gap >= 0 && gap <= within) onFrom[at]! |= extended(onFrom[next]!, phrase[at]!);
    }
  }
  const all = (1 << parts) - 1;
  return Array.from({ length }, (_, at) => {
    const own = 1 << phrase[at]!;
    for (let rest = upTo[at]!; rest !== 0; rest &= rest - 1) {
      const before = 31 - Math.clz32(rest & -rest);
      if (((onFrom[at]! >>> ((all & ~before) | own)) & 1) === 1) return true;
    }
    return false;
  });
}

/**
 * The places of one text, in order and apart: where all phrases that occur in it stand within a sentence; where they
 * never do, wherever some of them stand.
 */
export function placesOf(occurrences: Occurrences): Place[] {
  let present = 0;
  for (let at = 0; at < occurrences.length; at += 1) present |= 1 << occurrences.phrase[at]!;
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
    const last = places.at(-1);
    const isApart = last === undefined || last.to <= start;
    if (!isApart && end - start >= last.to - last.from) continue;
    const place: Place = { from: start, to: end, phrases: wanted, inSequence };
    if (isApart) places.push(place);
    else places[places.length - 1] = place;
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
