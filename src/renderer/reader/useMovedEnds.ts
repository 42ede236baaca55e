import { useEffect, useRef, type RefObject } from 'react';
import type { Id } from '../../core/model/id';
import { beforeUndo } from '../app/inTurn';
import type { ReaderState } from './readerState';

/** Pause after which moved ends of a highlight are saved, in milliseconds. */
const REST = 300;

/**
 * Saves the moved ends of a highlight when the keys rest, so that a run of presses is one step; `onSaved` tells which. What
 * is in the answer saves at once what has not been saved yet, null when there is nothing.
 */
export function useMovedEnds(
  moving: ReaderState['moving'],
  edit: (highlight: Id, changes: { bounds: { from: number; to: number } }) => Promise<unknown>,
  onSaved: (moved: ReaderState['moving']) => void,
): RefObject<(() => void) | null> {
  const settle = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (!moving) return;
    let isSaving = false;
    const save = (): void => {
      if (isSaving) return;
      isSaving = true;
      const { from, to } = moving;
      void edit(moving.id, { bounds: { from, to } }).then(() => onSaved(moving));
    };
    settle.current = save;
    const timer = setTimeout(save, REST);
    const forget = beforeUndo(save);
    return () => {
      clearTimeout(timer);
      forget();
      settle.current = null;
    };
    // Who is told changes with each drawing, what is saved does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moving, edit]);
  return settle;
}
