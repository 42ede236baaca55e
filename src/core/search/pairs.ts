import { ByteWriter } from './packed';

/** Words of a segment of which pairs are kept: their number fits a byte. */
export const MOST_PAIRED = 255;

/**
 * In which texts one of the commonest words of a segment stands right behind another: a phrase of such words is then found
 * without going through the places that they have in nearly every text.
 *
 * For each word, by its place in `keys`, those that follow it: the place of one, the length of its list in bytes, and the list,
 * which says how many texts lie between each and the one before. All are numbers of seven bits a byte.
 */
export class Pairs {
  constructor(
    /** The words, in order. */
    readonly keys: Uint32Array,
    readonly starts: Uint32Array,
    readonly bytes: Uint8Array,
  ) {}

  /** The texts, in order, in which the second word stands right behind the first; null where that is not kept of them. */
  texts(first: number, second: number): Uint32Array | null {
    const place = this.keys.indexOf(first);
    const wanted = this.keys.indexOf(second);
    if (place < 0 || wanted < 0) return null;
    const { bytes } = this;
    const end = this.starts[place + 1]!;
    let at = this.starts[place]!;
    const next = (): number => {
      let byte = bytes[at++]!;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++]!;
        value |= (byte & 127) << shift;
      }
      return value;
    };
    while (at < end) {
      const follower = next();
      const length = next();
      if (follower !== wanted) {
        at += length;
        continue;
      }
      const found = new Uint32Array(length);
      const last = at + length;
      let size = 0;
      for (let text = -1; at < last;) found[size++] = text += next() + 1;
      return found.subarray(0, size);
    }
    return NONE;
  }
}

const NONE = new Uint32Array(0);

/** Gathers what `Pairs` keeps: word after word, text after text. */
export class PairWriter {
  /** By number of a word its place in `keys` plus one; 0 for words that are not among them. */
  readonly #places: Uint8Array;
  /** By pair the last text that has it, plus one. */
  readonly #lastText = new Uint32Array((MOST_PAIRED + 1) ** 2);
  readonly #counts = new Uint32Array((MOST_PAIRED + 1) ** 2 + 1);
  #pairs: Uint32Array = new Uint32Array(1024);
  #texts: Uint32Array = new Uint32Array(1024);
  #size = 0;
  #before = 0;
  #text = -1;

  constructor(
    readonly keys: Uint32Array,
    vocabulary: number,
  ) {
    this.#places = new Uint8Array(vocabulary);
    keys.forEach((key, place) => (this.#places[key] = place + 1));
  }

  /** The next word of a text. */
  add(text: number, key: number): void {
    const place = this.#places[key]!;
    const before = text === this.#text ? this.#before : 0;
    this.#before = place;
    this.#text = text;
    if (before === 0 || place === 0) return;
    const pair = ((before - 1) << 8) | (place - 1);
    if (this.#lastText[pair] === text + 1) return;
    this.#lastText[pair] = text + 1;
    this.#counts[pair + 1]! += 1;
    if (this.#size === this.#pairs.length) {
      this.#pairs = twice(this.#pairs);
      this.#texts = twice(this.#texts);
    }
    this.#pairs[this.#size] = pair;
    this.#texts[this.#size++] = text;
  }

  finish(): Pairs {
    const ends = this.#counts;
    for (let pair = 1; pair < ends.length; pair += 1) ends[pair]! += ends[pair - 1]!;
    const texts = new Uint32Array(this.#size);
    const next = ends.slice();
    for (let at = 0; at < this.#size; at += 1) texts[next[this.#pairs[at]!]!++] = this.#texts[at]!;
    const starts = new Uint32Array(this.keys.length + 1);
    const writer = new ByteWriter(2 * this.#size + 16);
    const list = new ByteWriter();
    for (let first = 0; first < this.keys.length; first += 1) {
      for (let second = 0; second < this.keys.length; second += 1) {
        const pair = (first << 8) | second;
        if (ends[pair] === ends[pair + 1]) continue;
        list.clear();
        let before = -1;
        for (let at = ends[pair]!; at < ends[pair + 1]!; at += 1) {
          list.number(texts[at]! - before - 1);
          before = texts[at]!;
        }
        writer.number(second);
        writer.number(list.size);
        writer.bytes(list.written);
      }
      starts[first + 1] = writer.size;
    }
    return new Pairs(this.keys, starts, writer.finish());
  }
}

function twice(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
