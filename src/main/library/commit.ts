import { randomBytes } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../../core/model/appError';
import { concurrently } from './concurrently';
import type { Disk, DiskFile, FileFacts } from './disk';

/** One file to put in place or take away. */
export type FileChange = {
  readonly path: string;
  /** Null takes the file away. */
  readonly bytes: Uint8Array | null;
  /**
   * What stands there now, asked for only when it has to be put back; null when nothing does. Null instead of the function
   * where the new content may stay though the rest failed, since the journal holds it.
   */
  readonly before: (() => Uint8Array | null) | null;
};

/**
 * A change that did not happen. Disk and memory are as before, unless `trusted` is false: then the disk did not confirm
 * or could not be put back, and nothing may be written before the library is opened again and read from the disk.
 */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed';
  readonly problem: AppError;
  readonly trusted: boolean;

  constructor(problem: AppError, trusted: boolean) {
    super(problem.message, { cause: problem });
    this.problem = problem;
    this.trusted = trusted;
  }
}

const TEMPORARY = /^\.[0-9a-f]{16}\.dossier-part$/;

/** True for the name of a file that a commit left when it was interrupted. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Short whatever the final name is, so that the longest name allowed still has a temporary one. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `.${randomBytes(8).toString('hex')}.dossier-part`);

/** Calls on their way at once: a journalling file system confirms together what waits together. More brings nothing. */
const AT_ONCE = 16;

/**
 * Changes files durably, all or none. First every new content goes to a temporary file beside its place, is measured and
 * confirmed by the disk: a full disk fails here, where nothing has changed yet. Then the files take their places in the
 * order given, then the folders are confirmed. A failure in between puts back what had changed.
 *
 * A crash between two of the renames leaves some of them done: callers give the file that makes the rest count last. Where it
 * is all one which are done, `inOrder: false` has them done together, which many small files need.
 *
 * `known` are folders known to exist; missing ones below `root` are made and added. Gives the facts of each file written.
 * Throws CommitFailed.
 */
export async function commit(
  disk: Disk,
  root: string,
  known: Set<string>,
  changes: readonly FileChange[],
  { inOrder = true }: { readonly inOrder?: boolean } = {},
): Promise<Map<string, FileFacts>> {
  const facts = new Map<string, FileFacts>();
  const temporaries = new Map<FileChange, string>();
  const folders = new Set<string>();
  const flushes = { confirmed: true };
  // After a failed flush the system may drop the pages and call the file clean: a second try that succeeds proves nothing
  // (Rebello et al., USENIX ATC 2020). A full disk is the exception: the temporary file is thrown away as a whole.
  const confirm = async (flush: () => Promise<void>, ofFolder: boolean): Promise<void> => {
    try {
      await flush();
    } catch (problem) {
      if (ofFolder || AppError.from(problem).code !== 'disk-full') flushes.confirmed = false;
      throw problem;
    }
  };
  const fail = (problem: unknown, trusted: boolean): CommitFailed => {
    // Whoever failed to write there may have lost the folder: look again next time.
    for (const { path } of changes) known.delete(dirname(path));
    return new CommitFailed(AppError.from(problem), trusted);
  };

  try {
    const written = changes.filter(({ bytes }) => bytes !== null).map(({ path }) => dirname(path));
    for (const parent of await ensureFolders(disk, root, written, known)) folders.add(parent);
    for (const folder of written) folders.add(folder);
    for (const { path, bytes } of changes) {
      if (bytes === null && (await disk.facts(path)) !== null) folders.add(dirname(path));
    }
    await concurrently(changes, AT_ONCE, async (change) => {
      if (!change.bytes) return;
      const temporary = temporaryBeside(change.path);
      temporaries.set(change, temporary);
      facts.set(
        change.path,
        await writeTemporary(disk, temporary, change.path, change.bytes, (file) =>
          confirm(() => file.datasync(), false),
        ),
      );
    });
  } catch (problem) {
    await discard(disk, temporaries.values());
    throw fail(problem, flushes.confirmed);
  }

  const changed: FileChange[] = [];
  try {
    await concurrently(changes, inOrder ? 1 : AT_ONCE, async (change) => {
      const temporary = temporaries.get(change) ?? temporaryBeside(change.path);
      try {
        // A file taken away is set aside first, so that putting it back needs no room.
        if (change.bytes) await disk.rename(temporary, change.path);
        else if ((await disk.facts(change.path)) !== null) {
          temporaries.set(change, temporary);
          await disk.rename(change.path, temporary);
        }
      } catch (problem) {
        if (change.bytes === null || !(await stands(disk, temporary))) changed.push(change);
        throw problem;
      }
      changed.push(change);
    });
    await concurrently(folders, AT_ONCE, (folder) => confirm(() => disk.syncFolder(folder), true));
  } catch (problem) {
    const back = await putBack(disk, changed.reverse(), temporaries, folders);
    await discard(disk, temporaries.values());
    throw fail(problem, flushes.confirmed && back);
  }
  for (const folder of folders) known.add(folder);
  await discard(
    disk,
    changes.filter((change) => change.bytes === null).flatMap((change) => temporaries.get(change) ?? []),
  );
  return facts;
}

/** Undoes renames, last first. False when the disk did not let us, or did not confirm. */
async function putBack(
  disk: Disk,
  changed: readonly FileChange[],
  temporaries: ReadonlyMap<FileChange, string>,
  folders: ReadonlySet<string>,
): Promise<boolean> {
  try {
    for (const change of changed) {
      if (change.before === null) continue;
      const aside = temporaries.get(change);
      if (change.bytes === null) {
        if (aside !== undefined && (await stands(disk, aside))) await disk.rename(aside, change.path);
        continue;
      }
      const before = change.before();
      if (before === null) await disk.remove(change.path);
      else {
        const again = temporaryBeside(change.path);
        await writeTemporary(disk, again, change.path, before, (file) => file.datasync());
        await disk.rename(again, change.path);
      }
    }
    await concurrently(folders, AT_ONCE, (folder) => disk.syncFolder(folder));
    return true;
  } catch {
    // The first failure is the one to tell; this one only means that the disk can no longer be trusted.
    return false;
  }
}

/** Writes a whole new file, to be renamed to `as`: content measured, then confirmed. */
async function writeTemporary(
  disk: Disk,
  path: string,
  as: string,
  bytes: Uint8Array,
  confirm: (file: DiskFile) => Promise<void>,
): Promise<FileFacts> {
  const file = await disk.create(path, as);
  try {
    for (let at = 0; at < bytes.length;) {
      const taken = await file.write(bytes.subarray(at));
      if (taken <= 0) throw shortWrite(path, at, bytes.length);
      at += taken;
    }
    const facts = await file.facts();
    if (facts.size !== bytes.length) throw shortWrite(path, facts.size, bytes.length);
    await confirm(file);
    return facts;
  } finally {
    await file.close();
  }
}

/** Temporary files that stay behind are swept at the next open: nothing to report. */
async function discard(disk: Disk, temporaries: Iterable<string>): Promise<void> {
  for (const path of temporaries) await disk.remove(path).catch(() => undefined);
}

async function stands(disk: Disk, path: string): Promise<boolean> {
  return disk.facts(path).then(
    (facts) => facts !== null,
    () => false,
  );
}

/**
 * Makes the folders and what is missing above them. Gives the parents whose list of names must be confirmed: also where
 * the folder was there, since it may stem from a change that failed before its name was confirmed.
 */
async function ensureFolders(
  disk: Disk,
  root: string,
  wanted: readonly string[],
  known: ReadonlySet<string>,
): Promise<Set<string>> {
  const missing = new Set<string>();
  for (const folder of wanted) {
    for (let at = folder; at !== root && !known.has(at) && !missing.has(at); at = dirname(at)) {
      missing.add(at);
    }
  }
  // Level by level, since a parent must be there first.
  const levels: (string[] | undefined)[] = [];
  for (const folder of missing) (levels[folder.split(sep).length] ??= []).push(folder);
  for (const level of levels) {
    await concurrently(level ?? [], AT_ONCE, async (folder) => void (await disk.makeFolder(folder)));
  }
  return new Set(Array.from(missing, dirname));
}

/** A disk that took fewer bytes than it said. */
export function shortWrite(path: string, taken: number, asked: number): AppError {
  return new AppError(
    'disk-failed',
    `The disk took ${taken} of ${asked} bytes of ${path}.`,
    'Check that there is room on the disk, then make the change again.',
  );
}
