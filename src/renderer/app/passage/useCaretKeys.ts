import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Range } from '../../../core/model/range';
import { move, type CaretSelection, type Direction, type Stretches, type Unit } from './caret';
import { caretBox, linesAround, positionNear, positionOnLine } from './visualLines';

export type CaretKeysOptions = {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly body: RefObject<HTMLElement | null>;
  readonly stretches: Stretches;
  readonly selection: CaretSelection;
  readonly reveal: (range: Range, place: 'nearest') => void;
  readonly onSelect: (selection: CaretSelection) => void;
  readonly onEscape: () => void;
  /** Selector of the runs of the one text that the caret is in; without it, of all. */
  readonly runs?: string;
};

/**
 * The keys that move the caret of a text and extend its selection, as the system's own editors have them. `forgetColumn`:
 * the next step up or down starts from where the caret is then, not from the column it was meant to keep.
 */
export function useCaretKeys({
  scroller,
  body,
  stretches,
  selection,
  reveal,
  onSelect,
  onEscape,
  runs,
}: CaretKeysOptions): { onKeyDown: (event: KeyboardEvent) => void; forgetColumn: () => void } {
  /** Where up and down keep to, in pixels of the window. */
  const column = useRef<number | null>(null);
  const from = Math.min(selection.anchor, selection.focus);
  const to = Math.max(selection.anchor, selection.focus);

  const put = (focus: number, extend: boolean): void => {
    onSelect({ anchor: extend ? selection.anchor : focus, focus });
    reveal({ from: focus, to: focus }, 'nearest');
  };

  /** Where the caret would be if the reader had put it where they look; null where it is in view. */
  const seenPlace = (): number | null => {
    const root = body.current;
    const view = scroller.current?.getBoundingClientRect();
    if (!root || !view) return null;
    const box = caretBox(root, selection.focus, runs);
    if (box && box.bottom > view.top && box.top < view.bottom) return null;
    return positionNear(root, view.left, view.top + 24, runs);
  };

  const byLine = (direction: Direction, extend: boolean): void => {
    const root = body.current;
    const box = root && caretBox(root, selection.focus, runs);
    if (!root || !box) return;
    column.current ??= box.x;
    const { above, below } = linesAround(root, box, runs);
    const line = direction === 'forward' ? below : above;
    if (line) put(positionOnLine(line, column.current), extend);
    else put(move(stretches, selection.focus, 'paragraph', direction), extend);
  };

  const byPage = (direction: Direction, extend: boolean): void => {
    const view = scroller.current;
    const root = body.current;
    const box = root && caretBox(root, selection.focus, runs);
    if (!view || !root) return;
    const seen = view.getBoundingClientRect();
    const x = (column.current ??= box?.x ?? seen.left);
    const y = box ? Math.min(Math.max(box.top, seen.top), seen.bottom) + 4 : seen.top + 24;
    const before = view.scrollTop;
    view.scrollBy(0, (direction === 'forward' ? 1 : -1) * (seen.height - 48));
    const atEnd = view.scrollTop === before;
    // The rows that came into view are mounted and measured by then.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const edge = direction === 'forward' ? seen.bottom : seen.top;
        const position = positionNear(root, x, atEnd ? edge : y, runs);
        if (position !== null) put(position, extend);
      }),
    );
  };

  const toLineEnd = (direction: Direction, extend: boolean): void => {
    const root = body.current;
    const box = root && caretBox(root, selection.focus, runs);
    const line = root && box && linesAround(root, box, runs).on;
    if (line) put(positionOnLine(line, direction === 'forward' ? Infinity : -Infinity), extend);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const { key, shiftKey: extend } = event;
    const word = APPLE ? event.altKey : event.ctrlKey;
    const large = APPLE ? event.metaKey : event.ctrlKey;
    // Alt alone belongs to the window's history, Shift+Alt to the ends of a highlight.
    if (event.altKey && !APPLE) return;
    if (event.altKey && extend) return;
    const direction = DIRECTIONS[key];
    if (direction === undefined) {
      if (key === 'a' && large && !extend) {
        event.preventDefault();
        onSelect({
          anchor: move(stretches, 0, 'document', 'back'),
          focus: move(stretches, 0, 'document', 'forward'),
        });
      } else if (key === 'Escape') {
        onEscape();
      } else if (key === ' ' && !large) {
        event.preventDefault();
        const view = scroller.current;
        view?.scrollBy(0, (extend ? -1 : 1) * (view.clientHeight - 48));
      }
      return;
    }
    event.preventDefault();
    const vertical = key === 'ArrowUp' || key === 'ArrowDown' || key.startsWith('Page');
    if (!vertical || large) column.current = null;
    const here = extend ? null : seenPlace();
    if (here !== null && !large && key.startsWith('Arrow')) {
      put(here, false);
      return;
    }
    const by = (unit: Unit): void => put(move(stretches, selection.focus, unit, direction), extend);
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        if (APPLE && large) toLineEnd(direction, extend);
        else if (word) by('word');
        else if (!extend && from < to) put(direction === 'forward' ? to : from, false);
        else by('character');
        return;
      case 'ArrowUp':
      case 'ArrowDown':
        if (large) by(APPLE ? 'document' : 'paragraph');
        else if (word) by('paragraph');
        else byLine(direction, extend);
        return;
      case 'Home':
      case 'End':
        if (large) by('document');
        else toLineEnd(direction, extend);
        return;
      default:
        byPage(direction, extend);
    }
  };

  return { onKeyDown, forgetColumn: () => (column.current = null) };
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

const DIRECTIONS: Readonly<Record<string, Direction | undefined>> = {
  ArrowLeft: 'back',
  ArrowUp: 'back',
  Home: 'back',
  PageUp: 'back',
  ArrowRight: 'forward',
  ArrowDown: 'forward',
  End: 'forward',
  PageDown: 'forward',
};
