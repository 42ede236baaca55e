import type { Range } from '../../core/model/range';
import { words } from '../../core/text/words';

/** What of a search query can be marked in a text: whole words, and beginnings of words (`sanction*`). */
export type QueryWords = { readonly whole: ReadonlySet<string>; readonly beginnings: readonly string[] };

const OPERATORS = /\b(?:AND|OR|NOT|NEAR(?:\/\d+)?)\b/g;
const EXCLUDED = /(?:\bNOT\s+|(?:^|\s)-)(?:"[^"]*"|\S+)/g;
const FIELD = /\b[a-z]+:(?=\S)/g;

/** The words a query asks for; null when it asks for none. What it excludes is not marked. */
export function queryWords(query: string | undefined): QueryWords | null {
  if (query === undefined) return null;
  const asked = query.replace(EXCLUDED, ' ').replace(OPERATORS, ' ').replace(FIELD, ' ');
  const whole = new Set<string>();
  const beginnings: string[] = [];
  for (const word of words(asked)) {
    if (asked[word.to] === '*') beginnings.push(word.key);
    else whole.add(word.key);
  }
  return whole.size + beginnings.length === 0 ? null : { whole, beginnings };
}

/** Where those words stand in a part of the text. */
export function markWords(text: string, part: Range, query: QueryWords): Range[] {
  return words(text.slice(part.from, part.to))
    .filter(
      (word) => query.whole.has(word.key) || query.beginnings.some((start) => word.key.startsWith(start)),
    )
    .map((word) => ({ from: part.from + word.from, to: part.from + word.to }));
}
