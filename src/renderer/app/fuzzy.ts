/** How well a query fits a title, and which letters of it were meant. */
export type Match = { readonly score: number; readonly marks: readonly number[] };

/**
 * Matches the letters of a query in their order anywhere in a title, without regard to case; null where one is missing.
 * Letters at the start of words and letters that follow each other count more, so `mt` finds "Merge tags" first.
 */
export function fuzzyMatch(query: string, title: string): Match | null {
  const wanted = Array.from(query.toLowerCase()).filter((letter) => letter !== ' ');
  const letters = Array.from(title.toLowerCase());
  if (wanted.length === 0) return { score: 0, marks: [] };
  let best: Match | null = null;
  // The first letter decides the rest; trying each of its places finds the good word among earlier accidents.
  for (let start = 0; start < letters.length; start += 1) {
    if (letters[start] !== wanted[0]) continue;
    const match = matchFrom(wanted, letters, start, true) ?? matchFrom(wanted, letters, start, false);
    if (match && (!best || match.score > best.score)) best = match;
  }
  return best;
}

function matchFrom(
  wanted: readonly string[],
  letters: readonly string[],
  start: number,
  preferWords: boolean,
): Match | null {
  const marks: number[] = [];
  let score = 0;
  let at = start;
  for (const letter of wanted) {
    const next = nextPlace(letters, letter, at, preferWords ? marks.at(-1) : undefined);
    if (next === null) return null;
    const follows = marks.at(-1) === next - 1;
    score += 1 + (follows ? 3 : 0) + (startsWord(letters, next) ? 4 : 0) - (next - at) * 0.02;
    marks.push(next);
    at = next + 1;
  }
  return { score: score - letters.length * 0.01, marks };
}

/** The letter right behind the last one, else at the start of a later word, else wherever it comes next. */
function nextPlace(
  letters: readonly string[],
  letter: string,
  from: number,
  last: number | undefined,
): number | null {
  const near = letters.indexOf(letter, from);
  if (near < 0) return null;
  if (last === undefined || near === last + 1) return near;
  for (let at = near; at >= 0; at = letters.indexOf(letter, at + 1)) {
    if (startsWord(letters, at)) return at;
  }
  return near;
}

const startsWord = (letters: readonly string[], at: number): boolean =>
  at === 0 || /[\s\-/:(]/.test(letters[at - 1]!);
