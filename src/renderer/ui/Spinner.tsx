import styles from './Spinner.module.css';

/** Something is under way and nobody can say how long. Appears only after a moment, so that quick work does not blink. */
export function Spinner({ label = 'Loading' }: { label?: string }) {
  return (
    <span className={styles.spinner} role="status" aria-label={label}>
      <span className={styles.ring} aria-hidden />
    </span>
  );
}
