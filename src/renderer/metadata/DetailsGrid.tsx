import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { DocumentQuestion } from '../../core/api/contract';
import { useSettings } from '../app/settings';
import { classes, rootFontSize } from '../ui';
import { edgesOf, moved, oneCell, readCells, type Area } from './cells';
import { explained, isGuess, type Column } from './columns';
import styles from './DetailsGrid.module.css';
import type { Known } from './useKnown';

type Sort = DocumentQuestion['sort'];

/** Of a row and of the head, in rem; the style sheet says the same. */
const HEIGHT = 2;

export type DetailsGridProps = {
  total: number;
  known: Known;
  columns: readonly Column[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  area: Area;
  onArea: (area: Area) => void;
  isReadOnly: boolean;
  /** Puts rows of cells at a place; `cells` are repeated to fill the chosen area. */
  onCells: (at: { row: number; column: number }, cells: readonly (readonly string[])[]) => void;
  onClear: () => void;
  onFillDown: () => void;
  onCopy: () => void;
  onAccept: () => void;
};

/**
 * Documents in rows, fields in columns, edited like a spreadsheet: one stop of the Tab key; arrows move, Enter or F2 or a
 * letter edits, Escape leaves the cell as it was. Only seen rows exist.
 */
export function DetailsGrid(props: DetailsGridProps) {
  const { total, known, columns, sort, onSort, area, onArea, isReadOnly, onCells } = props;
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  /** Why the words of the draft cannot be taken; said once somebody tried. */
  const [problem, setProblem] = useState<string | null>(null);
  const height = (): number => HEIGHT * rootFontSize();
  // eslint-disable-next-line react-hooks/incompatible-library -- rows are drawn with each change of its state
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: height,
    overscan: 10,
    scrollMargin: height(),
    scrollPaddingStart: height(),
  });
  const zoom = useSettings((settings) => settings.zoom);
  useEffect(() => virtual.measure(), [virtual, zoom]);
  const shown = virtual.getVirtualItems();
  const [from, to] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  const { see } = known;
  useEffect(() => see(from, to), [see, from, to]);

  const { row, column } = area.cursor;
  const present = known.row(row) ?? undefined;
  const cellId = (at: number, of: number): string => `${id}-${at}-${of}`;
  const edges = edgesOf(area);

  const go = (cursor: Area['cursor'], extend = false): void => {
    onArea({ anchor: extend ? area.anchor : cursor, cursor });
    virtual.scrollToIndex(cursor.row, { align: 'auto' });
    // The cell may have to be drawn first.
    setTimeout(() =>
      document
        .getElementById(cellId(cursor.row, cursor.column))
        ?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  };
  const begin = (words: string): void => {
    if (isReadOnly || !present) return;
    onArea(oneCell(row, column));
    setDraft(words);
  };
  const leave = (): void => {
    // The field goes before the focus does: its blur would keep what Escape gives up.
    flushSync(() => {
      setDraft(null);
      setProblem(null);
    });
    grid.current?.focus();
  };
  const keep = (): void => {
    if (draft !== null && present && draft.trim() !== columns[column]!.show(present))
      onCells(area.cursor, [[draft]]);
    setDraft(null);
    setProblem(null);
  };
  const size = {
    rows: total,
    columns: columns.length,
    page: Math.max(1, Math.floor((grid.current?.clientHeight ?? 300) / height()) - 2),
  };

  const pressInCell = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter' || event.key === 'Tab') {
      // Words that cannot be taken stay to be mended, or the mending would go into the next cell.
      const read = columns[column]!.read(draft ?? '');
      if ('problem' in read) {
        setProblem(read.problem);
        event.preventDefault();
        return;
      }
      keep();
      leave();
      const key =
        event.key === 'Enter'
          ? event.shiftKey
            ? 'ArrowUp'
            : 'ArrowDown'
          : event.shiftKey
            ? 'ArrowLeft'
            : 'ArrowRight';
      go(moved(key, false, area.cursor, size)!);
    } else return;
    event.preventDefault();
  };
  const press = (event: KeyboardEvent): void => {
    if (draft !== null || total === 0 || event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    const next = event.altKey ? null : moved(event.key, mod, area.cursor, size);
    if (next !== null) go(next, event.shiftKey);
    else if (mod && event.key === 'Enter') props.onAccept();
    else if (event.key === 'Enter' || event.key === 'F2')
      begin(present ? columns[column]!.show(present) : '');
    else if (event.key === 'Delete' || event.key === 'Backspace') props.onClear();
    else if (mod && event.key.toLowerCase() === 'd') props.onFillDown();
    else if (mod && event.key.toLowerCase() === 'a') {
      onArea({ anchor: { row: 0, column: 0 }, cursor: { row: total - 1, column: columns.length - 1 } });
    } else if (event.key === 'Escape') onArea(oneCell(row, column));
    else if (event.key.length === 1 && !mod && !event.altKey) begin(event.key);
    else return;
    event.preventDefault();
  };
  const paste = (event: ClipboardEvent): void => {
    if (draft !== null) return;
    // Pasted here are cells, not a source for the library.
    event.preventDefault();
    event.stopPropagation();
    if (isReadOnly) return;
    const cells = readCells(event.clipboardData.getData('text/plain'));
    if (cells.some((line) => line.some((cell) => cell !== '')) || cells.length > 1) {
      onCells({ row: edges.top, column: edges.left }, cells);
    }
  };

  const template = columns.map(({ width }) => `${width}rem`).join(' ');
  const wide = columns.reduce((sum, { width }) => sum + width, 0);
  return (
    <>
      <div
        ref={grid}
        className={styles.grid}
        role="grid"
        aria-label="Details of documents"
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-readonly={isReadOnly}
        aria-describedby={`${id}-about`}
        tabIndex={0}
        {...(total > 0 &&
          draft === null &&
          shown.some((item) => item.index === row) && { 'aria-activedescendant': cellId(row, column) })}
        onKeyDown={press}
        onPaste={paste}
        onCopy={(event) => {
          if (draft !== null) return;
          event.preventDefault();
          props.onCopy();
        }}
      >
        <div role="rowgroup" className={styles.head} style={{ width: `${wide}rem` }}>
          <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: template }}>
            {columns.map(({ id: name, title, sortBy }, at) => {
              const isSorted = JSON.stringify(sort.by) === JSON.stringify(sortBy);
              return (
                <div
                  key={name}
                  role="columnheader"
                  aria-colindex={at + 1}
                  aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
                  className={classes(styles.cell, at === 0 && styles.first)}
                >
                  <button
                    type="button"
                    className={styles.header}
                    tabIndex={-1}
                    onClick={() => onSort({ by: sortBy, descending: isSorted && !sort.descending })}
                  >
                    {title}
                    {isSorted && (sort.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
                  </button>
                </div>
              );
            })}
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles.body}
          style={{ height: virtual.getTotalSize(), width: `${wide}rem` }}
        >
          {shown.map((item) => {
            const document = known.row(item.index);
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                className={classes(styles.row, styles.line)}
                style={{ transform: `translateY(${item.start - height()}px)`, gridTemplateColumns: template }}
              >
                {columns.map((of, at) => {
                  const isCursor = item.index === row && at === column;
                  const isChosen =
                    item.index >= edges.top &&
                    item.index <= edges.bottom &&
                    at >= edges.left &&
                    at <= edges.right;
                  const guess = document ? isGuess(of, document) && of.show(document) !== '' : false;
                  return (
                    <div
                      key={of.id}
                      id={cellId(item.index, at)}
                      role="gridcell"
                      aria-colindex={at + 1}
                      aria-selected={isChosen}
                      className={classes(styles.cell, at === 0 && styles.first)}
                      data-cursor={isCursor || undefined}
                      data-guess={guess || undefined}
                      onMouseDown={(event) => {
                        if (draft !== null && isCursor) return;
                        if (draft !== null) keep();
                        onArea({
                          anchor: event.shiftKey ? area.anchor : { row: item.index, column: at },
                          cursor: { row: item.index, column: at },
                        });
                      }}
                      onDoubleClick={() =>
                        isCursor && draft === null && begin(document ? of.show(document) : '')
                      }
                    >
                      {isCursor && draft !== null ? (
                        <input
                          className={styles.input}
                          aria-label={`${of.title} of ${document?.metadata.title ?? ''}`}
                          value={draft}
                          aria-invalid={problem !== null}
                          autoComplete="off"
                          // The person asked to type here.
                          autoFocus
                          onChange={(event) => {
                            setDraft(event.target.value);
                            setProblem(null);
                          }}
                          onKeyDown={pressInCell}
                          onBlur={keep}
                        />
                      ) : document ? (
                        <>
                          {of.show(document)}
                          {guess && <span className={styles.hidden}>, guessed</span>}
                        </>
                      ) : at === 0 ? (
                        document === null ? (
                          'not here any more'
                        ) : (
                          '…'
                        )
                      ) : (
                        ''
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      <p id={`${id}-about`} className={styles.about} role="status">
        {total === 0 ? 'No document fits the filter.' : (problem ?? explained(columns[column]!, present))}
      </p>
    </>
  );
}
