import { useRef, useState } from 'react';
import type { LibraryStatus, Progress } from '../../../core/api/contract';
import { AppError } from '../../../core/model/appError';
import { Button, Dialog, ErrorNote, ProgressBar, TextField } from '../../ui';
import { showMessage } from '../messages';
import { act, useCall, useClient } from '../session';
import { isUsable, NewPassphrase, nothingTyped } from './NewPassphrase';
import { showRecoveryCode } from './protection';
import styles from './Protection.module.css';

/** Copies the library into a new folder: with a passphrase where it has none, without where it has one. */
export function CopyLibraryDialog({ library, onClose }: { library: LibraryStatus; onClose: () => void }) {
  const client = useClient();
  const { data: shell } = useCall('shell.info', {});
  const [location, setLocation] = useState('');
  const [typed, setTyped] = useState(nothingTyped);
  const [progress, setProgress] = useState<Progress<'library.copy'> | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const stop = useRef<AbortController | null>(null);
  const seals = !library.sealed;
  const isReady = location.trim() !== '' && (!seals || isUsable(typed)) && progress === null;

  const choose = async (): Promise<void> => {
    const chosen = await act('shell.chooseFolder', { purpose: 'create' });
    if (chosen !== null) setLocation(chosen);
  };
  const copy = async (): Promise<void> => {
    if (!isReady) return;
    setError(null);
    setProgress({ done: 0, total: 0 });
    stop.current = new AbortController();
    try {
      const made = await client.call(
        'library.copy',
        { location: location.trim(), passphrase: seals ? typed.passphrase : null },
        { signal: stop.current.signal, onProgress: setProgress },
      );
      onClose();
      if (made.recoveryCode !== null) showRecoveryCode(made.recoveryCode);
      showMessage({
        kind: 'info',
        text: `The copy is in ${made.location}. This library is as it was; delete its folder yourself when you no longer need it.`,
        action: {
          label: 'Open the copy',
          run: () => void client.call('library.open', { location: made.location }).catch(() => undefined),
        },
      });
    } catch (thrown) {
      const problem = AppError.from(thrown);
      if (problem.code !== 'cancelled') setError(problem);
      setProgress(null);
    }
  };
  const close = (): void => {
    stop.current?.abort();
    onClose();
  };
  return (
    <Dialog
      title={seals ? 'Copy with a passphrase' : 'Copy without a passphrase'}
      isOpen
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{progress === null ? 'Cancel' : 'Stop'}</Button>
          <Button variant="primary" isDisabled={!isReady} onPress={() => void copy()}>
            Make the copy
          </Button>
        </>
      }
    >
      <p className={styles.words}>
        {seals
          ? 'A copy in a new folder, rather than a change in place: nothing is ever half encrypted. This library stays as it is, readable, until you delete its folder yourself.'
          : 'Whoever can read the new folder can read everything in it. This library stays as it is.'}
      </p>
      <div className={styles.folder}>
        <TextField
          label="New folder"
          value={location}
          onChange={setLocation}
          autoFocus
          isDisabled={progress !== null}
          {...(shell && { placeholder: shell.librariesFolder })}
          description={
            seals
              ? 'The full path of a folder that is new or empty. Its name is not hidden.'
              : 'The full path of a folder that is new or empty.'
          }
        />
        {shell?.canChooseFolder && <Button onPress={() => void choose()}>Choose…</Button>}
      </div>
      {seals && progress === null && (
        <NewPassphrase typed={typed} onChange={setTyped} onSubmit={() => void copy()} />
      )}
      {progress !== null && (
        <ProgressBar
          label="Copying"
          value={progress.done}
          total={progress.total === 0 ? null : progress.total}
        />
      )}
      <ErrorNote error={error} />
    </Dialog>
  );
}
