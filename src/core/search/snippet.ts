import type { Snippet } from '../model/search';
import { wholeCharacters, type Range } from '../model/range';

/** Characters of a snippet, about. */
export const SNIPPET = 160;

/**
 * A piece of the text around a place, cut between words, with marks moved along. What is cut off on a side is shown by an
 * ellipsis; line ends become spaces. `marks` are ranges of the text in order; those outside the piece are left out.
 */
export function snippetAround(text: string, place: Range, marks: readonly Range[]): Snippet {
  const spare = Math.max(SNIPPET - (place.to - place.from), 0);
  let from = Math.max(0, place.from - Math.floor(spare / 2));
  let to = Math.min(text.length, from + Math.max(SNIPPET, 0));
  from = Math.max(0, Math.min(from, to - SNIPPET));
  if (from > 0) from = Math.min(afterSpace(text, from), place.from);
  // A place longer than a snippet is shown from its start.
  if (to < text.length) to = Math.max(beforeSpace(text, to, place.from), Math.min(place.to, from + SNIPPET));
  while (from < place.from && /\s/.test(text[from]!)) from += 1;
  while (to > place.to && /\s/.test(text[to - 1]!)) to -= 1;
  ({ from, to } = wholeCharacters(text, { from, to }));

  const before = from > 0 ? '…' : '';
  const after = to < text.length ? '…' : '';
  const shift = before.length - from;
  return {
    text: before + text.slice(from, to).replace(/\s/g, ' ') + after,
    marks: marks
      .filter((mark) => mark.from < to && mark.to > from)
      .map((mark) => [Math.max(mark.from, from) + shift, Math.min(mark.to, to) + shift]),
  };
}

/** The first place after white space from `at` on, or `at` in a text without any near. */
function afterSpace(text: string, at: number): number {
  for (let here = at; here < Math.min(at + 24, text.length); here += 1) {
    if (/\s/.test(text[here - 1]!)) return here;
  }
  return at;
}

function beforeSpace(text: string, at: number, least: number): number {
  for (let here = at; here > Math.max(at - 24, least); here -= 1) if (/\s/.test(text[here]!)) return here;
  return at;
}
