import '../app/noEval';
import { connect } from '../../core/api/wire';
import {
  SEARCH_CALLER,
  type FromSearchWorker,
  type SearchToRun,
  type ToSearchWorker,
} from './searchMessages';
import { openSearchSession } from './searchSession';

/** The window's search index, off the window's thread. It reaches the service through its window. */
// From inside, a worker's scope has the same two functions as the window's handle on it.
const scope = self as unknown as Worker;
const send = (message: FromSearchWorker): void => scope.postMessage(message);
/** Lets whatever came meanwhile be handled first. A timer would rest four milliseconds each time. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    turns.push(resolve);
    bell.port2.postMessage(null);
  });
const turns: (() => void)[] = [];
const bell = new MessageChannel();
bell.port1.onmessage = () => turns.shift()?.();

const client = connect(
  {
    send: (line) => scope.postMessage(line),
    listen: (listener) =>
      scope.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') listener(data);
      }),
    // The window ends the worker with itself.
    closed: () => undefined,
  },
  SEARCH_CALLER,
);
const session = openSearchSession(client, turn, (state) => send({ kind: 'state', state }), {
  read: (name) => askWindow((id) => ({ kind: 'read-kept', id, name })),
  write: async (name, bytes) => {
    // Copied out of here: what the window makes of many bytes would hold it up.
    const blob = new Blob([bytes]);
    await askWindow((id) => ({ kind: 'write-kept', id, name, blob }));
  },
  list: () => client.call('feed.caches', {}),
  drop: async (names) => {
    await client.call('feed.dropCaches', { names });
  },
  quiet: async () => {
    for (let left = QUIET; left > 0; left = lastAsked + QUIET - performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  },
});

/** Milliseconds without a question after which the index is kept. */
const QUIET = 5_000;
let lastAsked = 0;

type Kept = ToSearchWorker & { kind: 'kept' };
const askedOfWindow = new Map<number, (reply: Kept) => void>();
let questions = 0;

/** Asks the window for bytes, or to keep some. */
function askWindow(question: (id: number) => FromSearchWorker): Promise<ArrayBuffer | null> {
  questions += 1;
  const id = questions;
  return new Promise((resolve, reject) => {
    askedOfWindow.set(id, ({ bytes, failure }) => {
      askedOfWindow.delete(id);
      if (failure === null) resolve(bytes);
      else reject(new Error(failure));
    });
    scope.postMessage(question(id));
  });
}

type Query = ToSearchWorker & { kind: 'query' };
const waiting = new Map<string, Query>();
const running = new Set<number>();
scope.addEventListener('message', ({ data }: MessageEvent<string | ToSearchWorker>) => {
  if (typeof data === 'string') return;
  if (data.kind !== 'kept') lastAsked = performance.now();
  switch (data.kind) {
    case 'kept':
      askedOfWindow.get(data.id)?.(data);
      return;
    case 'query': {
      const older = waiting.get(data.asker);
      if (older) send({ kind: 'superseded', id: older.id });
      waiting.set(data.asker, data);
      // A turn later, so that of keystrokes that queued up behind work only the last is answered.
      if (!older) void turn().then(() => answer(data.asker));
      return;
    }
    case 'places':
      attempt(data.id, () =>
        send({ kind: 'places', id: data.id, places: session.places(data.query, data.document) }),
      );
      return;
    case 'run':
      running.add(data.id);
      void run(data.id, data.searches);
      return;
    case 'stop':
      running.delete(data.id);
  }
});

function answer(asker: string): void {
  const asked = waiting.get(asker)!;
  waiting.delete(asker);
  attempt(asked.id, () => send({ kind: 'answer', id: asked.id, answer: session.search(asked.query, asked) }));
}

/** One search after the other, each in a turn of its own, so that keystrokes are answered in between. */
async function run(id: number, searches: readonly SearchToRun[]): Promise<void> {
  for (const [at, { query, choices }] of searches.entries()) {
    await turn();
    if (!running.has(id)) return;
    const went = attempt(id, () => send({ kind: 'ran', id, at, found: session.documents(query, choices) }));
    if (!went) running.delete(id);
  }
  if (running.delete(id)) send({ kind: 'done', id });
}

/** Does it, or says why not. */
function attempt(id: number, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (thrown) {
    send({ kind: 'failed', id, message: String(thrown) });
    return false;
  }
}
