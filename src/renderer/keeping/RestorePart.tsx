import { useState } from 'react';
import { writtenNumber } from '../../core/text/writtenNumber';
import { act, useCall } from '../app/session';
import { writtenMoment } from '../app/writtenTime';
import { Button, ErrorNote, TextField } from '../ui';
import { restoreWork } from './keepingWork';
import styles from './KeepingView.module.css';
import { RunningWork } from './RunningWork';

/** Makes a library from a backup, beside those that are there. */
export function RestorePart() {
  const { data: shell } = useCall('shell.info', {});
  const { running, done, error } = restoreWork.useWork();
  const [file, setFile] = useState('');
  const [folder, setFolder] = useState('');

  const ready = file.trim() !== '' && folder.trim() !== '' && running === null;
  const restore = (partial: boolean): void => {
    if (ready) void restoreWork.start({ file: file.trim(), to: folder.trim(), partial });
  };
  return (
    <section className={styles.part} aria-labelledby="keeping-restore">
      <h2 id="keeping-restore" className={styles.subhead}>
        Restore from a backup
      </h2>
      <p className={styles.words}>
        A backup becomes a library of its own in a new folder. The library that is open is not touched.
      </p>
      <div className={styles.form}>
        <TextField
          label="Backup"
          value={file}
          onChange={setFile}
          placeholder={shell ? `${shell.librariesFolder}…` : ''}
          description="The full path of a file that ends in .dossier."
        />
        <TextField
          label="New folder"
          value={folder}
          onChange={setFolder}
          description="The full path of a folder that is not there yet, or is empty."
          onSubmit={() => restore(false)}
        />
        <Button isDisabled={!ready} onPress={() => restore(false)}>
          Restore
        </Button>
      </div>
      <RunningWork
        stages={{ checking: 'Checking the backup', copying: 'Restoring' }}
        unit="files"
        running={running}
      />
      <ErrorNote
        error={error}
        action={
          error?.code === 'backup-damaged' && (
            <Button size="small" isDisabled={!ready} onPress={() => restore(true)}>
              Restore the sound files alone
            </Button>
          )
        }
      />
      {done && (
        <div role="status">
          <p className={styles.good}>
            “{done.name}” of {writtenMoment(done.createdAt)} is restored: {writtenNumber(done.files)} files.
          </p>
          <p className={styles.place}>{done.folder}</p>
          {done.sealed && <p>It is protected: open it with its passphrase or its recovery code.</p>}
          {done.faults.map((fault) => (
            <p key={fault.file}>
              Not restored: <span className={styles.place}>{fault.file}</span> {fault.fault}
            </p>
          ))}
          {done.problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
          <div className={styles.actions}>
            <Button
              onPress={() => {
                restoreWork.forget();
                void act('library.open', { location: done.folder });
              }}
            >
              Open it
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}
