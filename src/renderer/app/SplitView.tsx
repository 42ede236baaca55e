import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import styles from './SplitView.module.css';

export type SplitViewProps = {
  /** Under which its size is remembered. */
  name: string;
  /** Where the panel is; the main part has the rest. */
  side: 'start' | 'end';
  /** What the handle changes, read aloud. */
  label: string;
  /** In rem, so that zoom keeps the proportions. */
  size: { readonly initial: number; readonly min: number; readonly max: number };
  isFixed?: boolean;
  /** Null folds the panel away. */
  panel: ReactNode;
  children: ReactNode;
};

/** A main part with a panel beside it whose width is the user's, by mouse and by arrow keys, and is remembered. */
export function SplitView(props: SplitViewProps) {
  const { name, side, label, size, isFixed = false, panel, children } = props;
  const isShown = panel !== null && panel !== undefined && panel !== false;
  const id = `${name}${isFixed ? '-fixed' : ''}`;
  const layout = useDefaultLayout({
    id: `dossier.panels.${id}`,
    panelIds: isShown ? (side === 'start' ? ['panel', 'main'] : ['main', 'panel']) : ['main'],
    storage: panelStorage,
  });
  const beside = isShown && (
    <Panel
      key={`panel ${id}`}
      id="panel"
      className={styles.panel}
      defaultSize={`${size.initial}rem`}
      minSize={`${size.min}rem`}
      maxSize={`${size.max}rem`}
      groupResizeBehavior="preserve-pixel-size"
    >
      {panel}
    </Panel>
  );
  const handle = isShown && <Separator className={styles.handle} aria-label={label} disabled={isFixed} />;
  return (
    <Group key={id} className={styles.group} {...layout}>
      {side === 'start' && beside}
      {side === 'start' && handle}
      <Panel id="main" className={styles.panel} minSize="12rem">
        {children}
      </Panel>
      {side === 'end' && handle}
      {side === 'end' && beside}
    </Group>
  );
}

/** localStorage that may be full or forbidden. */
const panelStorage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The panel has its first width again next time.
    }
  },
};
