import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Id } from '../../core/model/id';
import type { HitGroup, SearchAnswer } from '../../core/model/search';
import { EmptyState, ErrorNote, ProgressBar, SearchField, VirtualList, type VirtualListHandle } from '../ui';
import { goTo } from '../app/navigation';
import { useIndexState } from '../workers/searchClient';
import { MarkedText } from './MarkedText';
import { QueryHelp } from './QueryHelp';
import { ResultRow, type Row } from './ResultRow';
import styles from './SearchView.module.css';
import { useSearch, type Found } from './useSearch';
import { lastQuery, openHit, rememberAnswer } from './walk';

/** Places shown of a document until all of them are asked for. */
const SHOWN_PLACES = 4;
const ALL_PLACES = 500;
const DOCUMENTS_AT_ONCE = 50;

/** Searches everything in the library as one types; each result opens where it stands. */
export function SearchView({ query: given }: { query?: string }) {
  const [text, setText] = useState(() => given ?? lastQuery());
  const [lastGiven, setLastGiven] = useState(given);
  const [limit, setLimit] = useState(DOCUMENTS_AT_ONCE);
  const [expanded, setExpanded] = useState<ReadonlySet<Id | null>>(new Set());
  const [active, setActive] = useState(0);
  if (given !== lastGiven) {
    setLastGiven(given);
    if (given !== undefined) setText(given);
  }
  const list = useRef<VirtualListHandle>(null);
  const view = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const { found, error } = useSearch(text, {
    asker: 'view',
    limit,
    hitsPerDocument: expanded.size > 0 ? ALL_PLACES : SHOWN_PLACES,
    typing: true,
  });
  const rows = useMemo(() => (found ? rowsOf(found.answer, expanded) : []), [found, expanded]);
  useEffect(() => rememberAnswer(text, found && shownOf(found.answer, expanded)), [text, found, expanded]);
  // A query that is there already is to be read or typed over.
  useEffect(() => field.current?.select(), []);

  const count = rows.reduce((sum, row) => sum + Number(row.kind === 'hit'), 0);
  const change = (typed: string): void => {
    setText(typed);
    setLimit(DOCUMENTS_AT_ONCE);
    setExpanded(new Set());
    setActive(0);
  };
  const open = (number: number): void => {
    // Back returns to the query, not only to the view.
    goTo({ view: 'search', query: text });
    openHit(number);
  };
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
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const inField = event.target === field.current;
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
          autoFocus
          inputRef={field}
          className={styles.field}
        />
        <QueryHelp />
      </header>
      <p className={styles.rule}>
        A document is found when it has all the words. <code>"exact phrase"</code> <code>-without</code>{' '}
        <code>begin*</code> <code>title:</code> <code>outlet:</code> <code>author:</code> <code>tag:</code>{' '}
        <code>note:</code> <code>lang:</code>
      </p>
      <Behind />
      {found && <Problems found={found} />}
      <ErrorNote error={error} />
      <p className={styles.count} role="status">
        {found && counted(found.answer)}
      </p>
      {rows.length > 0 ? (
        <VirtualList
          label="Results"
          count={rows.length}
          estimate={2.9}
          itemKey={(index) => keyOf(rows[index]!)}
          handleRef={list}
          className={styles.results}
        >
          {(index) => (
            <ResultRow
              row={rows[index]!}
              active={active}
              onOpen={open}
              onFocus={setActive}
              onExpand={(group) => setExpanded(new Set([...expanded, group.document]))}
              onMoreDocuments={() => setLimit(limit + DOCUMENTS_AT_ONCE)}
            />
          )}
        </VirtualList>
      ) : (
        <Nothing text={text} found={found} />
      )}
    </div>
  );
}

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

function Problems({ found: { query, answer } }: { found: Found }) {
  return answer.problems.map(({ from, to, message }) => (
    <p key={`${from} ${message}`} className={styles.problem}>
      {query.length <= 200 && to - from < query.length && (
        <code className={styles.place}>
          <MarkedText text={query} marks={[[from, to]]} className={styles.wrong} />
        </code>
      )}
      {message}
    </p>
  ));
}

function Nothing({ text, found }: { text: string; found: Found | null }) {
  const state = useIndexState();
  if (text.trim() === '') {
    return (
      <EmptyState title="Search every word of the library">
        Type what you look for. Results come as you type, grouped by document, and open at the place itself;
        F3 and Shift F3 walk through them from there.
      </EmptyState>
    );
  }
  if (found?.query !== text) return <div className={styles.results} />;
  if (found.answer.problems.length > 0) return <div className={styles.results} />;
  return (
    <EmptyState title={state?.building ? 'Nothing found yet' : 'No document has all these words'}>
      {state?.building
        ? 'The library is still being indexed; results appear as they are found.'
        : 'Leave a word out, or end one with * to find longer words that begin so.'}
    </EmptyState>
  );
}

const counted = ({ totalHits, totalDocuments }: SearchAnswer): string =>
  totalDocuments === 0
    ? ''
    : `${totalHits.toLocaleString()} ${totalHits === 1 ? 'place' : 'places'} in ` +
      `${totalDocuments.toLocaleString()} ${totalDocuments === 1 ? 'document' : 'documents'}`;

/** The answer with the hits that are shown: those of unfolded documents, the first few of the others. */
function shownOf(answer: SearchAnswer, expanded: ReadonlySet<Id | null>): SearchAnswer {
  const shown = (group: HitGroup): HitGroup =>
    expanded.has(group.document) ? group : { ...group, hits: group.hits.slice(0, SHOWN_PLACES) };
  return { ...answer, groups: answer.groups.map(shown) };
}

function rowsOf(answer: SearchAnswer, expanded: ReadonlySet<Id | null>): Row[] {
  const rows: Row[] = [];
  let number = 0;
  for (const group of shownOf(answer, expanded).groups) {
    rows.push({ kind: 'group', group, first: number });
    for (const hit of group.hits) {
      rows.push({ kind: 'hit', group, hit, number });
      number += 1;
    }
    const hidden = group.total - group.hits.length;
    if (hidden > 0 && group.hits.length < ALL_PLACES) rows.push({ kind: 'more', group, hidden });
  }
  const hidden = answer.totalDocuments - answer.groups.length;
  if (hidden > 0) rows.push({ kind: 'more-documents', hidden });
  return rows;
}

function keyOf(row: Row): string {
  if (row.kind === 'more-documents') return row.kind;
  return row.kind === 'hit' ? `hit ${row.number}` : `${row.kind} ${row.group.document ?? 'library'}`;
}
