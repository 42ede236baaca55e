import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../core/model/appError';
import type { LibraryKey } from './libraryKey';
import { isAcceptable, WrappedKey } from './wrappedKey';

/** The longest time without a call after which a library may be set to lock itself, in minutes. */
export const LONGEST_AUTO_LOCK = 24 * 60;

const VERSION = 1;

const fields = {
  version: z.literal(VERSION),
  /** The key under the passphrase, and the same key under the recovery code; null while none was made. */
  passphrase: WrappedKey,
  recoveryCode: WrappedKey.nullable(),
  /** Null: never locks itself. */
  autoLockMinutes: z.number().int().min(1).max(LONGEST_AUTO_LOCK).nullable(),
};

/** What a sealed library says of itself without being opened: how its key is wrapped, nothing of what it holds. */
export const SealHeader = z.strictObject(fields);
export type SealHeader = z.infer<typeof SealHeader>;

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Written = z.strictObject({ ...fields, mac: Sha256Hex, checksum: Sha256Hex });

/** A header as found on disk, with what is to prove it. */
export type WrittenHeader = { readonly header: SealHeader; readonly mac: string };

/** No honest header comes near; a file of gigabytes is not read at all. */
export const LARGEST_HEADER = 16 * 1024;

/**
 * The header as a file: readable JSON. `mac` proves with the library's key that all of it was written by someone who had
 * that key; `checksum` finds accidents before any passphrase is asked for.
 */
export function writeHeader(header: SealHeader, key: LibraryKey): Buffer {
  return Buffer.from(written(header, macOf(header, key)));
}

/**
 * Reads a header. Throws `library-damaged` for any byte that is not as it was written, or a cost out of bounds, and
 * `library-too-new`; `path` is named. Whoever changes it on purpose can set the checksum right: `proveHeader` finds that.
 */
export function readHeader(bytes: Uint8Array, path: string): WrittenHeader {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.lastIndexOf(CHECKSUM_LINE);
  // Independent of the version: a flipped digit there must not look like a newer Dossier.
  if (bytes.length > LARGEST_HEADER || end < 0 || text.slice(end) !== checksumLine(text.slice(0, end))) {
    throw damagedHeader(path, 'its bytes are not as they were written');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (problem) {
    throw damagedHeader(path, 'it is not JSON', problem);
  }
  const version = z.object({ version: z.number() }).safeParse(json).data?.version ?? VERSION;
  if (version > VERSION) {
    throw new AppError(
      'library-too-new',
      `encryption.json was written by a newer Dossier (version ${version}; this one knows ${VERSION}): ${path}.`,
      'Install the newest Dossier; the file is left as it is.',
    );
  }
  const parsed = Written.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw damagedHeader(path, `${issue.path.map(String).join('.') || 'header'}: ${issue.message}`);
  }
  const { mac } = parsed.data;
  const header = SealHeader.strip().parse(parsed.data);
  for (const wrapped of [header.passphrase, header.recoveryCode]) {
    if (wrapped === null || isAcceptable(wrapped.scrypt)) continue;
    const { N, r, p } = wrapped.scrypt;
    throw damagedHeader(path, `it asks for scrypt with N=${N}, r=${r}, p=${p}, which is out of bounds`);
  }
  if (written(header, mac) !== text) throw damagedHeader(path, 'it is not written as Dossier writes it');
  return { header, mac };
}

/** Throws `library-damaged` when the header was not written with this key. */
export function proveHeader({ header, mac }: WrittenHeader, key: LibraryKey, path: string): void {
  if (timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(header, key), 'hex'))) return;
  throw damagedHeader(path, 'somebody changed it without knowing the passphrase');
}

export function damagedHeader(path: string, problem: string, cause?: unknown): AppError {
  return new AppError(
    'library-damaged',
    `encryption.json is damaged: ${problem} (${path}).`,
    'Put back this file from a backup: without it the library cannot be read. Dossier leaves everything as it is.',
    { cause },
  );
}

const CHECKSUM_LINE = '  "checksum": ';

const checksumLine = (before: string): string =>
  `${CHECKSUM_LINE}"${createHash('sha256').update(before).digest('hex')}"\n}\n`;

function written(header: SealHeader, mac: string): string {
  const before = `${JSON.stringify({ ...ordered(header), mac }, null, 2).slice(0, -2)},\n`;
  return before + checksumLine(before);
}

function macOf(header: SealHeader, key: LibraryKey): string {
  return createHmac('sha256', key.derive('dossier/header/1'))
    .update(JSON.stringify(ordered(header)))
    .digest('hex');
}

/** Fields in the order of the schema, whoever made the value. */
const ordered = (header: SealHeader): SealHeader => SealHeader.parse(header);
