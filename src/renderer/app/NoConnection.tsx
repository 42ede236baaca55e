import type { AppError } from '../../core/model/appError';
import { ErrorNote } from '../ui';
import styles from './App.module.css';

/** What the window shows where it cannot reach the service at all. */
export function NoConnection({ error }: { error: AppError }) {
  return (
    <main className={styles.alone}>
      <h1 className={styles.wordmark}>Dossier</h1>
      <ErrorNote error={error} />
    </main>
  );
}
