import { isJoinedScript } from '../text/words';
import { stringAt, type StringArena } from './packed';

/** The words of a segment in the order of their units, one after the other in one array; each is known by its number. */
export class WordList {
  readonly #arena: StringArena;
  /** Units that a word shares with the one before it; 255 at most. */
  readonly #shared: Uint8Array;
  #joined: string[] | null = null;

  constructor(arena: StringArena, shared: Uint8Array) {
    this.#arena = arena;
    this.#shared = shared;
  }

  get size(): number {
    return this.#arena.starts.length - 1;
  }

  /** -1 for a word that is not among them. */
  keyOf(term: string): number {
    const at = this.#lowerBound(term);
    return at < this.size && this.#compare(at, term) === 0 ? at : -1;
  }

  termOf(key: number): string {
    return stringAt(this.#arena, key);
  }

  hashOf(key: number): number {
    const { units, starts } = this.#arena;
    const end = starts[key + 1]!;
    let hash = 0;
    for (let at = starts[key]!; at < end; at += 1) hash = Math.imul(hash ^ units[at]!, 0x01000193);
    return hash ^ (hash >>> 15);
  }

  lengthOf(key: number): number {
    return this.#arena.starts[key + 1]! - this.#arena.starts[key]!;
  }

  /** The words that begin so: numbers `[from, to)`. */
  prefixRange(prefix: string): { from: number; to: number } {
    const { units, starts } = this.#arena;
    const from = this.#lowerBound(prefix);
    const begins = (key: number): boolean => {
      const start = starts[key]!;
      if (starts[key + 1]! - start < prefix.length) return false;
      for (let at = 0; at < prefix.length; at += 1) {
        if (units[start + at] !== prefix.charCodeAt(at)) return false;
      }
      return true;
    };
    let low = from;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (begins(middle)) low = middle + 1;
      else high = middle;
    }
    return { from, to: low };
  }

  /** Negative, 0 or positive as a word comes before, is, or comes after one of another list. */
  compareKeys(key: number, other: WordList, otherKey: number): number {
    const { units, starts } = this.#arena;
    const { units: theirs, starts: theirStarts } = other.#arena;
    let a = starts[key]!;
    const aEnd = starts[key + 1]!;
    let b = theirStarts[otherKey]!;
    const bEnd = theirStarts[otherKey + 1]!;
    for (; a < aEnd && b < bEnd; a += 1, b += 1) {
      const difference = units[a]! - theirs[b]!;
      if (difference !== 0) return difference;
    }
    return aEnd - a - (bEnd - b);
  }

  #lowerBound(term: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, term) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(key: number, term: string): number {
    const { units, starts } = this.#arena;
    const start = starts[key]!;
    const length = starts[key + 1]! - start;
    const common = Math.min(length, term.length);
    for (let at = 0; at < common; at += 1) {
      const difference = units[start + at]! - term.charCodeAt(at);
      if (difference !== 0) return difference;
    }
    return length - term.length;
  }

  /**
   * Words with the same first letter and at most so many edits away, with the number of edits (0 for the word itself).
   * `word` has 32 units at most.
   *
   * What of the word can be matched by the letters so far, with no, one and two edits, is a set of bits each, worked out
   * from those of one letter less (Wu and Manber, Fast text searching allowing errors, 1992). The sorted words are walked
   * down as a tree: the bits of the letters that a word shares with the one before stand already, and words that share
   * letters after which nothing can match are passed over.
   */
  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const skip = first.length;
    const { from, to } = this.prefixRange(first);
    const { units, starts } = this.#arena;
    const shared = this.#shared;
    const wanted = word.length - skip;
    const longest = wanted + distance;
    const all = (2 << wanted) - 1;
    for (let at = 0; at < wanted; at += 1) MASKS[word.charCodeAt(skip + at)]! |= 2 << at;
    const none = new Int32Array(longest + 1);
    const one = new Int32Array(longest + 1);
    const two = new Int32Array(longest + 1);
    none[0] = 1;
    one[0] = 3 & all;
    two[0] = 7 & all;
    /** Letters of the word before for which the bits stand. */
    let standing = 0;
    for (let key = from; key < to; key += 1) {
      const common = key === from ? 0 : shared[key]! - skip;
      if (common < standing) standing = common;
      const start = starts[key]! + skip;
      const length = starts[key + 1]! - start;
      if (length > longest) continue;
      let a = none[standing]!;
      let b = one[standing]!;
      let c = two[standing]!;
      let left = distance === 1 ? b : c;
      while (standing < length && left !== 0) {
        const mask = MASKS[units[start + standing]!]!;
        const nextA = (a << 1) & mask;
        const nextB = (((b << 1) & mask) | a | (a << 1) | (nextA << 1)) & all;
        c = (((c << 1) & mask) | b | (b << 1) | (nextB << 1)) & all;
        a = nextA;
        b = nextB;
        left = distance === 1 ? b : c;
        standing += 1;
        none[standing] = a;
        one[standing] = b;
        two[standing] = c;
      }
      if (left === 0) while (key + 1 < to && shared[key + 1]! - skip >= standing) key += 1;
      else if ((left >>> wanted) & 1) {
        found(this.termOf(key), (a >>> wanted) & 1 ? 0 : (b >>> wanted) & 1 ? 1 : 2);
      }
    }
    for (let at = 0; at < wanted; at += 1) MASKS[word.charCodeAt(skip + at)] = 0;
  }

  /** Words of scripts whose words are looked for inside longer ones. */
  get joinedWords(): readonly string[] {
    if (this.#joined) return this.#joined;
    const joined: string[] = [];
    const { units, starts } = this.#arena;
    for (let key = this.prefixRange('\u0e00').from; key < this.size; key += 1) {
      // Nothing below Thai is written so.
      if (units[starts[key]!]! < 0x0e00) continue;
      const term = this.termOf(key);
      if (isJoinedScript(term)) joined.push(term);
    }
    return (this.#joined = joined);
  }
}

/** By unit the places of a word at which it stands, as bits; zeros between two searches. */
const MASKS = new Int32Array(0x10000);
