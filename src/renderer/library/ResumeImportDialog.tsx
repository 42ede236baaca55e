import type { InterruptedImport } from '../../core/api/contract';
import { writtenNumber } from '../../core/text/writtenNumber';
import { writtenMoment } from '../app/writtenTime';
import { Button, Dialog } from '../ui';
import { forgetInterrupted, useImportDesk } from './importDesk';
import styles from './WatchedFoldersDialog.module.css';

/** Names of missing files that are listed. */
const MOST_NAMED = 8;

/**
 * Goes on with an import that was cut off. A window may not open files by itself, so they are chosen once more; only those that
 * are missing are read.
 */
export function ResumeImportDialog({
  interrupted: { missing, total, startedAt },
  onChooseFiles,
  onChooseFolder,
}: {
  interrupted: InterruptedImport;
  onChooseFiles: () => void;
  onChooseFolder: () => void;
}) {
  const close = (): void => useImportDesk.setState({ isResumeOpen: false });
  const named = missing.slice(0, MOST_NAMED);
  return (
    <Dialog
      title="Go on with the import"
      isOpen
      onClose={close}
      actions={
        <>
          <Button onPress={forgetInterrupted}>Forget it</Button>
          <Button onPress={onChooseFiles}>Choose files…</Button>
          <Button variant="primary" onPress={onChooseFolder}>
            Choose the folder…
          </Button>
        </>
      }
    >
      <p>
        The import of {writtenMoment(startedAt)} was cut off{' '}
        {missing.length === total
          ? `before the first of ${writtenNumber(total)} files was in.`
          : `after ${writtenNumber(total - missing.length)} of ${writtenNumber(total)} files.`}{' '}
        Choose the same folder or files again: those that are in the library already are passed over.
      </p>
      <p>Missing:</p>
      <ul className={styles.names}>
        {named.map((path) => (
          <li key={path}>{path}</li>
        ))}
        {missing.length > named.length && <li>and {writtenNumber(missing.length - named.length)} more</li>}
      </ul>
    </Dialog>
  );
}
