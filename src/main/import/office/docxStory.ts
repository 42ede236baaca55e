import type { ListCounter, Numbering } from './docxNumbering';
import { wholeNumber, type Styles } from './docxStyles';
import { listNumber } from './listNumber';
import type { Piece } from './officeWriter';
import { paragraphPieces } from './paragraphPieces';
import { emptyCell, MOST_COLUMNS, rowPieces, type Cell } from './tableRow';
import { fontSign, withSigns } from './signFont';
import { readXml } from './xml';

/** What all stories of a document share: the text itself, its notes, comments, heads and feet. */
export type StoryContext = {
  readonly styles: Styles;
  readonly numbering: Numbering;
  readonly lists: ListCounter;
  /** The number of a note at its first reference, in the order of references; id to number. */
  readonly footnotes: Map<string, number>;
  readonly endnotes: Map<string, number>;
  /** Words that a comment is about, the first of them; by the comment's id. */
  readonly commented: Map<string, string>;
  /** Pages are told only by a program that laid the document out. */
  readonly countsPages: boolean;
  readonly seen: { changes: boolean; hidden: boolean; embedded: boolean; signsLost: number };
};

/** A story or, of a part with several, those of one element each. */
export type Story = {
  readonly id: string | null;
  readonly author: string | null;
  readonly pieces: Piece[];
};

/** How a note is referred to: `[3]`, of endnotes `[iii]`, as Word counts both. */
export const noteMark = (number: number, kind: 'footnote' | 'endnote'): string =>
  `[${kind === 'footnote' ? number : listNumber(number, 'lowerRoman')}]`;

/** Elements whose words are not those of the text: what was deleted, instructions of fields, formatting as it was. */
const LEFT_OUT = new Set([
  'w:delText', 'w:instrText', 'w:delInstrText', 'w:pPrChange', 'w:rPrChange', 'w:sectPrChange', 'w:tblPrChange',
  'w:trPrChange', 'w:tcPrChange', 'w:tblPrExChange', 'w:numberingChange', 'w:rt', 'w:del', 'w:moveFrom',
]); // prettier-ignore

type Paragraph = {
  words: string;
  style: string | null;
  outline: number | null;
  numId: string | null;
  depth: number | null;
  page: number | null;
  /** Its end was deleted: it goes on in the next. */
  runsOn: boolean;
  /** Boxes anchored in it: they come after it. */
  readonly after: Piece[];
};

type Row = { readonly cells: Cell[]; deleted: boolean; readonly page: number; lastPage: number };
type Table = { readonly id: number; row: Row | null };

/** A field whose end is missing hides no more than this many paragraphs. */
const LONGEST_CODE = 8;
const COMMENTED = 60;

/**
 * Reads one part of WordprocessingML. `each` names the element that holds one story (`w:footnote`); null where all of
 * the part is one. False as `readXml`.
 */
export function readStories(
  part: Uint8Array,
  label: string,
  each: string | null,
  context: StoryContext,
): { stories: Story[]; whole: boolean } {
  const reader = new StoryReader(each, context);
  const whole = readXml(part, label, reader);
  return { stories: reader.stories, whole };
}

class StoryReader {
  readonly stories: Story[] = [];
  readonly #each: string | null;
  readonly #context: StoryContext;
  readonly #path: string[] = [];
  /** Depth below an element that is left out. */
  #skipping = 0;
  /** Where finished pieces go: story, cell, box. */
  #sinks: Piece[][] = [];
  #paragraphs: Paragraph[] = [];
  #tables: Table[] = [];
  #alternatives: { chosen: boolean }[] = [];
  /** Fields that are open: whether the words now are its instruction, and for how many paragraphs. */
  #fields: { code: boolean; paragraphs: number }[] = [];
  #contentsFrom: number | null = null;
  #commenting = new Set<string>();
  #page = 1;
  #lastTable = 0;
  #boxes = 0;
  #font = '';
  #vanish = false;

  constructor(each: string | null, context: StoryContext) {
    this.#each = each;
    this.#context = context;
    if (each === null) this.#begin(null, null);
  }

  #begin(id: string | null, author: string | null): void {
    const story: Story = { id, author, pieces: [] };
    this.stories.push(story);
    this.#sinks = [story.pieces];
    this.#paragraphs = [];
    this.#tables = [];
    this.#fields = [];
  }

  open(name: string, attribute: (name: string) => string | null): void {
    const parent = this.#path.at(-1) ?? '';
    this.#path.push(name);
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    if (LEFT_OUT.has(name)) {
      this.#leaveOut(name, parent);
      return;
    }
    if (name === this.#each) {
      // Lines between text and notes are kept as notes of their own kind.
      if (/separator|notice/i.test(attribute('w:type') ?? '')) this.#skipping = 1;
      else this.#begin(attribute('w:id'), attribute('w:author'));
      return;
    }
    // Outside of the elements that hold them there are no stories.
    if (this.#sinks.length === 0) return;
    const paragraph = this.#paragraphs.at(-1);
    switch (name) {
      case 'w:p':
        this.#paragraphs.push(this.#paragraph());
        break;
      case 'w:pStyle':
        if (paragraph && parent === 'w:pPr') paragraph.style = attribute('w:val');
        break;
      case 'w:outlineLvl':
        if (paragraph && parent === 'w:pPr') paragraph.outline = wholeNumber(attribute('w:val'));
        break;
      case 'w:numId':
        if (paragraph && parent === 'w:numPr') paragraph.numId = attribute('w:val');
        break;
      case 'w:ilvl':
        if (paragraph && parent === 'w:numPr') paragraph.depth = wholeNumber(attribute('w:val'));
        break;
      case 'w:r':
        this.#font = '';
        this.#vanish = false;
        break;
      case 'w:rFonts':
        this.#font = attribute('w:ascii') ?? attribute('w:hAnsi') ?? '';
        break;
      case 'w:vanish':
        this.#vanish = parent === 'w:rPr' && this.#path.at(-3) === 'w:r' && !isOff(attribute('w:val'));
        break;
      case 'w:ins':
      case 'w:moveTo':
        this.#context.seen.changes = true;
        break;
      case 'w:tab':
      case 'w:ptab':
        if (parent === 'w:r') this.#write('\t');
        break;
      case 'w:cr':
        this.#write('\n');
        break;
      case 'w:br':
        if (parent === 'w:r') this.#write('\n');
        break;
      case 'w:noBreakHyphen':
        this.#write('\u2011');
        break;
      case 'w:sym':
        this.#sign(attribute('w:char'), attribute('w:font') ?? '');
        break;
      case 'w:lastRenderedPageBreak':
        if (this.#boxes === 0) this.#page += 1;
        break;
      case 'w:fldChar':
        this.#field(attribute('w:fldCharType'));
        break;
      case 'w:footnoteReference':
        this.#reference(attribute, 'footnote');
        break;
      case 'w:endnoteReference':
        this.#reference(attribute, 'endnote');
        break;
      case 'w:commentRangeStart':
        this.#commenting.add(attribute('w:id') ?? '');
        break;
      case 'w:commentRangeEnd':
        this.#commenting.delete(attribute('w:id') ?? '');
        break;
      case 'w:altChunk':
        this.#context.seen.embedded = true;
        break;
      case 'w:docPartGallery':
        if (/contents/i.test(attribute('w:val') ?? '')) this.#contentsFrom ??= this.#path.length - 3;
        break;
      case 'w:txbxContent':
        this.#boxes += 1;
        this.#sinks.push(paragraph?.after ?? this.#sinks.at(-1)!);
        break;
      case 'mc:AlternateContent':
        this.#alternatives.push({ chosen: false });
        break;
      case 'mc:Choice':
      case 'mc:Fallback': {
        // The same content, said for newer and for older programs.
        const alternative = this.#alternatives.at(-1);
        if (alternative?.chosen === true) this.#skipping = 1;
        else if (alternative) alternative.chosen = true;
        break;
      }
      default:
        this.#openTable(name, parent, attribute);
        break;
    }
  }

  #leaveOut(name: string, parent: string): void {
    this.#skipping = 1;
    if (name !== 'w:del' && name !== 'w:moveFrom') return;
    this.#context.seen.changes = true;
    const paragraph = this.#paragraphs.at(-1);
    if (parent === 'w:trPr') {
      const row = this.#tables.at(-1)?.row;
      if (row) row.deleted = true;
    } else if (parent === 'w:rPr' && this.#path.at(-3) === 'w:pPr' && paragraph) paragraph.runsOn = true;
  }

  #openTable(name: string, parent: string, attribute: (name: string) => string | null): void {
    const table = this.#tables.at(-1);
    const cell = table?.row?.cells.at(-1);
    switch (name) {
      case 'w:tbl':
        if (cell && this.#sinks.at(-1) === cell.pieces) cell.hasTable = true;
        this.#lastTable += 1;
        this.#tables.push({ id: this.#lastTable, row: null });
        break;
      case 'w:tr':
        if (table) table.row = { cells: [], deleted: false, page: this.#page, lastPage: this.#page };
        break;
      case 'w:tc':
        if (table?.row) {
          const opened = emptyCell();
          table.row.cells.push(opened);
          this.#sinks.push(opened.pieces);
          // Cells of a row go over the same pages.
          this.#page = table.row.page;
        }
        break;
      case 'w:gridSpan':
        if (cell && parent === 'w:tcPr') {
          cell.span = Math.max(1, Math.min(MOST_COLUMNS, wholeNumber(attribute('w:val')) ?? 1));
        }
        break;
      case 'w:vMerge':
        if (cell && parent === 'w:tcPr') cell.continues = attribute('w:val') !== 'restart';
        break;
      default:
        break;
    }
  }

  close(name: string): void {
    this.#path.pop();
    if (this.#contentsFrom !== null && this.#path.length < this.#contentsFrom) this.#contentsFrom = null;
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      if (this.#skipping > 0) return;
      if (name === 'mc:Choice' || name === 'mc:Fallback' || LEFT_OUT.has(name) || name === this.#each) return;
    }
    if (this.#sinks.length === 0) return;
    switch (name) {
      case 'w:p': {
        const paragraph = this.#paragraphs.pop();
        if (paragraph) this.#finish(paragraph);
        break;
      }
      case 'w:txbxContent':
        this.#boxes -= 1;
        this.#settle(this.#sinks.pop()!);
        break;
      case 'w:tc': {
        const row = this.#tables.at(-1)?.row;
        if (!row || row.cells.length === 0) break;
        this.#settle(this.#sinks.pop()!);
        row.lastPage = Math.max(row.lastPage, this.#page);
        break;
      }
      case 'w:tr': {
        const table = this.#tables.at(-1);
        if (!table?.row) break;
        this.#page = table.row.lastPage;
        this.#finishRow(table.row, table.id);
        table.row = null;
        break;
      }
      case 'w:tbl':
        this.#tables.pop();
        break;
      case 'mc:AlternateContent':
        this.#alternatives.pop();
        break;
      default:
        if (name === this.#each || this.#path.length === 0) {
          for (const sink of this.#sinks) this.#settle(sink);
          if (this.#each !== null) this.#sinks = [];
        }
        break;
    }
  }

  text(words: string): void {
    if (this.#skipping > 0) return;
    const name = this.#path.at(-1);
    if (name !== 'w:t' && name !== 'm:t') return;
    // Where a word may be parted is no part of it.
    const plain = words.includes('\u00ad') ? words.replaceAll('\u00ad', '') : words;
    if (!/[\uf020-\uf0ff]/.test(plain)) {
      this.#write(plain);
      return;
    }
    const signs = withSigns(plain, this.#font);
    this.#context.seen.signsLost += signs.lost;
    this.#write(signs.words);
  }

  #write(words: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph || this.#fields.some(({ code }) => code)) return;
    paragraph.words += words;
    if (this.#vanish && words.trim() !== '') this.#context.seen.hidden = true;
    if (paragraph.page === null && words.trim() !== '') paragraph.page = this.#page;
    for (const id of this.#commenting) {
      const about = (this.#context.commented.get(id) ?? '') + words;
      this.#context.commented.set(id, about);
      if (about.length >= COMMENTED) this.#commenting.delete(id);
    }
  }

  #sign(char: string | null, font: string): void {
    if (char === null || !/^[0-9a-f]{1,5}$/i.test(char)) return;
    const code = parseInt(char, 16);
    const isPrivate = code >= 0xe000 && code <= 0xf8ff;
    const shown = fontSign(code, font) ?? (isPrivate || code < 0x20 ? null : String.fromCodePoint(code));
    if (shown === null) this.#context.seen.signsLost += 1;
    this.#write(shown ?? '\ufffd');
  }

  /** A field is its instruction, then its result: only the result is text. */
  #field(type: string | null): void {
    if (type === 'begin') this.#fields.push({ code: true, paragraphs: 0 });
    else if (type === 'separate') {
      const field = this.#fields.at(-1);
      if (field) field.code = false;
    } else if (type === 'end') this.#fields.pop();
  }

  #reference(attribute: (name: string) => string | null, kind: 'footnote' | 'endnote'): void {
    const id = attribute('w:id');
    if (id === null) return;
    const numbers = kind === 'footnote' ? this.#context.footnotes : this.#context.endnotes;
    // A mark of the author's own stands in the text, and at the note.
    const own = attribute('w:customMarkFollows');
    if (own !== null && !isOff(own)) {
      if (!numbers.has(id)) numbers.set(id, 0);
      return;
    }
    let number = numbers.get(id);
    if (number === undefined) {
      number = [...numbers.values()].reduce((most, value) => Math.max(most, value), 0) + 1;
      numbers.set(id, number);
    }
    this.#write(noteMark(number, kind));
  }

  #paragraph(): Paragraph {
    const fresh: Paragraph = {
      words: '',
      style: null,
      outline: null,
      numId: null,
      depth: null,
      page: null,
      runsOn: false,
      after: [],
    };
    const waiting = this.#waiting.get(this.#sinks.at(-1)!);
    if (waiting) {
      fresh.words = waiting.words;
      fresh.page = waiting.page;
      fresh.after.push(...waiting.after);
      this.#waiting.delete(this.#sinks.at(-1)!);
    }
    return fresh;
  }

  /** Paragraphs whose end was deleted, by where they go. */
  readonly #waiting = new Map<Piece[], Paragraph>();

  /** Writes what waits for a next paragraph that does not come. */
  #settle(sink: Piece[]): void {
    const paragraph = this.#waiting.get(sink);
    if (!paragraph) return;
    this.#waiting.delete(sink);
    this.#put(paragraph, sink);
  }

  #finish(paragraph: Paragraph): void {
    const sink = this.#sinks.at(-1)!;
    for (const field of this.#fields) {
      if (!field.code) continue;
      field.paragraphs += 1;
      if (field.paragraphs > LONGEST_CODE) field.code = false;
    }
    if (paragraph.runsOn) this.#waiting.set(sink, paragraph);
    else this.#put(paragraph, sink);
  }

  #put(paragraph: Paragraph, sink: Piece[]): void {
    const { styles, numbering, lists, countsPages } = this.#context;
    const style = styles.of(paragraph.style);
    const numId = paragraph.numId ?? style.numId;
    let marker: string | null = null;
    let depth = 0;
    if (numId !== null && numId !== '0') {
      const byStyle = paragraph.style === null ? null : numbering.depthOf(numId, paragraph.style);
      depth = paragraph.depth ?? byStyle ?? style.level ?? 0;
      marker = lists.next(numId, depth);
    }
    const outline = paragraph.outline ?? null;
    const heading =
      outline !== null ? (outline >= 0 && outline <= 8 ? Math.min(6, outline + 1) : null) : style.heading;
    const isContents = style.kind === 'contents' || this.#contentsFrom !== null;
    const page = countsPages && paragraph.page !== null ? { page: paragraph.page } : {};
    const contents = isContents ? { folded: 'table of contents' } : {};
    const { words } = paragraph;
    sink.push(
      ...paragraphPieces({
        words,
        heading: heading ?? null,
        kind: style.kind,
        marker,
        depth,
        more: { ...page, ...contents },
      }),
    );
    sink.push(...paragraph.after);
  }

  #finishRow(row: Row, table: number): void {
    if (row.deleted) return;
    const pieces = rowPieces(row.cells, table);
    this.#sinks.at(-1)!.push(...(this.#contentsFrom === null ? pieces : pieces.map(asContents)));
  }
}

const asContents = (piece: Piece): Piece => ({ ...piece, folded: 'table of contents' });
const isOff = (value: string | null): boolean => value !== null && /^(0|false|off)$/i.test(value);
