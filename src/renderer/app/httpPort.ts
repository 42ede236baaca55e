import { z } from 'zod';
import { UploadFate } from '../../core/api/uploadsTogether';
import { errorLine, headOf, type Port } from '../../core/api/wire';
import { AppError, ErrorValue } from '../../core/model/appError';

/** `fetch` for paths of the host, with what proves that this window may ask. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Where this window keeps its key: for this tab and this address alone, and across a reload. */
const KEY = 'dossier-key';

/** How long the host may be out of reach (a sleeping laptop, not an ended host) before the connection counts as lost. */
const PATIENCE = 8_000;
/** As the service counts: beyond it the host ends the connection in the middle, which no page can tell from a failure. */
const LARGEST_UPLOAD = 300 * 1024 * 1024;
/** The host shows life every ten seconds; a stream silent for longer is dead, whatever the browser thinks of it. */
const SILENCE = 30_000;

/**
 * Connects to the host that served this page. A one-time token behind the # of the address is traded for a key first, and
 * taken out of the address. Rejects with `permission` when the link was used before.
 */
export async function openHttpPort(): Promise<Port> {
  const token = location.pathname === '/open' ? location.hash.slice(1) : '';
  if (token !== '') {
    history.replaceState(null, '', '/');
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (response.ok) sessionStorage.setItem(KEY, Key.parse(await response.json()).key);
  }
  if (sessionStorage.getItem(KEY) === null) throw notAdmitted();
  return httpPort(ask);
}

/** A request to the host in the name of this window. */
export const ask: Ask = (path, init = {}) => {
  const headers = new Headers(init.headers);
  const key = sessionStorage.getItem(KEY);
  if (key !== null) headers.set('x-dossier-key', key);
  return fetch(path, { ...init, headers, credentials: 'same-origin', redirect: 'error' });
};

/**
 * The wire over HTTP: a POST for each line, whose answer is the lines that belong to it; one GET that brings the events.
 * Resolves when events arrive, so none is missed after that. Rejects with `permission` when the host does not know this
 * window and with `connection-lost` when there is no host.
 */
export async function httpPort(ask: Ask): Promise<Port> {
  const listeners: ((line: string) => void)[] = [];
  const closers: (() => void)[] = [];
  /** The calls under way, by id: how to give up each. */
  const calls = new Map<string, AbortController>();
  let lost = false;

  const deliver = (line: string): void => {
    if (line !== '') for (const listener of listeners) listener(line);
  };
  const lose = (): void => {
    if (lost) return;
    lost = true;
    for (const call of calls.values()) call.abort();
    for (const closer of closers) closer();
  };

  const first = await openEvents(ask, '/events').catch((cause: unknown) => {
    throw new AppError('connection-lost', 'Dossier’s service does not answer.', 'Start Dossier again.', {
      cause,
    });
  });
  if (!first.response.ok) throw notAdmitted();
  void watch(first);

  async function watch(stream: EventStream): Promise<void> {
    let current: EventStream | null = stream;
    while (current) {
      await readLines(current.response, deliver, current.alive).catch(() => undefined);
      current.end();
      current = await reopen();
    }
    lose();
  }

  async function reopen(): Promise<EventStream | null> {
    const until = Date.now() + PATIENCE;
    for (let pause = 100; Date.now() < until; pause = Math.min(pause * 2, 1_000)) {
      try {
        const stream = await openEvents(ask, '/events?again');
        // A host that answers but does not know us is another one on the same port.
        return stream.response.ok ? stream : null;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return null;
  }

  /** Ends when the line before has arrived at the host: lines must not overtake each other on their connections. */
  let turn: Promise<unknown> = Promise.resolve();

  async function carry(line: string, id: string, call: AbortController): Promise<void> {
    const seen = { answer: false };
    const before = turn;
    let arrived = (): void => undefined;
    turn = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    try {
      await before;
      call.signal.throwIfAborted();
      const response = await ask('/wire', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: line,
        signal: call.signal,
      });
      arrived();
      if (!response.ok) throw await failureOf(response);
      await readLines(response, (answer) => {
        seen.answer ||= isAnswer(answer);
        deliver(answer);
      });
      if (!seen.answer) throw connectionLost();
    } catch (thrown) {
      // Given up by the caller, who has its error already; or all is lost, and everybody was told.
      if (call.signal.aborted || seen.answer) return;
      deliver(errorLine(id, thrown instanceof AppError ? thrown : connectionLost()));
    } finally {
      arrived();
      calls.delete(id);
    }
  }

  /** Asks the host to stop a call, whose answer still comes; where the host cannot be asked, the call is cut off. */
  async function stop(line: string, id: string): Promise<void> {
    // The call itself must have arrived, or there is nothing yet to be stopped.
    await turn;
    if (!calls.has(id)) return;
    try {
      const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: line };
      if (!(await ask('/wire', asked)).ok) throw connectionLost();
    } catch {
      calls.get(id)?.abort();
      deliver(errorLine(id, new AppError('cancelled', 'Stopped before it was finished.')));
    }
  }

  return {
    send(line) {
      const head = headOf(line);
      if (lost || !head) return;
      if (head.kind === 'cancel') {
        void stop(line, head.id);
        return;
      }
      const call = new AbortController();
      calls.set(head.id, call);
      void carry(line, head.id, call);
    },
    listen: (listener) => void listeners.push(listener),
    closed: (listener) => void closers.push(listener),
  };
}

/**
 * Sends a file through the byte door; the id goes to `imports.run`. Rejects with the host's own error (`file-too-large`,
 * `disk-full`), with `cancelled` when the signal aborts.
 */
export async function sendBytes(
  ask: Ask,
  name: string,
  body: Blob | ArrayBuffer,
  signal?: AbortSignal,
): Promise<{ upload: string }> {
  if ((body instanceof Blob ? body.size : body.byteLength) > LARGEST_UPLOAD) {
    throw new AppError(
      'file-too-large',
      `${name} is larger than ${LARGEST_UPLOAD / 1024 / 1024} MB.`,
      'Split the file, or import the part you need.',
    );
  }
  const sent = encodeURIComponent(sendable(name));
  const response = await ask(`/bytes/upload?name=${sent}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    ...(signal ? { signal } : {}),
  }).catch((thrown: unknown) => {
    throw signal?.aborted ? AppError.from(thrown) : unreadable(name, thrown);
  });
  if (!response.ok) throw await failureOf(response);
  return Upload.parse(await response.json());
}

/**
 * Sends small files in one request, no more than `MOST_TOGETHER` says; for each, in order, what became of it. Rejects as
 * `sendBytes`, for all of them, where one cannot be read.
 */
export async function sendTogether(
  ask: Ask,
  files: readonly File[],
  bodyOf: (blob: Blob) => Promise<Blob | ArrayBuffer>,
  signal?: AbortSignal,
): Promise<UploadFate[]> {
  const list = files.map(({ name, size }) => ({ name: sendable(name), size }));
  const lead = `${JSON.stringify(list)}\n`;
  const response = await ask('/bytes/uploads', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await bodyOf(new Blob([lead, ...files])),
    ...(signal ? { signal } : {}),
  }).catch((thrown: unknown) => {
    throw signal?.aborted ? AppError.from(thrown) : unreadable(files[0]?.name ?? '', thrown);
  });
  if (!response.ok) throw await failureOf(response);
  return z
    .array(UploadFate)
    .length(files.length)
    .parse(await response.json());
}

/** Half a surrogate pair, which Windows allows in a name, cannot stand in an address. */
const sendable = (name: string): string => name.replace(/\p{Surrogate}/gu, '\uFFFD');

/** A document's untouched original. Rejects with the host's own error. */
export async function fetchOriginal(ask: Ask, id: string): Promise<Blob> {
  const response = await ask(`/bytes/original/${id}`).catch(() => {
    throw connectionLost();
  });
  if (!response.ok) throw await failureOf(response);
  return response.blob();
}

/** What a window left to be kept beside the library, under a name of its own; null where there is none, or it cannot be had. */
export async function fetchCache(ask: Ask, name: string): Promise<ArrayBuffer | null> {
  const response = await ask(`/bytes/cache/${name}`).catch(() => null);
  const bytes = response?.ok ? await response.arrayBuffer() : null;
  return bytes?.byteLength ? bytes : null;
}

/** Leaves something to be kept beside the library. Rejects with the host's own error. */
export async function sendCache(ask: Ask, name: string, body: Blob | ArrayBuffer): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await ask(`/bytes/cache/${name}`, { method: 'POST', headers, body }).catch(() => {
    throw connectionLost();
  });
  if (!response.ok) throw await failureOf(response);
}

type EventStream = { readonly response: Response; readonly alive: () => void; readonly end: () => void };

/** Opens the event stream; it ends by itself when nothing at all arrives for `SILENCE`. */
async function openEvents(ask: Ask, path: string): Promise<EventStream> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE);
  const end = (): void => clearTimeout(timer);
  try {
    const response = await ask(path, { signal: silent.signal });
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE);
    };
    return { response, alive, end };
  } catch (thrown) {
    end();
    throw thrown;
  }
}

/** Gives each line of a streamed answer to `take` as soon as it is whole. `alive` is called for everything that arrives. */
async function readLines(
  response: Response,
  take: (line: string) => void,
  alive: () => void = () => undefined,
): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  // Long lines come in many pieces: they are joined once, when their end is there.
  let pieces: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    alive();
    const parts = value.split('\n');
    pieces.push(parts[0]!);
    for (const part of parts.slice(1)) {
      take(pieces.join(''));
      pieces = [part];
    }
  }
}

const isAnswer = (line: string): boolean => {
  const kind = headOf(line)?.kind;
  return kind === 'result' || kind === 'error';
};

/** The host's own words where it has some for a person. */
async function failureOf(response: Response): Promise<AppError> {
  const text = await response.text().catch(() => '');
  if (response.headers.get('content-type') === 'application/json') {
    const parsed = Failure.safeParse(JSON.parse(text));
    if (parsed.success) return AppError.fromValue(parsed.data.error);
  }
  if (response.status === 401) return notAdmitted();
  if (response.status === 413) {
    return new AppError('bad-input', 'This is too long to be sent in one piece.', 'Import it as a file.');
  }
  return new AppError('internal', `The service refused a request (${response.status}): ${text}`);
}

const Key = z.object({ key: z.string() });
const Upload = z.object({ upload: z.string() });
const Failure = z.object({ error: ErrorValue });

const notAdmitted = (): AppError =>
  new AppError(
    'permission',
    'This window is not connected to Dossier: its link was used before, or Dossier was started again since.',
    'Go to the terminal where Dossier runs and press Enter for a new window, or start Dossier again.',
  );

const connectionLost = (): AppError =>
  new AppError(
    'connection-lost',
    'The connection to Dossier’s service is gone.',
    'Start Dossier again; everything marked Saved is kept.',
  );

const unreadable = (name: string, cause: unknown): AppError =>
  new AppError(
    'file-unreadable',
    `${name} could not be sent.`,
    'See whether the file is still there and can be opened, then try again.',
    { cause },
  );
