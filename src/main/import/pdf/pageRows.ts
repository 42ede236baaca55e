import type { Run } from './textRuns';

/** Words that stand close together on one baseline: a line, the part of a line in one column, a cell. */
export type Segment = {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly size: number;
  /** The font most of its letters are in. */
  readonly font: string;
  /** Begins with a raised mark, as a footnote does. */
  readonly raisedStart: boolean;
};

/** What stands on one baseline of a page, from left to right. */
export type Row = { readonly y: number; readonly size: number; readonly segments: readonly Segment[] };

/** A gap wider than this share of the type size parts words of different cells or columns, or is a wide word space. */
const SEGMENT_GAP = 0.6;

/** The rows of a page, from top to bottom. */
export function rowsOf(runs: readonly Run[]): Row[] {
  const rows: Row[] = [];
  for (const line of attachRaised(baselines(runs))) {
    const segments = segmentsOf(line);
    if (segments.length > 0) rows.push({ y: line.y, size: line.size, segments });
  }
  return rows.sort((a, b) => a.y - b.y);
}

type Baseline = { y: number; size: number; runs: (Run & { raised?: boolean })[] };

/** Runs put together by baseline. Type of one line may differ in size, and stand a little high or low. */
function baselines(runs: readonly Run[]): Baseline[] {
  const found: Baseline[] = [];
  for (const run of [...runs].sort((a, b) => a.y - b.y)) {
    const last = found.at(-1);
    if (last && Math.abs(run.y - last.y) <= 0.22 * Math.min(run.size, last.size)) {
      last.runs.push(run);
      if (run.size > last.size) {
        last.size = run.size;
        last.y = run.y;
      }
    } else found.push({ y: run.y, size: run.size, runs: [run] });
  }
  return found;
}

/** Puts raised and lowered marks (references, exponents) back into their line. */
function attachRaised(lines: Baseline[]): Baseline[] {
  return lines.filter((small, index) => {
    if (small.runs.length > 40) return true;
    small.runs = small.runs.filter((run) => {
      if (run.text.trim().length > 6) return true;
      for (const other of [lines[index + 1], lines[index + 2], lines[index - 1]]) {
        if (other === undefined || run.size > other.size * 0.85) continue;
        const rise = (other.y - run.y) / other.size;
        if (rise < -0.3 || rise > 0.75) continue;
        const touching = other.runs.some(
          (big) =>
            big.size > run.size &&
            ((run.x - big.right <= 0.35 * big.size && run.x - big.right >= -0.35 * big.size) ||
              Math.abs(big.x - run.right) <= 0.35 * big.size),
        );
        if (!touching) continue;
        other.runs.push({ ...run, raised: rise > 0.12 });
        return false;
      }
      return true;
    });
    return small.runs.length > 0;
  });
}

const CHARACTER = /[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFF60]/;

function segmentsOf({ runs, size: rowSize }: Baseline): Segment[] {
  const sorted = [...runs].sort((a, b) => a.x - b.x);
  let leftward = 0;
  for (const run of sorted) if (run.rightToLeft) leftward += 1;
  const toLeft = leftward * 2 > sorted.length;
  const segments: Segment[] = [];
  let group: Baseline['runs'] = [];
  let right = -Infinity;
  const end = (): void => {
    const text = wordsOf(toLeft ? [...group].reverse() : group, toLeft);
    if (text !== '') segments.push(segmentOf(text, group));
  };
  for (const run of sorted) {
    const before = group.at(-1);
    if (
      before !== undefined &&
      run.x - right > SEGMENT_GAP * Math.min(Math.max(run.size, before.size), rowSize)
    ) {
      end();
      group = [];
    }
    group.push(run);
    right = Math.max(right, run.right);
  }
  if (group.length > 0) end();
  return segments;
}

function segmentOf(text: string, group: Baseline['runs']): Segment {
  const first = group[0]!;
  let { size, right } = first;
  let sameFont = true;
  for (const run of group) {
    size = Math.max(size, run.size);
    right = Math.max(right, run.right);
    sameFont &&= run.font === first.font;
  }
  const font = sameFont ? first.font : mostUsedFont(group);
  return { text, size, font, x: first.x, right, raisedStart: first.raised === true && group.length > 1 };
}

function mostUsedFont(group: Baseline['runs']): string {
  const share = new Map<string, number>();
  for (const run of group) share.set(run.font, (share.get(run.font) ?? 0) + run.text.length);
  return [...share].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}

/** The dots that lead the eye from an entry to its page. */
const LEADER = /(?:\s?[.·…‥]){5,}\s*/g;
/** What each of them holds, and few lines of text. */
const MANY_DOTS = /[.·…‥]\s?[.·…‥]\s?[.·…‥]/;

function wordsOf(runs: Baseline['runs'], toLeft: boolean): string {
  let words = '';
  let before: Run | null = null;
  for (const run of runs) {
    const text = run.raised === true ? raised(run.text) : run.text;
    if (before !== null) {
      const gap = toLeft ? before.x - run.right : run.x - before.right;
      const size = Math.min(before.size, run.size);
      // Between two characters of Chinese or Japanese, less than a character is no space.
      const least =
        text.charCodeAt(0) >= 0x2e80 && CHARACTER.test(text[0]!) && CHARACTER.test(words.at(-1) ?? '')
          ? 0.5
          : 0.13;
      if (gap > least * size && !words.endsWith(' ') && !text.startsWith(' ')) words += ' ';
    }
    words += text;
    before = run;
  }
  if (MANY_DOTS.test(words)) words = words.replace(LEADER, ' … ');
  if (words.includes('  ')) words = words.replace(/ {2,}/g, ' ');
  return words.trim();
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A raised number as the characters made for it, so that a reference does not become part of a year or a name. */
function raised(text: string): string {
  const number = text.trim();
  if (!/^[0-9]{1,3}(?:[,–-] ?[0-9]{1,3})*$/.test(number)) return text;
  return number.replace(/[0-9]/g, (digit) => RAISED[Number(digit)]!);
}
