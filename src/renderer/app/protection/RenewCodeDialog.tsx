import { useState } from 'react';
import { AppError } from '../../../core/model/appError';
import { Button, Dialog, TextField } from '../../ui';
import { useClient, useRemember } from '../session';
import { showRecoveryCode } from './protection';
import styles from './Protection.module.css';

/** Makes a recovery code; whoever asks must know the passphrase. */
export function RenewCodeDialog({ replaces, onClose }: { replaces: boolean; onClose: () => void }) {
  const client = useClient();
  const remember = useRemember();
  const [passphrase, setPassphrase] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const make = async (): Promise<void> => {
    if (passphrase === '' || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      const { code } = await client.call('library.recoveryCode', { secret: { passphrase } });
      onClose();
      showRecoveryCode(code);
      remember('library.status', {}, await client.call('library.status', {}));
    } catch (thrown) {
      setError(AppError.from(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={replaces ? 'New recovery code' : 'Make a recovery code'}
      size="small"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={passphrase === '' || isBusy} onPress={() => void make()}>
            {isBusy ? 'Making it…' : 'Make the code'}
          </Button>
        </>
      }
    >
      {replaces && <p className={styles.words}>The code you have now stops working at once.</p>}
      <TextField
        label="Passphrase"
        value={passphrase}
        onChange={setPassphrase}
        onSubmit={() => void make()}
        secret="current"
        autoFocus
        error={error && [error.message, error.next].filter(Boolean).join(' ')}
      />
    </Dialog>
  );
}
