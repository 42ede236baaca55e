import { QueryClient, useQueries, useQuery, type QueryFilters } from '@tanstack/react-query';
import { create } from 'zustand';
import type { CallOptions, Client, EventValue, Input, MethodName, Output } from '../../core/api/contract';
import type { UploadFate } from '../../core/api/uploadsTogether';
import { connect, connectionLost, relay, type Port } from '../../core/api/wire';
import { AppError, type ErrorCode } from '../../core/model/appError';
import { mayTouch, type LibraryChange } from './invalidation';
import { forgetMessages, showError } from './messages';

/** What a shell gives the window: its port, and the way for bytes beside it. */
export type Shell = {
  readonly port: Port;
  /** Sends a file's bytes; answers with the id that `imports.run` takes. */
  sendBytes(file: File, signal?: AbortSignal): Promise<{ upload: string }>;
  /** Sends small files in one request; for each, in order, what became of it. Rejects where one of them cannot be read. */
  sendTogether(files: readonly File[], signal?: AbortSignal): Promise<UploadFate[]>;
};

/** The one connection of this window with the service, and what it has read from it. */
export type Session = { readonly client: Client; readonly queries: QueryClient };

let current: (Session & { readonly shell: Shell }) | null = null;

/** Connects the window. Reads are kept until an event says that they may have changed. */
export function startSession(shell: Shell): Session {
  const client = connect(shell.port);
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });
  const refresh = coalesce((changes) => refreshTouched(queries, changes));
  client.on('changed', (value) => {
    queries.setQueryData(['history.state', {}], value.history);
    refresh(value.changes);
  });
  client.on('library', (status) => {
    // Nothing read from one library says anything about the next.
    queries.removeQueries({ predicate: ({ queryKey }) => !/^(shell|library)\./.test(String(queryKey[0])) });
    queries.setQueryData(['library.status', {}], status);
    readAnew(queries, { queryKey: ['library.recent'] });
  });
  client.on('reuse', (state) => {
    queries.setQueryData(['reuse.state', {}], state);
    readAnew(queries, { predicate: ({ queryKey }) => tellsOfReuse(queryKey) });
  });
  client.on('watched', () => readAnew(queries, { queryKey: ['watching.list'] }));
  client.on('locked', (waiting) => {
    queries.setQueryData(['library.locked', {}], waiting);
    if (waiting !== null && waiting.reason !== 'asked') forgetMessages();
  });
  shell.port.closed(() => useFailedChange.setState(connectionLost(), true));
  current = { client, queries, shell };
  return current;
}

/** Ends the present session; for tests, which have one each. */
export function endSession(): void {
  current?.queries.clear();
  useFailedChange.setState(null, true);
  current = null;
}

function session(): Session & { readonly shell: Shell } {
  if (!current) throw new Error('The window has no session yet: startSession comes first.');
  return current;
}

/** The service, for calls that are no reads. */
export function useClient(): Client {
  return session().client;
}

/**
 * Reads from the service and stays up to date: the answer is read again after every change that may touch it. `data`
 * keeps the last answer while it is read again; with `keepPrevious` also while the input changes (where it is a function:
 * from an input it accepts).
 */
export function useCall<M extends MethodName>(
  name: M,
  input: Input<M>,
  options: { enabled?: boolean; keepPrevious?: boolean | ((previous: Input<M>) => boolean) } = {},
): {
  data: Output<M> | undefined;
  /** True while `data` answers the input before. */
  isPrevious: boolean;
  error: AppError | null;
  loading: boolean;
  refresh(): void;
} {
  const { client } = session();
  const { keepPrevious = false } = options;
  const query = useQuery<Output<M>>({
    queryKey: [name, input],
    queryFn: ({ signal }) => client.call(name, input, { signal }),
    enabled: options.enabled ?? true,
    ...(keepPrevious !== false && {
      placeholderData: (previous: Output<M> | undefined, of?: { queryKey: readonly unknown[] }) =>
        (keepPrevious === true || (of && keepPrevious(of.queryKey[1] as Input<M>))
          ? previous
          : undefined) as never,
    }),
  });
  return {
    data: query.data,
    isPrevious: query.isPlaceholderData,
    error: query.error ? AppError.from(query.error) : null,
    loading: query.isLoading,
    refresh: () => void query.refetch(),
  };
}

/** `useCall` for several inputs of one method, whose number may change; the answers in the order of the inputs. */
export function useCalls<M extends MethodName>(
  name: M,
  inputs: readonly Input<M>[],
): { data: Output<M> | undefined; error: AppError | null }[] {
  const { client } = session();
  const found = useQueries({
    queries: inputs.map((input) => ({
      queryKey: [name, input],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.call(name, input, { signal }),
    })),
  });
  return found.map(({ data, error }) => ({ data, error: error ? AppError.from(error) : null }));
}

/** Puts an answer where `useCall` finds it, for an editor that already knows what a change gave. */
export function rememberAnswer<M extends MethodName>(name: M, input: Input<M>, value: Output<M>): void {
  const { queries } = session();
  const queryKey = [name, input];
  const isBeingRead = queries.getQueryState(queryKey)?.fetchStatus === 'fetching';
  queries.setQueryData(queryKey, value);
  // What was asked before the change may answer without it.
  if (isBeingRead) readAgain(name, input);
}

/** Asks the service again for what `useCall` has; what is asked already is given up. */
export function readAgain<M extends MethodName>(name: M, input: Input<M>): void {
  readAnew(session().queries, { queryKey: [name, input], exact: true });
}

/** The same, for components. */
export const useRemember = (): typeof rememberAnswer => rememberAnswer;

/** The last answer that `useCall` has; undefined before there was one. */
export function recallAnswer<M extends MethodName>(name: M, input: Input<M>): Output<M> | undefined {
  return session().queries.getQueryData([name, input]);
}

export type Act = <M extends MethodName>(
  name: M,
  input: Input<M>,
  options?: CallOptions<M>,
) => Promise<Output<M> | null>;

/** Changes on their way: asked for by this window and not yet confirmed. */
export const useChangesOnTheWay = create<number>(() => 0);

/**
 * Why what was changed last in this window is not kept, by no fault of its own: the disk, or the service itself. Null when
 * it is kept, or when it was refused for what it was.
 */
export const useFailedChange = create<AppError | null>(() => null);

const NOT_KEPT: ReadonlySet<ErrorCode> = new Set([
  'connection-lost',
  'disk-failed',
  'disk-full',
  'internal',
  'permission',
  'read-only',
  'timed-out',
]);

let isQuiet = false;

/** Runs `work`; acts that it begins before it returns show no message when they fail. */
export function quietly<T>(work: () => T): T {
  isQuiet = true;
  try {
    return work();
  } finally {
    isQuiet = false;
  }
}

/** Changes something. A failure is shown as a message with its next step and answers null; so does a cancelled call. */
export const act: Act = async (name, input, options) => {
  const tells = !isQuiet;
  const count = (step: 1 | -1): void => useChangesOnTheWay.setState((number) => number + step, true);
  count(1);
  try {
    const answer = await session().client.call(name, input, options);
    useFailedChange.setState(null, true);
    return answer;
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (NOT_KEPT.has(error.code)) useFailedChange.setState(error, true);
    if (tells) showError(error);
    return null;
  } finally {
    count(-1);
  }
};

/** A call outside of components that wants its failures itself; rejects with AppError. */
export const call: Client['call'] = (name, input, options) => session().client.call(name, input, options);

/** Sends a file through the byte door; rejects with AppError. */
export async function uploadBytes(file: File, signal?: AbortSignal): Promise<{ upload: string }> {
  try {
    return await session().shell.sendBytes(file, signal);
  } catch (thrown) {
    throw AppError.from(thrown);
  }
}

/** Sends small files through the byte door in one request; rejects with AppError where one of them cannot be read. */
export async function uploadTogether(files: readonly File[], signal?: AbortSignal): Promise<UploadFate[]> {
  try {
    return await session().shell.sendTogether(files, signal);
  } catch (thrown) {
    throw AppError.from(thrown);
  }
}

/**
 * Lends this window's connection to a worker, which talks the wire's lines over `postMessage`. `caller` is the prefix that
 * the worker's own `connect` was given.
 */
export function connectWorker(worker: Worker, caller: string): void {
  relay(
    session().shell.port,
    {
      send: (line) => worker.postMessage(line),
      listen: (listener) =>
        worker.addEventListener('message', (event: MessageEvent<unknown>) => {
          if (typeof event.data === 'string') listener(event.data);
        }),
      closed: () => undefined,
    },
    caller,
  );
}

/** Events of the service, for what is not a read. Returns what stops listening. */
export function onEvent<E extends 'changed' | 'library' | 'saving' | 'command' | 'log' | 'watched'>(
  name: E,
  listener: (value: EventValue<E>) => void,
): () => void {
  return session().client.on(name, listener);
}

/** Answers that change when more is known of what documents share. */
function tellsOfReuse([name, input]: readonly unknown[]): boolean {
  if (name === 'documents.list') return (input as Input<'documents.list'>).sort.by === 'shared';
  return String(name).startsWith('reuse.') && name !== 'reuse.state' && name !== 'reuse.settled';
}

function refreshTouched(queries: QueryClient, changes: readonly LibraryChange[]): void {
  readAnew(queries, {
    predicate: ({ queryKey }) =>
      queryKey[0] !== 'history.state' &&
      changes.some((change) => mayTouch(queryKey[0] as MethodName, queryKey[1], change)),
  });
}

/** Reads again what may have changed; what was asked before is given up. */
function readAnew(queries: QueryClient, which: QueryFilters): void {
  for (const query of queries.getQueryCache().findAll(which)) {
    const { data, fetchStatus } = query.state;
    // TanStack Query goes on with a first reading, which may have been asked before the change: so once more after it.
    if (data === undefined && fetchStatus === 'fetching') {
      const again = (): void => void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
      query.fetch().then(again, again);
    }
  }
  void queries.invalidateQueries(which);
}

/** Milliseconds: while changes go on, each pause is twice the one before, up to the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 1_000;

/** The first changes pass at once; those that follow within a pause pass together at its end (an import makes hundreds). */
function coalesce(pass: (changes: readonly LibraryChange[]) => void): typeof pass {
  let waiting: LibraryChange[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let pause = FIRST_PAUSE;
  const later = (): void => {
    timer = null;
    if (waiting.length === 0) return;
    const changes = waiting;
    waiting = [];
    pass(changes);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    timer = setTimeout(later, pause);
  };
  return (changes) => {
    if (timer !== null) {
      waiting.push(...changes);
      return;
    }
    pass(changes);
    pause = FIRST_PAUSE;
    timer = setTimeout(later, pause);
  };
}
