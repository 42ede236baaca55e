import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '../../core/model/id';
import { nodeDisk, withPlainErrors, type Disk } from './disk';
import { documentFolder } from './layout';
import { originalName } from './originalName';

/**
 * Takes away the imported files of documents that are no longer there, and their folders where nothing else is in them.
 * `name` is that of the file when it came; `isSealed` tells how the library names it.
 * Throws `permission`, `disk-failed`; what was taken away before stays away.
 */
export async function removeOriginals(
  root: string,
  originals: readonly { readonly id: Id; readonly name: string }[],
  isSealed: boolean,
  disk: Disk = nodeDisk,
): Promise<void> {
  const plain = withPlainErrors(disk);
  for (const { id, name } of originals) {
    const folder = join(root, documentFolder(id));
    await plain.remove(join(folder, 'original', originalName(name, isSealed)));
    // A folder with something else in it stays: it is not ours to judge.
    for (const empty of [join(folder, 'original'), folder]) await rmdir(empty).catch(() => undefined);
  }
}
