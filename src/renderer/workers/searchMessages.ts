import type { SearchAnswer } from '../../core/model/search';
import type { IndexState } from './searchSession';

/**
 * What the window and its search worker say to each other, as objects. Strings on the same channel are the wire's lines,
 * which the window only hands on.
 */
export type ToSearchWorker = {
  readonly kind: 'query';
  readonly id: number;
  /** Who asks: a newer query of the same asker takes the place of one that was not answered yet. */
  readonly asker: string;
  readonly query: string;
  readonly limit: number;
  readonly hitsPerDocument: number;
  readonly typing: boolean;
};

export type FromSearchWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: SearchAnswer }
  | { readonly kind: 'superseded'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'state'; readonly state: IndexState };

/** The prefix of the worker's calls on the window's port. */
export const SEARCH_CALLER = 'search';
