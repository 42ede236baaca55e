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
import { writtenNumber } from '../../core/text/writtenNumber';
import { selectionOf } from '../app/passage/domPositions';
import { selectAnew } from '../app/passage/selectAnew';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { nearest, type CaretSelection, type Stretches } from '../app/passage/caret';
import { useCaretKeys } from '../app/passage/useCaretKeys';
import { useHeld } from '../app/passage/useHeld';
import { caretBox, positionNear } from '../app/passage/visualLines';
import { rootFontSize } from '../ui';
import styles from './Columns.module.css';
import { nameOf, type Change, type Column, type CompareRow, type Jump } from './compareRows';
import { CompareRowView, type RowMarks } from './CompareRowView';
import { scrollPlaces } from './compareSettings';
import { OverviewStrip, type Ink, type StripRow } from './OverviewStrip';
import { Ribbons, type Ribbon } from './Ribbons';
import { usePrinting } from './usePrinting';
import { useSameList } from './useSameList';

export type ColumnsHandle = {
  focus(): void;
  /** Where a caret at a position of one column is, in pixels of the window; null where it is not laid out. */
  boxOf(column: Column, position: number): { x: number; top: number; bottom: number } | null;
  /** The first place of each column that is seen at the top, null where it has nothing laid out. */
  placesAtTop(): readonly (number | null)[];
  /** Scrolls until the passage of a column stands at the top; at once, and without a way back. */
  showAtTop(column: Column, position: number): void;
  /** Moves the caret to another column, beside where it is. */
  moveCaret(by: 1 | -1): void;
};

export type ColumnsProps = {
  /** Under which the place is remembered. */
  name: string;
  rows: readonly CompareRow[];
  /** By column, as all that follow. */
  texts: readonly string[];
  /** Folds away what is alike. */
  onlyChanges: boolean;
  /** Two columns in one. */
  unified: boolean;
  current: Change | null;
  highlights: readonly (readonly ShownHighlight[])[];
  /** The passages selected: one, or several that answer each other. */
  selections: readonly (Range | null)[];
  /** The caret of the keyboard; null before the first key. */
  caret: ColumnCaret | null;
  /** The keyboard moved the caret; what it selects is whole characters. */
  onCaret: (caret: ColumnCaret) => void;
  onSelect: (column: Column, range: Range) => void;
  /** A press without a selection, over these highlights of a column. */
  onPress: (column: Column, over: readonly Id[]) => void;
  onEscape: () => void;
  /** The page was scrolled or laid out anew. */
  onLayout: () => void;
  onOpen: (column: Column, range: Range) => void;
  handleRef: Ref<ColumnsHandle>;
};

/** A caret in one column. */
export type ColumnCaret = CaretSelection & { readonly column: Column };

/** Rows that are alike, folded to a line. */
type AlikeRow = { readonly kind: 'alike'; readonly key: string; readonly count: number };
type ShownRow = CompareRow | AlikeRow;

/** All columns in one scroller: a row for what answers each other, so they never part; only what is seen exists. */
export function Columns(props: ColumnsProps) {
  const { name, rows, texts, onlyChanges, unified, current, caret, onOpen, onLayout } = props;
  const many = texts.length > 2;
  const runsOf = (column: Column): string => runsIn(column, many);
  const scroller = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const latest = useRef<{
    jump: (to: Jump) => void;
    onOpen: typeof onOpen;
    placeCaret: () => void;
  }>({ jump: () => undefined, onOpen, placeCaret: () => undefined });
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
      latest.current.placeCaret();
      onLayout();
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, [name, onLayout]);
  const printing = usePrinting();

  const show = (key: string): void => {
    const index = shown.findIndex((row) => row.key === key);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' });
  };
  /** To the other end of a moved passage, where its own button takes the focus: one key goes back. */
  const jump = ({ key, to }: Pick<Jump, 'key' | 'to'>): void => {
    show(key);
    const focus = (tries: number): void => {
      const button = scroller.current?.querySelector<HTMLElement>(`[data-jump="${CSS.escape(to)}"]`);
      if (button) button.focus({ preventScroll: true });
      else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
    };
    focus(10);
  };
  const [isSelecting, setSelecting] = useState(false);
  const highlights = useHeld(useSameList(props.highlights), isSelecting);
  const selections = useHeld(useSameList(props.selections), isSelecting);
  const allMarks = useMemo(
    () =>
      texts.map((_, column) => marksByRow(column, highlights[column] ?? NOTHING, selections[column] ?? null)),
    [texts, highlights, selections],
  );
  const marksOf = useMemo(() => keptMarks(allMarks), [allMarks]);

  // The same two for good: rows are drawn again only when something of theirs changes, not while one scrolls.
  const jumpTo = useCallback((to: Jump) => latest.current.jump(to), []);
  const open = useCallback((column: Column, range: Range) => latest.current.onOpen(column, range), []);

  // ------------------------------------------------------------------------------------------------- the caret
  const stretches = useMemo(
    (): Stretches => ({ text: texts[caret?.column ?? 0]!, shown: shownOf(shown, caret?.column ?? 0) }),
    [shown, texts, caret?.column],
  );
  const rowIndexAt = (column: Column, position: number): number => {
    let found = -1;
    shown.forEach((row, index) => {
      if (row.kind !== 'alike' && row.cells[column]!.some(({ own }) => own && own.from <= position))
        found = index;
    });
    return found;
  };
  const placeCaret = (): void => {
    const element = mark.current;
    const frame = scroller.current?.getBoundingClientRect();
    if (!element || !frame) return;
    const box = caret && caretBox(scroller.current!, caret.focus, runsOf(caret.column));
    element.hidden = !box;
    if (!box) return;
    element.style.transform = `translate(${box.x - frame.left}px, ${box.top - frame.top}px)`;
    element.style.height = `${box.bottom - box.top}px`;
  };
  useLayoutEffect(() => {
    latest.current = { jump, onOpen, placeCaret };
    placeCaret();
  });
  const reveal = ({ column, focus }: ColumnCaret): void => {
    const element = scroller.current!;
    const bring = (tries: number): void => {
      const box = caretBox(element, focus, runsOf(column));
      const seen = element.getBoundingClientRect();
      if (!box) {
        const index = rowIndexAt(column, focus);
        if (index >= 0) virtual.scrollToIndex(index, { align: 'center' });
        if (tries > 0) requestAnimationFrame(() => bring(tries - 1));
      } else if (box.top < seen.top + 24) element.scrollBy(0, box.top - seen.top - 24);
      else if (box.bottom > seen.bottom - 24) element.scrollBy(0, box.bottom - seen.bottom + 24);
    };
    // The selection is drawn first.
    requestAnimationFrame(() => bring(5));
  };
  const { onKeyDown } = useCaretKeys({
    scroller,
    body: scroller,
    stretches,
    selection: caret ?? NOWHERE,
    reveal: () => undefined,
    onSelect: (selection) => {
      const moved = { column: caret?.column ?? 0, ...settled(stretches, selection) };
      props.onCaret(moved);
      reveal(moved);
    },
    onEscape: props.onEscape,
    runs: runsOf(caret?.column ?? 0),
  });
  const moveCaret = (by: 1 | -1): void => {
    const from = caret?.column ?? (by > 0 ? -1 : texts.length);
    const column = (from + by + texts.length) % texts.length;
    const element = scroller.current!;
    const seen = element.getBoundingClientRect();
    const box = caret && caretBox(element, caret.focus, runsOf(caret.column));
    const y = box ? (box.top + box.bottom) / 2 : seen.top + 24;
    const position = positionNear(element, -Infinity, y, runsOf(column));
    if (position === null) return;
    const moved = { column, anchor: position, focus: position };
    props.onCaret(moved);
    element.focus({ preventScroll: true });
    reveal(moved);
  };

  const topOffset = (): number => virtual.scrollOffset ?? 0;
  useImperativeHandle(props.handleRef, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    boxOf: (column, position) => scroller.current && caretBox(scroller.current, position, runsOf(column)),
    placesAtTop: () => {
      const first = virtual.measurementsCache.findIndex(({ end }) => end > topOffset() + 12);
      return texts.map((_, column) => {
        for (let index = Math.max(0, first); index < shown.length; index += 1) {
          const row = shown[index]!;
          const own = row.kind === 'alike' ? null : row.cells[column]!.find((part) => part.own)?.own;
          if (own) return own.from;
        }
        return null;
      });
    },
    showAtTop: (column, position) => {
      const index = rowIndexAt(column, position);
      if (index >= 0) virtual.scrollToIndex(index, { align: 'start' });
    },
    moveCaret,
  }));
  // After the handle is there: what is placed beside the text asks it where.
  useLayoutEffect(onLayout);
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
    () => shown.map((row, index): StripRow => stripRow(row, texts.length, virtual.measurementsCache[index])),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the measured places change when the total does
    [shown, total, texts.length],
  );
  const moves = useMemo(() => (many ? NOTHING : movesIn(shown)), [shown, many]);
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
        aria-label={many ? 'All documents' : 'Both documents'}
        onPointerDown={(event) => startSelecting(event, scroller.current!, props, setSelecting)}
        onCopy={(event) => copySelection(event, props)}
        onKeyDown={onKeyDown}
        onFocus={(event) => setHasFocus(event.target === event.currentTarget)}
        onBlur={() => setHasFocus(false)}
      >
        <div className={styles.whole} style={printing ? {} : { height: total }}>
          {(printing ? shown.map((_, index) => ({ index, start: 0, key: index })) : items).map((item) => {
            const row = shown[item.index]!;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-row={row.key}
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
                    {row.count === 1 ? '1 paragraph alike' : `${writtenNumber(row.count)} paragraphs alike`}
                  </button>
                ) : (
                  <CompareRowView
                    row={row}
                    texts={texts}
                    marks={marksOf(row)}
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
      <div ref={mark} className={styles.caret} aria-hidden hidden data-shown={hasFocus || undefined} />
      <div className={styles.between} data-aside={unified || many || undefined}>
        {!unified && !many && <Ribbons ribbons={ribbons} seen={seen} onJump={jump} />}
        <OverviewStrip
          rows={strip}
          columns={texts.length}
          total={total}
          seen={seen}
          onGo={(share) => virtual.scrollToOffset(share * total, { align: 'center' })}
        />
      </div>
    </div>
  );
}

const CURRENT = '[data-current]';
const everyRunOf = (column: Column): string => `[data-column="${column}"][data-from]`;
/** Beside several columns without what of the base is struck in them. */
const runsIn = (column: Column, many: boolean): string =>
  `${many ? `[data-cell="${column}"] ` : ''}${everyRunOf(column)}`;
const NO_MARKS: RowMarks = { highlights: [], selection: null };
const NOTHING: readonly never[] = [];
const NOWHERE: CaretSelection = { anchor: 0, focus: 0 };

/** What lies over a row in one column. */
function marksByRow(
  column: Column,
  highlights: readonly ShownHighlight[],
  selection: Range | null,
): (row: CompareRow) => RowMarks {
  return (row) => {
    // The base's words are shown in other columns, too, where they are struck.
    const ranges = [
      ...row.cells[column]!.flatMap(({ own }) => own ?? []),
      ...(column === 0 ? row.against.flat().map(({ a }) => a) : []),
    ];
    if (ranges.length === 0) return NO_MARKS;
    const whole = {
      from: Math.min(...ranges.map(({ from }) => from)),
      to: Math.max(...ranges.map(({ to }) => to)),
    };
    const over = highlights.filter((one) => overlaps(one, whole));
    const selected = selection && overlaps(selection, whole) ? selection : null;
    return over.length === 0 && !selected ? NO_MARKS : { highlights: over, selection: selected };
  };
}

/** The marks of all columns, found once for each row, so that only rows that change are drawn again. */
function keptMarks(
  columns: readonly ((row: CompareRow) => RowMarks)[],
): (row: CompareRow) => readonly RowMarks[] {
  const kept = new WeakMap<CompareRow, readonly RowMarks[]>();
  return (row) => {
    let marks = kept.get(row);
    if (!marks) {
      marks = columns.map((marksOf) => marksOf(row));
      if (marks.every((one) => one === NO_MARKS)) marks = UNMARKED;
      kept.set(row, marks);
    }
    return marks;
  };
}
const UNMARKED: readonly RowMarks[] = [];

/** Where a caret can stand in a column: its passages in the order of its text. */
function shownOf(shown: readonly ShownRow[], column: Column): Range[] {
  return shown.flatMap((row) =>
    row.kind === 'alike' ? [] : row.cells[column]!.flatMap(({ own }) => own ?? []),
  );
}

const settled = (stretches: Stretches, { anchor, focus }: CaretSelection): CaretSelection => ({
  anchor: nearest(stretches, anchor),
  focus: nearest(stretches, focus),
});

/**
 * Lets the pointer select in one text alone: the other's is not selectable meanwhile. What was selected becomes ours when the
 * pointer rests, so that drawing the rows anew cannot lose it.
 */
function startSelecting(
  event: PointerEvent,
  scroller: HTMLElement,
  props: ColumnsProps,
  setSelecting: (is: boolean) => void,
): void {
  if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest('button')) return;
  const place = event.target.closest<HTMLElement>('[data-column]');
  const column = Number(place?.dataset.column ?? 0);
  const marks = event.target.closest<HTMLElement>('[data-highlights]');
  selectAnew(event);
  scroller.dataset.selecting = '';
  setSelecting(true);
  for (const other of scroller.querySelectorAll<HTMLElement>('[data-column]')) {
    other.toggleAttribute('data-selected', other.dataset.column === String(column));
  }
  const up = (): void => {
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', up);
    // The browser tells of its selection only in the next frame.
    requestAnimationFrame(() => {
      delete scroller.dataset.selecting;
      setSelecting(false);
      const native = document.getSelection();
      const made = native && !native.isCollapsed ? selectionOf(scroller, native, everyRunOf(column)) : null;
      const text = props.texts[column]!;
      const range = made && {
        from: Math.min(made.anchor, made.focus),
        to: Math.max(made.anchor, made.focus),
      };
      const chosen = range && trimmed(text, wholeCharacters(text, range));
      if (chosen) {
        native!.removeAllRanges();
        props.onSelect(column, chosen);
      } else props.onPress(column, marks?.dataset.highlights?.split(' ') ?? []);
    });
  };
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', up);
}

function copySelection(event: ClipboardEvent, { selections, texts }: ColumnsProps): void {
  const words = selections.flatMap((range, column) =>
    range ? texts[column]!.slice(range.from, range.to) : [],
  );
  if (words.length === 0) return;
  event.preventDefault();
  event.clipboardData.setData('text/plain', words.join('\n\n'));
}

/** The moved passages of two columns as pairs of rows. */
function movesIn(shown: readonly ShownRow[]): Omit<Ribbon, 'from' | 'to'>[] {
  const places = new Map(shown.map((row, index) => [row.key, index]));
  return shown.flatMap((row, index) => {
    if (row.kind === 'alike') return [];
    const [from, away] = [row.cells[0]![0], row.cells[1]![0]];
    if (!from?.own || !away?.jump) return [];
    const at = places.get(away.jump.key);
    const to = at === undefined ? undefined : shown[at];
    if (at === undefined || !to || to.kind === 'alike') return [];
    const [left, right] = [nameOf(from.own), nameOf(to.cells[1]![0]!.own!)];
    const words = `Moved passage: ${left} on the left, ${right} on the right`;
    const [toA, toB] = [to.cells[0]![0]!.jump!, away.jump];
    return [{ a: index, b: at, toA, toB, words }];
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

/** Height in rem before a row is measured: some sixty characters to the line of two columns. */
function estimate(row: ShownRow): number {
  if (row.kind === 'alike') return 2;
  const lengths = row.cells.map((parts) =>
    parts.reduce((sum, { own }) => sum + (own ? own.to - own.from : 0), 0),
  );
  return 1 + Math.ceil((Math.max(0, ...lengths) + 1) / (120 / row.cells.length)) * 1.7;
}

function stripRow(
  row: ShownRow,
  columns: number,
  place: { start: number; end: number } | undefined,
): StripRow {
  const inks = Array.from({ length: columns }, (_, column): Ink => {
    if (row.kind === 'alike') return 'same';
    const parts = row.cells[column]!;
    const kinds = parts.filter(({ own }) => own).map(({ kind }) => kind);
    return (['only', 'moved', 'changed', 'same'] as const).find((kind) => kinds.includes(kind)) ?? 'none';
  });
  return { start: place?.start ?? 0, end: place?.end ?? 0, inks };
}
