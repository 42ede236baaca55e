import { join } from 'node:path';
import type { Id } from '../../core/model/id';
import { isTemporary } from './commit';
import { concurrently } from './concurrently';
import { READ_AT_ONCE, type Disk } from './disk';
import { isId } from './layout';

/**
 * Ids of the things below `notes`, `briefs`, `searches` or `documents` of the library in `root`, sorted. Other names are not
 * ours and are let be. `failed` is told of folders that cannot be listed.
 */
export async function idsIn(
  disk: Disk,
  root: string,
  folder: string,
  kind: 'file' | 'folder',
  failed: (path: string, problem: unknown) => void,
): Promise<Id[]> {
  const list = async (path: string): ReturnType<Disk['list']> => {
    try {
      return await disk.list(path);
    } catch (problem) {
      failed(path, problem);
      return null;
    }
  };
  const path = join(root, folder);
  const ids: Id[] = [];
  await concurrently((await list(path)) ?? [], READ_AT_ONCE, async (shard) => {
    if (shard.kind !== 'folder') return;
    for (const entry of (await list(join(path, shard.name))) ?? []) {
      const id = kind === 'file' ? entry.name.replace(/\.json$/, '') : entry.name;
      if (entry.kind === kind && isId(id) && id.startsWith(shard.name)) ids.push(id);
    }
  });
  return ids.sort();
}

/**
 * Removes what interrupted commits left in a folder and, `depth` levels down, in those inside. Only a writer that holds the
 * lock may, and before its first commit: it might be another's work.
 */
export async function sweep(disk: Disk, folder: string, depth: number): Promise<void> {
  const entries = (await disk.list(folder).catch(() => null)) ?? [];
  await concurrently(entries, READ_AT_ONCE, async ({ name, kind }) => {
    if (kind === 'folder' && depth > 0) await sweep(disk, join(folder, name), depth - 1);
    else if (kind === 'file' && isTemporary(name))
      await disk.remove(join(folder, name)).catch(() => undefined);
  });
}
