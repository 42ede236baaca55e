import { useEffect, useRef, type RefObject } from 'react';

/** The part of the window that holds the present view; takes the focus itself where a view names nothing better. */
export const VIEW_ID = 'view';

/** True while the focus is nowhere: on the page, or on the part that holds the views. */
export function isFocusAdrift(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.id === VIEW_ID;
}

/** Gives the keyboard to the main thing of a view when it opens, unless somebody has it: arrows then work at once. */
export function useStartFocus(target: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    // Not in a window that has just opened: nobody has touched it yet, and a ring would only puzzle.
    if (isFocusAdrift() && navigator.userActivation.hasBeenActive)
      target.current?.focus({ preventScroll: true });
  }, [target]);
}

/** Gives the keyboard to the view as a whole when `gone` becomes true and what had it went away: Tab then goes on there. */
export function useFocusAfter(gone: boolean): void {
  useEffect(() => {
    if (gone && isFocusAdrift()) document.getElementById(VIEW_ID)?.focus({ preventScroll: true });
  }, [gone]);
}

/**
 * Keeps the keyboard in a list whose item with the focus goes away when `of` changes: it goes to the item that stands there
 * now, at its part marked `data-heir` or else its first button; to the view as a whole where the list is empty.
 */
export function useFocusKept(list: RefObject<HTMLElement | null>, of: unknown): void {
  /** The item that has the focus, by its number; null: something outside the list has it. */
  const at = useRef<number | null>(null);
  useEffect(() => {
    const follow = ({ target }: FocusEvent): void => {
      if (!(target instanceof Node)) return;
      const items = [...(list.current?.children ?? [])];
      const item = items.findIndex((one) => one.contains(target));
      // What lies over the window gives the focus back when it goes.
      if (item < 0 && target instanceof Element && target.closest('[role=menu],[role=dialog]')) return;
      at.current = item < 0 ? null : item;
    };
    document.addEventListener('focusin', follow);
    return () => document.removeEventListener('focusin', follow);
  }, [list]);
  useEffect(() => {
    if (at.current === null || !isFocusAdrift()) return;
    const items = list.current?.children ?? [];
    const item = items[Math.min(at.current, items.length - 1)];
    const heir = item?.querySelector<HTMLElement>('[data-heir]') ?? item?.querySelector('button');
    (heir ?? document.getElementById(VIEW_ID))?.focus();
  }, [list, of]);
}
