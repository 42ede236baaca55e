/** Bytes being written: they grow as needed, and are copied once at the end. */
export class ByteWriter {
  #bytes: Uint8Array;
  #size = 0;

  constructor(expected = 1024) {
    this.#bytes = new Uint8Array(expected);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** A whole number from 0 to 2^32 - 1, seven bits a byte, the lowest first (LEB128). */
  number(value: number): void {
    if (this.#size + 5 > this.#bytes.length) this.#grow(5);
    const bytes = this.#bytes;
    while (value > 127) {
      bytes[this.#size++] = (value & 127) | 128;
      value >>>= 7;
    }
    bytes[this.#size++] = value;
  }

  /** A whole number from 0 to 2^32 - 1 in one byte, two or five: most are small, and the first byte tells how many. */
  gap(value: number): void {
    if (this.#size + 5 > this.#bytes.length) this.#grow(5);
    const bytes = this.#bytes;
    if (value < SHORT_GAPS) bytes[this.#size++] = value;
    else if (value < SHORT_GAPS + LONGER_GAPS) {
      const more = value - SHORT_GAPS;
      bytes[this.#size++] = SHORT_GAPS + (more >>> 8);
      bytes[this.#size++] = more;
    } else {
      bytes[this.#size++] = 255;
      for (let shift = 0; shift < 32; shift += 8) bytes[this.#size++] = value >>> shift;
    }
  }

  bytes(values: Uint8Array): void {
    if (this.#size + values.length > this.#bytes.length) this.#grow(values.length);
    this.#bytes.set(values, this.#size);
    this.#size += values.length;
  }

  #grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 1.5, this.#size + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** What was written so far, until more is. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  clear(): void {
    this.#size = 0;
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}

/** Gaps below this take one byte; a first byte from here to 254 begins two. */
export const SHORT_GAPS = 240;
const LONGER_GAPS = (255 - SHORT_GAPS) << 8;

/** How many bytes a gap takes that begins with this one. */
export const bytesOfGap = (first: number): number => (first < SHORT_GAPS ? 1 : first < 255 ? 2 : 5);

/** What `ByteWriter.gap` wrote. */
export function gapAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < SHORT_GAPS) return first;
  if (first < 255) return SHORT_GAPS + ((first - SHORT_GAPS) << 8) + bytes[at + 1]!;
  return (bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24)) >>> 0;
}

/** Strings one after the other in UTF-16, found by number without making them all. */
export type StringArena = { readonly units: Uint16Array; readonly starts: Uint32Array };

export function arenaOf(strings: readonly string[]): StringArena {
  const starts = new Uint32Array(strings.length + 1);
  strings.forEach((string, at) => (starts[at + 1] = starts[at]! + string.length));
  const units = new Uint16Array(starts[strings.length]!);
  strings.forEach((string, number) => {
    const start = starts[number]!;
    for (let at = 0; at < string.length; at += 1) units[start + at] = string.charCodeAt(at);
  });
  return { units, starts };
}

export function stringAt({ units, starts }: StringArena, number: number): string {
  return stringOf(units.subarray(starts[number], starts[number + 1]));
}

/** UTF-16 units as a string, lone surrogates too (a TextDecoder would replace them). */
export function stringOf(units: Uint16Array | Uint8Array): string {
  if (units.length <= CHUNK) return fromUnits(units);
  let result = '';
  for (let at = 0; at < units.length; at += CHUNK) {
    result += fromUnits(units.subarray(at, at + CHUNK));
  }
  return result;
}
const fromUnits = (units: Uint16Array | Uint8Array): string =>
  Reflect.apply(String.fromCharCode, null, units) as string;
/** More arguments than this may not fit on the stack. */
const CHUNK = 4096;

// ------------------------------------------------------------------------------------------------- many arrays as one

/** Arrays that can stand in a packed file, each under a short name. */
export type Sections = ReadonlyMap<string, Uint8Array | Uint16Array | Uint32Array>;

/** Puts texts one after the other as bytes, one for a unit where all are below 256, else two, and where each begins. */
export function putTexts(
  sections: Map<string, Uint8Array | Uint16Array | Uint32Array>,
  name: string,
  count: number,
  textOf: (number: number) => string,
): void {
  const writer = new ByteWriter(count * 40 + 16);
  const starts = new Uint32Array(count + 1);
  for (let number = 0; number < count; number += 1) {
    const text = textOf(number);
    let highest = 0;
    for (let at = 0; at < text.length; at += 1) highest = Math.max(highest, text.charCodeAt(at));
    const bytes = new Uint8Array(1 + text.length * (highest < 256 ? 1 : 2));
    if (highest < 256) for (let at = 0; at < text.length; at += 1) bytes[1 + at] = text.charCodeAt(at);
    else {
      bytes[0] = 1;
      for (let at = 0; at < text.length; at += 1) {
        bytes[1 + 2 * at] = text.charCodeAt(at) & 255;
        bytes[2 + 2 * at] = text.charCodeAt(at) >>> 8;
      }
    }
    writer.bytes(bytes);
    starts[number + 1] = writer.size;
  }
  sections.set(`${name}Bytes`, writer.finish());
  sections.set(`${name}Starts`, starts);
}

/** One of the texts that `putTexts` put. */
export function textAt(sections: Sections, name: string, number: number): string {
  const starts = sections.get(`${name}Starts`) as Uint32Array;
  const bytes = (sections.get(`${name}Bytes`) as Uint8Array).subarray(starts[number], starts[number + 1]);
  if (bytes[0] === 0) return stringOf(bytes.subarray(1));
  const units = new Uint16Array(bytes.length >>> 1);
  for (let at = 0; at < units.length; at += 1) units[at] = bytes[1 + 2 * at]! + (bytes[2 + 2 * at]! << 8);
  return stringOf(units);
}

const MAGIC = 0x44535231;
const HEADER = 32;
const NAME = 28;
const ENTRY = NAME + 12;

/**
 * Arrays as one file: a header with a format version and a checksum over everything behind it, a table, the arrays at
 * places where they can be used as they lie. In the byte order of the machine (a cache does not travel). `sum` is the
 * checksum where it is known.
 */
export function encodeSections(version: number, sections: Sections, sum?: Uint32Array): Uint8Array {
  const encoding = encodingSections(version, sections, sum);
  for (;;) {
    const { done, value } = encoding.next();
    if (done) return value;
  }
}

/** The same in steps of about a millisecond, but for the largest arrays. A checksum that is known is not worked out. */
export function* encodingSections(
  version: number,
  sections: Sections,
  sum?: Uint32Array,
): Generator<void, Uint8Array> {
  let size = HEADER + sections.size * ENTRY;
  for (const array of sections.values()) size = aligned(size) + array.byteLength;
  const bytes = new Uint8Array(aligned(size));
  const view = new DataView(bytes.buffer);
  let at = aligned(HEADER + sections.size * ENTRY);
  let entry = HEADER;
  for (const [name, array] of sections) {
    if (name.length > NAME) throw new RangeError(`${name} is too long a name for a section`);
    for (let letter = 0; letter < name.length; letter += 1) bytes[entry + letter] = name.charCodeAt(letter);
    view.setUint32(entry + NAME, at, true);
    view.setUint32(entry + NAME + 4, array.length, true);
    view.setUint32(entry + NAME + 8, array.BYTES_PER_ELEMENT, true);
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at = aligned(at + array.byteLength);
    entry += ENTRY;
    if (array.byteLength > STEP) yield;
  }
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, version, true);
  view.setUint32(8, bytes.length, true);
  view.setUint32(12, sections.size, true);
  new Uint32Array(bytes.buffer, 16, 4).set(sum ?? (yield* checksumming(bytes)));
  return bytes;
}

/** Bytes that are copied or summed up in about a millisecond. */
const STEP = 1 << 20;

/**
 * The arrays of a file, as views on it: nothing is copied, so the bytes must not change any more. Null for another
 * version, for bytes that are damaged in any place, and for anything else. Reads every byte once.
 */
export function openSections(version: number, given: Uint8Array): Sections | null {
  // Views need their alignment; a buffer that came otherwise is moved.
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice();
  if (bytes.length < HEADER || bytes.length % 8 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== version) return null;
  if (view.getUint32(8, true) !== bytes.length) return null;
  const told = new Uint32Array(bytes.buffer, bytes.byteOffset + 16, 4);
  if (checksum(bytes).some((lane, at) => lane !== told[at])) return null;

  const sections = new Map<string, Uint8Array | Uint16Array | Uint32Array>();
  const count = view.getUint32(12, true);
  if (HEADER + count * ENTRY > bytes.length) return null;
  for (let entry = HEADER; entry < HEADER + count * ENTRY; entry += ENTRY) {
    let name = '';
    for (let at = entry; at < entry + NAME && bytes[at] !== 0; at += 1)
      name += String.fromCharCode(bytes[at]!);
    const from = view.getUint32(entry + NAME, true);
    const length = view.getUint32(entry + NAME + 4, true);
    const size = view.getUint32(entry + NAME + 8, true);
    if (from % 8 !== 0 || from + length * size > bytes.length) return null;
    const place = bytes.byteOffset + from;
    if (size === 1) sections.set(name, new Uint8Array(bytes.buffer, place, length));
    else if (size === 2) sections.set(name, new Uint16Array(bytes.buffer, place, length));
    else if (size === 4) sections.set(name, new Uint32Array(bytes.buffer, place, length));
    else return null;
  }
  return sections;
}

const aligned = (size: number): number => (size + 7) & ~7;

/**
 * Four lanes over every word of the file but the checksum's own place. Each step is one-to-one in the lane and in the
 * word, so that a change within one word always shows; other damage passes once in 2^32 and more. Made to be read at the
 * speed of memory, not against somebody who wants to deceive.
 */
export function checksum(bytes: Uint8Array): Uint32Array {
  const summing = checksumming(bytes, bytes.length);
  return summing.next().value!;
}

/** The same in steps of so many bytes. */
function* checksumming(bytes: Uint8Array, stepBytes = STEP): Generator<void, Uint32Array> {
  // With a sign: the half of all words that have one would be turned into floats on the way else, which takes as long again.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  const lanes = Uint32Array.of(0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f);
  sumUp(lanes, words, 0, 4);
  const wordsInStep = Math.max(4, (stepBytes >>> 4) << 2);
  for (let at = 8; at < words.length; at += wordsInStep) {
    if (at > 8) yield;
    sumUp(lanes, words, at, Math.min(words.length, at + wordsInStep));
  }
  return lanes;
}

/** Takes words into the four lanes in turn, and those that are left over into the first. */
function sumUp(lanes: Uint32Array, words: Int32Array, from: number, to: number): void {
  let [a, b, c, d] = lanes as unknown as [number, number, number, number];
  const step = (lane: number, word: number): number => {
    const mixed = Math.imul(lane ^ word, 0x9e3779b1);
    return (mixed << 13) | (mixed >>> 19);
  };
  let at = from;
  for (; at + 4 <= to; at += 4) {
    a = step(a, words[at]!);
    b = step(b, words[at + 1]!);
    c = step(c, words[at + 2]!);
    d = step(d, words[at + 3]!);
  }
  for (; at < to; at += 1) a = step(a, words[at]!);
  lanes.set([a, b, c, d]);
}

/** A name that equal bytes share and others do not: 32 hexadecimal digits and the length. */
export function contentName(bytes: Uint8Array): string {
  const told = new Uint32Array(bytes.buffer, bytes.byteOffset + 16, 4);
  return `${Array.from(told, (lane) => lane.toString(16).padStart(8, '0')).join('')}-${bytes.length}`;
}

/** The checksum of the bytes that have this name. */
export function sumIn(contentName: string): Uint32Array {
  return Uint32Array.from({ length: 4 }, (_, lane) =>
    parseInt(contentName.slice(8 * lane, 8 * lane + 8), 16),
  );
}
