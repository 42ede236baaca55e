import type { Block } from '../../../core/model/document';
import { endsSentence, width } from '../line';
import { joinLines, type Vocabulary } from './joinLines';
import type { Row } from './pageRows';
import type { Flow } from './readingOrder';

/** A block before it has its place in the text. */
export type Piece = Omit<Block, 'from' | 'to'> & { readonly text: string };

type Line = {
  readonly text: string;
  /** The cells, where the line is a row of a table. */
  readonly cells: readonly string[] | null;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  readonly raisedStart: boolean;
  readonly page: number;
  readonly flow: Flow;
};

/** Lines that belong together, before their kind is known. */
export type Paragraph = { readonly lines: readonly Line[]; readonly page: number; readonly last: boolean };

/** What holds for the whole document. */
export type Typography = {
  /** The size most text is set in, in points. */
  readonly body: number;
  /** Sizes of headings, the largest first. */
  readonly headings: readonly number[];
  readonly isBold: (font: string) => boolean;
  /** Whether most text is bold, so that bold says nothing. */
  readonly boldBody: boolean;
};

/** The sizes a document is set in, by all its rows. */
export function typographyOf(rows: readonly Row[], isBold: (font: string) => boolean): Typography {
  const sizes = new Map<number, number>();
  let bold = 0;
  let all = 0;
  for (const { segments } of rows) {
    for (const { size, text, font } of segments) {
      const rounded = Math.round(size * 2) / 2;
      sizes.set(rounded, (sizes.get(rounded) ?? 0) + text.length);
      all += text.length;
      if (isBold(font)) bold += text.length;
    }
  }
  const [body] = [...sizes].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0]);
  const headings = [...sizes.keys()].filter((size) => size >= body * LARGER).sort((a, b) => b - a);
  return { body, headings, isBold, boldBody: bold * 2 > all };
}

/** Type this much larger than the body's is a heading's. */
const LARGER = 1.12;
/** A heading has at most so many lines. */
const HEADING_LINES = 6;

/** The paragraphs of one column. */
export function paragraphsOf(flow: Flow, page: number, typography: Typography): Paragraph[] {
  const tables = tableRows(flow.rows);
  const lines = flow.rows.map((row, index): Line => {
    const first = row.segments[0]!;
    const text = row.segments.map((segment) => segment.text).join(' ');
    return {
      text,
      cells: tables.has(index) ? row.segments.map((segment) => segment.text) : null,
      x: first.x,
      right: row.segments.at(-1)!.right,
      y: row.y,
      size: row.size,
      bold: row.segments.every((segment) => typography.isBold(segment.font)),
      raisedStart: first.raisedStart,
      page,
      flow,
    };
  });
  const leading = leadingOf(lines);
  const found: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before === undefined || begins(line, before, lines[index + 1], found.at(-1)!, leading))
      found.push([line]);
    else found.at(-1)!.push(line);
  }
  return found.map((group, index) => ({ lines: group, page, last: index === found.length - 1 }));
}

/** Distance of baselines in running text, in type sizes. */
function leadingOf(lines: readonly Line[]): number {
  const steps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before === undefined || Math.abs(before.size - line.size) > 0.08 * line.size) continue;
    const step = (line.y - before.y) / line.size;
    if (step > 0.8 && step < 2.6) steps.push(step);
  }
  if (steps.length === 0) return 1.3;
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length * 0.35)]!;
}

const MARKER =
  /^([•‣▪◦●○■□◆▶·⁃–—*-]|\(?[0-9]{1,3}[.)](?![0-9])|\([a-z]{1,4}\)|[a-z][.)]|\(?[ivx]{1,5}[.)]|[①-⑳]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?(?=\s+\p{Lu}))\s+(?=\S)/u;

function begins(
  line: Line,
  before: Line,
  after: Line | undefined,
  group: readonly Line[],
  leading: number,
): boolean {
  if (line.cells !== null || before.cells !== null) return true;
  const step = (line.y - before.y) / line.size;
  if (step > leading * 1.22 + 0.08 || step < 0) return true;
  if (Math.abs(line.size - before.size) > 0.07 * Math.max(line.size, before.size)) return true;
  if (line.bold !== before.bold && !/[,;(-]$/.test(before.text)) return true;
  if (MARKER.test(line.text) && opensItem(line, before, group)) return true;
  if (line.raisedStart) return true;
  const { size, flow } = line;
  const first = group[0]!;
  const isItem = MARKER.test(first.text) || first.raisedStart;
  const indented = line.x - before.x > 0.7 * size;
  // Under an item, and in a hanging paragraph, the later lines are the indented ones.
  if (indented && !isItem && group.length > 1) return true;
  if (
    indented &&
    !isItem &&
    after !== undefined &&
    line.x - after.x > 0.7 * size &&
    endsSentence(before.text)
  )
    return true;
  if (isItem && first.x - line.x > 0.3 * size) return true;
  // Set flush left with hanging first lines: back at the first line's edge after indented ones.
  if (
    !isItem &&
    group.length > 1 &&
    before.x - line.x > 0.7 * size &&
    Math.abs(line.x - first.x) < 0.3 * size
  )
    return true;
  const room = flow.right - before.right;
  const word = firstWordWidth(line);
  // The next word would have fitted: the line was ended, not full.
  if (room > word + 1.5 * size && (endsSentence(before.text) || /[:：]$/.test(before.text))) return true;
  return (
    room > Math.max(0.3 * (flow.right - flow.left), word + 3 * size) &&
    !isCentred(line, before) &&
    flow.rows.length > 3
  );
}

function isCentred(a: Line, b: Line): boolean {
  return Math.abs(a.x + a.right - b.x - b.right) < a.size && Math.abs(a.x - b.x) > 0.5 * a.size;
}

/** A number or dash at a line's beginning may be in the middle of a sentence. */
function opensItem(line: Line, before: Line, group: readonly Line[]): boolean {
  const marker = MARKER.exec(line.text)![1]!;
  if (/^[•‣▪◦●○■□◆▶⁃①-⑳]/u.test(marker)) return true;
  if (MARKER.test(group[0]!.text) && Math.abs(group[0]!.x - line.x) < 0.4 * line.size) return true;
  return endsSentence(before.text) || /[:：;；]$/.test(before.text) || line.x > before.x + 0.7 * line.size;
}

function firstWordWidth(line: Line): number {
  const word = /^\S+/.exec(line.text)![0];
  const share = width(word) / Math.max(1, width(line.text));
  return Math.min(share * (line.right - line.x), 12 * line.size);
}

/** Paragraphs of many columns and pages, those that go on behind a column's end put together. */
export function joinParagraphs(paragraphs: readonly Paragraph[], typography: Typography): Paragraph[] {
  const found: Paragraph[] = [];
  for (const paragraph of paragraphs) {
    const before = found.at(-1);
    if (before && goesOn(before, paragraph, typography)) {
      found[found.length - 1] = {
        ...before,
        lines: [...before.lines, ...paragraph.lines],
        last: paragraph.last,
      };
    } else found.push(paragraph);
  }
  return found;
}

function goesOn(before: Paragraph, next: Paragraph, typography: Typography): boolean {
  const end = before.lines.at(-1)!;
  const start = next.lines[0]!;
  if (!before.last || end.flow === start.flow) return false;
  if (end.cells !== null || start.cells !== null || start.raisedStart) return false;
  if (Math.abs(end.size - start.size) > 0.07 * end.size || end.bold !== start.bold) return false;
  if (end.size >= typography.body * LARGER || MARKER.test(start.text)) return false;
  if (/[\p{L}][-‐\u00AD]$/u.test(end.text) && /^\p{Ll}/u.test(start.text)) return true;
  if (endsSentence(end.text) || /[:：]$/.test(end.text)) return false;
  const full = end.flow.right - end.right < 0.25 * (end.flow.right - end.flow.left);
  if (/^[\p{Ll}]/u.test(start.text)) return full || end.text.endsWith(',');
  const indented = start.x - start.flow.left > 0.7 * start.size;
  return full && !indented && width(end.text) > 20;
}

/** A paragraph as the block it is. */
export function pieceOf(
  { lines, page }: Paragraph,
  typography: Typography,
  words: Vocabulary,
  isNote: boolean,
): Piece {
  const first = lines[0]!;
  if (first.cells !== null) return { kind: 'table-row', page, text: first.cells.join('\t') };
  const text = joinLines(
    lines.map((line) => line.text),
    words,
  );
  if (isNote) return { kind: 'footnote', page, text };
  const level = headingLevel(lines, text, typography);
  if (level !== null) return { kind: 'heading', level, page, text };
  const marker = MARKER.exec(text)?.[1];
  if (marker !== undefined && !/^[–—-]$/.test(marker)) {
    const depth =
      1 + Math.min(5, Math.max(0, Math.round((first.x - first.flow.left) / (2 * first.size)) - 0));
    return { kind: 'list-item', level: depth, marker, page, text };
  }
  if (CAPTION.test(text) && width(text) <= 300) return { kind: 'caption', page, text };
  return { kind: 'paragraph', page, text };
}

const CAPTION =
  /^(?:(?:Figure|Fig\.|Table|Chart|Map|Photo|Plate|Abbildung|Tabelle|Figura|Tabla|Tableau|Gambar|Tabel|Hình|Bảng)\s?\d{1,3}(?:\.\d{1,3})?\s?[.:–—|]|(?:그림|표|図|表|图|圖)\s?\d{1,3}(?:[-.]\d{1,3})?\s?[.:：\s])/u;

function headingLevel(lines: readonly Line[], text: string, typography: Typography): number | null {
  const { size, bold } = lines[0]!;
  const { body, headings, boldBody } = typography;
  if (lines.length > HEADING_LINES || !/\p{L}/u.test(text) || width(text) > 240) return null;
  // A pull quote and a standfirst are larger too; they are sentences.
  if (size >= body * LARGER) {
    if (endsSentence(text) && !/[?!]["”’]?$/.test(text) && width(text) > 80) return null;
    const rank = headings.findIndex((other) => size >= other - 0.3);
    return Math.min(6, 1 + Math.max(0, rank < 0 ? headings.length : rank));
  }
  if (!bold || boldBody || size < body * 0.93 || lines.length > 2 || width(text) > 140) return null;
  if (endsSentence(text) && !text.endsWith('?')) return null;
  return Math.min(6, headings.length + 1 || 1);
}

/** Whether a paragraph at the foot of a page is a note: small type that begins with a number or a sign. */
export function isFootnote({ lines }: Paragraph, typography: Typography, pageHeight: number): boolean {
  const first = lines[0]!;
  if (first.size > typography.body * 0.93 || first.y < pageHeight * 0.45) return false;
  if (!/\p{L}{2}/u.test(first.text)) return false;
  return first.raisedStart || /^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§]+|\[?\d{1,3}[\].)]?)\s?\S/u.test(first.text);
}

/** Cells are apart by so many type sizes at least. */
const CELL_GAP = 0.9;

/** The rows that are rows of tables: three and more one under the other whose cells line up. */
function tableRows(rows: readonly Row[]): Set<number> {
  const found = new Set<number>();
  const cells = rows.map((row) => (isCellRow(row) ? row : null));
  let start = 0;
  while (start < rows.length) {
    if (cells[start] === null) {
      start += 1;
      continue;
    }
    let end = start + 1;
    while (end < rows.length && cells[end] !== null && linesUp(rows[end - 1]!, rows[end]!)) end += 1;
    const stretch = rows.slice(start, end);
    const numeric = stretch.filter((row) =>
      row.segments.slice(1).some(({ text }) => NUMBER.test(text)),
    ).length;
    const many = stretch.filter((row) => row.segments.length >= 3 && isApart(row)).length;
    if (
      (stretch.length >= 2 && numeric * 2 >= stretch.length) ||
      (stretch.length >= 3 && many * 2 >= stretch.length)
    ) {
      for (let at = start; at < end; at += 1) found.add(at);
    }
    start = end;
  }
  return found;
}

const NUMBER = /^[-+−(]?[$€£¥₩]?\s?\d[\d.,   ]*\s?[%)]?$|^[–—-]$|^n\/?a$/i;

function isCellRow({ segments, size }: Row): boolean {
  if (segments.length < 2) return false;
  return segments.some(
    (segment, index) => index > 0 && segment.x - segments[index - 1]!.right >= CELL_GAP * size,
  );
}

/** Wide word spaces of a justified line are never all so wide. */
function isApart({ segments, size }: Row): boolean {
  return segments.every(
    (segment, index) => index === 0 || segment.x - segments[index - 1]!.right >= 1.3 * size,
  );
}

/** Two rows whose cells stand under each other: left, right or middle, for all but one of the shorter row. */
function linesUp(a: Row, b: Row): boolean {
  const reach = 0.8 * a.size;
  const [few, many] = a.segments.length <= b.segments.length ? [a, b] : [b, a];
  const under = few.segments.filter((one) =>
    many.segments.some(
      (other) =>
        Math.abs(one.x - other.x) <= reach ||
        Math.abs(one.right - other.right) <= reach ||
        Math.abs(one.x + one.right - other.x - other.right) <= 2 * reach,
    ),
  ).length;
  return under >= Math.max(2, few.segments.length - 1);
}
