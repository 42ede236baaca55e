import { basename } from 'node:path';
import { AppError } from '../../../core/model/appError';
import type { Disk } from '../disk';
import { LibraryKey } from './libraryKey';
import { placeOf, type Place } from './place';
import { createLog, mostContent, openLog } from './sealedLog';
import { contentSize, createWhole, openWhole } from './sealedWhole';

/**
 * A disk on which every file below `root` is sealed with the library's key and bound to its place; those who use it see
 * contents and sizes of contents, and nothing of the sealing. Names, folders and renames pass as they are: what is written
 * under one name and renamed is created with its final place (`as`).
 *
 * Reading rejects with `library-damaged`, naming the file, for a file that is not sealed with this key, was sealed for
 * another place, or has any bit changed or missing; with `library-sealed` once the key is forgotten. A piece of a stream
 * is proved before it is given out; that the file is whole, only at its end. Nothing is ever removed or made anew because
 * it does not open.
 *
 * The segments of the journal may end early: see `sealedLog`. `facts` of such a segment tells the most it may hold.
 */
export function sealedDisk(disk: Disk, root: string, key: LibraryKey): Disk {
  const streamWhole = async function* (path: string, place: Place, pieces: AsyncIterable<Uint8Array>) {
    if (!(yield* openWhole(pieces, key, place.name))) throw notOurs(path);
  };
  const lines = (path: string, place: Place, bytes: Uint8Array): Buffer => {
    const content = openLog(bytes, key, place.name);
    if (content === null) throw notOurs(path);
    return content;
  };
  const readSealed = async (path: string): Promise<Buffer | null> => {
    const place = placeOf(root, path);
    const bytes = await disk.read(path);
    if (bytes === null) return null;
    if (place.kind === 'log') return lines(path, place, bytes);
    return joined(streamWhole(path, place, only(bytes)));
  };
  return {
    async create(path, as = path) {
      const place = placeOf(root, as);
      const file = await disk.create(path, as);
      try {
        const start = place.kind === 'log' ? createLog : createWhole;
        return await start(file, path, key, place.name);
      } catch (problem) {
        await file.close().catch(() => undefined);
        throw problem;
      }
    },
    read: readSealed,
    async *stream(path) {
      const place = placeOf(root, path);
      if (place.kind === 'whole') yield* streamWhole(path, place, disk.stream(path));
      else yield lines(path, place, await joined(disk.stream(path)));
    },
    async facts(path) {
      const facts = await disk.facts(path);
      if (facts?.kind !== 'file') return facts;
      const size = placeOf(root, path).kind === 'log' ? mostContent(facts.size) : contentSize(facts.size);
      return { ...facts, size };
    },
    list: (path) => disk.list(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    makeFolder: (path) => disk.makeFolder(path),
    syncFolder: (path) => disk.syncFolder(path),
    realPath: (path) => disk.realPath(path),
  };
}

/** A disk whose files only this process can read: sealed with a key that is kept nowhere and ends with it. */
export const privateDisk = (disk: Disk, root: string): Disk => sealedDisk(disk, root, LibraryKey.random());

function notOurs(path: string): AppError {
  return new AppError(
    'library-damaged',
    `${basename(path)} is damaged: it is not as Dossier sealed it, or stands in the wrong place (${path}).`,
    'Put back this file from a backup, then open the library again. Dossier leaves it as it is.',
  );
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a file read already, in the shape of one still being read
async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
