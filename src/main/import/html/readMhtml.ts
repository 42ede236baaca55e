import { AppError } from '../../../core/model/appError';
import type { Layer } from '../../../core/model/document';
import { SourceWriter, type FormatReader, type ReadSource } from '../readSource';
import { appendPage } from './appendPage';
import { readPage } from './readHtml';

type Part = { readonly header: ReadonlyMap<string, string>; readonly body: Buffer };

/** Parts in parts: a frame in a page in a message. */
const MAX_DEPTH = 8;
const MAX_PARTS = 10_000;

/**
 * Reads a web page that was saved as one file (MHTML, RFC 2557): its page as `readHtml` does. Pictures and styles in
 * the same file are not looked at, nor frames, but where the page is made of nothing else (a frameset). Rejects `file-empty` where it holds no page.
 */
export const readMhtml: FormatReader = async (bytes, name, options) => {
  const whole = partOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const pages = pagesIn(whole, 0);
  // The first page is the one that was saved, where nothing says another.
  const start = parameter(whole.header.get('content-type') ?? '', 'start');
  const root = pages.find((part) => start !== null && part.header.get('content-id') === start) ?? pages[0];
  if (root === undefined) {
    throw new AppError(
      'file-empty',
      `“${name}” is a saved web page without the page in it.`,
      'Save the page again from the browser and import that.',
    );
  }
  const address = [
    whole.header.get('snapshot-content-location'),
    root.header.get('content-location'),
    whole.header.get('content-location'),
  ].find((value) => value !== undefined && /^https?:\/\//i.test(value));
  const read = (part: Part): Promise<ReadSource> =>
    readPage(decoded(part), name, options, {
      sent: parameter(part.header.get('content-type') ?? '', 'charset') ?? undefined,
      address,
    });
  const page = await read(root);
  const frames = pages.filter((part) => part !== root).slice(0, MAX_FRAMES);
  if (frames.length === 0 || !isFrameset(decoded(root))) return page;
  const writer = new SourceWriter();
  const layers: Layer[] = [];
  for (const frame of frames) layers.push(...appendPage(writer, await read(frame)));
  return { ...page, text: writer.text, blocks: writer.blocks, layers };
};

const MAX_FRAMES = 50;

const isFrameset = (bytes: Uint8Array): boolean =>
  /<frameset\b/i.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).toString('latin1'),
  );

/** Every part that is a page, in order. */
function pagesIn(part: Part, depth: number): Part[] {
  const type = part.header.get('content-type') ?? 'text/html';
  if (/^\s*(?:text\/html|application\/xhtml\+xml)/i.test(type)) return [part];
  const boundary = parameter(type, 'boundary');
  if (!/^\s*multipart\//i.test(type) || boundary === null || depth >= MAX_DEPTH) return [];
  return partsOf(part.body, boundary).flatMap((inner) => pagesIn(inner, depth + 1));
}

function partsOf(body: Buffer, boundary: string): Part[] {
  const line = `--${boundary}`;
  const found: Part[] = [];
  let start = -1;
  for (
    let at = body.indexOf(line);
    at >= 0 && found.length < MAX_PARTS;
    at = body.indexOf(line, at + line.length)
  ) {
    // A boundary begins a line.
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    if (start >= 0) found.push(partOf(body.subarray(start, at)));
    const end = body.indexOf('\n', at);
    start = end < 0 ? body.length : end + 1;
    if (body.toString('latin1', at + line.length, at + line.length + 2) === '--') return found;
  }
  // A file that was cut short still has the beginning of its last part.
  if (start >= 0 && start < body.length) found.push(partOf(body.subarray(start)));
  return found;
}

/** No header is longer. */
const MAX_HEADER = 65_536;

function partOf(raw: Buffer): Part {
  const head = raw.toString('latin1', 0, Math.min(raw.length, MAX_HEADER));
  const blank = /\r?\n\r?\n/.exec(head);
  const end = blank === null ? head.length : blank.index;
  const header = new Map<string, string>();
  for (const field of head
    .slice(0, end)
    .replace(/\r?\n[ \t]/g, ' ')
    .split(/\r?\n/)) {
    const colon = field.indexOf(':');
    const key = field.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (key !== '' && !header.has(key)) header.set(key, field.slice(colon + 1).trim());
  }
  return { header, body: raw.subarray(blank === null ? raw.length : blank.index + blank[0].length) };
}

/** A parameter of a header field, without its quotation marks; null where there is none. */
function parameter(field: string, name: string): string | null {
  for (const piece of field.slice(0, 4_000).split(';').slice(1)) {
    const equals = piece.indexOf('=');
    if (equals > 0 && piece.slice(0, equals).trim().toLowerCase() === name) {
      return (
        piece
          .slice(equals + 1)
          .trim()
          .replace(/^"|"$/g, '') || null
      );
    }
  }
  return null;
}

/** The bytes of a part as they were before they were sent (RFC 2045, 6). */
function decoded({ header, body }: Part): Uint8Array {
  const encoding = (header.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return body;
  const bytes = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]!;
    if (byte !== 0x3d) {
      bytes[length] = byte;
      length += 1;
      continue;
    }
    // A line that goes on: `=` at its end, perhaps with white space behind it.
    let end = at + 1;
    while (body[end] === 0x20 || body[end] === 0x09) end += 1;
    if (body[end] === 0x0d && body[end + 1] === 0x0a) at = end + 1;
    else if (body[end] === 0x0a) at = end;
    else {
      const value = hex(body[at + 1]) * 16 + hex(body[at + 2]);
      if (Number.isNaN(value)) bytes[length] = byte;
      else {
        bytes[length] = value;
        at += 2;
      }
      length += 1;
    }
  }
  return bytes.subarray(0, length);
}

function hex(code: number | undefined): number {
  return code === undefined ? Number.NaN : Number.parseInt(String.fromCharCode(code), 16);
}
