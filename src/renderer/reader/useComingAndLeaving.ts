import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { isFocusAdrift } from '../app/useStartFocus';
import { useHighlightsToCheck } from '../app/versions/highlightsToCheck';
import { isNewPassage, leavePlace, type ReadingPlace } from './readingPlaces';
import type { TextViewHandle } from './TextView';

/** Milliseconds for which a passage that was arrived at is shown. */
const FLASH = 4_000;

export type Visit = {
  /** The passage that was asked for. */
  readonly at: Range | null;
  /** The passage that was arrived at and is still shown. */
  readonly flash: Range | null;
  /** Highlights wait for their place in the text. */
  readonly hasToCheck: boolean;
  /** What is kept of where the reader is, beside what the view itself knows. */
  readonly place: Pick<ReadingPlace, 'selection' | 'openFolds'>;
  readonly onArrive: (passage: Range) => void;
  readonly onFlashed: () => void;
  /** Somebody asked to check the highlights that wait. */
  readonly onCheck: () => void;
  /** Called when the reader goes away; null when nothing is left to do. */
  readonly onLeave: RefObject<(() => void) | null>;
};

/** What happens when a document is come to, at a passage of it or not, and when it is left: its place is kept. */
export function useComingAndLeaving(
  document: Id,
  view: RefObject<TextViewHandle | null>,
  visit: Visit,
): void {
  const { at, flash, hasToCheck, place, onArrive, onFlashed, onCheck, onLeave } = visit;
  useEffect(() => {
    if (!at) return;
    const frame = requestAnimationFrame(() => {
      if (isNewPassage(at)) onArrive(at);
    });
    return () => cancelAnimationFrame(frame);
    // Only a new passage moves the reader, not a fold that was opened meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  useEffect(() => {
    if (!flash) return;
    const timer = setTimeout(onFlashed, FLASH);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one passage, one time
  }, [flash]);
  useEffect(() => {
    if (isFocusAdrift()) view.current?.focus();
  }, [view]);

  const isAsked = useHighlightsToCheck() === document && hasToCheck;
  useEffect(() => {
    if (isAsked) onCheck();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each time it is asked
  }, [isAsked]);

  const leaving = useRef(place);
  useLayoutEffect(() => {
    leaving.current = place;
  });
  useLayoutEffect(
    () => () => {
      onLeave.current?.();
      // The view is still on the page here.
      const left = view.current?.place();
      if (left) leavePlace(document, { ...left, ...leaving.current });
    },
    [document, view, onLeave],
  );
}
