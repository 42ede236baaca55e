import { useState } from 'react';
import type { LibrarySecret } from '../../../core/api/contract';
import { AppError } from '../../../core/model/appError';
import { Button, Dialog, ErrorNote, TextField } from '../../ui';
import { showMessage } from '../messages';
import { useClient } from '../session';
import { isUsable, NewPassphrase, nothingTyped } from './NewPassphrase';
import { useProtection } from './protection';
import styles from './Protection.module.css';

/** Sets a new passphrase, with the old one or with the recovery code that opened the library. */
export function ChangePassphraseDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const openedWith = useProtection((state) => state.openedWith);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState(nothingTyped);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const secret: LibrarySecret = openedWith === null ? { passphrase: current } : { recoveryCode: openedWith };
  const isReady = (openedWith !== null || current !== '') && isUsable(next) && !isBusy;

  const close = (): void => {
    useProtection.setState({ openedWith: null });
    onClose();
  };
  const change = async (): Promise<void> => {
    if (!isReady) return;
    setBusy(true);
    setError(null);
    try {
      await client.call('library.changePassphrase', { secret, passphrase: next.passphrase });
      showMessage({ kind: 'info', text: 'The passphrase is changed. Older backups open with the old one.' });
      close();
    } catch (thrown) {
      setError(AppError.from(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={openedWith === null ? 'Change passphrase' : 'Set a new passphrase'}
      size="small"
      isOpen
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{openedWith === null ? 'Cancel' : 'Not now'}</Button>
          <Button variant="primary" isDisabled={!isReady} onPress={() => void change()}>
            {isBusy ? 'Changing…' : 'Change'}
          </Button>
        </>
      }
    >
      {openedWith === null ? (
        <TextField
          label="Present passphrase"
          value={current}
          onChange={setCurrent}
          onSubmit={() => void change()}
          secret="current"
          autoFocus
        />
      ) : (
        <p className={styles.words}>
          The recovery code opened the library, and goes on doing so. Set a passphrase you will remember.
        </p>
      )}
      <NewPassphrase
        label="New passphrase"
        typed={next}
        onChange={setNext}
        onSubmit={() => void change()}
        autoFocus={openedWith !== null}
      />
      <ErrorNote error={error} />
    </Dialog>
  );
}
