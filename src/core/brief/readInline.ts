import MarkdownIt from 'markdown-it';
import { FOOTNOTE_REFERENCE, footnoteReferences } from './footnoteReferences';

/** A stretch of a paragraph: words as a reader sees them, or a reference to a footnote. */
export type InlinePart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'reference'; readonly label: string };

/**
 * A paragraph of Markdown as the words it shows: escapes and entities undone, emphasis and links reduced to their words,
 * raw HTML left out. Undoes `escapeMarkdown` exactly, but for white space.
 */
export function readInline(paragraph: string): InlinePart[] {
  const parts: InlinePart[] = [];
  for (const token of markdown.parseInline(paragraph, {})[0]?.children ?? []) {
    if (token.type === FOOTNOTE_REFERENCE) parts.push({ kind: 'reference', label: token.content });
    else if (token.type === 'softbreak' || token.type === 'hardbreak')
      parts.push({ kind: 'text', text: '\n' });
    else if (token.type !== 'html_inline') parts.push({ kind: 'text', text: token.content });
  }
  return parts;
}

// Struck-out words would read as quoted ones; left as they are, their signs show as a difference.
const markdown = new MarkdownIt({ html: true }).disable('strikethrough').use(footnoteReferences);
