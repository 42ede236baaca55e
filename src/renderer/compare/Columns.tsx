import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Range } from '../../core/model/range';
import { rootFontSize } from '../ui';
import styles from './Columns.module.css';
import type { Change, CompareRow } from './compareRows';
import { CompareRowView } from './CompareRowView';
import { scrollPlaces } from './compareSettings';
import { OverviewStrip, type StripRow } from './OverviewStrip';

export type ColumnsProps = {
  /** Under which the place is remembered. */
  name: string;
  rows: readonly CompareRow[];
  textOfA: string;
  textOfB: string;
  /** Folds away what is alike. */
  onlyChanges: boolean;
  current: Change | null;
  onOpen: (side: 'a' | 'b', range: Range) => void;
};

/** Rows that are alike, folded to a line. */
type AlikeRow = { readonly kind: 'alike'; readonly key: string; readonly count: number };
type ShownRow = CompareRow | AlikeRow;

/** Both columns in one scroller: a row for each pair, so the sides never part; only what is seen exists. */
export function Columns(props: ColumnsProps) {
  const { name, rows, textOfA, textOfB, onlyChanges, current, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => shownRows(rows, onlyChanges, opened), [rows, onlyChanges, opened]);
  // eslint-disable-next-line react-hooks/incompatible-library -- rows are drawn with each change of its state
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(shown[index]!) * rootFontSize(),
    getItemKey: (index) => shown[index]!.key,
    initialOffset: () => scrollPlaces.get(name) ?? 0,
    overscan: 4,
    paddingStart: 12,
    paddingEnd: 160,
  });
  useEffect(() => {
    const element = scroller.current!;
    const remember = (): void => void scrollPlaces.set(name, element.scrollTop);
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [name]);

  const show = (key: string): void => {
    const index = shown.findIndex((row) => row.key === key);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' });
  };
  /** To the other end of a moved passage, where its own button takes the focus: one key goes back. */
  const jump = (key: string): void => {
    show(key);
    const focus = (tries: number): void => {
      const button = scroller.current?.querySelector<HTMLElement>(`[data-jump="${CSS.escape(key)}"]`);
      if (button) button.focus({ preventScroll: true });
      else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
    };
    focus(10);
  };
  const currentKey = current?.row.key ?? null;
  useLayoutEffect(() => {
    if (currentKey === null) return;
    const element = scroller.current!;
    if (!isSeen(element, element.querySelector(CURRENT))) show(currentKey);
    // A row may be higher than the window: once it is laid out, go to the words themselves.
    const frame = requestAnimationFrame(() => {
      const words = element.querySelector(CURRENT);
      if (words && !isSeen(element, words)) words.scrollIntoView({ block: 'center' });
    });
    return () => cancelAnimationFrame(frame);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new change moves the page
  }, [current]);

  const items = virtual.getVirtualItems();
  const total = virtual.getTotalSize();
  const strip = useMemo(
    () => shown.map((row, index): StripRow => stripRow(row, virtual.measurementsCache[index])),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the measured places change when the total does
    [shown, total],
  );
  return (
    <div className={styles.columns}>
      <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label="Both documents">
        <div className={styles.whole} style={{ height: total }}>
          {items.map((item) => {
            const row = shown[item.index]!;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.row}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'alike' ? (
                  <button
                    type="button"
                    className={styles.alike}
                    onClick={() => setOpened((before) => new Set(before).add(row.key))}
                  >
                    <ChevronRight aria-hidden />
                    {row.count === 1
                      ? '1 paragraph alike'
                      : `${row.count.toLocaleString('en')} paragraphs alike`}
                  </button>
                ) : (
                  <CompareRowView
                    row={row}
                    textOfA={textOfA}
                    textOfB={textOfB}
                    current={current?.row === row ? current : null}
                    onJump={jump}
                    onOpen={onOpen}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div className={styles.between}>
        <OverviewStrip
          rows={strip}
          total={total}
          seen={{ from: virtual.scrollOffset ?? 0, height: virtual.scrollRect?.height ?? 0 }}
          onGo={(share) => virtual.scrollToOffset(share * total, { align: 'center' })}
        />
      </div>
    </div>
  );
}

const CURRENT = '[data-current]';

function isSeen(scroller: Element, words: Element | null): boolean {
  if (!words) return false;
  const outer = scroller.getBoundingClientRect();
  const inner = words.getBoundingClientRect();
  return inner.top >= outer.top && inner.top + 24 <= outer.bottom;
}

function shownRows(
  rows: readonly CompareRow[],
  onlyChanges: boolean,
  opened: ReadonlySet<string>,
): ShownRow[] {
  if (!onlyChanges) return [...rows];
  const shown: ShownRow[] = [];
  for (let at = 0; at < rows.length;) {
    const row = rows[at]!;
    if (row.kind !== 'same') {
      shown.push(row);
      at += 1;
      continue;
    }
    let end = at;
    while (end < rows.length && rows[end]!.kind === 'same') end += 1;
    const key = `alike ${row.key}`;
    if (opened.has(key)) shown.push(...rows.slice(at, end));
    else shown.push({ kind: 'alike', key, count: end - at });
    at = end;
  }
  return shown;
}

/** Height in rem before a row is measured: some sixty characters to the line. */
function estimate(row: ShownRow): number {
  if (row.kind === 'alike') return 2;
  const length = Math.max(0, ...[row.a, row.b].map((side) => (side ? side.to - side.from : 0)));
  return 1 + Math.ceil((length + 1) / 60) * 1.7;
}

function stripRow(row: ShownRow, place: { start: number; end: number } | undefined): StripRow {
  const side = row.kind === 'alike' || (row.a && row.b) ? 'both' : row.a ? 'a' : 'b';
  return { start: place?.start ?? 0, end: place?.end ?? 0, kind: row.kind, side };
}
