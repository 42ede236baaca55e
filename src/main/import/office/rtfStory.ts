import type { Piece } from './officeWriter';
import type { StyleKind } from './styleName';
import { emptyCell, rowPieces, type Cell } from './tableRow';

/** How a paragraph is set, as its control words say. */
export type RtfSetting = {
  /** Of its style: level of outline, from 0, and what its name says; null without a style. */
  readonly style: { readonly outline: number | null; readonly kind: StyleKind } | null;
  readonly outline: number | null;
  /** Depth of a list item, from 0; null where it is not told. */
  readonly depth: number | null;
  readonly left: number;
  readonly first: number;
  /** How many tables it lies in. */
  readonly tables: number;
};

export type RtfStoryKind = 'body' | 'footnote' | 'endnote' | 'comment' | 'header' | 'footer' | 'box';

type Paragraph = { words: string; marker: string; readonly after: Piece[] };

/** A text of its own in an RTF file: the document's, that of a note, of a head. Takes words, paragraphs, cells, rows. */
export class RtfStory {
  kind: RtfStoryKind;
  /** Of a note: what stands for it in the text. */
  mark: string;
  readonly author: string;
  readonly pieces: Piece[] = [];
  paragraph: Paragraph = { words: '', marker: '', after: [] };
  /** Rows in the making: of the table, of the table in its cell … */
  readonly #rows: { cells: Cell[]; id: number }[] = [];
  /** Left edges of the items around, for depths that are not told. */
  readonly #edges: number[] = [];
  readonly #nextTable: () => number;

  /** `nextTable` numbers the tables of the file. */
  constructor(kind: RtfStoryKind, nextTable: () => number, mark = '', author = '') {
    this.kind = kind;
    this.#nextTable = nextTable;
    this.mark = mark;
    this.author = author;
  }

  endParagraph(setting: RtfSetting): void {
    const pieces = this.#finished(setting);
    if (setting.tables > 0) this.#cellAt(setting.tables).pieces.push(...pieces);
    else {
      this.#endTable();
      this.pieces.push(...pieces);
    }
  }

  /** Ends a cell of the table at this depth, from 1. */
  endCell(setting: RtfSetting, depth: number): void {
    const cell = this.#cellAt(depth);
    cell.pieces.push(...this.#finished(setting));
    this.#rows[depth - 1]!.cells.push(emptyCell());
  }

  /** Ends the row of the table at this depth; of the innermost where none is given. */
  endRow(depth = Math.max(2, this.#rows.length)): void {
    const row = this.#rows[depth - 1];
    if (row === undefined) return;
    // A row in it that never ended belongs to it.
    while (this.#rows.length > depth) this.endRow(this.#rows.length);
    const last = row.cells.at(-1)!;
    const cells = last.pieces.length === 0 && !last.hasTable ? row.cells.slice(0, -1) : row.cells;
    const pieces = rowPieces(cells, row.id);
    row.cells = [emptyCell()];
    if (depth === 1) this.pieces.push(...pieces);
    else {
      const around = this.#cellAt(depth - 1);
      around.pieces.push(...pieces);
      around.hasTable = true;
      this.#rows.length = depth - 1;
    }
  }

  /** Takes what no paragraph mark ended. */
  end(setting: RtfSetting): void {
    const pieces = this.#finished(setting);
    const depth = Math.min(setting.tables, this.#rows.length);
    if (depth > 0) this.#cellAt(depth).pieces.push(...pieces);
    this.#endTable();
    if (depth === 0) this.pieces.push(...pieces);
  }

  /** The cell that is open at this depth of tables; opens what is needed. */
  #cellAt(depth: number): Cell {
    while (this.#rows.length < depth) this.#rows.push({ cells: [emptyCell()], id: this.#nextTable() });
    return this.#rows[depth - 1]!.cells.at(-1)!;
  }

  /** A paragraph outside ends the table: the next one is another. */
  #endTable(): void {
    if (this.#rows.length === 0) return;
    const open = this.#rows.some(({ cells }) => cells.length > 1 || cells[0]!.pieces.length > 0);
    if (open) this.endRow(1);
    this.#rows.length = 0;
  }

  #finished({ style, outline, depth: told, left, first }: RtfSetting): Piece[] {
    const { words, marker, after } = this.paragraph;
    this.paragraph = { words: '', marker: '', after: [] };
    if (words.trim() === '') return after;
    const level = outline ?? style?.outline ?? null;
    const heading =
      level !== null ? (level <= 8 && level >= 0 ? level + 1 : null) : (style?.kind.heading ?? null);
    const own = marker.replace(/\s+/g, ' ').trim();
    if (heading !== null) {
      const numbered = /[\p{L}\p{N}]/u.test(own) ? `${own} ${words}` : words;
      return [
        { kind: 'heading', level: Math.min(6, heading), words: numbered.replace(/\s+/g, ' ') },
        ...after,
      ];
    }
    // Lists of programs that write their markers as text: a sign, a tab, and the first line hangs out.
    const written = own === '' && first < 0 ? /^([^\s\t]{1,8}) ?\t\s*(?=\S)/.exec(words) : null;
    const sign = own !== '' ? own : written !== null && isMarker(written[1]!) ? written[1]! : '';
    if (sign !== '') {
      const depth = this.#depth(told, left);
      const item = own !== '' ? words.trim() : words.slice(written![0].length).trim();
      return [{ kind: 'list-item', level: depth, marker: sign, words: item }, ...after];
    }
    if (left <= 0) this.#edges.length = 0;
    const kind = style?.kind.kind ?? 'paragraph';
    if (kind === 'contents') return [{ kind: 'paragraph', words, folded: 'table of contents' }, ...after];
    return [{ kind: kind === 'heading' ? 'paragraph' : kind, words }, ...after];
  }

  #depth(told: number | null, left: number): number {
    const edges = this.#edges;
    while (edges.length > 0 && edges.at(-1)! > left) edges.pop();
    if (edges.at(-1) !== left) edges.push(left);
    return told !== null && told >= 0 && told <= 8 ? told + 1 : Math.min(9, edges.length);
  }
}

const isMarker = (words: string): boolean =>
  /^(?:[•◦▪‣·●○■□–—\-*]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)])$/.test(words);
