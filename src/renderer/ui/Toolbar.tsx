import type { ReactNode } from 'react';
import { Toolbar as AriaToolbar } from 'react-aria-components';
import { classes } from './classes';
import styles from './Toolbar.module.css';

export type ToolbarProps = {
  label: string;
  children: ReactNode;
  orientation?: 'horizontal' | 'vertical';
  className?: string | undefined;
};

/** A row of controls that is one stop of the Tab key; arrows go on inside it. No text fields in it. */
export function Toolbar({ label, children, orientation = 'horizontal', className }: ToolbarProps) {
  return (
    <AriaToolbar className={classes(styles.toolbar, className)} aria-label={label} orientation={orientation}>
      {children}
    </AriaToolbar>
  );
}
