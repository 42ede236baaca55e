import '../app/noEval';
import { connect } from '../../core/api/wire';
import { SEARCH_CALLER, type FromSearchWorker, type ToSearchWorker } from './searchMessages';
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

const waiting = new Map<string, ToSearchWorker>();
scope.addEventListener('message', ({ data }: MessageEvent<string | ToSearchWorker>) => {
  if (typeof data === 'string') return;
  const older = waiting.get(data.asker);
  if (older) send({ kind: 'superseded', id: older.id });
  waiting.set(data.asker, data);
  // A turn later, so that of keystrokes that queued up behind work only the last is answered.
  if (!older) setTimeout(() => answer(data.asker));
});

function answer(asker: string): void {
  const asked = waiting.get(asker)!;
  waiting.delete(asker);
  try {
    send({ kind: 'answer', id: asked.id, answer: session.search(asked.query, asked) });
  } catch (thrown) {
    send({ kind: 'failed', id: asked.id, message: String(thrown) });
  }
}
