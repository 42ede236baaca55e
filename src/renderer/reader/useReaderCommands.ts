import type { Tag } from '../../core/model/tag';
import { useCommands, type Command } from '../app/commands';
import type { Direction } from '../app/passage/caret';
import type { BarWork } from '../app/passage/target';

export type ReaderActions = {
  again: Tag | null;
  hasTarget: boolean;
  hasHighlight: boolean;
  canRemove: boolean;
  hasFolds: boolean;
  isInspecting: boolean;
  highlight: () => void;
  begin: (mode: BarWork['mode']) => void;
  tagAgain: () => void;
  note: () => void;
  cite: () => void;
  walk: (by: 1 | -1) => void;
  moveEnd: (end: 'from' | 'to', direction: Direction) => void;
  remove: () => void;
  find: () => void;
  foldHere: () => void;
  foldSelected: () => void;
  repair: () => void;
  editDetails: () => void;
  toggleInspector: () => void;
};

/** Everything the reader can do, in the one table that keys, palette, menu and shortcut sheet read. */
export function useReaderCommands(on: ReaderActions): void {
  const command = (
    id: string,
    title: string,
    keys: string | undefined,
    run: () => void,
    more: Partial<Command> = {},
  ): Command => ({ id: `reader.${id}`, title, group: 'Reader', keys, run, ...more });
  // Alt with the arrows alone is the window's history, so the ends of a highlight take Shift as well.
  const bound = { yieldsToFields: true, enabled: on.hasHighlight };
  useCommands([
    command('highlight', 'Highlight the selection', 'h', on.highlight),
    command('tag', 'Tag…', 't', () => on.begin('tag')),
    command('tagAgain', on.again ? `Tag again: ${on.again.name}` : 'Tag again', 'q', on.tagAgain),
    command('tagAgainShift', 'Tag again', 'Shift+t', on.tagAgain, { hidden: true }),
    command('comment', 'Comment…', 'c', () => on.begin('comment')),
    command('note', on.hasTarget ? 'Add note on this passage' : 'Add note on this document', 'n', on.note),
    command('brief', 'Add to brief…', 'b', () => on.begin('brief')),
    command('cite', 'Copy with citation', 'Shift+c', on.cite),
    command('nextHighlight', 'Next highlight', '.', () => on.walk(1)),
    command('previousHighlight', 'Previous highlight', ',', () => on.walk(-1)),
    command('endLater', 'End the highlight a word later', 'Shift+Alt+ArrowRight', () => on.moveEnd('to', 'forward'), bound),
    command('endEarlier', 'End the highlight a word earlier', 'Shift+Alt+ArrowLeft', () => on.moveEnd('to', 'back'), bound),
    command('startEarlier', 'Start the highlight a word earlier', 'Shift+Alt+ArrowUp', () => on.moveEnd('from', 'back'), bound),
    command('startLater', 'Start the highlight a word later', 'Shift+Alt+ArrowDown', () => on.moveEnd('from', 'forward'), bound),
    command('remove', 'Remove highlight', 'Delete', on.remove, { enabled: on.canRemove }),
    command('find', 'Find in this document', '$mod+f', on.find),
    command('fold', 'Show or fold away page furniture', 'f', on.foldHere, { enabled: on.hasFolds }),
    command('furniture', 'Fold the selected blocks as page furniture', 'Shift+f', on.foldSelected),
    command('repair', 'Repair the text of this document', undefined, on.repair),
    command('details', 'Edit details of this document', undefined, on.editDetails),
    command('inspector', on.isInspecting ? 'Hide the inspector' : 'Show the inspector', 'i', on.toggleInspector),
  ]); // prettier-ignore
}
