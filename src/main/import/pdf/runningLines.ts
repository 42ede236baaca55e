import type { Row } from './pageRows';

export type RunningLine = {
  readonly row: Row;
  readonly label: 'running head' | 'page number';
  readonly atTop: boolean;
};

export type PageRows = { readonly page: number; readonly height: number; readonly rows: readonly Row[] };

/** Where running lines stand, as a share of the page's height from its upper and lower edge. */
const OUTER = 0.1;
/** A shape that recurs on so many pages is no text of the author. */
const PAGES = 3;
/** Lines of the outer tenth that are looked at, from the edge inwards. */
const DEEPEST = 4;

/** Lines at the edge of pages whose shape (words, any number for a number) recurs on three pages and more, by page. */
export function runningLines(pages: readonly PageRows[]): Map<number, RunningLine[]> {
  type Candidate = { page: number; row: Row; atTop: boolean; shape: string; number: number | null };
  const shapes = new Map<string, Candidate[]>();
  for (const { page, height, rows } of pages) {
    const top = rows.slice(0, DEEPEST).filter((row) => row.y <= OUTER * height + row.size * 0.5);
    const foot = rows.slice(-DEEPEST).filter((row) => row.y >= (1 - OUTER) * height - row.size * 0.5);
    for (const [list, atTop] of [
      [top, true],
      [foot, false],
    ] as const) {
      for (const row of list) {
        const text = row.segments.map((segment) => segment.text).join(' ');
        const shape = `${atTop ? 't' : 'f'}${shapeOf(text)}`;
        const digits = /\d+/.exec(text)?.[0];
        const candidate = { page, row, atTop, shape, number: digits === undefined ? null : Number(digits) };
        const others = shapes.get(shape);
        if (others) others.push(candidate);
        else shapes.set(shape, [candidate]);
      }
    }
  }
  const found = new Map<number, RunningLine[]>();
  for (const [shape, candidates] of shapes) {
    const onlyNumber = isNumberShape(shape.slice(1));
    const kept = onlyNumber ? inSequence(candidates) : candidates;
    const pagesWith = new Set(kept.map((candidate) => candidate.page)).size;
    // Two pages are enough for numbers that count with them.
    const enough = onlyNumber && pages.length === 2 ? 2 : PAGES;
    if (pagesWith < enough) continue;
    for (const { page, row, atTop } of kept) {
      const line: RunningLine = { row, label: onlyNumber ? 'page number' : 'running head', atTop };
      found.set(page, [...(found.get(page) ?? []), line]);
    }
  }
  addNumbered(pages, found);
  addPrinted(pages, found);
  return found;
}

/** What browsers print about a page, Chromium's way and Firefox's: the day with the title, the address with the count of pages. */
export const MOMENT = String.raw`\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AP]M)?`;
export const ADDRESS = String.raw`(?:https?|file):\/\/\S+`;
const PRINTS = [
  { head: new RegExp(`^${MOMENT}(?:\\s|$)`, 'iu'), foot: new RegExp(`^${ADDRESS}\\s+(\\d+)\\/\\d+$`, 'u') },
  {
    head: new RegExp(`(?:^|\\s)${ADDRESS}$`, 'u'),
    foot: new RegExp(`^(\\d+)(?: of |\\/)\\d+\\s+${MOMENT}$`, 'iu'),
  },
];

/** The lines a browser prints at the head and foot of a page: too few recur in a short print, but both together are no article. */
function addPrinted(pages: readonly PageRows[], found: Map<number, RunningLine[]>): void {
  for (const { page, height, rows } of pages) {
    const [head, foot] = [rows[0], rows.at(-1)];
    if (head === undefined || foot === undefined || head === foot) continue;
    if (head.y > OUTER * height || foot.y < (1 - OUTER) * height) continue;
    const printed = PRINTS.some(
      (print) => print.head.test(wordsOf(head)) && Number(print.foot.exec(wordsOf(foot))?.[1]) === page,
    );
    if (!printed) continue;
    const known = found.get(page) ?? [];
    const lines = [
      { row: head, label: 'running head', atTop: true },
      { row: foot, label: 'running head', atTop: false },
    ] as const;
    found.set(page, [...known, ...lines.filter(({ row }) => !known.some((line) => line.row === row))]);
  }
}

const wordsOf = ({ segments }: Row): string => segments.map((segment) => segment.text).join(' ');

/**
 * The head of a short chapter recurs too seldom, but carries the page's number as the others do: the outermost line of a
 * page that begins or ends with the number the page has by all the other running lines.
 */
function addNumbered(pages: readonly PageRows[], found: Map<number, RunningLine[]>): void {
  const offsets = new Map<number, number>();
  for (const [page, lines] of found) {
    for (const { row } of lines) {
      for (const number of outerNumbers(row))
        offsets.set(number - page, (offsets.get(number - page) ?? 0) + 1);
    }
  }
  const [offset, votes] = [...offsets].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0]);
  if (votes < PAGES) return;
  for (const { page, height, rows } of pages) {
    for (const [row, atTop] of [
      [rows[0], true],
      [rows.at(-1), false],
    ] as const) {
      if (row === undefined || found.get(page)?.some((line) => line.row === row)) continue;
      const outside = atTop ? row.y <= OUTER * height : row.y >= (1 - OUTER) * height;
      if (!outside || !outerNumbers(row).includes(page + offset)) continue;
      found.set(page, [...(found.get(page) ?? []), { row, label: 'running head', atTop }]);
    }
  }
}

/** The numbers at a line's two ends. */
function outerNumbers({ segments }: Row): number[] {
  const text = segments.map((segment) => segment.text).join(' ');
  return [/^\d{1,4}(?=\s)/.exec(text), /(?<=\s)\d{1,4}$|^\d{1,4}$/.exec(text)].flatMap((match) =>
    match === null ? [] : [Number(match[0])],
  );
}

function shapeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+/g, '#')
    .replace(/^[ivxlc]{1,7}$/, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Nothing but the number of a page, in the ways it is written. */
function isNumberShape(shape: string): boolean {
  return /^[-–—|[(]?\s?(?:page|p\.|pg\.?|seite|página|halaman|trang|หน้า|第)?\s?#(?:\s?(?:of|\/|von|de|dari|out of)\s?#)?\s?(?:页|頁|쪽|ページ|面)?\s?[-–—|\])]?$/u.test(
    shape,
  );
}

/** Those whose number counts with the pages: a table's figures at a page's foot do not. */
function inSequence<One extends { page: number; number: number | null }>(candidates: readonly One[]): One[] {
  const offsets = new Map<number, number>();
  for (const { page, number } of candidates) {
    if (number !== null) offsets.set(number - page, (offsets.get(number - page) ?? 0) + 1);
  }
  return candidates.filter(({ page, number }) => number === null || (offsets.get(number - page) ?? 0) >= 2);
}
