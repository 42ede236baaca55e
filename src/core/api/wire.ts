import { z } from 'zod';
import { AppError, ErrorValue } from '../model/appError';
import { newId } from '../model/id';
import {
  events,
  methods,
  type CallContext,
  type CallOptions,
  type Client,
  type EventName,
  type EventValue,
  type Input,
  type MethodName,
  type Output,
  type Progress,
  type Service,
} from './contract';

/**
 * The wire: calls, progress, cancelling, results and events as lines of JSON. A transport carries lines in order and
 * knows nothing else; so a window can hand lines on to a worker without reading them.
 */
const Frame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.string(), method: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.string() }),
  z.object({ kind: z.literal('progress'), id: z.string(), value: z.unknown() }),
  z.object({ kind: z.literal('result'), id: z.string(), value: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.string(), error: ErrorValue }),
  z.object({ kind: z.literal('event'), name: z.string(), value: z.unknown() }),
]);
type Frame = z.infer<typeof Frame>;

/** One end of a connection. Lines arrive whole and in order; a line has no line feed in it. */
export type Port = {
  send(line: string): void;
  listen(listener: (line: string) => void): void;
  /** Called once when the other end is gone; calls under way then fail with `connection-lost`. */
  closed(listener: () => void): void;
};

export type Emit = <E extends EventName>(name: E, value: EventValue<E>) => void;

/** The serving end of one connection, for transports that answer each line separately (HTTP). */
export type Served = {
  /**
   * Handles one line from the caller; resolves when all answers to it were given to `reply`. `gone` aborts when nobody
   * waits for this answer any more. Never rejects.
   */
  receive(line: string, reply: (line: string) => void, gone?: AbortSignal): Promise<void>;
  /** The caller is gone: everything it had under way is aborted. */
  close(): void;
};

/** An event as a line, for the connections that listen. */
export function eventLine<E extends EventName>(name: E, value: EventValue<E>): string {
  return write({ kind: 'event', name, value: events[name].parse(value) });
}

/** The failure of a call as a line, for a transport that could not carry it. */
export function errorLine(id: string, error: AppError): string {
  return write({ kind: 'error', id, error: error.toValue() });
}

/** What a transport may know of a line that `connect` wrote: kind and id are always at its head. Null for events. */
export function headOf(line: string): { kind: string; id: string } | null {
  const match = /^\{"kind":"([a-z]+)","id":"([^"\\]*)"/.exec(line);
  return match ? { kind: match[1]!, id: match[2]! } : null;
}

/** Serves one connection. Inputs are parsed by the contract; a service's plain exceptions cross as `internal`. */
export function serve(service: Service): Served {
  const running = new Map<string, AbortController>();
  return {
    async receive(line, reply, gone) {
      const frame = read(line);
      if (frame?.kind === 'cancel') {
        running.get(frame.id)?.abort();
        return;
      }
      if (frame?.kind !== 'call') return;
      const { id } = frame;
      const controller = new AbortController();
      const abandon = (): void => controller.abort();
      if (gone?.aborted) abandon();
      gone?.addEventListener('abort', abandon, { once: true });
      running.set(id, controller);
      try {
        const value = await answer(service, frame.method, frame.input, {
          signal: controller.signal,
          progress: (progress) => {
            if (running.get(id) === controller) reply(write({ kind: 'progress', id, value: progress }));
          },
        });
        // JSON has no undefined: the frame would lose its value, and the caller would wait for ever.
        reply(write({ kind: 'result', id, value: value ?? null }));
      } catch (thrown) {
        reply(errorLine(id, AppError.from(thrown)));
      } finally {
        gone?.removeEventListener('abort', abandon);
        if (running.get(id) === controller) running.delete(id);
      }
    },
    close() {
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/** Serves a two-way port: calls in, answers and events out. Returns what sends an event to it. */
export function servePort(service: Service, port: Port): Emit {
  const served = serve(service);
  port.listen((line) => void served.receive(line, (answerLine) => port.send(answerLine)));
  port.closed(() => served.close());
  return (name, value) => port.send(eventLine(name, value));
}

async function answer(
  service: Service,
  name: string,
  input: unknown,
  context: { signal: AbortSignal; progress: (value: unknown) => void },
): Promise<unknown> {
  if (!isMethod(name)) throw new AppError('bad-input', `There is no call “${name}”.`);
  const parsed = methods[name].input.safeParse(input);
  if (!parsed.success) throw badInput(name, parsed.error);
  // The table pairs each name with its function, but TypeScript cannot follow that through a variable name.
  const run = service[name] as (input: unknown, context: unknown) => Promise<unknown>;
  return run(parsed.data, context);
}

/**
 * The calling end over a two-way port. `caller` tells its calls from those of others on the same port. Results and events are parsed by the contract, so a type here is a fact. Lines
 * that are no frames are ignored.
 */
export function connect(port: Port, caller: string = newId().slice(0, 8)): Client {
  const calls = new Map<string, Pending>();
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  let lost = false;
  let count = 0;

  port.listen((line) => {
    const frame = isFor(line, caller) ? read(line) : null;
    if (!frame) return;
    if (frame.kind === 'event') {
      if (!isEvent(frame.name)) return;
      const parsed = events[frame.name].safeParse(frame.value);
      if (!parsed.success) return;
      for (const listener of [...(listeners.get(frame.name) ?? [])]) listener(parsed.data as never);
      return;
    }
    if (frame.kind === 'call' || frame.kind === 'cancel') return;
    const call = calls.get(frame.id);
    if (!call) return;
    if (frame.kind === 'progress') {
      call.progress(frame.value);
      return;
    }
    calls.delete(frame.id);
    if (frame.kind === 'result') call.resolve(frame.value);
    else call.reject(AppError.fromValue(frame.error));
  });
  port.closed(() => {
    lost = true;
    for (const call of calls.values()) call.reject(connectionLost());
    calls.clear();
  });

  return {
    call<M extends MethodName>(name: M, input: Input<M>, options: CallOptions<M> = {}): Promise<Output<M>> {
      const { signal, onProgress } = options;
      if (lost) return Promise.reject(connectionLost());
      if (signal?.aborted) return Promise.reject(cancelled());
      count += 1;
      const id = `${caller}:${count}`;
      return new Promise<Output<M>>((resolve, reject) => {
        const abort = (): void => {
          if (calls.has(id)) port.send(write({ kind: 'cancel', id }));
        };
        const settled = (): void => signal?.removeEventListener('abort', abort);
        signal?.addEventListener('abort', abort, { once: true });
        calls.set(id, {
          progress: (value) => {
            const parsed = methods[name].progress.safeParse(value);
            if (parsed.success) onProgress?.(parsed.data as Progress<M>);
          },
          resolve: (value) => {
            settled();
            const parsed = methods[name].output.safeParse(value);
            if (parsed.success) resolve(parsed.data as Output<M>);
            else
              reject(
                new AppError('internal', `The answer to ${name} is not understood: ${where(parsed.error)}`),
              );
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        });
        port.send(write({ kind: 'call', id, method: name, input }));
      });
    },
    on<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
  };
}

/** Calls the service in the same process: the terminal shell and tests. Parsed like any other call. */
export function direct(service: Service, listen: (emit: Emit) => void): Client {
  const [near, far] = portPair();
  listen(servePort(service, far));
  return connect(near);
}

/** Two ports joined back to back; lines arrive in a later turn of the event loop's microtasks, as on any wire. */
export function portPair(): [Port, Port] {
  const ends = [0, 1].map(() => ({ line: [] as ((line: string) => void)[], close: [] as (() => void)[] }));
  const port = (own: number): Port => ({
    send: (line) =>
      void Promise.resolve().then(() => ends[1 - own]!.line.forEach((listener) => listener(line))),
    listen: (listener) => void ends[own]!.line.push(listener),
    closed: (listener) => void ends[own]!.close.push(listener),
  });
  return [port(0), port(1)];
}

/**
 * Lends a window's port to a worker: the worker's calls go out over it, its answers and all events come back, and no line
 * is parsed on the way. `caller` is the prefix that the worker's `connect` was given.
 */
export function relay(shell: Port, worker: Port, caller: string): void {
  worker.listen((line) => shell.send(line));
  shell.listen((line) => {
    if (isFor(line, caller)) worker.send(line);
  });
}

/**
 * Whether a line is an event or an answer to this caller. Frames are written with kind and id first, so the head of the
 * line tells: a window does not parse megabytes that its worker asked for.
 */
function isFor(line: string, caller: string): boolean {
  const head = line.slice(0, 96);
  return head.startsWith('{"kind":"event"') || head.includes(`"id":"${caller}:`);
}

type Pending = {
  progress(value: unknown): void;
  resolve(value: unknown): void;
  reject(error: AppError): void;
};

function read(line: string): Frame | null {
  try {
    const parsed = Frame.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const write = (frame: Frame): string => JSON.stringify(frame);
const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);
const isEvent = (name: string): name is EventName => Object.hasOwn(events, name);
const cancelled = (): AppError => new AppError('cancelled', 'Stopped before it was finished.');
/** What every call answers once the other end is gone. */
export const connectionLost = (): AppError =>
  new AppError(
    'connection-lost',
    'The connection to Dossier’s service is gone.',
    'Start Dossier again; everything marked Saved is kept.',
  );

function where(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${issue.path.map(String).join('.') || 'value'}: ${issue.message}`;
}

function badInput(name: MethodName, error: z.ZodError): AppError {
  return new AppError('bad-input', `${name} cannot use what it was given: ${where(error)}.`);
}

export type { CallContext };
