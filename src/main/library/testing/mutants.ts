import { sep } from 'node:path';
import type { Disk, DiskFile } from '../disk';
import { sha256 } from './records';

/** True for what a change goes to first, before its own files are written. */
const inJournal = (path: string): boolean => path.split(sep).includes('journal');

/**
 * Faults that a library like this one could have, each as a disk that lies to a library that has none: to the medium it is
 * the same. A crash simulator that does not find each of them proves nothing.
 */
export const mutants: Readonly<Record<string, (disk: Disk) => Disk>> = {
  'no fdatasync': (disk) => onFiles(disk, (file) => ({ ...file, datasync: () => Promise.resolve() })),

  'no folder sync': (disk) => ({ ...whole(disk), syncFolder: () => Promise.resolve() }),

  /** Files are confirmed, but only after the journal that could make them again is gone. */
  'journal dropped early': (disk) => {
    const owed: (() => Promise<void>)[] = [];
    const settle = async (): Promise<void> => {
      for (const flush of owed.splice(0)) await flush();
    };
    const owe = (flush: () => Promise<void>): Promise<void> => {
      owed.push(() => flush().catch(() => undefined));
      return Promise.resolve();
    };
    const dropping = onFiles(disk, (file, path) =>
      inJournal(path)
        ? file
        : { ...file, datasync: () => owe(() => file.datasync()), close: () => owe(() => file.close()) },
    );
    return {
      ...dropping,
      syncFolder: (path) => (inJournal(path) ? disk.syncFolder(path) : owe(() => disk.syncFolder(path))),
      rename: async (from, to) => {
        await disk.rename(from, to);
        if (inJournal(from)) await settle();
      },
      remove: async (path) => {
        await disk.remove(path);
        if (inJournal(path)) await settle();
      },
    };
  },

  /** A line of the journal counts whatever its checksum says: on reading, each gets the one it should have. */
  'no checksum': (disk) => ({
    ...whole(disk),
    read: async (path) => {
      const bytes = await disk.read(path);
      return bytes && inJournal(path) ? checksummed(bytes) : bytes;
    },
  }),

  /** The number of bytes taken is not looked at, nor the size of the file. */
  'no size check': (disk) =>
    onFiles(disk, (file) => {
      let asked = 0;
      return {
        ...file,
        async write(bytes) {
          asked += bytes.length;
          await file.write(bytes);
          return bytes.length;
        },
        facts: async () => ({ ...(await file.facts()), size: asked }),
      };
    }),

  /** “Kept” is said when the write was asked for; the medium gets it some calls later. */
  'early acknowledgement': (disk) =>
    onFiles(disk, (file) => {
      let owed: Promise<void> | null = null;
      return {
        ...file,
        write: async (bytes) => {
          await owed;
          return file.write(bytes);
        },
        datasync: () => {
          owed = later().then(() => file.datasync());
          return Promise.resolve();
        },
        close: async () => {
          await owed;
          await file.close();
        },
      };
    }),
};

/** Lines with the checksum that journalLine.ts gives them: the first 16 digits of the SHA-256 of what follows, and a space. */
function checksummed(bytes: Uint8Array): Uint8Array {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  const right = lines.map((line) =>
    line[16] === ' ' ? `${sha256(line.slice(17)).slice(0, 16)}${line.slice(16)}` : line,
  );
  return Buffer.from(right.join('\n'));
}

/** Some turns of the loop on: what waits for a disk in memory goes first. */
async function later(): Promise<void> {
  for (let turns = 0; turns < 60; turns += 1) await Promise.resolve();
}

function onFiles(disk: Disk, change: (file: DiskFile, path: string) => DiskFile): Disk {
  return {
    ...whole(disk),
    create: async (path, as) => change(await disk.create(path, as), path),
  };
}

/** The calls of a disk as a plain object, to be spread. */
const whole = (disk: Disk): Disk => ({
  create: (path, as) => disk.create(path, as),
  read: (path) => disk.read(path),
  stream: (path) => disk.stream(path),
  facts: (path) => disk.facts(path),
  list: (path) => disk.list(path),
  rename: (from, to) => disk.rename(from, to),
  remove: (path) => disk.remove(path),
  makeFolder: (path) => disk.makeFolder(path),
  syncFolder: (path) => disk.syncFolder(path),
  realPath: (path) => disk.realPath(path),
});
