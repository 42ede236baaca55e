import { useEffect, useRef, useState } from 'react';
import type { WatchedFolder } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { writtenNumber } from '../../core/text/writtenNumber';
import { showError } from '../app/messages';
import { useCall, useClient } from '../app/session';
import { Button, Dialog, TextField } from '../ui';
import styles from './WatchedFoldersDialog.module.css';

/** Milliseconds between two looks at the folders: one that goes away tells nobody. */
const LOOK_EVERY = 2_000;

/** The folders whose files come into the library by themselves; to add and to let go of. */
export function WatchedFoldersDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { data: shell } = useCall('shell.info', {});
  const { data: status } = useCall('library.status', {});
  const known = useCall('watching.list', {});
  const [folder, setFolder] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);

  useEffect(() => {
    const timer = setInterval(() => known.refresh(), LOOK_EVERY);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it is made anew with each answer, and does the same
  }, []);

  const watch = async (path: string): Promise<void> => {
    if (path.trim() === '' || isBusy) return;
    setIsBusy(true);
    setError(null);
    try {
      await client.call('watching.add', { folder: path });
      setFolder('');
    } catch (thrown) {
      const { message, next } = AppError.from(thrown);
      setError([message, next].filter(Boolean).join(' '));
    }
    known.refresh();
    setIsBusy(false);
  };
  const choose = async (): Promise<void> => {
    try {
      const path = await client.call('shell.chooseFolder', { purpose: 'open' });
      if (path !== null) await watch(path);
    } catch (thrown) {
      showError(thrown);
    }
  };
  const letGo = async (path: string): Promise<void> => {
    await client.call('watching.remove', { folder: path }).catch(showError);
    known.refresh();
    // Its button goes with its line.
    field.current?.focus();
  };
  const folders = known.data ?? [];
  return (
    <Dialog
      title="Watched folders"
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      <p className={styles.quiet}>
        What lies in a watched folder, and what comes into it while this library is open, is imported by
        itself. The folder is not changed, and what is taken out of it stays in the library.
        {status?.sealed === true &&
          ' This library is protected: its folders are watched until it is closed, and nothing is noted of them.'}
      </p>
      {folders.length > 0 && (
        <ul className={styles.folders} aria-label="Watched folders">
          {folders.map((each) => (
            <li key={each.folder} className={styles.folder}>
              <span>
                <span className={styles.path}>{each.folder}</span>
                <span className={styles.quiet} data-problem={each.problem !== null || undefined}>
                  {stateOf(each)}
                </span>
              </span>
              <Button
                size="small"
                label={`Stop watching ${each.folder}`}
                onPress={() => void letGo(each.folder)}
              >
                Stop watching
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.adding}>
        <TextField
          label="Folder"
          inputRef={field}
          value={folder}
          onChange={setFolder}
          error={error}
          placeholder="Path of a folder on this machine"
          autoFocus
          onSubmit={() => void watch(folder)}
        />
        {shell?.canChooseFolder === true && <Button onPress={() => void choose()}>Choose…</Button>}
        <Button
          variant="primary"
          isDisabled={folder.trim() === '' || isBusy}
          onPress={() => void watch(folder)}
        >
          Watch
        </Button>
      </div>
    </Dialog>
  );
}

function stateOf({ imported, waiting, problem }: WatchedFolder): string {
  if (problem !== null) return problem;
  const come =
    imported === 0
      ? 'Nothing has come since this library was opened'
      : imported === 1
        ? '1 document came since it was opened'
        : `${writtenNumber(imported)} documents came since it was opened`;
  return waiting === 0 ? come : `${come}, ${writtenNumber(waiting)} wait`;
}
