import { useCall } from '../app/session';
import { ViewHead } from '../ui';
import { BackupPart } from './BackupPart';
import { CheckPart } from './CheckPart';
import { HistoryPart } from './HistoryPart';
import { DeletedPart } from './DeletedPart';
import styles from './KeepingView.module.css';
import { RestorePart } from './RestorePart';

/** Everything about keeping the library: backup, check, what was done and the way back to it, restore. */
export function KeepingView() {
  const { data: library } = useCall('library.status', {});
  const state = useCall('keeping.state', {});
  // Drawn at once: a line that comes later would move a button away from under the press.
  const isKnown = state.data !== undefined || state.error !== null;
  return (
    <div className={styles.view}>
      <ViewHead title="Keeping" />
      <div className={styles.scroll}>
        {library && isKnown && (
          <>
            <BackupPart library={library} />
            <CheckPart canChange={library.readOnly === null} />
            <HistoryPart canChange={library.readOnly === null} />
            <DeletedPart canChange={library.readOnly === null} />
            <RestorePart />
          </>
        )}
      </div>
    </div>
  );
}
