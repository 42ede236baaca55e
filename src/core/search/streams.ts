import type { Kind } from './kinds';
import { stringOf, type Sections, type StringArena } from './packed';
import type { WordPlaces } from './source';

/** Texts of a kind, one after the other. */
type Stream = {
  readonly bytes: Uint8Array;
  /** Where each piece begins; one more for the end. */
  readonly starts: Uint32Array;
};

/**
 * The texts of a segment as streams of symbols: words as they are written and what stands between them, numbered by how
 * common they are, seven bits a byte; a single space between two words is not written. From the stream the text is made
 * again exactly.
 */
export class Streams {
  readonly #symbols: StringArena;
  /** For each symbol the number of its word plus one; 0 for what stands between words. */
  readonly #symbolKeys: Uint32Array;
  readonly #streams = new Map<Kind, Stream>();
  #scratch = new Uint32Array(1024);
  readonly #units = new Uint16Array(2048);

  constructor(sections: Sections, symbols: StringArena, kinds: Iterable<Kind>) {
    this.#symbols = symbols;
    this.#symbolKeys = sections.get('symbolKeys') as Uint32Array;
    for (const kind of kinds) {
      this.#streams.set(kind, {
        bytes: sections.get(`${kind}.streams`) as Uint8Array,
        starts: sections.get(`${kind}.streamStarts`) as Uint32Array,
      });
    }
  }

  extent(kind: Kind, piece: number): number {
    const { starts } = this.#streams.get(kind)!;
    return starts[piece + 1]! - starts[piece]!;
  }

  read(kind: Kind, piece: number): Uint32Array {
    const { bytes: streams, starts: streamStarts } = this.#streams.get(kind)!;
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
    const { bytes: streams, starts: streamStarts } = this.#streams.get(kind)!;
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
    const { bytes: streams, starts: streamStarts } = this.#streams.get(kind)!;
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
    let afterWord = false;
    this.eachSymbol(kind, piece, (symbol) => {
      const isWord = this.#symbolKeys[symbol] !== 0;
      length += starts[symbol + 1]! - starts[symbol]! + (isWord && afterWord ? 1 : 0);
      afterWord = isWord;
    });
    return length;
  }

  /** For making another segment of this one: the symbols of a text as they are written. */
  eachSymbol(kind: Kind, piece: number, visit: (symbol: number) => void): void {
    const { bytes: streams, starts: streamStarts } = this.#streams.get(kind)!;
    const end = streamStarts[piece + 1]!;
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
      visit(symbol);
    }
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

const SPACE = 32;
