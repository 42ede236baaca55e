import { ProgressBar } from '../ui';
import { useIndexState } from '../workers/searchClient';
import styles from './IndexBehind.module.css';

/** How far the index is, while it is behind the library. */
export function IndexBehind() {
  const state = useIndexState();
  if (state?.problem) return <p className={styles.problem}>{state.problem}</p>;
  if (!state?.building || state.done >= state.total) return null;
  return (
    <div className={styles.behind}>
      <ProgressBar label="Indexing" value={state.done} total={state.total} />
    </div>
  );
}
