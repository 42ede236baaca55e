/** A tag, or the words between tags, of a page as a linear scan sees it. */
export type MarkupPiece =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | { readonly kind: 'open' | 'close'; readonly name: string; readonly attributes: number };

const RAW = new Set(['script', 'style', 'title', 'textarea', 'xmp']);
const VOID = new Set([
  'area', 'base', 'basefont', 'br', 'col', 'command', 'embed', 'frame', 'hr', 'img', 'input', 'isindex', 'keygen', 'link',
  'meta', 'param', 'source', 'track', 'wbr',
]); // prettier-ignore

/**
 * The tags and words of a page in order, in one pass whose time grows only with the length: for pages that no tree can be
 * built of, and to know that beforehand. Comments and what stands in scripts and styles is left out.
 */
export function* scanMarkup(source: string): Generator<MarkupPiece> {
  const { length } = source;
  let text = 0;
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at)) {
    const next = source.charCodeAt(at + 1);
    const closes = next === 0x2f;
    if (next === 0x21 || next === 0x3f) {
      if (at > text) yield { kind: 'text', from: text, to: at };
      const comment = source.startsWith('<!--', at);
      const end = source.indexOf(comment ? '-->' : '>', at + (comment ? 4 : 2));
      at = end < 0 ? length : end + (comment ? 3 : 1);
      text = at;
      continue;
    }
    if (!isLetter(closes ? source.charCodeAt(at + 2) : next)) {
      at += 1;
      continue;
    }
    if (at > text) yield { kind: 'text', from: text, to: at };
    let end = at + (closes ? 2 : 1);
    while (end < length && !endsName(source.charCodeAt(end))) end += 1;
    const name = source.slice(at + (closes ? 2 : 1), Math.min(end, at + 60)).toLowerCase();
    const tag = endOfTag(source, end);
    yield { kind: closes ? 'close' : 'open', name, attributes: tag.attributes };
    at = tag.end;
    if (!closes && RAW.has(name)) {
      const rest = endOfRaw(source, name, at);
      if (name === 'textarea' || name === 'xmp') yield { kind: 'text', from: at, to: rest };
      at = rest;
    }
    text = at;
  }
  if (text < length) yield { kind: 'text', from: text, to: length };
}

const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const endsName = (code: number): boolean => isSpace(code) || code === 0x2f || code === 0x3e;

/** Behind the `>` of a tag whose name ends at `at`; a `>` inside quotation marks does not end it. */
function endOfTag(source: string, at: number): { end: number; attributes: number } {
  let attributes = 0;
  let inName = false;
  let afterEquals = false;
  for (; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 0x3e) return { end: at + 1, attributes };
    if (isSpace(code) || code === 0x2f) {
      inName = false;
      continue;
    }
    if (afterEquals && (code === 0x22 || code === 0x27)) {
      const close = source.indexOf(code === 0x22 ? '"' : "'", at + 1);
      if (close < 0) return { end: source.length, attributes };
      at = close;
      afterEquals = false;
      inName = false;
      continue;
    }
    afterEquals = code === 0x3d;
    if (!inName && !afterEquals) attributes += 1;
    inName = true;
  }
  return { end: source.length, attributes };
}

function endOfRaw(source: string, name: string, from: number): number {
  for (let at = source.indexOf('</', from); at >= 0; at = source.indexOf('</', at + 2)) {
    if (source.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return source.length;
}

/** What makes a page too much for a tree: more elements, deeper nesting, more pieces than any page for readers has. */
export const MAX_ELEMENTS = 200_000;
export const MAX_DEPTH = 1_000;
const MAX_PIECES = 800_000;

/** Which open elements the beginning of another closes, as the parser of the tree (htmlparser2) has it. */
const CELLS = new Set(['tr', 'th', 'td']);
const CLOSED_BY: Readonly<Record<string, ReadonlySet<string>>> = {
  tr: CELLS,
  th: new Set(['th']),
  td: new Set(['thead', 'th', 'td']),
  li: new Set(['li']),
  option: new Set(['option']),
  dd: new Set(['dd', 'dt']),
  dt: new Set(['dd', 'dt']),
  body: new Set(['head', 'link', 'script']),
  tbody: new Set(['thead', 'tbody']),
  tfoot: new Set(['thead', 'tbody']),
};
const CLOSES_PARAGRAPH = new Set([
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'address', 'article', 'aside', 'blockquote', 'details', 'div', 'dl', 'fieldset',
  'figcaption', 'figure', 'footer', 'form', 'header', 'hr', 'main', 'nav', 'ol', 'pre', 'section', 'table', 'ul',
]); // prettier-ignore
const PARAGRAPH = new Set(['p']);

/** What of a page is too much for a tree, as a phrase; null for every page that a person wrote. Stops at the first excess. */
export function excessOf(source: string): string | null {
  const open: string[] = [];
  const counts = new Map<string, number>();
  const close = (): void => {
    const name = open.pop()!;
    counts.set(name, counts.get(name)! - 1);
  };
  let elements = 0;
  let pieces = 0;
  for (const piece of scanMarkup(source)) {
    pieces += 1;
    if (piece.kind === 'text') {
      // Every character reference, and every `<` that opens nothing, makes the parser begin another piece of text.
      for (let at = piece.from; at < piece.to; at += 1) {
        const code = source.charCodeAt(at);
        if (code === 0x26 || code === 0x3c) pieces += 2;
      }
    } else if (piece.kind === 'open') {
      elements += 1;
      pieces += piece.attributes;
      const closed = CLOSED_BY[piece.name] ?? (CLOSES_PARAGRAPH.has(piece.name) ? PARAGRAPH : null);
      while (closed !== null && open.length > 0 && closed.has(open.at(-1)!)) close();
      if (!VOID.has(piece.name) && !RAW.has(piece.name)) {
        open.push(piece.name);
        counts.set(piece.name, (counts.get(piece.name) ?? 0) + 1);
      }
    } else if ((counts.get(piece.name) ?? 0) > 0) {
      while (open.at(-1) !== piece.name) close();
      close();
    }
    if (open.length > MAX_DEPTH) return 'nested more than 1,000 deep';
    if (elements > MAX_ELEMENTS) return 'of more than 200,000 elements';
    if (pieces > MAX_PIECES) return 'of very many pieces';
  }
  return null;
}
