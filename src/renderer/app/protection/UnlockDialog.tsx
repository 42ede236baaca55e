import { useState } from 'react';
import type { LibrarySecret } from '../../../core/api/contract';
import { AppError } from '../../../core/model/appError';
import { Button, Dialog, TextField } from '../../ui';
import { useCall, useClient } from '../session';
import { opened } from './protection';
import styles from './Protection.module.css';

/** Asks for the passphrase of the library that waits for it; nothing where none does. */
export function UnlockDialog() {
  const { data: locked } = useCall('library.locked', {});
  return locked ? <Unlock key={locked.location} location={locked.location} reason={locked.reason} /> : null;
}

const REASONS = {
  asked: 'It is protected with a passphrase.',
  locked: 'You locked it.',
  idle: 'It locked itself, since nobody used it for a while.',
} as const;

function Unlock({ location, reason }: { location: string; reason: keyof typeof REASONS }) {
  const client = useClient();
  const [way, setWay] = useState<'passphrase' | 'recoveryCode'>('passphrase');
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const name = location.split(/[\\/]/).filter(Boolean).at(-1) ?? location;

  const unlock = async (): Promise<void> => {
    if (typed === '' || isBusy) return;
    const secret: LibrarySecret = way === 'passphrase' ? { passphrase: typed } : { recoveryCode: typed };
    setBusy(true);
    setError(null);
    try {
      await client.call('library.open', { location, secret });
      opened(secret);
    } catch (thrown) {
      setError(AppError.from(thrown));
      setBusy(false);
    }
  };
  const cancel = (): void => void client.call('library.stopAsking', {}).catch(() => undefined);
  const use = (other: 'passphrase' | 'recoveryCode'): void => {
    setWay(other);
    setTyped('');
    setError(null);
  };
  return (
    <Dialog
      title={`Open “${name}”`}
      size="small"
      isOpen
      onClose={cancel}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button variant="primary" isDisabled={typed === '' || isBusy} onPress={() => void unlock()}>
            {isBusy ? 'Opening…' : 'Open'}
          </Button>
        </>
      }
    >
      <p className={styles.words}>
        {REASONS[reason]} <span className={styles.place}>{location}</span>
      </p>
      {way === 'passphrase' ? (
        <TextField
          key="passphrase"
          label="Passphrase"
          value={typed}
          onChange={setTyped}
          onSubmit={() => void unlock()}
          secret="current"
          autoFocus
          error={error && [error.message, error.next].filter(Boolean).join(' ')}
        />
      ) : (
        <TextField
          key="code"
          label="Recovery code"
          value={typed}
          onChange={setTyped}
          onSubmit={() => void unlock()}
          secret="shown"
          autoFocus
          description="Eight groups of five letters. Small letters and missing hyphens do not matter."
          error={error && [error.message, error.next].filter(Boolean).join(' ')}
        />
      )}
      <div>
        <Button
          variant="plain"
          size="small"
          onPress={() => use(way === 'passphrase' ? 'recoveryCode' : 'passphrase')}
        >
          {way === 'passphrase' ? 'Use the recovery code' : 'Use the passphrase'}
        </Button>
      </div>
    </Dialog>
  );
}
