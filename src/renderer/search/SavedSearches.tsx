import { BookMarked, Ellipsis } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Id } from '../../core/model/id';
import type { SavedSearch } from '../../core/model/savedSearch';
import { Button, classes, IconButton, Menu, TextField, type MenuItem } from '../ui';
import { goTo } from '../app/navigation';
import { isFocusAdrift } from '../app/useStartFocus';
import type { Notebook } from './useNotebooks';
import type { Runs } from './useRuns';
import { changeSearch, deleteSearches, markAsSeen, moveBy } from './savedSearchEdits';
import { placeOf } from './lastSearch';
import styles from './SavedSearches.module.css';
import { newDocuments } from './newDocuments';

export type SavedSearchesProps = {
  /** The one that is shown. */
  shown: Id | null;
  canChange: boolean;
  notebooks: readonly Notebook[];
  runs: Runs;
};

/** The saved searches of the library by notebook, with what each finds and what of it is new. */
export function SavedSearches({ shown, canChange, notebooks, runs }: SavedSearchesProps) {
  const [renaming, setRenaming] = useState<Id | null>(null);
  const list = useRef<HTMLDivElement>(null);
  /** The one that has the keyboard again when the list is drawn anew. */
  const wanted = useRef<Id | null>(null);
  useEffect(() => {
    if (wanted.current === null || !isFocusAdrift()) return;
    list.current?.querySelector<HTMLElement>(`[data-search="${wanted.current}"]`)?.focus();
    wanted.current = null;
  });
  const keepFocus = (id: Id | null): void => {
    wanted.current = id;
  };
  if (notebooks.length === 0) {
    return (
      <p className={styles.none}>Searches you save stand here, with a mark when they find something new.</p>
    );
  }
  return (
    <div ref={list}>
      {notebooks.map(({ name, searches }) => (
        <section key={name} className={styles.notebook} aria-label={`Notebook ${name}`}>
          <h2 className={styles.name}>
            <Button
              variant="plain"
              size="small"
              className={styles.notebookButton}
              icon={<BookMarked aria-hidden />}
              label={`Notebook ${name}`}
              onPress={() => goTo({ view: 'notebook', notebook: name })}
            >
              <span className={styles.label}>{name}</span>
            </Button>
          </h2>
          <ul className={styles.searches} aria-label={name}>
            {searches.map((search, at) => (
              <li key={search.id} className={styles.item} data-shown={search.id === shown || undefined}>
                {renaming === search.id ? (
                  <Rename
                    search={search}
                    onDone={() => {
                      keepFocus(search.id);
                      setRenaming(null);
                    }}
                  />
                ) : (
                  <Item
                    search={search}
                    isShown={search.id === shown}
                    found={runs.of(search)}
                    canChange={canChange}
                    onRename={() => setRenaming(search.id)}
                    onMoved={() => keepFocus(search.id)}
                    onDeleted={() => keepFocus((searches[at + 1] ?? searches[at - 1])?.id ?? null)}
                  />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

type ItemProps = {
  search: SavedSearch;
  isShown: boolean;
  found: ReturnType<Runs['of']>;
  canChange: boolean;
  onRename: () => void;
  /** Called before it stands elsewhere, or is gone. */
  onMoved: () => void;
  onDeleted: () => void;
};

function Item({ search, isShown, found, canChange, onRename, onMoved, onDeleted }: ItemProps) {
  const fresh = found ? newDocuments(search, found).length : 0;
  const press = (event: KeyboardEvent): void => {
    if (!canChange) return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      event.stopPropagation();
      onMoved();
      void moveBy(search, event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'F2') {
      event.preventDefault();
      onRename();
    } else if (event.key === 'Delete') {
      event.preventDefault();
      onDeleted();
      void deleteSearches([search]);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = [...document.querySelectorAll<HTMLElement>(`.${styles.run}`)];
      const next =
        all[all.indexOf(event.currentTarget as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
      event.preventDefault();
      event.stopPropagation();
      next?.focus();
    }
  };
  const items: MenuItem[] = [
    { id: 'rename', label: 'Rename', keys: 'F2', run: onRename },
    { id: 'up', label: 'Move up', keys: 'Alt+ArrowUp', run: () => void moveBy(search, -1) },
    { id: 'down', label: 'Move down', keys: 'Alt+ArrowDown', run: () => void moveBy(search, 1) },
    {
      id: 'seen',
      label: 'Mark as seen',
      isDisabled: found === null || fresh === 0,
      run: () => found && void markAsSeen(search, found),
    },
    {
      id: 'delete',
      label: 'Delete search',
      keys: 'Delete',
      danger: true,
      startsGroup: true,
      run: () => void deleteSearches([search]),
    },
  ];
  const counts = found
    ? `, ${found.documents.length.toLocaleString('en')} documents${fresh > 0 ? `, ${fresh.toLocaleString('en')} new` : ''}`
    : '';
  return (
    <>
      <button
        type="button"
        className={classes(styles.run, isShown && styles.here)}
        data-search={search.id}
        aria-label={`${search.name}${counts}`}
        aria-current={isShown || undefined}
        title={search.query}
        onKeyDown={press}
        onClick={() =>
          goTo({
            view: 'search',
            ...placeOf({
              query: search.query,
              sort: search.sort,
              choices: search.choices,
              search: search.id,
              only: null,
            }),
          })
        }
      >
        <span className={styles.label}>{search.name}</span>
        {fresh > 0 && <span className={styles.new}>{fresh.toLocaleString('en')} new</span>}
        <span className={styles.count}>{found?.documents.length.toLocaleString('en') ?? '…'}</span>
      </button>
      {canChange && (
        <Menu
          label={`Actions on ${search.name}`}
          placement="bottom end"
          trigger={
            <IconButton
              label={`Actions on ${search.name}`}
              size="small"
              className={styles.actions}
              icon={<Ellipsis aria-hidden />}
            />
          }
          items={items}
        />
      )}
    </>
  );
}

function Rename({ search, onDone }: { search: SavedSearch; onDone: () => void }) {
  const [name, setName] = useState(search.name);
  const save = (): void => {
    if (name.trim() !== '' && name.trim() !== search.name) void changeSearch(search, { name: name.trim() });
    onDone();
  };
  return (
    <div
      className={styles.rename}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextField
        label="Name of the search"
        hideLabel
        value={name}
        onChange={setName}
        autoFocus
        onSubmit={save}
        onBlur={save}
      />
    </div>
  );
}
