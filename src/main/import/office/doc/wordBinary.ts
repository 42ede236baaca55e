import { AppError } from '../../../../core/model/appError';
import { MAX_TEXT_BYTES } from '../../checkFile';
import { CompoundFile } from '../compoundFile';

/** Offset and length of each table, by its number among the pairs of the header ([MS-DOC], 2.5.6). */
export const TABLE = {
  styles: 1,
  footnoteMarks: 2,
  footnotes: 3,
  commentMarks: 4,
  comments: 5,
  headers: 11,
  characterPages: 12,
  paragraphPages: 13,
  fonts: 15,
  pieces: 33,
  commentators: 36,
  boxAnchors: 40,
  endnoteMarks: 46,
  endnotes: 47,
  boxes: 56,
  lists: 73,
  listUses: 74,
} as const;

/** Parts of the text that follow each other, as the header counts them. */
export type StoryName = 'text' | 'footnotes' | 'headers' | 'comments' | 'endnotes' | 'boxes';

/** A stretch of text that lies in one piece in the file; positions of characters and of bytes. */
export type TextPiece = {
  readonly from: number;
  readonly to: number;
  /** Of the first character, in the stream. */
  readonly at: number;
  /** Bytes of a character: 1 in the code page of Western Windows, 2 in UTF-16. */
  readonly width: 1 | 2;
};

/**
 * A Word document of before 2007 opened: its main stream, and whether it is of Word 6 or 95, whose header has other things
 * in other places. Throws AppError `password-needed` for encrypted ones, `file-damaged`.
 */
export function openWord(
  bytes: Uint8Array,
  label: string,
): { readonly compound: CompoundFile; readonly main: Buffer; readonly isOlder: boolean } {
  const compound = new CompoundFile(bytes, label);
  const main = streamOf(compound, 'WordDocument');
  // The base of the header ([MS-DOC], 2.5.2): all versions have it, and it says which this is.
  if (main.length < 32) throw damaged(label);
  if ((main.readUInt16LE(10) & 0x0100) !== 0) {
    throw new AppError(
      'password-needed',
      `“${label}” is a Word document under a password, which Dossier cannot open.`,
      'Open it in Word or LibreOffice with its password, save it without one, and import that.',
    );
  }
  return { compound, main, isOlder: main.readUInt16LE(2) < 0xc1 };
}

function streamOf(compound: CompoundFile, name: string): Buffer {
  const entry = compound.find(name);
  return entry === null ? Buffer.alloc(0) : compound.read(entry);
}

/**
 * The binary Word document ([MS-DOC], Word 97 to 2003) as its header describes it: streams, tables, and the text by
 * character positions. Throws AppError `file-damaged`.
 */
export class WordBinary {
  readonly main: Buffer;
  readonly data: Buffer;
  readonly compound: CompoundFile;
  readonly pieces: readonly TextPiece[];
  /** Where each part of the text begins and ends. */
  readonly stories: ReadonlyMap<StoryName, { readonly from: number; readonly to: number }>;
  readonly #tables: Buffer;

  /** `main` is the stream `WordDocument`, as `openWord` gives it. */
  constructor(compound: CompoundFile, main: Buffer, label: string) {
    this.compound = compound;
    this.main = main;
    if (main.length < 154 + 75 * 8) throw damaged(label);
    this.#tables = streamOf(compound, (main.readUInt16LE(10) & 0x0200) !== 0 ? '1Table' : '0Table');
    this.data = streamOf(compound, 'Data');
    this.stories = this.#stories();
    this.pieces = this.#pieces(label);
  }

  /** The bytes of a table; empty where it is not there. */
  table(number: number): Buffer {
    const at = 154 + number * 8;
    const from = this.main.readUInt32LE(at);
    return this.#tables.subarray(from, from + this.main.readUInt32LE(at + 4));
  }

  /** The table with what follows it, to the end of its stream. */
  tableAndRest(number: number): Buffer {
    return this.#tables.subarray(this.main.readUInt32LE(154 + number * 8));
  }

  /** The characters in this range. */
  text(from: number, to: number): string {
    const parts: string[] = [];
    for (const piece of this.pieces) {
      const [begin, end] = [Math.max(from, piece.from), Math.min(to, piece.to)];
      if (begin >= end) continue;
      const at = piece.at + (begin - piece.from) * piece.width;
      const bytes = this.main.subarray(at, at + (end - begin) * piece.width);
      const words = piece.width === 2 ? bytes.toString('utf16le', 0, bytes.length & ~1) : western(bytes);
      // Positions count: what is missing keeps its place.
      parts.push(words.padEnd(end - begin, '\0'));
    }
    return parts.join('');
  }

  #stories(): Map<StoryName, { from: number; to: number }> {
    // The fourth, of macros, is no text.
    const order: [StoryName | null, number][] = [
      ['text', 76],
      ['footnotes', 80],
      ['headers', 84],
      [null, 88],
      ['comments', 92],
      ['endnotes', 96],
      ['boxes', 100],
    ];
    const stories = new Map<StoryName, { from: number; to: number }>();
    let at = 0;
    for (const [name, offset] of order) {
      const length = Math.max(0, this.main.readInt32LE(offset));
      if (name !== null) stories.set(name, { from: at, to: at + length });
      at += length;
    }
    return stories;
  }

  /** [MS-DOC], 2.9.38: lists of properties, then the table of pieces. */
  #pieces(label: string): TextPiece[] {
    const table = this.table(TABLE.pieces);
    let at = 0;
    while (at + 3 <= table.length && table[at] === 1) at += 3 + table.readUInt16LE(at + 1);
    if (at + 5 > table.length || table[at] !== 2) throw damaged(label);
    const plain = table.subarray(at + 5, at + 5 + table.readUInt32LE(at + 1));
    const pieces: TextPiece[] = [];
    let end = 0;
    for (const { from, to, data } of spans(plain, 8)) {
      if (from < end || to <= from) continue;
      end = to;
      if (end > MAX_TEXT_BYTES) {
        throw new AppError(
          'file-too-large',
          `“${label}” holds more text than Dossier reads of one document, ${MAX_TEXT_BYTES / 1024 / 1024} million characters.`,
          'Split it into smaller files and import those.',
        );
      }
      const place = data.readUInt32LE(2);
      const isNarrow = (place & 0x4000_0000) !== 0;
      const offset = place & 0x3fff_ffff;
      pieces.push({ from, to, at: isNarrow ? offset >>> 1 : offset, width: isNarrow ? 1 : 2 });
    }
    return pieces;
  }
}

/** The entries of a table of positions ([MS-DOC], 2.2.2): n + 1 positions, then n data of `size` bytes. */
export function spans(table: Buffer, size: number): { from: number; to: number; data: Buffer }[] {
  const count = Math.max(0, Math.floor((table.length - 4) / (4 + size)));
  const found: { from: number; to: number; data: Buffer }[] = [];
  for (let at = 0; at < count; at += 1) {
    const data = (count + 1) * 4 + at * size;
    found.push({
      from: table.readUInt32LE(at * 4),
      to: table.readUInt32LE((at + 1) * 4),
      data: table.subarray(data, data + size),
    });
  }
  return found;
}

/** The positions alone. */
export function positions(table: Buffer, size: number): number[] {
  const list = spans(table, size);
  return list.length === 0 ? [] : [...list.map(({ from }) => from), list.at(-1)!.to];
}

/** Of windows-1252, what ISO 8859-1 has not. */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const western = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => WESTERN[sign.charCodeAt(0) - 0x80]!);

export const damaged = (label: string): AppError =>
  new AppError(
    'file-damaged',
    `“${label}” is damaged: where its text lies cannot be told.`,
    'Get the file again, or open it in Word or LibreOffice and save it as DOCX.',
  );
