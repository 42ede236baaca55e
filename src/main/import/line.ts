/** A line of a text without the white space at its ends: half-open range, and the words themselves. */
export type Line = { readonly from: number; readonly to: number; readonly words: string };

/** The lines of a text that are not blank, in order. `groups` of them stand together without a blank line between. */
export function lineGroups(text: string): Line[][] {
  const groups: Line[][] = [];
  let group: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const raw = text.slice(start, end);
    const words = raw.trim();
    if (words === '') {
      if (group.length > 0) groups.push(group);
      group = [];
    } else {
      const from = start + raw.length - raw.trimStart().length;
      group.push({ from, to: from + words.length, words });
    }
    start = end + 1;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

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

/** A line's words for comparing: white space made one space. */
export function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
