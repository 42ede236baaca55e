import { useState, type PointerEvent, type RefObject } from 'react';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { positionNear } from '../app/passage/visualLines';

/**
 * Dragging an end of the active highlight. `dragged` is where it would be if it were dropped now, null while nothing is
 * dragged; `onBounds` is called once, at the end, and only when something changed.
 */
export function useBoundsDrag(
  body: RefObject<HTMLElement | null>,
  active: ShownHighlight | null,
  onDragging: (dragging: boolean) => void,
  onBounds: (id: Id, bounds: Range) => void,
): {
  dragged: (Range & { readonly id: Id }) | null;
  onHandleDown: (event: PointerEvent<HTMLElement>, end: 'from' | 'to') => void;
} {
  const [dragged, setDragged] = useState<(Range & { id: Id }) | null>(null);

  const onHandleDown = (event: PointerEvent<HTMLElement>, end: 'from' | 'to'): void => {
    if (!active || event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const start = active;
    let latest: Range = start;
    handle.setPointerCapture(event.pointerId);
    onDragging(true);
    const drag = (moved: globalThis.PointerEvent): void => {
      const root = body.current;
      const position = root && positionNear(root, moved.clientX, moved.clientY);
      if (position === null) return;
      latest =
        end === 'from'
          ? { from: Math.min(position, start.to - 1), to: start.to }
          : { from: start.from, to: Math.max(position, start.from + 1) };
      setDragged({ ...latest, id: start.id });
    };
    const drop = (): void => {
      handle.removeEventListener('pointermove', drag);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', drop);
      setDragged(null);
      onDragging(false);
      if (latest.from !== start.from || latest.to !== start.to) onBounds(start.id, latest);
    };
    handle.addEventListener('pointermove', drag);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', drop);
  };

  return { dragged, onHandleDown };
}
