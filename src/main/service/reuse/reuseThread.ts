import { Worker, type MessagePort } from 'node:worker_threads';
import type { Id } from '../../../core/model/id';
import { ReuseEngine, type ReadText, type ReuseCalls, type StartReuse } from './reuseEngine';

/** What crosses between this thread and the engine's: questions to the engine, its questions for texts, and answers. */
type Message =
  | { readonly ask: number; readonly name: string; readonly given: readonly unknown[] }
  | { readonly answer: number; readonly value: unknown }
  | { readonly failed: number; readonly reason: string }
  | { readonly read: number; readonly id: Id }
  | { readonly text: number; readonly value: Awaited<ReturnType<ReadText>> };

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (reason: Error) => void };

/** Starts the engine in a thread of its own, so that the thread that serves windows and files has none of its work. */
export const reuseInThread =
  (entry: string): StartReuse =>
  (read) => {
    const worker = new Worker(entry, { name: 'reuse', resourceLimits: { maxOldGenerationSizeMb: 2_048 } });
    // Alone it keeps no program running; whoever waits for an answer does.
    worker.unref();
    const waiting = new Map<number, Waiting>();
    let asked = 0;
    let ended: Error | null = null;
    const end = (reason: Error): void => {
      ended ??= reason;
      for (const { reject } of waiting.values()) reject(ended);
      waiting.clear();
    };
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => end(new Error('The thread that looks for reuse has ended.')));
    worker.on('message', (message: Message) => {
      if ('read' in message) {
        void read(message.id)
          .catch(() => null)
          .then((value) => worker.postMessage({ text: message.read, value } satisfies Message));
        return;
      }
      const number = 'answer' in message ? message.answer : 'failed' in message ? message.failed : -1;
      const one = waiting.get(number);
      waiting.delete(number);
      if (waiting.size === 0) worker.unref();
      if ('answer' in message) one?.resolve(message.value as never);
      else if ('failed' in message) one?.reject(new Error(message.reason));
    });
    const ask = (name: string, given: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        asked += 1;
        waiting.set(asked, { resolve, reject });
        worker.ref();
        worker.postMessage({ ask: asked, name, given } satisfies Message);
      });
    const engine = new Proxy({} as ReuseCalls, {
      get: (_, name) => (typeof name === 'string' ? (...given: unknown[]) => ask(name, given) : undefined),
    });
    return {
      engine,
      end() {
        end(new Error('Nobody looks for reuse any more.'));
        void worker.terminate();
      },
    };
  };

/** The other end, in the thread. */
export function serveReuse(port: MessagePort): void {
  const reads = new Map<number, (value: Awaited<ReturnType<ReadText>>) => void>();
  let asked = 0;
  const engine = new ReuseEngine(
    (id) =>
      new Promise((resolve) => {
        asked += 1;
        reads.set(asked, resolve);
        port.postMessage({ read: asked, id } satisfies Message);
      }),
  );
  port.on('message', (message: Message) => {
    if ('text' in message) {
      reads.get(message.text)?.(message.value);
      reads.delete(message.text);
    } else if ('ask' in message) {
      // The names come from the proxy above, which has those of the engine.
      const calls = engine as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
      calls[message.name]!(...message.given).then(
        (value) => {
          const bytes = value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [];
          port.postMessage({ answer: message.ask, value } satisfies Message, bytes);
        },
        (thrown: unknown) =>
          port.postMessage({ failed: message.ask, reason: String(thrown) } satisfies Message),
      );
    }
  });
}
