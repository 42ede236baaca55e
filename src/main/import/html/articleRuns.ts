import { Readability } from '@mozilla/readability';
import {
  attributeOf,
  isElement,
  isText,
  nodesOf,
  type PageElement,
  type PageNode,
  type PageTree,
} from './pageTree';

/** More elements than an article's page has: there the search for the article would take longer than it is worth. */
const MAX_ELEMENTS = 40_000;
// The types name a browser's nodes, which this program has not.
const asElement = (node: unknown): PageElement => node as PageElement;
const MARK = 'data-dossier-run';

/**
 * Which runs of text Mozilla's Readability takes for the article; null where it finds none, gives up, or the page is too
 * large for it. Takes the tree apart: nothing can be read from it afterwards.
 */
export function articleRuns(tree: PageTree, runs: readonly PageNode[]): ReadonlySet<number> | null {
  let elements = 0;
  for (const node of nodesOf(tree.documentElement)) {
    if (!isElement(node)) continue;
    elements += 1;
    // Saved while a dialog was open, the page below it is marked as hidden.
    if (attributeOf(node, 'aria-hidden') === 'true' && !isIcon(node)) node.removeAttribute('aria-hidden');
  }
  if (elements + runs.length > MAX_ELEMENTS) return null;
  bodyBesideHead(tree);
  for (const [run, first] of runs.entries()) mark(tree, first, run);
  try {
    const found = new Readability<PageElement>(
      // linkedom's document has what Readability uses of a browser's.
      tree as unknown as ConstructorParameters<typeof Readability>[0],
      {
        // The page's own data is read elsewhere, and classes are wanted by nobody.
        disableJSONLD: true,
        serializer: asElement,
      },
    ).parse();
    if (!found?.content) return null;
    const kept = new Set<number>();
    for (const node of nodesOf(found.content)) {
      const run = isElement(node) ? node.getAttribute(MARK) : null;
      if (run !== null) kept.add(Number(run));
    }
    return kept;
  } catch {
    // Made for browsers' trees, it meets pages it does not expect; the zones of the page remain.
    return null;
  }
}

/** What stands between head and body goes behind them: the tree's `body` is only what comes right after its `head`, else an empty one. */
function bodyBesideHead({ documentElement: root }: PageTree): void {
  const strays: PageElement[] = [];
  let hasBody = false;
  for (let node = root.firstChild; node !== null; node = node.nextSibling) {
    if (!isElement(node)) continue;
    if (node.localName === 'body' || node.localName === 'frameset') {
      hasBody = true;
      break;
    }
    if (node.localName !== 'head') strays.push(node);
  }
  if (hasBody) for (const stray of strays) root.appendChild(stray);
}

/** Readability keeps elements but makes new text, so each run is put into an element of its own. */
function mark(tree: PageTree, first: PageNode, run: number): void {
  if (!isText(first) || first.parentNode === null || first.parentNode.localName === 'html') return;
  const span = tree.createElement('span');
  span.setAttribute(MARK, String(run));
  first.parentNode.insertBefore(span, first);
  for (let node: PageNode | null = first; node !== null && isText(node);) {
    const next: PageNode | null = node.nextSibling;
    span.appendChild(node);
    node = next;
  }
}

/** Short enough that nobody misses it. */
function isIcon(element: PageElement): boolean {
  let left = 100;
  for (const node of nodesOf(element)) {
    if (isText(node)) left -= node.data.trim().length;
    if (left < 0) return false;
  }
  return true;
}
