import type { Id } from '../../model/id';
import { LiveNumbers } from './liveNumbers';

/** A document that shares numbers of a fingerprint: how many, and how much they say, rare ones more. */
export type Sharing = { readonly id: Id; readonly count: number; readonly weight: number };

/** The packed form of an index. */
export type FingerprintParts = {
  readonly ids: readonly Id[];
  readonly starts: Uint32Array;
  readonly halves: Uint16Array;
  readonly documents: Uint32Array;
};

/** A number that more documents have leads to none of them: it is a stock phrase. */
const COMMON = 256;
/** Documents waiting to be packed; from so many, or a tenth of what is packed, they are. */
const LIVE = 256;
/** Documents looked into closely when asked who shares passages; of those with a single number, which is mostly chance, fewer. */
const LIKELY = 64;
const UNLIKELY = 16;
/** What the shared numbers of a likely document weigh together: one that nine have is worth that, or two that a hundred have. */
const LEAST_WEIGHT = 0.3;

const heavierFirst = (a: Sharing, b: Sharing): number => b.weight - a.weight || (a.id < b.id ? -1 : 1);

/** So many numbers are no chance, whatever they weigh. */
const SEVERAL = 4;

/** Upper half of a number: how the packed part is divided. */
const BUCKETS = 65_536;

/**
 * Which documents share which numbers of their fingerprints. Documents come and go one by one; most of them lie packed in
 * sorted arrays, six bytes for each number, the newest in a table until there are enough of them.
 */
export class FingerprintIndex {
  #ids: (Id | null)[] = [];
  readonly #numbers = new Map<Id, number>();
  readonly #live = new LiveNumbers();
  #liveDocuments = 0;
  /** Where the numbers of a bucket begin; the lower halves of the numbers, sorted; the documents that have them. */
  #starts: Uint32Array = new Uint32Array(BUCKETS + 1);
  #halves: Uint16Array = new Uint16Array();
  #documents: Uint32Array = new Uint32Array();
  /** Room for counting, by the numbers of documents; all zero in between. */
  #counts = new Uint16Array();
  #weights = new Float64Array();

  /** The index that `parts` gave; null where they do not fit together. */
  static from({ ids, starts, halves, documents }: FingerprintParts): FingerprintIndex | null {
    const fits =
      starts.length === BUCKETS + 1 &&
      starts[BUCKETS] === halves.length &&
      halves.length === documents.length &&
      starts.every((start, at) => at === 0 || start >= starts[at - 1]!) &&
      documents.every((number) => number < ids.length);
    if (!fits) return null;
    const index = new FingerprintIndex();
    index.#ids = [...ids];
    for (const [number, id] of ids.entries()) index.#numbers.set(id, number);
    index.#starts = starts;
    index.#halves = halves;
    index.#documents = documents;
    return index;
  }

  /** Everything in the index, packed, for keeping; shared with it, not copied. */
  parts(): FingerprintParts {
    this.#pack();
    // Packed, none of them is null.
    const ids = this.#ids as Id[];
    return { ids, starts: this.#starts, halves: this.#halves, documents: this.#documents };
  }

  /** Documents in the index. */
  get size(): number {
    return this.#numbers.size;
  }

  /** About what it takes in memory, in bytes. */
  get bytes(): number {
    const packed = this.#starts.byteLength + this.#halves.byteLength + this.#documents.byteLength;
    return packed + this.#live.size * 16;
  }

  /** Adds a document, or replaces its fingerprint. */
  put(id: Id, fingerprint: Uint32Array): void {
    this.remove(id);
    const number = this.#ids.length;
    this.#ids.push(id);
    this.#numbers.set(id, number);
    for (const hash of fingerprint) this.#live.add(hash, number);
    this.#liveDocuments += 1;
    if (this.#liveDocuments >= Math.max(LIVE, this.#numbers.size / 10)) this.#pack();
  }

  /** Forgets a document; nothing happens when it is not there. Its numbers go at the next packing. */
  remove(id: Id): void {
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.#numbers.delete(id);
    this.#ids[number] = null;
  }

  /** Documents that have a number, `most` of them at the most, in no promised order. */
  holders(hash: number, most: number): Id[] {
    const found: Id[] = [];
    const add = (number: number): void => {
      const id = this.#ids[number];
      if (id !== null && id !== undefined && found.length < most) found.push(id);
    };
    const [first, end] = this.#packed(hash);
    for (let at = first; at < end && found.length < most; at += 1) add(this.#documents[at]!);
    this.#live.each(hash, add);
    return found;
  }

  /** The documents worth comparing word by word with the one that has this fingerprint, likeliest first. */
  likely(fingerprint: Uint32Array, except: Id | null = null): Id[] {
    const several: Sharing[] = [];
    /** The heaviest of those with a single number: there are thousands in a large library. */
    const single: Sharing[] = [];
    this.#count(fingerprint, except, (id, count, weight) => {
      if (count < SEVERAL && weight < LEAST_WEIGHT) return;
      if (count > 1) several.push({ id, count, weight });
      else if (single.length < UNLIKELY || weight > single[UNLIKELY - 1]!.weight) {
        single.push({ id, count, weight });
        single.sort(heavierFirst);
        if (single.length > UNLIKELY) single.pop();
      }
    });
    return [...several.sort(heavierFirst).slice(0, LIKELY), ...single].map(({ id }) => id);
  }

  /**
   * Documents that share at least `fewest` numbers with a fingerprint, those that share the rarest and most first, `except`
   * left out.
   */
  sharing(fingerprint: Uint32Array, except: Id | null = null, fewest = 1): Sharing[] {
    const found: Sharing[] = [];
    this.#count(fingerprint, except, (id, count, weight) => {
      if (count >= fewest) found.push({ id, count, weight });
    });
    return found.sort(heavierFirst);
  }

  /** Tells of each document how many numbers of a fingerprint it has and what they weigh. */
  #count(
    fingerprint: Uint32Array,
    except: Id | null,
    tell: (id: Id, count: number, weight: number) => void,
  ): void {
    if (this.#counts.length < this.#ids.length) {
      const room = Math.ceil(this.#ids.length * 1.25);
      this.#counts = new Uint16Array(room);
      this.#weights = new Float64Array(room);
    }
    const [counts, weights] = [this.#counts, this.#weights];
    const met: number[] = [];
    let weight = 0;
    const add = (number: number): void => {
      if (counts[number] === 0) met.push(number);
      counts[number]! += 1;
      weights[number]! += weight;
    };
    for (const hash of fingerprint) {
      const [first, end] = this.#packed(hash);
      const holders = end - first + this.#live.count(hash);
      if (holders > COMMON) continue;
      weight = 1 / Math.log2(2 + holders);
      for (let at = first; at < end; at += 1) add(this.#documents[at]!);
      this.#live.each(hash, add);
    }
    for (const number of met) {
      const id = this.#ids[number];
      if (id !== null && id !== undefined && id !== except) tell(id, counts[number]!, weights[number]!);
      counts[number] = 0;
      weights[number] = 0;
    }
  }

  /** Where a number stands in the packed part, half-open. */
  #packed(hash: number): [number, number] {
    const bucket = hash >>> 16;
    const half = hash & 0xffff;
    let from = this.#starts[bucket]!;
    const last = this.#starts[bucket + 1]!;
    let to = last;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#halves[middle]! < half) from = middle + 1;
      else to = middle;
    }
    let end = from;
    while (end < last && this.#halves[end] === half) end += 1;
    return [from, end];
  }

  /** Merges the live part into the packed one; documents that are gone get no place, the rest are numbered anew. */
  #pack(): void {
    const renumbered = new Int32Array(this.#ids.length).fill(-1);
    const ids: Id[] = [];
    this.#ids.forEach((id, number) => {
      if (id === null) return;
      renumbered[number] = ids.length;
      this.#numbers.set(id, ids.length);
      ids.push(id);
    });
    const fresh = this.#live.sorted();
    const size = this.#halves.length + this.#live.size;
    const starts = new Uint32Array(BUCKETS + 1);
    const halves = new Uint16Array(size);
    const documents = new Uint32Array(size);
    let filled = 0;
    const add = (half: number, number: number): void => {
      if (renumbered[number]! < 0) return;
      halves[filled] = half;
      documents[filled] = renumbered[number]!;
      filled += 1;
    };
    let next = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      starts[bucket] = filled;
      let old = this.#starts[bucket]!;
      const end = this.#starts[bucket + 1]!;
      for (; next < fresh.length && fresh[next]! >>> 16 === bucket; next += 1) {
        const half = fresh[next]! & 0xffff;
        for (; old < end && this.#halves[old]! <= half; old += 1)
          add(this.#halves[old]!, this.#documents[old]!);
        this.#live.each(fresh[next]!, (number) => add(half, number));
      }
      for (; old < end; old += 1) add(this.#halves[old]!, this.#documents[old]!);
    }
    starts[BUCKETS] = filled;
    this.#ids = ids;
    this.#starts = starts;
    this.#halves = filled === size ? halves : halves.slice(0, filled);
    this.#documents = filled === size ? documents : documents.slice(0, filled);
    this.#live.clear();
    this.#liveDocuments = 0;
  }
}
