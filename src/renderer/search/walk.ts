import { create } from 'zustand';
import type { Id } from '../../core/model/id';
import type { Hit, HitGroup } from '../../core/model/search';
import { words } from '../../core/text/words';
import { goTo, type Location } from '../app/navigation';

/** The hits of the last search in the order shown, and the one that was gone to last. */
export type Walk = {
  readonly query: string;
  /** The saved search it is; null for any other. */
  readonly search: Id | null;
  readonly hits: readonly Hit[];
  readonly at: number | null;
};

export const noWalk: Walk = { query: '', search: null, hits: [], at: null };
const useWalkStore = create<Walk>(() => noWalk);

export const useWalk = (): Walk => useWalkStore();

/** Remembers an answer as what F3 walks. */
export function rememberAnswer(
  query: string,
  groups: readonly HitGroup[] | null,
  search: Id | null = null,
): void {
  useWalkStore.setState((before) => ({ ...walkOf(before, query, groups), search }), true);
}

/** The walk through a new answer. The place in it is kept while the query is the same and the hit is still there. */
export function walkOf(before: Walk, query: string, groups: readonly HitGroup[] | null): Walk {
  const hits = groups?.flatMap((group) => group.hits) ?? [];
  const last = before.at === null ? undefined : before.hits[before.at];
  const at = before.query === query && last ? hits.findIndex((hit) => same(hit, last)) : -1;
  return { query, search: before.search, hits, at: at < 0 ? null : at };
}

/** The hit some steps from the present one (negative: back), going round at the ends; null where there are none. */
export function stepFrom({ hits, at }: Walk, steps: number): number | null {
  if (hits.length === 0) return null;
  if (at === null) return steps > 0 ? 0 : hits.length - 1;
  return (at + steps + hits.length) % hits.length;
}

/** Another library is open: what was found in the last one is nowhere. */
export function forgetAnswer(): void {
  useWalkStore.setState(noWalk, true);
}

/** Opens a hit of the remembered answer. */
export function openHit(at: number): void {
  const { query, search, hits } = useWalkStore.getState();
  const hit = hits[at];
  if (!hit) return;
  useWalkStore.setState({ at });
  goTo(hitLocation(hit, query, search));
}

/** Opens the hit some steps from the one opened last. */
export function walkBy(steps: number): void {
  const at = stepFrom(useWalkStore.getState(), steps);
  if (at !== null) openHit(at);
}

/** Where a hit is read: in its document at its passage, or as a note. */
export function hitLocation(hit: Hit, query: string, search: Id | null = null): Location {
  if (hit.where === 'note') return { view: 'notes', ...(hit.source !== null && { note: hit.source }) };
  if (hit.document === null) return { view: 'notes' };
  const at = hit.anchor && { from: hit.anchor.from, to: hit.anchor.to };
  return {
    view: 'reader',
    document: hit.document,
    at,
    query: asFound(query, hit),
    ...(search !== null && { search }),
  };
}

/**
 * The query as the reader is to mark it: with a star where its last word was found as the beginning of longer words, as it
 * is while one types.
 */
function asFound(query: string, { snippet: { text, marks } }: Hit): string {
  const last = words(query).at(-1);
  if (last?.to !== query.length) return query;
  const found = marks.flatMap(([from, to]) => words(text.slice(from, to)).map(({ key }) => key));
  const isBeginning = found.some((key) => key !== last.key && key.startsWith(last.key));
  return isBeginning && !found.includes(last.key) ? `${query}*` : query;
}

function same(a: Hit, b: Hit): boolean {
  return (
    a.document === b.document &&
    a.where === b.where &&
    a.source === b.source &&
    a.anchor?.from === b.anchor?.from &&
    a.anchor?.to === b.anchor?.to
  );
}
