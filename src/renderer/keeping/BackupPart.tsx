import type { LibraryStatus } from '../../core/api/contract';
import { writtenNumber } from '../../core/text/writtenNumber';
import { showError } from '../app/messages';
import { useCall, useClient } from '../app/session';
import { writtenMoment } from '../app/writtenTime';
import { Button, ErrorNote } from '../ui';
import { backupWork } from './keepingWork';
import styles from './KeepingView.module.css';
import { RunningWork } from './RunningWork';
import { writtenSize } from './writtenSize';

/** How old a library may be before it is said that there is no backup of it, in milliseconds. */
const TWO_WEEKS = 14 * 24 * 3600 * 1000;

/** When the library was backed up last, and the way to do it now. */
export function BackupPart({ library }: { library: LibraryStatus }) {
  const client = useClient();
  const { data: shell } = useCall('shell.info', {});
  const known = useCall('keeping.state', {});
  const state = known.data;
  const { running, done, error } = backupWork.useWork();

  const backUp = async (to: string | null): Promise<void> => {
    if (await backupWork.start({ to })) known.refresh();
  };
  const choose = async (): Promise<void> => {
    try {
      const to = await client.call('shell.chooseFolder', { purpose: 'create' });
      if (to !== null) await backUp(to);
    } catch (thrown) {
      showError(thrown);
    }
  };
  return (
    <section className={styles.part} aria-labelledby="keeping-backup">
      <h2 id="keeping-backup" className={styles.subhead}>
        Backup
      </h2>
      <p className={styles.words}>
        One file with everything of “{library.name}”: documents with their originals, highlights, notes,
        briefs and history. It is read back before it counts. Keep it on another disk.
      </p>
      {state && (
        <p>
          {state.lastBackup === null ? (
            'No backup of this library was made on this machine.'
          ) : (
            <>
              Last backup: {writtenMoment(state.lastBackup.at)}, {writtenSize(state.lastBackup.bytes)},{' '}
              <span className={styles.place}>{state.lastBackup.file}</span>
            </>
          )}
        </p>
      )}
      {state?.lastBackup === null && isOlder(state.createdAt) && (
        <p className={styles.reminder}>
          The library is more than two weeks old: this is a good moment for one.
        </p>
      )}
      <div className={styles.actions}>
        <Button variant="primary" isDisabled={running !== null} onPress={() => void backUp(null)}>
          Back up now
        </Button>
        {shell?.canChooseFolder && (
          <Button isDisabled={running !== null} onPress={() => void choose()}>
            Back up to another folder…
          </Button>
        )}
      </div>
      {state && (
        <p className={styles.words}>
          It goes to <span className={styles.place}>{state.backupsFolder}</span>
        </p>
      )}
      <RunningWork
        stages={{ copying: 'Copying', checking: 'Reading it back' }}
        unit="files"
        running={running}
      />
      <ErrorNote error={error} />
      {done && (
        <div role="status">
          <p className={styles.good}>
            Backed up {writtenNumber(done.files)} files, {writtenSize(done.bytes)}.
          </p>
          {done.leftOut.map((left) => (
            <p key={left}>{`Left out: ${left}`}</p>
          ))}
        </div>
      )}
    </section>
  );
}

const isOlder = (createdAt: string): boolean => Date.now() - Date.parse(createdAt) > TWO_WEEKS;
