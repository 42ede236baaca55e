import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { VirtualListHandle } from '../ui';
import type { Row } from './resultRows';

export type ResultKeys = {
  view: RefObject<HTMLElement | null>;
  field: RefObject<HTMLInputElement | null>;
  list: RefObject<VirtualListHandle | null>;
  rows: readonly Row[];
  /** Hits among the rows. */
  count: number;
  /** The hit that has the keyboard, by number. */
  active: number;
  onActive: (number: number) => void;
  /** A hit was opened from here before: coming back, the keyboard is on it again. */
  isBack: boolean;
};

/**
 * Keys between the field and the results: arrows and pages go through the hits, Escape and up from the first go to the
 * field. Gives what the view does with a key.
 */
export function useResultKeys(keys: ResultKeys): (event: KeyboardEvent) => void {
  const { view, field, list, rows, count, active, onActive, isBack } = keys;
  /** The hit that was gone to last. */
  const latest = useRef(-1);
  const focusHit = (number: number): void => {
    if (count === 0) return;
    const wanted = Math.max(0, Math.min(count - 1, number));
    onActive(wanted);
    list.current?.scrollTo(rows.findIndex((row) => row.kind === 'hit' && row.number === wanted));
    latest.current = wanted;
    const focus = (): boolean => {
      const hit = view.current?.querySelector<HTMLElement>(`[data-hit="${wanted}"]`);
      if (latest.current === wanted) hit?.focus();
      return hit instanceof HTMLElement;
    };
    // At once where it can be, else when the row is drawn. Meanwhile the list has the keyboard: the row that had it may be
    // taken away, and a key pressed right after goes on from here.
    if (focus()) return;
    view.current?.querySelector<HTMLElement>('[data-results]')?.focus({ preventScroll: true });
    requestAnimationFrame(() => requestAnimationFrame(focus));
  };

  const hasResults = count > 0;
  const wasOpened = useRef(isBack);
  // A query that is there already is to be read or typed over.
  useEffect(() => {
    if (!wasOpened.current) field.current?.select();
    // Once, when the view comes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    if (!wasOpened.current || !hasResults) return;
    wasOpened.current = false;
    const frame = requestAnimationFrame(() => {
      view.current?.querySelector<HTMLElement>(`[data-hit="${active}"]`)?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // Once, when the results that were left are there again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasResults]);

  return (event) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const inField = event.target === field.current;
    const inList = event.target instanceof Element && event.target.closest('[data-results]') !== null;
    if (!inField && !inList) return;
    const from = inField ? -1 : active;
    const to: Partial<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + 10,
      PageUp: Math.max(0, from - 10),
      ...(!inField && { Home: 0, End: count - 1 }),
    };
    const wanted = to[event.key];
    if (wanted !== undefined && !(inField && wanted < 0)) {
      event.preventDefault();
      if (wanted < 0) field.current?.focus();
      else focusHit(wanted);
    } else if (event.key === 'Escape' && !inField) field.current?.focus();
  };
}
