/** `id-signedData`, RFC 5652, 5.1: 1.2.840.113549.1.7.2 */
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');
const TAG = {
  integer: 0x02,
  octets: 0x04,
  object: 0x06,
  sequence: 0x30,
  set: 0x31,
  inside: 0xa0,
  pieces: 0x24,
};
/** Elements in elements; content that programs write as it comes lies in pieces, hardly ever in pieces of pieces. */
const DEEPEST = 32;
/** Elements that are looked at: of what is streamed, each piece is one, of a thousand bytes and more. */
const MOST_ELEMENTS = 1_000_000;

/** An element: where its content begins and ends; `to` is null where it goes on until it says that it ends (BER). */
type Element = { readonly tag: number; readonly from: number; readonly to: number | null };

/**
 * What a signature is about, where it lies in the signature itself (CMS, RFC 5652: ContentInfo, SignedData,
 * encapContentInfo, by DER or BER). The signature is not checked. Null for what is encrypted, damaged, or signs something
 * that lies elsewhere.
 */
export function signedContent(bytes: Uint8Array): Buffer | null {
  return new CmsReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).content();
}

class CmsReader {
  readonly #bytes: Buffer;
  #left = MOST_ELEMENTS;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  content(): Buffer | null {
    const info = this.#element(0, this.#bytes.length, TAG.sequence);
    const type = info && this.#element(info.from, this.#end(info), TAG.object);
    if (!info || !type || !this.#bytes.subarray(type.from, this.#end(type)).equals(SIGNED_DATA)) return null;
    const wrapper = this.#next(type, info, TAG.inside);
    const signed = wrapper && this.#element(wrapper.from, this.#end(wrapper), TAG.sequence);
    const version = signed && this.#element(signed.from, this.#end(signed), TAG.integer);
    const digests = version && this.#next(version, signed, TAG.set);
    const about = digests && this.#next(digests, signed, TAG.sequence);
    const kind = about && this.#element(about.from, this.#end(about), TAG.object);
    const inside = kind && this.#next(kind, about, TAG.inside);
    const octets = inside && this.#element(inside.from, this.#end(inside));
    const pieces: Buffer[] = [];
    return octets && this.#collect(octets, pieces, 0) !== null && pieces.length > 0
      ? Buffer.concat(pieces)
      : null;
  }

  /** The element that begins at `at` and may not go beyond `end`; null where there is none, or not of this kind. */
  #element(at: number, end: number, tag?: number): Element | null {
    const bytes = this.#bytes;
    this.#left -= 1;
    if (this.#left < 0 || at + 2 > end) return null;
    const found = bytes[at]!;
    // Tags of more than one byte stand nowhere on the way to the content.
    if ((found & 0x1f) === 0x1f || (tag !== undefined && found !== tag)) return null;
    const first = bytes[at + 1]!;
    if (first < 0x80) return this.#bounded(found, at + 2, first, end);
    if (first === 0x80) return (found & 0x20) === 0 ? null : { tag: found, from: at + 2, to: null };
    const size = first & 0x7f;
    if (size > 5 || at + 2 + size > end) return null;
    return this.#bounded(found, at + 2 + size, bytes.readUIntBE(at + 2, size), end);
  }

  /** A length that promises more than there is gets what is there: the end of a message may be cut. */
  #bounded(tag: number, from: number, length: number, end: number): Element {
    return { tag, from, to: Math.min(end, from + length) };
  }

  #end(element: Element): number {
    return element.to ?? this.#bytes.length;
  }

  #next(element: Element, parent: Element, tag: number): Element | null {
    const at = this.#after(element, 0);
    return at === null ? null : this.#element(at, this.#end(parent), tag);
  }

  /** Where the next element begins; null where that cannot be told. */
  #after(element: Element, depth: number): number | null {
    if (element.to !== null) return element.to;
    if (depth > DEEPEST) return null;
    for (let at = element.from; ;) {
      if (this.#isEnd(at)) return at + 2;
      const child = this.#element(at, this.#bytes.length);
      const next = child && this.#after(child, depth + 1);
      if (next === null) return null;
      at = next;
    }
  }

  #isEnd(at: number): boolean {
    return this.#bytes[at] === 0 && this.#bytes[at + 1] === 0;
  }

  /** Adds the bytes of a string of octets, whole or in pieces; returns where it ends, null where it is none. */
  #collect(element: Element, pieces: Buffer[], depth: number): number | null {
    if (element.tag === TAG.octets && element.to !== null) {
      pieces.push(this.#bytes.subarray(element.from, element.to));
      return element.to;
    }
    if (element.tag !== TAG.pieces || depth > DEEPEST) return null;
    const end = this.#end(element);
    let at = element.from;
    while (at < end) {
      if (element.to === null && this.#isEnd(at)) return at + 2;
      const piece = this.#element(at, end);
      const next = piece && this.#collect(piece, pieces, depth + 1);
      // What was read before a break is worth more than nothing.
      if (next === null) return pieces.length > 0 ? end : null;
      at = next;
    }
    return at;
  }
}
