import { constants, crc32, inflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { AppError } from '../../../core/model/appError';
import { decode } from '../decode';
import { decryptEntry } from './zipDecryption';

const MEGABYTE = 1024 * 1024;

/** What one archive may ask of us. */
export const ZIP_LIMITS = {
  entries: 10_000,
  /** Of one entry, unpacked. */
  entryBytes: 200 * MEGABYTE,
  /** Of all that is read of one archive. */
  totalBytes: 400 * MEGABYTE,
  /** How many times its packed size an entry may have: texts and tables pack up to sixty times, bombs a thousand. */
  ratio: 200,
  /** Up to here any ratio is fine: one page of spaces is no bomb. */
  ratioFrom: 10 * MEGABYTE,
};

export type ZipEntry = {
  /** A label with `/` between folders: no drive, no `..`, no sign that nobody sees. Never a place to write to. */
  readonly path: string;
  readonly isFolder: boolean;
  /** As the archive claims. */
  readonly bytes: number;
  readonly packedBytes: number;
  readonly encrypted: boolean;
};

export type ZipContent = {
  readonly bytes: Uint8Array;
  /** False where the entry is cut short or its checksum says that it was changed: `bytes` is what could be read. */
  readonly whole: boolean;
};

/** An archive held in memory. */
export interface BoundedZip {
  readonly entries: readonly ZipEntry[];
  /** False where the list of contents at the archive's end is lost, and entries were found one by one. */
  readonly whole: boolean;
  /** The first entry of this path, whatever its case; null where there is none. */
  find(path: string): ZipEntry | null;
  /**
   * Unpacks one entry. Throws `file-too-large` beyond a limit, `password-needed` for an encrypted entry,
   * `format-unsupported` for a packing method that Dossier does not know, `file-damaged` where nothing can be read.
   */
  read(entry: ZipEntry): ZipContent;
}

/** One entry as the bytes tell it, before its name is decoded. Offsets are absolute. */
type RawEntry = {
  readonly name: Uint8Array;
  /** From the extra field of Info-ZIP or the UTF-8 flag: then `name` is certainly UTF-8. */
  readonly isUtf8: boolean;
  readonly flags: number;
  readonly method: number;
  readonly crc: number | null;
  readonly bytes: number;
  readonly packedBytes: number;
  /** Where its local header begins. */
  readonly at: number;
};

/**
 * Opens a ZIP archive (PKWARE APPNOTE 6.3.10; ZIP64, data descriptors, a program in front). Throws AppError:
 * `file-too-large` for more entries than allowed, `file-damaged` where no entry can be found or where entries share
 * bytes, as only archives made to do harm have it (D. Fifield, A better zip bomb, 2019). A reader of our own because
 * those at hand refuse an archive without its end, give names as they stand, or read asynchronously from files.
 */
export async function openZip(
  bytes: Uint8Array,
  name: string,
  limits = ZIP_LIMITS,
  password?: string,
): Promise<BoundedZip> {
  const { entries: raw, whole } = zipDirectory(bytes);
  if (raw.length === 0 && !whole) {
    throw new AppError(
      'file-damaged',
      `“${name}” is a damaged archive: nothing in it can be read.`,
      'Get the file again from where it came from, and check that it arrived completely.',
    );
  }
  if (raw.length > limits.entries) {
    throw new AppError(
      'file-too-large',
      `“${name}” holds ${raw.length.toLocaleString('en')} entries; Dossier reads archives of up to ${limits.entries.toLocaleString('en')}.`,
      'Unpack it and import the files in parts.',
    );
  }
  if (sharesBytes(bytes, raw)) {
    throw new AppError(
      'file-damaged',
      `“${name}” packs the same bytes into several entries, as only archives made to do harm do.`,
      'Do not open it; ask whoever sent it for the files themselves.',
    );
  }
  const paths = await decodedNames(raw);
  const byEntry = new Map<ZipEntry, RawEntry>();
  const byPath = new Map<string, ZipEntry>();
  const entries = raw.map((one, index): ZipEntry => {
    const path = labelOf(paths[index]!);
    const entry: ZipEntry = {
      path,
      isFolder: /[/\\]$/.test(paths[index]!),
      bytes: one.bytes,
      packedBytes: one.packedBytes,
      encrypted: isEncrypted(one),
    };
    byEntry.set(entry, one);
    if (!byPath.has(path.toLowerCase())) byPath.set(path.toLowerCase(), entry);
    return entry;
  });
  let left = limits.totalBytes;
  return {
    entries,
    whole,
    find: (path) => byPath.get(path.toLowerCase()) ?? null,
    read: (entry) => {
      const one = byEntry.get(entry);
      if (one === undefined) throw new Error('an entry of another archive');
      const content = unpack(bytes, one, { entry, archive: name, left, limits, password });
      left -= content.bytes.length;
      return content;
    },
  };
}

/**
 * The names in an archive as bytes of Latin-1, in its order: enough to tell a kind of file by. Never throws; empty where
 * the bytes are no archive.
 */
export function zipNames(bytes: Uint8Array): string[] {
  return zipDirectory(bytes).entries.map(({ name }) => Buffer.from(name).toString('latin1'));
}

/** The bytes of a small entry that is stored as it is (`mimetype`), as Latin-1; null where it is packed or not there. */
export function storedEntry(bytes: Uint8Array, name: string): string | null {
  const found = zipDirectory(bytes).entries.find((one) => Buffer.from(one.name).toString('latin1') === name);
  if (found?.method !== 0 || found.packedBytes > 200) return null;
  const from = dataStart(bytes, found);
  return from === null
    ? null
    : Buffer.from(bytes.subarray(from, from + found.packedBytes)).toString('latin1');
}

// ----------------------------------------------------------------------------------------------------- the directory

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DESCRIPTOR = 0x08074b50;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The list at the end, or, where it is lost, what is found by going through the entries. */
function zipDirectory(bytes: Uint8Array): { entries: RawEntry[]; whole: boolean } {
  const entries = centralDirectory(bytes);
  return entries === null ? { entries: foundEntries(bytes), whole: false } : { entries, whole: true };
}

/** Null where there is no complete directory. One entry more than the limit is enough to refuse it. */
function centralDirectory(bytes: Uint8Array): RawEntry[] | null {
  const view = viewOf(bytes);
  const end = endRecord(view);
  if (end === null) return null;
  // What stands in front of an archive (a program that unpacks it) moves all offsets.
  const shift = end.at - end.size - end.offset;
  if (shift < 0) return null;
  const entries: RawEntry[] = [];
  let at = end.at - end.size;
  for (let index = 0; index < end.count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return null;
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const extraAt = at + 46 + nameLength;
    if (extraAt + extraLength > bytes.length) return null;
    const flags = view.getUint16(at + 8, true);
    const sizes = wideSizes(view, extraAt, extraLength, {
      bytes: view.getUint32(at + 24, true),
      packedBytes: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    });
    const name = bytes.subarray(at + 46, extraAt);
    const unicode = unicodePath(bytes, extraAt, extraLength, name);
    entries.push({
      name: unicode ?? name,
      isUtf8: unicode !== null || (flags & 0x800) !== 0,
      flags,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      bytes: sizes.bytes,
      packedBytes: sizes.packedBytes,
      at: sizes.at + shift,
    });
    at = extraAt + extraLength + commentLength;
    if (entries.length > ZIP_LIMITS.entries * 10) break;
  }
  return entries;
}

type EndRecord = {
  readonly at: number;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
};

/** Where the directory ends and what the record behind it says. */
function endRecord(view: DataView): EndRecord | null {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const end = {
      at,
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const wide =
      at >= 20 && view.getUint32(at - 20, true) === END_64_LOCATOR
        ? wideEndRecord(view, Number(view.getBigUint64(at - 12, true)), at - 20)
        : null;
    const found = wide ?? end;
    if (found.size <= found.at && found.count * 46 <= found.size) return found;
  }
  return null;
}

function wideEndRecord(view: DataView, offset: number, locator: number): EndRecord | null {
  // Normally right before the locator, wherever the offset points to.
  for (const at of [offset, locator - 56]) {
    if (!Number.isSafeInteger(at) || at < 0 || at + 56 > view.byteLength) continue;
    if (view.getUint32(at, true) !== END_64) continue;
    return {
      at,
      count: Number(view.getBigUint64(at + 32, true)),
      size: Number(view.getBigUint64(at + 40, true)),
      offset: Number(view.getBigUint64(at + 48, true)),
    };
  }
  return null;
}

type Sizes = { bytes: number; packedBytes: number; at: number };

/** Sizes and offset that did not fit into 32 bits stand in an extra field, only those, in this order. */
function wideSizes(view: DataView, from: number, length: number, narrow: Sizes): Sizes {
  const sizes = { ...narrow };
  const field = extraField(view, from, length, 0x0001);
  if (field === null) return sizes;
  let { at } = field;
  for (const key of ['bytes', 'packedBytes', 'at'] as const) {
    if (narrow[key] !== 0xffff_ffff || at + 8 > field.end) continue;
    sizes[key] = Number(view.getBigUint64(at, true));
    at += 8;
  }
  return sizes;
}

/** The name in UTF-8 that Info-ZIP adds, where it still belongs to the name in the header. */
function unicodePath(bytes: Uint8Array, from: number, length: number, name: Uint8Array): Uint8Array | null {
  const view = viewOf(bytes);
  const field = extraField(view, from, length, 0x7075);
  if (field === null || field.end - field.at < 6) return null;
  return view.getUint32(field.at + 1, true) === crc32(name) ? bytes.subarray(field.at + 5, field.end) : null;
}

function extraField(
  view: DataView,
  from: number,
  length: number,
  wanted: number,
): { at: number; end: number } | null {
  const end = Math.min(from + length, view.byteLength);
  for (let at = from; at + 4 <= end;) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === wanted && at + 4 + size <= end)
      return { at: at + 4, end: at + 4 + size };
    at += 4 + size;
  }
  return null;
}

/** Entries by their local headers: of an archive whose end is missing. */
function foundEntries(bytes: Uint8Array): RawEntry[] {
  const view = viewOf(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const signature = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
  const entries: RawEntry[] = [];
  let at = buffer.indexOf(signature);
  while (at >= 0 && at + 30 <= bytes.length && entries.length <= ZIP_LIMITS.entries) {
    const flags = view.getUint16(at + 6, true);
    const nameLength = view.getUint16(at + 26, true);
    const extraLength = view.getUint16(at + 28, true);
    const from = at + 30 + nameLength + extraLength;
    if (nameLength === 0 || from > bytes.length) {
      at = buffer.indexOf(signature, at + 4);
      continue;
    }
    const sizes = wideSizes(view, at + 30 + nameLength, extraLength, {
      bytes: view.getUint32(at + 22, true),
      packedBytes: view.getUint32(at + 18, true),
      at,
    });
    const next = buffer.indexOf(signature, from);
    let { packedBytes } = sizes;
    // Sizes come after the data: it goes on to the descriptor, to the next header, or to the end.
    if ((flags & 8) !== 0 && packedBytes === 0) packedBytes = (next < 0 ? bytes.length : next) - from;
    const described = (flags & 8) !== 0 ? descriptorCrc(view, from, next) : null;
    if (described !== null) packedBytes = Math.max(0, packedBytes - 16);
    const cut = from + packedBytes > bytes.length;
    if (cut) packedBytes = bytes.length - from;
    entries.push({
      name: bytes.subarray(at + 30, at + 30 + nameLength),
      isUtf8: (flags & 0x800) !== 0,
      flags,
      method: view.getUint16(at + 8, true),
      crc: cut ? null : (flags & 8) === 0 ? view.getUint32(at + 14, true) : described,
      bytes: sizes.bytes,
      packedBytes,
      at,
    });
    at = (flags & 8) !== 0 ? next : buffer.indexOf(signature, from + packedBytes);
  }
  return entries;
}

function descriptorCrc(view: DataView, from: number, next: number): number | null {
  const at = (next < 0 ? view.byteLength : next) - 16;
  return at >= from && view.getUint32(at, true) === DESCRIPTOR ? view.getUint32(at + 4, true) : null;
}

/** Where the packed bytes of an entry begin; null where there is no header. */
function dataStart(bytes: Uint8Array, { at }: RawEntry): number | null {
  const view = viewOf(bytes);
  if (at < 0 || at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) return null;
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
}

function sharesBytes(bytes: Uint8Array, entries: readonly RawEntry[]): boolean {
  const inOrder = [...entries].sort((a, b) => a.at - b.at);
  let end = 0;
  for (const entry of inOrder) {
    if (entry.at < end) return true;
    const from = dataStart(bytes, entry);
    if (from !== null) end = from + entry.packedBytes;
  }
  return false;
}

// --------------------------------------------------------------------------------------------------------- the names

/**
 * UTF-8 where it is flagged or fits; else the encoding that all other names of the archive together look like, East
 * Asian Windows mostly; else code page 437, as the format has it.
 */
async function decodedNames(entries: readonly RawEntry[]): Promise<string[]> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const names = entries.map(({ name, isUtf8 }): string | null => {
    try {
      return utf8.decode(name);
    } catch {
      return isUtf8 ? new TextDecoder().decode(name) : null;
    }
  });
  const open = entries.filter((_, index) => names[index] === null).map(({ name }) => Buffer.from(name));
  if (open.length === 0) return names as string[];
  const together = Buffer.concat(open.flatMap((name) => [name, Buffer.from('\n')]));
  const guess = await decode(together, 'names').then(
    ({ encoding }) => encoding,
    () => 'cp437',
  );
  // The guess is made for texts: of so few letters it is believed only where it is a script of many, or Cyrillic or Thai.
  const encoding = /^(euc-|shift_jis|gb18030|big5|windows-(1251|874)|ibm866|koi8)/.test(guess)
    ? guess
    : 'cp437';
  return names.map((name, index) => name ?? iconv.decode(Buffer.from(entries[index]!.name), encoding));
}

function labelOf(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').normalize('NFC');
}

// ----------------------------------------------------------------------------------------------------------- reading

// Bit 0: encrypted; bit 6: strongly; bit 13: the directory is encrypted too. Method 99 is AES (WinZip).
const isEncrypted = ({ flags, method }: RawEntry): boolean => (flags & 0x2041) !== 0 || method === 99;

type Unpacking = {
  readonly entry: ZipEntry;
  readonly archive: string;
  /** What is left of the archive's own limit. */
  readonly left: number;
  readonly limits: typeof ZIP_LIMITS;
  readonly password: string | undefined;
};

function unpack(bytes: Uint8Array, one: RawEntry, unpacking: Unpacking): ZipContent {
  const { entry, archive, password } = unpacking;
  if (entry.encrypted && password === undefined)
    throw sealed(`“${entry.path}” in “${archive}” is encrypted.`);
  const from = dataStart(bytes, one);
  if (from === null || from > bytes.length) throw damaged(entry, archive);
  const stored = bytes.subarray(from, from + one.packedBytes);
  const opened =
    entry.encrypted && password !== undefined
      ? decryptEntry(stored, password, encryptionOf(bytes, one))
      : { bytes: stored, method: one.method };
  if (opened === null) throw sealed(`The password does not open “${entry.path}” in “${archive}”.`);
  const cut = stored.length < one.packedBytes;
  const content = unpackPlain(opened.bytes, { ...one, method: opened.method }, cut, unpacking);
  // WinZip's encryption proves its bytes itself, and may leave the checksum out.
  if (one.method === 99) return { ...content, whole: true };
  // The old encryption lets one wrong password in 256 pass: then what comes out is noise.
  if (entry.encrypted && !content.whole) {
    throw sealed(`The password does not open “${entry.path}” in “${archive}”.`);
  }
  return content;
}

function sealed(message: string): AppError {
  return new AppError('password-needed', message, 'Import the archive again with its password.');
}

/** What the local header says of an entry's encryption. */
function encryptionOf(bytes: Uint8Array, one: RawEntry): Parameters<typeof decryptEntry>[2] {
  const view = viewOf(bytes);
  const nameLength = view.getUint16(one.at + 26, true);
  const extra = extraField(view, one.at + 30 + nameLength, view.getUint16(one.at + 28, true), 0x9901);
  const aes =
    extra === null || extra.end - extra.at < 7
      ? null
      : { strength: view.getUint8(extra.at + 4), method: view.getUint16(extra.at + 5, true) };
  // Where sizes and checksum stand behind the data, the time takes the checksum's place.
  const check = (one.flags & 8) !== 0 ? view.getUint8(one.at + 11) : (one.crc ?? 0) >>> 24;
  return { check, aes: one.method === 99 ? aes : null, method: one.method };
}

/** Unpacks what is not encrypted, or not any more. `cut`: the archive ends before it. */
function unpackPlain(
  packed: Uint8Array,
  one: RawEntry,
  cut: boolean,
  { entry, archive, left, limits }: Unpacking,
): ZipContent {
  const byRatio = Math.max(limits.ratioFrom, packed.length * limits.ratio);
  const most = Math.min(limits.entryBytes, left, byRatio);
  if (one.method === 0) {
    if (packed.length > most) throw tooLarge(entry, archive, limits);
    return { bytes: packed, whole: !cut && hasChecksum(packed, one) };
  }
  if (one.method !== 8) {
    throw new AppError(
      'format-unsupported',
      `“${entry.path}” in “${archive}” is packed by a method Dossier does not read (${METHODS[one.method] ?? `number ${one.method}`}).`,
      'Unpack the archive in another program and import the files.',
    );
  }
  const content = inflated(packed, most, one.bytes);
  if (content === 'too large') throw tooLarge(entry, archive, limits);
  if (content === null || (content.bytes.length === 0 && !content.whole)) throw damaged(entry, archive);
  return { bytes: content.bytes, whole: content.whole && !cut && hasChecksum(content.bytes, one) };
}

const METHODS: Readonly<Record<number, string>> = {
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};

const hasChecksum = (content: Uint8Array, { crc }: RawEntry): boolean =>
  crc !== null && crc32(content) === crc;

/** Beyond this many packed bytes a damaged entry is not searched for what can still be read of it. */
const LARGEST_SALVAGE = 4 * MEGABYTE;

/** Unpacked at once, in bytes: nothing much is made for a claim that is a lie. */
const LARGEST_CHUNK = 256 * 1024;

/** All of a deflated stream, or what comes before it breaks off. Null where nothing can be read. */
function inflated(packed: Uint8Array, most: number, claimed: number): ZipContent | 'too large' | null {
  // One piece of the size it claims to have, where it has that size, instead of many that are put together.
  const chunkSize = Math.max(1_024, Math.min(LARGEST_CHUNK, claimed + 1));
  try {
    return {
      bytes: inflateRawSync(packed, { maxOutputLength: Math.max(1, most), chunkSize }),
      whole: true,
    };
  } catch (error) {
    if (isTooLarge(error)) return 'too large';
  }
  const upTo = (length: number): Uint8Array | 'too large' | null => {
    try {
      return inflateRawSync(packed.subarray(0, length), {
        maxOutputLength: Math.max(1, most),
        finishFlush: constants.Z_SYNC_FLUSH,
      });
    } catch (error) {
      return isTooLarge(error) ? 'too large' : null;
    }
  };
  const all = upTo(packed.length);
  if (all === 'too large') return all;
  if (all !== null) return { bytes: all, whole: false };
  if (packed.length > LARGEST_SALVAGE) return null;
  // A stream is sound up to some byte: found by halving.
  let good = 0;
  let bad = packed.length;
  let best: Uint8Array | null = null;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const read = upTo(middle);
    if (read === 'too large') return read;
    if (read === null) bad = middle;
    else {
      good = middle;
      best = read;
    }
  }
  return best === null ? null : { bytes: best, whole: false };
}

const isTooLarge = (error: unknown): boolean => (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';

function tooLarge(entry: ZipEntry, archive: string, limits: typeof ZIP_LIMITS): AppError {
  const megabytes = (bytes: number): number => Math.round(bytes / MEGABYTE);
  return new AppError(
    'file-too-large',
    `“${entry.path}” in “${archive}” unpacks to more than is safe: Dossier reads ${megabytes(limits.entryBytes)} MB of an entry, ${megabytes(limits.totalBytes)} MB of an archive, and nothing packed more than ${limits.ratio} times.`,
    'If you trust the archive, unpack it in another program and import the files.',
  );
}

function damaged(entry: ZipEntry, archive: string): AppError {
  return new AppError(
    'file-damaged',
    `“${entry.path}” in “${archive}” is damaged and cannot be read.`,
    'Get the file again from where it came from, and check that it arrived completely.',
  );
}
