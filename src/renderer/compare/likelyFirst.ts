import { fold } from '../../core/text/words';

/**
 * The rows with those whose title is what was typed first, then those whose title begins with it, each in the order they came.
 * Case, accents and punctuation do not count: `what is coal` is “What is coal?” and only begins “What is coal, asked again”.
 */
export function likelyFirst<T extends { readonly title: string }>(
  rows: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = lettersOf(typed);
  if (wanted === '') return rows;
  const ranks = new Map(rows.map((row) => [row, rankOf(lettersOf(row.title), wanted)]));
  return rows.toSorted((a, b) => ranks.get(a)! - ranks.get(b)!);
}

const rankOf = (title: string, wanted: string): number =>
  title === wanted ? 0 : `${title} `.startsWith(`${wanted} `) ? 1 : title.startsWith(wanted) ? 2 : 3;

/** What is read of a title: its letters and digits, folded, with one space wherever something else stands. */
const lettersOf = (text: string): string =>
  text
    .split(/\s+/)
    .map(fold)
    .join(' ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
