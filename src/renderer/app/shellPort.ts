import type { UploadFate } from '../../core/api/uploadsTogether';
import type { Port } from '../../core/api/wire';
import type { Id } from '../../core/model/id';
import {
  ask as askHost,
  fetchCache,
  fetchOriginal,
  openHttpPort,
  sendBytes as sendBytesTo,
  sendCache,
  sendTogether as sendTogetherTo,
  type Ask,
} from './httpPort';

/** What the preload script of the desktop shell puts into the window: lines out, lines in, and nothing else. */
export type DesktopBridge = {
  send(line: string): void;
  listen(listener: (line: string) => void): void;
};

declare global {
  interface Window {
    readonly dossier?: DesktopBridge;
    readonly trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
    };
  }
}

/**
 * The port to the service, whichever shell this window is in. Call it once, before any worker is started. Rejects with
 * `permission` or `connection-lost` (see `openHttpPort`).
 */
export async function openShellPort(): Promise<Port> {
  admitWorkers();
  const bridge = window.dossier;
  if (!bridge) return openHttpPort();
  return {
    send: (line) => bridge.send(line),
    listen: (listener) => bridge.listen(listener),
    // The service lives in the process that owns the window: they end together.
    closed: () => undefined,
  };
}

/** Sends a file to the service; the id goes to `imports.run`. */
export async function sendBytes(file: File, signal?: AbortSignal): Promise<{ upload: string }> {
  return sendBytesTo(ask, file.name, await bodyOf(file), signal);
}

/** Sends small files to the service in one request; for each, in order, what became of it. Rejects where one cannot be read. */
export function sendTogether(files: readonly File[], signal?: AbortSignal): Promise<UploadFate[]> {
  return sendTogetherTo(ask, files, bodyOf, signal);
}

/**
 * Saves a document's untouched original where the browser keeps downloads, or where the person says. Rejects with `not-found`
 * or `connection-lost`.
 */
export async function saveOriginal(id: Id, fileName: string): Promise<void> {
  const original = await fetchOriginal(ask, id);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(original);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What this or another window derived from the library and left to be kept beside it; null where there is none. */
export const readCache = (name: string): Promise<ArrayBuffer | null> => fetchCache(ask, name);

/** Leaves something to be kept beside the library, until it is dropped or thrown away. Rejects with AppError. */
export async function writeCache(name: string, blob: Blob): Promise<void> {
  await sendCache(ask, name, await bodyOf(blob));
}

/** Electron drops a body that is a Blob on its way to a protocol handler (electron/electron#39709); bytes get there. */
const bodyOf = async (blob: Blob): Promise<Blob | ArrayBuffer> =>
  window.dossier ? blob.arrayBuffer() : blob;

const ask: Ask = (path, init) => (window.dossier ? fetch(path, init) : askHost(path, init));

/**
 * The page's policy demands Trusted Types, and a worker is started from a URL. This is the one policy it allows: scripts
 * that the build put beside this page, and no markup or script text at all.
 */
function admitWorkers(): void {
  window.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const { protocol, host, pathname } = new URL(url, location.href);
      const own = protocol === location.protocol && host === location.host;
      if (own && /^\/assets\/[\w.-]+\.js$/.test(pathname)) return url;
      throw new TypeError(`${url} is no script of Dossier.`);
    },
  });
}
