import { join } from 'node:path';
import { isTemporary, shortWrite, temporaryBeside } from './commit';
import type { Disk } from './disk';
import { CACHE_FOLDER, CATALOGUE_FILE, IN_USE_FILE, RESERVE_FILE } from './layout';

/**
 * Room for what others derive from a library, such as an index, so that it need not be made anew at each opening. Any of
 * it may be gone or old at any time: whoever keeps something writes into it what it was made from. Files appear whole or
 * not at all, but the disk is not asked to confirm them. Names are of small letters, digits, points and hyphens.
 */
export interface Caches {
  /** Null when there is none, or it cannot be read. */
  read(name: string): Promise<Uint8Array | null>;
  /** Nothing happens in a library that is open for reading only. Rejects when the disk fails. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** In no order. */
  list(): Promise<readonly string[]>;
  /** Nothing happens when there is none, or in a library that is open for reading only. */
  remove(name: string): Promise<void>;
}

/** Files of the library itself in the same folder. */
const OWN: ReadonlySet<string> = new Set([CATALOGUE_FILE, IN_USE_FILE, RESERVE_FILE]);

/** The caches of the library in `root`. */
export function cachesIn(disk: Disk, root: string, readOnly: boolean): Caches {
  const folder = join(root, CACHE_FOLDER);
  const isName = (name: string): boolean =>
    /^[a-z0-9][a-z0-9.-]{0,99}$/.test(name) && !OWN.has(join(CACHE_FOLDER, name));
  const pathOf = (name: string): string => {
    if (!isName(name)) throw new RangeError(`“${name}” is not the name of a cache`);
    return join(folder, name);
  };
  return {
    read: async (name) => disk.read(pathOf(name)).catch(() => null),
    async write(name, bytes) {
      const path = pathOf(name);
      if (readOnly) return;
      await disk.makeFolder(folder);
      const temporary = temporaryBeside(path);
      try {
        const file = await disk.create(temporary, path);
        try {
          for (let at = 0; at < bytes.length;) {
            const taken = await file.write(bytes.subarray(at));
            if (taken <= 0) throw shortWrite(path, at, bytes.length);
            at += taken;
          }
        } finally {
          await file.close();
        }
        await disk.rename(temporary, path);
      } catch (problem) {
        await disk.remove(temporary).catch(() => undefined);
        throw problem;
      }
    },
    async list() {
      const entries = (await disk.list(folder).catch(() => null)) ?? [];
      return entries
        .filter(({ name, kind }) => kind === 'file' && isName(name) && !isTemporary(name))
        .map(({ name }) => name);
    },
    async remove(name) {
      const path = pathOf(name);
      if (!readOnly) await disk.remove(path);
    },
  };
}
