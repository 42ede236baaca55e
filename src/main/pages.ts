import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../core/model/appError';

/** A file of the built renderer with the headers it must travel with. */
export type PageReply = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };

/** The built renderer. Knows only what was on disk when it was read, so no request can name a path. */
export type Pages = {
  /** `path` as it stands in the URL, undecoded; null when there is no such page. Each HTML reply has a nonce of its own. */
  open(path: string): PageReply | null;
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** What every reply of both window shells carries, page or not. */
export const GUARD_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    ...['accelerometer', 'autoplay', 'browsing-topics', 'camera', 'clipboard-read'],
    ...['display-capture', 'encrypted-media', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection'],
    ...['local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
    ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
  ]
    .map((feature) => `${feature}=()`)
    .concat('clipboard-write=(self)', 'fullscreen=(self)')
    .join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The policy of replies that are no page: data, originals, refusals. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Scripts and styles; as a worker's own policy it also cuts the worker off from every network, our own included. */
const ASSET_POLICY =
  "default-src 'none'; script-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/**
 * `default` is the one Trusted Types policy, made in renderer/app/shellPort.ts: it has only `createScriptURL`, which lets
 * the scripts of this build through as workers. Whoever makes a second one is refused.
 */
const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

/**
 * Reads the built renderer into memory, a few megabytes, so that a reply costs no disk access and a build under way
 * cannot mix two versions. Rejects when it was never built.
 */
export async function readPages(folder: string): Promise<Pages> {
  const files = new Map<string, { readonly type: string; readonly body: Uint8Array }>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The built interface is missing in ${folder}.`,
      'Run `npm run build`.',
      {
        cause,
      },
    );
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const type = MEDIA_TYPES[extname(entry.name)];
    if (type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(encodeURI(path.slice(folder.length).replaceAll('\\', '/')), {
      type,
      body: await readFile(path),
    });
  }
  const index = files.get('/index.html');
  if (!index) {
    throw new AppError('file-unreadable', `${folder} has no index.html.`, 'Run `npm run build`.');
  }
  const html = Buffer.from(index.body).toString('utf8');

  const openIndex = (): PageReply => {
    const nonce = randomBytes(18).toString('base64');
    return {
      headers: {
        ...GUARD_HEADERS,
        'content-type': index.type,
        'content-security-policy': pagePolicy(nonce),
      },
      body: Buffer.from(html.replace(/(<meta property="csp-nonce" content=")[^"]*(")/, `$1${nonce}$2`)),
    };
  };

  return {
    open(path) {
      if (path === '/' || path === '/index.html') return openIndex();
      const file = files.get(path);
      if (!file) return null;
      return {
        headers: { ...GUARD_HEADERS, 'content-type': file.type, 'content-security-policy': ASSET_POLICY },
        body: file.body,
      };
    },
  };
}
