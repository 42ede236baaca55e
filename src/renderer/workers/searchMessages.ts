import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { FacetChoice, SearchAnswer, SearchSort } from '../../core/model/search';
import type { IndexState } from './searchSession';

/** What is asked of the index for one answer. */
export type Asking = {
  /** Who asks: a newer query of the same asker takes the place of one that was not answered yet. */
  readonly asker: string;
  readonly limit: number;
  readonly hitsPerDocument: number;
  readonly typing: boolean;
  readonly sort?: SearchSort;
  readonly choices?: readonly FacetChoice[];
};

/** A search of several that are run together. */
export type SearchToRun = { readonly query: string; readonly choices: readonly FacetChoice[] };

/** What one of them found: every document, best first, without the library's own notes. */
export type FoundDocuments = {
  readonly documents: readonly Id[];
  readonly totalHits: number;
  /** False when counting was cut short: the numbers are then the least there can be. */
  readonly precise: boolean;
  /** What in the query could not be understood, the first of it; null where all was. */
  readonly problem: string | null;
};

/**
 * What the window and its search worker say to each other, as objects. Strings on the same channel are the wire's lines,
 * which the window only hands on.
 */
export type ToSearchWorker =
  | ({ readonly kind: 'query'; readonly id: number; readonly query: string } & Asking)
  | { readonly kind: 'places'; readonly id: number; readonly query: string; readonly document: Id }
  | { readonly kind: 'run'; readonly id: number; readonly searches: readonly SearchToRun[] }
  /** A run is no longer wanted. */
  | { readonly kind: 'stop'; readonly id: number }
  /** What came of a `read-kept` or `write-kept`: the bytes, null where there are none, or why it failed. */
  | {
      readonly kind: 'kept';
      readonly id: number;
      readonly bytes: ArrayBuffer | null;
      readonly failure: string | null;
    };

export type FromSearchWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: SearchAnswer }
  | { readonly kind: 'places'; readonly id: number; readonly places: readonly Range[] }
  /** The search at this place of a run was run; `done` after the last. */
  | { readonly kind: 'ran'; readonly id: number; readonly at: number; readonly found: FoundDocuments }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'superseded'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'state'; readonly state: IndexState }
  /** The worker asks for bytes kept beside the library, or leaves some; only the window can reach them. */
  | { readonly kind: 'read-kept'; readonly id: number; readonly name: string }
  | { readonly kind: 'write-kept'; readonly id: number; readonly name: string; readonly blob: Blob };

/** The prefix of the worker's calls on the window's port. */
export const SEARCH_CALLER = 'search';
