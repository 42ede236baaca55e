import { create } from 'zustand';
import { AppError } from '../../core/model/appError';
import type { SearchAnswer } from '../../core/model/search';
import { connectWorker } from '../app/session';
import { SEARCH_CALLER, type FromSearchWorker, type ToSearchWorker } from './searchMessages';
import type { IndexState } from './searchSession';

type Asked = { resolve(answer: SearchAnswer): void; reject(error: unknown): void };

const asked = new Map<number, Asked>();
let worker: Worker | null = null;
let count = 0;

const useState = create<{ readonly state: IndexState | null }>(() => ({ state: null }));

/** How far the window's index is; null before it was started. */
export const useIndexState = (): IndexState | null => useState(({ state }) => state);

/**
 * Starts the window's one search worker, which follows whatever library is open; nothing happens when it runs already.
 * Called when a library opens, so that the index is there at the first keystroke.
 */
export function startSearch(): void {
  if (worker) return;
  worker = new Worker(new URL('./searchWorker.ts', import.meta.url), { type: 'module', name: 'search' });
  worker.addEventListener('message', ({ data }: MessageEvent<string | FromSearchWorker>) => {
    if (typeof data === 'string') return;
    if (data.kind === 'state') {
      useState.setState({ state: data.state });
      return;
    }
    const waiting = asked.get(data.id);
    asked.delete(data.id);
    if (data.kind === 'answer') waiting?.resolve(data.answer);
    else if (data.kind === 'superseded') waiting?.reject(superseded());
    else waiting?.reject(new AppError('internal', `The search failed: ${data.message}`));
  });
  worker.addEventListener('error', (event) => {
    const error = new AppError(
      'internal',
      `The search index stopped: ${event.message}`,
      'Close the window and open it again; nothing is lost.',
    );
    for (const waiting of asked.values()) waiting.reject(error);
    asked.clear();
  });
  connectWorker(worker, SEARCH_CALLER);
}

export type Asking = {
  /** A newer query of the same asker takes the place of one under way. */
  readonly asker: string;
  readonly limit: number;
  readonly hitsPerDocument: number;
  readonly typing: boolean;
};

/**
 * Asks the window's index, which answers from what it has read so far. Rejects with `cancelled` when the signal is
 * aborted or the same asker asks something newer.
 */
export function askIndex(query: string, asking: Asking, signal: AbortSignal): Promise<SearchAnswer> {
  startSearch();
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(superseded());
      return;
    }
    count += 1;
    const id = count;
    signal.addEventListener(
      'abort',
      () => {
        if (asked.delete(id)) reject(superseded());
      },
      { once: true },
    );
    asked.set(id, { resolve, reject });
    const message: ToSearchWorker = { kind: 'query', id, query, ...asking };
    worker!.postMessage(message);
  });
}

/** The best documents for a query that is being typed, for the command palette. */
export function searchDocuments(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  return askIndex(query, { asker: 'palette', limit: 10, hitsPerDocument: 1, typing: true }, signal);
}

const superseded = (): AppError => new AppError('cancelled', 'Something newer is being searched.');
