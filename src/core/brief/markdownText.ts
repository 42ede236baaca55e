import { escapeMarkdown } from '../text/escapeMarkdown';

/**
 * A block quote with a reference to its footnote at the end. Each paragraph is plain text. Without any text there is
 * still a block quote, holding the reference alone.
 */
export function quotationBlock(paragraphs: readonly string[], label: string): string {
  const escaped = paragraphs.map(escapeMarkdown).filter((paragraph) => paragraph !== '');
  // `!` before a reference could be read as an image.
  const body = escaped.join('\n\n').replace(/!$/, '\\!') + `[^${label}]`;
  return body
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/**
 * The author's Markdown unchanged, but for an end to what would run on: a code fence, comment or raw HTML block left
 * open would swallow every quotation after it. Empty for Markdown without text.
 */
export function closedMarkdown(markdown: string): string {
  const text = markdown.replace(/\r\n?/g, '\n').replace(/^(?:[ \t]*\n)+|(?<!\s)\s+$/g, '');
  const end = openEnd(text);
  return end === null ? text : `${text}\n${end}`;
}

/** CommonMark 0.31.2, section 4.6, start conditions 1 to 5: HTML blocks that no blank line ends. */
const HTML_BLOCKS: readonly (readonly [start: RegExp, end: RegExp, closing: string])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i, '</pre>'],
  [/^ {0,3}<!--/, /-->/, '-->'],
  [/^ {0,3}<\?/, /\?>/, '?>'],
  [/^ {0,3}<![a-z]/i, />/, '>'],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/, ']]>'],
];

/** What ends the block that is still open after the last line; null where none is. */
function openEnd(text: string): string | null {
  let fence: string | null = null;
  let html: (typeof HTML_BLOCKS)[number] | null = null;
  for (const line of text.split('\n')) {
    if (fence !== null) {
      const closing = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (closing?.startsWith(fence)) fence = null;
      continue;
    }
    if (html === null) {
      fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1] ?? null;
      html = fence === null ? (HTML_BLOCKS.find(([start]) => start.test(line)) ?? null) : null;
    }
    if (html?.[1].test(line)) html = null;
  }
  return fence ?? html?.[2] ?? null;
}
