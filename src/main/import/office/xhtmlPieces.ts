import { listNumber } from './listNumber';
import type { Piece } from './officeWriter';
import { emptyCell, rowPieces, type Cell } from './tableRow';
import { readXml } from './xml';

/** Entities of HTML that books have; others are left as they are written. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const ENTITIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LATIN.split(' ').map((name, index) => [name, String.fromCodePoint(0xa0 + index)])),
  OElig: 'Œ', oelig: 'œ', Scaron: 'Š', scaron: 'š', Yuml: 'Ÿ', fnof: 'ƒ', circ: 'ˆ', tilde: '˜', ensp: '\u2002',
  emsp: '\u2003', thinsp: '\u2009', zwnj: '\u200c', zwj: '\u200d', lrm: '\u200e', rlm: '\u200f', ndash: '–',
  mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', dagger: '†', Dagger: '‡',
  bull: '•', hellip: '…', permil: '‰', prime: '′', Prime: '″', lsaquo: '‹', rsaquo: '›', euro: '€', trade: '™',
  larr: '←', uarr: '↑', rarr: '→', darr: '↓', minus: '−', infin: '∞', ne: '≠', le: '≤', ge: '≥', deg: '°',
}; // prettier-ignore

/** Elements that end a line of text. All others lie within one. */
const BLOCKS = new Set([
  'html', 'body', 'address', 'article', 'aside', 'blockquote', 'center', 'dd', 'details', 'div', 'dl', 'dt', 'fieldset',
  'figcaption', 'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'li', 'main',
  'nav', 'ol', 'p', 'pre', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'caption',
]); // prettier-ignore
const LEFT_OUT = new Set([
  'head',
  'script',
  'style',
  'template',
  'rt',
  'rp',
  'iframe',
  'object',
  'audio',
  'video',
]);

type List = { readonly format: string | null; next: number };
const FORMATS: Readonly<Record<string, string>> = {
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
};
/** `reaching`: cells of rows above that reach into the next, by their first column. */
type Table = {
  readonly id: number;
  cells: Cell[];
  column: number;
  readonly reaching: Map<number, { rows: number; readonly span: number }>;
};

/** Books that are no good XML are read all the same; a page of this many faults is none. */
const TOLERATED = 10_000;

/** What goes on from chapter to chapter. */
export type BookPlace = {
  page: number | null;
  tables: number;
  /** The mark that stands in the text for the note of this id. */
  readonly marks: Map<string, string>;
};

/**
 * The blocks of one chapter of a book, in XHTML. Marks of notes stand in brackets; notes are of their own kind; lists of
 * contents are folded. `place` is moved on. False in `whole` where the chapter is no good XML: it is read all the same.
 */
export function xhtmlPieces(
  bytes: Uint8Array,
  label: string,
  place: BookPlace,
): { pieces: Piece[]; whole: boolean } {
  const reader = new ChapterReader(place);
  const whole = readXml(bytes, label, reader, { entities: ENTITIES, doctype: true, faults: TOLERATED });
  return { pieces: reader.pieces, whole };
}

type Element = { readonly name: string; readonly isNote: boolean; readonly isContents: boolean };

class ChapterReader {
  readonly pieces: Piece[] = [];
  readonly #place: BookPlace;
  readonly #path: Element[] = [];
  readonly #lists: List[] = [];
  readonly #tables: Table[] = [];
  readonly #counts = new Map<string, number>();
  #skipping = 0;
  #words = '';
  #page: number | null = null;
  #marker: string | null = null;
  /** Where the words of a mark of a note begin; null outside of one. */
  #mark: { depth: number; from: number; note: string } | null = null;
  /** The note whose first words are still to come. */
  #note: string | null = null;
  #notes = 0;
  #contents = 0;

  constructor(place: BookPlace) {
    this.#place = place;
  }

  #in = (name: string): boolean => (this.#counts.get(name) ?? 0) > 0;

  open(full: string, attribute: (name: string) => string | null): void {
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    const name = full.slice(full.indexOf(':') + 1).toLowerCase();
    const type = `${attribute('epub:type') ?? ''} ${attribute('role') ?? ''}`;
    if (/\b(doc-)?pagebreak\b/.test(type)) {
      const page = /\d{1,5}/.exec(attribute('title') ?? attribute('aria-label') ?? '')?.[0];
      if (page !== undefined && Number(page) > 0) this.#place.page = Number(page);
      this.#skipping = 1;
      return;
    }
    // A way back to the text is none of its words.
    if (LEFT_OUT.has(name) || /\b(doc-)?backlink\b/.test(type) || attribute('hidden') !== null) {
      this.#skipping = 1;
      return;
    }
    if (BLOCKS.has(name)) this.#flush();
    const element = {
      name,
      isNote: /\b(footnote|endnote|rearnote)\b/.test(type),
      isContents: name === 'nav' || /\b(toc|landmarks|page-list)\b/.test(type),
    };
    this.#path.push(element);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (element.isNote) {
      this.#notes += 1;
      this.#note = attribute('id');
    }
    if (element.isContents) this.#contents += 1;
    if (/\b(doc-)?noteref\b/.test(type)) {
      this.#mark = {
        depth: this.#path.length,
        from: this.#words.length,
        note: attribute('href')?.split('#')[1] ?? '',
      };
    }
    switch (name) {
      case 'br':
        this.#words += '\n';
        break;
      case 'ul':
      case 'ol': {
        const start = attribute('start');
        this.#lists.push({
          format: name === 'ol' ? (FORMATS[attribute('type') ?? ''] ?? 'decimal') : null,
          next: start !== null && /^\d{1,6}$/.test(start) ? Number(start) : 1,
        });
        break;
      }
      case 'li': {
        const list = this.#lists.at(-1);
        if (list) {
          this.#marker = list.format !== null ? `${listNumber(list.next, list.format)}.` : '•';
          list.next += 1;
        }
        break;
      }
      case 'table': {
        const cell = this.#tables.at(-1)?.cells.at(-1);
        if (cell) cell.hasTable = true;
        this.#place.tables += 1;
        this.#tables.push({ id: this.#place.tables, cells: [], column: 0, reaching: new Map() });
        break;
      }
      case 'td':
      case 'th': {
        const table = this.#tables.at(-1);
        if (!table) break;
        passReaching(table);
        const cell = emptyCell();
        cell.span = spanOf(attribute('colspan'));
        const rows = spanOf(attribute('rowspan'));
        if (rows > 1) table.reaching.set(table.column, { rows: rows - 1, span: cell.span });
        table.column += cell.span;
        table.cells.push(cell);
        break;
      }
      default:
        break;
    }
  }

  close(): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    const { name, isNote, isContents } = this.#path.at(-1)!;
    if (this.#mark?.depth === this.#path.length) {
      const mark = this.#words.slice(this.#mark.from).trim();
      const plain = /^\[?([\p{L}\p{N}*†‡]{1,5})\]?$/u.exec(mark)?.[1];
      if (plain !== undefined) {
        this.#words = `${this.#words.slice(0, this.#mark.from)}[${plain}]`;
        this.#place.marks.set(this.#mark.note, plain);
      }
      this.#mark = null;
    }
    if (BLOCKS.has(name)) this.#flush();
    this.#path.pop();
    this.#counts.set(name, this.#counts.get(name)! - 1);
    if (isNote) this.#notes -= 1;
    if (isContents) this.#contents -= 1;
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    else if (name === 'li') this.#marker = null;
    else if (name === 'tr') {
      const table = this.#tables.at(-1);
      if (!table) return;
      passReaching(table);
      const cells = table.cells;
      table.cells = [];
      table.column = 0;
      const rows = rowPieces(cells, table.id);
      const around = this.#tables.at(-2)?.cells.at(-1);
      (around?.pieces ?? this.pieces).push(...rows);
    } else if (name === 'table') this.#tables.pop();
  }

  text(words: string): void {
    if (this.#skipping > 0) return;
    if (words.trim() !== '') this.#page ??= this.#place.page;
    if (this.#in('pre')) {
      this.#words += words;
      return;
    }
    const one = words.replace(/[ \t\r\n\f]+/g, ' ').replaceAll('\u00ad', '');
    this.#words += this.#words === '' || /[ \n]/.test(this.#words.at(-1)!) ? one.replace(/^ /, '') : one;
  }

  #flush(): void {
    const words = this.#in('pre') ? this.#words.replace(/^\n/, '') : this.#words.trim();
    const page = this.#page === null ? {} : { page: this.#page };
    this.#words = '';
    this.#page = null;
    if (words.trim() === '') return;
    const block = this.#path.findLast(({ name }) => BLOCKS.has(name))?.name ?? '';
    const piece: Piece = { ...this.#kind(block), words: this.#noteMark(words) + words, ...page };
    const cell = this.#tables.at(-1)?.cells.at(-1);
    if (cell) cell.pieces.push(piece);
    else this.pieces.push(this.#contents > 0 ? { ...piece, folded: 'table of contents' } : piece);
  }

  /** What a note begins with where it does not say it itself. */
  #noteMark(words: string): string {
    const mark = this.#note === null || this.#notes === 0 ? undefined : this.#place.marks.get(this.#note);
    this.#note = null;
    return mark === undefined || /^\W{0,2}(\d|[*†‡])/.test(words) ? '' : `[${mark}] `;
  }

  #kind(block: string): Pick<Piece, 'kind' | 'level' | 'marker'> {
    const marker = this.#marker;
    this.#marker = null;
    if (this.#notes > 0) return { kind: 'footnote' };
    if (/^h[1-6]$/.test(block)) return { kind: 'heading', level: Number(block[1]) };
    if (marker !== null) return { kind: 'list-item', level: Math.min(64, this.#lists.length), marker };
    if (this.#in('pre')) return { kind: 'code' };
    if (this.#in('figcaption') || this.#in('caption')) return { kind: 'caption' };
    if (this.#in('blockquote')) return { kind: 'quote' };
    return { kind: 'paragraph' };
  }
}

/** Cells of the rows above that stand where the next cell would: they are there, and empty. */
function passReaching(table: Table): void {
  for (let above = table.reaching.get(table.column); above; above = table.reaching.get(table.column)) {
    table.cells.push({ ...emptyCell(), span: above.span, continues: true });
    above.rows -= 1;
    if (above.rows === 0) table.reaching.delete(table.column);
    table.column += above.span;
  }
}

const spanOf = (value: string | null): number =>
  value !== null && /^\d{1,3}$/.test(value) ? Math.max(1, Number(value)) : 1;
