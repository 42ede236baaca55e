import { BookMarked, SlidersHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import type { Id } from '../../core/model/id';
import type { FacetChoice } from '../../core/model/search';
import { nameOfQuery } from '../../core/model/savedSearch';
import { leaveOutFolded, leavesOutFolded } from '../../core/search/leaveOutFolded';
import {
  Button,
  ErrorNote,
  IconButton,
  Popover,
  SearchField,
  ViewHead,
  VirtualList,
  type VirtualListHandle,
} from '../ui';
import { useCommands } from '../app/commands';
import { goTo, type SearchPlace } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { useCall } from '../app/session';
import { SplitView } from '../app/SplitView';
import { useWidth } from '../app/useWidth';
import { canNarrow, sameChoices } from './choices';
import { ChoiceChips, Facets } from './Facets';
import { IndexBehind } from './IndexBehind';
import { leaveResults, leftResults, placeOf, rememberSearch, shownAt, type ShownSearch } from './lastSearch';
import { NothingFound } from './NothingFound';
import { QueryHelp } from './QueryHelp';
import { QueryProblems } from './QueryProblems';
import { ResultRow } from './ResultRow';
import { ALL_PLACES, keyOf, SHOWN_PLACES } from './resultRows';
import { ResultTools } from './ResultTools';
import { review, saveSearches } from './savedSearchEdits';
import { SavedSearchBar } from './SavedSearchBar';
import { SavedSearches } from './SavedSearches';
import { SaveSearchDialog } from './SaveSearchDialog';
import styles from './SearchView.module.css';
import { SelectedPlacesBar } from './SelectedPlacesBar';
import { TagHitsDialog } from './TagHitsDialog';
import { useExportFound } from './useExportFound';
import { useNotebooks } from './useNotebooks';
import { useResultKeys } from './useResultKeys';
import { useSearch } from './useSearch';
import { useSelectedPlaces } from './useSelectedPlaces';
import { useShownResults } from './useShownResults';
import { openHit, rememberAnswer } from './walk';

const DOCUMENTS_AT_ONCE = 50;
/** Documents gone through when only some of them are shown. */
const MOST_DOCUMENTS = 1_000;
/** Widths of the view, in rem, from which the facets and the saved searches stand beside the results. */
const ROOM_FOR_FACETS = 46;
const ROOM_FOR_BOTH = 64;
const SAVED = { initial: 13, min: 10, max: 22 };
const FACETS = { initial: 13.5, min: 11, max: 24 };

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
  const places = useSelectedPlaces();
  const [isAligned, setAligned] = useState(() => recall('search.aligned', z.boolean(), false));
  const [dialog, setDialog] = useState<'save' | 'tag' | null>(null);
  // Narrowed or sorted otherwise, the list begins anew; what has the keyboard keeps it.
  const narrowing = JSON.stringify([choices, sort, shown.search, shown.only]);
  const [lastNarrowing, setLastNarrowing] = useState(narrowing);
  if (narrowing !== lastNarrowing) {
    setLastNarrowing(narrowing);
    setLimit(DOCUMENTS_AT_ONCE);
    setExpanded(new Set());
    setActive(0);
    places.stop();
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
    hitsPerDocument: expanded.size > 0 || places.passages ? ALL_PLACES : SHOWN_PLACES,
    typing: saved === null,
    sort,
    choices,
  });
  const { groups, rows, count, isReviewed, reviewing } = useShownResults(found, saved, only, expanded);
  useEffect(() => rememberAnswer(text, found && groups, saved?.id ?? null), [text, found, groups, saved?.id]);
  useEffect(() => rememberSearch(shown));

  const go = (changes: Partial<ShownSearch>): void =>
    goTo({ view: 'search', ...placeOf({ ...shown, ...changes }) });
  const change = (typed: string): void => {
    if (named && typed.trim() === '') {
      // Whoever empties the field is done with the saved search; what narrowed it must not narrow the next one.
      goTo({ view: 'search', query: '' });
      return;
    }
    onText(typed);
    setLimit(DOCUMENTS_AT_ONCE);
    setExpanded(new Set());
    setActive(0);
    places.stop();
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
  const drawnNarrowing = useRef(narrowing);
  useEffect(() => {
    if (drawnNarrowing.current === narrowing) return;
    drawnNarrowing.current = narrowing;
    list.current?.scrollTo(0);
  }, [narrowing]);
  const press = useResultKeys({
    ...{ view, field, list, rows, count, active },
    onActive: setActive,
    isBack: left?.opened ?? false,
  });

  const activeGroup = rows.find((row) => row.kind === 'hit' && row.number === active);
  const activeDocument = activeGroup?.kind === 'hit' ? activeGroup.group.document : null;
  const toggleReviewed = (): void => {
    if (saved && activeDocument) void review(saved.id, [activeDocument], !isReviewed(activeDocument));
  };
  const exportFound = useExportFound();
  const isArticle = leavesOutFolded(text);
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
      id: 'search.folded',
      title: isArticle ? 'Search folded parts too' : 'Leave out folded parts',
      group: 'Search',
      enabled: text.trim() !== '',
      run: () => change(leaveOutFolded(text, !isArticle)),
    },
    {
      id: 'search.export',
      title: 'Export what was found as CSV',
      group: 'Search',
      enabled: count > 0,
      run: () =>
        void exportFound(saved?.name ?? nameOfQuery(text), {
          query: text,
          choices: [...choices],
          sort,
          reviewed: saved?.reviewed ?? null,
        }),
    },
    {
      id: 'search.tag',
      title: 'Tag places found…',
      group: 'Search',
      enabled: canChange && count > 0,
      run: () => places.start(),
    },
  ]);
  const align = (aligned: boolean): void => {
    remember('search.aligned', aligned);
    setAligned(aligned);
  };

  // --------------------------------------------------------------------------------------------------- drawing
  const facets = found?.answer.facets ?? NO_FACETS;
  const hasFacets = facets.some(canNarrow);
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
      <ViewHead title="Search">
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
      </ViewHead>
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
              <IndexBehind />
              <QueryProblems query={found?.query ?? ''} problems={found?.answer.problems ?? NO_PROBLEMS} />
              <ErrorNote error={error} />
              <ChoiceChips choices={choices} onChoices={onChoices} />
              {named && (
                <SavedSearchBar
                  named={named}
                  shown={shown}
                  isAsSaved={saved !== null}
                  found={run}
                  canChange={canChange}
                  onOnly={(next) => go({ only: next })}
                  onLeave={() => {
                    goTo({ view: 'search', query: text });
                    // The button that was pressed goes.
                    field.current?.focus();
                  }}
                />
              )}
              {text.trim() !== '' && (
                <ResultTools
                  query={text}
                  answer={found?.answer ?? null}
                  groups={groups}
                  only={only}
                  sort={sort}
                  isAligned={isAligned}
                  isSelecting={places.passages !== null}
                  canSelect={canChange && count > 0}
                  canSave={canChange}
                  onQuery={change}
                  onSort={(next) => go({ sort: next })}
                  onAlign={align}
                  onSelecting={(isSelecting) => (isSelecting ? places.start() : places.stop())}
                  onSave={() => setDialog('save')}
                />
              )}
              {places.passages && (
                <SelectedPlacesBar
                  count={places.passages.length}
                  onAll={() => void places.all(text, { typing: saved === null, sort, choices })}
                  onNone={() => places.start()}
                  onTag={() => setDialog('tag')}
                  onDone={() => places.stop()}
                />
              )}
              {rows.length > 0 ? (
                <div data-results tabIndex={-1} className={styles.list}>
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
                        selecting={places.selecting(found?.answer ?? null)}
                        reviewing={reviewing(rows[index]!)}
                        onOpen={open}
                        onFocus={setActive}
                        onExpand={(group) => setExpanded(new Set([...expanded, group.document]))}
                        onMoreDocuments={() => setLimit(limit + DOCUMENTS_AT_ONCE)}
                      />
                    )}
                  </VirtualList>
                </div>
              ) : (
                <NothingFound
                  text={text}
                  found={found}
                  only={only}
                  choices={choices}
                  onChoices={onChoices}
                  onQuery={change}
                />
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
      {dialog === 'tag' && places.passages && (
        <TagHitsDialog
          passages={places.passages}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            places.stop();
          }}
        />
      )}
    </div>
  );
}

const NO_FACETS: readonly never[] = [];
const NO_PROBLEMS: readonly never[] = [];
