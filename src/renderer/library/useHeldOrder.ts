import { useState, type FocusEvent } from 'react';
import { useImportDesk } from './importDesk';

/** Milliseconds in which what was just given to be imported comes in under the pointer: it is what one looks for. */
const GRACE = 3_000;

/** Whether somebody is about to choose a row, and what tells of it, for the part of the page that holds the table. */
export type HeldOrder = {
  readonly isHeld: boolean;
  readonly watch: {
    onPointerMove: () => void;
    onPointerLeave: () => void;
    onKeyDown: () => void;
    onBlur: (event: FocusEvent) => void;
  };
};

/**
 * Rows must not move under a pointer, nor away from the keyboard: held from the first movement of the pointer over the table,
 * or the first key in it, until the pointer and the focus are elsewhere. Giving files lets go.
 */
export function useHeldOrder(): HeldOrder {
  const askedAt = useImportDesk((state) => state.askedAt);
  // What was given since they were set lets go.
  const [pointedAfter, setPointedAfter] = useState<number | null>(null);
  const [typedAfter, setTypedAfter] = useState<number | null>(null);
  const held = (): number | null => (performance.now() - askedAt < GRACE ? null : askedAt);
  return {
    isHeld: pointedAfter === askedAt || typedAfter === askedAt,
    watch: {
      onPointerMove: () => setPointedAfter(held()),
      onPointerLeave: () => setPointedAfter(null),
      onKeyDown: () => setTypedAfter(held()),
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setTypedAfter(null);
      },
    },
  };
}
