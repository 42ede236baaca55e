import { createHash } from 'node:crypto';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { AppError } from '../../core/model/appError';
import {
  INSIDE,
  MANIFEST_NAME,
  nameFault,
  openBackup,
  verifyBackup,
  type Manifest,
  type ManifestFile,
} from './backupFile';
import { isTemporary, temporaryBeside } from './commit';
import { nodeDisk, withPlainErrors, type Disk } from './disk';
import { JOURNAL_FOLDER } from './layout';

/** How far a long piece of keeping has come. `total` is 0 while nobody knows it. */
export type KeepingProgress = {
  readonly stage: 'copying' | 'checking';
  /** Files. */
  readonly done: number;
  readonly total: number;
};

export type BackupOptions = {
  /** The name of the library, for the manifest. */
  readonly name: string;
  /** The Dossier that writes it. */
  readonly dossier: string;
  /** Called when the records are about to be copied, and waited for: makes the moment that the backup is of. */
  readonly holdStill?: () => Promise<HeldStill>;
  /** The disk as it is: of a library under seal the backup holds the sealed bytes. */
  readonly disk?: Disk;
  readonly signal?: AbortSignal;
  readonly progress?: (value: KeepingProgress) => void;
};

/**
 * A library whose files stay as they were at one moment until `release` is called. Edits after it go into the journal, of
 * which `journal` is what stood in it at that moment, by its place below the library's folder; new documents may bring
 * their texts and originals, but no document.json.
 */
export type HeldStill = {
  readonly journal: ReadonlyMap<string, Uint8Array>;
  readonly release: () => void;
};

export type BackupResult = {
  readonly file: string;
  readonly files: number;
  /** Size of the backup, in bytes. */
  readonly bytes: number;
  /** What stands in the library's folder and was left out, each a sentence: links, names no other system can carry. */
  readonly leftOut: readonly string[];
};

/** Derived or set aside: not part of what a person would miss. */
const NOT_KEPT: ReadonlySet<string> = new Set(['cache', 'quarantine']);

/**
 * Writes a library into one file at `file`, while it stays open. Texts and originals never change and are copied first;
 * what may change is copied while it is held still. The file is complete, confirmed by the disk and read back before it
 * gets its name; whatever goes wrong, nothing of it stays.
 *
 * Errors: `conflict` (there is a file), `bad-input` (a place inside the library), `cancelled`, `disk-full`, `permission`,
 * `disk-failed`, `backup-damaged` (it did not read back).
 */
export async function writeBackup(root: string, file: string, options: BackupOptions): Promise<BackupResult> {
  const disk = withPlainErrors(options.disk ?? nodeDisk);
  const target = resolve(file);
  const inside = relative((await disk.realPath(root)) ?? root, (await realFolder(disk, target)) ?? target);
  if (inside === '' || !(inside.startsWith('..') || inside.startsWith(sep) || /^[A-Za-z]:/.test(inside))) {
    throw new AppError(
      'bad-input',
      `${target} is inside the library itself.`,
      'Choose a place outside of it, best on another disk.',
    );
  }
  if ((await disk.facts(target)) !== null) {
    throw new AppError('conflict', `There is a file ${target} already.`, 'Choose another name.');
  }
  const temporary = temporaryBeside(target);
  try {
    const { manifest, bytes, leftOut } = await writeZip(disk, root, temporary, options);
    await readBack(temporary, manifest, options);
    await disk.rename(temporary, target);
    await disk.syncFolder(dirname(target));
    return { file: target, files: manifest.files.length, bytes, leftOut };
  } catch (problem) {
    await disk.remove(temporary).catch(() => undefined);
    const error = AppError.from(problem);
    if (error.code !== 'disk-full') throw error;
    throw new AppError(
      'disk-full',
      `There is no room for the backup ${target}.`,
      'Free some space there, or choose another disk. Nothing of the unfinished backup was kept.',
      { cause: problem },
    );
  }
}

/** The name a backup gets when nobody chooses one: `Case 2026-01-31.dossier`, safe on every system. */
export function backupName(library: string, at: Date): string {
  const plain = library
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 60)
    .trim();
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${plain === '' ? 'Library' : plain} ${day}.dossier`;
}

type Listed = { readonly path: string };

async function writeZip(
  disk: Disk,
  root: string,
  temporary: string,
  { name, dossier, holdStill, signal, progress }: BackupOptions,
): Promise<{ manifest: Manifest; bytes: number; leftOut: string[] }> {
  const zip = new ZipFile();
  const output = await disk.create(temporary);
  const stop = new AbortController();
  let bytes = 0;
  const written = (async () => {
    for await (const chunk of zip.outputStream as AsyncIterable<Uint8Array>) {
      for (let at = 0; at < chunk.length;) at += await output.write(chunk.subarray(at));
      bytes += chunk.length;
    }
  })();
  written.catch((problem: unknown) => stop.abort(problem));
  zip.on('error', (problem: unknown) => stop.abort(problem));
  signal?.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
  if (signal?.aborted) stop.abort(signal.reason);

  const files: ManifestFile[] = [];
  const done = new Set<string>();
  const leftOut = new Set<string>();
  let total = 0;
  const copy = async (listed: readonly Listed[]): Promise<void> => {
    total = done.size + listed.length;
    for (const { path } of listed) {
      stop.signal.throwIfAborted();
      progress?.({ stage: 'copying', done: done.size, total });
      files.push(await addFile(zip, disk, root, path, stop.signal));
      done.add(path);
    }
  };
  let held: HeldStill | undefined;
  try {
    const before = await listFiles(disk, root, leftOut);
    await copy(before.filter(({ path }) => NEVER_CHANGES.test(path)));
    total = before.length;
    held = await holdStill?.();
    const now = await listFiles(disk, root, leftOut);
    const later = held ? cameLater(before, now) : () => false;
    const journal = held?.journal ?? new Map<string, Uint8Array>();
    const isTaken = (path: string): boolean => held !== undefined && dirname(path) === JOURNAL_FOLDER;
    await copy(now.filter(({ path }) => !done.has(path) && !later(path) && !isTaken(path)));
    held?.release();
    held = undefined;
    for (const [path, bytes] of journal) files.push(addBytes(zip, path, bytes));
    // In a fixed order, whatever order they were copied in.
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const manifest: Manifest = {
      version: 1,
      kind: 'dossier-backup',
      name,
      createdAt: new Date().toISOString(),
      dossier,
      files,
    };
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`), MANIFEST_NAME, { mode: MODE });
    zip.end();
    await Promise.race([written, aborted(stop.signal)]);
    const facts = await output.facts();
    if (facts.size !== bytes) {
      throw new AppError('disk-failed', `The disk took ${facts.size} of ${bytes} bytes of the backup.`);
    }
    await output.datasync();
    return { manifest, bytes, leftOut: [...leftOut] };
  } finally {
    held?.release();
    (zip.outputStream as unknown as Readable).destroy();
    await written.catch(() => undefined);
    await output.close();
  }
}

/** Owner only: what is backed up was not everybody's to read. */
const MODE = 0o100600;

/** What documents brought since the first look that have no document.json yet: their edit is after the backup's moment. */
function cameLater(before: readonly Listed[], now: readonly Listed[]): (path: string) => boolean {
  const known = new Set(before.map(({ path }) => folderOf(path)));
  const whole = new Set(
    now.flatMap(({ path }) => (basename(path) === 'document.json' ? [dirname(path)] : [])),
  );
  return (path) => {
    const folder = folderOf(path);
    return folder !== null && !known.has(folder) && !whole.has(folder);
  };
}

/** The folder of the document a file belongs to; null for other files. */
const folderOf = (path: string): string | null =>
  /^documents[\\/][^\\/]+[\\/][^\\/]+(?=[\\/])/.exec(path)?.[0] ?? null;

function addBytes(zip: ZipFile, path: string, bytes: Uint8Array): ManifestFile {
  const name = path.split(sep).join('/');
  zip.addBuffer(Buffer.from(bytes), INSIDE + name, { mode: MODE });
  return { path: name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Streams one file into the zip; resolves when all of it went in, with what the manifest says of it. */
function addFile(
  zip: ZipFile,
  disk: Disk,
  root: string,
  path: string,
  signal: AbortSignal,
): Promise<ManifestFile> {
  const hash = createHash('sha256');
  let size = 0;
  return new Promise((resolve, reject) => {
    const stopped = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stopped, { once: true });
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of disk.stream(join(root, path))) {
        size += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    };
    const input = Readable.from(bytes(), { objectMode: false });
    input.once('error', (problem) => reject(problem));
    input.once('end', () => {
      signal.removeEventListener('abort', stopped);
      resolve({ path: path.split(sep).join('/'), size, sha256: hash.digest('hex') });
    });
    zip.addReadStream(input, INSIDE + path.split(sep).join('/'), { mode: MODE });
  });
}

/** Texts and originals: written once at import. */
const NEVER_CHANGES = /^documents[\\/][^\\/]+[\\/][^\\/]+[\\/](text\.json$|original[\\/])/;

/** Every file to be kept, by its place below the root, in order. */
async function listFiles(disk: Disk, root: string, leftOut: Set<string>): Promise<Listed[]> {
  const found: Listed[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const { name, kind } of (await disk.list(join(root, folder))) ?? []) {
      const path = join(folder, name);
      if (folder === '' && NOT_KEPT.has(name)) continue;
      if (kind === 'folder') await walk(path);
      else if (isTemporary(name)) continue;
      else if (kind === 'other') leftOut.add(`${path} is a link or a device, not a file.`);
      else if (nameFault(path.split(sep).join('/')) !== null) {
        leftOut.add(`${path} has a name that not every system can carry.`);
      } else found.push({ path });
    }
  };
  await walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads the finished file as a restore would. */
async function readBack(temporary: string, manifest: Manifest, options: BackupOptions): Promise<void> {
  const { progress, signal = new AbortController().signal } = options;
  const total = manifest.files.length;
  const reader = await openBackup(temporary);
  try {
    const faults = await verifyBackup(reader, signal, (done) =>
      progress?.({ stage: 'checking', done, total }),
    );
    if (faults.length === 0 && JSON.stringify(reader.manifest) === JSON.stringify(manifest)) return;
    const [first] = faults;
    throw new AppError(
      'backup-damaged',
      `The backup could not be read back as it was written${first ? `: ${first.file}: ${first.fault}` : '.'}`,
      'Check the disk it was written to, and choose another one.',
    );
  } finally {
    reader.close();
  }
}

/** Where the folder of the target really is; null when there is none. */
async function realFolder(disk: Disk, target: string): Promise<string | null> {
  const folder = await disk.realPath(dirname(target));
  return folder === null ? null : join(folder, target.slice(dirname(target).length));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
