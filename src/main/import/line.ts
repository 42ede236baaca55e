export { endsSentence, isProse, width } from '../../core/text/prose';

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

/** A line's words for comparing: white space made one space. */
export function collapsed(text: string): string {
  // Most lines are so already; to look is a quarter of the work.
  return (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
}
