import { wholeNumber } from './docxStyles';
import { markerOf, type OdfStyles } from './odfStyles';
import type { Piece } from './officeWriter';
import { emptyCell, MOST_COLUMNS, rowPieces, type Cell } from './tableRow';

export type OdfComment = { readonly pieces: Piece[]; author: string };

/** What an OpenDocument text holds beside its text. */
export type OdfParts = {
  readonly body: Piece[];
  readonly footnotes: Piece[];
  readonly endnotes: Piece[];
  readonly comments: OdfComment[];
  readonly heads: Piece[];
  readonly feet: Piece[];
  /** Of meta.xml: element name to words, each as often as it stands there. */
  readonly properties: Map<string, string[]>;
  readonly seen: { deletions: boolean };
};

type Paragraph = {
  words: string;
  heading: number | null;
  readonly style: string | null;
  /** Whether it begins an item of a list. */
  readonly item: boolean;
  /** A heading that counts with the outline. */
  readonly counts: boolean;
  page: number | null;
  readonly after: Piece[];
};

type List = {
  readonly style: string | null;
  readonly counts: (number | undefined)[];
  /** The next paragraph begins an item. */
  begins: boolean;
};

type Row = { readonly cells: Cell[]; readonly page: number; lastPage: number };
type Table = { readonly id: number; row: Row | null };

/** What a nested text puts aside: it has lists and paragraphs of its own. */
type Nested = { readonly name: string; readonly sink: Piece[]; readonly lists: List[] };

const LEFT_OUT = new Set([
  'text:tracked-changes', 'text:number', 'text:ruby-text', 'office:binary-data', 'svg:title', 'svg:desc', 'text:script',
  'office:scripts', 'office:event-listeners', 'office:forms', 'text:variable-decls', 'text:sequence-decls',
  'text:user-field-decls', 'text:dde-connection-decls', 'draw:object', 'table:table-columns', 'text:index-title-template',
  'text:table-of-content-source', 'text:alphabetical-index-source', 'text:illustration-index-source',
  'text:table-index-source', 'text:object-index-source', 'text:user-index-source', 'text:bibliography-source',
]); // prettier-ignore

const INDEX =
  /^text:(table-of-content|alphabetical-index|illustration-index|table-index|object-index|user-index)$/;

/** Puts a story, with its `text` set by where it stands, into the parts of a document. One for all parts of a file. */
export class OdfReader {
  readonly parts: OdfParts = {
    body: [],
    footnotes: [],
    endnotes: [],
    comments: [],
    heads: [],
    feet: [],
    properties: new Map(),
    seen: { deletions: false },
  };
  readonly #styles: OdfStyles;
  readonly #countsPages: boolean;
  readonly #path: string[] = [];
  #skipping = 0;
  #nested: Nested[] = [];
  #paragraphs: Paragraph[] = [];
  #lists: List[] = [];
  /** Counts of the last list of each style, for one that goes on with it. */
  readonly #ended = new Map<string, (number | undefined)[]>();
  readonly #named = new Map<string, (number | undefined)[]>();
  #outline: (number | undefined)[] = [];
  #tables: Table[] = [];
  #lastTable = 0;
  #page = 1;
  #inIndex = 0;
  #citation = '';
  #property: string | null = null;
  #notes = 0;

  /** `countsPages`: the file has the breaks of its layout. */
  constructor(styles: OdfStyles, countsPages: boolean) {
    this.#styles = styles;
    this.#countsPages = countsPages;
  }

  open(name: string, attribute: (name: string) => string | null): void {
    this.#path.push(name);
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    if (LEFT_OUT.has(name)) {
      if (name === 'text:tracked-changes') this.parts.seen.deletions = true;
      this.#skipping = 1;
      return;
    }
    if (name.startsWith('style:') || /^text:(list-style|list-level|outline-)/.test(name)) {
      if (/^style:(header|footer)(-|$)/.test(name) && !/properties|style$/.test(name)) {
        this.#nest(name, name.startsWith('style:header') ? this.parts.heads : this.parts.feet);
      } else this.#styles.open(name, attribute);
      return;
    }
    if (name === 'office:text') this.#nest(name, this.parts.body);
    else if (name === 'office:meta') this.#property = '';
    else if (this.#property !== null) this.#property = name;
    else if (this.#nested.length > 0) this.#openText(name, attribute);
  }

  #nest(name: string, sink: Piece[]): void {
    this.#nested.push({ name, sink, lists: this.#lists });
    this.#lists = [];
  }

  #openText(name: string, attribute: (name: string) => string | null): void {
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#openParagraph(name, attribute);
        break;
      case 'text:s':
        this.#write(' '.repeat(Math.max(1, Math.min(200, wholeNumber(attribute('text:c')) ?? 1))));
        break;
      case 'text:tab':
        this.#write('\t');
        break;
      case 'text:line-break':
        this.#write('\n');
        break;
      case 'text:soft-page-break':
        this.#page += 1;
        break;
      case 'text:list':
        this.#openList(attribute);
        break;
      case 'text:list-item':
      case 'text:list-header':
        this.#openItem(name, attribute);
        break;
      case 'text:note-citation':
        this.#citation = '';
        break;
      case 'text:note-body': {
        const isEndnote = this.#noteClass === 'endnote';
        this.#notes += 1;
        this.#mark(`[${this.#citation.trim() || this.#notes}]`);
        this.#nest(name, isEndnote ? this.parts.endnotes : this.parts.footnotes);
        break;
      }
      case 'text:note':
        this.#noteClass = attribute('text:note-class') ?? 'footnote';
        break;
      case 'office:annotation': {
        const comment: OdfComment = { pieces: [], author: '' };
        this.parts.comments.push(comment);
        this.#nest(name, comment.pieces);
        break;
      }
      case 'draw:text-box':
        this.#nest(name, this.#paragraphs.at(-1)?.after ?? this.#sink);
        break;
      default:
        if (INDEX.test(name)) this.#inIndex += 1;
        else this.#openTable(name, attribute);
        break;
    }
  }

  #noteClass = 'footnote';
  /** The mark of the note whose first paragraph is still to come. */
  #noteMark: string | null = null;

  #mark(mark: string): void {
    this.#write(mark);
    this.#noteMark = mark;
  }

  get #sink(): Piece[] {
    return this.#nested.at(-1)!.sink;
  }

  #openParagraph(name: string, attribute: (name: string) => string | null): void {
    const style = attribute('text:style-name');
    const list = this.#lists.at(-1);
    if (this.#countsPages && this.#nested.length === 1 && this.#sink === this.parts.body) {
      if (this.parts.body.length > 0 && this.#styles.breaksPage(style)) this.#page += 1;
    }
    this.#paragraphs.push({
      words: '',
      heading: name === 'text:h' ? Math.max(1, wholeNumber(attribute('text:outline-level')) ?? 1) : null,
      style,
      item: list?.begins ?? false,
      counts: attribute('text:is-list-header') !== 'true',
      page: null,
      after: [],
    });
    if (list) list.begins = false;
  }

  #openList(attribute: (name: string) => string | null): void {
    const outer = this.#lists.at(-1);
    const style = attribute('text:style-name') ?? outer?.style ?? null;
    let counts: (number | undefined)[] = [];
    if (outer) {
      ({ counts } = outer);
      counts[this.#lists.length + 1] = undefined;
    } else {
      const continued = attribute('text:continue-list');
      if (continued !== null) counts = this.#named.get(continued) ?? [];
      else if (attribute('text:continue-numbering') === 'true') counts = this.#ended.get(style ?? '') ?? [];
      this.#ended.set(style ?? '', counts);
    }
    const id = attribute('xml:id');
    if (id !== null) this.#named.set(id, counts);
    this.#lists.push({ style, counts, begins: false });
  }

  #openItem(name: string, attribute: (name: string) => string | null): void {
    const list = this.#lists.at(-1);
    if (list === undefined || name === 'text:list-header') return;
    const depth = this.#lists.length;
    const start = wholeNumber(attribute('text:start-value'));
    const before = list.counts[depth];
    list.counts[depth] = start ?? (before === undefined ? this.#styles.start(list.style, depth) : before + 1);
    list.counts.length = Math.min(list.counts.length, depth + 1);
    list.begins = true;
  }

  #openTable(name: string, attribute: (name: string) => string | null): void {
    const table = this.#tables.at(-1);
    switch (name) {
      case 'table:table': {
        const cell = table?.row?.cells.at(-1);
        if (this.#sink === cell?.pieces) cell.hasTable = true;
        this.#lastTable += 1;
        this.#tables.push({ id: this.#lastTable, row: null });
        break;
      }
      case 'table:table-row':
        if (table) table.row = { cells: [], page: this.#page, lastPage: this.#page };
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell': {
        if (!table?.row) break;
        const cell = emptyCell();
        const repeated = wholeNumber(attribute('table:number-columns-repeated')) ?? 1;
        // Cells under a wide one are there, as covered cells: this is the same cell so many times.
        cell.span = Math.max(1, Math.min(MOST_COLUMNS, repeated));
        cell.continues = name === 'table:covered-table-cell';
        table.row.cells.push(cell);
        this.#nest(name, cell.pieces);
        this.#page = table.row.page;
        break;
      }
      default:
        break;
    }
  }

  close(name: string): void {
    this.#path.pop();
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    const nested = this.#nested.at(-1);
    if (nested?.name === name) {
      this.#nested.pop();
      this.#lists = nested.lists;
      if (name === 'text:note-body') this.#noteMark = null;
    }
    switch (name) {
      case 'text:p':
      case 'text:h': {
        const paragraph = this.#paragraphs.pop();
        if (paragraph && this.#nested.length > 0) this.#finish(paragraph);
        break;
      }
      case 'text:list':
        this.#lists.pop();
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell': {
        const row = this.#tables.at(-1)?.row;
        if (row) row.lastPage = Math.max(row.lastPage, this.#page);
        break;
      }
      case 'table:table-row': {
        const table = this.#tables.at(-1);
        if (!table?.row || this.#nested.length === 0) break;
        this.#page = table.row.lastPage;
        this.#sink.push(...this.#marked(rowPieces(table.row.cells.flatMap(repeated), table.id)));
        table.row = null;
        break;
      }
      case 'table:table':
        this.#tables.pop();
        break;
      case 'office:meta':
        this.#property = null;
        break;
      default:
        if (this.#property !== null) this.#property = '';
        else if (INDEX.test(name)) this.#inIndex -= 1;
        else this.#styles.close(name);
        break;
    }
  }

  text(words: string): void {
    if (this.#skipping > 0) return;
    const name = this.#path.at(-1)!;
    if (this.#property !== null) {
      if (this.#property === '') return;
      const known = this.parts.properties.get(name);
      if (known) known.push(words);
      else this.parts.properties.set(name, [words]);
      return;
    }
    if (name === 'text:note-citation') {
      this.#citation += words;
      return;
    }
    if (name === 'dc:creator' && this.#path.at(-2) === 'office:annotation') {
      this.parts.comments.at(-1)!.author += words;
      return;
    }
    // Of an annotation: when it was made, by whom in short.
    if (/^(dc:|meta:)/.test(name)) return;
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    // White space is one space, none at the beginning; more of it is written as elements.
    const one = words.replace(/[ \t\r\n]+/g, ' ').replaceAll('\u00ad', '');
    const joins = paragraph.words === '' || /[ \n\t]$/.test(paragraph.words);
    this.#write(joins ? one.replace(/^ /, '') : one);
  }

  #write(words: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph || words === '') return;
    paragraph.words += words;
    if (words.trim() !== '') paragraph.page ??= this.#page;
  }

  #marked(pieces: Piece[]): Piece[] {
    return this.#inIndex > 0 ? pieces.map((piece) => ({ ...piece, folded: 'table of contents' })) : pieces;
  }

  #finish(paragraph: Paragraph): void {
    const sink = this.#sink;
    const page =
      this.#countsPages && paragraph.page !== null && !this.#nested[0]!.name.startsWith('style:')
        ? { page: paragraph.page }
        : {};
    const { words } = paragraph;
    if (this.#nested.at(-1)!.name === 'text:note-body') {
      const mark = this.#noteMark === null ? '' : `${this.#noteMark} `;
      this.#noteMark = null;
      if (mark !== '' || words.trim() !== '') sink.push({ kind: 'footnote', words: mark + words, ...page });
      sink.push(...paragraph.after);
      return;
    }
    const kind = this.#styles.kindOf(paragraph.style);
    const level = paragraph.heading ?? kind.heading ?? null;
    const list = this.#lists.at(-1);
    const depth = this.#lists.length;
    const marker = paragraph.item && list ? this.#styles.marker(list.style, depth, list.counts) : '';
    const made: Piece[] = [];
    if (level !== null) {
      const own = list ? marker : paragraph.heading !== null && paragraph.counts ? this.#numbered(level) : '';
      const numbered = /[\p{L}\p{N}]/u.test(own) ? `${own} ${words}` : words;
      made.push({
        kind: 'heading',
        level: Math.min(6, level),
        words: numbered.replace(/\s+/g, ' '),
        ...page,
      });
    } else if (marker !== '') {
      if (words.trim() !== '')
        made.push({ kind: 'list-item', level: Math.min(64, depth), marker, words, ...page });
    } else {
      const known = kind.kind === 'quote' || kind.kind === 'caption' || kind.kind === 'code';
      const piece: Piece = { kind: known ? kind.kind : 'paragraph', words, ...page };
      made.push(kind.kind === 'contents' ? { ...piece, folded: 'table of contents' } : piece);
    }
    if (words.trim() !== '') sink.push(...this.#marked(made));
    sink.push(...paragraph.after);
  }

  /** The number of a heading by the outline; empty where the outline shows none. */
  #numbered(level: number): string {
    this.#outline[level] = (this.#outline[level] ?? (this.#styles.outline.get(level)?.start ?? 1) - 1) + 1;
    this.#outline = this.#outline.slice(0, level + 1);
    return markerOf(this.#styles.outline, level, this.#outline);
  }
}

/** A cell that says it stands there several times, as so many cells. Of long ones, which no table repeats, one. */
function repeated(cell: Cell): Cell[] {
  const length = cell.pieces.reduce((sum, { words }) => sum + words.length, 0);
  if (cell.span === 1 || cell.continues || length === 0 || length > LONGEST_REPEATED) return [cell];
  return Array.from({ length: cell.span }, () => ({ ...cell, span: 1 }));
}

const LONGEST_REPEATED = 200;
