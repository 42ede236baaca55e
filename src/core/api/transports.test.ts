import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { serveWindow } from '../../main/electron/windowPort';
import { startHttpServer, type HttpServer } from '../../main/loopback/httpServer';
import { readPages } from '../../main/pages';
import { httpPort, type Ask } from '../../renderer/app/httpPort';
import { openShellPort, type DesktopBridge } from '../../renderer/app/shellPort';
import { AppError } from '../model/appError';
import type { Client, LibraryStatus, MethodName, ParsedInput, Service } from './contract';
import { connect, direct, relay, servePort, type Emit, type Port } from './wire';

/** The three ends of Electron's one channel, joined: the real module cannot be loaded outside Electron. */
const ipc = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events');
  const exposed: { dossier?: DesktopBridge } = {};
  return {
    main: new EventEmitter(),
    renderer: new EventEmitter(),
    exposed,
    /** What Electron passes as the sender of a line. */
    event: {},
  };
});
vi.mock('electron', () => ({
  ipcMain: ipc.main,
  ipcRenderer: {
    send: (channel: string, line: unknown) =>
      void setImmediate(() => ipc.main.emit(channel, ipc.event, structuredClone(line))),
    on: (channel: string, listener: (...values: unknown[]) => void) => ipc.renderer.on(channel, listener),
  },
  contextBridge: {
    exposeInMainWorld: (name: 'dossier', value: DesktopBridge) => (ipc.exposed[name] = value),
  },
}));

/** A service that answers what each test tells it to; whatever it was not told is a bug of the test. */
class Stand {
  readonly answers: { -readonly [M in MethodName]?: Service[M] } = {};
  readonly service = new Proxy({} as Service, {
    get: (_, name) => this.answers[name as keyof Service],
    has: (_, name) => name in this.answers,
  });
  readonly listeners = new Set<Emit>();

  emit: Emit = (name, value) => {
    for (const listener of this.listeners) listener(name, value);
  };
}

type Connection = { readonly client: Client; readonly lose: () => Promise<void> | void };
type Transport = {
  readonly open: (stand: Stand) => Promise<Connection>;
  readonly close?: () => Promise<void>;
};

const status: LibraryStatus = {
  id: '6b1f6e0a-5d0c-4a53-9b39-0d2f5c1f4a11',
  name: 'Border trade',
  location: '/libraries/border-trade',
  sealed: false,
  autoLockMinutes: null,
  hasRecoveryCode: false,
  documents: 5,
  trashed: 0,
  highlights: 12,
  notes: 1,
  briefs: 1,
  revision: 7,
  readOnly: null,
  problems: [],
  caution: null,
};

let pagesFolder: string;
const servers = new Set<HttpServer>();

beforeAll(async () => {
  pagesFolder = await mkdtemp(join(tmpdir(), 'dossier-transports-'));
  await mkdir(join(pagesFolder, 'assets'));
  await writeFile(join(pagesFolder, 'index.html'), '<!doctype html><title>Dossier</title>');
});
afterAll(() => rm(pagesFolder, { recursive: true }));

/** A port over one half of a MessageChannel, as a window has it to a worker. */
function channelPort(end: MessageChannel['port1']): Port {
  return {
    send: (line) => end.postMessage(line),
    listen: (listener) => void end.on('message', listener),
    closed: (listener) => void end.on('close', listener),
  };
}

const transports: Record<string, () => Transport> = {
  'a direct call': () => ({
    open: (stand) => {
      const client = direct(stand.service, (emit) => stand.listeners.add(emit));
      return Promise.resolve({ client, lose: () => undefined });
    },
  }),

  'a MessagePort': () => {
    const { port1, port2 } = new MessageChannel();
    return {
      open: (stand) => {
        stand.listeners.add(servePort(stand.service, channelPort(port1)));
        return Promise.resolve({ client: connect(channelPort(port2)), lose: () => port1.close() });
      },
      close: () => {
        port1.close();
        return Promise.resolve();
      },
    };
  },

  'a worker behind a window': () => {
    const shell = new MessageChannel();
    const worker = new MessageChannel();
    return {
      open: (stand) => {
        stand.listeners.add(servePort(stand.service, channelPort(shell.port1)));
        relay(channelPort(shell.port2), channelPort(worker.port1), 'search');
        // The window has calls of its own on the same port, which must not reach the worker or be mistaken for its own.
        connect(channelPort(shell.port2));
        return Promise.resolve({
          client: connect(channelPort(worker.port2), 'search'),
          lose: () => worker.port1.close(),
        });
      },
      close: () => {
        shell.port1.close();
        worker.port1.close();
        return Promise.resolve();
      },
    };
  },

  'Electron IPC': () => ({
    open: async (stand) => {
      ipc.main.removeAllListeners();
      ipc.renderer.removeAllListeners();
      const contents = {
        isDestroyed: () => false,
        on: () => undefined,
        send: (channel: string, line: unknown) =>
          void setImmediate(() => ipc.renderer.emit(channel, {}, structuredClone(line))),
      };
      ipc.event = { sender: contents, senderFrame: { parent: null, url: 'app://dossier/' } };
      const window = { webContents: contents, once: () => undefined };
      stand.listeners.add(serveWindow(window as unknown as Parameters<typeof serveWindow>[0], stand.service));
      vi.resetModules();
      await import('../../preload/index');
      vi.stubGlobal('window', { dossier: ipc.exposed.dossier });
      return { client: connect(await openShellPort()), lose: () => undefined };
    },
  }),

  'HTTP on loopback': () => {
    let server: HttpServer;
    return {
      open: async (stand) => {
        server = await startHttpServer({
          backend: {
            service: stand.service,
            bytes: {
              receive: () => Promise.reject(new Error()),
              original: () => Promise.reject(new Error()),
              caches: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
            },
            onEvent: (listener) => {
              stand.listeners.add(listener);
              return () => stand.listeners.delete(listener);
            },
          },
          pages: await readPages(pagesFolder),
        });
        servers.add(server);
        return { client: connect(await httpPort(await enter(server))), lose: () => server.close() };
      },
      close: () => server.close(),
    };
  },
};

/** What a browser does on `/open#…`, with the cookie carried by hand. */
async function enter(server: HttpServer): Promise<Ask> {
  const token = server.invite().split('#')[1];
  const response = await fetch(`${server.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { key } = (await response.json()) as { key: string };
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  return (path, init = {}) =>
    fetch(server.origin + path, { ...init, headers: { ...init.headers, cookie, 'x-dossier-key': key } });
}

describe.each(Object.entries(transports))('the contract over %s', (name, make) => {
  let stand: Stand;
  let transport: Transport;
  let connection: Connection;
  let client: Client;

  beforeEach(async () => {
    stand = new Stand();
    transport = make();
    connection = await transport.open(stand);
    client = connection.client;
  });
  afterEach(async () => {
    await transport.close?.();
  });

  it('carries a call and its answer', async () => {
    stand.answers['library.status'] = () => Promise.resolve(status);
    expect(await client.call('library.status', {})).toEqual(status);
  });

  it('fills in defaults before the service sees the input', async () => {
    const seen: ParsedInput<'documents.list'>[] = [];
    stand.answers['documents.list'] = (input) => {
      seen.push(input);
      return Promise.resolve({ total: 0, rows: [], order: '', later: 0 });
    };
    await client.call('documents.list', {
      sort: { by: 'title', descending: false },
      from: 0,
      count: 10,
    });
    expect(seen).toEqual([
      {
        text: '',
        trashed: false,
        tag: null,
        only: null,
        guesses: false,
        sort: { by: 'title', descending: false },
        from: 0,
        count: 10,
      },
    ]);
  });

  it('refuses bad input before the service sees it, naming the field', async () => {
    stand.answers['documents.get'] = () => Promise.reject(new Error('The service was asked.'));
    await expect(client.call('documents.get', { id: '../../etc' })).rejects.toMatchObject({
      code: 'bad-input',
      message: 'documents.get cannot use what it was given: id: not an id.',
    });
  });

  it('refuses calls the contract does not know, those of Object included', async () => {
    for (const method of ['documents.destroyAll', 'toString', '__proto__', 'constructor']) {
      await expect(client.call(method as 'library.status', {})).rejects.toMatchObject({ code: 'bad-input' });
    }
  });

  it('takes no answer that the contract does not describe', async () => {
    stand.answers['library.status'] = () =>
      Promise.resolve({ ...status, documents: 'five' } as unknown as LibraryStatus);
    await expect(client.call('library.status', {})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('documents') as string,
    });
  });

  it('answers a call whose service gives nothing back', async () => {
    stand.answers['library.close'] = () => Promise.resolve(undefined as unknown as null);
    expect(await client.call('library.close', {})).toBeNull();
  });

  it('brings an expected failure over whole', async () => {
    stand.answers['library.open'] = () =>
      Promise.reject(new AppError('not-a-library', '“/tmp/x” is no library.', 'Choose another folder.'));
    const thrown = await client.call('library.open', { location: '/tmp/x' }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).toValue()).toEqual({
      code: 'not-a-library',
      message: '“/tmp/x” is no library.',
      next: 'Choose another folder.',
    });
  });

  it('turns a bug of the service into an internal error that keeps its message', async () => {
    stand.answers['library.status'] = () => {
      throw new TypeError('cannot read the shelf');
    };
    await expect(client.call('library.status', {})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('cannot read the shelf') as string,
    });
  });

  it('reports progress in order, all of it before the answer', async () => {
    const total = 200;
    stand.answers['imports.run'] = async (_, { progress }) => {
      for (let done = 1; done <= total; done += 1) {
        progress({ done, total, current: `memo-${done}.txt` });
        if (done % 17 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return { imported: total, duplicates: 0, failed: 0, cancelled: false, outcomes: [] };
    };
    const seen: number[] = [];
    const report = await client.call(
      'imports.run',
      { sources: [] },
      { onProgress: ({ done }) => seen.push(done) },
    );
    expect(report.imported).toBe(total);
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });

  it('stops a call on both sides', async () => {
    const started = signalled();
    const stopped = signalled();
    stand.answers['imports.run'] = (_, { signal }) => {
      started.give();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.give();
          reject(new AppError('cancelled', 'Stopped.'));
        });
      });
    };
    const giveUp = new AbortController();
    const call = client.call('imports.run', { sources: [] }, { signal: giveUp.signal });
    await started.given;
    giveUp.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await stopped.given;
  });

  it('does not send a call that was given up before', async () => {
    let asked = 0;
    stand.answers['library.status'] = () => Promise.resolve(((asked += 1), status));
    const gone = AbortSignal.abort();
    await expect(client.call('library.status', {}, { signal: gone })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await client.call('library.status', {});
    expect(asked).toBe(1);
  });

  it('brings events to everyone who listens, until they stop', async () => {
    const heard: string[] = [];
    const twice = signalled(2);
    const stop = client.on('command', ({ id }) => heard.push(`first ${id}`));
    client.on('command', ({ id }) => {
      heard.push(`second ${id}`);
      twice.give();
    });
    stand.emit('command', { id: 'find' });
    stop();
    stand.emit('command', { id: 'undo' });
    await twice.given;
    expect(heard.filter((entry) => entry.startsWith('second'))).toEqual(['second find', 'second undo']);
    expect(heard).not.toContain('first undo');
  });

  it('keeps many calls at once apart', async () => {
    stand.answers['notes.get'] = async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, Number.parseInt(id.slice(-1), 16)));
      throw new AppError('not-found', id);
    };
    const ids = Array.from(
      { length: 200 },
      (_, index) => `6b1f6e0a-5d0c-4a53-9b39-${index.toString(16).padStart(12, '0')}`,
    );
    const messages = await Promise.all(
      ids.map((id) =>
        client.call('notes.get', { id }).catch((error: unknown) => (error as AppError).message),
      ),
    );
    expect(messages).toEqual(ids);
  });

  it('lets no call overtake one sent before it', async () => {
    const order: string[] = [];
    stand.answers['library.open'] = ({ location }) => {
      order.push(location.slice(0, 2));
      return Promise.resolve(status);
    };
    // The first is long enough to be on its way still when the others start.
    const sent = ['01', '02', '03', '04', '05', '06', '07', '08'];
    await Promise.all(
      sent.map((mark, index) =>
        client.call('library.open', { location: mark + 'x'.repeat(index === 0 ? 3_000_000 : 1) }),
      ),
    );
    expect(order).toEqual(sent);
  });

  it('carries any text unchanged: line ends of every kind, astral signs, halves of pairs', async () => {
    stand.answers['library.open'] = ({ location }) => Promise.resolve({ ...status, location });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: awkward, maxLength: 60 }), async (location) => {
        expect((await client.call('library.open', { location })).location).toBe(location);
      }),
      { numRuns: 40 },
    );
  });

  it('carries any value of the contract unchanged', async () => {
    const generated = fc.record({
      name: fc.string({ unit: awkward }),
      documents: fc.maxSafeInteger(),
      readOnly: fc.option(fc.string({ unit: awkward })),
      problems: fc.array(fc.string({ unit: awkward, maxLength: 20 }), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(generated, async (part) => {
        const sent = { ...status, ...part };
        stand.answers['library.status'] = () => Promise.resolve(sent);
        expect(await client.call('library.status', {})).toStrictEqual(sent);
      }),
      { numRuns: 40 },
    );
  });

  it('carries a text of several megabytes', async () => {
    const location = 'The ferry left at noon\u2028 🚢\n'.repeat(120_000);
    stand.answers['library.open'] = (input) => Promise.resolve({ ...status, location: input.location });
    expect((await client.call('library.open', { location })).location).toBe(location);
  });

  it.skipIf(name === 'a direct call' || name === 'Electron IPC')(
    'fails what is under way, and what comes after, when the other end is gone',
    async () => {
      const started = signalled();
      stand.answers['imports.run'] = () => {
        started.give();
        return new Promise(() => undefined);
      };
      const call = client.call('imports.run', { sources: [] });
      const lost = expect(call).rejects.toMatchObject({ code: 'connection-lost' });
      await started.given;
      await connection.lose();
      await lost;
      await expect(client.call('library.status', {})).rejects.toMatchObject({ code: 'connection-lost' });
    },
  );
});

/** Signs that have broken wires before. */
const awkward = fc.oneof(
  fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\0', '\uFEFF', '"', '\\', '\u{1F6A2}'),
  fc.constantFrom('\uD83D', '\uDEA2', '\u0301', '한', '語', 'ก', '\u202E'),
  fc.string({ minLength: 1, maxLength: 1 }),
);

function signalled(times = 1): { give: () => void; given: Promise<void> } {
  let left = times;
  let resolve = (): void => undefined;
  const given = new Promise<void>((done) => (resolve = done));
  return { give: () => void ((left -= 1) === 0 && resolve()), given };
}
