import { spans, TABLE, type WordBinary } from './wordBinary';

/** What the file says of a paragraph, by its end mark. */
export type ParagraphFormat = {
  readonly style: number;
  /** In how many tables it lies. */
  readonly tables: number;
  /** The mark that ends it ends a row, a cell of an inner table, a row of one. */
  readonly endsRow: boolean;
  readonly endsInnerCell: boolean;
  readonly endsInnerRow: boolean;
  /** Which use of a list; 0 none, null what its style says. */
  readonly list: number | null;
  readonly depth: number | null;
  readonly outline: number | null;
};

export const PLAIN: ParagraphFormat = {
  style: 0,
  tables: 0,
  endsRow: false,
  endsInnerCell: false,
  endsInnerRow: false,
  list: null,
  depth: null,
  outline: null,
};

/** A run of characters whose words are other than they stand; from and to in characters. */
export type MarkedRun = {
  readonly from: number;
  readonly to: number;
  readonly deleted: boolean;
  readonly inserted: boolean;
  readonly hidden: boolean;
  /** A sign of a font in the place of the character. */
  readonly sign: { readonly font: number; readonly code: number } | null;
  /** Of its letters; null where the style says. */
  readonly font: number | null;
};

const PAGE = 512;

/** The formats of a document's paragraphs and runs, which lie in pages of 512 bytes by byte positions ([MS-DOC], 2.9.32, 2.9.174). */
export class WordFormatting {
  readonly #document: WordBinary;
  readonly #pages: { readonly from: number; readonly to: number; readonly page: number }[];

  constructor(document: WordBinary) {
    this.#document = document;
    this.#pages = pagesOf(document, TABLE.paragraphPages);
  }

  /** Of the paragraph that ends with the character at `position`. */
  paragraph(position: number): ParagraphFormat {
    const { main, pieces } = this.#document;
    const piece = nearest(pieces, position);
    if (piece === null) return PLAIN;
    const at = piece.at + (position - piece.from) * piece.width;
    const found = nearest(this.#pages, at);
    if (found === null) return PLAIN;
    const page = pageAt(main, found.page);
    const count = page[PAGE - 1]!;
    for (let run = 0; run < count && (count + 1) * 4 + run * 13 < PAGE - 1; run += 1) {
      if (at < page.readUInt32LE(run * 4) || at >= page.readUInt32LE((run + 1) * 4)) continue;
      return this.#format(page, page[(count + 1) * 4 + run * 13]! * 2);
    }
    return PLAIN;
  }

  #format(page: Buffer, at: number): ParagraphFormat {
    if (at === 0 || at + 4 > PAGE) return PLAIN;
    const first = page[at]!;
    const [from, length] = first === 0 ? [at + 2, page[at + 1]! * 2] : [at + 1, first * 2 - 1];
    const properties = page.subarray(from, from + length);
    if (properties.length < 2) return PLAIN;
    return paragraphFormat(properties.subarray(2), this.#document.data, {
      ...PLAIN,
      style: properties.readUInt16LE(0),
    });
  }
}

/** What properties of a paragraph add to those of `before`. Long ones lie in the stream of data. */
export function paragraphFormat(
  properties: Buffer,
  data: Buffer,
  before: ParagraphFormat,
  isInner = false,
): ParagraphFormat {
  let format = { ...before };
  for (const { code, value } of sprms(properties)) {
    switch (code) {
      case 0x2416:
        if (value[0] === 0) format.tables = 0;
        else format.tables = Math.max(1, format.tables);
        break;
      case 0x6649:
        format.tables = Math.max(0, Math.min(16, value.readInt32LE(0)));
        break;
      case 0x2417:
        format.endsRow = value[0] !== 0;
        break;
      case 0x244b:
        format.endsInnerCell = value[0] !== 0;
        break;
      case 0x244c:
        format.endsInnerRow = value[0] !== 0;
        break;
      case 0x4600:
        format.style = value.readUInt16LE(0);
        break;
      case 0x460b:
        format.list = value.readUInt16LE(0);
        break;
      case 0x260a:
        format.depth = value[0]!;
        break;
      case 0x2640:
        format.outline = value[0]!;
        break;
      case 0x6646:
      case 0x646b: {
        const at = value.readUInt32LE(0);
        if (isInner || at + 2 > data.length) break;
        const more = data.subarray(at + 2, at + 2 + data.readUInt16LE(at));
        format = { ...paragraphFormat(more, data, format, true) };
        break;
      }
      default:
        break;
    }
  }
  return format;
}

/** The runs of a document that are not read as they stand, in its order. */
export function markedRuns(document: WordBinary): MarkedRun[] {
  const { main, pieces } = document;
  const pages = pagesOf(document, TABLE.characterPages);
  const found: MarkedRun[] = [];
  for (const piece of pieces) {
    const end = piece.at + (piece.to - piece.from) * piece.width;
    for (let index = firstReaching(pages, piece.at); index < pages.length; index += 1) {
      if (pages[index]!.from >= end) break;
      const page = pageAt(main, pages[index]!.page);
      const count = page[PAGE - 1]!;
      for (let run = 0; run < count && (count + 1) * 4 + run < PAGE - 1; run += 1) {
        const from = Math.max(piece.at, page.readUInt32LE(run * 4));
        const to = Math.min(end, page.readUInt32LE((run + 1) * 4));
        const at = page[(count + 1) * 4 + run]! * 2;
        if (from >= to || at === 0) continue;
        const marks = runMarks(page.subarray(at + 1, at + 1 + page[at]!));
        if (marks === null) continue;
        const place = (byte: number): number => piece.from + Math.ceil((byte - piece.at) / piece.width);
        found.push({ ...marks, from: place(from), to: place(to) });
      }
    }
  }
  return found;
}

function runMarks(properties: Buffer): Omit<MarkedRun, 'from' | 'to'> | null {
  const marks: { -readonly [Key in keyof Omit<MarkedRun, 'from' | 'to'>]: MarkedRun[Key] } = {
    deleted: false,
    inserted: false,
    hidden: false,
    sign: null,
    font: null,
  };
  let isMarked = false;
  for (const { code, value } of sprms(properties)) {
    // Of truth values, 0x80 and 0x81 mean what the style says, and its contrary: no style marks changes.
    if (code === 0x0800) marks.deleted = value[0] === 1;
    else if (code === 0x0801) marks.inserted = value[0] === 1;
    else if (code === 0x083c) marks.hidden = value[0] === 1;
    else if (code === 0x6a09) marks.sign = { font: value.readUInt16LE(0), code: value.readUInt16LE(2) };
    else if (code === 0x4a4f) marks.font = value.readUInt16LE(0);
    else continue;
    isMarked = true;
  }
  return isMarked ? marks : null;
}

/** Bytes of the value of a property by the three upper bits of its code ([MS-DOC], 2.2.5.1); 6: as the value says. */
const LENGTHS = [1, 1, 2, 4, 2, 2, 0, 3] as const;

/** The properties of a list of them, each with its code and value; ends where they make no sense. */
export function* sprms(list: Buffer): Generator<{ code: number; value: Buffer }> {
  for (let at = 0; at + 3 <= list.length;) {
    const code = list.readUInt16LE(at);
    at += 2;
    let length: number = LENGTHS[code >> 13]!;
    if (length === 0) {
      // Definitions of tables are longer than a byte can say; tabs have their own way to be.
      if (code === 0xd608) {
        length = at + 2 <= list.length ? list.readUInt16LE(at) + 1 : 0;
      } else if (code === 0xc615 && list[at] === 255) {
        const removed = list[at + 1] ?? 0;
        length = 2 + removed * 4 + 1 + (list[at + 2 + removed * 4] ?? 0) * 3;
      } else length = list[at]! + 1;
    }
    const value = list.subarray(at, at + length);
    at += length;
    if (length === 0 || value.length < length) return;
    yield { code, value };
  }
}

function pagesOf(document: WordBinary, table: number): { from: number; to: number; page: number }[] {
  return spans(document.table(table), 4)
    .map(({ from, to, data }) => ({ from, to, page: data.readUInt32LE(0) & 0x3f_ffff }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

/** A page of formats, filled with nothing where the stream ends before. */
function pageAt(main: Buffer, page: number): Buffer {
  const found = main.subarray(page * PAGE, (page + 1) * PAGE);
  return found.length === PAGE ? found : Buffer.concat([found, Buffer.alloc(PAGE)], PAGE);
}

/** The one of these ranges, in order, that holds `at`. */
function nearest<Range extends { readonly from: number; readonly to: number }>(
  ranges: readonly Range[],
  at: number,
): Range | null {
  const range = ranges[firstReaching(ranges, at)];
  return range !== undefined && range.from <= at ? range : null;
}

/** The index of the first range that ends behind `at`. */
function firstReaching(ranges: readonly { readonly to: number }[], at: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.to > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
