import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { emptyCodebook } from '../../core/model/tag';
import { isTemporary, temporaryBeside } from './commit';
import { database } from './database';
import { nodeDisk, withPlainErrors, type Disk } from './disk';
import { Journal } from './journal';
import { definitions, HISTORY_FOLDER, IN_USE_FILE, JOURNAL_FOLDER } from './layout';
import type { Library } from './libraryDoor';
import { openLibraryFile } from './libraryFile';
import { acquireLock, activateHolder, type Lock } from './lock';
import { OpenedLibrary } from './openedLibrary';
import { findSeal, Seal, SEAL_FILE, type Secret } from './sealed/seal';
import { sealedDisk } from './sealed/sealedDisk';
import { damagedHeader } from './sealed/sealHeader';
import { looksSealed } from './sealed/sealedWhole';
import type { Cost } from './sealed/wrappedKey';

export type { CatalogueEntry } from './catalogueRow';
export { nodeDisk, type Disk } from './disk';
export type { Kind, Records } from './layout';
export type { Caches } from './caches';
export type { KeptOriginal, Library, OriginalFile, Protection, TransactOptions } from './libraryDoor';
export type { Saving } from './saving';
export type { Secret } from './sealed/seal';
export { privateDisk } from './sealed/sealedDisk';
export type { PastTransaction, RecordChange, RecordChanged, StepMark, Transaction } from './transaction';

export type OpenOptions = {
  /** True, or the reason in a sentence: opens without taking the lock, and refuses every edit. */
  readonly readOnly?: boolean | string;
  /** What opens it when it is sealed; not looked at when it is not. */
  readonly unlock?: Secret;
};

export type CreateOptions = {
  /** Seals the library: everything in its folder can be read with this passphrase only. */
  readonly passphrase?: string;
  /** What a guess at it costs; left out, as much as a person who opens the library can wait for. */
  readonly cost?: Cost;
};

/**
 * Makes a new library and opens it. Missing folders on the way are made; the folder itself must be missing or empty.
 * Errors: `bad-input` (name, passphrase), `conflict` (the folder has something in it), and those of `openLibrary`.
 */
export async function createLibrary(
  folder: string,
  name: string,
  disk: Disk = nodeDisk,
  { passphrase, cost }: CreateOptions = {},
): Promise<Library> {
  const record = definitions.library.schema.safeParse({
    version: 1,
    id: newId(),
    name,
    createdAt: new Date().toISOString(),
  });
  if (!record.success) {
    throw new AppError(
      'bad-input',
      `“${name}” cannot be the name of a library.`,
      'Give a name of 1 to 200 characters.',
    );
  }
  const plain = withPlainErrors(disk);
  const root = resolve(folder);
  await makeFolders(plain, root);
  const inside = (await plain.list(root)) ?? [];
  const begun = await isOfAnAttempt(plain, root);
  const other = inside.find(
    ({ name }) => !OF_THE_SYSTEM.has(name) && !isTemporary(name) && !(begun && name === 'codebook.json'),
  );
  if (other?.name === 'library.json' || inside.some((entry) => entry.name === 'library.json')) {
    throw new AppError(
      'conflict',
      `There is a library in ${root} already.`,
      'Open it, or choose another folder.',
    );
  }
  if (other) {
    throw new AppError(
      'conflict',
      `The folder ${root} is not empty: it holds “${other.name}”.`,
      'Choose a new or an empty folder.',
    );
  }
  const lock = await acquireLock((await plain.realPath(root)) ?? root);
  try {
    const seal = passphrase === undefined ? null : await Seal.make(plain, root, passphrase, cost);
    const own = seal ? sealedDisk(plain, root, seal.key) : plain;
    const codebook = database(own, root, 'codebook', '');
    const library = database(own, root, 'library', '');
    codebook.data = emptyCodebook;
    library.data = record.data;
    await codebook.write();
    // Last: it is what makes the folder a library.
    await library.write();
    seal?.key.forget();
  } finally {
    await lock.release();
  }
  return openLibrary(root, disk, passphrase === undefined ? {} : { unlock: { passphrase } });
}

/**
 * Opens a library. `not-a-library` (no folder, or none with a library.json in it), `library-too-new`, `library-damaged`
 * (encryption.json), `permission`, `library-locked` (another process writes it and `readOnly` was not
 * asked), `library-sealed` (it has a passphrase and nothing to unlock it was given), `wrong-passphrase`. A folder that
 * cannot be written opens read-only, and says so in `readOnly`; so does one whose newest edits cannot be read. Any other
 * damaged record, library.json too, is made again or listed in `problems`, and the rest opens.
 */
export async function openLibrary(
  folder: string,
  disk: Disk = nodeDisk,
  options: OpenOptions = {},
): Promise<Library> {
  const plain = withPlainErrors(disk);
  const location = resolve(folder);
  const facts = await plain.facts(location);
  if (facts?.kind !== 'folder') {
    throw new AppError(
      'not-a-library',
      facts ? `${location} is a file, not the folder of a library.` : `There is no folder ${location}.`,
      'Choose the folder of a library; if it is on a drive, connect the drive.',
    );
  }
  const root = (await plain.realPath(location)) ?? location;
  await mustBeLibrary(plain, root, location, options.unlock);

  const asked = options.readOnly ?? false;
  let readOnly = asked === false ? null : asked === true ? 'The library was opened for reading only.' : asked;
  let lock: Lock | null = null;
  let seal: Seal | null = null;
  try {
    if (readOnly === null) {
      lock = await acquireLock(root);
      readOnly = await whyNotWritable(plain, root, location);
      if (readOnly !== null) {
        await lock.release();
        lock = null;
      }
    }
    // Only now: whoever had the lock until now may have changed the passphrase, or renamed the library.
    const found = await findSeal(plain, root);
    if (found && options.unlock) seal = await Seal.open(plain, root, found, options.unlock);
    const own = seal ? sealedDisk(plain, root, seal.key) : plain;
    const file = await openLibraryFile(own, plain, root, location, lock !== null);
    if (file === null) throw await notALibrary(plain, root, location);
    const journal = new Journal(own, root);
    const left = await journal.load();
    if (left.unread !== null && lock !== null) {
      readOnly = left.unread;
      await lock.release();
      lock = null;
    }
    const unclean = lock !== null && (await markInUse(own, root));
    // The copy is a precaution: not being able to write it must not keep anyone out.
    if (lock !== null && seal && found?.needsCopy) await seal.writeCopy().catch(() => undefined);
    const problems = found?.problem ? [found.problem, ...left.problems] : left.problems;
    const opened = new OpenedLibrary({ disk: own, location, root, file, journal, readOnly, lock, seal });
    await opened.load({ ...left, problems }, unclean);
    return opened;
  } catch (problem) {
    seal?.key.forget();
    await lock?.release();
    throw problem;
  }
}

/** What can be said before the lock is taken and a passphrase stretched. */
async function mustBeLibrary(
  disk: Disk,
  root: string,
  location: string,
  unlock: Secret | undefined,
): Promise<void> {
  if (await findSeal(disk, root)) {
    if (unlock) return;
    throw isSealed(location);
  }
  const bytes = await disk.read(join(root, 'library.json'));
  if (bytes === null) throw await notALibrary(disk, root, location);
  if (looksSealed(bytes)) throw damagedHeader(join(root, SEAL_FILE), 'the file is missing');
}

const isSealed = (location: string): AppError =>
  new AppError(
    'library-sealed',
    `The library in ${location} is protected with a passphrase.`,
    'Open it with its passphrase or its recovery code.',
  );

async function notALibrary(disk: Disk, root: string, location: string): Promise<AppError> {
  const found = await Promise.all(
    ['documents', JOURNAL_FOLDER, HISTORY_FOLDER].map((name) => disk.facts(join(root, name))),
  );
  if (found.some((facts) => facts?.kind === 'folder')) {
    return new AppError(
      'not-a-library',
      `The folder ${location} holds the documents or the journal of a library, but its library.json is missing.`,
      'Put library.json back from a backup of the folder, or restore a backup (dossier restore); nothing here is changed.',
    );
  }
  return new AppError(
    'not-a-library',
    `The folder ${location} is no library: it has no library.json.`,
    'Choose the folder of a library, or make a new one.',
  );
}

/** Asks the process that has the library open to come to the front. False when nobody answers, or it has no window. */
export async function activateLibrary(folder: string): Promise<boolean> {
  const root = await nodeDisk.realPath(resolve(folder));
  return root !== null && (await activateHolder(root));
}

/** Whether an earlier attempt to make a library here was interrupted: its codebook is there, and nothing in it. */
async function isOfAnAttempt(disk: Disk, root: string): Promise<boolean> {
  const codebook = await database(disk, root, 'codebook', '')
    .open()
    .catch(() => null);
  return codebook?.tags.length === 0;
}

/** What file managers leave in every folder they show. */
const OF_THE_SYSTEM = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory']);

/** Makes a folder and those above it, each name confirmed. */
async function makeFolders(disk: Disk, folder: string): Promise<void> {
  const facts = await disk.facts(folder);
  if (facts?.kind === 'folder') return;
  if (facts) {
    throw new AppError('conflict', `${folder} is a file.`, 'Choose a folder for the library.');
  }
  await makeFolders(disk, dirname(folder));
  await disk.makeFolder(folder);
  await disk.syncFolder(dirname(folder));
}

/** Why the folder cannot be written, in a sentence; null when it can. */
async function whyNotWritable(disk: Disk, root: string, location: string): Promise<string | null> {
  try {
    const probe = temporaryBeside(join(root, 'library.json'));
    await (await disk.create(probe)).close();
    await disk.remove(probe);
    return null;
  } catch (thrown) {
    const problem = AppError.from(thrown);
    if (problem.code === 'permission') {
      return `The library is open for reading only: you have no permission to change the folder ${location}.`;
    }
    if (problem.code === 'read-only') {
      return `The library is open for reading only: the disk that holds ${location} cannot be written.`;
    }
    // A full disk can be read, and edits will say what is wrong.
    return null;
  }
}

/** Marks the library as being written. True when the mark was there: the last session left it. */
async function markInUse(disk: Disk, root: string): Promise<boolean> {
  const mark = join(root, IN_USE_FILE);
  try {
    const left = (await disk.facts(mark)) !== null;
    if (!left) {
      await disk.makeFolder(dirname(mark));
      await (await disk.create(mark)).close();
    }
    return left;
  } catch {
    // The mark only saves the next open some looking.
    return true;
  }
}
