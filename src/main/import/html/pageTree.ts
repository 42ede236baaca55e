import { parseHTML } from 'linkedom';

/** The part of a page's tree that is used here: linkedom's nodes, which have the names of the DOM. */
export type PageNode = {
  readonly nodeType: number;
  readonly parentNode: PageElement | null;
  readonly nextSibling: PageNode | null;
};
export type PageText = PageNode & { readonly data: string };
export type PageElement = PageNode & {
  readonly localName: string;
  readonly firstChild: PageNode | null;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  appendChild(node: PageNode): PageNode;
  insertBefore(node: PageNode, before: PageNode | null): PageNode;
};
export type PageTree = {
  readonly documentElement: PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createElement(name: string): PageElement;
};

export const isElement = (node: PageNode): node is PageElement => node.nodeType === 1;
/** Words, also those marked as character data. */
export const isText = (node: PageNode): node is PageText => node.nodeType === 3 || node.nodeType === 4;

/**
 * The tree of a page. Nothing of it is run or loaded. Its root is always an `html` element. The source must not exceed
 * what `excessOf` allows. Throws where the parser finds no tree, as in a page cut inside its first tag.
 */
export function pageTree(source: string): PageTree {
  const whole = withRoot(/^\s*<\?xml\b/.test(source) ? closedTags(source) : source);
  // The types of linkedom are those of a browser's window, which this program is not.
  const { document } = parseHTML(whole) as unknown as { document: PageTree };
  // The tag of the root never ends, and nothing is in it.
  if ((document.documentElement as PageElement | null) === null) throw new Error('This page has no root.');
  return document;
}

/** A tag of an element, after what may stand before it: declarations, comments, white space. */
const ROOT = /^\s*<html[\s>]/i;

/** Pieces of pages (the clipboard's) and pages with something before their root in a root of their own. */
function withRoot(source: string): string {
  // Windows begins what was copied with a few lines of its own.
  let rest = source.replace(/^\uFEFF/, '').replace(/^Version:\d[^<]{0,4000}/, '');
  for (;;) {
    rest = rest.trimStart();
    const end = rest.startsWith('<!--')
      ? rest.indexOf('-->') + 3
      : /^<[!?]/.test(rest)
        ? rest.indexOf('>') + 1
        : 0;
    if (end < 3) break;
    rest = rest.slice(end);
  }
  if (ROOT.test(rest)) return rest;
  return /^<(?:head|body|frameset)[\s>]/i.test(rest)
    ? `<html>${rest}</html>`
    : `<html><body>${rest}</body></html>`;
}

/** In XHTML an element can close itself; read as HTML, a script would swallow the page behind it. */
function closedTags(source: string): string {
  return source.replace(
    /<(script|style|title|textarea|iframe|noscript|a|div|span|p|td|th|li|i|b|em)((?:\s[^<>]*)?)\/>/gi,
    '<$1$2></$1>',
  );
}

/** An attribute, however its name was written; null where there is none. At most 2,000 characters of it. */
export function attributeOf(element: PageElement, name: string): string | null {
  const value = element.getAttribute(name) ?? element.getAttribute(name.toUpperCase());
  return value === null ? null : value.slice(0, 2_000);
}

/** The nodes of a tree in the order of the text. Does not recurse. Skips below elements for which `enter` is false. */
export function* nodesOf(
  root: PageElement,
  enter: (element: PageElement) => boolean = () => true,
): Generator<PageNode> {
  let node: PageNode = root;
  for (;;) {
    yield node;
    if (isElement(node) && node.firstChild !== null && enter(node)) {
      node = node.firstChild;
      continue;
    }
    while (node !== root && node.nextSibling === null) node = node.parentNode!;
    if (node === root) return;
    node = node.nextSibling!;
  }
}
