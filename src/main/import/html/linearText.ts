import { SourceWriter } from '../readSource';
import { scanMarkup } from './scanMarkup';

const NEVER_SEEN = new Set([
  'template',
  'select',
  'datalist',
  'iframe',
  'noscript',
  'svg',
  'audio',
  'video',
  'canvas',
]);
const BREAKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'br', 'caption', 'center', 'dd', 'details', 'dialog', 'dir', 'div', 'dl',
  'dt', 'fieldset', 'figcaption', 'figure', 'footer', 'form', 'frameset', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'head',
  'header', 'hgroup', 'hr', 'html', 'legend', 'li', 'listing', 'main', 'menu', 'nav', 'ol', 'p', 'plaintext', 'pre', 'search',
  'section', 'summary', 'table', 'tbody', 'td', 'textarea', 'tfoot', 'th', 'thead', 'title', 'tr', 'ul', 'xmp',
]); // prettier-ignore

/**
 * The words of a page too deep or too large for a tree: paragraphs and headings in order, in one pass. What stands inside
 * elements that nobody sees is left out as long as they are closed.
 */
export function linearText(source: string): SourceWriter {
  const writer = new SourceWriter();
  let words: string[] = [];
  let heading: number | null = null;
  let unseen: { name: string; depth: number } | null = null;
  const flush = (): void => {
    const block =
      heading === null ? { kind: 'paragraph' as const } : { kind: 'heading' as const, level: heading };
    writer.add(block, words.join('').replace(/[ \t\n\f\r\u00a0]+/g, ' '));
    words = [];
  };
  for (const piece of scanMarkup(source)) {
    if (piece.kind === 'text') {
      if (unseen === null) words.push(referencesRead(source.slice(piece.from, piece.to)));
    } else if (unseen !== null) {
      if (piece.name === unseen.name) unseen.depth += piece.kind === 'open' ? 1 : -1;
      if (unseen.depth === 0) unseen = null;
    } else if (piece.kind === 'open' && NEVER_SEEN.has(piece.name)) {
      unseen = { name: piece.name, depth: 1 };
    } else if (BREAKS.has(piece.name)) {
      flush();
      const level = /^h([1-6])$/.exec(piece.name)?.[1];
      heading = piece.kind === 'open' && level !== undefined ? Number(level) : null;
    }
  }
  flush();
  return writer;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“',
  rdquo: '”', hellip: '…', copy: '©', middot: '·', shy: '', laquo: '«', raquo: '»', eacute: 'é', uuml: 'ü', ouml: 'ö', auml: 'ä',
}; // prettier-ignore

/** Character references as the characters they stand for: numbers, and the few names that are common. */
export function referencesRead(words: string): string {
  return words.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));?/g,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole;
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
      const fits = code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return fits ? String.fromCodePoint(code) : ' ';
    },
  );
}
