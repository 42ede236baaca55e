import type { HistoryState } from '../../core/api/contract';
import { undoInTurn } from './inTurn';
import { dismissOffers, showMessage } from './messages';
import { act, useCall } from './session';

/** What undo and redo would do now. */
export function useHistory(): HistoryState {
  return useCall('history.state', {}).data ?? { undo: null, redo: null };
}

/** Takes back the last step of the whole library and says which it was. */
export async function undo(): Promise<void> {
  const undone = await undoInTurn(() => act('history.undo', {}));
  if (undone) {
    dismissOffers();
    showMessage({
      kind: 'info',
      text: `Undid: ${undone.name}`,
      action: { label: 'Redo', run: () => void redo() },
    });
  }
}

/** Does it again. */
export async function redo(): Promise<void> {
  const redone = await undoInTurn(() => act('history.redo', {}));
  if (redone) {
    dismissOffers();
    showMessage({
      kind: 'info',
      text: `Did again: ${redone.name}`,
      action: { label: 'Undo', run: () => void undo() },
    });
  }
}
