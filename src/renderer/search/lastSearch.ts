import type { Id } from '../../core/model/id';
import type { FacetChoice, SearchSort } from '../../core/model/search';
import type { ListPlace } from '../ui';
import type { SearchPlace } from '../app/navigation';

/** A search in full: what a place of the search view says, with what it leaves out filled in. */
export type ShownSearch = {
  readonly query: string;
  readonly sort: SearchSort;
  readonly choices: readonly FacetChoice[];
  readonly search: Id | null;
  readonly only: 'unreviewed' | 'new' | null;
};

/** How the results of a search were left: what was unfolded, where the list and the keyboard were. */
export type LeftResults = {
  readonly limit: number;
  readonly expanded: ReadonlySet<Id | null>;
  readonly active: number;
  readonly list: ListPlace | null;
  /** A hit was opened from here: coming back, the keyboard is on it again. */
  readonly opened: boolean;
};

const EMPTY: ShownSearch = { query: '', sort: 'relevance', choices: [], search: null, only: null };
/** How many searches' results are remembered; the oldest are forgotten first. */
const KEPT = 50;

let last: ShownSearch = EMPTY;
const left = new Map<string, LeftResults>();

/** The search that a place names; the one shown last where it names none. */
export function shownAt({ query, sort, choices, search, only }: SearchPlace): ShownSearch {
  if (query === undefined) return last;
  return {
    query,
    sort: sort ?? 'relevance',
    choices: choices ?? [],
    search: search ?? null,
    only: only ?? null,
  };
}

/** The place that names a search, the same value for the same search. */
export function placeOf({ query, sort, choices, search, only }: ShownSearch): SearchPlace {
  return {
    query,
    ...(sort !== 'relevance' && { sort }),
    ...(choices.length > 0 && { choices }),
    ...(search !== null && { search }),
    ...(only !== null && { only }),
  };
}

/** Remembers what Search opens with again. */
export function rememberSearch(shown: ShownSearch): void {
  last = shown;
}

export function leaveResults(shown: ShownSearch, results: LeftResults): void {
  const key = keyOf(shown);
  left.delete(key);
  left.set(key, results);
  if (left.size > KEPT) left.delete(left.keys().next().value!);
}

/** How they were left; null when this search was not shown in this session. */
export function leftResults(shown: ShownSearch): LeftResults | null {
  return left.get(keyOf(shown)) ?? null;
}

/** Another library is open. */
export function forgetSearches(): void {
  last = EMPTY;
  left.clear();
}

const keyOf = (shown: ShownSearch): string => JSON.stringify(placeOf(shown));
