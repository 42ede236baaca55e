import { noteMark } from '../docxStory';
import type { ListCounter } from '../docxNumbering';
import type { Piece } from '../officeWriter';
import { paragraphPieces } from '../paragraphPieces';
import { fontSign, withSigns } from '../signFont';
import { emptyCell, rowPieces, type Cell } from '../tableRow';
import type { WordBinary } from './wordBinary';
import type { MarkedRun, ParagraphFormat, WordFormatting } from './wordFormatting';
import type { WordStyle } from './wordStyles';

/** What all stories of a document share. */
export type StoryContext = {
  readonly document: WordBinary;
  readonly formatting: WordFormatting;
  readonly runs: readonly MarkedRun[];
  readonly styleOf: (number: number) => WordStyle;
  readonly lists: ListCounter;
  readonly fontName: (number: number) => string;
  /** Notes by the place of their mark: 0 where the author's own mark stands in the text. */
  readonly notes: ReadonlyMap<number, { readonly kind: 'footnote' | 'endnote'; readonly number: number }>;
  /** Text of boxes, by the place they hang on. */
  readonly boxes: ReadonlyMap<number, readonly Piece[]>;
  readonly seen: { changes: boolean; hidden: boolean; signsLost: number };
};

type Table = { readonly id: number; readonly cells: Cell[]; cell: Cell };

/** A field whose end is missing hides no more than this many paragraphs. */
const LONGEST_CODE = 8;

/** Characters with a meaning of their own ([MS-DOC], 2.4.1 and 2.4.3). */
const MARK = {
  note: '\u0002',
  cellEnd: '\u0007',
  line: '\u000b',
  page: '\u000c',
  paragraph: '\r',
  column: '\u000e',
  fieldBegin: '\u0013',
  fieldResult: '\u0014',
  fieldEnd: '\u0015',
  hyphen: '\u001e',
  softHyphen: '\u001f',
} as const;

/** Reads one stretch of a document's text as pieces. */
export function readWordStory(from: number, to: number, context: StoryContext): Piece[] {
  return new StoryReader(context).read(from, to);
}

class StoryReader {
  readonly #context: StoryContext;
  readonly #pieces: Piece[] = [];
  readonly #tables: Table[] = [];
  readonly #fields: { code: boolean; paragraphs: number }[] = [];
  #words = '';
  #after: Piece[] = [];
  #lastTable = 0;

  constructor(context: StoryContext) {
    this.#context = context;
  }

  read(from: number, to: number): Piece[] {
    const { document, runs, seen } = this.#context;
    const text = document.text(from, to);
    let next = runs.findIndex((run) => run.to > from);
    if (next < 0) next = runs.length;
    for (let at = 0; at < text.length;) {
      const position = from + at;
      while (next < runs.length && runs[next]!.to <= position) next += 1;
      const run = runs[next];
      const marks = run !== undefined && run.from <= position ? run : null;
      // As far as nothing changes.
      const end = Math.min(text.length, (marks?.to ?? run?.from ?? Infinity) - from);
      const stretch = text.slice(at, Math.max(at + 1, end));
      if (marks?.deleted === true || marks?.inserted === true) seen.changes = true;
      if (marks?.deleted === true) this.#skip(stretch, position);
      else if (marks?.sign) this.#sign(marks.sign, stretch, position);
      else this.#take(stretch, position, marks);
      at += stretch.length;
    }
    this.#endParagraph(to - 1);
    this.#leaveTables(0);
    return this.#pieces;
  }

  /** Deleted words. Ends of cells and rows stay, or nothing behind them would be in its place. */
  #skip(stretch: string, position: number): void {
    for (let at = 0; at < stretch.length; at += 1) {
      if (stretch[at] === MARK.cellEnd) this.#endCell(position + at);
    }
  }

  #sign({ font, code }: { font: number; code: number }, stretch: string, position: number): void {
    for (let at = 0; at < stretch.length; at += 1) {
      // A paragraph's end may have the format of the sign before it.
      if (stretch[at] !== '(') this.#take(stretch[at]!, position + at, null);
      else {
        const name = this.#context.fontName(font);
        const isPrivate = code >= 0xe000 && code <= 0xf8ff;
        const shown = fontSign(code, name) ?? (isPrivate || code < 0x20 ? null : String.fromCharCode(code));
        if (shown === null) this.#context.seen.signsLost += 1;
        this.#write(shown ?? '\ufffd');
      }
    }
  }

  #take(stretch: string, position: number, marks: MarkedRun | null): void {
    if (marks?.hidden === true && /\S/.test(stretch)) this.#context.seen.hidden = true;
    let from = 0;
    // Signs of control, and nothing else, are not to be read as they stand.
    // eslint-disable-next-line no-control-regex
    for (const { index } of stretch.matchAll(/[\0-\u0008\u000b-\u001f]/g)) {
      this.#plain(stretch.slice(from, index), marks);
      this.#control(stretch[index]!, position + index);
      from = index + 1;
    }
    this.#plain(stretch.slice(from), marks);
  }

  #plain(words: string, marks: MarkedRun | null): void {
    if (words === '') return;
    if (!/[\uf020-\uf0ff]/.test(words)) {
      this.#write(words.replaceAll('\u00ad', ''));
      return;
    }
    const font = marks?.font ?? null;
    const signs = withSigns(words, font === null ? '' : this.#context.fontName(font));
    this.#context.seen.signsLost += signs.lost;
    this.#write(signs.words);
  }

  #control(sign: string, position: number): void {
    const { notes, boxes } = this.#context;
    switch (sign) {
      case MARK.paragraph:
      case MARK.page:
        this.#endParagraph(position);
        break;
      case MARK.cellEnd:
        this.#endCell(position);
        break;
      case MARK.line:
      case MARK.column:
        this.#write('\n');
        break;
      case MARK.fieldBegin:
        this.#fields.push({ code: true, paragraphs: 0 });
        break;
      case MARK.fieldResult: {
        const field = this.#fields.at(-1);
        if (field) field.code = false;
        break;
      }
      case MARK.fieldEnd:
        this.#fields.pop();
        break;
      case MARK.hyphen:
        this.#write('\u2011');
        break;
      case MARK.note: {
        const note = notes.get(position);
        if (note !== undefined && note.number > 0) this.#write(noteMark(note.number, note.kind));
        break;
      }
      default:
        this.#after.push(...(boxes.get(position) ?? []));
        break;
    }
  }

  #write(words: string): void {
    if (!this.#fields.some(({ code }) => code)) this.#words += words;
  }

  #endParagraph(position: number): void {
    for (const field of this.#fields) {
      if (!field.code) continue;
      field.paragraphs += 1;
      if (field.paragraphs > LONGEST_CODE) field.code = false;
    }
    const format = this.#context.formatting.paragraph(position);
    this.#enterTables(format.tables);
    if (format.endsInnerRow) this.#endRow();
    else {
      this.#put(format);
      if (format.endsInnerCell) this.#closeCell();
    }
    this.#words = '';
    this.#after = [];
  }

  /** The mark that ends a cell of an outermost table, or its row. */
  #endCell(position: number): void {
    const format = this.#context.formatting.paragraph(position);
    // Inner tables have a mark of their own, so this one closes what is open of them.
    this.#enterTables(1);
    if (format.endsRow) this.#endRow();
    else {
      this.#put(format);
      this.#closeCell();
    }
    this.#words = '';
    this.#after = [];
  }

  #put(format: ParagraphFormat): void {
    const { styleOf, lists } = this.#context;
    const style = styleOf(format.style);
    const list = format.list ?? style.list ?? 0;
    const depth = format.depth ?? style.depth ?? 0;
    // Beyond this, a number says which list it was taken out of.
    const marker = list > 0 && list < 0x7ff ? lists.next(String(list), depth) : null;
    const heading =
      format.outline === null
        ? (style.heading ?? null)
        : format.outline <= 8
          ? Math.min(6, format.outline + 1)
          : null;
    const more = style.kind === 'contents' ? { folded: 'table of contents' } : {};
    this.#sink.push(
      ...paragraphPieces({ words: this.#words, heading, kind: style.kind, marker, depth, more }),
      ...this.#after,
    );
  }

  get #sink(): Piece[] {
    return this.#tables.at(-1)?.cell.pieces ?? this.#pieces;
  }

  #enterTables(depth: number): void {
    this.#leaveTables(depth);
    while (this.#tables.length < depth) {
      const outer = this.#tables.at(-1);
      if (outer) outer.cell.hasTable = true;
      this.#lastTable += 1;
      this.#tables.push({ id: this.#lastTable, cells: [], cell: emptyCell() });
    }
  }

  #leaveTables(depth: number): void {
    while (this.#tables.length > depth) {
      this.#endRow();
      this.#tables.pop();
    }
  }

  #closeCell(): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    table.cells.push(table.cell);
    table.cell = emptyCell();
  }

  #endRow(): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    if (table.cell.pieces.length > 0) this.#closeCell();
    const cells = table.cells.splice(0);
    table.cell = emptyCell();
    const sink = this.#tables.at(-2)?.cell.pieces ?? this.#pieces;
    if (cells.length > 0) sink.push(...rowPieces(cells, table.id));
  }
}
