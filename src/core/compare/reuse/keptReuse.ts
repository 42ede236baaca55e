import { z } from 'zod';
import type { Id } from '../../model/id';
import type { FingerprintParts } from './fingerprintIndex';
import type { DocumentLines } from './repeatedLines';

export type KeptDocument = z.infer<typeof KeptDocument>;

/** An index of reuse as it is kept: what `ReuseIndex.save` writes and `restore` reads. */
export type KeptReuse = {
  /** The keeper's own: what tells which state of the library this is. */
  readonly note: string;
  readonly documents: readonly KeptDocument[];
  /** Two documents by their places in the list above, and the share of each that stands in the other. */
  readonly pairs: readonly (readonly [a: number, b: number, shareOfA: number, shareOfB: number])[];
  readonly numbers: FingerprintParts;
  readonly lines: FingerprintParts;
  readonly lineKeys: readonly (readonly [Id, DocumentLines])[];
};

/** Grows with every change of the layout or of what the numbers mean. */
const VERSION = 1;

const KeptDocument = z.object({
  // No more is asked of ids and dates: the checksum says that we wrote them.
  id: z.string(),
  outlet: z.string().nullable(),
  stamp: z.string(),
  published: z.string().nullable(),
  importedAt: z.string(),
});

const Head = z.object({
  version: z.literal(VERSION),
  note: z.string(),
  documents: z.array(KeptDocument),
  pairs: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  /** The ids of both indexes, in the order of their numbers, as places in the list of documents. */
  numbers: z.array(z.number()),
  lines: z.array(z.number()),
  /** Lines of each document. */
  lineCounts: z.array(z.number()),
  /** Bytes of each array that follows. */
  lengths: z.array(z.number()),
});

/**
 * The bytes: a checksum and the length of the head, four bytes each, the head as JSON in UTF-16, then the arrays, each from a multiple
 * of four on. Arrays are in the machine's own order of bytes, like the caches they go to, which never leave it.
 */
export function writeKeptReuse(kept: KeptReuse): Uint8Array {
  const places = new Map(kept.documents.map(({ id }, place) => [id, place]));
  const total = kept.lineKeys.reduce((sum, [, { keys }]) => sum + keys.length, 0);
  const keys = new Uint32Array(total);
  const sizes = new Uint8Array(total);
  let filled = 0;
  for (const [, lines] of kept.lineKeys) {
    keys.set(lines.keys, filled);
    sizes.set(lines.sizes, filled);
    filled += lines.keys.length;
  }
  const arrays = [
    kept.numbers.starts, kept.numbers.halves, kept.numbers.documents,
    kept.lines.starts, kept.lines.halves, kept.lines.documents,
    keys, sizes,
  ]; // prettier-ignore
  const head = unitsOf(
    JSON.stringify({
      version: VERSION,
      note: kept.note,
      documents: kept.documents,
      pairs: kept.pairs,
      numbers: kept.numbers.ids.map((id) => places.get(id)!),
      lines: kept.lines.ids.map((id) => places.get(id)!),
      lineCounts: kept.lineKeys.map(([, lines]) => lines.keys.length),
      lengths: arrays.map(({ byteLength }) => byteLength),
    }),
  );
  const size = arrays.reduce((sum, { byteLength }) => sum + whole(byteLength), 8 + whole(head.byteLength));
  const bytes = new Uint8Array(size);
  bytes.set(new Uint8Array(head.buffer), 8);
  let at = 8 + whole(head.byteLength);
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += whole(array.byteLength);
  }
  const view = new DataView(bytes.buffer);
  view.setUint32(4, head.byteLength);
  view.setUint32(0, checksum(bytes));
  return bytes;
}

/** Null when the bytes are damaged or of another version. */
export function readKeptReuse(bytes: Uint8Array): KeptReuse | null {
  if (bytes.length < 8 || bytes.length % 4 !== 0) return null;
  // The arrays must lie at multiples of four, wherever the bytes came from.
  const own = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const view = new DataView(own.buffer, own.byteOffset, own.length);
  if (view.getUint32(0) !== checksum(own)) return null;
  try {
    const length = view.getUint32(4);
    const head = Head.parse(JSON.parse(textOf(own, 8, length)));
    const { documents, lengths, lineCounts } = head;
    let at = 8 + whole(length);
    const next = (array: number): Uint8Array => {
      const part = own.subarray(at, at + lengths[array]!);
      at += whole(lengths[array]!);
      return part;
    };
    const wide = (array: number): Uint32Array => {
      const part = next(array);
      return new Uint32Array(part.buffer, part.byteOffset, part.byteLength / 4);
    };
    const narrow = (array: number): Uint16Array => {
      const part = next(array);
      return new Uint16Array(part.buffer, part.byteOffset, part.byteLength / 2);
    };
    const ids = (numbers: readonly number[]): Id[] => numbers.map((place) => documents[place]!.id);
    const numbers = { ids: ids(head.numbers), starts: wide(0), halves: narrow(1), documents: wide(2) };
    const lines = { ids: ids(head.lines), starts: wide(3), halves: narrow(4), documents: wide(5) };
    const keys = wide(6);
    const sizes = next(7);
    let from = 0;
    const lineKeys = documents.map(({ id }, place): [Id, DocumentLines] => {
      const to = from + lineCounts[place]!;
      // Copies, so that a document that goes does not hold the whole file in memory.
      const own = { keys: keys.slice(from, to), sizes: sizes.slice(from, to) };
      from = to;
      return [id, own];
    });
    return { note: head.note, documents, pairs: head.pairs, numbers, lines, lineKeys };
  } catch {
    return null;
  }
}

function unitsOf(text: string): Uint16Array<ArrayBuffer> {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

function textOf(bytes: Uint8Array, from: number, length: number): string {
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset + from, length / 2);
  let text = '';
  for (let at = 0; at < units.length; at += 8_192)
    text += String.fromCharCode(...units.subarray(at, at + 8_192));
  return text;
}

const whole = (length: number): number => (length + 3) & ~3;

/** FNV-1a over all words of four bytes but the first. */
function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let hash = 0x811c9dc5;
  for (let at = 1; at < words.length; at += 1) hash = Math.imul(hash ^ words[at]!, 0x01000193);
  return hash >>> 0;
}
