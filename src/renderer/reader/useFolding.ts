import type { Dispatch, SetStateAction } from 'react';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { writtenNumber } from '../../core/text/writtenNumber';
import { showMessage } from '../app/messages';
import { act, useCall } from '../app/session';
import type { FoldRow, ReaderRow } from './foldedBlocks';

/** What the reader lends to folding. */
export type FoldingWork = {
  /** The words that are selected, without spaces around them; null where none are. */
  readonly selected: Range | null;
  readonly caret: number;
  readonly setOpenFolds: Dispatch<SetStateAction<ReadonlySet<string>>>;
  readonly say: (words: string) => void;
  /** The work on what is selected is done. */
  readonly rest: () => void;
};

/** Folding page furniture away and unfolding it, here and in all documents of the outlet; null as outlet where none is known. */
export function useFolding(id: Id, rows: readonly ReaderRow[], work: FoldingWork) {
  const { selected, caret, setOpenFolds, say, rest } = work;
  const fold = (row: FoldRow): void =>
    setOpenFolds((open) => {
      const next = new Set(open);
      if (!next.delete(row.key)) next.add(row.key);
      return next;
    });
  const keepFold = (row: FoldRow, isFolded: boolean): void => {
    void (async () => {
      await act('documents.markFurniture', { id, from: row.from, to: row.to, furniture: isFolded });
    })();
    if (isFolded) setOpenFolds((open) => new Set([...open].filter((key) => key !== row.key)));
  };
  const foldSelected = (): void => {
    if (!selected) {
      showMessage({
        kind: 'info',
        text: 'Nothing is selected.',
        next: 'Select what is page furniture with the mouse, or with Shift and the arrow keys.',
      });
      return;
    }
    void act('documents.markFurniture', { id, ...selected, furniture: true }).then((done) => {
      if (done) say('Folded away as page furniture');
    });
    rest();
  };
  const outlet = useCall('documents.outlet', { id }).data ?? null;
  const teach = ({ from, to }: Range, furniture: boolean): void => {
    void act('documents.teachFurniture', { id, from, to, furniture, scope: 'outlet' }).then((done) => {
      if (!done || !outlet) return;
      const { documents } = done;
      const where = `in ${documents === 1 ? '1 document' : `${writtenNumber(documents)} documents`} of ${outlet.name}`;
      showMessage({
        kind: 'info',
        text: furniture ? `Folded away ${where}.` : `Shown ${where}.`,
        next: furniture ? 'Later documents of it follow.' : 'It will not be folded again.',
      });
    });
    rest();
  };
  const foldHere = (): void => {
    const folds = rows.filter((row) => row.kind === 'fold');
    const here = folds.findLast((row) => row.from <= caret && caret <= row.to);
    const nearest = here ?? folds.find((row) => row.from >= caret) ?? folds.at(-1);
    if (!nearest) return;
    if (nearest.state === 'kept') keepFold(nearest, true);
    else fold(nearest);
    say(`${nearest.label} ${nearest.state === 'closed' ? 'shown' : 'folded away'}`);
  };
  return { fold, keepFold, foldSelected, teach, foldHere, outlet };
}
