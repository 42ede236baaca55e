import type { Range } from '../../../core/model/range';

/** Sentences met before joined where nothing but white space is between them, as marks are drawn; in order and apart. */
export function joinedRanges(ranges: readonly Range[], text: string): Range[] {
  const joined: Range[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && (from <= last.to || text.slice(last.to, from).trim() === ''))
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else joined.push({ from, to });
  }
  return joined;
}

/** What is new: the stretches of blocks that no range covers and that hold more than signs; in order. */
export function uncovered(blocks: readonly Range[], covered: readonly Range[], text: string): Range[] {
  const free: Range[] = [];
  for (const block of blocks) {
    let at = block.from;
    const add = (to: number): void => {
      const words = text.slice(at, to);
      if (at < to && /[\p{L}\p{N}]/u.test(words)) {
        const from = at + words.length - words.trimStart().length;
        free.push({ from, to: from + words.trim().length });
      }
    };
    for (const range of covered) {
      if (range.to <= at || range.from >= block.to) continue;
      add(Math.max(at, range.from));
      at = Math.max(at, range.to);
    }
    if (at < block.to) add(block.to);
  }
  return free;
}

/** The next range after a position, or the one before it; round the ends. Null where there is none. */
export function stepRange(ranges: readonly Range[], position: number, by: 1 | -1): Range | null {
  if (ranges.length === 0) return null;
  return by > 0
    ? (ranges.find(({ from }) => from > position) ?? ranges[0]!)
    : (ranges.findLast(({ from }) => from < position) ?? ranges.at(-1)!);
}
