import { AlignCenterVertical, BookMarked, ListChecks, SlidersHorizontal, Star } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { z } from 'zod';
import type { Id } from '../../core/model/id';
import type { FacetChoice, Hit, HitGroup, SearchAnswer, SearchSort } from '../../core/model/search';
import { notIn } from '../../core/model/savedSearch';
import {
  Button,
  EmptyState,
  ErrorNote,
  IconButton,
  Popover,
  ProgressBar,
  SearchField,
  Select,
  VirtualList,
  type VirtualListHandle,
} from '../ui';
import { useCommands } from '../app/commands';
import { showError, showMessage } from '../app/messages';
import { goTo, type SearchPlace } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { useCall } from '../app/session';
import { SplitView } from '../app/SplitView';
import { useWidth } from '../app/useWidth';
import { askIndex, useIndexState } from '../workers/searchClient';
import { sameChoices } from './choices';
import { ChoiceChips, Facets } from './Facets';
import { leaveResults, leftResults, placeOf, rememberSearch, shownAt, type ShownSearch } from './lastSearch';
import { QueryHelp } from './QueryHelp';
import { QueryProblems } from './QueryProblems';
import { ResultRow, type Selecting } from './ResultRow';
import { ALL_PLACES, keyOf, passageKey, resultRows, shownGroups, SHOWN_PLACES, type Row } from './resultRows';
import { changeSearch, markAsSeen, review, saveSearches } from './savedSearchEdits';
import { SavedSearches } from './SavedSearches';
import { SaveSearchDialog } from './SaveSearchDialog';
import styles from './SearchView.module.css';
import { counted, TagHitsDialog, type Passage } from './TagHitsDialog';
import { useNotebooks } from './useNotebooks';
import { useSearch, type Found } from './useSearch';
import { openHit, rememberAnswer } from './walk';

const DOCUMENTS_AT_ONCE = 50;
/** Documents gone through when only some of them are shown, or all of their places are taken. */
const MOST_DOCUMENTS = 1_000;
/** Widths of the view, in rem, from which the facets and the saved searches stand beside the results. */
const ROOM_FOR_FACETS = 46;
const ROOM_FOR_BOTH = 64;
const SAVED = { initial: 13, min: 10, max: 22 };
const FACETS = { initial: 13.5, min: 11, max: 24 };

const SORTS: readonly { id: SearchSort; label: string }[] = [
  { id: 'relevance', label: 'Best first' },
  { id: 'newest', label: 'Newest first' },
  { id: 'oldest', label: 'Oldest first' },
];

/** Searches everything in the library as one types; each result opens where it stands. */
export function SearchView(place: SearchPlace) {
  const [given, setGiven] = useState(() => shownAt(place));
  const [text, setText] = useState(given.query);
  // What is typed meanwhile is the text; only another place says something new.
  const named = JSON.stringify(place);
  const [lastNamed, setLastNamed] = useState(named);
  if (named !== lastNamed) {
    const next = shownAt(place);
    setLastNamed(named);
    setGiven(next);
    setText(next.query);
  }
  return <Results shown={{ ...given, query: text }} onText={setText} />;
}

function Results({ shown, onText }: { shown: ShownSearch; onText: (text: string) => void }) {
  const { query: text, choices, sort } = shown;
  const [left] = useState(() => leftResults(shown));
  const [limit, setLimit] = useState(left?.limit ?? DOCUMENTS_AT_ONCE);
  const [expanded, setExpanded] = useState<ReadonlySet<Id | null>>(left?.expanded ?? new Set());
  const [active, setActive] = useState(left?.active ?? 0);
  const [isAligned, setAligned] = useState(() => recall('search.aligned', z.boolean(), false));
  const [selected, setSelected] = useState<ReadonlyMap<string, Passage> | null>(null);
  const [dialog, setDialog] = useState<'save' | 'tag' | null>(null);
  // Narrowed or sorted otherwise, the list begins anew; what has the keyboard keeps it.
  const narrowing = JSON.stringify([choices, sort, shown.search, shown.only]);
  const [lastNarrowing, setLastNarrowing] = useState(narrowing);
  if (narrowing !== lastNarrowing) {
    setLastNarrowing(narrowing);
    setLimit(DOCUMENTS_AT_ONCE);
    setExpanded(new Set());
    setActive(0);
    setSelected(null);
  }
  const list = useRef<VirtualListHandle>(null);
  const view = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const width = useWidth(view);
  const { data: library } = useCall('library.status', {});
  const canChange = library?.readOnly === null;
  const { notebooks, all: searches, runs } = useNotebooks();
  const named = searches.find(({ id }) => id === shown.search) ?? null;
  const isSaved = named?.query === text && sameChoices(named.choices, choices);
  /** Null where something else is searched by now: what is reviewed and new is of the search as it was saved. */
  const saved = isSaved ? named : null;
  const run = saved && runs.of(saved);
  const only = saved ? shown.only : null;

  const { found, error } = useSearch(text, {
    asker: 'view',
    limit: only === null ? limit : MOST_DOCUMENTS,
    hitsPerDocument: expanded.size > 0 || selected ? ALL_PLACES : SHOWN_PLACES,
    typing: saved === null,
    sort,
    choices,
  });
  const reviewed = useMemo(() => new Set(saved?.reviewed), [saved]);
  const fresh = useMemo(
    () =>
      saved && found
        ? new Set(
            notIn(
              saved.seen,
              found.answer.groups.flatMap(({ document }) => document ?? []),
            ),
          )
        : NOTHING_NEW,
    [saved, found],
  );
  const groups = useMemo(() => {
    const inside = (found?.answer.groups ?? []).filter(({ document }) => {
      if (only === null) return true;
      return document !== null && (only === 'new' ? fresh.has(document) : !reviewed.has(document));
    });
    return shownGroups(inside, expanded);
  }, [found, expanded, only, fresh, reviewed]);
  const rows = useMemo(() => (found ? resultRows(groups, found.answer) : []), [found, groups]);
  useEffect(() => rememberAnswer(text, found && groups, saved?.id ?? null), [text, found, groups, saved?.id]);
  useEffect(() => rememberSearch(shown));

  const count = rows.reduce((sum, row) => sum + Number(row.kind === 'hit'), 0);
  const go = (changes: Partial<ShownSearch>): void =>
    goTo({ view: 'search', ...placeOf({ ...shown, ...changes }) });
  const change = (typed: string): void => {
    onText(typed);
    setLimit(DOCUMENTS_AT_ONCE);
    setExpanded(new Set());
    setActive(0);
    setSelected(null);
  };
  const open = (number: number): void => {
    // Back returns to the query, not only to the view.
    goTo({ view: 'search', ...placeOf(shown) });
    leave(number);
    openHit(number);
  };
  const leave = (opened: number | null): void =>
    leaveResults(shown, {
      limit,
      expanded,
      active: opened ?? active,
      list: list.current?.place() ?? null,
      opened: opened !== null,
    });
  const focusHit = (number: number): void => {
    if (count === 0) return;
    const wanted = Math.max(0, Math.min(count - 1, number));
    setActive(wanted);
    list.current?.scrollTo(rows.findIndex((row) => row.kind === 'hit' && row.number === wanted));
    const focus = (): boolean => {
      const hit = view.current?.querySelector<HTMLElement>(`[data-hit="${wanted}"]`);
      hit?.focus();
      return hit instanceof HTMLElement;
    };
    // At once where it can be, so that a key pressed right after goes on from there; else when the row is drawn.
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(focus));
  };
  const drawnNarrowing = useRef(narrowing);
  useEffect(() => {
    if (drawnNarrowing.current === narrowing) return;
    drawnNarrowing.current = narrowing;
    list.current?.scrollTo(0);
  }, [narrowing]);
  const hasResults = count > 0;
  const wasOpened = useRef(left?.opened ?? false);
  // A query that is there already is to be read or typed over.
  useEffect(() => {
    if (!wasOpened.current) field.current?.select();
  }, []);
  useEffect(() => {
    if (!wasOpened.current || !hasResults) return;
    wasOpened.current = false;
    const frame = requestAnimationFrame(() => {
      view.current?.querySelector<HTMLElement>(`[data-hit="${active}"]`)?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // Once, when the results that were left are there again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasResults]);

  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const inField = event.target === field.current;
    const inList = event.target instanceof Element && event.target.closest('[data-results]') !== null;
    if (!inField && !inList) return;
    const from = inField ? -1 : active;
    const to: Partial<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + 10,
      PageUp: Math.max(0, from - 10),
      ...(!inField && { Home: 0, End: count - 1 }),
    };
    const wanted = to[event.key];
    if (wanted !== undefined && !(inField && wanted < 0)) {
      event.preventDefault();
      if (wanted < 0) field.current?.focus();
      else focusHit(wanted);
    } else if (event.key === 'Escape' && !inField) field.current?.focus();
  };

  const activeGroup = rows.find((row) => row.kind === 'hit' && row.number === active);
  const activeDocument = activeGroup?.kind === 'hit' ? activeGroup.group.document : null;
  const toggleReviewed = (): void => {
    if (saved && activeDocument) void review(saved.id, [activeDocument], !reviewed.has(activeDocument));
  };
  useCommands([
    {
      id: 'search.aligned',
      title: isAligned ? 'Show results as paragraphs' : 'Align results on the words found',
      group: 'Search',
      keys: 'k',
      run: () => align(!isAligned),
    },
    {
      id: 'search.save',
      title: 'Save this search…',
      group: 'Search',
      keys: '$mod+s',
      enabled: canChange && text.trim() !== '',
      run: () => setDialog('save'),
    },
    {
      id: 'search.review',
      title: 'Mark the document as reviewed, or not',
      group: 'Search',
      keys: 'r',
      enabled: canChange && saved !== null && activeDocument !== null,
      run: toggleReviewed,
    },
    {
      id: 'search.tag',
      title: 'Tag places found…',
      group: 'Search',
      enabled: canChange && count > 0,
      run: () => setSelected(new Map()),
    },
  ]);
  const align = (aligned: boolean): void => {
    remember('search.aligned', aligned);
    setAligned(aligned);
  };

  // ------------------------------------------------------------------------------------------------- selecting
  const select = (hits: readonly Hit[], isSelected: boolean): void =>
    setSelected((before) => {
      const next = new Map(before);
      for (const hit of hits) {
        const hitKey = passageKey(hit);
        if (hitKey === null) continue;
        if (isSelected) {
          next.set(hitKey, { document: hit.document!, from: hit.anchor!.from, to: hit.anchor!.to });
        } else next.delete(hitKey);
      }
      return next;
    });
  const wholeGroup = (group: HitGroup): HitGroup =>
    found?.answer.groups.find(({ document }) => document === group.document) ?? group;
  const selectAll = async (): Promise<void> => {
    try {
      const answer = await askIndex(
        text,
        {
          asker: 'select',
          limit: MOST_DOCUMENTS,
          hitsPerDocument: ALL_PLACES,
          typing: saved === null,
          sort,
          choices,
        },
        new AbortController().signal,
      );
      select(
        answer.groups.flatMap((group) => group.hits),
        true,
      );
      if (answer.totalDocuments > answer.groups.length) {
        showMessage({
          kind: 'info',
          text: `Selected the places in the first ${answer.groups.length.toLocaleString('en')} documents.`,
          next: 'Narrow the search to reach the others.',
        });
      }
    } catch (thrown) {
      showError(thrown);
    }
  };
  const selecting: Selecting | null = selected && {
    selected: new Set(selected.keys()),
    onHit: (hit, isSelected) => select([hit], isSelected),
    onGroup: (group, isSelected) => select(wholeGroup(group).hits, isSelected),
  };

  // --------------------------------------------------------------------------------------------------- drawing
  const facets = found?.answer.facets ?? NO_FACETS;
  const hasFacets = facets.some(({ values }) => values.length > 0);
  const facetsBeside = width !== null && width >= ROOM_FOR_FACETS;
  const savedBeside = width !== null && width >= ROOM_FOR_BOTH;
  const onChoices = (next: FacetChoice[]): void => go({ choices: next });
  const savedList = (
    <SavedSearches shown={saved?.id ?? null} canChange={canChange} notebooks={notebooks} runs={runs} />
  );
  const facetList = <Facets facets={facets} choices={choices} onChoices={onChoices} />;
  const save = async (name: string, notebook: string): Promise<void> => {
    setDialog(null);
    const made = await saveSearches([{ name, query: text, choices: [...choices], sort, notebook }]);
    if (made) go({ search: made[0]!.id });
  };

  return (
    <div ref={view} className={styles.view} onKeyDown={press}>
      <header className={styles.head}>
        <h1 className={styles.title}>Search</h1>
        <SearchField
          label="Search everything"
          placeholder="Words in texts, notes, comments, tags, titles, outlets, authors…"
          value={text}
          onChange={change}
          onSubmit={() => count > 0 && open(0)}
          autoFocus={!(left?.opened ?? false)}
          inputRef={field}
          className={styles.field}
        />
        <QueryHelp
          onInsert={(example) => {
            change(text.trim() === '' ? example : `${text.trimEnd()} ${example}`);
            field.current?.focus();
          }}
        />
        {!savedBeside && width !== null && (
          <Popover
            label="Saved searches"
            placement="bottom end"
            className={styles.popover}
            trigger={<IconButton label="Saved searches" icon={<BookMarked aria-hidden />} />}
          >
            {savedList}
          </Popover>
        )}
        {!facetsBeside && hasFacets && (
          <Popover
            label="Narrow the results"
            placement="bottom end"
            className={styles.popover}
            trigger={
              <Button
                label={`Narrow the results${choices.length > 0 ? `, ${choices.length} chosen` : ''}`}
                icon={<SlidersHorizontal aria-hidden />}
              >
                {choices.length > 0 ? choices.length : ''}
              </Button>
            }
          >
            {facetList}
          </Popover>
        )}
      </header>
      <div className={styles.body}>
        <SplitView
          name="search-saved"
          side="start"
          label="Width of the saved searches"
          size={SAVED}
          panel={
            savedBeside && (
              <nav className={styles.panel} aria-label="Saved searches">
                {savedList}
              </nav>
            )
          }
        >
          <SplitView
            name="search-facets"
            side="end"
            label="Width of the facets"
            size={FACETS}
            panel={
              facetsBeside &&
              hasFacets && (
                <aside className={styles.panel} aria-label="Narrow the results">
                  {facetList}
                </aside>
              )
            }
          >
            <div className={styles.middle}>
              <Behind />
              {found && <QueryProblems query={found.query} problems={found.answer.problems} />}
              <ErrorNote error={error} />
              <ChoiceChips choices={choices} onChoices={onChoices} />
              {named && (
                <div className={styles.saved}>
                  <span className={styles.savedName}>{named.name}</span>
                  {saved === null ? (
                    <Button
                      size="small"
                      isDisabled={!canChange}
                      onPress={() => void changeSearch(named, { query: text, choices: [...choices], sort })}
                    >
                      Change it to this
                    </Button>
                  ) : (
                    run && (
                      <>
                        <span className={styles.quiet}>
                          reviewed{' '}
                          {run.documents.filter((id) => reviewed.has(id)).length.toLocaleString('en')} of{' '}
                          {run.documents.length.toLocaleString('en')}
                        </span>
                        <Select
                          label="Documents shown"
                          hideLabel
                          className={styles.only}
                          options={[
                            { id: 'all', label: 'All documents' },
                            { id: 'unreviewed', label: 'Not reviewed' },
                            { id: 'new', label: 'New' },
                          ]}
                          value={only ?? 'all'}
                          onChange={(value) => go({ only: value === 'all' ? null : value })}
                        />
                        {notIn(saved.seen, run.documents).length > 0 && (
                          <Button
                            size="small"
                            isDisabled={!canChange}
                            onPress={() => void markAsSeen(saved, run)}
                          >
                            Mark {notIn(saved.seen, run.documents).length.toLocaleString('en')} new as seen
                          </Button>
                        )}
                      </>
                    )
                  )}
                </div>
              )}
              {text.trim() !== '' && (
                <div className={styles.tools}>
                  <p className={styles.count} role="status">
                    {found && totals(found.answer)}
                  </p>
                  {found && (
                    <div className={styles.toolButtons}>
                      <Select
                        label="Order of the results"
                        hideLabel
                        className={styles.sort}
                        options={SORTS}
                        value={sort}
                        onChange={(value) => go({ sort: value })}
                      />
                      <IconButton
                        label="Align on the words found"
                        keys="k"
                        isPressed={isAligned}
                        icon={<AlignCenterVertical aria-hidden />}
                        onPress={() => align(!isAligned)}
                      />
                      <IconButton
                        label="Tag places found"
                        isPressed={selected !== null}
                        isDisabled={!canChange || count === 0}
                        icon={<ListChecks aria-hidden />}
                        onPress={() => setSelected(selected ? null : new Map())}
                      />
                      <IconButton
                        label="Save this search"
                        keys="$mod+s"
                        isDisabled={!canChange}
                        icon={<Star aria-hidden />}
                        onPress={() => setDialog('save')}
                      />
                    </div>
                  )}
                </div>
              )}
              {selected && (
                <div className={styles.selecting} role="group" aria-label="Selected places">
                  <span className={styles.selectedCount} role="status">
                    {selected.size === 0
                      ? 'Select places to tag'
                      : `${counted(selected.size, 'place')} selected`}
                  </span>
                  <Button size="small" onPress={() => void selectAll()}>
                    Select all
                  </Button>
                  <Button
                    size="small"
                    isDisabled={selected.size === 0}
                    onPress={() => setSelected(new Map())}
                  >
                    Select none
                  </Button>
                  <Button
                    size="small"
                    variant="primary"
                    isDisabled={selected.size === 0}
                    onPress={() => setDialog('tag')}
                  >
                    Tag {selected.size > 0 ? counted(selected.size, 'place') : 'places'}…
                  </Button>
                  <Button size="small" variant="plain" onPress={() => setSelected(null)}>
                    Done
                  </Button>
                </div>
              )}
              {rows.length > 0 ? (
                <div data-results className={styles.list}>
                  <VirtualList
                    label="Results"
                    count={rows.length}
                    estimate={isAligned ? 1.7 : 2.9}
                    itemKey={(index) => keyOf(rows[index]!)}
                    handleRef={list}
                    initial={left?.list ?? undefined}
                    className={styles.results}
                  >
                    {(index) => (
                      <ResultRow
                        row={rows[index]!}
                        active={active}
                        aligned={isAligned}
                        selecting={selecting}
                        reviewing={reviewingOf(rows[index]!)}
                        onOpen={open}
                        onFocus={setActive}
                        onExpand={(group) => setExpanded(new Set([...expanded, group.document]))}
                        onMoreDocuments={() => setLimit(limit + DOCUMENTS_AT_ONCE)}
                      />
                    )}
                  </VirtualList>
                </div>
              ) : (
                <Nothing text={text} found={found} only={only} choices={choices} onChoices={onChoices} />
              )}
            </div>
          </SplitView>
        </SplitView>
      </div>
      {dialog === 'save' && (
        <SaveSearchDialog
          query={saved?.name ?? text}
          onClose={() => setDialog(null)}
          onSave={(name, notebook) => void save(name, notebook)}
        />
      )}
      {dialog === 'tag' && selected && (
        <TagHitsDialog
          passages={[...selected.values()]}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            setSelected(null);
          }}
        />
      )}
    </div>
  );

  function reviewingOf(row: Row) {
    if (row.kind !== 'group' || !saved || row.group.document === null) return null;
    const { document } = row.group;
    return {
      isReviewed: reviewed.has(document),
      isNew: fresh.has(document),
      onReview: (isReviewed: boolean) => void review(saved.id, [document], isReviewed),
    };
  }
}

const NOTHING_NEW: ReadonlySet<Id> = new Set();
const NO_FACETS: readonly never[] = [];

/** How far the index is, while it is behind the library. */
function Behind() {
  const state = useIndexState();
  if (state?.problem) return <p className={styles.problem}>{state.problem}</p>;
  if (!state?.building || state.done >= state.total) return null;
  return (
    <div className={styles.behind}>
      <ProgressBar label="Indexing" value={state.done} total={state.total} />
    </div>
  );
}

type NothingProps = {
  text: string;
  found: Found | null;
  only: ShownSearch['only'];
  choices: readonly FacetChoice[];
  onChoices: (choices: FacetChoice[]) => void;
};

function Nothing({ text, found, only, choices, onChoices }: NothingProps) {
  const state = useIndexState();
  if (text.trim() === '') {
    return (
      <EmptyState title="Search every word of the library">
        Type what you look for. Results come as you type, grouped by document, and open at the place itself;
        F3 and Shift F3 walk through them from there. A document is found when it has all the words;{' '}
        <code>"exact phrase"</code>, <code>-without</code> and <code>begin*</code> say more.
      </EmptyState>
    );
  }
  if (found?.query !== text) return <div className={styles.results} />;
  if (only !== null && found.answer.totalDocuments > 0) {
    return (
      <EmptyState title={only === 'new' ? 'Nothing new' : 'All reviewed'}>
        {only === 'new'
          ? 'This search finds what it found when it was marked as seen.'
          : 'Every document this search finds is marked as reviewed.'}
      </EmptyState>
    );
  }
  if (found.answer.problems.length > 0) {
    return <EmptyState title="Nothing found">Mend what is marked above, and search again.</EmptyState>;
  }
  if (choices.length > 0) {
    return (
      <EmptyState
        title="Nothing is left"
        actions={<Button onPress={() => onChoices([])}>Clear all choices</Button>}
      >
        No document that has these words passes all the choices.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={state?.building ? 'Nothing found yet' : 'No document has all these words'}>
      {state?.building
        ? 'The library is still being indexed; results appear as they are found.'
        : 'Leave a word out, or end one with * to find longer words that begin so.'}
    </EmptyState>
  );
}

function totals({ totalHits, totalDocuments, precise }: SearchAnswer): string {
  if (totalDocuments === 0) return '';
  const documents = counted(totalDocuments, 'document');
  if (totalHits === 0) return documents;
  return `${precise ? '' : 'At least '}${counted(totalHits, 'place')} in ${documents}`;
}
