import type { Id } from '../model/id';
import { eachWord, fold, HASH_FACTOR, HASH_START, hashOfUnits } from '../text/words';
import { KINDS, type Kind } from './kinds';
import { arenaOf, ByteWriter } from './packed';
import { MOST_PAIRED, PairWriter } from './pairs';
import { SKIP } from './postings';
import { Segment } from './segment';
import { letterSigns } from './wordList';

/** A piece of text to be sealed. */
export type NewPiece = {
  readonly kind: Kind;
  readonly group: number;
  /** The note, or the highlight of a comment or tag; null for other pieces. */
  readonly origin: Id | null;
  readonly text: string;
};

type Gathered = {
  readonly group: number;
  readonly origin: Id | null;
  /** Its symbols, from here to there in the gathered ones. */
  readonly from: number;
  readonly to: number;
  /** Its number among all pieces in the order they were added. */
  readonly added: number;
};

/** Symbols worked through between two pauses: about a millisecond. */
const PACE = 100_000;

/**
 * Gathers pieces of text, then seals them. Gathering numbers every word as it is written (and what stands between words)
 * without making a string of it; folding, sorting and counting are done once for each different word.
 */
export class SegmentBuilder {
  readonly #forms = new Numbering();
  readonly #gaps = new Numbering();
  /** For each form its key. */
  #formKeys = new Uint32Array(1024);
  readonly #keys = new Map<string, number>();
  readonly #keyList: string[] = [];
  /** Of all pieces: twice the number of a form, or twice that of a gap plus one. */
  #symbols = new Uint32Array(4096);
  #size = 0;
  readonly #pieces = new Map<Kind, Gathered[]>();
  #added = 0;
  readonly #pairedFrom: number;

  /** `pairedFrom` is the number of texts from which on pairs of the commonest words are kept: where they are many, phrases of these take long. */
  constructor(pairedFrom = PAIRED_FROM) {
    this.#pairedFrom = pairedFrom;
  }

  /** Symbols gathered: words, and what stands between them where it is not a space. */
  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#added === 0;
  }

  add({ kind, group, origin, text }: NewPiece): void {
    const from = this.#size;
    let end = 0;
    let first = true;
    eachWord(text, (wordFrom, wordTo, _plain, hash) => {
      const form = this.#form(text, wordFrom, wordTo, hash);
      if (form < 0) return;
      this.#gap(text, end, wordFrom, first);
      this.#push(form << 1);
      end = wordTo;
      first = false;
    });
    this.#gap(text, end, text.length, true);
    this.#note(kind, group, origin, from);
  }

  /** Takes a piece over from another segment. `known` is kept for all pieces of that segment: see `Adopted`. */
  adopt(segment: Segment, known: Adopted, kind: Kind, piece: number): void {
    const from = this.#size;
    const { symbols } = known;
    segment.streams.eachSymbol(kind, piece, (symbol) => {
      let own = symbols[symbol]!;
      if (own < 0) {
        const units = segment.streams.symbolUnits(symbol);
        const key = segment.streams.keyOfSymbol(symbol);
        if (key < 0) own = (this.#gaps.number(units, 0, units.length) << 1) | 1;
        else {
          const before = this.#forms.size;
          const form = this.#forms.number(units, 0, units.length);
          if (form === before) this.#setKey(form, this.#key(segment.termOf(key)));
          own = form << 1;
        }
        symbols[symbol] = own;
      }
      this.#push(own);
    });
    this.#note(kind, segment.group(kind, piece), segment.origin(kind, piece), from);
  }

  /** Takes the words of a segment over in their order: sorting what is mostly sorted costs little. */
  *learn(segment: Segment): Generator<void> {
    for (let key = 0; key < segment.vocabularySize; key += 1) {
      this.#key(segment.termOf(key));
      if (key % 5000 === 4999) yield;
    }
  }

  #note(kind: Kind, group: number, origin: Id | null, from: number): void {
    let pieces = this.#pieces.get(kind);
    if (!pieces) this.#pieces.set(kind, (pieces = []));
    pieces.push({ group, origin, from, to: this.#size, added: this.#added });
    this.#added += 1;
  }

  #push(symbol: number): void {
    if (this.#size === this.#symbols.length) this.#symbols = grown(this.#symbols);
    this.#symbols[this.#size++] = symbol;
  }

  #gap(text: string, from: number, to: number, atEnd: boolean): void {
    // At an end of the text nothing is what goes without saying, elsewhere a space.
    if (atEnd ? from === to : to - from === 1 && text.charCodeAt(from) === 32) return;
    this.#push((this.#gaps.numberOf(text, from, to) << 1) | 1);
  }

  /** The number of a word as written; -1 for what folds to nothing. */
  #form(text: string, from: number, to: number, hash: number): number {
    const before = this.#forms.size;
    const form = this.#forms.numberOf(text, from, to, hash);
    if (form === before) {
      const key = fold(text.slice(from, to));
      this.#setKey(form, key === '' ? NOTHING : this.#key(key));
    }
    return this.#formKeys[form] === NOTHING ? -1 : form;
  }

  #setKey(form: number, key: number): void {
    if (form >= this.#formKeys.length) this.#formKeys = grown(this.#formKeys);
    this.#formKeys[form] = key;
  }

  #key(term: string): number {
    let key = this.#keys.get(term);
    if (key === undefined) {
      key = this.#keyList.length;
      this.#keys.set(term, key);
      this.#keyList.push(term);
    }
    return key;
  }

  /** Seals what was gathered in one go. */
  seal(): Segment {
    const sealing = this.sealing();
    for (;;) {
      const { done, value } = sealing.next();
      if (done) return value.segment;
    }
  }

  /**
   * Seals what was gathered, pausing about every millisecond. Also gives the numbers of the pieces by the order they were
   * added.
   */
  *sealing(): Generator<void, { segment: Segment; pieces: Uint32Array }> {
    const symbols = this.#symbols;
    const forms = this.#forms.size;

    // The commonest symbols get the shortest numbers.
    const uses = new Uint32Array(forms + this.#gaps.size);
    for (let at = 0; at < this.#size; at += 1) {
      const symbol = symbols[at]!;
      const place = (symbol & 1) === 0 ? symbol >>> 1 : forms + (symbol >>> 1);
      uses[place]! += 1;
      if (at % PACE === 0) yield;
    }
    // Uses and number as one value: sorting plain numbers takes a fraction of the time of sorting by a function.
    const byUse = new Float64Array(uses.length);
    for (let symbol = 0; symbol < uses.length; symbol += 1)
      byUse[symbol] = (0x7fffffff - uses[symbol]!) * 0x400000 + symbol;
    byUse.sort();
    const order = new Uint32Array(uses.length);
    const ranks = new Uint32Array(uses.length);
    for (let rank = 0; rank < order.length; rank += 1) {
      const symbol = byUse[rank]! % 0x400000;
      order[rank] = symbol;
      ranks[symbol] = rank;
    }
    yield;

    // The words in the order of their units; sorted runs, as they come from other segments, cost little.
    const sorted = [...this.#keyList].sort();
    yield;
    const keyNumbers = new Uint32Array(sorted.length);
    for (let number = 0; number < sorted.length; number += 1)
      keyNumbers[this.#keys.get(sorted[number]!)!] = number;
    yield;

    const { symbolUnits, symbolStarts } = this.#arenaOfSymbols(order);
    const symbolKeys = new Uint32Array(order.length);
    for (let rank = 0; rank < order.length; rank += 1) {
      const symbol = order[rank]!;
      const key = symbol < forms ? this.#formKeys[symbol]! : NOTHING;
      if (key !== NOTHING) symbolKeys[rank] = keyNumbers[key]! + 1;
    }
    yield;
    const keys = arenaOf(sorted);
    const sections = new Map<string, Uint8Array | Uint16Array | Uint32Array>([
      ['symbolUnits', symbolUnits],
      ['symbolStarts', symbolStarts],
      ['symbolKeys', symbolKeys],
      ['keyUnits', keys.units],
      ['keyStarts', keys.starts],
      ['keySigns', letterSigns(keys)],
    ]);
    const places = new Uint32Array(this.#added);
    for (const kind of KINDS) {
      const pieces = this.#pieces.get(kind);
      if (!pieces) continue;
      pieces.sort((a, b) => a.group - b.group || a.added - b.added);
      pieces.forEach(({ added }, number) => (places[added] = number));
      yield* this.#sealKind(kind, pieces, ranks, symbolKeys, sections);
    }
    return { segment: new Segment(sections), pieces: places };
  }

  *#sealKind(
    kind: Kind,
    pieces: readonly Gathered[],
    ranks: Uint32Array,
    symbolKeys: Uint32Array,
    sections: Map<string, Uint8Array | Uint16Array | Uint32Array>,
  ): Generator<void> {
    const symbols = this.#symbols;
    const forms = this.#forms.size;
    const vocabulary = this.#keyList.length;
    const lengths = new Uint32Array(pieces.length);
    const frequencies = new Uint32Array(vocabulary);
    const seenIn = new Uint32Array(vocabulary);
    const streamStarts = new Uint32Array(pieces.length + 1);
    // Texts also keep at which of their words each one stands, so that a phrase of common words is found without reading
    // half of the library; other pieces are short.
    const dense = kind === 'text';
    const placeStarts = new Uint32Array(dense ? vocabulary + 1 : 0);
    let total = 0;
    for (const { from, to } of pieces) total += to - from;
    const stream = new ByteWriter(Math.ceil(total * 1.7) + 16);
    let worked = 0;
    /** Writes the symbols of a piece, counts its words, and leaves its symbols by their final numbers. */
    const write = (piece: number): void => {
      const { from, to } = pieces[piece]!;
      let length = 0;
      for (let at = from; at < to; at += 1) {
        const symbol = symbols[at]!;
        const rank = ranks[(symbol & 1) === 0 ? symbol >>> 1 : forms + (symbol >>> 1)]!;
        symbols[at] = rank;
        stream.number(rank);
        const key = symbolKeys[rank]!;
        if (key === 0) continue;
        if (dense) placeStarts[key]! += 1;
        if (seenIn[key - 1] !== piece + 1) {
          seenIn[key - 1] = piece + 1;
          frequencies[key - 1]! += 1;
          length += 1;
        }
      }
      lengths[piece] = length;
      streamStarts[piece + 1] = stream.size;
    };
    for (let piece = 0; piece < pieces.length; piece += 1) {
      write(piece);
      worked += pieces[piece]!.to - pieces[piece]!.from;
      if (worked > PACE) {
        worked = 0;
        yield;
      }
    }

    // Every word of every piece once, sorted by word: counted above, laid into place here.
    const starts = new Uint32Array(vocabulary + 1);
    for (let key = 0; key < vocabulary; key += 1) starts[key + 1] = starts[key]! + frequencies[key]!;
    if (dense) for (let key = 0; key < vocabulary; key += 1) placeStarts[key + 1]! += placeStarts[key]!;
    yield;
    const next = starts.slice(0, vocabulary);
    const nextPlace = placeStarts.slice(0, dense ? vocabulary : 0);
    const places = new Uint32Array(dense ? placeStarts[vocabulary]! : 0);
    const pieceOf = new Uint32Array(starts[vocabulary]!);
    const countOf = new Uint32Array(starts[vocabulary]!);
    const paired = dense && pieces.length >= this.#pairedFrom ? commonest(frequencies, pieces.length) : [];
    const pairs = paired.length > 0 ? new PairWriter(Uint32Array.from(paired), vocabulary) : null;
    const lay = (piece: number): void => {
      const { from, to } = pieces[piece]!;
      let word = 0;
      for (let at = from; at < to; at += 1) {
        const key = symbolKeys[symbols[at]!]! - 1;
        if (key < 0) continue;
        if (dense) places[nextPlace[key]!++] = word;
        if (pairs) pairs.add(piece, key);
        word += 1;
        const place = next[key]!;
        if (place > starts[key]! && pieceOf[place - 1] === piece) countOf[place - 1]! += 1;
        else {
          pieceOf[place] = piece;
          countOf[place] = 1;
          next[key] = place + 1;
        }
      }
    };
    for (let piece = 0; piece < pieces.length; piece += 1) {
      lay(piece);
      worked += pieces[piece]!.to - pieces[piece]!.from;
      if (worked > PACE) {
        worked = 0;
        yield;
      }
    }

    // Texts have nearly all words, the other kinds few of them.
    const listed: number[] = [];
    if (!dense) for (let key = 0; key < vocabulary; key += 1) if (frequencies[key]! > 0) listed.push(key);
    const count = dense ? vocabulary : listed.length;
    const postingStarts = new Uint32Array(count + 1);
    const postings = new ByteWriter(Math.ceil(starts[vocabulary]! * 1.5) + 16);
    const positionStarts = new Uint32Array(dense ? count + 1 : 0);
    const positions = new ByteWriter(dense ? Math.ceil(places.length * 1.3) + 16 : 0);
    let nextPosition = 0;
    const skipKeys: number[] = [];
    const skipStarts = [0];
    const skips: number[] = [];
    const encode = (key: number): void => {
      let before = -1;
      for (let at = starts[key]!; at < starts[key + 1]!; at += 1) {
        if (dense && at > starts[key]! && (at - starts[key]!) % SKIP === 0) {
          skips.push(before, postings.size, positions.size);
        }
        const times = countOf[at]!;
        const from = positions.size;
        if (dense) {
          for (let left = times, last = -1; left > 0; left -= 1) {
            const place = places[nextPosition++]!;
            positions.gap(place - last - 1);
            last = place;
          }
        }
        const isUneven = dense && positions.size - from !== times;
        postings.number(((pieceOf[at]! - before - 1) << 1) | (times > 1 ? 1 : 0));
        if (times > 1) postings.number(((times - 2) << 1) | (isUneven ? 1 : 0));
        before = pieceOf[at]!;
      }
      if (skips.length > skipStarts.at(-1)!) {
        skipKeys.push(key);
        skipStarts.push(skips.length);
      }
    };
    for (let rank = 0; rank < count; rank += 1) {
      const key = dense ? rank : listed[rank]!;
      encode(key);
      if (dense) positionStarts[rank + 1] = positions.size;
      postingStarts[rank + 1] = postings.size;
      worked += starts[key + 1]! - starts[key]!;
      if (worked > PACE) {
        worked = 0;
        yield;
      }
    }

    const put = (name: string, array: Uint8Array | Uint16Array | Uint32Array): void =>
      void sections.set(`${kind}.${name}`, array);
    put(
      'groups',
      Uint32Array.from(pieces, ({ group }) => group),
    );
    put('lengths', lengths);
    put('streamStarts', streamStarts);
    put('streams', stream.finish());
    if (!dense) put('postingKeys', Uint32Array.from(listed));
    put('postingStarts', postingStarts);
    put('frequencies', dense ? frequencies : Uint32Array.from(listed, (key) => frequencies[key]!));
    put('postings', postings.finish());
    if (dense) {
      put('positionStarts', positionStarts);
      put('positions', positions.finish());
      put('skipKeys', Uint32Array.from(skipKeys));
      put('skipStarts', Uint32Array.from(skipStarts));
      put('skips', Uint32Array.from(skips));
    }
    if (pairs) {
      const { keys, starts: pairStarts, bytes } = pairs.finish();
      put('pairKeys', keys);
      put('pairStarts', pairStarts);
      put('pairs', bytes);
    }
    if (pieces.some(({ origin }) => origin !== null)) {
      const { units, starts: originStarts } = arenaOf(pieces.map(({ origin }) => origin ?? ''));
      put('originUnits', units);
      put('originStarts', originStarts);
    }
  }

  #arenaOfSymbols(order: Uint32Array): { symbolUnits: Uint16Array; symbolStarts: Uint32Array } {
    const forms = this.#forms.size;
    const symbolStarts = new Uint32Array(order.length + 1);
    const unitsOf = (symbol: number): Uint16Array =>
      symbol < forms ? this.#forms.units(symbol) : this.#gaps.units(symbol - forms);
    order.forEach((symbol, rank) => (symbolStarts[rank + 1] = symbolStarts[rank]! + unitsOf(symbol).length));
    const symbolUnits = new Uint16Array(symbolStarts[order.length]!);
    order.forEach((symbol, rank) => symbolUnits.set(unitsOf(symbol), symbolStarts[rank]));
    return { symbolUnits, symbolStarts };
  }
}

/** What a builder remembers of a segment it takes pieces from: its own number for each of the segment's symbols. */
export class Adopted {
  readonly symbols: Int32Array;

  constructor(segment: Segment) {
    this.symbols = new Int32Array(segment.streams.symbolCount).fill(-1);
  }
}

const NOTHING = 0xffffffff;

/** Texts of a segment from which on pairs of its commonest words are kept: it was merged, and is large enough for phrases of them to take long. */
const PAIRED_FROM = 3000;

/** Words that stand in half of so many texts, in order; where they are too many the commonest. */
function commonest(frequencies: Uint32Array, texts: number): number[] {
  const common: number[] = [];
  frequencies.forEach((frequency, key) => frequency * 2 >= texts && common.push(key));
  common.sort((a, b) => frequencies[b]! - frequencies[a]!);
  return common.slice(0, MOST_PAIRED).sort((a, b) => a - b);
}

/** Numbers strings as they come, by their units: an open hash table over one long array, so that no string is made. */
class Numbering {
  #units = new Uint16Array(8192);
  #starts = new Uint32Array(1025);
  #hashes = new Int32Array(1024);
  /** Numbers plus one by hash; a power of two long, half full at most. */
  #table = new Uint32Array(2048);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  units(number: number): Uint16Array {
    return this.#units.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  /** The number of a part of a text. `known` is its `hashOfUnits`, or 0. */
  numberOf(text: string, from: number, to: number, known = 0): number {
    let hash = known === 0 ? hashOfUnits(text, from, to) : known;
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    const starts = this.#starts;
    const units = this.#units;
    const length = to - from;
    probe: for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = this.#table[place]! - 1;
      if (number < 0) break;
      if (this.#hashes[number] !== hash) continue;
      const start = starts[number]!;
      if (starts[number + 1]! - start !== length) continue;
      for (let at = 0; at < length; at += 1) {
        if (units[start + at] !== text.charCodeAt(from + at)) continue probe;
      }
      return number;
    }
    const start = this.#reserve(length);
    for (let at = 0; at < length; at += 1) this.#units[start + at] = text.charCodeAt(from + at);
    return this.#enter(hash, length);
  }

  /** The same for units. */
  number(given: Uint16Array, from: number, to: number): number {
    let hash = HASH_START;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ given[at]!, HASH_FACTOR);
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    const starts = this.#starts;
    const units = this.#units;
    const length = to - from;
    probe: for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = this.#table[place]! - 1;
      if (number < 0) break;
      if (this.#hashes[number] !== hash) continue;
      const start = starts[number]!;
      if (starts[number + 1]! - start !== length) continue;
      for (let at = 0; at < length; at += 1) if (units[start + at] !== given[from + at]) continue probe;
      return number;
    }
    const start = this.#reserve(length);
    this.#units.set(given.subarray(from, to), start);
    return this.#enter(hash, length);
  }

  /** Makes room for one more string; gives where its units go. */
  #reserve(length: number): number {
    const start = this.#starts[this.#size]!;
    while (start + length > this.#units.length) this.#units = grown(this.#units);
    if (this.#size + 2 > this.#starts.length) this.#starts = grown(this.#starts);
    if (this.#size + 1 > this.#hashes.length) this.#hashes = grown(this.#hashes);
    return start;
  }

  #enter(hash: number, length: number): number {
    const number = this.#size;
    this.#hashes[number] = hash;
    this.#starts[number + 1] = this.#starts[number]! + length;
    this.#size += 1;
    if (this.#size * 2 > this.#table.length) {
      this.#table = new Uint32Array(this.#table.length * 2);
      for (let each = 0; each < number; each += 1) this.#place(each);
    }
    this.#place(number);
    return number;
  }

  #place(number: number): void {
    const mask = this.#table.length - 1;
    let place = this.#hashes[number]! & mask;
    while (this.#table[place] !== 0) place = (place + 1) & mask;
    this.#table[place] = number + 1;
  }
}

function grown<T extends Uint16Array | Uint32Array | Int32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}
