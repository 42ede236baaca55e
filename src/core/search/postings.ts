import type { Folded } from './folded';
import type { Kind } from './kinds';
import { bytesOfGap, gapAt, SHORT_GAPS, type Sections } from './packed';
import { Pairs } from './pairs';
import { B, D, K, type Weighed } from './source';
import type { Tally } from './tally';

/**
 * In which pieces of a kind each word of a segment stands and how often; of texts also at which words. Pieces are in the
 * order of their groups.
 *
 * Of a word all pieces follow each other as numbers of seven bits a byte: how many pieces lie between it and the one before,
 * with a bit that says whether the word stands there more than once; then how often, less two, with a bit that says whether
 * its places have another length than a byte each, so that most of them are passed over without being read. The places are
 * kept apart in the same order: how many words lie between each and the one before, in the code of `ByteWriter.gap`. Before
 * every `SKIP`th posting of a word but the first, a skip says which piece comes before it, and where its bytes and its places
 * begin.
 */
export class Postings {
  readonly groups: Uint32Array;
  /** Different words of each piece: what BM25 takes for its length. */
  readonly lengths: Uint32Array;
  /** Words that have postings, in order; null where every word has a place. */
  readonly #keys: Uint32Array | null;
  readonly #starts: Uint32Array;
  readonly #frequencies: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #positionStarts: Uint32Array | null;
  readonly #positions: Uint8Array | null;
  /** Words with skips, in order, and where theirs begin in `#skips`. */
  readonly #skipKeys: Uint32Array;
  readonly #skipStarts: Uint32Array;
  readonly #skips: Uint32Array;
  readonly #pairs: Pairs | null;

  // What changes while the segment stays as it is.
  #dead: Uint8Array | null = null;
  #alive = 0;
  #lengthsAlive = 0;
  readonly #deadFrequencies = new Map<number, number>();
  /** For which average those below were worked out. */
  #average = -1;
  #norms = new Float64Array(0);

  constructor(sections: Sections, kind: Kind) {
    const array = (name: string) => sections.get(`${kind}.${name}`) as Uint32Array;
    const optional = (name: string) => sections.get(`${kind}.${name}`) as Uint32Array | undefined;
    const bytes = (name: string) => sections.get(`${kind}.${name}`) as Uint8Array;
    this.groups = array('groups');
    this.lengths = array('lengths');
    this.#keys = optional('postingKeys') ?? null;
    this.#starts = array('postingStarts');
    this.#frequencies = array('frequencies');
    this.#bytes = bytes('postings');
    this.#positionStarts = optional('positionStarts') ?? null;
    this.#positions = (sections.get(`${kind}.positions`) as Uint8Array | undefined) ?? null;
    this.#skipKeys = optional('skipKeys') ?? NO_NUMBERS;
    this.#skipStarts = optional('skipStarts') ?? NO_NUMBERS;
    this.#skips = optional('skips') ?? NO_NUMBERS;
    const paired = optional('pairKeys');
    this.#pairs = paired ? new Pairs(paired, array('pairStarts'), bytes('pairs')) : null;
    for (const length of this.lengths) {
      if (length > 0) this.#alive += 1;
      this.#lengthsAlive += length;
    }
  }

  /** Pieces that have words and are not removed, and how many different words they have, summed up. */
  get statistics(): { readonly pieces: number; readonly lengths: number } {
    return { pieces: this.#alive, lengths: this.#lengthsAlive };
  }

  /** Pieces that have words, removed ones too. */
  get withWords(): number {
    if (this.#dead === null) return this.#alive;
    let all = 0;
    for (const length of this.lengths) if (length > 0) all += 1;
    return all;
  }

  // ---------------------------------------------------------------------------------------------------- pieces

  /** The pieces of a group that are not removed. */
  piecesOf(group: number): readonly number[] {
    const { groups } = this;
    if (group < groups[0]! || group > groups[groups.length - 1]!) return NONE;
    const found: number[] = [];
    for (let at = lowerBound(groups, group); at < groups.length && groups[at] === group; at += 1) {
      if (!this.isRemoved(at)) found.push(at);
    }
    return found;
  }

  isRemoved(piece: number): boolean {
    return this.#dead !== null && this.#dead[piece] === 1;
  }

  /** The pieces marked as removed. */
  removed(): number[] {
    const found: number[] = [];
    this.#dead?.forEach((is, piece) => is === 1 && found.push(piece));
    return found;
  }

  /** Marks a piece, of which these are the words, as removed: from here on it is in no answer and in no statistics. */
  remove(piece: number, words: Iterable<number>): void {
    this.#dead ??= new Uint8Array(this.groups.length);
    if (this.#dead[piece] === 1) return;
    this.#dead[piece] = 1;
    const length = this.lengths[piece]!;
    if (length === 0) return;
    this.#alive -= 1;
    this.#lengthsAlive -= length;
    for (const key of new Set(words)) {
      this.#deadFrequencies.set(key, (this.#deadFrequencies.get(key) ?? 0) + 1);
    }
  }

  // ----------------------------------------------------------------------------------------------------- words

  /** Adds to `sums`, by number of word, in how many pieces it is, removed ones too. */
  addTo(sums: Uint32Array): void {
    const keys = this.#keys;
    for (let at = 0; at < this.#frequencies.length; at += 1)
      sums[keys?.[at] ?? at]! += this.#frequencies[at]!;
  }

  frequency(key: number): number {
    const place = this.#keys ? placeOf(this.#keys, key) : key;
    return place < 0 ? 0 : this.#frequencies[place]! - (this.#deadFrequencies.get(key) ?? 0);
  }

  /** Adds `frequency` of each of the words, where it is 0 or more, to `sums`. */
  frequencies(keys: Int32Array, sums: Float64Array): void {
    const places = this.#places(keys);
    const dead = this.#deadFrequencies;
    for (let at = 0; at < keys.length; at += 1) {
      const place = places[at]!;
      if (place < 0) continue;
      sums[at]! += this.#frequencies[place]! - (dead.size > 0 ? (dead.get(keys[at]!) ?? 0) : 0);
    }
  }

  /** Where the postings of each of these words are; -1 for those that have none. */
  #places(keys: Int32Array): Int32Array {
    const own = this.#keys;
    if (own === null) return keys;
    const places = new Int32Array(keys.length).fill(-1);
    let at = 0;
    let before = -1;
    for (let word = 0; word < keys.length; word += 1) {
      const key = keys[word]!;
      if (key < 0) continue;
      // Mostly in order: the next one is near.
      if (key < before) at = 0;
      before = key;
      for (let steps = 0; steps < 8 && at < own.length && own[at]! < key; steps += 1) at += 1;
      if (at < own.length && own[at]! < key) at = lowerBound(own, key);
      if (own[at] === key) places[word] = at;
    }
    return places;
  }

  /** Adds to `tally` what these words give, by number of piece or, where a group has one piece at most, by group. */
  score({ keys, words, factors, doubts, average }: Weighed, by: 'piece' | 'group', tally: Tally): void {
    if (this.#average !== average) this.#weigh(average);
    const places = this.#places(keys);
    const groups = by === 'group' ? this.groups : null;
    for (let at = 0; at < places.length; at += 1) {
      const word = words[at]!;
      if (places[at]! >= 0 && factors[word] !== 0) {
        this.#add(places[at]!, factors[word]!, doubts[word]!, groups, tally);
      }
    }
  }

  /** As `Tally.add` does, but for what is the same for all pieces: this is met for every posting of every word. */
  #add(place: number, factor: number, doubt: number, groups: Uint32Array | null, tally: Tally): void {
    const bytes = this.#bytes;
    const dead = this.#dead;
    const norms = this.#norms;
    const { scores, states, counts, doubts, touched, step } = tally;
    let { size } = tally;
    const least = factor * D;
    const most = factor * (K + 1);
    const end = this.#starts[place + 1]!;
    let piece = -1;
    for (let at = this.#starts[place]!; at < end;) {
      let value = bytes[at++]!;
      if (value > 127) {
        value &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = bytes[at++]!;
          value |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      piece += (value >>> 1) + 1;
      let count = 1;
      if ((value & 1) === 1) {
        let byte = bytes[at++]!;
        count = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++]!;
          count |= (byte & 127) << shift;
        }
        count = (count >>> 1) + 2;
      }
      const number = groups === null ? piece : groups[piece]!;
      const state = states[number]!;
      if (state <= step || (dead !== null && dead[piece] === 1)) continue;
      const score = least + (most * count) / (count + norms[piece]!);
      if (state === step + 1) {
        states[number] = step + 2;
        if (step === 0) {
          touched[size++] = number;
          scores[number] = score;
          counts[number] = count;
          doubts[number] = doubt;
          continue;
        }
      }
      scores[number]! += score;
      counts[number]! += count;
      if (doubt < doubts[number]!) doubts[number] = doubt;
    }
    tally.size = size;
  }

  /** What the length of a piece takes from a word in it, worked out once for all words. */
  #weigh(average: number): void {
    const { lengths } = this;
    if (this.#average < 0) this.#norms = new Float64Array(lengths.length);
    for (let piece = 0; piece < lengths.length; piece += 1) {
      this.#norms[piece] = K * (1 - B + (B * lengths[piece]!) / average);
    }
    this.#average = average;
  }

  // ---------------------------------------------------------------------------------------------------- places

  /**
   * Calls `found` with every piece, not removed, of a group that `groups` wants, in which the words stand side by side, each
   * being the only one of its step. False, without a call, where no places are kept.
   */
  eachPhrase(
    words: readonly Weighed[],
    groups: Tally,
    found: (piece: number, group: number, score: number, doubt: number) => void,
  ): boolean {
    if (this.#positions === null) return false;
    if (words.some(({ keys }) => keys.length === 0)) return true;
    const { average } = words[0]!;
    if (this.#average !== average) this.#weigh(average);
    const cursors = words.map(({ keys }) => this.#cursor(keys[0]!));
    const factors = words.map((word) => word.factors[word.words[0]!]!);
    const doubt = Math.min(...words.map((word) => word.doubts[word.words[0]!]!));
    // The two rarest words come first: where they do not stand as they should, the others need not be looked at.
    const byUse = words
      .map((_, number) => number)
      .sort((a, b) => this.#frequencies[words[a]!.keys[0]!]! - this.#frequencies[words[b]!.keys[0]!]!);
    const first = cursors[byUse[0]!]!;
    const second = cursors[byUse[1]!]!;
    const others = byUse.slice(2).map((number) => cursors[number]!);
    const apart = byUse[1]! - byUse[0]!;
    const score = (piece: number): number => {
      let sum = 0;
      for (let at = 0; at < cursors.length; at += 1) {
        const { count } = cursors[at]!;
        sum += factors[at]! * (D + (count * (K + 1)) / (count + this.#norms[piece]!));
      }
      return sum;
    };
    const paired = this.#pairedTexts(words);
    if (paired && paired.length < this.#frequencies[words[byUse[0]!]!.keys[0]!]!) {
      const rarestFirst = byUse.map((number) => cursors[number]!);
      for (const piece of paired) {
        const group = this.groups[piece]!;
        if (
          groups.isWanted(group) &&
          !this.isRemoved(piece) &&
          rarestFirst.every((cursor) => cursor.seek(piece) === piece) &&
          (cursors.length === 2 || standSideBySide(cursors))
        ) {
          found(piece, group, score(piece), doubt);
        }
      }
      return true;
    }
    const marks = new Marks();
    for (let piece = first.seek(0); piece < END;) {
      const next = second.seek(piece);
      if (next > piece) {
        piece = first.seek(next);
        continue;
      }
      const group = this.groups[piece]!;
      if (
        groups.isWanted(group) &&
        marks.meet(first, second, apart) &&
        !this.isRemoved(piece) &&
        others.every((other) => other.seek(piece) === piece) &&
        (others.length === 0 || standSideBySide(cursors))
      ) {
        found(piece, group, score(piece), doubt);
      }
      piece = first.seek(piece + 1);
    }
    return true;
  }

  /** The texts in which all neighbours among these words, of which it is kept, stand as they should; null where it is of none. */
  #pairedTexts(words: readonly Weighed[]): Uint32Array | null {
    let all: Uint32Array | null = null;
    for (let at = 1; this.#pairs && at < words.length; at += 1) {
      const texts = this.#pairs.texts(words[at - 1]!.keys[0]!, words[at]!.keys[0]!);
      if (texts) all = all === null ? texts : inBoth(all, texts);
    }
    return all;
  }

  /**
   * Adds to `counts`, by number of piece and only where it is not 0, how often one of these words stands in what is folded
   * of its document. False, with nothing added, where no places are kept or more pieces have the words than `most`.
   */
  countFolded(keys: Int32Array, most: number, folded: Folded, counts: Uint32Array): boolean {
    if (this.#positions === null) return false;
    let pieces = 0;
    for (const key of keys) if (key >= 0) pieces += this.#frequencies[key]!;
    if (pieces > most) return false;
    const { starts, words } = folded.folds;
    for (const key of keys) {
      if (key < 0) continue;
      const cursor = this.#cursor(key);
      for (let piece = cursor.seek(0); piece < END; piece = cursor.seek(piece + 1)) {
        if (counts[piece] === 0) continue;
        let stretch = starts[this.groups[piece]!]!;
        const last = stretch + words[stretch - 1]!;
        cursor.load();
        for (let at = 0; at < cursor.count; at += 1) {
          const word = cursor.places[at]!;
          while (stretch < last && words[stretch + 1]! <= word) stretch += 2;
          if (stretch < last && words[stretch]! <= word) counts[piece]! += 1;
        }
      }
    }
    return true;
  }

  #cursor(key: number): PositionCursor {
    const starts = this.#starts;
    return new PositionCursor(
      this.#bytes,
      starts[key]!,
      starts[key + 1]!,
      this.#positions!,
      this.#positionStarts![key]!,
      this.#skipsOf(key),
    );
  }

  #skipsOf(key: number): Uint32Array {
    const place = placeOf(this.#skipKeys, key);
    return place < 0
      ? NO_NUMBERS
      : this.#skips.subarray(this.#skipStarts[place], this.#skipStarts[place + 1]);
  }
}

/** Postings of a word between two skips. */
export const SKIP = 128;
/** Numbers of a skip. */
export const SKIP_NUMBERS = 3;
const NO_NUMBERS = new Uint32Array(0);

/** Behind all pieces. */
const END = 0x7fffffff;
const NONE: readonly number[] = [];

/** The places of one word, piece after piece. */
class PositionCursor {
  /** How often it stands in the piece sought last. */
  count = 0;
  /** Where, once loaded: the first `count` numbers count. */
  places = new Uint32Array(16);
  #piece = -1;
  /** Where the places in the piece begin, and those of the next. */
  #position: number;
  #next: number;
  #skip = 0;

  constructor(
    readonly bytes: Uint8Array,
    private at: number,
    readonly end: number,
    readonly positions: Uint8Array,
    position: number,
    readonly skips: Uint32Array,
  ) {
    this.#position = position;
    this.#next = position;
  }

  /** Goes to the first piece from this one on that has the word; `END` when there is none. */
  seek(wanted: number): number {
    const { bytes, end, positions } = this;
    let { at } = this;
    let piece = this.#piece;
    if (piece >= wanted) return piece;
    let count = 0;
    let position = 0;
    let next = this.#next;
    const { skips } = this;
    if (this.#skip < skips.length && skips[this.#skip]! < wanted) {
      let skip = this.#skip;
      while (skip + SKIP_NUMBERS < skips.length && skips[skip + SKIP_NUMBERS]! < wanted) skip += SKIP_NUMBERS;
      this.#skip = skip + SKIP_NUMBERS;
      if (skips[skip + 1]! > at) {
        piece = skips[skip]!;
        at = skips[skip + 1]!;
        next = skips[skip + 2]!;
      }
    }
    while (piece < wanted) {
      if (at >= end) {
        piece = END;
        break;
      }
      let value = bytes[at++]!;
      if (value > 127) {
        value &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = bytes[at++]!;
          value |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      piece += (value >>> 1) + 1;
      position = next;
      count = 1;
      if ((value & 1) === 1) {
        let byte = bytes[at++]!;
        count = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++]!;
          count |= (byte & 127) << shift;
        }
        const isUneven = (count & 1) === 1;
        count = (count >>> 1) + 2;
        if (isUneven) for (let left = count; left > 0; left -= 1) next += bytesOfGap(positions[next]!);
        else next += count;
      } else next += bytesOfGap(positions[next]!);
    }
    this.at = at;
    this.#piece = piece;
    this.#position = position;
    this.#next = next;
    this.count = count;
    return piece;
  }

  /** Reads the places in the piece; gives the last. */
  load(): number {
    const { positions, count } = this;
    if (count > this.places.length) this.places = new Uint32Array(count * 2);
    const { places } = this;
    let at = this.#position;
    let place = -1;
    for (let number = 0; number < count; number += 1) {
      const byte = positions[at]!;
      place += byte < SHORT_GAPS ? byte + 1 : gapAt(positions, at) + 1;
      at += bytesOfGap(byte);
      places[number] = place;
    }
    return place;
  }
}

/** Marks the places of a word in a piece, to see whether another stands beside one of them; no branch is hard to predict. */
class Marks {
  #bits = new Uint8Array(4096);

  /** True where `b` stands so many words behind `a`, or before it. */
  meet(a: PositionCursor, b: PositionCursor, apart: number): boolean {
    // Both are moved so that no place is before the first.
    const aMove = apart < 0 ? 0 : apart;
    const bMove = apart < 0 ? -apart : 0;
    const last = Math.max(a.load() + aMove, b.load() + bMove);
    if (last >= this.#bits.length) this.#bits = new Uint8Array(2 * last);
    const bits = this.#bits;
    for (let at = 0; at < a.count; at += 1) bits[a.places[at]! + aMove] = 1;
    let met = 0;
    for (let at = 0; at < b.count; at += 1) met |= bits[b.places[at]! + bMove]!;
    for (let at = 0; at < a.count; at += 1) bits[a.places[at]! + aMove] = 0;
    return met === 1;
  }
}

/** True where a place of the first word is followed by one of the second, and so on. */
function standSideBySide(cursors: readonly PositionCursor[]): boolean {
  const nexts = cursors.map((cursor) => {
    cursor.load();
    return 0;
  });
  const first = cursors[0]!;
  each: for (let at = 0; at < first.count; at += 1) {
    const start = first.places[at]!;
    for (let step = 1; step < cursors.length; step += 1) {
      const { places, count } = cursors[step]!;
      let next = nexts[step]!;
      while (next < count && places[next]! < start + step) next += 1;
      nexts[step] = next;
      if (next === count) return false;
      if (places[next] !== start + step) continue each;
    }
    return true;
  }
  return false;
}

function inBoth(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(Math.min(a.length, b.length));
  let size = 0;
  for (let at = 0, other = 0; at < a.length && other < b.length;) {
    const difference = a[at]! - b[other]!;
    if (difference === 0) both[size++] = a[at]!;
    if (difference <= 0) at += 1;
    if (difference >= 0) other += 1;
  }
  return both.subarray(0, size);
}

function placeOf(keys: Uint32Array, key: number): number {
  const at = lowerBound(keys, key);
  return keys[at] === key ? at : -1;
}

function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
