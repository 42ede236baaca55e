import { isJoinedScript } from '../text/words';
import { arenaOf, stringAt, type StringArena } from './packed';

/** The words of a segment in the order of their units, one after the other in one array; each is known by its number. */
export class WordList {
  readonly #arena: StringArena;
  /** `letterSigns` of the words. */
  readonly #signs: Uint32Array;
  #joined: string[] | null = null;

  constructor(arena: StringArena, signs: Uint32Array) {
    this.#arena = arena;
    this.#signs = signs;
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
   * An edit takes one letter away at most and brings one at most, so that nearly all words are passed over by which letters
   * they have. In the others, what of the word can be matched by the letters so far, with no, one and two edits, is a set
   * of bits each, worked out from those of one letter less (Wu and Manber, Fast text searching allowing errors, 1992).
   */
  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const skip = first.length;
    const { from, to } = this.prefixRange(first);
    const { starts } = this.#arena;
    const signs = this.#signs;
    const [own] = letterSigns(arenaOf([word])) as unknown as [number];
    for (let at = skip; at < word.length; at += 1) MASKS[word.charCodeAt(at)]! |= 2 << (at - skip);
    for (let key = from; key < to; key += 1) {
      const sign = signs[key]!;
      let gone = own & ~sign;
      let come = sign & ~own;
      // So many bits may be set at most: each step clears one.
      gone &= gone - 1;
      come &= come - 1;
      if (distance === 2) {
        gone &= gone - 1;
        come &= come - 1;
      }
      if ((gone | come) !== 0) continue;
      const longer = starts[key + 1]! - starts[key]! - word.length;
      if (longer > distance || longer < -distance) continue;
      const edits = this.#editsTo(key, skip, word.length - skip);
      if (edits <= distance) found(this.termOf(key), edits);
    }
    for (let at = skip; at < word.length; at += 1) MASKS[word.charCodeAt(at)] = 0;
  }

  /** Edits between a word and the one in `MASKS`, which has `wanted` units, without `skip` units of it; 3 for more than two. */
  #editsTo(key: number, skip: number, wanted: number): number {
    const { units, starts } = this.#arena;
    const masks = MASKS;
    const all = (2 << wanted) - 1;
    const end = starts[key + 1]!;
    let a = 1;
    let b = 3 & all;
    let c = 7 & all;
    for (let at = starts[key]! + skip; at < end && c !== 0; at += 1) {
      const mask = masks[units[at]!]!;
      const nextA = (a << 1) & mask;
      const nextB = (((b << 1) & mask) | a | (a << 1) | (nextA << 1)) & all;
      c = (((c << 1) & mask) | b | (b << 1) | (nextB << 1)) & all;
      a = nextA;
      b = nextB;
    }
    return (a >>> wanted) & 1 ? 0 : (b >>> wanted) & 1 ? 1 : (c >>> wanted) & 1 ? 2 : 3;
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

/**
 * For each of some words a set of bits: a letter that it has sets one, a letter that it has twice another, many letters
 * sharing each of them. Taking a letter away clears one bit at most, and adding one sets one at most.
 */
export function letterSigns({ units, starts }: StringArena): Uint32Array {
  const signs = new Uint32Array(starts.length - 1);
  for (let word = 0; word < signs.length; word += 1) {
    const end = starts[word + 1]!;
    let once = 0;
    let twice = 0;
    for (let at = starts[word]!; at < end; at += 1) {
      // The small letters of ASCII have 1 to 26.
      const unit = units[at]! & 31;
      const bit = 1 << unit;
      if ((once & bit) !== 0) twice |= 1 << REPEATED[unit]!;
      once |= bit;
    }
    signs[word] = once | twice;
  }
  return signs;
}

/** The bits that the letters of ASCII leave, for repeated ones. */
const REPEATED = Uint8Array.from({ length: 32 }, (_, unit) => 27 + (unit % 5));
