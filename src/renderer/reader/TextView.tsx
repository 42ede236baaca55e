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
  type ReactNode,
  type Ref,
} from 'react';
import type { Id } from '../../core/model/id';
import { overlaps, type Range } from '../../core/model/range';
import { nearest, type CaretSelection, type Stretches } from '../app/passage/caret';
import { pointOf, selectionOf } from '../app/passage/domPositions';
import { rowAt, type FoldRow, type ReaderRow } from './foldedBlocks';
import { FoldRowView } from './FoldRowView';
import type { KnownOutlet } from './TeachMenu';
import { lastStartingBy } from '../app/passage/lastStartingBy';
import { selectAnew } from '../app/passage/selectAnew';
import type { Lanes } from './lanes';
import type { ReadingPlace } from './readingPlaces';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { TextRowView } from './TextRowView';
import { useBoundsDrag } from './useBoundsDrag';
import { useCaretKeys } from '../app/passage/useCaretKeys';
import { useTextRows } from './useTextRows';
import { caretBox, positionNear } from '../app/passage/visualLines';
import styles from './TextView.module.css';

export type TextViewHandle = {
  focus(): void;
  /** Scrolls until the passage is seen: just into view, or a third down the page. */
  reveal(range: Range, place: 'nearest' | 'upper'): void;
  place(): Pick<ReadingPlace, 'scroll' | 'rows' | 'top'>;
  /** The caret's box at a position in pixels of the window; null where it is not laid out. */
  boxOf(position: number): { x: number; top: number; bottom: number } | null;
};

export type TextViewProps = {
  label: string;
  language: string | null;
  text: string;
  rows: readonly ReaderRow[];
  stretches: Stretches;
  highlights: readonly ShownHighlight[];
  lanes: Lanes;
  hits: readonly Range[];
  /** Of reuse: what other documents share, and what an earlier one has; in order and apart. */
  shared: readonly Range[];
  met: readonly Range[];
  current: Range | null;
  selection: CaretSelection;
  active: Id | null;
  /** What a bar beside the selection must not cover while a handle is dragged. */
  onDragging: (dragging: boolean) => void;
  onSelect: (selection: CaretSelection, by: 'pointer' | 'keyboard') => void;
  /** A press on highlights without a selection: ids, the innermost first; empty beside them all. */
  onPress: (highlights: readonly Id[]) => void;
  onActivate: (id: Id) => void;
  onBounds: (id: Id, bounds: Range) => void;
  onFold: (row: FoldRow) => void;
  onKeepFold: (row: FoldRow, folded: boolean) => void;
  outlet: KnownOutlet | null;
  onTeach: (range: Range, furniture: boolean) => void;
  onEscape: () => void;
  onCopy: () => string | null;
  /** The page was scrolled or laid out anew. */
  onLayout: () => void;
  initial: ReadingPlace | null;
  /** The row that is the document's title, when its text begins with it. */
  titleRow: ReaderRow | null;
  headings: ReadonlyMap<number, number>;
  /** `current` is a passage that was just arrived at, not a place found. */
  hasArrived: boolean;
  header: ReactNode;
  handleRef: Ref<TextViewHandle>;
};

/**
 * The text itself: rows mounted only where they are seen, a caret and a selection that are positions of the text and are
 * put onto the page, not read from it, except while a pointer (or an assistive tool) makes them there.
 */
export function TextView(props: TextViewProps) {
  const { text, rows, stretches, highlights, hits, selection, active, onSelect, onLayout } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const page = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const caret = useRef<HTMLDivElement>(null);
  const handles = useRef<[HTMLDivElement | null, HTMLDivElement | null]>([null, null]);
  const pointer = useRef(false);
  const presses = useRef(0);
  const revealing = useRef(0);
  /** The position at the top edge and how far below it: kept there when the page is laid out anew. */
  const top = useRef(props.initial?.top ?? null);
  const [hasFocus, setHasFocus] = useState(false);
  const [byKeyboard, setByKeyboard] = useState(false);

  const activeHighlight = highlights.find((one) => one.id === active) ?? null;
  const { dragged, onHandleDown } = useBoundsDrag(body, activeHighlight, props.onDragging, props.onBounds);
  const bounds = dragged ?? activeHighlight;
  const range = useMemo(
    () => ({
      from: Math.min(selection.anchor, selection.focus),
      to: Math.max(selection.anchor, selection.focus),
    }),
    [selection],
  );

  // ---------------------------------------------------------------------------------------------------- rows
  const { virtual, headHeight, measureAnew } = useTextRows({
    rows,
    pinned: [rowAt(rows, selection.anchor), rowAt(rows, selection.focus)],
    initial: props.initial,
    scroller,
    head,
    body,
  });

  // What lies over each row, found once and kept, so that only rows that change are drawn again.
  const overRow = useMemo(
    () => keptByRow((row) => highlights.filter((one) => overlaps(one, row))),
    [highlights],
  );
  const hitsOfRow = useMemo(() => keptByRow((row) => hitsIn(row, hits)), [hits]);
  const { shared, met } = props;
  const sharedOfRow = useMemo(() => keptByRow((row) => hitsIn(row, shared)), [shared]);
  const metOfRow = useMemo(() => keptByRow((row) => hitsIn(row, met)), [met]);
  const drawn = useMemo(() => {
    if (!dragged) return null;
    const own = highlights.find((one) => one.id === dragged.id);
    return own ? { ...own, from: dragged.from, to: dragged.to } : null;
  }, [dragged, highlights]);
  const highlightsOf = (row: ReaderRow): readonly ShownHighlight[] => {
    if (!drawn) return overRow(row);
    const others = overRow(row).filter((one) => one.id !== drawn.id);
    return overlaps(drawn, row) ? [...others, drawn] : others;
  };

  // ----------------------------------------------------------------------------------- caret, handles, selection
  const placeMarks = useCallback((): void => {
    const root = body.current;
    const origin = page.current?.getBoundingClientRect();
    if (!root || !origin) return;
    const put = (element: HTMLElement | null, position: number | null): void => {
      if (!element) return;
      const box = position === null ? null : caretBox(root, position);
      element.hidden = box === null;
      if (!box) return;
      element.style.transform = `translate(${box.x - origin.left}px, ${box.top - origin.top}px)`;
      element.style.height = `${box.bottom - box.top}px`;
    };
    put(caret.current, selection.focus);
    put(handles.current[0], bounds?.from ?? null);
    put(handles.current[1], bounds?.to ?? null);
  }, [selection.focus, bounds?.from, bounds?.to]);

  useLayoutEffect(() => {
    placeMarks();
    onLayout();
    const root = body.current;
    if (!root || pointer.current) return;
    const native = document.getSelection();
    // Runs that are drawn anew under a selection pull its ends along, wherever the focus is.
    if (document.activeElement !== root && !root.contains(native?.anchorNode ?? null)) return;
    const shown = native && selectionOf(root, native);
    if (!native || (shown?.anchor === selection.anchor && shown.focus === selection.focus)) return;
    const anchor = pointOf(root, selection.anchor);
    const focus = pointOf(root, selection.focus);
    if (anchor && focus) native.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  });

  /** A number as place: that many pixels below the top edge. */
  const reveal = (target: Range, place: 'nearest' | 'upper' | number): void => {
    revealing.current += 1;
    const own = revealing.current;
    let steady = 0;
    const step = (left: number): void => {
      const view = scroller.current;
      const root = body.current;
      if (!view || !root || own !== revealing.current) return;
      const seen = view.getBoundingClientRect();
      const box = caretBox(root, target.from);
      const end = box && caretBox(root, target.to);
      let by = 0;
      if (!box) {
        const row = virtual.measurementsCache[rowAt(rows, target.from)];
        if (!row) return;
        by = row.start - (typeof place === 'number' ? place : view.clientHeight / 3) - view.scrollTop;
      } else {
        const room = Math.min(72, seen.height / 6);
        const bottom = end && end.bottom - box.top < seen.height / 2 ? end.bottom : box.bottom;
        const outside = box.top < seen.top + room / 2 || bottom > seen.bottom - room;
        if (typeof place === 'number') by = box.top - seen.top - place;
        else if (place === 'upper' && (outside || steady > 0)) by = box.top - seen.top - seen.height / 3;
        else if (outside)
          by = box.top < seen.top + room / 2 ? box.top - seen.top - room / 2 : bottom - seen.bottom + room;
      }
      const before = view.scrollTop;
      if (Math.abs(by) >= 1) view.scrollTop = before + by;
      // Rows around it are measured as they appear and move it: it is found when it stays.
      steady = view.scrollTop === before && box ? steady + 1 : 0;
      if (left > 0 && steady < 3) requestAnimationFrame(() => step(left - 1));
    };
    step(30);
  };

  const layOut = (): void => {
    measureAnew();
    if (top.current) reveal({ from: top.current.position, to: top.current.position }, top.current.below);
    placeMarks();
    onLayout();
  };
  const latestLayOut = useRef(layOut);
  const latestReveal = useRef(reveal);
  useLayoutEffect(() => {
    latestLayOut.current = layOut;
    latestReveal.current = reveal;
  });
  useEffect(() => {
    // Back where it was left, to the line, whatever the width is now.
    const left = props.initial?.top;
    if (left) latestReveal.current({ from: left.position, to: left.position }, left.below);
  }, [props.initial]);
  useEffect(() => {
    const view = scroller.current;
    const heading = head.current;
    if (!view || !heading) return;
    // The width of the window and the size of the type both show in the heading.
    const size = (): string => `${view.clientWidth} ${heading.clientWidth} ${heading.clientHeight}`;
    let before = size();
    const observer = new ResizeObserver(() => {
      if (size() === before) return;
      before = size();
      latestLayOut.current();
    });
    observer.observe(view);
    observer.observe(heading);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    let timer: ReturnType<typeof setTimeout>;
    const noteTop = (): void => {
      top.current = topPlace(view, body.current);
    };
    const scrolled = (): void => {
      onLayout();
      clearTimeout(timer);
      timer = setTimeout(noteTop, 150);
    };
    view.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      clearTimeout(timer);
      view.removeEventListener('scroll', scrolled);
    };
  }, [onLayout]);

  /** Takes the page's selection as ours, where it is in the text and differs. */
  const readSelection = (): void => {
    const root = body.current;
    const native = document.getSelection();
    if (!root || !native || native.rangeCount === 0) return;
    const made = selectionOf(root, native);
    if (!made) return;
    const settled = settle(stretches, made);
    if (settled.anchor === selection.anchor && settled.focus === selection.focus) return;
    onSelect(settled, 'pointer');
  };
  const latestRead = useRef(readSelection);
  useLayoutEffect(() => {
    latestRead.current = readSelection;
  });
  useEffect(() => {
    const listener = (): void => {
      if (pointer.current || document.activeElement === body.current) latestRead.current();
    };
    document.addEventListener('selectionchange', listener);
    return () => document.removeEventListener('selectionchange', listener);
  }, []);

  // --------------------------------------------------------------------------------------------------- scrolling
  // One handle for good: a new one with each drawing would be missing just when the bar is placed after it.
  useImperativeHandle(
    props.handleRef,
    () => ({
      focus: () => body.current?.focus({ preventScroll: true }),
      reveal: (range, place) => latestReveal.current(range, place),
      place: () => ({
        scroll: scroller.current?.scrollTop ?? 0,
        rows: virtual.takeSnapshot(),
        top: scroller.current && topPlace(scroller.current, body.current),
      }),
      boxOf: (position) => (body.current ? caretBox(body.current, position) : null),
    }),
    [virtual],
  );

  const { onKeyDown, forgetColumn } = useCaretKeys({
    scroller,
    body,
    stretches,
    selection,
    reveal,
    onSelect: (next) => {
      setByKeyboard(true);
      onSelect(next, 'keyboard');
    },
    onEscape: props.onEscape,
  });

  // ---------------------------------------------------------------------------------------------------- pointer
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest('button')) return;
    pointer.current = true;
    props.onDragging(true);
    selectAnew(event);
    forgetColumn();
    setByKeyboard(false);
    const marks = event.target.closest<HTMLElement>('[data-highlights]');
    const over = marks?.dataset.highlights?.split(' ') ?? [];
    presses.current += 1;
    const own = presses.current;
    const up = (): void => {
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', up);
      // The browser tells of its selection only in the next frame; until then ours must not be put over it. A second
      // press in the meantime (of a double press) takes over.
      requestAnimationFrame(() => {
        if (own !== presses.current) return;
        latestRead.current();
        pointer.current = false;
        props.onDragging(false);
        if (document.getSelection()?.isCollapsed !== false) props.onPress(over);
      });
    };
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', up);
  };

  const copy = (event: ClipboardEvent): void => {
    const words = props.onCopy();
    if (words === null) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', words);
  };

  const paintsSelection = !hasFocus && range.from < range.to;
  return (
    <div ref={scroller} className={styles.scroller} data-reader-scroller>
      <div ref={page} className={styles.page}>
        <div ref={head} className={styles.head}>
          {props.header}
        </div>
        {/* A document with a caret of its own takes keys, as an editor that cannot be written in does. */}
        <div
          ref={body}
          className={styles.body}
          role="document"
          tabIndex={0}
          aria-label={props.label}
          {...(props.language !== null && { lang: props.language })}
          style={{ height: virtual.getTotalSize() }}
          data-caret={byKeyboard || undefined}
          data-arrived={props.hasArrived || undefined}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onCopy={copy}
          onFocus={(event) => {
            if (event.target !== event.currentTarget) return;
            setHasFocus(true);
            // The caret is the sign of focus wherever the keyboard brought it.
            if (event.target.matches(':focus-visible') && !pointer.current) setByKeyboard(true);
          }}
          onBlur={(event) => {
            if (event.target === event.currentTarget) setHasFocus(false);
          }}
        >
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.row}
                style={{ transform: `translateY(${item.start - headHeight}px)` }}
                {...(row.kind === 'text' && { 'data-row': row.from })}
              >
                {row.kind === 'fold' ? (
                  <FoldRowView
                    row={row}
                    onToggle={props.onFold}
                    onKeep={props.onKeepFold}
                    outlet={props.outlet}
                    onTeach={props.onTeach}
                  />
                ) : (
                  <TextRowView
                    text={text}
                    row={row}
                    highlights={highlightsOf(row)}
                    lanes={props.lanes}
                    hits={hitsOfRow(row)}
                    shared={sharedOfRow(row)}
                    met={metOfRow(row)}
                    current={props.current && overlaps(props.current, row) ? props.current : null}
                    selection={paintsSelection && overlaps(range, row) ? range : null}
                    active={active}
                    isTitle={row === props.titleRow}
                    headings={props.headings}
                    onActivate={props.onActivate}
                  />
                )}
              </div>
            );
          })}
        </div>
        <div
          ref={caret}
          className={styles.caret}
          aria-hidden
          data-shown={(hasFocus && byKeyboard && active === null) || undefined}
        />
        {bounds &&
          (['from', 'to'] as const).map((end, index) => (
            <div
              key={end}
              ref={(element) => void (handles.current[index as 0 | 1] = element)}
              className={styles.handle}
              data-end={end}
              data-dragged={dragged !== null || undefined}
              style={{ color: `var(--stripe-${activeHighlight?.colour ?? 'yellow'})` }}
              aria-hidden
              onPointerDown={(event) => onHandleDown(event, end)}
            />
          ))}
      </div>
    </div>
  );
}

const NONE: readonly never[] = [];

/** The same answer for the same row, found at the first asking. */
function keptByRow<T>(find: (row: ReaderRow) => T): (row: ReaderRow) => T {
  const kept = new Map<string, T>();
  return (row) => {
    let found = kept.get(row.key);
    if (found === undefined) kept.set(row.key, (found = find(row)));
    return found;
  };
}

/** Those of the hits, which are in order and apart, that touch a row. */
function hitsIn(row: ReaderRow, hits: readonly Range[]): readonly Range[] {
  const touching: Range[] = [];
  for (let at = Math.max(0, lastStartingBy(hits, row.from)); at < hits.length; at += 1) {
    if (hits[at]!.from >= row.to) break;
    if (overlaps(hits[at]!, row)) touching.push(hits[at]!);
  }
  return touching.length === 0 ? NONE : touching;
}

/** A selection as a person means it: on places where a caret can be, and not into the next block by its mere start. */
function settle(stretches: Stretches, { anchor, focus }: CaretSelection): CaretSelection {
  const ends = { anchor: nearest(stretches, anchor), focus: nearest(stretches, focus) };
  const later = ends.anchor > ends.focus ? 'anchor' : 'focus';
  const earlier = Math.min(ends.anchor, ends.focus);
  const index = lastStartingBy(stretches.shown, ends[later]);
  const before = stretches.shown[index - 1];
  if (before && stretches.shown[index]?.from === ends[later] && earlier < before.to) {
    return { ...ends, [later]: before.to };
  }
  return ends;
}

/** The position at the top edge of a view and how far below the edge its line is; null at the very top. */
function topPlace(view: Element, body: Element | null): ReadingPlace['top'] {
  if (!body || view.scrollTop < 8) return null;
  const seen = view.getBoundingClientRect();
  const position = positionNear(body, seen.left, seen.top + 4);
  const box = position === null ? null : caretBox(body, position);
  return position === null || !box ? null : { position, below: box.top - seen.top };
}
