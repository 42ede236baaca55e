import { join, sep } from 'node:path';
import type { Id } from '../../core/model/id';
import type { LibraryFault } from '../../core/model/libraryFault';
import { isTemporary } from './commit';
import type { Disk } from './disk';
import { faultOf, fileOf } from './faults';
import { isId } from './layout';
import type { Listed } from './standingRecords';

/** What stands in folders of its own, by the folder. */
const ROOMS: Partial<Readonly<Record<string, Listed>>> = {
  documents: 'document',
  notes: 'note',
  briefs: 'brief',
  searches: 'search',
};

/**
 * Ids by the places of their files; adds leftovers, and what stands where it does not belong, to `faults`. Throws what
 * `signal` throws.
 */
export async function walkLibrary(
  disk: Disk,
  root: string,
  faults: LibraryFault[],
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<Listed, Set<Id>>>> {
  const found = {
    document: new Set<Id>(),
    note: new Set<Id>(),
    brief: new Set<Id>(),
    search: new Set<Id>(),
  };
  const walk = async (folder: string): Promise<void> => {
    signal?.throwIfAborted();
    let entries;
    try {
      entries = (await disk.list(join(root, folder))) ?? [];
    } catch (thrown) {
      signal?.throwIfAborted();
      faults.push(faultOf(folder, 'record', thrown));
      return;
    }
    for (const { name, kind } of entries) {
      const path = join(folder, name);
      const parts = path.split(sep);
      if (parts[0] === 'quarantine') {
        if (kind === 'folder') await walk(path);
        else if (name === 'text.json') {
          // The text that took its place was proven; where it was not, that is a fault by itself.
          faults.push({
            file: fileOf(path),
            kind: 'leftover',
            fault: 'A broken text, set aside when it was read again from its original.',
            next: 'Nothing needs to be done: it can be deleted.',
          });
        } else {
          faults.push({
            file: fileOf(path),
            kind: 'quarantine',
            fault: 'It was set aside because it could not be read.',
            next: 'Compare it with a backup; delete it when it is no longer needed.',
          });
        }
        continue;
      }
      if (kind === 'file' && isTemporary(name)) {
        faults.push({
          file: fileOf(path),
          kind: 'leftover',
          fault: 'An interrupted write left it.',
          next: 'Nothing needs to be done: it is removed when the library is opened next.',
        });
        continue;
      }
      const [room, shard, own] = parts;
      const listed = room === undefined ? undefined : ROOMS[room];
      if (listed === undefined) {
        if (kind === 'folder' && parts.length < 3) await walk(path);
        continue;
      }
      if (parts.length < 3) {
        if (kind === 'folder') await walk(path);
        continue;
      }
      const id = listed === 'document' ? own! : own!.replace(/\.json$/, '');
      if (parts.length === 3 && isId(id) && (listed === 'document') === (kind === 'folder')) {
        if (id.startsWith(shard!)) found[listed].add(id);
        else {
          faults.push({
            file: fileOf(path),
            kind: 'record',
            fault: `It stands in the folder “${shard!}”, where it is not found: its id begins with ${id.slice(0, 2)}.`,
            next: `Close the library and move it to ${room!}/${id.slice(0, 2)}.`,
          });
        }
      }
      if (kind === 'folder' && parts.length < 5) await walk(path);
    }
  };
  await walk('');
  return found;
}
