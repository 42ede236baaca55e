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
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

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
const session = openSearchSession(client, turn, (state) => send({ kind: 'state', state }));

type Query = ToSearchWorker & { kind: 'query' };
const waiting = new Map<string, Query>();
const running = new Set<number>();
scope.addEventListener('message', ({ data }: MessageEvent<string | ToSearchWorker>) => {
  if (typeof data === 'string') return;
  switch (data.kind) {
    case 'query': {
      const older = waiting.get(data.asker);
      if (older) send({ kind: 'superseded', id: older.id });
      waiting.set(data.asker, data);
      // A turn later, so that of keystrokes that queued up behind work only the last is answered.
      if (!older) setTimeout(() => answer(data.asker));
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
