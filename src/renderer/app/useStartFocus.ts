import { useEffect, type RefObject } from 'react';

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
