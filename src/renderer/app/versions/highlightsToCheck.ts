import { create } from 'zustand';
import type { Id } from '../../../core/model/id';
import { goTo } from '../navigation';

/** The document whose highlights somebody asked to check; what shows them takes it. */
export const useHighlightsToCheck = create<Id | null>(() => null);

/** Goes to the highlights of a document that wait for their place in its new text: the reader opens where they are. */
export function checkHighlights(document: Id): void {
  useHighlightsToCheck.setState(document, true);
  goTo({ view: 'reader', document });
}
