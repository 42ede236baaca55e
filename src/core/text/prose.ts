// Unicode Annex 11, the ranges that matter for text: these take two columns.
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6]/g;

/** How many columns a line takes on a screen: characters of East Asian scripts count two. */
export function width(line: string): number {
  return line.length + (line.match(WIDE)?.length ?? 0);
}

const CLOSERS = '["\'”’»)\\]」』）】]*';
const STOP_AT_END = new RegExp(`[.!?…。！？]${CLOSERS}$`, 'u');
const ABBREVIATION_AT_END = /(?:\b\p{Lu}\.){2,}$/u;

/** True where a line ends as a sentence does: `…said.”` but not `in the U.S.` */
export function endsSentence(line: string): boolean {
  const end = line.slice(-40);
  return STOP_AT_END.test(end) && !ABBREVIATION_AT_END.test(end);
}

/** True for running text of an article, as against titles, captions, names and other short lines of a page. */
export function isProse(line: string): boolean {
  const columns = width(line);
  return (
    columns >= 200 || (columns >= 80 && (endsSentence(line) || /[.!?]["”’)]? \p{Lu}|[。！？]./u.test(line)))
  );
}
