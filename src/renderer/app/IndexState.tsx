import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Popover } from '../ui';
import { useIndexState } from '../workers/searchClient';
import styles from './StatusLine.module.css';

/** Whether what is searched is what the library holds. */
export function IndexState() {
  const state = useIndexState();
  if (state === null) return null;
  if (state.problem !== null) {
    return (
      <Popover
        label="Why the index is behind"
        placement="top start"
        trigger={
          <Button variant="plain" size="small" className={styles.warning}>
            Index behind
          </Button>
        }
      >
        <p className={styles.words}>{state.problem}</p>
      </Popover>
    );
  }
  return state.building ? (
    <span>
      Indexing {writtenNumber(state.done)} of {writtenNumber(state.total)}
    </span>
  ) : (
    <span>Index up to date</span>
  );
}
