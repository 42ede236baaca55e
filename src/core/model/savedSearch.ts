import { z } from 'zod';
import { Moment } from './date';
import { Id } from './id';
import { FacetChoice, SearchSort } from './search';
import { defineStored } from './stored';

/** The notebook of searches that were put into no other. */
export const DEFAULT_NOTEBOOK = 'Searches';

/** Letters a query can have: what the query language reads. */
export const LONGEST_QUERY = 10_000;

const Name = z.string().trim().min(1).max(200);

/** What of a search a person decides. */
export const SearchWish = z.object({
  name: Name,
  query: z.string().max(LONGEST_QUERY),
  choices: z.array(FacetChoice).max(1000),
  sort: SearchSort,
  /** Searches of one notebook are run together. A notebook is there as long as a search names it. */
  notebook: Name,
});
export type SearchWish = z.infer<typeof SearchWish>;

/**
 * A set of documents, as short as it can be without losing any: the first twelve digits of each id, in order, end to end.
 * Of 50,000 random ids a new one has the digits of another once in five thousand million times.
 */
export const DocumentSet = z.string().regex(/^([0-9a-f]{12})*$/, 'not a set of documents');
export type DocumentSet = z.infer<typeof DocumentSet>;

/** A search that is kept, with what was found when somebody last looked, and which documents are dealt with. */
export const SavedSearch = SearchWish.extend({
  version: z.literal(1),
  id: Id,
  /** Place in its notebook, ascending. */
  order: z.number(),
  /** What it found when it was last marked as seen; what it finds beyond that is new. */
  seen: DocumentSet,
  /** Documents marked as reviewed for this search, whether it still finds them or not. */
  reviewed: z.array(Id),
  createdAt: Moment,
  changedAt: Moment,
});
export type SavedSearch = z.infer<typeof SavedSearch>;

export const storedSearch = defineStored<SavedSearch>({
  kind: 'search',
  version: 1,
  schema: SavedSearch,
  migrations: {},
});

const DIGITS = 12;
const digitsOf = (id: Id): string => id.slice(0, 8) + id.slice(9, 13);

/** The set of these documents. */
export function documentSet(documents: Iterable<Id>): DocumentSet {
  return Array.from(new Set(Array.from(documents, digitsOf)))
    .sort()
    .join('');
}

/** Those of `documents` that are not in the set, in their order. */
export function notIn(set: DocumentSet, documents: readonly Id[]): Id[] {
  const known = new Set<string>();
  for (let at = 0; at < set.length; at += DIGITS) known.add(set.slice(at, at + DIGITS));
  return documents.filter((id) => !known.has(digitsOf(id)));
}

/** The set with `after` where `before` is in it; the same one else. */
export function followIn(set: DocumentSet, before: Id, after: Id): DocumentSet {
  if (notIn(set, [before]).length > 0) return set;
  const known = new Set([digitsOf(after)]);
  for (let at = 0; at < set.length; at += DIGITS) known.add(set.slice(at, at + DIGITS));
  return [...known].sort().join('');
}

/** Notebooks by name, in each its searches by their place. */
export function byNotebook(a: SavedSearch, b: SavedSearch): number {
  return (
    compareText(a.notebook, b.notebook) ||
    a.order - b.order ||
    compareText(a.createdAt, b.createdAt) ||
    compareText(a.id, b.id)
  );
}

/**
 * The searches of one notebook that get another place when `id` is moved before another (`null`: to the end), with their
 * new places. Empty where it stands there already.
 */
export function moveSearch(notebook: readonly SavedSearch[], id: Id, before: Id | null): SavedSearch[] {
  const moved = notebook.find((search) => search.id === id);
  if (!moved || id === before) return [];
  const rest = notebook.filter((search) => search.id !== id);
  const at = before === null ? -1 : rest.findIndex((search) => search.id === before);
  rest.splice(at < 0 ? rest.length : at, 0, moved);
  return rest.flatMap((search, order) => (search.order === order ? [] : [{ ...search, order }]));
}

/** A name for a query that was given none: its first words. */
export function nameOfQuery(query: string): string {
  const line = query.replace(/\s+/g, ' ').trim();
  if (line.length <= 60) return line || 'Everything';
  return `${line.slice(0, 60).replace(/\s\S*$/, '')}…`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
