import type { Block } from '../../../core/model/document';
import { byline } from '../credits';
import { isDateLine } from '../publication';
import { isProse } from '../line';
import {
  headingLevel,
  isCaption,
  isControl,
  isData,
  isFootnote,
  isSmall,
  raisedText,
  SPOKEN,
} from './elementMarks';
import { counted, wordMarker } from './listMarkers';
import { attributeOf, isElement, isText, type PageElement, type PageNode, type PageTree } from './pageTree';
import { zoneOf } from './zones';

/** A box of the page that stands on lines of its own, with what its marks claim it is for. */
export type PageBox = {
  readonly parent: PageBox | null;
  /** `zoneOf` of it; null where nothing is claimed. */
  readonly zone: string | null;
};

/** A block of a page before it has a place in the text. */
export type PageBlock = Omit<Block, 'from' | 'to'> & {
  readonly words: string;
  readonly box: PageBox;
  /** Which runs of text it is made of, with the number of characters of each. */
  readonly runs: readonly (readonly [run: number, characters: number])[];
  /** How many of its characters are words of links, and of buttons. */
  readonly linked: number;
  readonly pressed: number;
  /** True where all of it is meant for screen readers only. */
  readonly spokenOnly: boolean;
  /** On the next line, not behind a blank one. */
  readonly close: boolean;
  readonly indent: number;
};

export type PageBlocks = {
  readonly blocks: readonly PageBlock[];
  /** The first node of each run: a run is text nodes side by side, in the order of the page. */
  readonly runs: readonly PageNode[];
};

const NEVER_SEEN = new Set([
  'script', 'style', 'template', 'noscript', 'title', 'meta', 'link', 'base', 'iframe', 'audio', 'video', 'canvas', 'svg',
  'select', 'datalist', 'map', 'param', 'source', 'track', 'xml', 'noembed', 'noframes', 'rp', 'colgroup', 'annotation',
  'annotation-xml', 'frame', 'img', 'input', 'object', 'applet', 'embed', 'progress', 'meter',
]); // prettier-ignore
const BLOCKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'caption', 'center', 'dd', 'details', 'dialog', 'dir', 'div', 'dl', 'dt',
  'fieldset', 'figcaption', 'figure', 'footer', 'form', 'frameset', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'head', 'header',
  'hgroup', 'hr', 'html', 'legend', 'li', 'listing', 'main', 'menu', 'nav', 'ol', 'optgroup', 'p', 'plaintext', 'pre', 'search',
  'section', 'summary', 'table', 'tbody', 'td', 'textarea', 'tfoot', 'th', 'thead', 'tr', 'ul', 'xmp',
]); // prettier-ignore
const VERBATIM = new Set(['pre', 'listing', 'xmp', 'plaintext', 'textarea']);

type Piece = {
  words: string;
  readonly run: number;
  readonly linked: boolean;
  readonly pressed: boolean;
  readonly spoken: boolean;
};
type List = { ordered: boolean; next: number; letters: string | null; bare: boolean; rows: number };
type State = {
  box: PageBox;
  kind: Block['kind'];
  level: number;
  list: List | null;
  depth: number;
  quote: boolean;
  verbatim: boolean;
  /** Line ends of the source are line ends of the page. */
  lines: boolean;
  /** Inside a cell of a table of data: nothing begins a block there. */
  cell: boolean;
  linked: boolean;
  pressed: boolean;
  spoken: boolean;
  article: boolean;
  nav: boolean;
};

/**
 * The blocks of a page in the order of its text, with white space as a browser shows it. What nobody sees is left out:
 * scripts, hidden elements, pictures that are letters. `everything` also takes what is hidden and what stands for
 * browsers without scripts.
 */
export function pageBlocks(tree: PageTree, everything = false): PageBlocks {
  return new PageReader(everything).read(tree.documentElement);
}

class PageReader {
  readonly #everything: boolean;
  readonly #blocks: PageBlock[] = [];
  readonly #runs: PageNode[] = [];
  /** Lines of the block that is being read. */
  #lines: Piece[][] = [[]];
  #marker: string | null = null;
  /** The last block was an item of this list or a row of this table: the next one follows on the next line. */
  #last: object | null = null;
  #listRoot: object | null = null;

  constructor(everything: boolean) {
    this.#everything = everything;
  }

  read(root: PageElement): PageBlocks {
    const box: PageBox = { parent: null, zone: null };
    this.#children(root, {
      box, kind: 'paragraph', level: 0, list: null, depth: 0, quote: false, verbatim: false, lines: false, cell: false,
      linked: false, pressed: false, spoken: false, article: false, nav: false,
    }); // prettier-ignore
    this.#flush({ box, kind: 'paragraph', level: 0, depth: 0, quote: false, verbatim: false });
    while (this.#blocks.at(-1)?.kind === 'rule') this.#blocks.pop();
    return { blocks: this.#blocks, runs: this.#runs };
  }

  #children(element: PageElement, state: State): void {
    let run = -1;
    let before: string | null = null;
    for (let node = element.firstChild; node !== null; node = node.nextSibling) {
      if (isText(node)) {
        if (run < 0) run = this.#runs.push(node) - 1;
        this.#text(node.data, run, state);
        before = null;
        continue;
      }
      run = -1;
      if (!isElement(node)) continue;
      // Links and times set apart by nothing but a style sheet.
      const name = node.localName;
      if (before !== null && areApart(before, name))
        this.#apart(state.nav || before === 'button' || state.box.zone !== null);
      this.#element(node, state);
      before = name;
    }
  }

  #element(element: PageElement, outer: State): void {
    const name = element.localName;
    if (name === 'br') return void this.#lineBreak(outer);
    if (name === 'hr') {
      this.#flush(outer);
      if (this.#blocks.length > 0 && this.#blocks.at(-1)!.kind !== 'rule' && !outer.cell)
        this.#put(
          { kind: 'rule', words: '* * *', runs: [], linked: 0, pressed: 0, spokenOnly: false },
          outer.box,
        );
      return;
    }
    if (this.#isUnseen(element, name)) return;
    const style = attributeOf(element, 'style')?.toLowerCase() ?? '';
    const classes = attributeOf(element, 'class')?.toLowerCase() ?? '';
    if (isControl(element, classes)) return;

    const raised = name === 'sup' ? raisedText(element) : null;
    if (raised !== null) return void this.#text(raised, -1, outer);

    const state: State = { ...outer };
    if (name === 'a' && attributeOf(element, 'href') !== null) state.linked = true;
    if (name === 'button' || attributeOf(element, 'role') === 'button') state.pressed = true;
    if (SPOKEN.test(classes)) state.spoken = true;
    if (name === 'nav') state.nav = true;
    if (/white-space\s?:\s?(?:pre|break-spaces)/.test(style) && BLOCKS.has(name)) state.lines = true;

    const caption = isCaption(element, name, classes);
    if (
      !BLOCKS.has(name) &&
      !caption &&
      !/\bdisplay\s?:\s?(?:block|flex|grid|table|list-item)\b/.test(style)
    ) {
      if (name === 'rt') this.#text('(', -1, state);
      // Of an inline element a zone is only told by its box: a link named "share" inside a sentence is the sentence's.
      this.#children(element, state);
      if (name === 'rt') this.#text(')', -1, state);
      return;
    }
    if (outer.cell) {
      this.#space();
      this.#children(element, state);
      this.#space();
      return;
    }
    this.#flush(outer);
    state.box = { parent: outer.box, zone: zoneOf(element, outer.article) };
    state.kind = 'paragraph';
    if (outer.kind === 'footnote' || isFootnote(element, classes, style)) state.kind = 'footnote';
    if (name === 'article' || name === 'main') state.article = true;
    const level = headingLevel(element, name);
    if (level !== null) Object.assign(state, { kind: 'heading', level });
    if (caption || outer.kind === 'caption') state.kind = 'caption';
    if (name === 'blockquote') state.quote = true;
    if (VERBATIM.has(name)) state.verbatim = true;

    if (name === 'ul' || name === 'ol' || name === 'menu' || name === 'dir')
      return void this.#list(element, name, style, state);
    if (name === 'li' || /\bmso-list\s?:\s?\w+ level/.test(style)) this.#item(element, style, state);
    if (name === 'table' && isData(element)) return void this.#table(element, state);
    this.#children(element, state);
    this.#flush(state);
    if (name === 'li') this.#marker = null;
  }

  #list(element: PageElement, name: string, style: string, state: State): void {
    const root = this.#listRoot;
    this.#listRoot ??= element;
    const start = Number(attributeOf(element, 'start') ?? 1);
    const type = attributeOf(element, 'type') ?? '';
    state.list = {
      ordered: name === 'ol',
      next: Number.isSafeInteger(start) ? start : 1,
      letters: /^[aAiI]$/.test(type) ? type : null,
      bare: /list-style(?:-type)?\s?:\s?none/.test(style),
      rows: 0,
    };
    state.depth += 1;
    this.#children(element, state);
    this.#flush(state);
    this.#listRoot = root;
    if (root === null) this.#last = null;
  }

  /** Prepares the marker of an item, which its first block carries. */
  #item(element: PageElement, style: string, state: State): void {
    const word = /\bmso-list\s?:\s?\w+ level(\d)/.exec(style);
    if (word !== null) {
      // Word writes lists as paragraphs, the marker in front as words that programs are to ignore.
      state.depth = Number(word[1]);
      this.#listRoot ??= WORD_LIST;
      const marker = wordMarker(element);
      this.#marker = marker === '' ? '•' : marker;
      state.list = { ordered: false, next: 1, letters: null, bare: false, rows: 0 };
      return;
    }
    const list = state.list;
    state.depth = Math.max(1, state.depth);
    if (list === null) {
      this.#marker = '•';
      return;
    }
    const value = Number(attributeOf(element, 'value') ?? Number.NaN);
    if (Number.isSafeInteger(value)) list.next = value;
    this.#marker =
      list.bare || /list-style(?:-type)?\s?:\s?none/.test(style)
        ? ''
        : list.ordered
          ? `${counted(list)}.`
          : '•';
    list.next += 1;
  }

  #table(table: PageElement, state: State): void {
    let row: {
      cells: string[];
      runs: (readonly [number, number])[];
      linked: number;
      pressed: number;
      spoken: boolean;
    } | null = null;
    const rows = table;
    const end = (): void => {
      if (row !== null) {
        const words = row.cells.join('\t');
        const spokenOnly = false;
        const close = this.#last === rows;
        this.#put(
          {
            kind: state.kind === 'footnote' ? 'footnote' : 'table-row',
            words,
            runs: row.runs,
            linked: row.linked,
            pressed: row.pressed,
            spokenOnly,
          },
          state.box,
          close,
        );
        if (words.trim() !== '') this.#last = rows;
      }
      row = null;
    };
    const walk = (element: PageElement): void => {
      for (let node = element.firstChild; node !== null; node = node.nextSibling) {
        if (!isElement(node)) continue;
        const name = node.localName;
        if (name === 'tr') {
          end();
          if (this.#isUnseen(node, name)) continue;
          row = { cells: [], runs: [], linked: 0, pressed: 0, spoken: false };
          walk(node);
          end();
        } else if (name === 'td' || name === 'th') {
          row ??= { cells: [], runs: [], linked: 0, pressed: 0, spoken: false };
          if (this.#isUnseen(node, name)) continue;
          this.#lines = [[]];
          this.#children(node, { ...state, cell: true, kind: 'paragraph' });
          const cell = measured(this.#lines);
          row.cells.push(cell.words.replace(/\s+/g, ' '));
          row.runs.push(...cell.runs);
          row.linked += cell.linked;
          row.pressed += cell.pressed;
          this.#lines = [[]];
        } else if (name === 'caption') {
          end();
          this.#element(node, state);
          this.#last = null;
        } else if (name === 'tbody' || name === 'thead' || name === 'tfoot') walk(node);
        else if (!NEVER_SEEN.has(name)) {
          // Not a place for words, but words are kept.
          end();
          this.#element(node, state);
        }
      }
    };
    walk(table);
    end();
    this.#last = null;
  }

  #isUnseen(element: PageElement, name: string): boolean {
    // Of shadow trees: as pages and browsers write them, and as Chrome saves them.
    if (name === 'template')
      return !['shadowrootmode', 'shadowroot', 'shadowmode'].some(
        (mark) => attributeOf(element, mark) !== null,
      );
    if (NEVER_SEEN.has(name))
      return !(this.#everything && (name === 'noscript' || name === 'noframes' || name === 'object'));
    if (this.#everything || name === 'html' || name === 'body') return false;
    if (name === 'dialog') return attributeOf(element, 'open') === null;
    const hidden = attributeOf(element, 'hidden');
    if (hidden !== null && hidden !== 'until-found') return true;
    const style = attributeOf(element, 'style');
    if (
      style !== null &&
      /(?:^|[;\s])(?:display\s?:\s?none|visibility\s?:\s?hidden|mso-hide\s?:\s?all|mso-element\s?:\s?(?:field-begin|field-end))/i.test(
        style,
      )
    )
      return true;
    return attributeOf(element, 'aria-hidden') === 'true' && isSmall(element);
  }

  #text(data: string, run: number, state: State): void {
    const words = data.replace(/[\u00ad\ufeff]/g, '');
    if (state.verbatim && !state.cell) {
      this.#push(words.replace(/\r\n?/g, '\n'), run, state);
      return;
    }
    if (state.lines && !state.cell && words.includes('\n')) {
      for (const [index, line] of words.split('\n').entries()) {
        if (index > 0) this.#lineBreak(state);
        this.#push(collapse(line), run, state);
      }
      return;
    }
    this.#push(collapse(words), run, state);
  }

  #push(words: string, run: number, { linked, pressed, spoken, verbatim }: State): void {
    const line = this.#lines.at(-1)!;
    const last = line.at(-1);
    let shown = words;
    if (!verbatim && shown.startsWith(' ') && (last === undefined || last.words.endsWith(' ')))
      shown = shown.slice(1);
    if (shown !== '') line.push({ words: shown, run, linked, pressed, spoken });
  }

  #space(): void {
    const last = this.#lines.at(-1)!.at(-1);
    if (last !== undefined && !last.words.endsWith(' ')) last.words += ' ';
  }

  /** A space between two words that only a style sheet keeps apart. Scripts without spaces are left alone. */
  #apart(everywhere: boolean): void {
    const last = this.#lines.at(-1)!.at(-1);
    if (last === undefined || !/[\p{L}\p{N}.!?)]$/u.test(last.words)) return;
    if (everywhere || !/[\u2E80-\uA4CF\uAC00-\uD7A3\uFF00-\uFF60]$/.test(last.words)) last.words += ' ';
  }

  #lineBreak(state: State): void {
    if (state.cell || state.kind === 'heading') return void this.#space();
    if (state.verbatim) {
      this.#push('\n', -1, state);
      return;
    }
    // Two in a row end the paragraph.
    if (isBlank(this.#lines.at(-1)!) && this.#lines.length > 1) return void this.#flush(state);
    this.#lines.push([]);
  }

  /** Ends the block that is being read. */
  #flush(state: Pick<State, 'box' | 'kind' | 'level' | 'depth' | 'quote' | 'verbatim'>): void {
    const lines = this.#lines.filter((line) => !isBlank(line));
    this.#lines = [[]];
    if (lines.length === 0) return;
    const { box, verbatim } = state;
    if (verbatim) {
      const pieces = lines.flat();
      this.#put({ kind: 'code', ...measured([pieces], true) }, box);
      return;
    }
    const each = lines.map((line) => measured([line]));
    // Lines that are each a paragraph of an article, as pages with one break between paragraphs have them.
    const parts =
      lines.length > 1 &&
      (each.filter((line) => isProse(line.words)).length * 2 >= lines.length ||
        isHeadOfPrint(each.map((line) => line.words)))
        ? lines.map((line) => [line])
        : [lines];
    for (const part of parts) {
      const content = measured(part);
      const marker = this.#marker;
      if (marker !== null && state.kind !== 'heading' && state.kind !== 'caption') {
        const words = marker === '' ? content.words : `${marker} ${content.words}`;
        const level = Math.min(64, Math.max(1, state.depth));
        this.#put(
          {
            ...content,
            kind: state.kind === 'footnote' ? 'footnote' : 'list-item',
            ...(state.kind !== 'footnote' && { level }),
            ...(marker !== '' && { marker }),
            words,
          },
          box,
          this.#last !== null && this.#last === this.#listRoot,
          2 * (level - 1),
        );
        this.#last = this.#listRoot;
        this.#marker = null;
      } else if (state.kind === 'heading') {
        this.#put({ ...content, kind: 'heading', level: state.level }, box);
        this.#marker = null;
      } else {
        this.#put(
          { ...content, kind: state.kind === 'paragraph' && state.quote ? 'quote' : state.kind },
          box,
        );
        // A paragraph of Word ends the list before it.
        if (this.#listRoot === WORD_LIST) this.#listRoot = null;
      }
    }
  }

  #put(block: Omit<PageBlock, 'box' | 'close' | 'indent'>, box: PageBox, close = false, indent = 0): void {
    if (block.words.trim() === '') return;
    this.#last = null;
    this.#blocks.push({ ...block, box, close, indent });
  }
}

/** Stands for a list that has no element of its own. */
const WORD_LIST = {};

const APART = new Set(['a', 'time', 'button']);
const areApart = (one: string, other: string): boolean =>
  (APART.has(one) && (APART.has(other) || other === 'span')) || (one === 'span' && APART.has(other));

const collapse = (words: string): string => words.replace(/[ \t\n\f\r\u00a0]+/g, ' ');
const isBlank = (line: readonly Piece[]): boolean => line.every((piece) => piece.words.trim() === '');

type Measured = Pick<PageBlock, 'words' | 'runs' | 'linked' | 'pressed' | 'spokenOnly'>;

/** Lines as words, with what they are made of. */
function measured(lines: readonly (readonly Piece[])[], verbatim = false): Measured {
  const runs = new Map<number, number>();
  let linked = 0;
  let pressed = 0;
  let seen = false;
  for (const line of lines) for (const piece of line) seen ||= !piece.spoken && piece.words.trim() !== '';
  const texts = lines.map((line) => {
    // What only screen readers say is left out of what the others read.
    const shown = seen ? line.filter((piece) => !piece.spoken) : line;
    for (const piece of shown) {
      const characters = piece.words.trim().length;
      if (characters === 0) continue;
      if (piece.run >= 0) runs.set(piece.run, (runs.get(piece.run) ?? 0) + characters);
      if (piece.linked) linked += characters;
      if (piece.pressed) pressed += characters;
    }
    const words = shown.map((piece) => piece.words).join('');
    return verbatim ? words : words.replace(/ {2,}/g, ' ').trim();
  });
  const words = texts.filter((text) => text !== '').join('\n');
  return {
    words: verbatim ? words.replace(/^(?:[ \t]*\n)+/, '').trimEnd() : words,
    runs: [...runs],
    linked,
    pressed,
    spokenOnly: !seen,
  };
}

/** Title, author and day under each other, as pages for printing have them: a few short lines, a byline or a day among them. */
function isHeadOfPrint(lines: readonly string[]): boolean {
  return (
    lines.length <= 5 &&
    lines.every((line) => line.length <= 120 && !isProse(line)) &&
    lines.some((line) => byline(line.trim()) !== null || isDateLine(line.trim()))
  );
}
