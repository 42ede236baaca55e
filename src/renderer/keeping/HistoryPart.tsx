import { useState } from 'react';
import type { PastEdit } from '../../core/api/contract';
import { undo } from '../app/history';
import { showMessage } from '../app/messages';
import { act, useCall } from '../app/session';
import { writtenDay, writtenMoment } from '../app/writtenTime';
import { Button, Dialog, ErrorNote, Spinner } from '../ui';
import styles from './KeepingView.module.css';

/** Edits shown at first, and with each request for more. */
const PAGE = 30;

/** What was done in the library, in this session and earlier ones, and the way back to any moment of it. */
export function HistoryPart({ canChange }: { canChange: boolean }) {
  const [count, setCount] = useState(PAGE);
  const { data: edits, error } = useCall('history.list', { before: null, count }, { keepPrevious: true });
  const { data: state } = useCall('keeping.state', {});
  const [target, setTarget] = useState<PastEdit | null>(null);
  const snapshots = state?.snapshots ?? [];
  return (
    <section className={styles.part} aria-labelledby="keeping-history">
      <h2 id="keeping-history" className={styles.subhead}>
        History
      </h2>
      <p className={styles.words}>
        Everything as it was after any of these edits can be brought back, in one step that can be undone.
        Documents that came later go to the trash.
      </p>
      {snapshots.length > 0 && (
        <p className={styles.words}>
          {snapshots.length === 1 ? 'A snapshot' : `${snapshots.length} snapshots`} of all records are kept,
          the last one of {writtenDay(snapshots[0]!)}.
        </p>
      )}
      <ErrorNote error={error} />
      {edits?.length === 0 && <p>Nothing was done yet.</p>}
      {edits && edits.length > 0 && (
        <ol className={styles.list} aria-label="Edits, newest first">
          {edits.map((edit, index) => (
            <li key={edit.seq} className={styles.edit}>
              <time dateTime={edit.at}>{writtenMoment(edit.at)}</time>
              <span className={styles.editName}>{edit.name}</span>
              {index === 0 ? (
                <span className={styles.words}>as it is now</span>
              ) : (
                <Button
                  variant="plain"
                  size="small"
                  label={`Go back to ${writtenMoment(edit.at)}, after ${edit.name}…`}
                  isDisabled={!canChange}
                  onPress={() => setTarget(edit)}
                >
                  Go back to here…
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
      {edits?.length === count && count < 1000 && (
        <Button onPress={() => setCount(Math.min(1000, count + PAGE * 2))}>Show earlier edits</Button>
      )}
      {target && <GoBackDialog edit={target} onClose={() => setTarget(null)} />}
    </section>
  );
}

/** Says how much would change before it does. */
function GoBackDialog({ edit, onClose }: { edit: PastEdit; onClose: () => void }) {
  const { data, error } = useCall('keeping.recordsSince', { at: edit.at });
  const [busy, setBusy] = useState(false);
  const restore = async (): Promise<void> => {
    setBusy(true);
    const restored = await act('history.restore', { at: edit.at });
    if (restored) {
      showMessage({
        kind: 'info',
        text: `Everything is as it was on ${writtenMoment(edit.at)}.`,
        action: { label: 'Undo', run: () => void undo() },
      });
    }
    onClose();
  };
  return (
    <Dialog
      title={`Go back to ${writtenMoment(edit.at)}?`}
      size="small"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={busy || data === undefined || data.records === 0}
            onPress={() => void restore()}
          >
            Go back
          </Button>
        </>
      }
    >
      <ErrorNote error={error} />
      {data ? (
        <p>
          {data.records === 0
            ? `Nothing changed since “${edit.name}”.`
            : `${data.records === 1 ? 'One record changes' : `${data.records.toLocaleString()} records change`} to what they were after “${edit.name}”. It is one step, and can be undone.`}
        </p>
      ) : (
        !error && <Spinner />
      )}
    </Dialog>
  );
}
