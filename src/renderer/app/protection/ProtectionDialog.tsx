import { useState } from 'react';
import type { LibraryStatus } from '../../../core/api/contract';
import { AppError } from '../../../core/model/appError';
import { Button, Dialog, ErrorNote, Select } from '../../ui';
import { useClient, useRemember } from '../session';
import { openDialog } from '../windowDialog';
import styles from './Protection.module.css';

const MINUTES = [5, 10, 15, 30, 60, 120] as const;
const label = (minutes: number): string =>
  minutes < 60
    ? `After ${minutes} minutes`
    : minutes === 60
      ? 'After an hour'
      : `After ${minutes / 60} hours`;

/** Everything about the passphrase of the open library, and the way to one where there is none. */
export function ProtectionDialog({ library, onClose }: { library: LibraryStatus; onClose: () => void }) {
  return (
    <Dialog
      title="Protection"
      isOpen
      onClose={onClose}
      actions={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      {library.sealed ? <Sealed library={library} /> : <Open />}
    </Dialog>
  );
}

function Sealed({ library }: { library: LibraryStatus }) {
  const client = useClient();
  const remember = useRemember();
  const [error, setError] = useState<AppError | null>(null);
  const canChange = library.readOnly === null;
  const minutes = library.autoLockMinutes;
  const choices = [...new Set([...MINUTES, ...(minutes === null ? [] : [minutes])])].sort((a, b) => a - b);
  const setAutoLock = async (value: number | null): Promise<void> => {
    setError(null);
    try {
      remember('library.status', {}, await client.call('library.autoLock', { minutes: value }));
    } catch (thrown) {
      setError(AppError.from(thrown));
    }
  };
  return (
    <>
      <p className={styles.words}>
        Everything in this library is encrypted on disk: texts, originals, file names, tags, notes, briefs,
        the history of edits and the search index.
      </p>
      <Select
        label="Lock by itself when nobody uses it"
        options={[
          { id: 'never', label: 'Never' },
          ...choices.map((choice) => ({ id: String(choice), label: label(choice) })),
        ]}
        value={minutes === null ? 'never' : String(minutes)}
        onChange={(id) => void setAutoLock(id === 'never' ? null : Number(id))}
        isDisabled={!canChange}
      />
      <ErrorNote error={error} />
      <div className={styles.buttons}>
        <Button isDisabled={!canChange} onPress={() => openDialog('change-passphrase')}>
          Change passphrase…
        </Button>
        <Button isDisabled={!canChange} onPress={() => openDialog('recovery-code')}>
          {library.hasRecoveryCode ? 'New recovery code…' : 'Make a recovery code…'}
        </Button>
        <Button onPress={() => openDialog('copy-library')}>Make a copy without passphrase…</Button>
      </div>
      {!library.hasRecoveryCode && (
        <p className={styles.reminder}>
          There is no recovery code: without the passphrase nobody can open this library.
        </p>
      )}
      <Leaks />
    </>
  );
}

function Open() {
  return (
    <>
      <p className={styles.words}>
        This library has no passphrase: whoever can read its folder can read everything in it.
      </p>
      <p className={styles.words}>
        A passphrase comes with a copy in a new folder, so that nothing is ever half converted. This library
        stays as it is until you delete its folder yourself.
      </p>
      <div className={styles.buttons}>
        <Button onPress={() => openDialog('copy-library')}>Make a copy with a passphrase…</Button>
      </div>
      <Leaks />
    </>
  );
}

/** What a passphrase does not hide, in plain words. */
function Leaks() {
  return (
    <section aria-labelledby="leaks" className={styles.leaks}>
      <h3 id="leaks">What a passphrase does not hide</h3>
      <ul>
        <li>How many documents, notes and briefs there are, how large each is, and when it changed.</li>
        <li>The name of the folder, and that it is a library of Dossier.</li>
        <li>What you export, copy or print: that is outside the library.</li>
        <li>Anything at all, while the library is open and somebody else sits at this machine.</li>
      </ul>
    </section>
  );
}
