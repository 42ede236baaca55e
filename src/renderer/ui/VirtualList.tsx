import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import { classes } from './classes';
import styles from './VirtualList.module.css';

/** Where a list was left: given back to it as `initial`, the same rows are at the same height. */
export type ListPlace = { readonly scroll: number; readonly rows: VirtualItem[] };

export type VirtualListHandle = { scrollTo(index: number): void; focus(): void; place(): ListPlace };

export type VirtualListProps = {
  /** Read aloud. */
  label: string;
  count: number;
  /** Height of a row in rem before it is measured. */
  estimate: number;
  itemKey?: (index: number) => string | number;
  children: (index: number) => ReactNode;
  role?: 'list' | 'listbox' | 'tree';
  handleRef?: Ref<VirtualListHandle>;
  /** Where it begins, when it was here before. */
  initial?: ListPlace | undefined;
  className?: string | undefined;
};

/** A list of any length of which only what is seen exists. Rows may differ in height. */
export function VirtualList(props: VirtualListProps) {
  const { label, count, estimate, itemKey, children, role = 'list', handleRef, initial, className } = props;
  const scroll = useRef<HTMLDivElement>(null);
  // Asked of the page once, not once for each row.
  const size = estimate * rootFontSize();
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used; the list re-renders with its state
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => size,
    overscan: 8,
    ...(itemKey && { getItemKey: itemKey }),
    ...(initial && { initialOffset: initial.scroll, initialMeasurementsCache: initial.rows }),
  });
  useImperativeHandle(handleRef, () => ({
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    focus: () => scroll.current?.focus(),
    place: () => ({ scroll: scroll.current?.scrollTop ?? 0, rows: virtual.takeSnapshot() }),
  }));
  return (
    <div
      ref={scroll}
      className={classes(styles.scroll, className)}
      tabIndex={0}
      role={role}
      aria-label={label}
    >
      <div className={styles.whole} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)` }}
            {...(role === 'list'
              ? { role: 'listitem', 'aria-setsize': count, 'aria-posinset': item.index + 1 }
              : { role: 'presentation' })}
          >
            {children(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Pixels of one rem at the present zoom. */
export function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
