import { Check, FileUp } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { z } from 'zod';
import type { DocumentKnown, DocumentQuestion, Input } from '../../core/api/contract';
import type { AppError } from '../../core/model/appError';
import { AppError as Failure } from '../../core/model/appError';
import type { MetadataField } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Checkbox, EmptyState, ErrorNote, Popover, SearchField, Switch, ViewHead } from '../ui';
import { useCommands } from '../app/commands';
import { download } from '../app/download';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { act, useCall, useClient } from '../app/session';
import { AttachReferencesDialog } from './AttachReferencesDialog';
import { edgesOf, oneCell, writeCells, type Area } from './cells';
import { allColumns, type Column } from './columns';
import { DetailsGrid } from './DetailsGrid';
import styles from './MetadataView.module.css';
import { useKnown } from './useKnown';

type Edit = Input<'details.edit'>['edits'][number];

/** Cells that one step changes at most; each may be an edit of its own, of which a call takes as many. */
const MOST_CELLS = 50_000;
const HIDDEN_AT_FIRST = ['updated', 'address'];

/** What is known of the chosen documents, or of all, in a table that is edited like a spreadsheet. */
export function MetadataView({ only }: { only?: readonly Id[] }) {
  const [typed, setTyped] = useState('');
  const [guesses, setGuesses] = useState(false);
  const [sort, setSort] = useState<DocumentQuestion['sort']>({ by: 'title', descending: false });
  const [hidden, setHidden] = useState(() => recall('metadata.hidden', z.array(z.string()), HIDDEN_AT_FIRST));
  const [area, setArea] = useState<Area>(oneCell(0, 0));
  const [attaching, setAttaching] = useState(false);
  const { data: library } = useCall('library.status', {});
  const { data: own = [] } = useCall('details.ownFields', {});
  const text = useDeferredValue(typed);
  const { order, error } = useOrder(
    { text, guesses, only: only ? [...only] : null, sort },
    library?.documents,
  );
  const known = useKnown(order);
  const every = allColumns(own.map((field) => field.name));
  const columns = every.filter((column) => column.id === 'title' || !hidden.includes(column.id));
  const isReadOnly = library?.readOnly !== null;
  const inside = within(area, order.length, columns.length);
  const edges = edgesOf(inside);

  const put = async (
    at: { row: number; column: number },
    cells: readonly (readonly string[])[],
  ): Promise<void> => {
    // One cell fills what is chosen; more lie from its corner on.
    const single = cells.length === 1 && cells[0]!.length === 1;
    const rows = single ? edges.bottom - edges.top + 1 : Math.min(cells.length, order.length - at.row);
    const wide = single
      ? edges.right - edges.left + 1
      : cells.reduce((most, line) => Math.max(most, line.length), 0);
    const placed: Cell[] = [];
    for (let down = 0; down < rows; down += 1) {
      for (let right = 0; right < wide && at.column + right < columns.length; right += 1) {
        const words = single ? cells[0]![0]! : cells[down]![right];
        if (words !== undefined)
          placed.push({ id: order[at.row + down]!, column: columns[at.column + right]!, words });
      }
    }
    await write(placed);
    if (!single) {
      setArea({
        anchor: at,
        cursor: { row: at.row + rows - 1, column: Math.min(columns.length, at.column + wide) - 1 },
      });
    }
  };
  const chosen = (): Cell[] =>
    order
      .slice(edges.top, edges.bottom + 1)
      .flatMap((id) =>
        columns.slice(edges.left, edges.right + 1).map((column) => ({ id, column, words: '' })),
      );
  const clear = (): void => {
    // A document keeps its title.
    void write(chosen().filter(({ column }) => column.id !== 'title'));
  };
  const fillDown = async (): Promise<void> => {
    const source = edges.top === edges.bottom ? edges.top - 1 : edges.top;
    if (source < 0) return;
    const [first] = await known.read(source, source);
    if (!first) return;
    await write(
      chosen()
        .filter(({ id }) => id !== order[source])
        .map((cell) => ({ ...cell, words: cell.column.show(first) })),
    );
  };
  const copy = async (): Promise<void> => {
    const rows = await known.read(edges.top, edges.bottom);
    const cells = rows.map((row) =>
      columns.slice(edges.left, edges.right + 1).map((column) => (row ? column.show(row) : '')),
    );
    try {
      await navigator.clipboard.writeText(writeCells(cells));
    } catch {
      showMessage({
        kind: 'error',
        text: 'The clipboard could not be written.',
        next: 'Allow it for this page, then copy again.',
      });
    }
  };
  const accept = async (): Promise<void> => {
    const fields = columns.slice(edges.left, edges.right + 1).flatMap(({ field }) => field ?? []);
    const rows = await known.read(edges.top, edges.bottom);
    const edits = acceptances(rows, fields);
    if (edits.length > 0) await act('details.edit', { edits });
    else showMessage({ kind: 'info', text: 'There is no guess among the chosen cells.' });
  };
  const toggle = (column: string, isShown: boolean): void => {
    const next = isShown ? hidden.filter((id) => id !== column) : [...hidden, column];
    setHidden(next);
    remember('metadata.hidden', next);
  };

  useCommands([
    { id: 'metadata-accept', title: 'Accept the guesses in the chosen cells', group: 'Details table', keys: '$mod+Enter', enabled: !isReadOnly && order.length > 0, run: () => told(accept()) },
    { id: 'metadata-fill', title: 'Fill down', group: 'Details table', enabled: !isReadOnly && order.length > 0, run: () => told(fillDown()) },
    { id: 'metadata-guesses', title: guesses ? 'Show all documents' : 'Show only documents with guesses', group: 'Details table', run: () => setGuesses(!guesses) },
    { id: 'references-attach', title: 'Attach references…', group: 'Details table', enabled: !isReadOnly, run: () => setAttaching(true) },
    { id: 'references-csl', title: 'Export references as CSL-JSON', group: 'Details table', run: () => void exportReferences(order, 'csl') },
    { id: 'references-ris', title: 'Export references as RIS', group: 'Details table', run: () => void exportReferences(order, 'ris') },
  ]); // prettier-ignore

  if (library?.documents === 0) {
    return (
      <EmptyState
        title="No details yet"
        actions={<Button onPress={() => goTo({ view: 'library' })}>Go to the library</Button>}
      >
        Add documents to the library; what is known of them is edited here, many at once.
      </EmptyState>
    );
  }
  return (
    <div className={styles.view}>
      <ViewHead
        title={only ? `Details of ${writtenNumber(only.length)} documents` : 'Details table'}
        actions={
          <>
            {only && <Button onPress={() => goTo({ view: 'metadata' })}>Show all</Button>}
            <Popover label="Columns" placement="bottom end" trigger={<Button>Columns</Button>}>
              <div className={styles.columns}>
                {every.slice(1).map((column) => (
                  <Checkbox
                    key={column.id}
                    isSelected={!hidden.includes(column.id)}
                    onChange={(isShown) => toggle(column.id, isShown)}
                  >
                    {column.title}
                  </Checkbox>
                ))}
              </div>
            </Popover>
            <Button icon={<FileUp aria-hidden />} isDisabled={isReadOnly} onPress={() => setAttaching(true)}>
              Attach references…
            </Button>
            <Button
              variant="primary"
              icon={<Check aria-hidden />}
              isDisabled={isReadOnly || order.length === 0}
              onPress={() => told(accept())}
            >
              Accept guesses
            </Button>
          </>
        }
      >
        <SearchField
          label="Filter documents"
          placeholder="Filter…"
          value={typed}
          onChange={setTyped}
          className={styles.filter}
        />
        <Switch isSelected={guesses} onChange={setGuesses}>
          Only with guesses
        </Switch>
      </ViewHead>
      <ErrorNote error={error ?? known.error} />
      <DetailsGrid
        total={order.length}
        known={known}
        columns={columns}
        sort={sort}
        onSort={setSort}
        area={inside}
        onArea={setArea}
        isReadOnly={isReadOnly}
        onCells={(at, cells) => told(put(at, cells))}
        onClear={clear}
        onFillDown={() => told(fillDown())}
        onCopy={() => told(copy())}
        onAccept={() => told(accept())}
      />
      {attaching && <AttachReferencesDialog onClose={() => setAttaching(false)} />}
    </div>
  );
}

/**
 * The documents in order, as they stood when the question was asked or documents came or went: a row whose guess was
 * accepted, or whose sorted field was edited, stays where it is.
 */
function useOrder(
  question: Omit<Input<'details.order'>, 'tag' | 'trashed'>,
  documents: number | undefined,
): { order: readonly Id[]; error: AppError | null } {
  const client = useClient();
  const [found, setFound] = useState<{ order: readonly Id[]; error: AppError | null }>({
    order: [],
    error: null,
  });
  const asked = JSON.stringify(question);
  useEffect(() => {
    let isLate = false;
    client.call('details.order', JSON.parse(asked) as typeof question).then(
      (order) => isLate || setFound({ order, error: null }),
      (thrown: unknown) => isLate || setFound({ order: [], error: Failure.from(thrown) }),
    );
    return () => {
      isLate = true;
    };
  }, [client, asked, documents]);
  return found;
}

/** Says it when work that nobody waits for fails. */
const told = (work: Promise<void>): void => void work.catch(showError);

type Cell = { readonly id: Id; readonly column: Column; readonly words: string };

/** Writes cells in one step; those whose words cannot be taken stay as they are, and are told. */
async function write(cells: readonly Cell[]): Promise<void> {
  const problems: string[] = [];
  // Cells of one column with the same words are one edit.
  const edits = new Map<string, Edit & { ids: Id[] }>();
  for (const { id, column, words } of cells.slice(0, MOST_CELLS)) {
    const key = JSON.stringify([column.id, words]);
    const same = edits.get(key);
    if (same) {
      same.ids.push(id);
      continue;
    }
    const read = column.read(words);
    if ('problem' in read) problems.push(read.problem);
    else edits.set(key, { ids: [id], ...read.edit });
  }
  if (edits.size > 0) await act('details.edit', { edits: [...edits.values()] });
  if (problems.length > 0) {
    const rest = problems.length > 1 ? ` ${problems.length - 1} more could not be taken either.` : '';
    showMessage({ kind: 'error', text: problems[0]! + rest, next: 'These cells were left as they were.' });
  }
  if (cells.length > MOST_CELLS) {
    showMessage({
      kind: 'error',
      text: `Only the first ${writtenNumber(MOST_CELLS)} cells were changed.`,
      next: 'Do the rest in a second step.',
    });
  }
}

/** Edits that accept the guesses of these fields, documents with the same guesses together. */
function acceptances(rows: readonly (DocumentKnown | null)[], fields: readonly MetadataField[]): Edit[] {
  const groups = new Map<string, { ids: Id[]; accept: MetadataField[] }>();
  for (const row of rows) {
    const accept = row?.guessed.filter((field) => fields.includes(field)) ?? [];
    if (!row || accept.length === 0) continue;
    const group = groups.get(accept.join()) ?? { ids: [], accept };
    groups.set(accept.join(), group);
    group.ids.push(row.id);
  }
  return [...groups.values()];
}

/** The area as far as it lies in the table as it is now. */
function within({ anchor, cursor }: Area, rows: number, columns: number): Area {
  const clamp = ({ row, column }: Area['cursor']): Area['cursor'] => ({
    row: Math.max(0, Math.min(row, rows - 1)),
    column: Math.max(0, Math.min(column, columns - 1)),
  });
  return { anchor: clamp(anchor), cursor: clamp(cursor) };
}

async function exportReferences(ids: readonly Id[], format: 'csl' | 'ris'): Promise<void> {
  if (ids.length === 0) return;
  const given = await act('references.export', { ids: [...ids], format });
  if (given)
    download(
      given.fileName,
      given.text,
      format === 'csl' ? 'application/json' : 'application/x-research-info-systems',
    );
}
