import type { Transferable } from 'node:worker_threads';

type Message = Readonly<Record<string, unknown>>;
type Listener = (event: { readonly data: Message }) => void;

/**
 * The way between the two halves of pdf.js in one thread: what one posts, the other hears in the next microtask. Messages
 * are copied, as between threads, since the sender goes on with its objects; of the text of a page, which is nearly all
 * that is sent, only as deep as the sender changes it. pdf.js's own way spends a tenth of its time on these copies.
 */
export class LocalPort {
  readonly #listeners = new Set<Listener>();
  readonly #next = Promise.resolve();

  postMessage(message: Message, transfer?: Transferable[]): void {
    const event = { data: copied(message, transfer) };
    void this.#next.then(() => {
      for (const listener of this.#listeners) listener(event);
    });
  }

  addEventListener(_: 'message', listener: Listener, { signal }: { signal?: AbortSignal } = {}): void {
    this.#listeners.add(listener);
    signal?.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  removeEventListener(_: 'message', listener: Listener): void {
    this.#listeners.delete(listener);
  }
}

function copied(message: Message, transfer: Transferable[] | undefined): Message {
  const { chunk } = message;
  if (isPageText(chunk)) return { ...message, chunk: { ...chunk } };
  return structuredClone(message, transfer === undefined ? undefined : { transfer });
}

/** The sender puts new lists into this object, and leaves those it has sent as they are. */
const isPageText = (chunk: unknown): chunk is object =>
  typeof chunk === 'object' && chunk !== null && 'items' in chunk && 'styles' in chunk;
