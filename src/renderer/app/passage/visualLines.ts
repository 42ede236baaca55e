import { pointOf, RUN } from './domPositions';

/** One line of the page as it is laid out now, in pixels of the window, with the runs that lie on it. */
export type VisualLine = {
  readonly top: number;
  readonly bottom: number;
  readonly parts: readonly { readonly run: HTMLElement; readonly left: number; readonly right: number }[];
};

/** The laid-out lines of the runs inside an element, top to bottom. */
export function linesOf(element: Element, runs = RUN): VisualLine[] {
  const lines: { top: number; bottom: number; parts: { run: HTMLElement; left: number; right: number }[] }[] =
    [];
  for (const run of element.querySelectorAll<HTMLElement>(runs)) {
    for (const rect of run.getClientRects()) {
      const part = { run, left: rect.left, right: rect.right };
      const middle = (rect.top + rect.bottom) / 2;
      const line = lines.findLast((one) => one.top <= middle && middle <= one.bottom);
      if (line) {
        line.parts.push(part);
        line.top = Math.min(line.top, rect.top);
        line.bottom = Math.max(line.bottom, rect.bottom);
      } else lines.push({ top: rect.top, bottom: rect.bottom, parts: [part] });
    }
  }
  return lines.sort((a, b) => a.top - b.top);
}

/** The position on a line nearest to `x`; `-Infinity` and `Infinity` give its ends, without the space it was broken at. */
export function positionOnLine(line: VisualLine, x: number): number {
  const distance = (part: VisualLine['parts'][number]): number => Math.max(part.left - x, x - part.right, 0);
  const sorted = [...line.parts].sort((a, b) => a.left - b.left);
  const { run } =
    x === Infinity
      ? sorted.at(-1)!
      : sorted.reduce((best, part) => (distance(part) < distance(best) ? part : best));
  const node = run.firstChild!;
  const length = node.nodeValue?.length ?? 0;
  const from = Number(run.dataset.from);
  const backwards = getComputedStyle(run).direction === 'rtl';
  // Characters come in order of line, then of place on it: find the first that lies past the point.
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = characterBox(node, middle);
    const half = (box.left + box.right) / 2;
    // The boxes of tightly set lines reach into each other; their middles do not.
    const height = (box.top + box.bottom) / 2;
    const before = height < line.top || (height <= line.bottom && (backwards ? half > x : half < x));
    if (before) low = middle + 1;
    else high = middle;
  }
  if (x === Infinity && low < length && /\s/.test(node.nodeValue!.charAt(low - 1))) low -= 1;
  return from + whole(node.nodeValue ?? '', low);
}

/** The place of the caret at a position, in pixels of the window; null where the position is not laid out. */
export function caretBox(
  root: Element,
  position: number,
  runs?: string,
): { x: number; top: number; bottom: number } | null {
  const after = pointOf(root, position, 'after', runs);
  if (!after) return null;
  const length = after.node.nodeValue?.length ?? 0;
  if (after.offset < length) {
    const box = characterBox(after.node, after.offset);
    const backwards = getComputedStyle(after.node.parentElement!).direction === 'rtl';
    if (box.bottom > box.top)
      return { x: backwards ? box.right : box.left, top: box.top, bottom: box.bottom };
  }
  const before = pointOf(root, position, 'before', runs) ?? after;
  if (before.offset === 0) {
    const rect = after.node.parentElement!.getBoundingClientRect();
    return { x: rect.left, top: rect.top, bottom: rect.bottom };
  }
  const box = characterBox(before.node, before.offset - 1);
  const backwards = getComputedStyle(before.node.parentElement!).direction === 'rtl';
  return { x: backwards ? box.left : box.right, top: box.top, bottom: box.bottom };
}

/** The position nearest to a point of the window, among the rows that are laid out; null when there are none. */
export function positionNear(root: Element, x: number, y: number, runs = RUN): number | null {
  let best: VisualLine | null = null;
  let least = Infinity;
  for (const row of root.querySelectorAll('[data-row]')) {
    const rect = row.getBoundingClientRect();
    if (Math.max(rect.top - y, y - rect.bottom, 0) > least) continue;
    for (const line of linesOf(row, runs)) {
      const far = Math.max(line.top - y, y - line.bottom, 0);
      if (far < least) {
        least = far;
        best = line;
      }
    }
  }
  return best && positionOnLine(best, x);
}

/** The lines next to a caret: the one it is on, and the nearest above and below that are laid out. */
export function linesAround(
  root: Element,
  caret: { top: number; bottom: number },
  runs = RUN,
): { above: VisualLine | null; on: VisualLine | null; below: VisualLine | null } {
  const middle = (caret.top + caret.bottom) / 2;
  let above: VisualLine | null = null;
  let on: VisualLine | null = null;
  let below: VisualLine | null = null;
  for (const row of root.querySelectorAll('[data-row]')) {
    const rect = row.getBoundingClientRect();
    if (above && rect.bottom < above.top) continue;
    if (below && rect.top > below.bottom) continue;
    for (const line of linesOf(row, runs)) {
      if (line.bottom <= middle) {
        if (!above || line.bottom > above.bottom) above = line;
      } else if (line.top >= middle) {
        if (!below || line.top < below.top) below = line;
      } else on = line;
    }
  }
  return { above, on, below };
}

function characterBox(node: Node, offset: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, offset);
  range.setEnd(node, Math.min(offset + 1, node.nodeValue?.length ?? 0));
  const rects = range.getClientRects();
  // At a line break a character can have two boxes: the second is where it is drawn.
  return rects[rects.length - 1] ?? range.getBoundingClientRect();
}

/** Never between the halves of a surrogate pair. */
function whole(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return offset > 0 && unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
