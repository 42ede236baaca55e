import { create } from 'zustand';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { SearchAnswer } from '../../core/model/search';
import { connectWorker } from '../app/session';
import { readCache, writeCache } from '../app/shellPort';
import {
  SEARCH_CALLER,
  type Asking,
  type FoundDocuments,
  type FromSearchWorker,
  type SearchToRun,
  type ToSearchWorker,
} from './searchMessages';
import type { IndexState } from './searchSession';

export type { Asking, FoundDocuments, SearchToRun } from './searchMessages';

type Reply = Exclude<FromSearchWorker, { kind: 'state' | 'read-kept' | 'write-kept' }>;
type Asked = { reply(message: Reply): void; reject(error: unknown): void };

const asked = new Map<number, Asked>();
let worker: Worker | null = null;
let count = 0;

const useState = create<{ readonly state: IndexState | null }>(() => ({ state: null }));

/** How far the window's index is; null before it was started. */
export const useIndexState = (): IndexState | null => useState(({ state }) => state);

/** Grows whenever answers may have changed; undefined before the index was started. For who asks, not for who shows. */
export const useIndexVersion = (): number | undefined => useState(({ state }) => state?.version);

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
    if (data.kind === 'read-kept' || data.kind === 'write-kept') {
      void fetchKept(data);
      return;
    }
    const waiting = asked.get(data.id);
    if (data.kind !== 'ran') asked.delete(data.id);
    if (data.kind === 'superseded') waiting?.reject(superseded());
    else if (data.kind === 'failed') {
      waiting?.reject(new AppError('internal', `The search failed: ${data.message}`));
    } else waiting?.reply(data);
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

/** Fetches bytes kept beside the library for the worker, or has some kept: only the window may ask the byte door. */
async function fetchKept(question: FromSearchWorker & { kind: 'read-kept' | 'write-kept' }): Promise<void> {
  const { id, name } = question;
  const answer = (bytes: ArrayBuffer | null, failure: string | null): void => {
    const message: ToSearchWorker = { kind: 'kept', id, bytes, failure };
    worker?.postMessage(message, bytes ? [bytes] : []);
  };
  try {
    if (question.kind === 'read-kept') answer(await readCache(name), null);
    else {
      await writeCache(name, question.blob);
      answer(null, null);
    }
  } catch (thrown) {
    answer(null, AppError.from(thrown).message);
  }
}

/**
 * Sends a question; `take` gets each reply to it until it gives a value, which is the answer. Rejects with `cancelled` when
 * the signal is aborted.
 */
function ask<T>(
  message: (id: number) => ToSearchWorker,
  signal: AbortSignal,
  take: (reply: Reply) => T | undefined,
  onAbort: (id: number) => void = () => undefined,
): Promise<T> {
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
        if (!asked.delete(id)) return;
        onAbort(id);
        reject(superseded());
      },
      { once: true },
    );
    asked.set(id, {
      reply: (reply) => {
        const value = take(reply);
        if (value !== undefined) resolve(value);
      },
      reject,
    });
    worker!.postMessage(message(id));
  });
}

/**
 * Asks the window's index, which answers from what it has read so far. Rejects with `cancelled` when the signal is
 * aborted or the same asker asks something newer.
 */
export function askIndex(query: string, asking: Asking, signal: AbortSignal): Promise<SearchAnswer> {
  return ask(
    (id) => ({ kind: 'query', id, query, ...asking }),
    signal,
    (reply) => (reply.kind === 'answer' ? reply.answer : undefined),
  );
}

/** The best documents for a query that is being typed, for the command palette. */
export function searchDocuments(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  return askIndex(query, { asker: 'palette', limit: 10, hitsPerDocument: 1, typing: true }, signal);
}

/** Where what a query finds stands in the text of a document, in order and apart. */
export function askPlaces(query: string, document: Id, signal: AbortSignal): Promise<readonly Range[]> {
  return ask(
    (id) => ({ kind: 'places', id, query, document }),
    signal,
    (reply) => (reply.kind === 'places' ? reply.places : undefined),
  );
}

/**
 * Runs several searches, one after the other; `onFound` gets what each found. Resolves after the last. An abort stops it
 * after the one under way.
 */
export async function runSearches(
  searches: readonly SearchToRun[],
  onFound: (at: number, found: FoundDocuments) => void,
  signal: AbortSignal,
): Promise<void> {
  await ask(
    (id) => ({ kind: 'run', id, searches }),
    signal,
    (reply) => {
      if (reply.kind === 'ran') onFound(reply.at, reply.found);
      return reply.kind === 'done' ? true : undefined;
    },
    (id) => worker?.postMessage({ kind: 'stop', id } satisfies ToSearchWorker),
  );
}

const superseded = (): AppError => new AppError('cancelled', 'Something newer is being searched.');
