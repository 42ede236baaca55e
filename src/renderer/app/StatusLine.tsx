import { useEffect, useRef, useState } from 'react';
import type { EventValue, LibraryStatus } from '../../core/api/contract';
import { counted } from '../../core/text/writtenNumber';
import { Button, classes, Popover } from '../ui';
import { IndexState } from './IndexState';
import { showMessage } from './messages';
import { onEvent, useChangesOnTheWay, useFailedChange } from './session';
import { retryUnsaved, useUnsavedCount } from './unsaved';
import styles from './StatusLine.module.css';

/** What is true now: how much there is, whether it can be searched, whether it is on disk. */
export function StatusLine({ library }: { library: LibraryStatus }) {
  return (
    <footer className={styles.line}>
      <span>{counted(library.documents, 'document', 'documents')}</span>
      <span>{counted(library.highlights, 'highlight', 'highlights')}</span>
      <span className={styles.wide}>{counted(library.notes, 'note', 'notes')}</span>
      <IndexState />
      <Problems problems={library.problems} />
      {library.caution !== null && (
        <Popover
          label="Why this is no good place"
          placement="top start"
          trigger={
            <Button variant="plain" size="small" className={styles.warning}>
              Unsafe place
            </Button>
          }
        >
          <p className={styles.words}>{library.caution}</p>
        </Popover>
      )}
      <span className={styles.gap} />
      {library.readOnly === null ? (
        <SavingState />
      ) : (
        <Popover
          label="Why nothing can be changed"
          placement="top end"
          trigger={
            <Button variant="plain" size="small" className={styles.warning}>
              Read only
            </Button>
          }
        >
          <p className={styles.words}>{library.readOnly}</p>
        </Popover>
      )}
    </footer>
  );
}

function SavingState() {
  const [saving, setSaving] = useState<EventValue<'saving'>>({ state: 'saved', problem: null });
  const told = useRef<string | null>(null);
  useEffect(() => {
    const stop = [
      onEvent('saving', (value) => {
        setSaving(value);
        if (value.state === 'saved') told.current = null;
        // Each try fails with the same reason: once is enough.
        if (value.state === 'not-saved' && value.problem && told.current !== value.problem.code) {
          told.current = value.problem.code;
          showMessage({
            kind: 'error',
            text: `Not saved: ${value.problem.message}`,
            next: value.problem.next,
          });
        }
      }),
      // Another library, or the connection is back: what was told before is of another time.
      onEvent('library', () => setSaving({ state: 'saved', problem: null })),
    ];
    return () => stop.forEach((each) => each());
  }, []);
  const onTheWay = useChangesOnTheWay();
  const failed = useFailedChange();
  const waiting = useUnsavedCount();
  const problem = failed ?? saving.problem;
  const isLost = failed?.code === 'connection-lost';
  // What this window has asked for and not yet heard back about is not saved, whatever the disk said last.
  const state =
    failed || waiting > 0 ? 'not-saved' : saving.state === 'saved' && onTheWay > 0 ? 'saving' : saving.state;
  if (state === 'not-saved') {
    return (
      <Popover
        label="Why it is not saved"
        placement="top end"
        trigger={
          <Button variant="plain" size="small" className={styles.danger}>
            {isLost && waiting === 0 ? 'Not connected' : 'Not saved'}
          </Button>
        }
      >
        <p className={styles.words}>{problem?.message ?? 'The disk did not take the last change.'}</p>
        {problem?.next && <p className={styles.words}>{problem.next}</p>}
        {failed && (
          <p className={styles.words}>
            {isLost || waiting === 0
              ? 'What you typed last is in this window only: copy it before you close it.'
              : 'What you typed is in this window and is tried again by itself, as soon as there is room: copy it before you close the window.'}
          </p>
        )}
        {waiting > 0 && !isLost && (
          <Button size="small" onPress={retryUnsaved}>
            Try again now
          </Button>
        )}
      </Popover>
    );
  }
  // No live region: it changes with every keystroke. What is not saved is announced as a message.
  return (
    <span className={classes(styles.saving, state === 'saving' && styles.busy)}>
      {state === 'saved' ? 'Saved' : 'Saving…'}
    </span>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <Popover
      label="What could not be read"
      placement="top start"
      trigger={
        <Button variant="plain" size="small" className={styles.warning}>
          {counted(problems.length, 'record could not be read', 'records could not be read')}
        </Button>
      }
    >
      <ul className={styles.words}>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Popover>
  );
}
