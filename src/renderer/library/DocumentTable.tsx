import { ArrowDown, ArrowUp } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { DocumentSummary, SortBy } from '../../core/api/contract';
import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import { writtenShare, type ReuseSummary } from '../../core/model/reuse';
import { writtenNumber } from '../../core/text/writtenNumber';
import { languageName } from '../app/languageName';
import { useSettings } from '../app/settings';
import { useStartFocus } from '../app/useStartFocus';
import { writtenDay } from '../app/writtenTime';
import { classes, rootFontSize } from '../ui';
import styles from './DocumentTable.module.css';
import { cursorAfter, selectOnly, selectRange, toggleRow, type Selection } from './selection';
import type { DocumentRows, Sort } from './useDocumentRows';

type Column = {
  /** What a press on its head sorts by. */
  readonly by: SortBy;
  readonly title: string;
  readonly className: string | undefined;
  /** Which way a first click sorts. */
  readonly descendingFirst: boolean;
  cell(row: DocumentSummary, shared: ReuseSummary | undefined): string;
  /** More than fits the cell, read aloud and shown beside it (reuse). */
  says?(shared: ReuseSummary | undefined): string | undefined;
};

const COLUMNS: readonly Column[] = [
  { by: 'title', title: 'Title', className: styles.titleCell, descendingFirst: false, cell: (row) => row.title },
  { by: 'publisher', title: 'Outlet', className: styles.outlet, descendingFirst: false, cell: (row) => row.publisher ?? row.agency ?? '' },
  { by: 'published', title: 'Date', className: styles.date, descendingFirst: true, cell: (row) => (row.published === null ? '' : writtenDate(row.published)) },
  { by: 'language', title: 'Language', className: styles.language, descendingFirst: false, cell: (row) => (row.language === null ? '' : languageName(row.language)) },
  { by: 'words', title: 'Words', className: styles.number, descendingFirst: true, cell: (row) => writtenNumber(row.words) },
  { by: 'highlights', title: 'Highlights', className: styles.number, descendingFirst: true, cell: (row) => (row.highlights === 0 ? '' : writtenNumber(row.highlights)) },
  { by: 'shared', title: 'Shared', className: styles.shared, descendingFirst: true, cell: (_, shared) => (shared ? writtenShare(shared.share) : ''), says: (shared) => shared?.sentence },
  { by: 'importedAt', title: 'Imported', className: styles.imported, descendingFirst: true, cell: (row) => writtenDay(row.importedAt) },
]; // prettier-ignore

/** Of a row, which has room for a title of two lines, and of the head, in rem; the style sheet says the same. */
const HEIGHT = 2.75;
const HEAD = 1.875;

/** In pixels, at the present zoom. */
const rowHeight = (): number => HEIGHT * rootFontSize();

export type DocumentTableProps = {
  label: string;
  rows: DocumentRows;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  /** What is chosen, or will be when rows that are not read yet have come. */
  onSelect: (selection: Selection | Promise<Selection>) => void;
  onOpen: (row: DocumentSummary) => void;
  onDelete: () => void;
  onMenu: (at: { x: number; y: number }) => void;
};

/** The documents as a table of which only the seen rows exist: one stop of the Tab key, everything else by arrows. */
export function DocumentTable(props: DocumentTableProps) {
  const { label, rows, sort, onSort, selection, onSelect, onOpen, onDelete, onMenu } = props;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  useStartFocus(scroll);
  const { total, see } = rows;
  const above = HEAD * rootFontSize();
  // eslint-disable-next-line react-hooks/incompatible-library -- rows are drawn with each change of its state
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: rowHeight,
    overscan: 10,
    // The head has the height of a row, comes before the first one, and stays over those that scroll by.
    scrollMargin: above,
    scrollPaddingStart: above,
  });
  const zoom = useSettings((settings) => settings.zoom);
  useEffect(() => virtual.measure(), [virtual, zoom]);
  const shown = virtual.getVirtualItems();
  const from = shown[0]?.index ?? 0;
  const to = shown.at(-1)?.index ?? 0;
  useEffect(() => see(from, to), [see, from, to]);

  const choose = (index: number, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => {
    const row = rows.row(index);
    if (event.shiftKey && selection.anchor >= 0) {
      const ids = rows.ids(Math.min(selection.anchor, index), Math.max(selection.anchor, index));
      onSelect(whenRead(ids, (read) => selectRange(selection, index, read)));
    } else if (row && (event.ctrlKey || event.metaKey)) onSelect(toggleRow(selection, index, row.id));
    else {
      // Far jumps land on rows that are not read yet.
      const ids = row ? [row.id] : rows.ids(index, index);
      onSelect(whenRead(ids, ([id]) => (id === undefined ? selection : selectOnly(index, id))));
    }
  };

  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 300) / rowHeight()) - 2);
    const next = cursorAfter(event.key, selection.cursor, total, page);
    if (next !== null) {
      event.preventDefault();
      virtual.scrollToIndex(next, { align: 'auto' });
      if (event.ctrlKey && !event.shiftKey) onSelect({ ...selection, cursor: next });
      else choose(next, { shiftKey: event.shiftKey, ctrlKey: false, metaKey: false });
      return;
    }
    const row = selection.cursor >= 0 ? rows.row(selection.cursor) : undefined;
    if (event.key === 'Enter' && row) onOpen(row);
    else if (event.key === ' ' && row) onSelect(toggleRow(selection, selection.cursor, row.id));
    else if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey)) onDelete();
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && total > 0) {
      onSelect(whenRead(rows.ids(0, total - 1), (ids) => ({ ...selection, ids: new Set(ids) })));
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = document.getElementById(`${id}-${selection.cursor}`)?.getBoundingClientRect();
      if (box) onMenu({ x: box.left + 24, y: box.bottom });
    } else return;
    event.preventDefault();
  };

  const menu = (event: MouseEvent, index: number, row: DocumentSummary): void => {
    event.preventDefault();
    if (!selection.ids.has(row.id)) onSelect(selectOnly(index, row.id));
    onMenu({ x: event.clientX, y: event.clientY });
  };

  return (
    <div
      ref={scroll}
      className={styles.table}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={COLUMNS.length}
      tabIndex={0}
      {...(selection.cursor >= 0 &&
        selection.cursor < total && { 'aria-activedescendant': `${id}-${selection.cursor}` })}
      onKeyDown={press}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row}>
          {COLUMNS.map((column) => {
            const isSorted = sort.by === column.by;
            const { by } = column;
            return (
              <div
                key={column.by}
                role="columnheader"
                aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
                className={classes(styles.cell, column.className)}
              >
                <button
                  type="button"
                  className={styles.header}
                  onClick={() =>
                    onSort({
                      by,
                      descending: isSorted ? !sort.descending : column.descendingFirst,
                    })
                  }
                >
                  {column.title}
                  {isSorted && (sort.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows.row(item.index);
          const shared = row && rows.shared(row.id);
          const isSelected = row !== undefined && selection.ids.has(row.id);
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={isSelected}
              className={classes(styles.row, styles.line)}
              data-cursor={item.index === selection.cursor || undefined}
              style={{ transform: `translateY(${item.start - above}px)` }}
              onClick={(event) => choose(item.index, event)}
              onDoubleClick={() => row && onOpen(row)}
              onContextMenu={(event) => row && menu(event, item.index, row)}
            >
              {COLUMNS.map((column) => (
                <div
                  key={column.by}
                  role="gridcell"
                  className={classes(styles.cell, column.className)}
                  {...(column.says?.(shared) !== undefined && {
                    title: column.says(shared),
                    'aria-label': column.says(shared),
                  })}
                  lang={column.by === 'title' ? (row?.language ?? undefined) : undefined}
                >
                  {row ? column.cell(row, shared) : column.by === 'title' ? '…' : ''}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {total === 0 && !rows.loading && (
        <p className={styles.none} role="status">
          No document fits the filter.
        </p>
      )}
    </div>
  );
}

/** What is made of ids, now or when they are read. */
const whenRead = (
  ids: Id[] | Promise<Id[]>,
  make: (ids: readonly Id[]) => Selection,
): Selection | Promise<Selection> => (ids instanceof Promise ? ids.then(make) : make(ids));
