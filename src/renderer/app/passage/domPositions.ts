/**
 * Between the page and the text: every run of text is an element with `data-from`, holding one text node whose characters
 * are those of the document from that position on. So a position needs no counting, only the run it is in.
 */
export type DomPoint = { readonly node: Node; readonly offset: number };

/** Every run; a page that shows several texts asks for those of one. */
export const RUN = '[data-from]';

/**
 * The position of a point of the page; null outside all runs of `root`. A point between runs (in a row, a heading of the
 * page) belongs to the start of the next run, after the last one to its end.
 */
export function positionOf(root: Element, node: Node, offset: number, runs = RUN): number | null {
  if (!root.contains(node)) return null;
  const run = (node instanceof Element ? node : node.parentElement)?.closest(runs);
  if (run && root.contains(run)) {
    const inText = node.nodeType === Node.TEXT_NODE ? offset : offset === 0 ? 0 : lengthOf(run);
    return startOf(run) + Math.min(inText, lengthOf(run));
  }
  // Between runs: compare places in the tree.
  const at = document.createRange();
  at.setStart(node, offset);
  const all = root.querySelectorAll(runs);
  for (const candidate of all) {
    if (at.comparePoint(candidate, 0) >= 0) return startOf(candidate);
  }
  const last = all[all.length - 1];
  return last ? startOf(last) + lengthOf(last) : null;
}

/**
 * The point of the page that shows a position; null when no run of `root` does. At the border of two runs `side` chooses:
 * the start of the one after it, or the end of the one before it.
 */
export function pointOf(
  root: Element,
  position: number,
  side: 'before' | 'after' = 'after',
  runs = RUN,
): DomPoint | null {
  let found: DomPoint | null = null;
  for (const run of root.querySelectorAll(runs)) {
    const from = startOf(run);
    const node = run.firstChild;
    if (!node || position < from || position > from + lengthOf(run)) continue;
    found = { node, offset: position - from };
    if (side === 'before' || position < from + lengthOf(run)) break;
  }
  return found;
}

/** The range of the text that a selection of the page covers, with its direction; null when an end is elsewhere. */
export function selectionOf(
  root: Element,
  selection: Selection,
  runs = RUN,
): { anchor: number; focus: number } | null {
  const { anchorNode, focusNode } = selection;
  if (!anchorNode || !focusNode) return null;
  const anchor = positionOf(root, anchorNode, selection.anchorOffset, runs);
  const focus = positionOf(root, focusNode, selection.focusOffset, runs);
  return anchor === null || focus === null ? null : { anchor, focus };
}

const startOf = (run: Element): number => Number((run as HTMLElement).dataset.from);
const lengthOf = (run: Element): number => run.firstChild?.nodeValue?.length ?? 0;
