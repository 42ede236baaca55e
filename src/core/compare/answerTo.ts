import type { WordEdit } from '../model/comparison';
import { trimmed, type Range } from '../model/range';
import { words } from '../text/words';

/**
 * The passage of the other side that answers a passage of `side`, by the edits of their pair: word for word where both say
 * the same, whole changes where they do not. Null where the other side has nothing there.
 */
export function answerTo(
  edits: readonly WordEdit[],
  side: 'a' | 'b',
  passage: Range,
  texts: { readonly a: string; readonly b: string },
): Range | null {
  const other = side === 'a' ? 'b' : 'a';
  let answer = null as Range | null;
  for (const edit of edits) {
    const own = {
      from: Math.max(edit[side].from, passage.from),
      to: Math.min(edit[side].to, passage.to),
    };
    if (own.from >= own.to) continue;
    const part = edit.kind === 'same' ? within(edit, side, own, texts) : edit[other];
    if (part === null || part.from === part.to) continue;
    answer = { from: Math.min(answer?.from ?? part.from, part.from), to: part.to };
  }
  return answer && trimmed(texts[other], answer);
}

/** The part of a stretch that is the same on both sides. */
function within(
  edit: WordEdit,
  side: 'a' | 'b',
  own: Range,
  texts: { readonly a: string; readonly b: string },
): Range | null {
  const other = side === 'a' ? 'b' : 'a';
  const start = edit[side].from;
  const ownText = texts[side].slice(start, edit[side].to);
  const otherText = texts[other].slice(edit[other].from, edit[other].to);
  const by = edit[other].from - start;
  if (ownText === otherText) return { from: own.from + by, to: own.to + by };
  // The letters may differ by what is not shown as a change; the words then still count the same, but for numerals.
  const [ownWords, otherWords] = [words(ownText), words(otherText)];
  if (ownWords.length !== otherWords.length) return edit[other];
  const first = ownWords.findIndex((word) => start + word.to > own.from);
  const last = ownWords.findLastIndex((word) => start + word.from < own.to);
  if (first < 0 || last < first) return null;
  return {
    from: edit[other].from + otherWords[first]!.from,
    to: edit[other].from + otherWords[last]!.to,
  };
}
