import type { Range } from './range';
import type { Hit } from './search';

/**
 * Where the place of a hit stands in its snippet: what concordances put in the middle column. Of several that read the
 * same, the one with the words before it that the anchor remembers; the first marked word where there is no anchor in the
 * text. An empty range where nothing is marked.
 */
export function placeInSnippet({ where, anchor, snippet: { text, marks } }: Hit): Range {
  const first = marks[0] ?? [0, 0];
  const marked = { from: first[0], to: first[1] };
  if (where !== 'text' || anchor === null) return marked;
  const quote = flat(anchor.quote);
  // Nothing stands everywhere.
  if (quote === '') return marked;
  const before = flat(anchor.prefix);
  let best: { range: Range; agrees: number } | null = null;
  for (let from = text.indexOf(quote); from >= 0; from = text.indexOf(quote, from + 1)) {
    const agrees = sharedEnd(text.slice(0, from), before);
    if (!best || agrees > best.agrees) best = { range: { from, to: from + quote.length }, agrees };
  }
  return best?.range ?? marked;
}

/** A snippet's white space is spaces; an anchor's is as in the text. */
const flat = (text: string): string => text.replace(/\s/g, ' ');

function sharedEnd(a: string, b: string): number {
  let count = 0;
  while (count < b.length && count < a.length && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}
