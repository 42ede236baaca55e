import { z } from 'zod';
import { LONGEST_LIST, MOST_TOGETHER, type UploadFate } from '../core/api/uploadsTogether';
import { AppError } from '../core/model/appError';
import { Id } from '../core/model/id';
import type { LibraryService } from './libraryService';
import { DATA_POLICY, GUARD_HEADERS } from './pages';

/** What a window shell needs of the service behind it. */
export type Backend = Pick<LibraryService, 'service' | 'bytes' | 'onEvent'>;

/** An answer of the byte door, for either window shell to put on its own wire. */
export type ByteReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array>;
};

/**
 * Takes the bytes of a file in; the id in the answer goes to `imports.run`. `name` is as the person knows the file, `size`
 * what was announced. The service counts both against its own limit. Rejects with what `failureReply` turns into an answer.
 */
export async function takeUpload(
  { bytes }: Backend,
  name: string | null,
  size: number | null,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ByteReply> {
  if (name === null || name === '' || name.length > 1024) {
    throw new AppError('bad-input', 'An upload needs a name of at most 1024 characters.');
  }
  return jsonReply(200, await bytes.receive(name, size, chunks));
}

/**
 * Takes in many small files at once: a line of JSON with their names and sizes, then their bytes one after the other. Answers
 * with an id or an error for each, in order. Throws `bad-input` for what is no such thing.
 */
export async function takeUploads({ bytes }: Backend, chunks: AsyncIterable<Uint8Array>): Promise<ByteReply> {
  const whole = await gather(chunks, LONGEST_LIST + MOST_TOGETHER);
  const end = whole.indexOf(10);
  const parsed = Together.safeParse(parseJson(whole.subarray(0, Math.max(0, end)).toString('utf8')));
  const files = parsed.data ?? [];
  let at = end + 1;
  if (!parsed.success || files.reduce((sum, { size }) => sum + size, at) !== whole.length) {
    throw new AppError('bad-input', 'These are no files with their names and sizes.');
  }
  const fates: UploadFate[] = [];
  for (const { name, size } of files) {
    // A copy: one file that waits must not hold the others in memory.
    const own = Uint8Array.from(whole.subarray(at, at + size));
    at += size;
    fates.push(await bytes.receive(name, size, once(own)).catch(refusal));
  }
  return jsonReply(200, fates);
}

const Together = z.array(z.object({ name: z.string().min(1).max(1024), size: z.int().min(0) }));

const refusal = (thrown: unknown): UploadFate => ({ error: AppError.from(thrown).toValue() });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function gather(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > most) throw new AppError('file-too-large', `More than ${most} bytes are not taken together.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/**
 * Gives a document's original out as a download. It is untrusted: never under its own media type, and even if something
 * showed it, the policy takes away scripts, forms and its origin.
 */
export async function giveOriginal({ bytes }: Backend, id: string): Promise<ByteReply> {
  if (!Id.safeParse(id).success) throw new AppError('not-found', `“${id}” is no document.`);
  const { name, size, stream } = await bytes.original(id);
  return {
    status: 200,
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'content-disposition': attachment(name),
    },
    body: stream(),
  };
}

/**
 * Gives out what a window derived from the open library and left to be kept (its search index); nothing at all where there
 * is none, which is no failure. See `keepCache`.
 */
export async function giveCache({ bytes }: Backend, name: string): Promise<ByteReply> {
  const found = (await bytes.caches.read(windowCache(name))) ?? new Uint8Array();
  return {
    status: 200,
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/octet-stream',
      'content-length': String(found.byteLength),
    },
    body: once(found),
  };
}

/** Keeps what a window derived from the open library, so that the next one need not derive it again. */
export async function keepCache(
  { bytes }: Backend,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ByteReply> {
  const file = windowCache(name);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > LARGEST_CACHE) throw new AppError('file-too-large', `“${name}” is too large to be kept.`);
    parts.push(chunk);
  }
  await bytes.caches.write(file, Buffer.concat(parts));
  return jsonReply(200, {});
}

/** Bytes; far above an index of 50,000 documents. */
const LARGEST_CACHE = 1024 * 1024 * 1024;

/** A window keeps its own things only: the library's caches of its own are none of its business. */
function windowCache(name: string): string {
  if (!/^search-[a-z0-9-]{1,80}$/.test(name))
    throw new AppError('not-found', `“${name}” is nothing that is kept.`);
  return name;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Anything thrown above as `{"error": ErrorValue}`. */
export function failureReply(thrown: unknown): ByteReply {
  const error = AppError.from(thrown);
  return jsonReply(STATUS_OF[error.code] ?? 500, { error: error.toValue() });
}

/** What every reply that is no page carries. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...GUARD_HEADERS,
  'content-security-policy': DATA_POLICY,
};

const STATUS_OF: Partial<Record<AppError['code'], number>> = {
  'bad-input': 400,
  'file-empty': 400,
  'not-found': 404,
  'no-library-open': 409,
  'read-only': 409,
  'file-too-large': 413,
  'disk-full': 507,
};

function jsonReply(status: number, value: unknown): ByteReply {
  const body = JSON.stringify(value);
  return {
    status,
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
}

/** RFC 6266 with the encoding of RFC 8187. */
function attachment(name: string): string {
  // Through UTF-8 and back: half a surrogate pair cannot be encoded otherwise.
  const encoded = encodeURIComponent(Buffer.from(name).toString('utf8'));
  return `attachment; filename*=UTF-8''${encoded.replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}
