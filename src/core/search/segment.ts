import type { Id } from '../model/id';
import { isJoinedScript } from '../text/words';
import { isAmong, type Folded } from './folded';
import { KINDS, type Kind } from './kinds';
import {
  contentName,
  encodeSections,
  encodingSections,
  openSections,
  stringAt,
  stringOf,
  sumIn,
  type Sections,
  type StringArena,
} from './packed';
import { B, D, K, type Scores, type Source, type WordPlaces } from './source';

/** Version of the format of a segment's bytes; a reader refuses every other. */
const FORMAT = 1;

/** The arrays of a kind; pieces are in the order of their groups. */
type Kept = {
  readonly groups: Uint32Array;
  /** Different words of each piece: what BM25 takes for its length. */
  readonly lengths: Uint32Array;
  /** Where each piece begins in `streams`; one more for the end. */
  readonly streamStarts: Uint32Array;
  readonly streams: Uint8Array;
  /** Words that have postings, in order; null where every word has a place. */
  readonly postingKeys: Uint32Array | null;
  readonly postingStarts: Uint32Array;
  readonly frequencies: Uint32Array;
  readonly postings: Uint8Array;
  /** Of texts: for each posting the numbers of the words of the piece that are this one. */
  readonly positionStarts: Uint32Array | null;
  readonly positions: Uint8Array | null;
  readonly origins: StringArena | null;

  // What changes while the segment stays as it is.
  dead: Uint8Array | null;
  alive: number;
  lengthsAlive: number;
  readonly deadFrequencies: Map<number, number>;
  /** For which average the two below were worked out. */
  average: number;
  norms: Float64Array;
  shares: Float64Array;
};

/**
 * A sealed part of the index: pieces of text in packed arrays that never change, but that pieces can be marked as removed.
 *
 * A text is kept as a stream of symbols: its words as they are written and what stands between them, numbered by how
 * common they are, seven bits a byte; a single space between two words is not written. From the stream the text is made
 * again exactly, its words are read with their places, phrases are checked and snippets cut. Beside it stands, for each
 * kind and each word, in which pieces the word is and how often. Words are sorted, so that a prefix is a range.
 */
export class Segment implements Source {
  readonly #sections: Sections;
  #postings: Uint32Array | null = null;
  #name: string | null = null;
  readonly #symbols: StringArena;
  /** For each symbol the number of its word plus one; 0 for what stands between words. */
  readonly #symbolKeys: Uint32Array;
  readonly #keys: StringArena;
  /** Units that a word shares with the one before it. */
  readonly #shared: Uint8Array;
  readonly #kinds = new Map<Kind, Kept>();
  #joined: string[] | null = null;
  #scratch = new Uint32Array(1024);
  readonly #units = new Uint16Array(2048);

  /** `name` where it is known. */
  constructor(sections: Sections, name: string | null = null) {
    this.#sections = sections;
    this.#name = name;
    this.#symbols = arena(sections, 'symbol')!;
    this.#symbolKeys = sections.get('symbolKeys') as Uint32Array;
    this.#keys = arena(sections, 'key')!;
    this.#shared = sections.get('keyShared') as Uint8Array;
    for (const kind of KINDS) {
      const groups = sections.get(`${kind}.groups`) as Uint32Array | undefined;
      if (!groups) continue;
      const array = (name: string) => sections.get(`${kind}.${name}`) as Uint32Array;
      const bytes = (name: string) => sections.get(`${kind}.${name}`) as Uint8Array;
      const lengths = array('lengths');
      let alive = 0;
      let lengthsAlive = 0;
      for (const length of lengths) {
        if (length > 0) alive += 1;
        lengthsAlive += length;
      }
      this.#kinds.set(kind, {
        groups,
        lengths,
        streamStarts: array('streamStarts'),
        streams: bytes('streams'),
        postingKeys: (sections.get(`${kind}.postingKeys`) as Uint32Array | undefined) ?? null,
        postingStarts: array('postingStarts'),
        frequencies: array('frequencies'),
        postings: bytes('postings'),
        positionStarts: (sections.get(`${kind}.positionStarts`) as Uint32Array | undefined) ?? null,
        positions: (sections.get(`${kind}.positions`) as Uint8Array | undefined) ?? null,
        origins: arena(sections, `${kind}.origin`),
        dead: null,
        alive,
        lengthsAlive,
        deadFrequencies: new Map(),
        average: -1,
        norms: new Float64Array(0),
        shares: new Float64Array(0),
      });
    }
  }

  /** The segment as bytes, with what was removed from it since. */
  encode(): Uint8Array {
    const sum = this.#name === null ? undefined : sumIn(this.#name);
    const bytes = encodeSections(FORMAT, this.#sections, sum);
    this.#name = contentName(bytes);
    return bytes;
  }

  /** Finds its name out, in steps of about a millisecond, so that asking for the name or the bytes takes no time later. */
  *naming(): Generator<void, void> {
    if (this.#name !== null) return;
    this.#name = contentName(yield* encodingSections(FORMAT, this.#sections));
  }

  /** True where asking for the name takes no time. */
  get isNamed(): boolean {
    return this.#name !== null;
  }

  /** Names the bytes of `encode`: others have others. */
  get name(): string {
    if (this.#name === null) this.encode();
    return this.#name!;
  }

  /** Bytes of its arrays, about. */
  get size(): number {
    let size = 0;
    for (const array of this.#sections.values()) size += array.byteLength;
    return size;
  }

  // -------------------------------------------------------------------------------------------------- pieces

  capacity(kind: Kind): number {
    return this.#kinds.get(kind)?.groups.length ?? 0;
  }

  statistics(kind: Kind): { pieces: number; lengths: number } {
    const kept = this.#kinds.get(kind);
    return { pieces: kept?.alive ?? 0, lengths: kept?.lengthsAlive ?? 0 };
  }

  group(kind: Kind, piece: number): number {
    return this.#kinds.get(kind)!.groups[piece]!;
  }

  groups(kind: Kind, pieces: Uint32Array): Uint32Array {
    const { groups } = this.#kinds.get(kind)!;
    const found = new Uint32Array(pieces.length);
    for (let at = 0; at < pieces.length; at += 1) found[at] = groups[pieces[at]!]!;
    return found;
  }

  origin(kind: Kind, piece: number): Id | null {
    const { origins } = this.#kinds.get(kind)!;
    const origin = origins ? stringAt(origins, piece) : '';
    return origin === '' ? null : origin;
  }

  piecesOf(kind: Kind, group: number): readonly number[] {
    const kept = this.#kinds.get(kind);
    if (!kept) return NONE;
    const { groups, dead } = kept;
    if (group < groups[0]! || group > groups[groups.length - 1]!) return NONE;
    const found: number[] = [];
    for (let at = lowerBound(groups, group); at < groups.length && groups[at] === group; at += 1) {
      if (!dead?.[at]) found.push(at);
    }
    return found;
  }

  /** Of the pieces that have words, the share that is removed. */
  get shareRemoved(): number {
    let all = 0;
    let alive = 0;
    for (const kept of this.#kinds.values()) {
      if (kept.dead === null) {
        all += kept.alive;
        alive += kept.alive;
      } else {
        for (const length of kept.lengths) if (length > 0) all += 1;
        alive += kept.alive;
      }
    }
    return all === 0 ? 0 : 1 - alive / all;
  }

  isRemoved(kind: Kind, piece: number): boolean {
    return this.#kinds.get(kind)!.dead?.[piece] === 1;
  }

  /** The pieces marked as removed. */
  removed(kind: Kind): number[] {
    const dead = this.#kinds.get(kind)?.dead;
    const found: number[] = [];
    dead?.forEach((is, piece) => is === 1 && found.push(piece));
    return found;
  }

  /** Marks a piece as removed; from here on it is in no answer and in no statistics. */
  remove(kind: Kind, piece: number): void {
    const kept = this.#kinds.get(kind)!;
    kept.dead ??= new Uint8Array(kept.groups.length);
    if (kept.dead[piece] === 1) return;
    const length = kept.lengths[piece]!;
    if (length > 0) {
      kept.alive -= 1;
      kept.lengthsAlive -= length;
      for (const key of new Set(this.read(kind, piece))) {
        kept.deadFrequencies.set(key, (kept.deadFrequencies.get(key) ?? 0) + 1);
      }
    }
    kept.dead[piece] = 1;
  }

  // --------------------------------------------------------------------------------------------------- words

  get vocabularySize(): number {
    return this.#keys.starts.length - 1;
  }

  keyOf(term: string): number {
    const at = this.#lowerBound(term);
    return at < this.vocabularySize && this.#compare(at, term) === 0 ? at : -1;
  }

  termOf(key: number): string {
    return stringAt(this.#keys, key);
  }

  hashOf(key: number): number {
    const { units, starts } = this.#keys;
    let hash = 0;
    for (let at = starts[key]!; at < starts[key + 1]!; at += 1)
      hash = Math.imul(hash ^ units[at]!, 0x01000193);
    return hash ^ (hash >>> 15);
  }

  lengthOf(key: number): number {
    return this.#keys.starts[key + 1]! - this.#keys.starts[key]!;
  }

  /** The words that begin so: numbers `[from, to)`. */
  prefixRange(prefix: string): { from: number; to: number } {
    const { units, starts } = this.#keys;
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
    let high = this.vocabularySize;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (begins(middle)) low = middle + 1;
      else high = middle;
    }
    return { from, to: low };
  }

  /** Negative, 0 or positive as a word of this segment comes before, is, or comes after one of another. */
  compareKeys(key: number, other: Segment, otherKey: number): number {
    const { units, starts } = this.#keys;
    const { units: theirs, starts: theirStarts } = other.#keys;
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
    let high = this.vocabularySize;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, term) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(key: number, term: string): number {
    const { units, starts } = this.#keys;
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
   * Levenshtein's table, walked down the sorted words: rows of the letters that a word shares with the one before stand
   * already, and all words that share letters after which nothing can match are passed over.
   */
  eachTypo(word: string, distance: number, found: (term: string, edits: number) => void): void {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const skip = first.length;
    const { from, to } = this.prefixRange(first);
    const { units, starts } = this.#keys;
    const width = word.length - skip + 1;
    const longest = width - 1 + distance;
    const over = distance + 1;
    const rows = new Uint8Array((longest + 1) * width).fill(over);
    for (let at = 0; at < Math.min(width, over); at += 1) rows[at] = at;
    let standing = 0;
    let hopeless = Infinity;
    for (let key = from; key < to; key += 1) {
      const shared = key === from ? 0 : Math.max(0, this.#shared[key]! - skip);
      if (shared < standing) standing = shared;
      if (standing >= hopeless) continue;
      hopeless = Infinity;
      const start = starts[key]! + skip;
      const length = starts[key + 1]! - start;
      if (length > longest) continue;
      for (let row = standing + 1; row <= length; row += 1) {
        const unit = units[start + row - 1]!;
        const here = row * width;
        const above = here - width;
        let least = over;
        if (row <= distance) least = rows[here] = row;
        const end = Math.min(width - 1, row + distance);
        for (let column = Math.max(1, row - distance); column <= end; column += 1) {
          let edits = rows[above + column - 1]! + (unit === word.charCodeAt(skip + column - 1) ? 0 : 1);
          const left = rows[here + column - 1]! + 1;
          if (left < edits) edits = left;
          const up = rows[above + column]! + 1;
          if (up < edits) edits = up;
          if (edits > over) edits = over;
          rows[here + column] = edits;
          if (edits < least) least = edits;
        }
        standing = row;
        if (least > distance) {
          hopeless = row;
          break;
        }
      }
      if (hopeless === Infinity && rows[length * width + width - 1]! <= distance) {
        found(this.termOf(key), rows[length * width + width - 1]!);
      }
    }
  }

  get joinedWords(): readonly string[] {
    if (this.#joined) return this.#joined;
    const joined: string[] = [];
    const { units, starts } = this.#keys;
    for (let key = this.prefixRange('\u0e00').from; key < this.vocabularySize; key += 1) {
      // Nothing below Thai is written so.
      if (units[starts[key]!]! < 0x0e00) continue;
      const term = this.termOf(key);
      if (isJoinedScript(term)) joined.push(term);
    }
    return (this.#joined = joined);
  }

  // ------------------------------------------------------------------------------------------------- postings

  frequency(kind: Kind, key: number): number {
    const kept = this.#kinds.get(kind);
    const at = kept ? placeOfKey(kept, key) : -1;
    return at < 0 ? 0 : kept!.frequencies[at]! - (kept!.deadFrequencies.get(key) ?? 0);
  }

  postings(key: number): number {
    this.#postings ??= this.#countPostings();
    return this.#postings[key]!;
  }

  /** Counted once: a prefix asks it of ten thousands of words. */
  #countPostings(): Uint32Array {
    const sums = new Uint32Array(this.vocabularySize);
    for (const { postingKeys, frequencies } of this.#kinds.values()) {
      for (let at = 0; at < frequencies.length; at += 1) sums[postingKeys?.[at] ?? at]! += frequencies[at]!;
    }
    return sums;
  }

  frequencies(kind: Kind, keys: Int32Array, sums: Float64Array): void {
    const kept = this.#kinds.get(kind);
    if (!kept) return;
    const { postingKeys, frequencies, deadFrequencies } = kept;
    let at = 0;
    let before = -1;
    for (let word = 0; word < keys.length; word += 1) {
      const key = keys[word]!;
      if (key < 0) continue;
      let place = key;
      if (postingKeys) {
        // Mostly in order: the next one is near.
        if (key < before) at = 0;
        before = key;
        for (let steps = 0; steps < 8 && at < postingKeys.length && postingKeys[at]! < key; steps += 1)
          at += 1;
        if (at < postingKeys.length && postingKeys[at]! < key) at = lowerBound(postingKeys, key);
        if (postingKeys[at] !== key) continue;
        place = at;
      }
      sums[word]! += frequencies[place]! - (deadFrequencies.size > 0 ? (deadFrequencies.get(key) ?? 0) : 0);
    }
  }

  score(kind: Kind, key: number, scores: Scores): void {
    const kept = this.#kinds.get(kind);
    const place = kept ? placeOfKey(kept, key) : -1;
    if (!kept || place < 0) return;
    if (kept.average !== scores.average) weigh(kept, scores.average);
    const { postings, dead, norms, shares } = kept;
    // As `Scores.add` does, but for what is the same for all pieces: this is met for every posting of every word.
    const { sums, passed, counts, doubts, touched, step, doubt, factor } = scores;
    let { size } = scores;
    const end = kept.postingStarts[place + 1]!;
    let piece = -1;
    for (let at = kept.postingStarts[place]!; at < end;) {
      let value = postings[at++]!;
      if (value > 127) {
        value &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = postings[at++]!;
          value |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      piece += (value >>> 1) + 1;
      let count = 1;
      let share: number;
      if ((value & 1) === 0) share = shares[piece]!;
      else {
        let byte = postings[at++]!;
        count = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = postings[at++]!;
          count |= (byte & 127) << shift;
        }
        count += 2;
        share = (count * (K + 1)) / (count + norms[piece]!);
      }
      const before = passed[piece]!;
      if (before < step || (dead !== null && dead[piece] === 1)) continue;
      const score = factor * (D + share);
      if (before === step) {
        passed[piece] = step + 1;
        if (step === 0) {
          touched[size++] = piece;
          sums[piece] = score;
          counts[piece] = count;
          doubts[piece] = doubt;
          continue;
        }
      }
      sums[piece]! += score;
      counts[piece]! += count;
      if (doubt < doubts[piece]!) doubts[piece] = doubt;
    }
    scores.size = size;
  }

  adjacent(kind: Kind, keys: readonly number[], pieces: Uint32Array): Uint8Array | null {
    const kept = this.#kinds.get(kind);
    if (!kept?.positionStarts) return null;
    const { streamStarts, positionStarts } = kept;
    let toWalk = 0;
    for (const key of keys) toWalk += positionStarts[key + 1]! - positionStarts[key]!;
    let toRead = 0;
    for (const piece of pieces) toRead += streamStarts[piece + 1]! - streamStarts[piece]!;
    if (toRead < toWalk) return null;
    const cursors = keys.map((key) => new PositionCursor(kept, key));
    const found = new Uint8Array(pieces.length);
    for (let at = 0; at < pieces.length; at += 1) {
      for (const cursor of cursors) cursor.seek(pieces[at]!);
      if (standSideBySide(cursors)) found[at] = 1;
    }
    return found;
  }

  countFolded(keys: Int32Array, pieces: Uint32Array, folded: Folded, counts: Uint32Array): boolean {
    const kept = this.#kinds.get('text');
    if (!kept?.positionStarts) return false;
    const { groups, streamStarts, postings, postingStarts, positionStarts } = kept;
    const positions = kept.positions!;
    let toWalk = 0;
    for (const key of keys) if (key >= 0) toWalk += positionStarts[key + 1]! - positionStarts[key]!;
    let toRead = 0;
    for (const piece of pieces) toRead += streamStarts[piece + 1]! - streamStarts[piece]!;
    if (toRead < toWalk) return false;
    for (const key of keys) {
      if (key < 0) continue;
      const end = postingStarts[key + 1]!;
      let position = positionStarts[key]!;
      let piece = -1;
      for (let at = postingStarts[key]!; at < end;) {
        let value = postings[at++]!;
        if (value > 127) {
          value &= 127;
          for (let shift = 7; ; shift += 7) {
            const byte = postings[at++]!;
            value |= (byte & 127) << shift;
            if (byte < 128) break;
          }
        }
        piece += (value >>> 1) + 1;
        let count = 1;
        if ((value & 1) === 1) {
          let byte = postings[at++]!;
          count = byte & 127;
          for (let shift = 7; byte > 127; shift += 7) {
            byte = postings[at++]!;
            count |= (byte & 127) << shift;
          }
          count += 2;
        }
        if (counts[piece] === 0) {
          for (; count > 0; count -= 1) while (positions[position++]! > 127);
          continue;
        }
        const stretches = folded.foldedWords(groups[piece]!)!;
        let word = -1;
        for (; count > 0; count -= 1) {
          let byte = positions[position++]!;
          let gap = byte & 127;
          for (let shift = 7; byte > 127; shift += 7) {
            byte = positions[position++]!;
            gap |= (byte & 127) << shift;
          }
          word += gap + 1;
          if (isAmong(stretches, word, word + 1)) counts[piece]! += 1;
        }
      }
    }
    return true;
  }

  // --------------------------------------------------------------------------------------------------- texts

  extent(kind: Kind, piece: number): number {
    const { streamStarts } = this.#kinds.get(kind)!;
    return streamStarts[piece + 1]! - streamStarts[piece]!;
  }

  read(kind: Kind, piece: number): Uint32Array {
    const { streams, streamStarts } = this.#kinds.get(kind)!;
    const symbolKeys = this.#symbolKeys;
    const start = streamStarts[piece]!;
    const end = streamStarts[piece + 1]!;
    if (this.#scratch.length < end - start) this.#scratch = new Uint32Array((end - start) * 2);
    const found = this.#scratch;
    let size = 0;
    for (let at = start; at < end;) {
      let symbol = streams[at++]!;
      if (symbol > 127) {
        const second = streams[at++]!;
        symbol = (symbol & 127) | ((second & 127) << 7);
        if (second > 127) {
          const third = streams[at++]!;
          symbol |= (third & 127) << 14;
          if (third > 127) symbol |= streams[at++]! << 21;
        }
      }
      const key = symbolKeys[symbol]!;
      if (key !== 0) found[size++] = key - 1;
    }
    return found.subarray(0, size);
  }

  wordPlaces(kind: Kind, piece: number, from: number, to: number): WordPlaces {
    const found = { starts: new Uint32Array(to - from), ends: new Uint32Array(to - from) };
    const { streams, streamStarts } = this.#kinds.get(kind)!;
    const { starts } = this.#symbols;
    const symbolKeys = this.#symbolKeys;
    const end = streamStarts[piece + 1]!;
    let place = 0;
    let word = 0;
    let afterWord = false;
    for (let at = streamStarts[piece]!; at < end && word < to;) {
      let symbol = streams[at++]!;
      if (symbol > 127) {
        symbol &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = streams[at++]!;
          symbol |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      const length = starts[symbol + 1]! - starts[symbol]!;
      if (symbolKeys[symbol] === 0) afterWord = false;
      else {
        if (afterWord) place += 1;
        if (word >= from) {
          found.starts[word - from] = place;
          found.ends[word - from] = place + length;
        }
        word += 1;
        afterWord = true;
      }
      place += length;
    }
    return found;
  }

  slice(kind: Kind, piece: number, from: number, to: number): string {
    const { streams, streamStarts } = this.#kinds.get(kind)!;
    const { units, starts } = this.#symbols;
    const symbolKeys = this.#symbolKeys;
    const begin = Math.max(0, from);
    const end = streamStarts[piece + 1]!;
    let text = '';
    const chunk = this.#units;
    let size = 0;
    let place = 0;
    let afterWord = false;
    for (let at = streamStarts[piece]!; at < end && place < to;) {
      let symbol = streams[at++]!;
      if (symbol > 127) {
        symbol &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = streams[at++]!;
          symbol |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      const start = starts[symbol]!;
      const length = starts[symbol + 1]! - start;
      const isWord = symbolKeys[symbol] !== 0;
      if (isWord && afterWord) {
        if (place >= begin) {
          if (size === chunk.length) {
            text += stringOf(chunk);
            size = 0;
          }
          chunk[size++] = SPACE;
        }
        place += 1;
      }
      afterWord = isWord;
      if (place + length > begin) {
        const last = Math.min(length, to - place);
        for (let unit = Math.max(0, begin - place); unit < last; unit += 1) {
          if (size === chunk.length) {
            text += stringOf(chunk);
            size = 0;
          }
          chunk[size++] = units[start + unit]!;
        }
      }
      place += length;
    }
    return text + stringOf(chunk.subarray(0, size));
  }

  textLength(kind: Kind, piece: number): number {
    const { starts } = this.#symbols;
    let length = 0;
    this.#walk(kind, piece, (symbol, _isWord, place) => {
      length = place + starts[symbol + 1]! - starts[symbol]!;
      return true;
    });
    return length;
  }

  /** Symbols of a text in order with their places, until `visit` says false. */
  #walk(kind: Kind, piece: number, visit: (symbol: number, isWord: boolean, place: number) => boolean): void {
    const { streams, streamStarts } = this.#kinds.get(kind)!;
    const { starts } = this.#symbols;
    const end = streamStarts[piece + 1]!;
    let place = 0;
    let afterWord = false;
    for (let at = streamStarts[piece]!; at < end;) {
      let symbol = streams[at++]!;
      if (symbol > 127) {
        symbol &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = streams[at++]!;
          symbol |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      const isWord = this.#symbolKeys[symbol] !== 0;
      if (isWord && afterWord) place += 1;
      if (!visit(symbol, isWord, place)) return;
      place += starts[symbol + 1]! - starts[symbol]!;
      afterWord = isWord;
    }
  }

  /** For making another segment of this one: the symbols of a text as they are written. */
  eachSymbol(kind: Kind, piece: number, visit: (symbol: number) => void): void {
    this.#walk(kind, piece, (symbol) => {
      visit(symbol);
      return true;
    });
  }

  get symbolCount(): number {
    return this.#symbolKeys.length;
  }

  symbolUnits(symbol: number): Uint16Array {
    return this.#symbols.units.subarray(this.#symbols.starts[symbol], this.#symbols.starts[symbol + 1]);
  }

  /** The word of a symbol; -1 for what stands between words. */
  keyOfSymbol(symbol: number): number {
    return this.#symbolKeys[symbol]! - 1;
  }
}

/** The places of one word, piece after piece. */
class PositionCursor {
  /** Of the piece sought last; the first `count` numbers count. */
  places = new Uint32Array(64);
  count = 0;
  readonly #postings: Uint8Array;
  readonly #positions: Uint8Array;
  #at: number;
  readonly #end: number;
  #position: number;
  #piece = -1;

  constructor({ postings, postingStarts, positions, positionStarts }: Kept, key: number) {
    this.#postings = postings;
    this.#positions = positions!;
    this.#at = postingStarts[key]!;
    this.#end = postingStarts[key + 1]!;
    this.#position = positionStarts![key]!;
  }

  /** Goes to a piece behind the one before; a piece without the word has no places. */
  seek(piece: number): void {
    const postings = this.#postings;
    const positions = this.#positions;
    this.count = 0;
    while (this.#piece < piece && this.#at < this.#end) {
      let value = postings[this.#at++]!;
      if (value > 127) {
        value &= 127;
        for (let shift = 7; ; shift += 7) {
          const byte = postings[this.#at++]!;
          value |= (byte & 127) << shift;
          if (byte < 128) break;
        }
      }
      this.#piece += (value >>> 1) + 1;
      let count = 1;
      if ((value & 1) === 1) {
        let byte = postings[this.#at++]!;
        count = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = postings[this.#at++]!;
          count |= (byte & 127) << shift;
        }
        count += 2;
      }
      let at = this.#position;
      if (this.#piece !== piece) {
        for (let left = count; left > 0; left -= 1) while (positions[at++]! > 127);
      } else {
        if (count > this.places.length) this.places = new Uint32Array(count * 2);
        let place = -1;
        for (let number = 0; number < count; number += 1) {
          let byte = positions[at++]!;
          let gap = byte & 127;
          for (let shift = 7; byte > 127; shift += 7) {
            byte = positions[at++]!;
            gap |= (byte & 127) << shift;
          }
          place += gap + 1;
          this.places[number] = place;
        }
        this.count = count;
      }
      this.#position = at;
    }
  }
}

/** True where a place of the first word is followed by one of the second, and so on. */
function standSideBySide(cursors: readonly PositionCursor[]): boolean {
  const [first] = cursors;
  const nexts = new Uint32Array(cursors.length);
  each: for (let at = 0; at < first!.count; at += 1) {
    const start = first!.places[at]!;
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

/** The bytes of a segment, found to be whole. */
export type CheckedSegment = { readonly name: string; readonly sections: Sections };

/** Checks what `encode` gave; null for bytes of another version or damaged in any place. Keeps the bytes. */
export function checkSegment(bytes: Uint8Array): CheckedSegment | null {
  const sections = openSections(FORMAT, bytes);
  return sections && { name: contentName(bytes), sections };
}

/** A segment of what `encode` gave; null as for `checkSegment`. */
export function openSegment(bytes: Uint8Array): Segment | null {
  const checked = checkSegment(bytes);
  return checked && new Segment(checked.sections, checked.name);
}

const SPACE = 32;
const NONE: readonly number[] = [];

function arena(sections: Sections, name: string): StringArena | null {
  const units = sections.get(`${name}Units`);
  const starts = sections.get(`${name}Starts`);
  return units && starts ? { units: units as Uint16Array, starts: starts as Uint32Array } : null;
}

function placeOfKey({ postingKeys, frequencies }: Kept, key: number): number {
  if (postingKeys === null) return key < frequencies.length ? key : -1;
  const at = lowerBound(postingKeys, key);
  return postingKeys[at] === key ? at : -1;
}

/** What a word adds by the length of its piece, worked out once for all words: nearly all stand once in a piece. */
function weigh(kept: Kept, average: number): void {
  const { lengths } = kept;
  if (kept.norms.length !== lengths.length) {
    kept.norms = new Float64Array(lengths.length);
    kept.shares = new Float64Array(lengths.length);
  }
  for (let piece = 0; piece < lengths.length; piece += 1) {
    const norm = K * (1 - B + (B * lengths[piece]!) / average);
    kept.norms[piece] = norm;
    kept.shares[piece] = (K + 1) / (1 + norm);
  }
  kept.average = average;
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
