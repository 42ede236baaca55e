import { Readable } from 'node:stream';
import { protocol, type Session } from 'electron';
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

/** The one address of the window. */
export const START_URL = 'app://dossier/';

/** Call it before the app is ready: Chromium learns of schemes only then. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: {
        // An origin of its own, relative addresses, and a policy that can say 'self'.
        standard: true,
        // Workers and the clipboard ask for a secure context; nothing here ever crosses a network.
        secure: true,
        supportFetchAPI: true,
        stream: true,
        codeCache: true,
      },
    },
  ]);
}

/** True for what this app itself serves, whatever Chromium made of the address on the way. */
export function isOwn(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'app:' && parsed.host === 'dossier';
}

/** Serves the built renderer and the byte door under `app://dossier/`, and nothing under `file:`. */
export function serveApp(session: Session, pages: Pages, backend: Backend): void {
  session.protocol.handle('app', async (request) => {
    if (!isOwn(request.url)) return refusal(404);
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'GET') {
      // A map from before any request: whatever a path says, it cannot reach a file of the disk.
      const page = pages.open(pathname);
      if (page) return new Response(Buffer.from(page.body), { headers: page.headers });
    }
    try {
      if (pathname === '/bytes/upload' || pathname === '/bytes/uploads') {
        if (request.method !== 'POST') return refusal(405);
        if (request.headers.get('content-type') !== 'application/octet-stream') return refusal(415);
        const chunks = request.body ?? new Blob([]).stream();
        if (pathname === '/bytes/uploads') return toResponse(await takeUploads(backend, chunks));
        return toResponse(await takeUpload(backend, searchParams.get('name'), null, chunks));
      }
      if (pathname.startsWith('/bytes/cache/')) {
        const name = pathname.slice('/bytes/cache/'.length);
        if (request.method === 'GET') return toResponse(await giveCache(backend, name));
        if (request.method !== 'POST') return refusal(405);
        if (request.headers.get('content-type') !== 'application/octet-stream') return refusal(415);
        return toResponse(await keepCache(backend, name, request.body ?? new Blob([]).stream()));
      }
      if (pathname.startsWith('/bytes/original/')) {
        if (request.method !== 'GET') return refusal(405);
        return toResponse(await giveOriginal(backend, pathname.slice('/bytes/original/'.length)));
      }
    } catch (thrown) {
      return toResponse(failureReply(thrown));
    }
    return refusal(404);
  });
  session.protocol.handle('file', () => refusal(403));
}

function toResponse({ status, headers, body }: ByteReply): Response {
  const content = typeof body === 'string' ? body : (Readable.toWeb(Readable.from(body)) as ReadableStream);
  return new Response(content, { status, headers });
}

const refusal = (status: number): Response => new Response(null, { status, headers: DATA_HEADERS });
