import { useState } from 'react';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { showMessage } from '../app/messages';
import { useCall, useClient } from '../app/session';
import { Button, Dialog, ErrorNote } from '../ui';
import styles from './DeleteForGoodDialog.module.css';

export type DeleteForGoodDialogProps = {
  /** Documents in the trash; `all` empties it. */
  ids: readonly Id[] | 'all';
  onClose: () => void;
  onDeleted: () => void;
};

/** The question before documents are taken away, and what will and will not be gone. */
export function DeleteForGoodDialog({ ids, onClose, onDeleted }: DeleteForGoodDialogProps) {
  const client = useClient();
  const { data: library } = useCall('library.status', {});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const number = ids === 'all' ? (library?.trashed ?? 0) : ids.length;
  const what = number === 1 ? '1 document' : `${writtenNumber(number)} documents`;

  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      const chosen = ids === 'all' ? await everythingInTrash() : [...ids];
      const gone = await client.call('keeping.deleteForGood', { ids: chosen });
      showMessage({
        kind: 'info',
        text:
          gone.documents === 1
            ? 'Deleted 1 document for good.'
            : `Deleted ${gone.documents} documents for good.`,
      });
      onDeleted();
      onClose();
    } catch (thrown) {
      setError(AppError.from(thrown));
      setBusy(false);
    }
  };
  const everythingInTrash = async (): Promise<Id[]> => {
    const found: Id[] = [];
    for (let total = 1; found.length < total;) {
      const page = await client.call('documents.list', {
        trashed: true,
        sort: { by: 'title', descending: false },
        from: found.length,
        count: 1000,
      });
      if (page.rows.length === 0) break;
      total = page.total;
      found.push(...page.rows.map(({ id }) => id));
    }
    return found;
  };

  return (
    <Dialog
      title={`Delete ${what} for good?`}
      size="small"
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            Keep
          </Button>
          <Button variant="danger" isDisabled={busy} onPress={() => void remove()}>
            {`Delete ${what}`}
          </Button>
        </>
      }
    >
      <div className={styles.words}>
        <p>
          {number === 1
            ? 'Its text, original, highlights and notes'
            : 'Their texts, originals, highlights and notes'}{' '}
          are removed from the library’s folder. This cannot be undone.
        </p>
        <p>
          Nothing of them stays in the history or the snapshots of the library. Backups made before keep
          everything, and briefs keep the words they quote.
        </p>
        <ErrorNote error={error} />
      </div>
    </Dialog>
  );
}
