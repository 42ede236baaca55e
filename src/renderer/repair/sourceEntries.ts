import type { DocumentText } from '../../core/model/document';

/** A line of the original, or where it has no lines a block as it was read. */
export type SourceEntry = { readonly label: string; readonly words: string };

/** The lines of an original that is text. */
export function sourceLines(source: string): SourceEntry[] {
  return source.split('\n').map((words, index) => ({ label: String(index + 1), words }));
}

/** The text as read, by its pages where it has some: for originals that are no text. */
export function readBlocks({ text, blocks }: DocumentText): SourceEntry[] {
  let shown: number | undefined;
  return blocks.map(({ from, to, page }) => {
    const label = page !== undefined && page !== shown ? `page ${page}` : '';
    shown = page ?? shown;
    return { label, words: text.slice(from, to) };
  });
}

/** Letters of a block that its line is looked for by. */
const PROBE = 24;

/**
 * The entry where the words of a block begin; the one nearest to where it should be, since short lines stand often. Null
 * where no line has them.
 */
export function entryOf(
  entries: readonly SourceEntry[],
  words: string,
  /** How far down the text the block begins, 0 to 1. */
  share: number,
): number | null {
  const [line = ''] = words.trim().split('\n');
  const probe = line.trim().slice(0, PROBE);
  if (probe === '') return null;
  const expected = share * entries.length;
  let best: number | null = null;
  for (const [index, entry] of entries.entries()) {
    if (!entry.words.includes(probe)) continue;
    if (best === null || Math.abs(index - expected) < Math.abs(best - expected)) best = index;
  }
  return best;
}
