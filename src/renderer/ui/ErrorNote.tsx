import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './ErrorNote.module.css';

export type ErrorNoteProps = {
  /** An AppError or its value; null shows nothing. */
  error: { readonly message: string; readonly next?: string | null } | null;
  action?: ReactNode;
};

/** A failure told in place: what happened and what to do next. */
export function ErrorNote({ error, action }: ErrorNoteProps) {
  if (!error) return null;
  return (
    <div className={styles.note} role="alert">
      <TriangleAlert aria-hidden />
      <div className={styles.words}>
        <p>{error.message}</p>
        {error.next && <p className={styles.next}>{error.next}</p>}
        {action}
      </div>
    </div>
  );
}
