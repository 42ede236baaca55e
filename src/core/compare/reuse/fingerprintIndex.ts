import type { Id } from '../../model/id';

/** A document that shares numbers of a fingerprint, and how much they say: rare ones more. */
export type Sharing = { readonly id: Id; readonly weight: number };

/** A number that more documents have leads to none of them: it is a stock phrase. */
const COMMON = 256;
/** Documents waiting to be packed; from so many, or a tenth of what is packed, they are. */
const LIVE = 256;

/**
 * Which documents share which numbers of their fingerprints. Documents come and go one by one; most of them lie packed in
 * two sorted arrays, eight bytes for each number, the newest in a map until there are enough of them.
 */
export class FingerprintIndex {
  #ids: (Id | null)[] = [];
  readonly #numbers = new Map<Id, number>();
  readonly #live = new Map<number, number[]>();
  #liveDocuments = 0;
  #liveHashes = 0;
  #hashes = new Uint32Array();
  #documents = new Uint32Array();

  /** Documents in the index. */
  get size(): number {
    return this.#numbers.size;
  }

  /** What the packed part takes, in bytes. */
  get bytes(): number {
    return this.#hashes.byteLength + this.#documents.byteLength + this.#liveHashes * 16;
  }

  /** Adds a document, or replaces its fingerprint. */
  put(id: Id, fingerprint: Uint32Array): void {
    this.remove(id);
    const number = this.#ids.length;
    this.#ids.push(id);
    this.#numbers.set(id, number);
    for (const hash of fingerprint) {
      const list = this.#live.get(hash);
      if (list) list.push(number);
      else this.#live.set(hash, [number]);
    }
    this.#liveHashes += fingerprint.length;
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

  /** Documents that share numbers with a fingerprint, those that share the rarest and most first, `except` left out. */
  sharing(fingerprint: Uint32Array, except: Id | null = null): Sharing[] {
    const weights = new Map<number, number>();
    for (const hash of fingerprint) {
      const first = lowerBound(this.#hashes, hash);
      let end = first;
      while (end < this.#hashes.length && this.#hashes[end] === hash) end += 1;
      const live = this.#live.get(hash) ?? [];
      const count = end - first + live.length;
      if (count > COMMON) continue;
      const weight = 1 / Math.log2(2 + count);
      const add = (number: number): void => void weights.set(number, (weights.get(number) ?? 0) + weight);
      for (let at = first; at < end; at += 1) add(this.#documents[at]!);
      for (const number of live) add(number);
    }
    const found: Sharing[] = [];
    for (const [number, weight] of weights) {
      const id = this.#ids[number];
      if (id !== null && id !== undefined && id !== except) found.push({ id, weight });
    }
    return found.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
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
    const fresh = [...this.#live.keys()].sort((a, b) => a - b);
    const size = this.#hashes.length + this.#liveHashes;
    const hashes = new Uint32Array(size);
    const documents = new Uint32Array(size);
    let filled = 0;
    const add = (hash: number, number: number): void => {
      if (renumbered[number]! < 0) return;
      hashes[filled] = hash;
      documents[filled] = renumbered[number]!;
      filled += 1;
    };
    let old = 0;
    const upTo = (hash: number): void => {
      for (; old < this.#hashes.length && this.#hashes[old]! <= hash; old += 1) {
        add(this.#hashes[old]!, this.#documents[old]!);
      }
    };
    for (const hash of fresh) {
      upTo(hash);
      for (const number of this.#live.get(hash)!) add(hash, number);
    }
    upTo(0xffffffff);
    this.#ids = ids;
    this.#hashes = filled === size ? hashes : hashes.slice(0, filled);
    this.#documents = filled === size ? documents : documents.slice(0, filled);
    this.#live.clear();
    this.#liveDocuments = 0;
    this.#liveHashes = 0;
  }
}

/** The first place whose value is not below. */
function lowerBound(sorted: Uint32Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
