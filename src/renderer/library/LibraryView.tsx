import { ClipboardPaste, Ellipsis, FilePlus2, FolderPlus, PanelRight, Trash2 } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import type { DocumentSummary } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import {
  Button,
  ContextMenu,
  EmptyState,
  ErrorNote,
  IconButton,
  Menu,
  SearchField,
  ViewHead,
  type MenuItem,
} from '../ui';
import { runCommand, useCommands } from '../app/commands';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { act, useCall, useClient } from '../app/session';
import { saveOriginal } from '../app/shellPort';
import { SplitView } from '../app/SplitView';
import { useFocusAfter } from '../app/useStartFocus';
import { DeleteForGoodDialog } from './DeleteForGoodDialog';
import { DetailsPanel } from './DetailsPanel';
import { DocumentTable } from './DocumentTable';
import { follow, noSelection, selectOnly, type Selection } from './selection';
import styles from './LibraryView.module.css';
import { defaultSort, Sort, useDocumentRows } from './useDocumentRows';
import { useHeldOrder } from './useHeldOrder';

/** All documents of the library, or those in its trash. */
export function LibraryView({ trashed = false }: { trashed?: boolean }) {
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [sort, setSort] = useState<Sort>(() => recall('library.sort', Sort, defaultSort));
  const [selection, setSelection] = useState<Selection>(noSelection);
  const { choose, chosen } = useChoosing(selection, setSelection);
  const [deleting, setDeleting] = useState<readonly Id[] | 'all' | null>(null);
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const [showsDetails, setShowsDetails] = useState(() => recall('library.details', z.boolean(), true));
  const { data: library } = useCall('library.status', {});
  const text = useDeferredValue(typed);
  const { isHeld, watch } = useHeldOrder();
  const rows = useDocumentRows({ text, trashed, sort }, isHeld);
  const { order, places, later } = rows;
  const { cursorId, anchorId } = selection;
  useEffect(() => {
    if (cursorId === null || anchorId === null || order === undefined) return;
    let isCurrent = true;
    // The rows may have moved: the keyboard stays on its document.
    void places([cursorId, anchorId]).then(
      (found) => isCurrent && setSelection((now) => (now.cursorId === cursorId ? follow(now, found) : now)),
      () => undefined,
    );
    return () => void (isCurrent = false);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where the keyboard went by itself is known
  }, [order]);
  const canChange = library?.readOnly === null;

  const selected = [...selection.ids];
  const first = selected[0];
  const open = (id: Id): void => goTo({ view: 'reader', document: id });
  /** The rows chosen are gone: the one that took their place is chosen, else the one before, unless others were chosen since. */
  const leaveGap = (gone: Selection): void => {
    const [from, to] = [gone.anchor, gone.cursor].sort((a, b) => a - b) as [number, number];
    const next = rows.row(to + 1) ?? rows.row(from - 1);
    const place = Math.min(from, rows.total - gone.ids.size - 1);
    const after = next && !gone.ids.has(next.id) ? selectOnly(place, next.id) : noSelection;
    setSelection((now) => ([...now.ids].some((id) => gone.ids.has(id)) ? after : now));
  };
  const trash = async (): Promise<void> => {
    if (!canChange) return;
    try {
      const going = await chosen();
      if (going.ids.size === 0) return;
      await client.call('documents.trash', { ids: [...going.ids] });
      leaveGap(going);
      tellTrashed(going.ids.size);
    } catch (thrown) {
      showError(thrown);
    }
  };
  const restore = async (): Promise<void> => {
    if (!canChange) return;
    try {
      const coming = await chosen();
      if (coming.ids.size === 0) return;
      await client.call('documents.restore', { ids: [...coming.ids] });
      leaveGap(coming);
    } catch (thrown) {
      showError(thrown);
    }
  };
  const toggleDetails = (): void => {
    remember('library.details', !showsDetails);
    setShowsDetails(!showsDetails);
  };

  const items: MenuItem[] = trashed
    ? [
        { id: 'restore', label: 'Restore', isDisabled: !canChange, run: () => void restore() },
        { id: 'open', label: 'Read', run: () => first !== undefined && open(first) },
        {
          id: 'delete',
          label: 'Delete for good…',
          danger: true,
          startsGroup: true,
          isDisabled: !canChange,
          run: () => setDeleting(selected),
        },
      ]
    : [
        { id: 'open', label: 'Open', keys: 'Enter', run: () => first !== undefined && open(first) },
        {
          id: 'compare',
          label: selected.length === 2 ? 'Compare the two' : 'Compare with…',
          isDisabled: selected.length > 2,
          run: () => compareSelected(selected),
        },
        selected.length > 1
          ? {
              id: 'details',
              label: 'Edit details in a table',
              run: () => goTo({ view: 'metadata', only: selected }),
            }
          : {
              id: 'details',
              label: 'Edit details',
              isDisabled: selected.length !== 1,
              run: () => editDetails(),
            },
        {
          id: 'original',
          label: 'Export original…',
          isDisabled: selected.length !== 1,
          run: () => void exportOriginal(first),
        },
        {
          id: 'trash',
          label: selected.length > 1 ? `Move ${selected.length} to trash` : 'Move to trash',
          keys: 'Delete',
          danger: true,
          startsGroup: true,
          isDisabled: !canChange,
          run: () => void trash(),
        },
      ];
  const editDetails = (): void => {
    if (!showsDetails) toggleDetails();
    // The panel may have to be drawn first.
    setTimeout(() =>
      document.querySelector<HTMLElement>('#document-details textarea, #document-details input')?.focus(),
    );
  };

  useCommands([
    {
      id: 'document-open',
      title: 'Open the selected document',
      group: 'Documents',
      enabled: first !== undefined,
      run: () => first !== undefined && open(first),
    },
    {
      id: 'document-compare',
      title:
        selected.length === 2 ? 'Compare the two selected documents' : 'Compare the selected document with…',
      group: 'Documents',
      enabled: !trashed && (selected.length === 1 || selected.length === 2),
      run: () => compareSelected(selected),
    },
    {
      id: 'document-details',
      title: 'Edit details',
      group: 'Documents',
      keys: 'e',
      enabled: !trashed && selected.length >= 1,
      run: selected.length > 1 ? () => goTo({ view: 'metadata', only: selected }) : editDetails,
    },
    {
      id: 'document-original',
      title: 'Export original…',
      group: 'Documents',
      enabled: !trashed && selected.length === 1,
      run: () => void exportOriginal(first),
    },
    {
      id: 'document-trash',
      title: 'Move to trash',
      group: 'Documents',
      enabled: !trashed && canChange && selected.length > 0,
      run: () => void trash(),
    },
    {
      id: 'document-restore',
      title: 'Restore from trash',
      group: 'Documents',
      enabled: trashed && canChange && selected.length > 0,
      run: () => void restore(),
    },
    {
      id: 'trash-empty',
      title: selected.length > 0 ? 'Delete for good…' : 'Empty trash…',
      group: 'Documents',
      enabled: trashed && canChange && rows.total > 0,
      run: () => setDeleting(selected.length > 0 ? selected : 'all'),
    },
    {
      id: 'show-trash',
      title: trashed ? 'Show the documents' : 'Show the trash',
      group: 'Documents',
      run: () => goTo(trashed ? { view: 'library' } : { view: 'library', trashed: true }),
    },
    {
      id: 'toggle-details',
      title: showsDetails ? 'Hide details' : 'Show details',
      group: 'Documents',
      keys: 'd',
      run: toggleDetails,
    },
  ]);

  const isEmpty = !rows.loading && rows.total === 0 && text.trim() === '';
  useFocusAfter(isEmpty);
  return (
    <div className={styles.view}>
      <ViewHead
        title={trashed ? 'Trash' : 'Documents'}
        actions={
          <>
            {trashed ? (
              <>
                <Button isDisabled={!canChange || selected.length === 0} onPress={() => void restore()}>
                  Restore
                </Button>
                {!isEmpty && (
                  <Button
                    variant="danger"
                    isDisabled={!canChange}
                    onPress={() => setDeleting(selected.length > 0 ? selected : 'all')}
                  >
                    {selected.length > 0 ? 'Delete for good…' : 'Empty trash…'}
                  </Button>
                )}
                <Button variant="plain" onPress={() => goTo({ view: 'library' })}>
                  Back to the documents
                </Button>
              </>
            ) : (
              <>
                {!isEmpty && <AddButtons canChange={canChange} />}
                <Menu
                  label="More"
                  placement="bottom end"
                  trigger={<IconButton label="More of the library" icon={<Ellipsis aria-hidden />} />}
                  items={[
                    {
                      id: 'details',
                      label: 'Details table',
                      keys: 'g e',
                      run: () => runCommand('go-metadata'),
                    },
                    {
                      id: 'copies',
                      label: 'Copies and quotations',
                      keys: 'g d',
                      run: () => runCommand('go-copies'),
                    },
                    {
                      id: 'watch',
                      label: 'Watched folders…',
                      startsGroup: true,
                      run: () => runCommand('watched-folders'),
                    },
                  ]}
                />
                <IconButton
                  label={library && library.trashed > 0 ? `Trash, ${library.trashed} inside` : 'Trash'}
                  icon={<Trash2 aria-hidden />}
                  onPress={() => goTo({ view: 'library', trashed: true })}
                />
              </>
            )}
            {!isEmpty && (
              <IconButton
                label="Details"
                keys="d"
                icon={<PanelRight aria-hidden />}
                isPressed={showsDetails}
                onPress={toggleDetails}
              />
            )}
          </>
        }
      >
        {!isEmpty && (
          <SearchField
            label="Filter documents"
            placeholder="Filter by title, outlet, author or file…"
            value={typed}
            onChange={(value) => {
              setTyped(value);
              // Rows that are on their way were chosen among others.
              choose(noSelection);
            }}
            className={styles.filter}
          />
        )}
      </ViewHead>
      <ErrorNote error={rows.error} />
      {deleting !== null && (
        <DeleteForGoodDialog
          ids={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={() => setSelection(noSelection)}
        />
      )}
      {isEmpty ? (
        trashed ? (
          <EmptyState
            title="The trash is empty"
            actions={<Button onPress={() => goTo({ view: 'library' })}>Back to the documents</Button>}
          >
            Documents you move to the trash stay here with their highlights and notes until you restore them.
          </EmptyState>
        ) : (
          <EmptyState
            title="Drop the sources of your case here"
            actions={<AddButtons canChange={canChange} isFirst />}
          >
            Web pages, PDF and Word files, e-mail, plain text and more; whole folders, or text from the
            clipboard. Each original is kept as it is; doubles are recognised; a file that cannot be read
            never stops the others.
          </EmptyState>
        )
      ) : (
        <SplitView
          name="library-details"
          side="end"
          label="Width of the details"
          size={{ initial: 19, min: 14, max: 32 }}
          panel={
            showsDetails && (
              <DetailsPanel
                ids={selected}
                isTrashed={trashed}
                canChange={canChange}
                onOpen={open}
                onCompare={() => compareSelected(selected)}
                onTrash={() => void trash()}
                onRestore={() => void restore()}
              />
            )
          }
        >
          <div className={styles.table} {...watch}>
            {later > 0 && (
              <Button
                size="small"
                className={styles.later}
                label={`Show ${newDocuments(later)}`}
                onPress={rows.showLater}
              >
                {`Show ${writtenNumber(later)} new`}
              </Button>
            )}
            <span className={styles.spoken} role="status">
              {later > 0 && 'More documents have come. A button before the table shows them.'}
            </span>
            <DocumentTable
              label={trashed ? 'Documents in the trash' : 'Documents'}
              rows={rows}
              sort={sort}
              onSort={(next) => {
                setSort(next);
                remember('library.sort', next);
              }}
              selection={selection}
              onSelect={choose}
              onOpen={(row: DocumentSummary) => open(row.id)}
              onDelete={() => void (trashed ? undefined : trash())}
              onMenu={setMenuAt}
            />
          </div>
          <ContextMenu label="Document" at={menuAt} items={items} onClose={() => setMenuAt(null)} />
        </SplitView>
      )}
    </div>
  );
}

/**
 * Choosing rows of which some are not read yet. What is done to the rows chosen waits for them; choosing others meanwhile
 * drops them.
 */
function useChoosing(
  selection: Selection,
  onSelect: (selection: Selection) => void,
): { choose: (next: Selection | Promise<Selection>) => void; chosen: () => Promise<Selection> } {
  const coming = useRef<Promise<Selection> | null>(null);
  const takeWhenRead = async (next: Promise<Selection>): Promise<void> => {
    coming.current = next;
    try {
      const read = await next;
      if (coming.current === next) onSelect(read);
    } catch (thrown) {
      if (coming.current === next) showError(thrown);
    }
    if (coming.current === next) coming.current = null;
  };
  return {
    choose: (next) => {
      if (next instanceof Promise) return void takeWhenRead(next);
      coming.current = null;
      onSelect(next);
    },
    chosen: () => coming.current ?? Promise.resolve(selection),
  };
}

const newDocuments = (count: number): string =>
  count === 1 ? '1 new document' : `${writtenNumber(count)} new documents`;

/** The ways to bring sources in. `isFirst`: nothing is here yet, so they are the main thing. */
function AddButtons({ canChange, isFirst = false }: { canChange: boolean; isFirst?: boolean }) {
  const rest = isFirst ? undefined : styles.wide;
  return (
    <>
      <Button
        variant={isFirst ? 'primary' : 'quiet'}
        icon={<FilePlus2 aria-hidden />}
        isDisabled={!canChange}
        onPress={() => runCommand('import-files')}
      >
        Add files…
      </Button>
      <Button
        className={rest}
        icon={<FolderPlus aria-hidden />}
        isDisabled={!canChange}
        onPress={() => runCommand('import-folder')}
      >
        Add folder…
      </Button>
      <Button
        className={rest}
        icon={<ClipboardPaste aria-hidden />}
        isDisabled={!canChange}
        onPress={() => runCommand('paste-text')}
      >
        Paste text
      </Button>
    </>
  );
}

function compareSelected(selected: readonly Id[]): void {
  const [a, b] = selected;
  if (a !== undefined) goTo({ view: 'compare', a, ...(b !== undefined && { b }) });
}

async function exportOriginal(id: Id | undefined): Promise<void> {
  if (id === undefined) return;
  const document = await act('documents.get', { id });
  if (!document) return;
  try {
    await saveOriginal(id, document.original.name);
  } catch {
    showMessage({
      kind: 'error',
      text: `The original of “${document.metadata.title}” could not be given out.`,
      next: 'Look for it in the library’s folder, under originals.',
    });
  }
}

function tellTrashed(count: number): void {
  showMessage({
    kind: 'info',
    text: count === 1 ? 'Moved to the trash.' : `Moved ${count} documents to the trash.`,
    action: { label: 'Undo', run: () => void undo() },
  });
}
