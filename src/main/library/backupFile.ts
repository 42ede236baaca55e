import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { z } from 'zod';
import { AppError } from '../../core/model/appError';
import { Moment } from '../../core/model/date';
import { Sha256 } from '../../core/model/document';

/**
 * A backup is one zip file (ZIP64 where needed) that any archiver opens:
 *
 *     library/…             the files of the library under their own places
 *     dossier-backup.json   the manifest: size and SHA-256 of each of them; last, since it is known last
 *
 * A library under seal is kept as the sealed bytes it is.
 */
export const Manifest = z.object({
  version: z.literal(1),
  kind: z.literal('dossier-backup'),
  /** What the library was called. */
  name: z.string(),
  createdAt: Moment,
  /** The Dossier that wrote it. */
  dossier: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number().int().min(0), sha256: Sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest['files'][number];

export const MANIFEST_NAME = 'dossier-backup.json';
export const INSIDE = 'library/';

/** Largest manifest read, in bytes: a library of a million files has a smaller one. */
const MAX_MANIFEST = 512 * 1024 * 1024;

/** One file of a backup that cannot be used, and why, in a sentence. */
export type BackupFault = { readonly file: string; readonly fault: string };

/** An open backup whose manifest was read and whose names were checked. Nothing else was read yet. */
export type BackupReader = {
  readonly manifest: Manifest;
  /** Files that are known to be bad without reading them: missing, of another size, badly named, not in the manifest. */
  readonly faults: readonly BackupFault[];
  /** The others. */
  readonly files: readonly ManifestFile[];
  /**
   * The bytes of a file of `files`, held against its size as they come and against its SHA-256 at the end: throws
   * BadFile where they differ. Never gives more bytes than the manifest says.
   */
  read(file: ManifestFile): AsyncGenerator<Uint8Array>;
  close(): void;
};

/** The bytes of a file in a backup are not those that were put in. `message` is a sentence without the file's name. */
export class BadFile extends Error {
  override readonly name = 'BadFile';
}

/** Opens a backup. Throws `file-unreadable`, `format-unsupported` (no backup of ours), `library-too-new`, `backup-damaged`. */
export async function openBackup(path: string): Promise<BackupReader> {
  const zip = await openZip(path);
  try {
    const { entries, faults } = await listEntries(zip, path);
    const manifest = await readManifest(zip, entries.get(MANIFEST_NAME), path);
    entries.delete(MANIFEST_NAME);
    const sound: ManifestFile[] = [];
    const inside = new Map<ManifestFile, Entry>();
    const taken = new Map<string, string>();
    for (const file of manifest.files) {
      const entry = entries.get(INSIDE + file.path);
      entries.delete(INSIDE + file.path);
      const fault = nameFault(file.path) ?? twin(taken, file.path) ?? entryFault(entry, file);
      if (fault !== null) faults.push({ file: file.path, fault });
      else {
        sound.push(file);
        inside.set(file, entry!);
      }
    }
    for (const name of entries.keys()) {
      faults.push({ file: withoutPrefix(name), fault: 'It is not named in the backup’s list of files.' });
    }
    return {
      manifest,
      faults,
      files: sound,
      read: (file) => readChecked(zip, inside.get(file)!, file),
      close: () => zip.close(),
    };
  } catch (problem) {
    zip.close();
    throw problem;
  }
}

/** Reads every file of a backup and gives those that are bad. `each` is called after each file. */
export async function verifyBackup(
  reader: BackupReader,
  signal: AbortSignal,
  each: (done: number) => void = () => undefined,
): Promise<BackupFault[]> {
  const faults = [...reader.faults];
  for (const [index, file] of reader.files.entries()) {
    signal.throwIfAborted();
    try {
      for await (const chunk of reader.read(file)) void chunk;
    } catch (problem) {
      if (!(problem instanceof BadFile)) throw problem;
      faults.push({ file: file.path, fault: problem.message });
    }
    each(index + 1);
  }
  return faults;
}

async function openZip(path: string): Promise<ZipFile> {
  const facts = await stat(path).catch((problem: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The backup ${path} cannot be read (${codeOf(problem)}).`,
      'Check the path, and whether the drive is connected.',
      { cause: problem },
    );
  });
  if (!facts.isFile()) {
    throw new AppError(
      'file-unreadable',
      `${path} is a folder, not a backup.`,
      'Choose a file that ends in .dossier; the folder of a library can be opened as it is.',
    );
  }
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (problem) {
    if (codeOf(problem).startsWith('E') && codeOf(problem) !== 'Error') {
      throw new AppError(
        'file-unreadable',
        `The backup ${path} cannot be read (${codeOf(problem)}).`,
        'Check its permissions and the disk it is on.',
        { cause: problem },
      );
    }
    throw new AppError(
      'backup-damaged',
      `“${basename(path)}” is no backup, or its end is missing: its table of contents cannot be found.`,
      'Copy the file again from where it was kept, or use another backup.',
      { cause: problem },
    );
  }
}

/** All entries by name. Entries that must not be touched are among the faults already. */
async function listEntries(
  zip: ZipFile,
  path: string,
): Promise<{ entries: Map<string, Entry>; faults: BackupFault[] }> {
  const entries = new Map<string, Entry>();
  const faults: BackupFault[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (isLink(entry)) faults.push({ file: withoutPrefix(name), fault: 'It is a link, not a file.' });
      else if (entries.has(name)) faults.push({ file: withoutPrefix(name), fault: 'It stands in it twice.' });
      else entries.set(name, entry);
    }
  } catch (problem) {
    // yauzl refuses absolute names, drive letters, backslashes and `..` here, before anything could be made of them.
    throw new AppError(
      'backup-damaged',
      `The table of contents of “${basename(path)}” cannot be used: ${problem instanceof Error ? problem.message : String(problem)}.`,
      'Use another backup.',
      { cause: problem },
    );
  }
  return { entries, faults };
}

async function readManifest(zip: ZipFile, entry: Entry | undefined, path: string): Promise<Manifest> {
  if (entry === undefined) {
    throw new AppError(
      'format-unsupported',
      `“${basename(path)}” is a zip file, but no backup of Dossier: it has no ${MANIFEST_NAME}.`,
      'Choose a file that “Back up” has made.',
    );
  }
  let json: unknown;
  try {
    if (entry.uncompressedSize > MAX_MANIFEST) throw new Error('it is far too large');
    json = JSON.parse((await buffer(await zip.openReadStreamPromise(entry))).toString('utf8'));
  } catch (problem) {
    throw badManifest(path, problem instanceof Error ? problem.message : String(problem), problem);
  }
  const version = z.object({ version: z.number() }).safeParse(json);
  if (version.success && version.data.version > 1) {
    throw new AppError(
      'library-too-new',
      `“${basename(path)}” was written by a newer Dossier.`,
      'Install the newest Dossier and restore it there.',
    );
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw badManifest(path, parsed.error.issues[0]!.message, parsed.error);
  return parsed.data;
}

function badManifest(path: string, why: string, cause: unknown): AppError {
  return new AppError(
    'backup-damaged',
    `The list of files in “${basename(path)}” is damaged (${why}).`,
    'Use another backup; files can still be taken out of this one by hand, it is a zip file.',
    { cause },
  );
}

async function* readChecked(zip: ZipFile, entry: Entry, file: ManifestFile): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = chunk as Uint8Array;
      size += bytes.length;
      if (size > file.size) throw new BadFile(`It holds more than the ${file.size} bytes it should have.`);
      hash.update(bytes);
      yield bytes;
    }
  } catch (problem) {
    if (problem instanceof BadFile || problem instanceof AppError) throw problem;
    const code = codeOf(problem);
    // A disk that fails while reading makes the file as bad as wrong bytes do; the rest may be sound.
    throw new BadFile(
      code.startsWith('Z_') || code === 'Error'
        ? 'Its bytes cannot be unpacked.'
        : `It cannot be read (${code}).`,
      { cause: problem },
    );
  }
  if (size !== file.size) throw new BadFile(`It has ${size} bytes instead of ${file.size}.`);
  if (hash.digest('hex') !== file.sha256) throw new BadFile('Its bytes are not those that were backed up.');
}

/**
 * Why a name must not become a file below the restored folder, in a sentence; null when it may. Stricter than this
 * system: a backup made here must restore on every other.
 */
export function nameFault(path: string): string | null {
  if (path === '' || path.length > 1024) return 'It has no usable name.';
  if (/[\\:*?"<>|\p{Cc}\p{Cs}]/u.test(path))
    return 'Its name has characters that not every system can carry.';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'Its name leads out of the folder.';
    if (/[. ]$/.test(part)) return 'Its name ends in a dot or a space, which not every system keeps apart.';
    if (/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i.test(part)) {
      return 'Its name is that of a device on Windows.';
    }
  }
  return null;
}

/** Remembers the name; a sentence where another file would take its place on a system that does not tell case apart. */
function twin(taken: Map<string, string>, path: string): string | null {
  const folded = path.normalize('NFC').toLowerCase();
  const other = taken.get(folded);
  if (other !== undefined) return `It would take the place of “${other}” on most disks.`;
  taken.set(folded, path);
  return null;
}

function entryFault(entry: Entry | undefined, file: ManifestFile): string | null {
  if (entry === undefined) return 'It is missing in the backup.';
  if (entry.isEncrypted() || !entry.canDecodeFileData()) return 'It is packed in a way that backups are not.';
  if (entry.uncompressedSize !== file.size) {
    return `It has ${entry.uncompressedSize} bytes instead of ${file.size}.`;
  }
  return null;
}

/** Unix keeps the kind of a file in the upper half of the attributes. */
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

const withoutPrefix = (name: string): string => (name.startsWith(INSIDE) ? name.slice(INSIDE.length) : name);

function codeOf(problem: unknown): string {
  const code = problem instanceof Error && 'code' in problem ? problem.code : null;
  return typeof code === 'string' ? code : 'Error';
}
