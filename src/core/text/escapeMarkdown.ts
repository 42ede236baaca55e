/**
 * Plain text as Markdown that shows exactly that text: no character of it is read as Markdown or HTML, by CommonMark or
 * by the usual extensions (tables, strikethrough, maths, footnotes). Lines are trimmed of spaces and tabs at both ends;
 * empty ones are left out. Marks that reorder what follows them are written as entities, so that a quotation cannot
 * rearrange the rest of its line.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(/\r\n|[\n\r\v\f\u2028\u2029]/)
    .map((line) => line.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, ''))
    .filter((line) => line !== '')
    .map(escapeLine)
    .join('\n');
}

/** The same on one line: for headings, titles and everything inside a footnote. */
export function escapeMarkdownLine(text: string): string {
  return escapeMarkdown(text.replace(/\s+/g, ' '));
}

/**
 * Plain text as a piece of a line of Markdown: as in `escapeMarkdown`, but for what counts only where a line begins, and with
 * white space as it is.
 */
export function escapeMarkdownInline(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&~|$^]/g, '\\$&')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => `&#x${mark.charCodeAt(0).toString(16)};`);
}

function escapeLine(line: string): string {
  return escapeMarkdownInline(line)
    .replace(/^(\s*)([#+\-=:])/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])/, '$1\\$2');
}
