import { collapsed } from '../line';
import { attributeOf, isElement, isText, nodesOf, type PageElement, type PageTree } from './pageTree';

/** An element that its own marks call the author or the day. */
export type Mark = {
  readonly kind: 'author' | 'day';
  readonly words: string;
  /** What links and innermost parts of it say. */
  readonly parts: readonly string[];
  /** What it says to programs: an ISO date. */
  readonly stamp: string | null;
};

const AUTHOR =
  /\b(?:by ?lines?|author|authors|author ?name|auteurs?|autore?|autores|autoren|firma|signature|writer|reporter|journalist|contributor|penulis|tac ?gia|vcard)\b/;
const DAY =
  /\b(?:date|dates|date ?time|date ?line|time|\w*(?:time|tm|date|dt) ?st(?:am|m)p|publi\w*|pub ?date|posted|fecha|datum|tanggal|updated|modified)\b/;
/** Marks of other people and other days. */
const OTHERS =
  /\b(?:comments?|comment\w*|bio|fans?|related|promo|teasers?|next|prev\w*|follow|question|publisher|publicidad|publicite|publi ?c\w*|ads?)\b/;
const MOST_MARKS = 400;
const LONGEST_MARK = 160;

/** What a page's elements call its authors and days, in the order of the page. */
export function marksOf(tree: PageTree): Mark[] {
  const marks: Mark[] = [];
  for (const node of nodesOf(tree.documentElement, (element) => !UNSEEN.has(element.localName))) {
    if (!isElement(node) || marks.length >= MOST_MARKS) continue;
    const kind = kindOf(node);
    if (kind === null) continue;
    const words = seenWords(node);
    if (words === '' || words.length > LONGEST_MARK) continue;
    const parts: string[] = [];
    for (const inner of nodesOf(node))
      if (inner !== node && isElement(inner) && (inner.localName === 'a' || kindOf(inner) === 'author'))
        parts.push(seenWords(inner));
    const stamp = attributeOf(node, 'datetime') ?? attributeOf(node, 'content') ?? attributeOf(node, 'title');
    marks.push({
      kind,
      words,
      parts,
      stamp: stamp !== null && /^\d{4}-\d\d-\d\d/.test(stamp) ? stamp : null,
    });
  }
  return marks;
}

const UNSEEN = new Set(['script', 'style', 'noscript', 'svg', 'template', 'head', 'select']);

function kindOf(element: PageElement): Mark['kind'] | null {
  const item = attributeOf(element, 'itemprop') ?? '';
  if (/^(?:author|creator)$/.test(item) || attributeOf(element, 'rel') === 'author') return 'author';
  if (element.localName === 'abbr' && /^\d{4}-\d\d-\d\dT/.test(attributeOf(element, 'title') ?? ''))
    return 'day';
  if (element.localName === 'time' || /^date(?:Published|Created|Modified)$/.test(item)) return 'day';
  if (/^(?:html|body|main|article|form|h1)$/.test(element.localName)) return null;
  const marks = `${attributeOf(element, 'id')?.slice(0, 60) ?? ''} ${attributeOf(element, 'class')?.slice(0, 200) ?? ''}`;
  if (marks.length <= 2) return null;
  const words = marks
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');
  if (OTHERS.test(words)) return null;
  return AUTHOR.test(words) ? 'author' : DAY.test(words) ? 'day' : null;
}

/** The words of an element that a reader sees, of a large one only the beginning. */
function seenWords(element: PageElement): string {
  let words = '';
  for (const node of nodesOf(element, (inner) => !UNSEEN.has(inner.localName))) {
    if (isText(node)) words += node.data;
    else if (isElement(node) && /^(?:br|div|p|li|span)$/.test(node.localName)) words += ' ';
    if (words.length > 1_000) break;
  }
  return collapsed(words.normalize('NFC'));
}
