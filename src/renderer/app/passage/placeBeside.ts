/** Edges in pixels of the window. */
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};
/** Where a caret stands: a vertical line. */
export type CaretBox = { readonly x: number; readonly top: number; readonly bottom: number };

const GAP = 10;
const EDGE = 8;

/**
 * Where a bar of a size goes beside a passage, as an offset in the frame: on the preferred side where it fits, else on the
 * other, else as near as the frame allows. `seen` tells whether any part of the passage is.
 */
export function placeBeside(
  frame: Box,
  start: CaretBox,
  end: CaretBox,
  size: { readonly width: number; readonly height: number },
  prefer: 'above' | 'below',
): { left: number; top: number; seen: boolean } {
  const sides = {
    above: start.top - frame.top - size.height - GAP,
    below: end.bottom - frame.top + GAP,
  };
  const room = frame.bottom - frame.top - size.height - EDGE;
  const fits = (top: number): boolean => top >= EDGE / 2 && top <= room;
  const order = prefer === 'above' ? [sides.above, sides.below] : [sides.below, sides.above];
  const top = order.find(fits) ?? Math.max(EDGE / 2, Math.min(sides.below, room));
  const oneLine = Math.abs(end.top - start.top) < 4;
  // Over several lines its own first words stand over the first of the passage.
  const left = oneLine ? (start.x + end.x - size.width) / 2 : Math.min(start.x, end.x) - GAP;
  const widest = frame.right - frame.left - size.width - 2 * EDGE;
  return {
    left: Math.round(Math.min(Math.max(EDGE, left - frame.left), Math.max(EDGE, widest))),
    top: Math.round(top),
    seen: end.bottom > frame.top && start.top < frame.bottom,
  };
}

/**
 * Puts a bar beside the passage from `first` to `last`; null is an end that is not drawn. A bar whose passage is out of
 * sight is hidden, unless something is typed into it: `isTypedInto`.
 */
export function putBeside(
  bar: HTMLElement,
  stage: HTMLElement,
  first: CaretBox | null,
  last: CaretBox | null,
  isTypedInto: boolean,
): void {
  const start = first ?? last;
  const end = last ?? first;
  bar.hidden = false;
  if (!start || !end) {
    bar.hidden = !isTypedInto;
    return;
  }
  const size = { width: bar.offsetWidth, height: bar.offsetHeight };
  const place = placeBeside(stage.getBoundingClientRect(), start, end, size, isTypedInto ? 'below' : 'above');
  bar.style.transform = `translate(${place.left}px, ${place.top}px)`;
  bar.hidden = !place.seen && !isTypedInto;
}
