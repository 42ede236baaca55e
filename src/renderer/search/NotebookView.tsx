import {
  ArrowLeft,
  ChevronDown,
  ChevronUp,
  Ellipsis,
  FileDown,
  ListPlus,
  RotateCw,
  Trash2,
} from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { SavedSearch } from '../../core/model/savedSearch';
import { AppError } from '../../core/model/appError';
import {
  Button,
  EmptyState,
  ErrorNote,
  IconButton,
  Menu,
  ProgressBar,
  TextField,
  type MenuItem,
  ViewHead,
} from '../ui';
import { useCommands } from '../app/commands';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { call, useCall } from '../app/session';
import { useIndexState, type FoundDocuments } from '../workers/searchClient';
import { AddQueriesDialog } from './AddQueriesDialog';
import { exportCsv } from './exportCsv';
import { placeOf, type ShownSearch } from './lastSearch';
import { newDocuments } from './newDocuments';
import styles from './NotebookView.module.css';
import { deleteSearches, markAsSeen, moveBy, saveSearches } from './savedSearchEdits';
import { counted } from './TagHitsDialog';
import { useNotebooks } from './useNotebooks';

/** The searches of one notebook, run together: what each finds, what is new, how far reviewing is. */
export function NotebookView({ notebook }: { notebook: string }) {
  const { notebooks, runs } = useNotebooks(notebook);
  const { data: library } = useCall('library.status', {});
  const index = useIndexState();
  const [dialog, setDialog] = useState<'add' | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [exporting, setExporting] = useState<number | null>(null);
  const exportControl = useRef<AbortController | null>(null);
  const searches = notebooks[0]?.searches ?? NONE;
  const canChange = library?.readOnly === null;
  const found = useMemo(() => searches.flatMap((search) => runs.of(search) ?? []), [searches, runs]);
  const documents = useMemo(() => new Set(found.flatMap((one) => one.documents)).size, [found]);
  const fresh = searches.filter((search) => {
    const one = runs.of(search);
    return one !== null && newDocuments(search, one).length > 0;
  });

  const add = async (wishes: Parameters<typeof saveSearches>[0]): Promise<void> => {
    setDialog(null);
    await saveSearches(wishes);
  };
  const rename = async (): Promise<void> => {
    const name = renaming?.trim() ?? '';
    setRenaming(null);
    if (name === '' || name === notebook) return;
    try {
      await call('searches.renameNotebook', { from: notebook, to: name });
      goTo({ view: 'notebook', notebook: name });
    } catch (thrown) {
      showError(thrown);
    }
  };
  const save = async (): Promise<void> => {
    exportControl.current = new AbortController();
    setExporting(0);
    try {
      const { records, complete } = await exportCsv(
        notebook,
        searches,
        setExporting,
        exportControl.current.signal,
      );
      showMessage({
        kind: 'info',
        text: `Exported ${counted(records, 'place')} of ${searches.length.toLocaleString('en')} searches.`,
        ...(!complete && { next: 'There were more than one table holds; narrow the searches for the rest.' }),
      });
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'cancelled') showError(thrown);
    } finally {
      setExporting(null);
    }
  };
  useCommands([
    {
      id: 'notebook.add',
      title: 'Add queries to the notebook…',
      group: 'Search',
      keys: 'a',
      enabled: canChange,
      run: () => setDialog('add'),
    },
    {
      id: 'notebook.export',
      title: 'Export the notebook as CSV',
      group: 'Search',
      keys: '$mod+e',
      enabled: searches.length > 0,
      run: () => void save(),
    },
    { id: 'notebook.run', title: 'Run the notebook again', group: 'Search', run: () => runs.again() },
  ]);

  return (
    <div className={styles.view}>
      <ViewHead
        before={
          <IconButton
            label="Back to Search"
            icon={<ArrowLeft aria-hidden />}
            onPress={() => goTo({ view: 'search' })}
          />
        }
        title={
          renaming === null ? (
            notebook
          ) : (
            <TextField
              label="Name of the notebook"
              hideLabel
              value={renaming}
              onChange={setRenaming}
              autoFocus
              onSubmit={() => void rename()}
              onBlur={() => void rename()}
            />
          )
        }
        actions={
          <>
            {renaming === null && searches.length > 0 && (
              <Button isDisabled={!canChange} onPress={() => setRenaming(notebook)}>
                Rename
              </Button>
            )}
            <Button
              icon={<RotateCw aria-hidden />}
              isDisabled={runs.progress !== null || searches.length === 0}
              onPress={runs.again}
            >
              Run again
            </Button>
            <Button
              icon={<FileDown aria-hidden />}
              isDisabled={searches.length === 0 || exporting !== null || Boolean(index?.building)}
              onPress={() => void save()}
            >
              Export CSV
            </Button>
            <Button
              variant="primary"
              icon={<ListPlus aria-hidden />}
              isDisabled={!canChange}
              onPress={() => setDialog('add')}
            >
              Add queries
            </Button>
          </>
        }
      />
      {index?.building && index.done < index.total && (
        <div className={styles.progress}>
          <ProgressBar label="Indexing" value={index.done} total={index.total} />
        </div>
      )}
      {runs.progress && runs.progress.total > 1 && (
        <div className={styles.progress}>
          <ProgressBar label="Running the searches" value={runs.progress.done} total={runs.progress.total} />
          <Button size="small" onPress={runs.stop}>
            Stop
          </Button>
        </div>
      )}
      {exporting !== null && (
        <div className={styles.progress}>
          <ProgressBar label="Writing the table" value={exporting} total={searches.length} />
          <Button size="small" onPress={() => exportControl.current?.abort()}>
            Stop
          </Button>
        </div>
      )}
      <ErrorNote error={runs.error} />
      {searches.length === 0 ? (
        <EmptyState
          title="No searches in this notebook"
          actions={
            <Button variant="primary" isDisabled={!canChange} onPress={() => setDialog('add')}>
              Add queries
            </Button>
          }
        >
          A notebook runs its searches together and remembers which documents you have reviewed. Paste a list
          of queries, or save one from Search.
        </EmptyState>
      ) : (
        <div className={styles.scroll} tabIndex={0} role="group" aria-label="Searches of the notebook">
          <p className={styles.sum} role="status">
            {runs.progress
              ? ''
              : `${searches.length.toLocaleString('en')} ${searches.length === 1 ? 'search finds' : 'searches find'} ${counted(documents, 'document')}` +
                (fresh.length > 0 ? `; ${fresh.length.toLocaleString('en')} with something new` : '')}
          </p>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Search</th>
                <th scope="col" className={styles.number}>
                  Documents
                </th>
                <th scope="col" className={styles.number}>
                  Places
                </th>
                <th scope="col" className={styles.number}>
                  New
                </th>
                <th scope="col" className={styles.number}>
                  Reviewed
                </th>
                <th scope="col">
                  <span className={styles.hidden}>Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {searches.map((search) => (
                <Line key={search.id} search={search} found={runs.of(search)} canChange={canChange} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {dialog === 'add' && (
        <AddQueriesDialog
          notebook={notebook}
          onClose={() => setDialog(null)}
          onAdd={(wishes) => void add(wishes)}
        />
      )}
    </div>
  );
}

const NONE: readonly SavedSearch[] = [];

type LineProps = { search: SavedSearch; found: FoundDocuments | null; canChange: boolean };

function Line({ search, found, canChange }: LineProps) {
  const open = (only: ShownSearch['only']): void =>
    goTo({
      view: 'search',
      ...placeOf({
        query: search.query,
        sort: search.sort,
        choices: search.choices,
        search: search.id,
        only,
      }),
    });
  const fresh = found ? newDocuments(search, found).length : 0;
  const reviewedSet = useMemo(() => new Set(search.reviewed), [search.reviewed]);
  const reviewed = found?.documents.filter((id) => reviewedSet.has(id)).length ?? 0;
  const total = found?.documents.length ?? 0;
  const least = found && !found.precise ? '≥ ' : '';
  const items: MenuItem[] = [
    { id: 'unreviewed', label: 'Open what is not reviewed', run: () => open('unreviewed') },
    { id: 'new', label: 'Open what is new', isDisabled: fresh === 0, run: () => open('new') },
    {
      id: 'seen',
      label: 'Mark as seen',
      isDisabled: !canChange || fresh === 0,
      run: () => found && void markAsSeen(search, found),
    },
    {
      id: 'up',
      label: 'Move up',
      startsGroup: true,
      icon: <ChevronUp aria-hidden />,
      isDisabled: !canChange,
      run: () => void moveBy(search, -1),
    },
    {
      id: 'down',
      label: 'Move down',
      icon: <ChevronDown aria-hidden />,
      isDisabled: !canChange,
      run: () => void moveBy(search, 1),
    },
    {
      id: 'delete',
      label: 'Delete search',
      danger: true,
      startsGroup: true,
      icon: <Trash2 aria-hidden />,
      isDisabled: !canChange,
      run: () => void deleteSearches([search]),
    },
  ];
  return (
    <tr>
      <th scope="row" className={styles.search}>
        <button type="button" className={styles.open} onClick={() => open(null)}>
          {search.name}
        </button>
        {search.query !== search.name && <code className={styles.query}>{search.query}</code>}
        {found?.problem && <span className={styles.problem}>{found.problem}</span>}
      </th>
      <td className={styles.number}>{found ? total.toLocaleString('en') : '…'}</td>
      <td className={styles.number}>{found ? `${least}${found.totalHits.toLocaleString('en')}` : '…'}</td>
      <td className={styles.number}>
        {fresh > 0 ? (
          <button
            type="button"
            className={styles.fresh}
            aria-label={`${counted(fresh, 'new document')} of ${search.name}`}
            onClick={() => open('new')}
          >
            {fresh.toLocaleString('en')}
          </button>
        ) : (
          found && '0'
        )}
      </td>
      <td className={styles.number}>
        {found && (
          <button
            type="button"
            className={styles.reviewed}
            aria-label={`Reviewed ${reviewed} of ${total}: open what is not reviewed of ${search.name}`}
            onClick={() => open('unreviewed')}
          >
            {reviewed.toLocaleString('en')} of {total.toLocaleString('en')}
          </button>
        )}
      </td>
      <td className={styles.menu}>
        <Menu
          label={`Actions on ${search.name}`}
          placement="bottom end"
          trigger={
            <IconButton label={`Actions on ${search.name}`} size="small" icon={<Ellipsis aria-hidden />} />
          }
          items={items}
        />
      </td>
    </tr>
  );
}
