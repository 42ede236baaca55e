import { useEffect, useRef, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import styles from './SplitView.module.css';
import { useWidth } from './useWidth';

export type SplitViewProps = {
  /** Under which its size is remembered. */
  name: string;
  /** Where the panel is; the main part has the rest. */
  side: 'start' | 'end';
  /** What the handle changes, read aloud. */
  label: string;
  /** In rem, so that zoom keeps the proportions. */
  size: { readonly initial: number; readonly min: number; readonly max: number };
  /** A smaller form of the panel, in rem, whether it has it now, and who is told when dragging folds or unfolds it. */
  folded?: { readonly size: number; readonly isFolded: boolean; onFold: (isFolded: boolean) => void };
  /** Null takes the panel away. Where there is no room for both, it is not shown either. */
  panel: ReactNode;
  children: ReactNode;
};

/** Room the main part needs at least, in rem. */
const MAIN = 15;

/** A main part with a panel beside it whose width is the user's, by mouse and by arrow keys, and is remembered. */
export function SplitView(props: SplitViewProps) {
  const { name, side, label, size, folded, panel, children } = props;
  const group = useRef<HTMLDivElement>(null);
  const panelRef = usePanelRef();
  const width = useWidth(group);
  const isFolded = folded?.isFolded ?? false;
  const needed = isFolded ? folded!.size : size.min;
  const hasRoom = width === null || width >= needed + MAIN;
  const isShown = panel !== null && panel !== undefined && panel !== false && hasRoom;
  const layout = useDefaultLayout({
    id: `dossier.panels.${name}`,
    panelIds: isShown ? (side === 'start' ? ['panel', 'main'] : ['main', 'panel']) : ['main'],
    storage: panelStorage,
  });
  const shownFolded = useRef(isFolded);
  /** Its width before it was folded, in pixels. */
  const unfolded = useRef<number | null>(null);
  useEffect(() => {
    // A panel that just appeared has the right size already, and is not known to its group yet.
    if (shownFolded.current === isFolded) return;
    shownFolded.current = isFolded;
    const panel = panelRef.current;
    if (!panel) return;
    if (isFolded) {
      if (!panel.isCollapsed()) unfolded.current = panel.getSize().inPixels;
      panel.collapse();
    } else {
      panel.expand();
      // The group keeps shares: folded in a narrow window, it would come back narrower in a wide one.
      if (unfolded.current !== null) panel.resize(unfolded.current);
    }
  }, [isFolded, panelRef]);

  const beside = isShown && (
    <Panel
      key="panel"
      id="panel"
      className={styles.panel}
      panelRef={panelRef}
      defaultSize={`${isFolded ? folded!.size : size.initial}rem`}
      minSize={`${size.min}rem`}
      maxSize={`${size.max}rem`}
      groupResizeBehavior="preserve-pixel-size"
      {...(folded && { collapsible: true, collapsedSize: `${folded.size}rem` })}
    >
      {panel}
    </Panel>
  );
  const handle = isShown && <Separator key="handle" className={styles.handle} aria-label={label} />;
  return (
    <Group
      elementRef={group}
      className={styles.group}
      {...layout}
      onLayoutChanged={(sizes, change) => {
        // A size that a narrow window forced is nobody's wish.
        if (change.isUserInteraction) layout.onLayoutChanged(sizes, change);
        // A panel folded for want of room comes back by itself; only the user's own folding is remembered.
        const now = panelRef.current?.isCollapsed();
        if (folded && change.isUserInteraction && now !== undefined && now !== isFolded) {
          shownFolded.current = now;
          folded.onFold(now);
        }
      }}
    >
      {side === 'start' && beside}
      {side === 'start' && handle}
      <Panel key="main" id="main" className={styles.panel} {...(isShown && { minSize: `${MAIN}rem` })}>
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
