import { useState } from 'react';
import type { Output, PastEdit } from '../../core/api/contract';
import { writtenNumber } from '../../core/text/writtenNumber';
import { undo } from '../app/history';
import { showMessage } from '../app/messages';
import { act, useCall } from '../app/session';
import { writtenMoment } from '../app/writtenTime';
import { Button, Dialog, ErrorNote, Spinner } from '../ui';
import styles from './KeepingView.module.css';

/** Edits shown at first, and with each request for more. */
const PAGE = 30;

/** What was done in the library, in this session and earlier ones, and the way back to any moment of it. */
export function HistoryPart({ canChange }: { canChange: boolean }) {
  const [count, setCount] = useState(PAGE);
  const { data: edits, error } = useCall('history.list', { before: null, count }, { keepPrevious: true });
  const { data: state } = useCall('keeping.state', {});
  const [target, setTarget] = useState<Target | null>(null);
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
        <>
          <h3 id="keeping-snapshots" className={styles.partOfPart}>
            Snapshots
          </h3>
          <p className={styles.words}>
            A copy of all records of a day, kept in the library beside the history. Broken files are made anew
            from them.
          </p>
          <ul className={styles.list} aria-labelledby="keeping-snapshots">
            {snapshots.map(({ day, at }) => (
              <li key={day} className={styles.edit}>
                <time dateTime={at}>{writtenMoment(at)}</time>
                <span className={styles.editName} />
                <Button
                  variant="plain"
                  size="small"
                  label={`What would change by going back to ${writtenMoment(at)}…`}
                  onPress={() => setTarget({ at, after: null })}
                >
                  What would change…
                </Button>
              </li>
            ))}
          </ul>
          <h3 id="keeping-edits" className={styles.partOfPart}>
            Edits
          </h3>
        </>
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
                  onPress={() => setTarget({ at: edit.at, after: edit.name })}
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
      {target && <GoBackDialog target={target} canChange={canChange} onClose={() => setTarget(null)} />}
    </section>
  );
}

/** A moment to go back to, and the edit it is after. */
type Target = Pick<PastEdit, 'at'> & { readonly after: string | null };

type GoBackDialogProps = { target: Target; canChange: boolean; onClose: () => void };

/** Says how much would change before it does. */
function GoBackDialog({ target, canChange, onClose }: GoBackDialogProps) {
  const { data, error } = useCall('keeping.recordsSince', { at: target.at });
  const moment = writtenMoment(target.at);
  const when = target.after === null ? `on ${moment}` : `after “${target.after}”`;
  const [busy, setBusy] = useState(false);
  const restore = async (): Promise<void> => {
    setBusy(true);
    const restored = await act('history.restore', { at: target.at });
    if (restored) {
      showMessage({
        kind: 'info',
        text: `Everything is as it was on ${moment}.`,
        action: { label: 'Undo', run: () => void undo() },
      });
    }
    onClose();
  };
  return (
    <Dialog
      title={`Go back to ${moment}?`}
      size="small"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={busy || !canChange || data === undefined || data.records === 0}
            onPress={() => void restore()}
          >
            Go back
          </Button>
        </>
      }
    >
      <ErrorNote error={error} />
      {data ? (
        <>
          <p>
            {data.records === 0
              ? 'Nothing changed since then.'
              : `${data.records === 1 ? 'One record changes' : `${writtenNumber(data.records)} records change`} to what they were ${when}. It is one step, and can be undone.`}
          </p>
          {data.records > 1 && <p className={styles.words}>{written(data.kinds)}</p>}
        </>
      ) : (
        !error && <Spinner />
      )}
    </Dialog>
  );
}

const KINDS = {
  document: ['document', 'documents'],
  annotations: ['document’s highlights', 'documents’ highlights'],
  note: ['note', 'notes'],
  brief: ['brief', 'briefs'],
  search: ['saved search', 'saved searches'],
  codebook: ['the list of tags', 'the list of tags'],
  library: ['the name of the library', 'the name of the library'],
} as const;

/** `3 documents, 1 note, the list of tags`. */
function written(kinds: Output<'keeping.recordsSince'>['kinds']): string {
  const parts = kinds.map(({ kind, records }) => {
    const name = KINDS[kind][records === 1 ? 0 : 1];
    return name.startsWith('the ') ? name : `${writtenNumber(records)} ${name}`;
  });
  return `${parts.join(', ')}.`;
}
