/* eslint-disable no-control-regex -- what Word puts between words are control characters */
import { MAX_TEXT_BYTES } from '../../checkFile';
import { codePageEncoding } from '../../codePageEncoding';
import { decode, decodeAs } from '../../decode';
import type { ReadSource } from '../../readSource';
import type { CompoundFile } from '../compoundFile';
import { declaredBy } from '../documentProperties';
import { noteMark } from '../docxStory';
import { OfficeWriter, type Piece } from '../officeWriter';
import { summaryOf } from './summary';
import { damaged, spans } from './wordBinary';

/** The header of Word 6 and 95: as that of 97 up to the counts, and the table of pieces where that has other things. */
const AT = {
  maker: 0,
  language: 6,
  flags: 10,
  program: 18,
  text: 24,
  end: 28,
  counts: 52,
  pieces: 352,
} as const;
const FLAG = { inPieces: 0x4, wide: 0x1000 } as const;

/**
 * The text of a Word document of before 97 (Word 6 and 95): paragraphs, rows of tables, notes behind it, heads and feet
 * folded. What its styles say (headings, lists) lies in tables that are not read. `main` is its stream `WordDocument`.
 * Throws AppError `file-damaged` where it cannot be told where the text lies.
 */
export async function readOlderDoc(compound: CompoundFile, main: Buffer, name: string): Promise<ReadSource> {
  if (main.length < AT.pieces + 8) throw damaged(name);
  const isWide = (main.readUInt16LE(AT.flags) & FLAG.wide) !== 0;
  const width = isWide ? 2 : 1;
  const counts = [0, 1, 2, 3, 4].map((part) => Math.max(0, main.readInt32LE(AT.counts + part * 4)));
  const [text = 0, notes = 0, edges = 0] = counts;
  const bytes = textBytes(main, width, text + notes + edges);
  if (bytes.length === 0) throw damaged(name);
  const part = (from: number, to: number): Buffer => bytes.subarray(from * width, to * width);
  const encoding = await encodingOf(main, isWide, bytes);
  const words = (from: number, to: number): string =>
    shown(isWide ? decodeAs(narrow(part(from, to)), encoding) : decodeAs(part(from, to), encoding));

  const writer = new OfficeWriter(name);
  const body = marked(words(0, text));
  // Notes begin with the mark that stands in the text; the first thing is what lies before any.
  const noteTexts =
    notes === 0
      ? []
      : words(text, text + notes)
          .split('\u0002')
          .slice(1);
  writer.addAll(piecesOf(body));
  for (const [index, note] of noteTexts.entries()) {
    const own = piecesOf(note).map((piece) => piece.words.trim());
    if (own.length > 0)
      writer.add({ kind: 'footnote', words: `${noteMark(index + 1, 'footnote')} ${own.join(' ')}` });
  }
  // Which of them are heads and which are feet lies in a table.
  if (edges > 0) writer.addEdges(piecesOf(words(text + notes, text + notes + edges)), 'page header');
  return {
    ...writer.source,
    declared: declaredBy(summaryOf(compound)),
    remarks: ['of a document of Word 95 or earlier only the text is read, without headings and lists'],
  };
}

/** The text as it lies in the file, put together from its pieces where a fast save left it in some. */
function textBytes(main: Buffer, width: number, count: number): Buffer {
  const length = Math.min(count * width, MAX_TEXT_BYTES);
  const start = main.readUInt32LE(AT.text);
  const whole = main.subarray(start, Math.min(main.length, start + length));
  if ((main.readUInt16LE(AT.flags) & FLAG.inPieces) === 0) return whole;
  const from = main.readUInt32LE(AT.pieces);
  const table = main.subarray(from, from + main.readUInt32LE(AT.pieces + 4));
  let at = 0;
  while (at + 3 <= table.length && table[at] === 1) at += 3 + table.readUInt16LE(at + 1);
  if (at + 5 > table.length || table[at] !== 2) return whole;
  const parts: Buffer[] = [];
  let taken = 0;
  for (const { from: first, to, data } of spans(
    table.subarray(at + 5, at + 5 + table.readUInt32LE(at + 1)),
    8,
  )) {
    if (to <= first || taken >= length) continue;
    const place = data.readUInt32LE(2);
    const size = Math.min((to - first) * width, length - taken);
    const piece = Buffer.alloc(size);
    main.copy(piece, 0, Math.min(place, main.length), Math.min(place + size, main.length));
    parts.push(piece);
    taken += size;
  }
  return Buffer.concat(parts);
}

/** Languages of Windows by their lower ten bits, where their letters are not Western. */
const PAGES: Readonly<Record<number, number>> = {
  0x01: 1256, 0x02: 1251, 0x05: 1250, 0x08: 1253, 0x0d: 1255, 0x0e: 1250, 0x11: 932, 0x12: 949, 0x15: 1250, 0x18: 1250,
  0x19: 1251, 0x1a: 1250, 0x1b: 1250, 0x1c: 1250, 0x1e: 874, 0x1f: 1254, 0x20: 1256, 0x22: 1251, 0x23: 1251, 0x24: 1250,
  0x25: 1257, 0x26: 1257, 0x27: 1257, 0x29: 1256, 0x2a: 1258, 0x2f: 1251,
}; // prettier-ignore
const MACINTOSH = 1;

async function encodingOf(main: Buffer, isWide: boolean, bytes: Buffer): Promise<string> {
  const guessed = (sample: Buffer): Promise<string> =>
    decode(sample, '').then(
      ({ encoding }) => (encoding === 'utf-8' ? 'windows-1252' : encoding),
      () => 'windows-1252',
    );
  // Programs of East Asia name their own language, and write what others are in as they find it.
  const plain = (sample: Buffer): Buffer =>
    Buffer.from(sample.filter((byte) => byte >= 0x20 || byte === 0x0d));
  if (isWide) return eastAsian(main.readUInt16LE(AT.maker), plain(narrow(bytes)), guessed);
  const language = main.readUInt16LE(AT.language);
  const page = (language & 0x3ff) === 0x04 ? (language === 0x0404 ? 950 : 936) : PAGES[language & 0x3ff];
  const stated = codePageEncoding(page ?? null);
  if (stated !== null) return stated;
  if (main[AT.program] === MACINTOSH) return 'macintosh';
  // The language of the program is not always that of the text: then its letters are hardly ever Latin.
  let high = 0;
  let latin = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) latin += 1;
  }
  return high > latin ? guessed(plain(bytes)) : 'windows-1252';
}

/** The Words of Japan, Korea and China put numbers of their own first; that of both Chinas is the same. */
async function eastAsian(
  maker: number,
  bytes: Buffer,
  guessed: (sample: Buffer) => Promise<string>,
): Promise<string> {
  if (maker === 0xa697) return 'shift_jis';
  if (maker === 0xa698) return 'euc-kr';
  const guess = await guessed(bytes);
  if (/^(?:shift_jis|euc-kr|gb18030|big5)$/.test(guess)) return guess;
  // Only Big5 has second bytes of ASCII.
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at]! < 0x81) continue;
    if (bytes[at + 1]! < 0x80) return 'big5';
    at += 1;
  }
  return 'gb18030';
}

/** Characters of two bytes as the code page has them: one byte where it needs no more. */
function narrow(wide: Buffer): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at + 1 < wide.length; at += 2) {
    const [low, high] = [wide[at]!, wide[at + 1]!];
    if (high !== 0) bytes.push(high);
    bytes.push(low);
  }
  return Buffer.from(bytes);
}

/** The text as it is read: of fields their results, signs for signs, nothing for what is drawn. */
function shown(text: string): string {
  let words = '';
  /** For each open field whether its result has begun. */
  const fields: boolean[] = [];
  for (const run of text.split(/([\x13-\x15])/)) {
    if (run === '\x13') fields.push(false);
    else if (run === '\x14') fields.splice(-1, 1, true);
    else if (run === '\x15') fields.pop();
    else if (fields.every(Boolean)) words += run;
  }
  return words
    .replace(/\x1e/g, '\u2011')
    .replace(/[\x01\x05\x08\x1f\0]/g, '')
    .replace(/\x0b/g, '\n');
}

/** Marks of notes that Word numbers by itself, as they are shown. */
function marked(text: string): string {
  let number = 0;
  return text.replace(/\u0002/g, () => {
    number += 1;
    return noteMark(number, 'footnote');
  });
}

/**
 * Paragraphs, and rows of tables: a cell ends with a sign, and behind the last one of a row stands another. Of a first cell
 * with several paragraphs only the last is known to be in it.
 */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let table = 0;
  let cells: string[] = [];
  let cell: string[] = [];
  const addParagraphs = (paragraphs: readonly string[]): void => {
    for (const words of paragraphs) if (words.trim() !== '') pieces.push({ kind: 'paragraph', words });
    if (paragraphs.length > 0) table += 1;
  };
  const endRow = (): void => {
    if (cells.some((words) => words !== ''))
      pieces.push({ kind: 'table-row', words: cells.join('\t'), table });
    cells = [];
  };
  for (const stretch of text.matchAll(/([^\x07]*)(\x07*)/g)) {
    const paragraphs = stretch[1]!.split(/[\r\x0c\x0e]/);
    const ends = stretch[2]!.length;
    if (ends === 0) {
      cell.push(...paragraphs);
      break;
    }
    const last = paragraphs.pop()!;
    if (cells.length === 0) addParagraphs(paragraphs);
    else cell.push(...paragraphs);
    cells.push([...cell, last].join(' ').replace(/\s+/g, ' ').trim());
    cell = [];
    if (ends > 1) endRow();
  }
  endRow();
  addParagraphs(cell);
  return pieces;
}
