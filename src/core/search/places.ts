/** A phrase of the query found, as a half-open range of word numbers. */
export type Occurrence = {
  readonly from: number;
  readonly to: number;
  /** Number of the phrase in the query. */
  readonly phrase: number;
};

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

  /** Where phrases stand, by their first word. `phrases` is the bit set of those looked for. */
  occurrences(text: Uint32Array, phrases: number): Occurrence[] {
    const found: Occurrence[] = [];
    const mask = phrases | FIRST;
    for (let at = 0; at < text.length; at += 1) {
      const bits = this.#bits[text[at]!]! & mask;
      if (bits === 0) continue;
      for (let rest = bits & ~FIRST; rest !== 0; rest &= rest - 1) {
        found.push({ from: at, to: at + 1, phrase: 31 - Math.clz32(rest & -rest) });
      }
      if ((bits & FIRST) === 0) continue;
      for (const { phrase, steps } of this.#sequences) {
        if ((phrases & (1 << phrase)) === 0 || at + steps.length > text.length) continue;
        if (steps.every((step, offset) => step.has(text[at + offset]!))) {
          found.push({ from: at, to: at + steps.length, phrase });
        }
      }
    }
    return found;
  }
}

const FIRST = 1 << 30;

/**
 * The places of one text, in order and apart: where all phrases that occur in it stand within a sentence; where they
 * never do, where most of them do.
 */
export function placesOf(occurrences: readonly Occurrence[]): Place[] {
  let present = 0;
  for (const { phrase } of occurrences) present |= 1 << phrase;
  const together = windows(occurrences, present);
  return together.length > 0 ? together : clusters(occurrences);
}

/** The tightest stretches that hold all of `wanted`, none overlapping a tighter one before it. */
function windows(occurrences: readonly Occurrence[], wanted: number): Place[] {
  const places: Place[] = [];
  const count = bitCount(wanted);
  // The latest occurrence of each phrase, oldest first.
  const latest = new Map<number, Occurrence>();
  for (const occurrence of occurrences) {
    latest.delete(occurrence.phrase);
    latest.set(occurrence.phrase, occurrence);
    if (latest.size < count) continue;
    const members = [...latest.values()];
    const place = placeOf(members);
    if (place.to - place.from > Math.max(SPREAD, longest(members))) continue;
    const last = places.at(-1);
    if (!last || last.to <= place.from) places.push(place);
    else if (place.to - place.from < last.to - last.from) places[places.length - 1] = place;
  }
  return places;
}

/** Neighbours within a sentence, those with the most phrases. */
function clusters(occurrences: readonly Occurrence[]): Place[] {
  const places: Place[] = [];
  let best = 0;
  for (let at = 0; at < occurrences.length;) {
    const members = [occurrences[at]!];
    const limit = members[0]!.from + SPREAD;
    while (++at < occurrences.length && occurrences[at]!.to <= limit) members.push(occurrences[at]!);
    const place = placeOf(members);
    const last = places.at(-1);
    // A long phrase may reach into the next cluster.
    if (last && last.to > place.from) continue;
    places.push(place);
    best = Math.max(best, bitCount(place.phrases));
  }
  return places.filter((place) => bitCount(place.phrases) === best);
}

function placeOf(members: readonly Occurrence[]): Place {
  let phrases = 0;
  let from = Infinity;
  let to = 0;
  for (const member of members) {
    phrases |= 1 << member.phrase;
    from = Math.min(from, member.from);
    to = Math.max(to, member.to);
  }
  const ordered = [...members].sort((a, b) => a.phrase - b.phrase);
  const inSequence = ordered.every((member, rank) => rank === 0 || ordered[rank - 1]!.to === member.from);
  return { from, to, phrases, inSequence };
}

const longest = (members: readonly Occurrence[]): number =>
  members.reduce((most, { from, to }) => Math.max(most, to - from), 0);

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
