import type { Row, Segment } from './pageRows';

/** A column, or a stretch of a page that has one: rows that are read from top to bottom. */
export type Flow = { readonly rows: readonly Row[]; readonly left: number; readonly right: number };

/** Columns need so many lines on both sides, */
const LEAST_LINES = 3;
/** and so many letters a line: fewer are labels and cells. */
const LEAST_LETTERS = 16;
/** The narrowest space between columns, in type sizes. */
const GUTTER = 0.75;
/** A page with more rows is a drawing: it is read from top to bottom. */
const MOST_ROWS = 600;

/**
 * The rows of a page as columns in reading order. Where a vertical white strip runs through running text on both sides,
 * the left is read before the right; what crosses the strip (titles, tables) parts the page into bands.
 */
export function readingOrder(rows: readonly Row[]): Flow[] {
  const flows: Flow[] = [];
  const visit = (part: readonly Row[], depth: number): void => {
    if (part.length === 0) return;
    const strip = part.length > MOST_ROWS || depth > 12 ? null : widestStrip(part);
    if (strip === null) {
      flows.push({ rows: part, ...extent(part) });
      return;
    }
    const { from, to, x } = strip;
    visit(part.slice(0, from), depth + 1);
    const band = part.slice(from, to);
    visit(
      side(band, (segment) => segment.x < x),
      depth + 1,
    );
    visit(
      side(band, (segment) => segment.x >= x),
      depth + 1,
    );
    visit(part.slice(to), depth + 1);
  };
  visit(rows, 0);
  return flows;
}

function side(band: readonly Row[], belongs: (segment: Segment) => boolean): Row[] {
  const rows: Row[] = [];
  for (const row of band) {
    const segments = row.segments.filter(belongs);
    if (segments.length === 0) continue;
    let size = 0;
    for (const segment of segments) size = Math.max(size, segment.size);
    rows.push({ y: row.y, size, segments });
  }
  return rows;
}

function extent(rows: readonly Row[]): { left: number; right: number } {
  let left = Infinity;
  let right = -Infinity;
  for (const { segments } of rows) {
    left = Math.min(left, segments[0]!.x);
    for (const segment of segments) right = Math.max(right, segment.right);
  }
  return { left, right };
}

type Strip = { readonly from: number; readonly to: number; readonly x: number; readonly weight: number };
type Interval = { readonly a: number; readonly b: number };

/** The white strip between columns that parts most text; null where there is none. */
function widestStrip(rows: readonly Row[]): Strip | null {
  let best: Strip | null = null;
  const tried: { from: number; to: number; a: number; b: number }[] = [];
  for (const [index, row] of rows.entries()) {
    // Lines of two columns need not stand on one baseline: a gap may show only in two rows together.
    for (const start of gaps(row.segments, rows[index + 1]?.segments ?? [], GUTTER * row.size)) {
      const known = tried.some(
        ({ from, to, a, b }) => from <= index && index < to && a < start.b && start.a < b,
      );
      if (known) continue;
      const { from, to, a, b } = grow(rows, index, start);
      tried.push({ from, to, a, b });
      const x = (a + b) / 2;
      const band = rows.slice(from, to);
      const left = columnWeight(side(band, (segment) => segment.x < x));
      const right = columnWeight(side(band, (segment) => segment.x >= x));
      const weight = Math.min(left, right);
      if (weight > 0 && (best === null || weight > best.weight)) best = { from, to, x, weight };
    }
  }
  return best;
}

/** The white intervals between the segments of two rows, each from left to right, at least `least` wide. */
function gaps(row: readonly Segment[], other: readonly Segment[], least: number): Interval[] {
  const found: Interval[] = [];
  let right = -Infinity;
  for (let at = 0, beside = 0; at < row.length || beside < other.length;) {
    const isNext = beside >= other.length || (at < row.length && row[at]!.x <= other[beside]!.x);
    const segment = isNext ? row[at]! : other[beside]!;
    if (isNext) at += 1;
    else beside += 1;
    if (right !== -Infinity && segment.x - right >= least) found.push({ a: right, b: segment.x });
    right = Math.max(right, segment.right);
  }
  return found;
}

/** The strip as far as it goes up and down. */
function grow(rows: readonly Row[], index: number, start: Interval): Interval & { from: number; to: number } {
  let interval: Interval = start;
  let from = index;
  let to = index;
  while (to < rows.length) {
    const rest = narrowed(interval, rows[to]!);
    if (rest === null) break;
    interval = rest;
    to += 1;
  }
  while (from > 0) {
    const rest = narrowed(interval, rows[from - 1]!);
    if (rest === null) break;
    interval = rest;
    from -= 1;
  }
  return { ...interval, from, to };
}

/** What a row leaves of a strip; null where too little. */
function narrowed(interval: Interval, row: Row): Interval | null {
  const least = GUTTER * row.size;
  let pieces: Interval[] | null = null;
  for (const { x, right } of row.segments) {
    // Most rows leave it as it is.
    if (pieces === null && (right <= interval.a || x >= interval.b)) continue;
    pieces = (pieces ?? [interval]).flatMap(({ a, b }) => {
      if (right <= a || x >= b) return [{ a, b }];
      return [
        { a, b: Math.min(b, x) },
        { a: Math.max(a, right), b },
      ].filter((piece) => piece.b - piece.a >= least);
    });
  }
  if (pieces === null) return interval;
  return pieces.reduce<Interval | null>(
    (widest, piece) => (widest === null || piece.b - piece.a > widest.b - widest.a ? piece : widest),
    null,
  );
}

/**
 * How much running text one side of a strip holds, in letters; 0 for what is no running text but cells or labels. The
 * side may itself be two columns whose lines do not stand on one baseline.
 */
function columnWeight(rows: readonly Row[]): number {
  if (rows.length < LEAST_LINES) return 0;
  const { left, right } = extent(rows);
  let full = 0;
  let letters = 0;
  for (const { segments } of rows) {
    const spread = segments.at(-1)!.right - segments[0]!.x;
    if (spread >= 0.7 * (right - left) || segments.some(({ text }) => lettersOf(text) >= 1.3 * LEAST_LETTERS))
      full += 1;
    for (const { text } of segments) letters += lettersOf(text);
  }
  return full * 2 >= rows.length && letters >= LEAST_LETTERS * rows.length ? letters : 0;
}

/** How much a line says: figures do not count, letters of East Asian scripts say twice as much. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return letters + lettersOfAnyScript(text.slice(at));
    if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) letters += 1;
  }
  return letters;
}

function lettersOfAnyScript(text: string): number {
  return (
    (text.match(/[\p{L}\p{M}]/gu)?.length ?? 0) +
    (text.match(/[\u1100-\u11FF\u2E80-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]/g)?.length ?? 0)
  );
}
