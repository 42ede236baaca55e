import type { Frame, Run } from './textRuns';

/** Characters of a column that many programs place one by one, and what of Latin script stands upright among them. */
const COLUMN_CHARACTER =
  /^(?:[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE48\uFF00-\uFFEE]|[\u2014\u2025\u2026]|[0-9A-Za-z]{1,3})$/u;
/** Fewer below each other are a heading in a narrow cell, or chance. */
const SHORTEST = 4;
/** In ideographic type the middle of a character lies so far above the baseline, in sizes, */
const MIDDLE = 0.38;
/** and its upper edge so far. */
const TOP = 0.88;

/**
 * Columns that read downwards and follow each other from right to left, where a program wrote them character by character
 * in a font for lines (browsers do): where most of a page's upright pieces stand so, they become a frame of columns, in
 * which Latin words that lie on their side have their place. Else `frames` as they are. `pageWidth` in points.
 */
export function withUprightColumns(frames: readonly Frame[], pageWidth: number): readonly Frame[] {
  const upright = frames.find(({ angle }) => angle === 0);
  if (upright === undefined) return frames;
  const below = stacked(upright.runs);
  if (below.size * 2 <= upright.runs.length) return frames;
  const column = (run: Run): Run => {
    const x = run.y - TOP * run.size;
    return { ...run, x, right: x + run.size, y: pageWidth - (run.x + run.right) / 2 };
  };
  // Turned back, such a line has its distance from the left edge as how far it stands above the first.
  const lying = (run: Run): Run => ({ ...run, y: pageWidth + run.y - MIDDLE * run.size });
  const known = frames.find(({ angle }) => angle === 'vertical')?.runs ?? [];
  const onSide = frames.find(({ angle }) => angle === 90)?.runs ?? [];
  const columns = [
    ...known,
    ...upright.runs.filter((run) => below.has(run)).map(column),
    ...onSide.map(lying),
  ];
  const rest = upright.runs.filter((run) => !below.has(run));
  return [
    { angle: 'vertical', runs: columns },
    ...(rest.length === 0 ? [] : [{ angle: 0, runs: rest }]),
    ...frames.filter(({ angle }) => angle !== 0 && angle !== 90 && angle !== 'vertical'),
  ];
}

/** The pieces that stand below the one before, character under character. `runs` as the page names them. */
function stacked(runs: readonly Run[]): Set<Run> {
  const found = new Set<Run>();
  let stack: Run[] = [];
  const end = (): void => {
    if (stack.length >= SHORTEST) for (const run of stack) found.add(run);
    stack = [];
  };
  for (const run of runs) {
    if (!COLUMN_CHARACTER.test(run.text)) {
      end();
      continue;
    }
    const last = stack.at(-1);
    if (last !== undefined && !isBelow(run, last)) end();
    stack.push(run);
  }
  end();
  // What is left of a column stands in line with it.
  const middles = new Set([...found].map((run) => Math.round((run.x + run.right) / 2)));
  for (const run of runs) {
    const middle = Math.round((run.x + run.right) / 2);
    if (COLUMN_CHARACTER.test(run.text) && [-1, 0, 1].some((off) => middles.has(middle + off)))
      found.add(run);
  }
  return found;
}

function isBelow(run: Run, last: Run): boolean {
  const size = Math.max(run.size, last.size);
  const down = run.y - last.y;
  const aside = Math.abs(run.x + run.right - last.x - last.right) / 2;
  // A Latin word on its side may stand between.
  return aside <= size * 0.3 && down > size * 0.5 && down <= size * 6;
}
