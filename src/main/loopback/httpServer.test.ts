import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as openSocket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibraryStatus, Service } from '../../core/api/contract';
import type { Emit } from '../../core/api/wire';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import type { Backend } from '../byteDoor';
import { readPages } from '../pages';
import { Uploads } from '../service/uploads';
import { startHttpServer, type HttpServer } from './httpServer';

const status: LibraryStatus = {
  id: newId(),
  name: 'Border trade',
  location: '/libraries/border-trade',
  sealed: false,
  autoLockMinutes: null,
  hasRecoveryCode: false,
  documents: 1,
  trashed: 0,
  highlights: 0,
  notes: 0,
  briefs: 0,
  revision: 1,
  readOnly: null,
  problems: [],
  caution: null,
};
const document = newId();

let folder: string;
let server: HttpServer;
let host: string;
let cookie: string;
let key: string;
/** The same with little patience: only for what comes slowly, since a busy machine is slow with everything. */
let hasty: HttpServer;
/** The same behind limits as the product has them. */
let wide: { server: HttpServer; host: string; cookie: string; key: string };
let emit: Emit = () => undefined;
/** What the service under the server does with calls that last. */
let running: { started: () => void; stopped: () => void };
const uploads = new Uploads();

const service = {
  'library.status': () => Promise.resolve(status),
  'imports.run': (_: unknown, { signal }: { signal: AbortSignal }) => {
    running.started();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        running.stopped();
        reject(new AppError('cancelled', 'Stopped.'));
      });
    });
  },
} as unknown as Service;

/** What windows left to be kept. */
const caches = new Map<string, Uint8Array>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-http-'));
  await mkdir(join(folder, 'built', 'assets'), { recursive: true });
  await writeFile(
    join(folder, 'built', 'index.html'),
    '<!doctype html><meta property="csp-nonce" content="__NONCE__" /><title>Dossier</title>',
  );
  await writeFile(join(folder, 'built', 'assets', 'main-1.js'), 'export {};');
  await writeFile(join(folder, 'package.json'), '{"secret": true}');
  await writeFile(join(folder, 'original.html'), '<script>alert(1)</script>');
  const backend: Backend = {
    service,
    bytes: {
      receive: (name, size, chunks) => uploads.receive(name, size, chunks),
      original: (id) =>
        id === document
          ? Promise.resolve({
              name: 'Report “final” (1).html',
              size: 25,
              stream: () => createReadStream(join(folder, 'original.html')),
            })
          : Promise.reject(new AppError('not-found', `There is no document ${id}.`)),
      caches: {
        read: (name) => Promise.resolve(caches.get(name) ?? null),
        write: (name, bytes) => Promise.resolve(void caches.set(name, bytes)),
      },
    },
    onEvent: (listener) => {
      emit = listener;
      return () => undefined;
    },
  };
  server = await startHttpServer({
    backend,
    pages: await readPages(join(folder, 'built')),
    limits: { line: 10_000, heartbeat: 50 },
  });
  host = new URL(server.origin).host;
  hasty = await startHttpServer({
    backend: { ...backend, onEvent: () => () => undefined },
    pages: await readPages(join(folder, 'built')),
    limits: { headers: 400, request: 800 },
  });
  const wideServer = await startHttpServer({
    backend: { ...backend, onEvent: () => () => undefined },
    pages: await readPages(join(folder, 'built')),
  });
  const entered = await fetch(`${wideServer.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: wideServer.invite().split('#')[1] }),
  });
  wide = {
    server: wideServer,
    host: new URL(wideServer.origin).host,
    cookie: entered.headers.get('set-cookie')!.split(';')[0]!,
    key: ((await entered.json()) as { key: string }).key,
  };
  const admitted = await admit();
  cookie = admitted.cookie;
  key = admitted.key;
});

afterAll(async () => {
  await server.close();
  await hasty.close();
  await wide.server.close();
  await uploads.close();
  await rm(folder, { recursive: true });
});

async function admit(): Promise<{ cookie: string; key: string; setCookie: string }> {
  const response = await ask('POST /session', {
    'content-type': 'application/json',
    body: JSON.stringify({ token: server.invite().split('#')[1] }),
  });
  const setCookie = response.headers.get('set-cookie')!;
  return {
    cookie: setCookie.split(';')[0]!,
    key: (JSON.parse(response.body) as { key: string }).key,
    setCookie,
  };
}

type Answer = { status: number; headers: Map<string, string>; body: string; text: string };

/** Sends exactly these bytes and reads until the server ends the connection. */
function sendRaw(text: string | Buffer, address = '127.0.0.1', at = host): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(Number(at.split(':')[1]), address);
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error);
    });
    socket.on('close', () => resolve(read(received)));
    socket.write(text);
  });
}

function read(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: text.slice(end + 4), text };
}

/** A request as a well-behaved client writes it, with any header added, changed, or (null) left out. */
function ask(target: string, changes: Record<string, string | null> = {}): Promise<Answer> {
  const { body = '', ...own } = changes;
  const headers: Record<string, string | null> = { host, connection: 'close', ...own };
  if (body !== '') headers['content-length'] = String(Buffer.byteLength(body ?? ''));
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return sendRaw([`${target} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}

/** The same from a window that is known. */
const askKnown = (target: string, changes: Record<string, string | null> = {}): Promise<Answer> =>
  ask(target, { cookie, 'x-dossier-key': key, ...changes });

const line = (method: string, input: unknown = {}, id = 'window:1'): string =>
  JSON.stringify({ kind: 'call', id, method, input });

const callStatus = { 'content-type': 'application/json', body: line('library.status') };

describe('what the server gives to those who may ask', () => {
  it('gives the page with a nonce that is new each time and stands in page and policy', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/open', '/index.html']) {
      const answer = await ask(`GET ${path}`);
      expect(answer.status).toBe(200);
      const nonce = /content="([^"]*)"/.exec(answer.body)![1]!;
      expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('answers a call with lines', async () => {
    const answer = await askKnown('POST /wire', callStatus);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`"kind":"result","id":"window:1"`);
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask('HEAD /assets/main-1.js');
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  it('gives out an original as a download that can do nothing', async () => {
    const answer = await askKnown(`GET /bytes/original/${document}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''Report%20%E2%80%9Cfinal%E2%80%9D%20%281%29.html",
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });

  it('takes an upload', async () => {
    const answer = await askKnown('POST /bytes/upload?name=memo%20%C3%A9.txt', {
      'content-type': 'application/octet-stream',
      body: 'The ferry left at noon.',
    });
    const { upload } = JSON.parse(answer.body) as { upload: string };
    const taken = uploads.take(upload);
    expect(taken.name).toBe('memo é.txt');
    expect(Buffer.from(await taken.read()).toString()).toBe('The ferry left at noon.');
  });

  it('takes small files together, and says for each what became of it', async () => {
    const type = { 'content-type': 'application/octet-stream' };
    const list = [
      { name: 'memo é.txt', size: 5 },
      { name: 'empty.txt', size: 0 },
      { name: 'b.txt', size: 4 },
    ];
    const body = `${JSON.stringify(list)}\nquay\nboat`;
    const answer = await askKnown('POST /bytes/uploads', { ...type, body });
    const taken = (JSON.parse(answer.body) as { upload: string }[]).map(({ upload }) => uploads.take(upload));
    expect(taken.map(({ name, size }) => [name, size])).toEqual(list.map(({ name, size }) => [name, size]));
    const texts = await Promise.all(taken.map(async (file) => String(await file.read())));
    expect(texts).toEqual(['quay\n', '', 'boat']);
  });

  it.each([
    ['', 'nothing'],
    ['[]', 'no end of the line'],
    ['[{"name":"a.txt","size":5}]\nfour', 'too few bytes'],
    ['[{"name":"a.txt","size":3}]\nfour', 'too many bytes'],
    ['[{"name":"a.txt","size":-4},{"name":"b.txt","size":8}]\nfour', 'a size that is none'],
    ['[{"name":"","size":4}]\nfour', 'a file without a name'],
  ])('refuses together %j: %s', async (body) => {
    const type = { 'content-type': 'application/octet-stream' };
    expect((await askKnown('POST /bytes/uploads', { ...type, body })).status).toBe(400);
  });

  it('refuses more files together than are small', async () => {
    const type = { 'content-type': 'application/octet-stream' };
    const body = `[{"name":"a.txt","size":2000000}]\n${'x'.repeat(2_000_000)}`;
    expect((await askKnown('POST /bytes/uploads', { ...type, body })).status).toBe(413);
    expect((await askKnown('POST /bytes/uploads', { body: '[]\n' })).status).toBe(415);
    expect((await askKnown('GET /bytes/uploads')).status).toBe(405);
  });

  it('beats on an open stream and brings events there', async () => {
    const abort = new AbortController();
    const response = await fetch(`${server.origin}/events`, {
      headers: { cookie, 'x-dossier-key': key },
      signal: abort.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toMatch(/^\n+$/);
    emit('command', { id: 'find' });
    let heard = '';
    while (!heard.includes('"find"')) heard += (await reader.read()).value ?? '';
    expect(heard).toContain('{"kind":"event","name":"command","value":{"id":"find"}}\n');
    abort.abort();
  });

  it('leaves a window that does not read its events', async () => {
    // Those of other tests leave in their own time.
    await expect.poll(() => server.watchers).toBe(0);
    const silent = openSocket(Number(host.split(':')[1]), '127.0.0.1');
    silent.on('error', () => undefined);
    silent.pause();
    silent.write(
      `GET /events HTTP/1.1\r\nhost: ${host}\r\ncookie: ${cookie}\r\nx-dossier-key: ${key}\r\n\r\n`,
    );
    await expect.poll(() => server.watchers).toBe(1);
    const message = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 24; sent += 1)
      emit('log', { at: '2026-01-01T00:00:00.000Z', level: 'info', message });
    await expect.poll(() => server.watchers).toBe(0);
    silent.destroy();
    expect((await askKnown('POST /wire', callStatus)).status).toBe(200);
  });

  it('tells a window that comes back what is open now', async () => {
    const abort = new AbortController();
    const response = await fetch(`${server.origin}/events?again`, {
      headers: { cookie, 'x-dossier-key': key },
      signal: abort.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    while (!heard.includes('}\n')) heard += (await reader.read()).value ?? '';
    expect(heard).toContain('"name":"library"');
    abort.abort();
  });

  it('stops a call whose caller goes away, and one that a second request cancels', async () => {
    for (const end of ['abort', 'cancel'] as const) {
      const started = new Promise<void>(
        (resolve) => (running = { started: resolve, stopped: () => undefined }),
      );
      const abort = new AbortController();
      const headers = { cookie, 'x-dossier-key': key, 'content-type': 'application/json' };
      const id = `window:${end}`;
      const call = fetch(`${server.origin}/wire`, {
        method: 'POST',
        headers,
        body: line('imports.run', { sources: [] }, id),
        signal: abort.signal,
      });
      await started;
      const stopped = new Promise<void>((resolve) => (running.stopped = resolve));
      if (end === 'abort') {
        abort.abort();
        await call.then((response) => response.text()).catch(() => undefined);
      } else {
        const cancel = await askKnown('POST /wire', {
          'content-type': 'application/json',
          body: JSON.stringify({ kind: 'cancel', id }),
        });
        expect(cancel.status).toBe(204);
        expect(await (await call).text()).toContain('"code":"cancelled"');
      }
      await stopped;
    }
  });
});

describe('whom the server refuses', () => {
  const hosts = {
    'another name for this machine': 'localhost',
    'a name that leads here (rebinding)': 'attacker.example',
    'the address without its port': null,
    'the address with a dot': '127.0.0.1.',
  };
  it.each(Object.entries(hosts))('refuses %s as Host', async (_, name) => {
    const port = host.split(':')[1]!;
    const wrong = name === null ? '127.0.0.1' : `${name}:${port}`;
    for (const target of ['GET /', 'GET /open', 'POST /wire']) {
      expect((await askKnown(target, { ...callStatus, host: wrong })).status).toBe(421);
    }
  });

  it('refuses two Hosts, even when both are right, and none at all', async () => {
    expect(
      (await sendRaw(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).status,
    ).toBe(421);
    expect((await sendRaw(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`)).status).toBe(421);
    expect((await sendRaw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(400);
    expect((await sendRaw('GET / HTTP/1.0\r\n\r\n')).status).toBe(421);
  });

  it('refuses to be a proxy', async () => {
    expect((await ask(`GET http://${host}/`)).status).toBe(400);
    expect((await ask('GET http://attacker.example/')).status).toBe(400);
    expect((await sendRaw(`CONNECT attacker.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status).toBe(
      405,
    );
  });

  it.each([
    'null',
    'https://attacker.example',
    'http://localhost',
    'http://127.0.0.1:1',
    'file://',
    '',
    'HTTP://127.0.0.1',
  ])('refuses the Origin “%s”', async (origin) => {
    expect((await askKnown('POST /wire', { ...callStatus, origin })).status).toBe(403);
    expect((await ask('GET /', { origin })).status).toBe(403);
  });

  it('refuses its own Origin twice', async () => {
    const twice = `GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.origin}\r\nOrigin: ${server.origin}\r\n\r\n`;
    expect((await sendRaw(twice)).status).toBe(403);
  });

  it('takes its own Origin and requests that a person started', async () => {
    expect((await askKnown('POST /wire', { ...callStatus, origin: server.origin })).status).toBe(200);
    expect((await ask('GET /', { 'sec-fetch-site': 'none' })).status).toBe(200);
    expect((await ask('GET /assets/main-1.js', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it.each(['cross-site', 'same-site', 'unheard-of'])('refuses what comes from %s', async (site) => {
    const from = { 'sec-fetch-site': site };
    expect((await ask('GET /', from)).status).toBe(403);
    expect((await ask('GET /assets/main-1.js', { ...from, 'sec-fetch-dest': 'script' })).status).toBe(403);
    expect((await askKnown('POST /wire', { ...callStatus, ...from })).status).toBe(403);
    expect((await askKnown('GET /events', from)).status).toBe(403);
    expect(
      (await askKnown(`GET /bytes/original/${document}`, { ...from, 'sec-fetch-mode': 'navigate' })).status,
    ).toBe(403);
  });

  it('lets the launch file lead a window in, but no frame, script or picture', async () => {
    const from = { 'sec-fetch-site': 'cross-site' };
    const enter = (mode: string, dest: string): Promise<Answer> =>
      ask('GET /open', { ...from, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest });
    expect((await enter('navigate', 'document')).status).toBe(200);
    expect((await enter('navigate', 'iframe')).status).toBe(403);
    expect((await enter('no-cors', 'script')).status).toBe(403);
    expect((await enter('no-cors', 'image')).status).toBe(403);
    expect((await enter('cors', 'empty')).status).toBe(403);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('refuses %s', async (method) => {
    const answer = await askKnown(`${method} /wire`, {
      'access-control-request-method': 'POST',
      'access-control-request-private-network': 'true',
    });
    expect(answer.status).toBe(405);
  });

  it('refuses the wrong method where one is right', async () => {
    expect((await askKnown('GET /wire')).status).toBe(405);
    expect((await askKnown('POST /events', callStatus)).status).toBe(405);
    expect((await askKnown('HEAD /events')).status).toBe(405);
    expect((await ask('POST /', callStatus)).status).toBe(404);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/json+x',
    null,
  ])('refuses a body of type %s, which a form could send', async (type) => {
    expect((await askKnown('POST /wire', { ...callStatus, 'content-type': type })).status).toBe(415);
    expect((await ask('POST /session', { 'content-type': type, body: '{"token":"x"}' })).status).toBe(415);
    expect((await askKnown('POST /bytes/upload?name=x', { 'content-type': type, body: 'x' })).status).toBe(
      415,
    );
  });

  it('refuses compressed bodies', async () => {
    expect((await askKnown('POST /wire', { ...callStatus, 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('refuses whoever has not both cookie and key', async () => {
    const port = host.split(':')[1]!;
    const other = cookie.replace(port, '1');
    for (const [hasCookie, hasKey] of [
      [null, null],
      [cookie, null],
      [null, key],
      [cookie, `${key}x`],
      [`${cookie}x`, key],
      [cookie, ''],
      [`dossier-${port}=`, key],
      // A cookie of another start, as any server on this machine receives them.
      [other, key],
    ]) {
      const proof = { cookie: hasCookie ?? null, 'x-dossier-key': hasKey ?? null };
      for (const target of ['POST /wire', 'GET /events', `GET /bytes/original/${document}`]) {
        const answer = await ask(target, target === 'POST /wire' ? { ...callStatus, ...proof } : proof);
        expect([target, proof, answer.status]).toEqual([target, proof, 401]);
      }
    }
  });

  it('is not put off by a cookie of its name that another server has set', async () => {
    const name = cookie.split('=')[0]!;
    const answer = await askKnown('POST /wire', { ...callStatus, cookie: `${name}=planted; a=b; ${cookie}` });
    expect(answer.status).toBe(200);
  });

  it('gives a cookie that scripts, other sites and later sessions do not have', async () => {
    const { setCookie } = await admit();
    expect(setCookie).toMatch(/^dossier-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('lets a link in once, however many come at the same moment', async () => {
    const body = JSON.stringify({ token: server.invite().split('#')[1] });
    const enter = (): Promise<Answer> => ask('POST /session', { 'content-type': 'application/json', body });
    const codes = (await Promise.all(Array.from({ length: 8 }, enter))).map((answer) => answer.status);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 401)).toHaveLength(7);
    expect((await enter()).status).toBe(401);
  });

  it('lets nobody in with a link that is too old', async () => {
    const enter = (address: string): Promise<Answer> =>
      ask('POST /session', {
        'content-type': 'application/json',
        body: JSON.stringify({ token: address.split('#')[1] }),
      });
    expect((await enter(server.invite(-1))).status).toBe(401);
    expect((await enter(server.invite(60_000))).status).toBe(200);
  });

  it('judges each request of a connection by itself, however they arrive', async () => {
    const bare = `POST /wire HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n`;
    const good = `GET /assets/main-1.js HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    // A known window first, strangers behind it on the same connection.
    const known = `GET /bytes/original/${document} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Dossier-Key: ${key}\r\n\r\n`;
    const answer = await sendRaw(`${known}${good}${bare}\r\n{}`);
    const codes = [...answer.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => code);
    expect(codes).toEqual(['200', '200', '401']);
    // What stands behind a refusal is not answered any more.
    const refused = await sendRaw(`GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n${good}`);
    expect(refused.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('is not brought down by %s nested a hundred thousand times', async (opening, closing) => {
    const deep = `${opening.repeat(100_000)}1${closing.repeat(100_000)}`;
    for (const input of [deep, `{"kind":"call","id":"w:1","method":"library.status","input":${deep}}`]) {
      const head = `POST /wire HTTP/1.1\r\nHost: ${wide.host}\r\nCookie: ${wide.cookie}\r\nX-Dossier-Key: ${wide.key}\r\nConnection: close\r\n`;
      const answer = await sendRaw(
        `${head}Content-Type: application/json\r\nContent-Length: ${input.length}\r\n\r\n${input}`,
        '127.0.0.1',
        wide.host,
      );
      expect([200, 400]).toContain(answer.status);
    }
    expect((await ask('GET /')).status).toBe(200);
  });

  it('outlives a crowd that sends a letter at a time', async () => {
    const crowded = new URL(hasty.origin).host;
    const page = async (): Promise<number> =>
      (await sendRaw(`GET / HTTP/1.1\r\nHost: ${crowded}\r\nConnection: close\r\n\r\n`, '127.0.0.1', crowded))
        .status;
    const port = Number(crowded.split(':')[1]);
    const slow = Array.from({ length: 60 }, (_, at) => {
      const socket = openSocket(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(
        at % 2 === 0
          ? 'GET / HTTP/1.1\r\nX: '
          : `POST /session HTTP/1.1\r\nHost: ${crowded}\r\nContent-Length: 9\r\n\r\n`,
      );
      const drip = setInterval(() => void socket.write('x'), 50);
      return new Promise<void>((resolve) => {
        socket.on('close', () => {
          clearInterval(drip);
          resolve();
        });
      });
    });
    await expect.poll(page).toBe(200);
    await Promise.all(slow);
    await expect.poll(page).toBe(200);
  });

  it.each([
    '127.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.0.0.2',
    '0.0.0.0',
    'LOCALHOST',
    'user@127.0.0.1',
    '127.0.0.1, evil.example',
    '127.0.0.1\t',
    ' ',
  ])('refuses this machine under the name “%s”', async (name) => {
    const port = host.split(':')[1]!;
    expect([400, 421]).toContain((await ask('GET /', { host: `${name}:${port}` })).status);
    expect([400, 421]).toContain((await ask('GET /', { host: name })).status);
  });

  it.each(['{', '[]', '{"token":7}', 'null', '{"token":"made up"}', `{"token":"${'x'.repeat(101)}"}`])(
    'refuses the link %s',
    async (body) => {
      const answer = await ask('POST /session', { 'content-type': 'application/json', body });
      expect([400, 401]).toContain(answer.status);
      expect(answer.headers.has('set-cookie')).toBe(false);
    },
  );

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets\\..\\..\\package.json',
    '//etc/passwd',
    '/index.html%00.js',
    '/index.html/',
    '/INDEX.HTML',
    '/open/',
    '/assets/',
    '/assets/main-1.js/..',
    '/./index.html',
    '/__proto__',
    '/constructor',
  ])('has nothing at %s', async (path) => {
    const answer = await ask(`GET ${path}`);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
  });

  it.each(['..%2f..%2fpackage.json', 'x', '', document.toUpperCase(), `${document}/x`, newId()])(
    'has no original named “%s”',
    async (id) => {
      expect((await askKnown(`GET /bytes/original/${id}`)).status).toBe(404);
    },
  );

  it('keeps what a window derived, and gives it back', async () => {
    const kept = { 'content-type': 'application/octet-stream', body: 'packed words' };
    expect(await askKnown('GET /bytes/cache/search-index')).toMatchObject({ status: 200, body: '' });
    expect((await askKnown('POST /bytes/cache/search-index', kept)).status).toBe(200);
    expect((await askKnown('GET /bytes/cache/search-index')).body).toBe('packed words');
    expect((await ask('GET /bytes/cache/search-index')).status).toBe(401);
    expect((await ask('POST /bytes/cache/search-index', kept)).status).toBe(401);
    expect(
      (await askKnown('POST /bytes/cache/search-index', { ...kept, 'content-type': 'text/plain' })).status,
    ).toBe(415);
  });

  it.each(['catalogue.json', '..%2flibrary.json', 'search-../x', 'search-', 'search-%00'])(
    'keeps and gives nothing under the name “%s”',
    async (name) => {
      const kept = { 'content-type': 'application/octet-stream', body: 'x' };
      const before = caches.size;
      expect((await askKnown(`POST /bytes/cache/${name}`, kept)).status).toBe(404);
      expect((await askKnown(`GET /bytes/cache/${name}`)).status).toBe(404);
      expect(caches.size).toBe(before);
    },
  );

  it('refuses a line that is too long, announced or not', async () => {
    const long = line('library.open', { location: 'x'.repeat(20_000) });
    expect((await askKnown('POST /wire', { 'content-type': 'application/json', body: long })).status).toBe(
      413,
    );
    const chunk = 'x'.repeat(6_000);
    const chunked = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(3);
    const answer = await sendRaw(
      `POST /wire HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Dossier-Key: ${key}\r\n` +
        `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`,
    );
    expect(answer.status).toBe(413);
  });

  it('refuses a file that is too large before it is sent', async () => {
    const answer = await sendRaw(
      `POST /bytes/upload?name=big.txt HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Dossier-Key: ${key}\r\n` +
        `Content-Type: application/octet-stream\r\nContent-Length: ${301 * 1024 * 1024}\r\n\r\n`,
    );
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'file-too-large' } });
  });

  it('refuses an upload without a name', async () => {
    for (const query of ['', '?name=', `?name=${'x'.repeat(1025)}`]) {
      const answer = await askKnown(`POST /bytes/upload${query}`, {
        'content-type': 'application/octet-stream',
        body: 'x',
      });
      expect(answer.status).toBe(400);
    }
  });

  it.each([
    'not json',
    '{"kind":"event","name":"changed","value":{}}',
    '{"id":"1","kind":"call"}',
    '[]',
    '\uFEFF{}',
  ])('refuses the line %s', async (body) => {
    expect((await askKnown('POST /wire', { 'content-type': 'application/json', body })).status).toBe(400);
  });

  it('refuses a line that is no UTF-8', async () => {
    const head = `POST /wire HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-Dossier-Key: ${key}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n`;
    expect((await sendRaw(Buffer.concat([Buffer.from(head), Buffer.from([0xc3, 0x28])]))).status).toBe(400);
  });

  it('refuses every upgrade', async () => {
    const upgrade = {
      connection: 'Upgrade',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    for (const protocol of ['websocket', 'h2c', 'TLS/1.0']) {
      const answer = await askKnown('GET /events', { ...upgrade, upgrade: protocol });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('101');
    }
  });

  it('ends a request that comes too slowly', async () => {
    const { host: here } = new URL(hasty.origin);
    const slowly = (text: string): Promise<Answer> => sendRaw(text, '127.0.0.1', here);
    expect((await slowly(`GET / HTTP/1.1\r\nHost: ${here}\r\nX-Slow: `)).status).toBe(408);
    const slowBody = await slowly(
      `POST /session HTTP/1.1\r\nHost: ${here}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect([0, 400, 408]).toContain(slowBody.status);
  });

  const garbage: Record<string, string> = {
    'no HTTP': 'hello\r\n\r\n',
    'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'a TLS hello': '\u0016\u0003\u0001\u0002\u0000\u0001',
    'two lengths': 'POST /session HTTP/1.1\r\nHost: H\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    'length and chunks at once':
      'POST /session HTTP/1.1\r\nHost: H\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a negative length': 'POST /session HTTP/1.1\r\nHost: H\r\nContent-Length: -1\r\n\r\n',
    'a bad chunk':
      'POST /session HTTP/1.1\r\nHost: H\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'a zero byte in a header': 'GET / HTTP/1.1\r\nHost: H\r\nX: a\0b\r\n\r\n',
    'a header without a colon': 'GET / HTTP/1.1\r\nHost: H\r\nnonsense\r\n\r\n',
    'a bare line feed': 'GET / HTTP/1.1\nHost: H\nX: y\n\n',
    'a folded header': 'GET / HTTP/1.1\r\nHost: H\r\nX: a\r\n b\r\n\r\n',
    'spaces in the target': 'GET / / HTTP/1.1\r\nHost: H\r\n\r\n',
    'headers without end': `GET / HTTP/1.1\r\nHost: H\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
  };
  it.each(Object.entries(garbage))('survives %s', async (_, text) => {
    const answer = await sendRaw(text.replace('Host: H', `Host: ${host}\r\nConnection: close`));
    expect([0, 400, 408, 413, 421, 431]).toContain(answer.status);
    expect(answer.text).not.toContain('101 ');
    expect((await ask('GET /')).status).toBe(200);
  });

  it('listens on no address that others can reach', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => !address.internal && address.family === 'IPv4');
    for (const { address } of others) await expect(sendRaw('x', address)).rejects.toThrow();
    expect(new URL(server.origin).hostname).toBe('127.0.0.1');
  });
});

describe('what every answer carries', () => {
  it('has the guarding headers and never one that lets others in', async () => {
    const answers = {
      page: await ask('GET /'),
      script: await ask('GET /assets/main-1.js'),
      call: await askKnown('POST /wire', callStatus),
      original: await askKnown(`GET /bytes/original/${document}`),
      nothing: await ask('GET /nowhere'),
      stranger: await ask('GET /', { host: 'localhost' }),
      preflight: await ask('OPTIONS /wire', {
        origin: server.origin,
        'access-control-request-method': 'POST',
      }),
      unknown: await ask('POST /wire', callStatus),
      malformed: await sendRaw('hello\r\n\r\n'),
      upgrade: await ask('GET /', { connection: 'Upgrade', upgrade: 'websocket' }),
    };
    for (const [name, { headers }] of Object.entries(answers)) {
      const policy = headers.get('content-security-policy') ?? '';
      expect({ name, ...Object.fromEntries(headers) }).toMatchObject({
        name,
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      expect([...headers.keys()].filter((header) => header.startsWith('access-control-'))).toEqual([]);
      expect(headers.has('server') || headers.has('x-powered-by')).toBe(false);
    }
  });

  it('demands Trusted Types of page and scripts', async () => {
    for (const path of ['/', '/assets/main-1.js']) {
      expect((await ask(`GET ${path}`)).headers.get('content-security-policy')).toContain(
        "require-trusted-types-for 'script'",
      );
    }
  });
});
