import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Stats } from 'node:fs';
import { AppError } from '../../core/model/appError';

export type EntryKind = 'file' | 'folder' | 'other';

/** What the disk knows of a file. `modified` is in milliseconds, with the fraction the file system keeps. */
export type FileFacts = { readonly kind: EntryKind; readonly size: number; readonly modified: number };

/** Files read at once: enough to keep a disk busy, few enough for the limits on open files. */
export const READ_AT_ONCE = 16;

/** A file being written. */
export type DiskFile = {
  /** Appends; gives the number of bytes taken, which may be fewer than asked. The caller loops. */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves when the content is on the medium (fdatasync). */
  datasync(): Promise<void>;
  facts(): Promise<FileFacts>;
  close(): Promise<void>;
};

/**
 * Every file access of the library, one call per operation of the system, so that a crash simulator or a failing disk can
 * stand in. Paths are absolute. Calls fail with the system's own error (`code: 'ENOSPC'`); `withPlainErrors` puts words
 * to it. Absence is never a failure where null says it.
 */
export type Disk = {
  /**
   * Opens a new, empty file; fails with EEXIST. `as` is the place it is going to be renamed to, where that is another:
   * what is kept under seal is bound to its place.
   */
  create(path: string, as?: string): Promise<DiskFile>;
  /** The whole file; null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** The file piece by piece, for what is too large to hold; fails when there is none. */
  stream(path: string): AsyncIterable<Uint8Array>;
  facts(path: string): Promise<FileFacts | null>;
  /** What stands in a folder, in no order; null when there is no such folder. */
  list(path: string): Promise<readonly { readonly name: string; readonly kind: EntryKind }[] | null>;
  /** Replaces what stands at `to`, atomically. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Makes one folder; false when it was there. Its parent must exist. */
  makeFolder(path: string): Promise<boolean>;
  /** Resolves when names made, changed and removed in the folder are on the medium. */
  syncFolder(path: string): Promise<void>;
  /** The path without links; null when nothing is there. */
  realPath(path: string): Promise<string | null>;
};

/** The disk of this machine. */
export const nodeDisk: Disk = {
  async create(path) {
    const handle = await open(path, 'wx');
    return {
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      datasync: () => handle.datasync(),
      facts: async () => factsOf(await handle.stat()),
      close: () => handle.close(),
    };
  },
  read: (path) => unlessAbsent(readFile(path)),
  stream: (path) => createReadStream(path),
  async facts(path) {
    const found = await unlessAbsent(stat(path));
    return found && factsOf(found);
  },
  async list(path) {
    const found = await unlessAbsent(readdir(path, { withFileTypes: true }));
    return found?.map((entry) => ({ name: entry.name, kind: kindOf(entry) })) ?? null;
  },
  async rename(from, to) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await rename(from, to);
        return;
      } catch (problem) {
        // Windows refuses while a virus scanner or the indexer reads the file; they let go within moments.
        const passing =
          process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(problem));
        if (!passing || attempt === 10) throw problem;
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
      }
    }
  },
  async remove(path) {
    await unlessAbsent(unlink(path));
  },
  async makeFolder(path) {
    try {
      await mkdir(path);
      return true;
    } catch (problem) {
      if (codeOf(problem) === 'EEXIST' && (await stat(path)).isDirectory()) return false;
      throw problem;
    }
  },
  async syncFolder(path) {
    // Windows cannot open a folder for this; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } catch (problem) {
      // Some network file systems have no such call at all: nothing was promised, nothing failed.
      if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(codeOf(problem))) throw problem;
    } finally {
      await handle.close();
    }
  },
  realPath: (path) => unlessAbsent(realpath(path)),
};

/**
 * The same disk, failing with AppErrors that name the file and the next step: `permission` (EACCES, EPERM), `read-only`
 * (EROFS), `disk-full` (ENOSPC, EDQUOT), else `disk-failed`. AppErrors pass as they are.
 */
export function withPlainErrors(disk: Disk): Disk {
  const about = async <R>(path: string, work: Promise<R>): Promise<R> => {
    try {
      return await work;
    } catch (problem) {
      throw plainError(problem, path);
    }
  };
  return {
    create: async (path, as) => {
      const file = await about(path, disk.create(path, as));
      return {
        write: (bytes) => about(path, file.write(bytes)),
        datasync: () => about(path, file.datasync()),
        facts: () => about(path, file.facts()),
        close: () => about(path, file.close()),
      };
    },
    read: (path) => about(path, disk.read(path)),
    async *stream(path) {
      try {
        yield* disk.stream(path);
      } catch (problem) {
        throw plainError(problem, path);
      }
    },
    facts: (path) => about(path, disk.facts(path)),
    list: (path) => about(path, disk.list(path)),
    rename: (from, to) => about(to, disk.rename(from, to)),
    remove: (path) => about(path, disk.remove(path)),
    makeFolder: (path) => about(path, disk.makeFolder(path)),
    syncFolder: (path) => about(path, disk.syncFolder(path)),
    realPath: (path) => about(path, disk.realPath(path)),
  };
}

/** Puts words to an error of the system. */
function plainError(problem: unknown, path: string): AppError {
  if (problem instanceof AppError) return problem;
  const name = basename(path);
  const cause = { cause: problem };
  switch (codeOf(problem)) {
    case 'EACCES':
    case 'EPERM':
      return new AppError(
        'permission',
        `The system does not allow Dossier to use “${name}” (${path}).`,
        'Check the permissions of the folder, or copy the library to a place of your own.',
        cause,
      );
    case 'EROFS':
      return new AppError(
        'read-only',
        `“${name}” cannot be changed: the disk it is on is read-only (${path}).`,
        'Copy the library to a disk that can be written.',
        cause,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError(
        'disk-full',
        `There is no room left on the disk for “${name}” (${path}).`,
        'Free some space and make the change again.',
        cause,
      );
    default:
      return new AppError(
        'disk-failed',
        `The disk failed on “${name}” (${path}): ${problem instanceof Error ? problem.message : String(problem)}.`,
        'Check the disk and its connection, then open the library again.',
        cause,
      );
  }
}

function codeOf(problem: unknown): string {
  const code = problem instanceof Error && 'code' in problem ? problem.code : null;
  return typeof code === 'string' ? code : '';
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (problem) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(problem))) return null;
    throw problem;
  }
}

const kindOf = (entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind =>
  entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';

const factsOf = (found: Stats): FileFacts => ({
  kind: kindOf(found),
  size: found.size,
  modified: found.mtimeMs,
});
