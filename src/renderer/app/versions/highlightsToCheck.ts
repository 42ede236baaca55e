import { create } from 'zustand';
import type { Id } from '../../../core/model/id';
import { listCommands, runCommand } from '../commands';
import { goTo } from '../navigation';

/** The document whose highlights somebody asked to check; whoever shows them takes it. */
export const useHighlightsToCheck = create<Id | null>(() => null);

/** Shows the inspector, in which they are, whether it is hidden or not. */
const SHOWS_INSPECTOR = 'reader.details';

/** Frames to wait until the reader is there. */
const PATIENCE = 300;

/** Goes to the highlights of a document that wait for their place in its new text. */
export function checkHighlights(document: Id): void {
  useHighlightsToCheck.setState(document, true);
  goTo({ view: 'reader', document });
  const wait = (frames: number): void => {
    if (frames === 0 || useHighlightsToCheck.getState() !== document) return;
    if (listCommands().some(({ id }) => id === SHOWS_INSPECTOR)) runCommand(SHOWS_INSPECTOR);
    else requestAnimationFrame(() => wait(frames - 1));
  };
  requestAnimationFrame(() => wait(PATIENCE));
}
