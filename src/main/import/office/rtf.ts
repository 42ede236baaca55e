import { AppError } from '../../../core/model/appError';
import { decodeAs } from '../decode';
import type { FormatReader } from '../readSource';
import { declaredBy } from './documentProperties';
import { bulletSign, listNumber } from './listNumber';
import { OfficeWriter } from './officeWriter';
import { fontPage, rtfCodePage, WESTERN, type Font } from './rtfCodePage';
import { RtfStory, type RtfSetting, type RtfStoryKind } from './rtfStory';
import { RtfTokens } from './rtfTokens';
import { fontSign, isSignFont } from './signFont';
import { styleKind, type StyleKind } from './styleName';

/** Groups in groups; Word writes a few dozen. */
export const MAX_RTF_DEPTH = 2_000;

/**
 * Reads Rich Text (RTF 1.9.1), of Word, LibreOffice, WordPad, TextEdit. Each run is decoded by the code page of its
 * font. Lists have the markers the file writes for readers without lists; notes come after the text, each with the mark
 * that stands in it; comments, heads and feet are folded layers. Pictures and embedded objects are left out; of tracked
 * changes, what was deleted. Rejects with AppError for what cannot be read.
 */
export const readRtf: FormatReader = (bytes, name) =>
  Promise.resolve().then(() => new RtfReader(bytes, name).read());

/** Where the words of a group go. */
type Capture = 'text' | 'font' | 'style' | 'info' | 'title' | 'author' | 'marker' | 'commentator' | 'nothing';

type State = {
  capture: Capture;
  /** Characters that stand in for a `\u` and are passed over. */
  uc: number;
  font: number;
  deleted: boolean;
  hidden: boolean;
  style: number | null;
  outline: number | null;
  /** Depth of a list item, from 0; null where it is not told. */
  depth: number | null;
  left: number;
  first: number;
  /** How many tables the paragraph lies in. */
  tables: number;
  /** Set on the group that opened it. */
  readonly story: RtfStory | null;
};

const WORDS: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  softline: '\n',
  lbr: '\n',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
};

/** Destinations without words of the text. Those marked as ignorable need no mention. */
const NO_TEXT = new Set([
  'colortbl', 'pict', 'nonshppict', 'shprslt', 'fldinst', 'xe', 'tc', 'txe', 'rxe', 'bkmkstart', 'bkmkend', 'objdata',
  'objclass', 'objname', 'filetbl', 'revtbl', 'listtable', 'listoverridetable', 'datafield', 'nonesttables', 'ftnsep',
  'ftnsepc', 'aftnsep', 'aftnsepc', 'ftncn', 'aftncn', 'template', 'sn', 'sv', 'pn', 'pntxta', 'pntxtb', 'private1',
  'themedata', 'colorschememapping', 'latentstyles', 'datastore', 'generator', 'rsidtbl', 'xmlnstbl', 'mmathPr',
  'doccomm', 'operator', 'subject', 'keywords', 'category', 'manager', 'hlinkbase', 'comment', 'vern', 'atnid',
  'atndate', 'atnref', 'atnicn', 'atrfstart', 'atrfend', 'linkval', 'propname', 'staticval', 'upr',
]); // prettier-ignore

/** Destinations that are marked as ignorable and have words of the text all the same. */
const WITH_TEXT = new Set([
  'shpinst', 'shptxt', 'do', 'dptxbxtext', 'footnote', 'annotation', 'atnauthor', 'ud', 'nesttableprops', 'result', 'listtext', 'pntext',
  'header', 'headerl', 'headerr', 'headerf', 'footer', 'footerl', 'footerr', 'footerf',
]); // prettier-ignore

class RtfReader {
  readonly #tokens: RtfTokens;
  readonly #name: string;
  #states: State[] = [];
  #state: State;
  readonly #stories: RtfStory[];
  /** Bytes of one code page that are not decoded yet. */
  #pending: number[] = [];
  #standard = WESTERN;
  #page = WESTERN;
  readonly #fonts = new Map<number, Font>();
  readonly #charsets = new Set<number | null>();
  readonly #styles = new Map<number, { name: string; outline: number | null; kind: StyleKind }>();
  #font: { number: number; charset: number | null; page: number | null; name: string } | null = null;
  #style: { number: number; outline: number | null; name: string } | null = null;
  /** Of `{\*`: what follows may be left out by those who do not know it. */
  #ignorable = false;
  #noteMark = false;
  #commentator = '';
  #title = '';
  #author = '';
  #notes = { footnote: 0, endnote: 0 };
  #tables = 0;
  readonly #beside: RtfStory[] = [];
  readonly #seen = { deletions: false, hidden: false, signsLost: 0 };

  constructor(bytes: Uint8Array, name: string) {
    this.#tokens = new RtfTokens(bytes);
    this.#name = name;
    this.#state = {
      capture: 'text',
      uc: 1,
      font: -1,
      deleted: false,
      hidden: false,
      style: null,
      outline: null,
      depth: null,
      left: 0,
      first: 0,
      tables: 0,
      story: null,
    };
    this.#stories = [this.#newStory('body')];
  }

  read(): Awaited<ReturnType<FormatReader>> {
    const complete = this.#scan();
    this.#flush();
    while (this.#states.length > 0) this.#closeGroup();
    const [body] = this.#stories;
    body!.end(this.#setting());
    const writer = new OfficeWriter(this.#name);
    const beside = (kind: RtfStoryKind): RtfStory[] => this.#beside.filter((story) => story.kind === kind);
    writer.addEdges(
      beside('header').flatMap(({ pieces }) => pieces),
      'page header',
    );
    writer.addAll(body!.pieces);
    for (const note of [...beside('footnote'), ...beside('endnote')]) {
      for (const [index, piece] of note.pieces.entries()) {
        const own = piece.marker === undefined ? piece.words.trim() : `${piece.marker} ${piece.words}`;
        writer.add({
          kind: 'footnote',
          words: index === 0 && note.mark !== '' ? `${note.mark} ${own}` : own,
        });
      }
    }
    for (const { pieces, author } of beside('comment')) {
      writer.addFolded(pieces, author === '' ? 'comment' : `comment by ${author}`);
    }
    writer.addEdges(
      beside('footer').flatMap(({ pieces }) => pieces),
      'page footer',
    );
    const remarks: string[] = [];
    if (!complete) remarks.push('the file is cut short; what is left of it was read');
    if (this.#seen.deletions)
      remarks.push('changes were tracked: what was inserted is in the text, what was deleted is not');
    if (this.#seen.hidden) remarks.push('the text has passages that Word hides');
    const { signsLost } = this.#seen;
    if (signsLost > 0) remarks.push(`${signsLost === 1 ? '1 sign' : `${signsLost} signs`} could not be read`);
    return {
      ...writer.source,
      declared: declaredBy({ title: this.#title, creators: [this.#author] }),
      remarks,
    };
  }

  /** False where the file ends before its first group does. */
  #scan(): boolean {
    const tokens = this.#tokens;
    for (;;) {
      switch (tokens.next()) {
        case 'end':
          return false;
        case 'open':
          this.#flush();
          this.#openGroup();
          break;
        case 'close':
          this.#flush();
          if (this.#states.length === 0) return true;
          this.#closeGroup();
          // What comes behind the document is none of it.
          if (this.#states.length === 0) return true;
          break;
        case 'byte':
          this.#ignorable = false;
          if (this.#state.capture !== 'nothing') this.#pending.push(tokens.byte);
          break;
        case 'symbol':
          this.#flush();
          this.#symbol(tokens.byte);
          break;
        case 'character':
          this.#flush();
          this.#character(tokens.value!);
          tokens.skipStandIns(this.#state.uc);
          break;
        case 'word':
          this.#flush();
          this.#word(tokens.word, tokens.value);
          this.#ignorable = false;
          break;
      }
    }
  }

  #openGroup(): void {
    if (this.#states.length >= MAX_RTF_DEPTH) {
      throw new AppError(
        'file-damaged',
        `“${this.#name}” is nested more than ${MAX_RTF_DEPTH.toLocaleString('en')} levels deep, as no program writes it.`,
        'Open it in the program it came from and save it again.',
      );
    }
    this.#states.push(this.#state);
    this.#state = { ...this.#state, story: null };
    this.#ignorable = false;
  }

  #closeGroup(): void {
    const { capture, story } = this.#state;
    if (capture === 'font') this.#keepFont();
    else if (capture === 'style') this.#keepStyle();
    if (story !== null) {
      story.end(this.#setting());
      this.#stories.pop();
      if (story.kind === 'box') this.#story.paragraph.after.push(...story.pieces);
      else if (story.pieces.length > 0) this.#beside.push(story);
    }
    this.#state = this.#states.pop()!;
    this.#ignorable = false;
    this.#usePage();
  }

  get #story(): RtfStory {
    return this.#stories.at(-1)!;
  }

  #usePage(): void {
    this.#page = fontPage(this.#fonts.get(this.#state.font), this.#standard, this.#charsets);
  }

  // --------------------------------------------------------------------------------------------------------- control

  #symbol(byte: number): void {
    if (byte === 0x2a) this.#ignorable = true;
    else if (byte === 0x7e) this.#write('\u00a0');
    else if (byte === 0x5f) this.#write('\u2011');
    else if (byte === 0x0a || byte === 0x0d) this.#endParagraph();
    else if (byte === 0x09) this.#write('\t');
  }

  #character(value: number): void {
    const code = value < 0 ? value + 0x1_0000 : value;
    const isPrivate = code >= 0xf020 && code <= 0xf0ff;
    if (code >= 0 && code <= 0xffff) this.#write(isPrivate ? this.#sign(code) : String.fromCharCode(code));
    else if (code > 0xffff && code <= 0x10_ffff) this.#write(String.fromCodePoint(code));
  }

  #word(word: string, value: number | null): void {
    const state = this.#state;
    if (state.capture === 'nothing') {
      // The same words in Unicode stand inside of those without.
      if (word === 'ud') state.capture = this.#states.at(-2)?.capture ?? 'text';
      else if (word === 'bin') this.#tokens.skip(Math.max(0, value ?? 0));
      return;
    }
    if (state.capture === 'info') {
      state.capture = word === 'title' || word === 'author' ? word : 'nothing';
      return;
    }
    const on = value !== 0;
    switch (word) {
      case 'bin':
        this.#tokens.skip(Math.max(0, value ?? 0));
        return;
      case 'ansicpg':
        this.#standard = rtfCodePage(value ?? 1_252);
        this.#usePage();
        return;
      case 'mac':
        this.#standard = 'macintosh';
        this.#usePage();
        return;
      case 'pc':
        this.#standard = 'cp437';
        this.#usePage();
        return;
      case 'pca':
        this.#standard = 'cp850';
        this.#usePage();
        return;
      case 'deff':
        state.font = value ?? 0;
        return;
      case 'uc':
        state.uc = Math.max(0, Math.min(32, value ?? 1));
        return;
      case 'f':
        if (state.capture === 'font') {
          this.#keepFont();
          this.#font = { number: value ?? 0, charset: null, page: null, name: '' };
        } else state.font = value ?? 0;
        this.#usePage();
        return;
      case 'fcharset':
        if (this.#font) this.#font.charset = value;
        return;
      case 'cpg':
        if (this.#font) this.#font.page = value;
        return;
      case 's':
        if (state.capture === 'style') this.#style = { number: value ?? 0, outline: null, name: '' };
        else state.style = value;
        return;
      case 'outlinelevel':
        if (state.capture === 'style' && this.#style) this.#style.outline = value;
        else state.outline = value;
        return;
      case 'ilvl':
        state.depth = value;
        return;
      case 'li':
      case 'lin':
        state.left = value ?? 0;
        return;
      case 'fi':
        state.first = value ?? 0;
        return;
      case 'intbl':
        state.tables = Math.max(1, state.tables);
        return;
      case 'itap':
        state.tables = Math.max(0, Math.min(16, value ?? 1));
        return;
      case 'pard':
        Object.assign(state, { style: null, outline: null, depth: null, left: 0, first: 0, tables: 0 });
        return;
      case 'plain':
        state.deleted = false;
        state.hidden = false;
        return;
      case 'deleted':
        state.deleted = on;
        return;
      case 'v':
        state.hidden = on;
        return;
      case 'revised':
        return;
      case 'par':
      case 'sect':
        this.#endParagraph();
        return;
      case 'page':
      case 'column':
        if (this.#story.paragraph.words.trim() !== '') this.#write('\n');
        return;
      case 'cell':
      case 'nestcell':
        this.#story.endCell(this.#setting(), word === 'cell' ? 1 : Math.max(2, state.tables));
        return;
      case 'row':
      case 'nestrow':
        if (word === 'row') this.#story.endRow(1);
        else this.#story.endRow();
        return;
      case 'chftn':
        this.#noteMark = true;
        return;
      case 'ftnalt':
        this.#asEndnote();
        return;
      default:
        break;
    }
    const words = WORDS[word];
    if (words !== undefined) this.#write(words);
    else this.#destination(word);
  }

  #destination(word: string): void {
    const state = this.#state;
    if (NO_TEXT.has(word) || (this.#ignorable && !WITH_TEXT.has(word))) {
      // Some of these words are only destinations where they begin a group.
      if (this.#ignorable || this.#tokens.beganGroup()) state.capture = 'nothing';
      return;
    }
    switch (word) {
      case 'fonttbl':
        state.capture = 'font';
        break;
      case 'stylesheet':
        state.capture = 'style';
        break;
      case 'info':
        state.capture = 'info';
        break;
      case 'listtext':
      case 'pntext':
        state.capture = 'marker';
        break;
      case 'atnauthor':
        this.#commentator = '';
        state.capture = 'commentator';
        break;
      case 'footnote': {
        // Where no number is asked for, the author's own mark stands in the text and in the note.
        const number = this.#noteMark ? (this.#notes.footnote += 1) : null;
        const mark = number === null ? '' : `[${number}]`;
        this.#write(mark);
        this.#noteMark = false;
        this.#openStory(this.#newStory('footnote', mark));
        break;
      }
      case 'annotation':
        this.#openStory(this.#newStory('comment', '', this.#commentator.trim()));
        this.#commentator = '';
        break;
      case 'shptxt':
      case 'dptxbxtext':
        this.#openStory(this.#newStory('box'));
        break;
      case 'nesttableprops':
        break;
      default:
        if (/^header[lrf]?$/.test(word)) this.#openStory(this.#newStory('header'));
        else if (/^footer[lrf]?$/.test(word)) this.#openStory(this.#newStory('footer'));
        break;
    }
  }

  #openStory(story: RtfStory): void {
    this.#state = {
      ...this.#state,
      story,
      capture: 'text',
      deleted: false,
      hidden: false,
      tables: 0,
      depth: null,
    };
    this.#stories.push(story);
  }

  #asEndnote(): void {
    const { story } = this.#state;
    if (story?.kind !== 'footnote') return;
    if (story.mark !== '') this.#notes.footnote -= 1;
    const number = (this.#notes.endnote += 1);
    const mark = story.mark === '' ? '' : `[${listNumber(number, 'lowerRoman')}]`;
    const outer = this.#stories.at(-2)!;
    if (mark !== '' && outer.paragraph.words.endsWith(story.mark)) {
      outer.paragraph.words = outer.paragraph.words.slice(0, -story.mark.length) + mark;
    }
    story.kind = 'endnote';
    story.mark = mark;
  }

  #keepFont(): void {
    const font = this.#font;
    if (font === null) return;
    this.#fonts.set(font.number, {
      name: font.name.split(';')[0]!.trim(),
      charset: font.charset,
      page: font.page,
    });
    this.#charsets.add(font.charset);
    this.#font = null;
  }

  #keepStyle(): void {
    const style = this.#style;
    if (style === null) return;
    const name = style.name.split(';')[0]!.trim();
    this.#styles.set(style.number, { name, outline: style.outline, kind: styleKind(name) });
    this.#style = null;
  }

  // ------------------------------------------------------------------------------------------------------------ text

  /** Decodes the bytes that wait. */
  #flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(this.#pending);
    this.#pending = [];
    const font = this.#fonts.get(this.#state.font);
    if (
      font !== undefined &&
      (font.charset === 2 || isSignFont(font.name)) &&
      this.#state.capture !== 'font'
    ) {
      const named = isSignFont(font.name) ? font.name : 'Symbol';
      if (this.#state.capture === 'marker') this.#write(bulletSign(bytes.toString('latin1'), named));
      else for (const byte of bytes) this.#write(byte <= 0x20 ? String.fromCharCode(byte) : this.#sign(byte));
      return;
    }
    const isAscii = bytes.every((byte) => byte < 0x80);
    this.#write(isAscii ? bytes.toString('latin1') : decodeAs(bytes, this.#page));
  }

  #sign(code: number): string {
    const font = this.#fonts.get(this.#state.font)?.name ?? '';
    const sign = fontSign(code, isSignFont(font) ? font : 'Symbol');
    if (sign === null) this.#seen.signsLost += 1;
    return sign ?? '\ufffd';
  }

  #write(words: string): void {
    const { capture, deleted, hidden } = this.#state;
    switch (capture) {
      case 'text': {
        if (deleted) {
          this.#seen.deletions = true;
          return;
        }
        if (hidden && words.trim() !== '') this.#seen.hidden = true;
        if (words.trim() !== '') this.#noteMark = false;
        this.#story.paragraph.words += words.replaceAll('\u00ad', '');
        return;
      }
      case 'font':
        if (this.#font) this.#font.name += words;
        if (words.includes(';')) this.#keepFont();
        return;
      case 'style':
        // The standard style has no number of its own.
        this.#style ??= { number: 0, outline: null, name: '' };
        this.#style.name += words;
        return;
      case 'marker':
        this.#story.paragraph.marker += words;
        return;
      case 'commentator':
        this.#commentator += words;
        return;
      case 'title':
        this.#title += words;
        return;
      case 'author':
        this.#author += words;
        return;
      default:
        return;
    }
  }

  // ---------------------------------------------------------------------------------------------------------- stories

  #newStory(kind: RtfStoryKind, mark = '', author = ''): RtfStory {
    return new RtfStory(kind, () => (this.#tables += 1), mark, author);
  }

  #endParagraph(): void {
    if (this.#state.capture === 'text') this.#story.endParagraph(this.#setting());
  }

  #setting(): RtfSetting {
    const { style, outline, depth, left, first, tables } = this.#state;
    return {
      style: style === null ? null : (this.#styles.get(style) ?? null),
      outline,
      depth,
      left,
      first,
      tables,
    };
  }
}
