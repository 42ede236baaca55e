/** Page numbers for a sentence: “page 3”, “pages 3, 7–9”; long lists end in “and 12 more”. */
export function pageList(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const shown = ranges.slice(0, MOST_RANGES);
  const rest = ranges.slice(MOST_RANGES).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const list = shown.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  return `${numbers.length === 1 ? 'page' : 'pages'} ${list}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const MOST_RANGES = 12;
