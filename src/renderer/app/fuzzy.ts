/** How well a query fits a title, and which letters of it were meant. */
export type Match = { readonly score: number; readonly marks: readonly number[] };

/**
 * Matches a query against the beginnings of a title's words, in their order and without regard to case: `mt` and `mer ta`
 * both find "Merge tags". Letters in the middle of a word count only after those before them. Null where it does not fit.
 */
export function fuzzyMatch(query: string, title: string): Match | null {
  const wanted = Array.from(query.toLowerCase()).filter((letter) => letter !== ' ');
  const letters = Array.from(title.toLowerCase());
  return place(wanted, letters, 0, 0);
}

/** The best way to place the rest of the query from a letter of the title on. */
function place(
  wanted: readonly string[],
  letters: readonly string[],
  done: number,
  from: number,
): Match | null {
  if (done === wanted.length) return { score: -letters.length * 0.01, marks: [] };
  let best: Match | null = null;
  for (let at = from; at < letters.length; at += 1) {
    if (letters[at] !== wanted[done]) continue;
    const follows = done > 0 && at === from;
    if (!follows && !startsWord(letters, at)) continue;
    const rest = place(wanted, letters, done + 1, at + 1);
    if (!rest) continue;
    const score = rest.score + (follows ? 3 : 2) - (at - from) * 0.02;
    if (!best || score > best.score) best = { score, marks: [at, ...rest.marks] };
  }
  return best;
}

const startsWord = (letters: readonly string[], at: number): boolean =>
  at === 0 || /[\s\-/:(“]/.test(letters[at - 1]!);
