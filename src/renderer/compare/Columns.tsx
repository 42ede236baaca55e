import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import type { Id } from '../../core/model/id';
import { overlaps, trimmed, wholeCharacters, type Range } from '../../core/model/range';
import { selectionOf } from '../app/passage/domPositions';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { caretBox } from '../app/passage/visualLines';
import { rootFontSize } from '../ui';
import styles from './Columns.module.css';
import { nameOf, type Change, type CompareRow, type Side } from './compareRows';
import { CompareRowView, type RowMarks } from './CompareRowView';
import { scrollPlaces } from './compareSettings';
import { OverviewStrip, type StripRow } from './OverviewStrip';
import { Ribbons, type Ribbon } from './Ribbons';
import { usePrinting } from './usePrinting';

export type ColumnsHandle = {
  focus(): void;
  /** Where a caret at a position of one side is, in pixels of the window; null where it is not laid out. */
  boxOf(side: Side, position: number): { x: number; top: number; bottom: number } | null;
  /** Scrolls until a row is seen. */
  show(key: string): void;
};

export type ColumnsProps = {
  /** Under which the place is remembered. */
  name: string;
  rows: readonly CompareRow[];
  textOfA: string;
  textOfB: string;
  /** Folds away what is alike. */
  onlyChanges: boolean;
  /** Everything in one column. */
  unified: boolean;
  current: Change | null;
  highlightsOfA: readonly ShownHighlight[];
  highlightsOfB: readonly ShownHighlight[];
  /** The passages selected: one, or one on either side that answer each other. */
  selectionInA: Range | null;
  selectionInB: Range | null;
  onSelect: (side: Side, range: Range) => void;
  /** A press without a selection, over these highlights of a side. */
  onPress: (side: Side, over: readonly Id[]) => void;
  onEscape: () => void;
  /** The page was scrolled or laid out anew. */
  onLayout: () => void;
  onOpen: (side: Side, range: Range) => void;
  handleRef: Ref<ColumnsHandle>;
};

/** Rows that are alike, folded to a line. */
type AlikeRow = { readonly kind: 'alike'; readonly key: string; readonly count: number };
type ShownRow = CompareRow | AlikeRow;

/** Both columns in one scroller: a row for each pair, so the sides never part; only what is seen exists. */
export function Columns(props: ColumnsProps) {
  const { name, rows, textOfA, textOfB, onlyChanges, unified, current, onOpen, onLayout } = props;
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
    const scrolled = (): void => {
      scrollPlaces.set(name, element.scrollTop);
      onLayout();
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, [name, onLayout]);
  useLayoutEffect(onLayout);
  const printing = usePrinting();

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
  // The same two for good: rows are drawn again only when something of theirs changes, not while one scrolls.
  const latest = useRef({ jump, onOpen });
  useLayoutEffect(() => {
    latest.current = { jump, onOpen };
  });
  const jumpTo = useCallback((key: string) => latest.current.jump(key), []);
  const open = useCallback((side: Side, range: Range) => latest.current.onOpen(side, range), []);
  useImperativeHandle(props.handleRef, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    boxOf: (side, position) => scroller.current && caretBox(scroller.current, position, runsOf(side)),
    show,
  }));
  const marksA = useMemo(
    () => marksByRow('a', props.highlightsOfA, props.selectionInA),
    [props.highlightsOfA, props.selectionInA],
  );
  const marksB = useMemo(
    () => marksByRow('b', props.highlightsOfB, props.selectionInB),
    [props.highlightsOfB, props.selectionInB],
  );
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
  const moves = useMemo(() => movesIn(shown), [shown]);
  const seen = { from: virtual.scrollOffset ?? 0, height: virtual.scrollRect?.height ?? 0 };
  const ribbons = moves.flatMap((move): Ribbon[] => {
    const from = virtual.measurementsCache[move.a];
    const to = virtual.measurementsCache[move.b];
    if (!from || !to || Math.min(from.start, to.start) > seen.from + seen.height) return [];
    return Math.max(from.end, to.end) < seen.from ? [] : [{ ...move, from, to }];
  });
  return (
    <div className={styles.columns}>
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        role="region"
        aria-label="Both documents"
        onPointerDown={(event) => startSelecting(event, scroller.current!, props)}
        onCopy={(event) => copySelection(event, props)}
        onKeyDown={(event) => event.key === 'Escape' && props.onEscape()}
      >
        <div className={styles.whole} style={printing ? {} : { height: total }}>
          {(printing ? shown.map((_, index) => ({ index, start: 0, key: index })) : items).map((item) => {
            const row = shown[item.index]!;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={printing ? styles.printed : styles.row}
                style={printing ? {} : { transform: `translateY(${item.start}px)` }}
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
                    marksOfA={marksA(row)}
                    marksOfB={marksB(row)}
                    unified={unified}
                    current={current?.row === row ? current : null}
                    onJump={jumpTo}
                    onOpen={open}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div className={styles.between} data-unified={unified || undefined}>
        {!unified && <Ribbons ribbons={ribbons} seen={seen} onJump={jump} />}
        <OverviewStrip
          rows={strip}
          total={total}
          seen={seen}
          onGo={(share) => virtual.scrollToOffset(share * total, { align: 'center' })}
        />
      </div>
    </div>
  );
}

const CURRENT = '[data-current]';
const runsOf = (side: Side): string => `[data-side="${side}"][data-from]`;
const NO_MARKS: RowMarks = { highlights: [], selection: null };

/** What lies over a row, found once for each, so that only rows that change are drawn again. */
function marksByRow(
  side: Side,
  highlights: readonly ShownHighlight[],
  selection: Range | null,
): (row: CompareRow) => RowMarks {
  const kept = new WeakMap<CompareRow, RowMarks>();
  return (row) => {
    let marks = kept.get(row);
    if (!marks) {
      const own = row[side];
      const over = own ? highlights.filter((one) => overlaps(one, own)) : [];
      const selected = own && selection && overlaps(selection, own) ? selection : null;
      marks = over.length === 0 && !selected ? NO_MARKS : { highlights: over, selection: selected };
      kept.set(row, marks);
    }
    return marks;
  };
}

/**
 * Lets the pointer select in one text alone: the other's is not selectable meanwhile. What was selected becomes ours when the
 * pointer rests, so that drawing the rows anew cannot lose it.
 */
function startSelecting(event: PointerEvent, scroller: HTMLElement, props: ColumnsProps): void {
  if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest('button')) return;
  const place = event.target.closest<HTMLElement>('[data-side]');
  const side: Side = place?.dataset.side === 'a' ? 'a' : 'b';
  const marks = event.target.closest<HTMLElement>('[data-highlights]');
  scroller.dataset.selecting = side;
  const up = (): void => {
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', up);
    // The browser tells of its selection only in the next frame.
    requestAnimationFrame(() => {
      delete scroller.dataset.selecting;
      const native = document.getSelection();
      const made = native && !native.isCollapsed ? selectionOf(scroller, native, runsOf(side)) : null;
      const text = side === 'a' ? props.textOfA : props.textOfB;
      const range = made && {
        from: Math.min(made.anchor, made.focus),
        to: Math.max(made.anchor, made.focus),
      };
      const chosen = range && trimmed(text, wholeCharacters(text, range));
      if (chosen) {
        native!.removeAllRanges();
        props.onSelect(side, chosen);
      } else props.onPress(side, marks?.dataset.highlights?.split(' ') ?? []);
    });
  };
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', up);
}

function copySelection(event: ClipboardEvent, props: ColumnsProps): void {
  const { selectionInA, selectionInB, textOfA, textOfB } = props;
  const words = [
    selectionInA && textOfA.slice(selectionInA.from, selectionInA.to),
    selectionInB && textOfB.slice(selectionInB.from, selectionInB.to),
  ].filter((text) => text !== null);
  if (words.length === 0) return;
  event.preventDefault();
  event.clipboardData.setData('text/plain', words.join('\n\n'));
}

/** The moved passages as pairs of rows. */
function movesIn(shown: readonly ShownRow[]): Omit<Ribbon, 'from' | 'to'>[] {
  const places = new Map(shown.map((row, index) => [row.key, index]));
  return shown.flatMap((row, index) => {
    if (row.kind !== 'moved' || !row.a || !row.jump) return [];
    const at = places.get(row.jump.key);
    const to = at === undefined ? undefined : shown[at];
    if (at === undefined || to?.kind !== 'moved') return [];
    const [left, right] = [nameOf(row.a), nameOf(to.b!)];
    const words = `Moved passage: ${left} on the left, ${right} on the right`;
    return [{ a: index, b: at, keyOfA: row.key, keyOfB: to.key, words }];
  });
}

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
