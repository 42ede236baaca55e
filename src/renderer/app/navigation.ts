import { create } from 'zustand';
import type { Id } from '../../core/model/id';
import type { FacetChoice, SearchSort } from '../../core/model/search';

/** What is searched and how it is shown. Without a query the search shown last. */
export type SearchPlace = {
  readonly query?: string;
  /** Best first when left out. */
  readonly sort?: SearchSort;
  readonly choices?: readonly FacetChoice[];
  /** The saved search it is. */
  readonly search?: Id;
  /** Of a saved search only the documents not reviewed, or found since it was seen last; all when left out. */
  readonly only?: 'unreviewed' | 'new';
};

/** A place in the window: what every feature hands to every other. */
export type Location =
  | { readonly view: 'library'; readonly trashed?: boolean }
  | {
      readonly view: 'reader';
      readonly document: Id;
      /** The passage to open at. */
      readonly at?: { readonly from: number; readonly to: number } | null;
      /** What was searched, to mark in the text and to walk with F3. */
      readonly query?: string;
      /** The saved search whose documents are being gone through. */
      readonly search?: Id;
    }
  | ({ readonly view: 'search' } & SearchPlace)
  | { readonly view: 'notebook'; readonly notebook: string }
  | {
      readonly view: 'compare';
      readonly a?: Id;
      readonly b?: Id;
      /** Third and further documents, all against `a`. */
      readonly more?: readonly Id[];
      /** Two in one column. */
      readonly unified?: boolean;
      /** All as versions of one story, in order of publication: the place of the one that is shown, from 1. */
      readonly version?: number;
      /** Against the first version instead of the one before. */
      readonly againstFirst?: boolean;
    }
  /** The text of a document beside its original, to be repaired. */
  | { readonly view: 'repair'; readonly document: Id; readonly at?: number }
  | { readonly view: 'tags'; readonly tag?: Id }
  | { readonly view: 'notes'; readonly note?: Id }
  | { readonly view: 'briefs'; readonly brief?: Id }
  /** Where a document comes from and who took from it: what reuse tells over time. */
  | { readonly view: 'lineage'; readonly document: Id }
  /** Texts that the library has more than once, and quotations that documents share: reuse of the whole library. */
  | { readonly view: 'copies' }
  /** What is known of these documents, or of all, in one table. */
  | { readonly view: 'metadata'; readonly only?: readonly Id[] }
  | { readonly view: 'keeping' };

/** Where the window is and was. `at` is the index of the present entry. */
export type Trail = { readonly entries: readonly Location[]; readonly at: number };

/** How many places Back can return to. */
const KEPT = 200;

export const startTrail: Trail = { entries: [{ view: 'library' }], at: 0 };

/** The trail after going somewhere: what was ahead is forgotten; going where one is already changes nothing. */
export function visit(trail: Trail, location: Location): Trail {
  if (same(trail.entries[trail.at]!, location)) return trail;
  const entries = [...trail.entries.slice(0, trail.at + 1), location].slice(-KEPT);
  return { entries, at: entries.length - 1 };
}

/** The trail some steps further along (negative: back); the same one at its ends. */
export function step(trail: Trail, by: number): Trail {
  const at = Math.min(trail.entries.length - 1, Math.max(0, trail.at + by));
  return at === trail.at ? trail : { ...trail, at };
}

/** Places lately visited, the last first, each once, without the present one. */
export function recentLocations(trail: Trail, count: number): Location[] {
  const found: Location[] = [];
  const present = trail.entries[trail.at]!;
  for (const location of [...trail.entries].reverse()) {
    if (placeOf(location) === placeOf(present)) continue;
    if (!found.some((other) => placeOf(other) === placeOf(location))) found.push(location);
    if (found.length === count) break;
  }
  return found;
}

/** The document that is read, or was read last and can be gone back to; null before the first one. */
export function lastReading(trail: Trail): Id | null {
  const found = trail.entries.slice(0, trail.at + 1).findLast((location) => location.view === 'reader');
  return found?.document ?? null;
}

/** The comparison that is shown, or was shown last and can be gone back to; the empty one before the first. */
export function lastComparison(trail: Trail): Location {
  const found = trail.entries
    .slice(0, trail.at + 1)
    .findLast((location) => location.view === 'compare' && location.a !== undefined);
  return found ?? { view: 'compare' };
}

const useTrail = create<Trail>(() => startTrail);

/** Goes to a place; usable outside of components too. */
export function goTo(location: Location): void {
  useTrail.setState((trail) => visit(trail, location), true);
}

export function goBack(): void {
  useTrail.setState((trail) => step(trail, -1), true);
}

export function goForward(): void {
  useTrail.setState((trail) => step(trail, 1), true);
}

/** Forgets everything: another library was opened. */
export function startOver(): void {
  useTrail.setState(startTrail, true);
}

/** The present place and the ways to others. */
export function useNavigation(): {
  location: Location;
  go: (location: Location) => void;
  back: () => void;
  forward: () => void;
  canGoBack: boolean;
  canGoForward: boolean;
} {
  const trail = useTrail();
  return {
    location: trail.entries[trail.at]!,
    go: goTo,
    back: goBack,
    forward: goForward,
    canGoBack: trail.at > 0,
    canGoForward: trail.at < trail.entries.length - 1,
  };
}

/** The whole trail, for lists of recent places. */
export const useNavigationTrail = (): Trail => useTrail();

const same = (a: Location, b: Location): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What two visits of one place have in common: the passage or query they were opened at does not count. */
function placeOf(location: Location): string {
  const { view } = location;
  return view === 'reader' || view === 'repair' ? `${view} ${location.document}` : JSON.stringify(location);
}
