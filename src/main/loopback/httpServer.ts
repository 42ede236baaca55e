import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  STATUS_CODES,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { eventLine, headOf, serve, type Served } from '../../core/api/wire';
import { AppError } from '../../core/model/appError';
import {
  DATA_HEADERS,
  failureReply,
  giveCache,
  giveOriginal,
  keepCache,
  takeUpload,
  takeUploads,
  type Backend,
  type ByteReply,
} from '../byteDoor';
import type { Pages } from '../pages';

/** Sizes in bytes, times in milliseconds. */
export type Limits = {
  readonly line: number;
  readonly connections: number;
  /** From the first byte of a request to the end of its headers, and to the end of its body. */
  readonly headers: number;
  readonly request: number;
  /** A connection on which nothing moves. */
  readonly idle: number;
  /** Between two signs of life on an answer that is still open; well under `idle`. */
  readonly heartbeat: number;
  /** How long an invitation may be used; a printed address stays in terminals and their histories. */
  readonly invitation: number;
};

const LIMITS: Limits = {
  line: 64 * 1024 * 1024,
  connections: 128,
  headers: 10_000,
  request: 120_000,
  idle: 60_000,
  heartbeat: 10_000,
  invitation: 60 * 60_000,
};

/** An event stream nobody reads is cut at this much unsent text; the page comes back and asks for the state anew. */
const EVENT_BACKLOG = 16 * 1024 * 1024;

export type HttpServer = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /**
   * An address that opens one window, once: whoever comes second with it is refused, and so is who comes later than
   * `lifetime` milliseconds, an hour if it is not given.
   */
  invite(lifetime?: number): string;
  /** Windows that listen right now. */
  readonly watchers: number;
  /** Ends every connection; calls under way are aborted. */
  close(): Promise<void>;
};

/**
 * The service for a browser on this machine, and for nobody else. Any page of any site, and any program of any other user,
 * can send requests to this port; so a request has to pass, in this order: the exact Host (DNS rebinding), method, Origin
 * and Sec-Fetch-Site (other sites), media type (form posts), and for everything but the built pages a cookie and a key.
 * Both, because a cookie goes to every port of 127.0.0.1, and a key in the page's storage goes nowhere by itself.
 */
export async function startHttpServer(options: {
  readonly backend: Backend;
  readonly pages: Pages;
  /** 0 for any free one. */
  readonly port?: number;
  readonly limits?: Partial<Limits>;
}): Promise<HttpServer> {
  const { backend, pages } = options;
  const limits = { ...LIMITS, ...options.limits };
  const cookie = secret();
  /** By fingerprint, until when each may be used, on a clock that nobody sets. */
  const invitations = new Map<string, number>();
  const windows = new Map<string, Served>();
  const streams = new Set<ServerResponse>();

  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: Math.min(5_000, limits.headers),
    // Longer than browsers keep an idle connection (300 seconds): were it closed from here just as a call is sent, the browser
    // would send the call once more, and an edit could be made twice.
    keepAliveTimeout: 330_000,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idle;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    throw new AppError(
      'permission',
      `Port ${options.port ?? 0} of this machine cannot be used: ${AppError.from(cause).message}`,
      'Choose another with --port, or leave it out for any free one.',
      { cause },
    );
  });
  const { port } = server.address() as AddressInfo;
  const { origin, host } = new URL(`http://127.0.0.1:${port}`);
  const cookieName = `dossier-${port}`;

  const stopListening = backend.onEvent((name, value) => {
    if (streams.size === 0) return;
    const line = `${eventLine(name, value)}\n`;
    for (const stream of streams) {
      stream.write(line);
      if (stream.writableLength > EVENT_BACKLOG) stream.destroy();
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const [path, query] = splitTarget(request.url ?? '');
    refuseStrangers(request, path);

    const page = method === 'POST' ? null : pages.open(path === '/open' ? '/' : path);
    if (page) {
      response.writeHead(200, { ...page.headers, 'content-length': page.body.byteLength });
      response.end(method === 'HEAD' ? undefined : page.body);
      return;
    }
    if (path === '/session') {
      expect(method, 'POST');
      expectMedia(headers, 'application/json');
      admit(await readText(request, 4096), response);
      return;
    }
    const known = ['/wire', '/events', '/bytes/upload', '/bytes/uploads'].includes(path);
    if (!known && !path.startsWith(ORIGINAL) && !path.startsWith(CACHE)) {
      throw new Refusal(404, 'There is nothing at this address.');
    }
    const window = windowOf(headers);
    if (path === '/wire') {
      expect(method, 'POST');
      expectMedia(headers, 'application/json');
      await takeLine(await readText(request, limits.line), window, response);
    } else if (path === '/events') {
      expect(method, 'GET');
      await watch(response, query === 'again');
    } else if (path === '/bytes/upload') {
      expect(method, 'POST');
      expectMedia(headers, 'application/octet-stream');
      const size = headers['content-length'];
      const name = new URLSearchParams(query).get('name');
      const taken = await takeUpload(backend, name, size === undefined ? null : Number(size), request);
      await sendBytes(taken, response);
    } else if (path === '/bytes/uploads') {
      expect(method, 'POST');
      expectMedia(headers, 'application/octet-stream');
      await sendBytes(await takeUploads(backend, request), response);
    } else if (path.startsWith(CACHE) && method === 'POST') {
      expectMedia(headers, 'application/octet-stream');
      await sendBytes(await keepCache(backend, path.slice(CACHE.length), request), response);
    } else if (path.startsWith(CACHE)) {
      expect(method, 'GET');
      await sendBytes(await giveCache(backend, path.slice(CACHE.length)), response);
    } else {
      expect(method, 'GET');
      await sendBytes(await giveOriginal(backend, path.slice(ORIGINAL.length)), response);
    }
  }

  function refuseStrangers(request: IncomingMessage, path: string): void {
    const { method = '', headers, rawHeaders } = request;
    const hosts = rawHeaders.filter((_, at) => at % 2 === 0 && rawHeaders[at]!.toLowerCase() === 'host');
    if (hosts.length !== 1 || headers.host !== host) {
      throw new Refusal(421, 'This address serves one name only.');
    }
    if (!['GET', 'HEAD', 'POST'].includes(method)) {
      throw new Refusal(405, `${method} is not served.`, { allow: 'GET, HEAD, POST' });
    }
    if (headers.origin !== undefined && headers.origin !== origin) {
      throw new Refusal(403, 'Other pages may not ask here.');
    }
    const site = headers['sec-fetch-site'];
    // The launch file is a page from elsewhere that leads a window here. It gains nothing by that: the address serves the
    // same built page to everybody, and only the token behind the # opens it.
    const entering =
      path === '/open' &&
      method === 'GET' &&
      headers['sec-fetch-mode'] === 'navigate' &&
      headers['sec-fetch-dest'] === 'document';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !entering) {
      throw new Refusal(403, 'Other pages may not ask here.');
    }
  }

  function admit(text: string, response: ServerResponse): void {
    const { token } = Invitation.parse(parseJson(text));
    const until = invitations.get(fingerprint(token)) ?? -Infinity;
    invitations.delete(fingerprint(token));
    if (until < performance.now()) {
      throw new Refusal(
        401,
        'This link was used before, is too old, or belongs to another start of Dossier.',
      );
    }
    const key = secret();
    windows.set(fingerprint(key), serve(backend.service));
    send(response, 200, JSON.stringify({ key }), {
      'content-type': 'application/json',
      'set-cookie': `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
    });
  }

  function windowOf(headers: IncomingHttpHeaders): Served {
    const key = headers['x-dossier-key'];
    const window = typeof key === 'string' ? windows.get(fingerprint(key)) : undefined;
    // Another server on this machine may have set a cookie of our name: one right value among several is enough.
    const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const known = cookies.some((pair) => sameText(pair, `${cookieName}=${cookie}`));
    if (!window || !known) throw new Refusal(401, 'This window is not known here.');
    return window;
  }

  async function takeLine(line: string, window: Served, response: ServerResponse): Promise<void> {
    const head = headOf(line);
    if (head?.kind === 'cancel') {
      await window.receive(line, () => undefined);
      send(response, 204, '');
      return;
    }
    if (head?.kind !== 'call') throw new Refusal(400, 'This is no call.');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // The headers go out at once, before any answer: with them the caller knows that its line arrived.
    openStream(response);
    await window.receive(line, (answerLine) => response.write(`${answerLine}\n`), gone.signal);
    response.end();
  }

  async function watch(response: ServerResponse, again: boolean): Promise<void> {
    openStream(response);
    streams.add(response);
    response.once('close', () => streams.delete(response));
    if (!again) return;
    // What happened while nobody listened is not kept: the state itself tells the window to look at everything anew.
    const signal = new AbortController().signal;
    const status = await backend.service['library.status']({}, { signal, progress: () => undefined });
    response.write(`${eventLine('library', status)}\n`);
  }

  function openStream(response: ServerResponse): void {
    response.writeHead(200, { ...DATA_HEADERS, 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    const beat = setInterval(() => response.write('\n'), limits.heartbeat);
    response.once('close', () => clearInterval(beat));
    response.once('finish', () => clearInterval(beat));
  }

  server.on('request', (request, response) => {
    // A peer that leaves in the middle is no event worth a word.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    answer(request, response).catch((thrown: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, thrown);
    });
  });
  server.on('upgrade', (_, socket) => refuseRaw(socket, 400));
  server.on('connect', (_, socket) => refuseRaw(socket, 405));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else if (error.code === 'HPE_HEADER_OVERFLOW') refuseRaw(socket, 431);
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuseRaw(socket, 408);
    else refuseRaw(socket, 400);
  });

  return {
    origin,
    invite(lifetime = limits.invitation) {
      const now = performance.now();
      for (const [old, until] of invitations) if (until < now) invitations.delete(old);
      const token = secret();
      invitations.set(fingerprint(token), now + lifetime);
      return `${origin}/open#${token}`;
    },
    get watchers() {
      return streams.size;
    },
    async close() {
      stopListening();
      for (const window of windows.values()) window.close();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const ORIGINAL = '/bytes/original/';
const CACHE = '/bytes/cache/';

const Invitation = z.object({ token: z.string().max(100) });

/** A request that gets no answer but this. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

function refuse(response: ServerResponse, thrown: unknown): void {
  // The rest of the request is not read: the connection ends with this answer.
  const close = { connection: 'close' };
  if (thrown instanceof Refusal) {
    send(response, thrown.status, thrown.message, { ...thrown.headers, ...close });
  } else if (thrown instanceof z.ZodError) {
    send(response, 400, 'The request is not understood.', close);
  } else {
    const { status, headers, body } = failureReply(thrown);
    response.writeHead(status, { ...headers, ...close });
    response.end(body);
  }
}

async function sendBytes({ status, headers, body }: ByteReply, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === 'string') response.end(body);
  else await pipeline(body, response);
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...DATA_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 204 ? {} : { 'content-length': bytes.byteLength }),
    ...headers,
  });
  response.end(bytes);
}

/** For connections that never became a request. */
function refuseRaw(socket: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? '';
  const headers = Object.entries({ ...DATA_HEADERS, connection: 'close', 'content-length': '0' });
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
}

function splitTarget(target: string): [string, string] {
  // The absolute form `GET http://elsewhere/` is for proxies.
  if (!target.startsWith('/')) throw new Refusal(400, 'This is no proxy.');
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function expect(method: string, allowed: 'GET' | 'POST'): void {
  if (method !== allowed) throw new Refusal(405, `${method} is not served here.`, { allow: allowed });
}

function expectMedia(headers: IncomingHttpHeaders, type: string): void {
  const given = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (given !== type || headers['content-encoding'] !== undefined) {
    throw new Refusal(415, `Only ${type} is taken here.`);
  }
}

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = new Refusal(413, `More than ${limit} bytes are not taken here.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Uint8Array[] = [];
  for await (const chunk of capped(request, limit, tooLarge)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Refusal(400, 'The request is not UTF-8.');
  }
}

async function* capped(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  tooLarge: Error,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge;
    yield chunk;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The request is not JSON.');
  }
}

const secret = (): string => randomBytes(32).toString('base64url');

/** Secrets are looked up by hash, so that how long a lookup takes tells nothing about them. */
const fingerprint = (text: string): string => createHash('sha256').update(text).digest('base64');

const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
