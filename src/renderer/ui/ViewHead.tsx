import type { ReactNode } from 'react';
import styles from './ViewHead.module.css';

export type ViewHeadProps = {
  /** The view's name; something else than text where it can be changed at its place. */
  title: ReactNode;
  /** In front of the name: the way back. */
  before?: ReactNode;
  /** Behind the name: what narrows the view. */
  children?: ReactNode;
  /** At the far end: what can be done. */
  actions?: ReactNode;
};

/** The line above a view, at the same height and in the same letters for all of them. */
export function ViewHead({ title, before, children, actions }: ViewHeadProps) {
  return (
    <header className={styles.head}>
      {before}
      {typeof title === 'string' ? <h1 className={styles.title}>{title}</h1> : title}
      {children}
      {actions !== undefined && actions !== null && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
