import { dirname, join } from 'node:path';
import type { Disk } from './disk';
import { QUARANTINE_FOLDER } from './layout';

/**
 * Moves a broken file out of the way, byte for byte as it is, to `quarantine/<moment>/` and the path it had. Gives the new
 * path below the library's folder. The caller has made sure that what the file should hold is kept elsewhere.
 */
export async function quarantine(disk: Disk, root: string, path: string, moment: string): Promise<string> {
  // Windows takes no colon in a name.
  const at = join(QUARANTINE_FOLDER, moment.replaceAll(':', '-'), path);
  const made: string[] = [];
  const make = async (folder: string): Promise<void> => {
    if (folder === '.') return;
    await make(dirname(folder));
    if (await disk.makeFolder(join(root, folder))) made.push(dirname(folder));
  };
  await make(dirname(at));
  for (const folder of made) await disk.syncFolder(join(root, folder));
  await disk.rename(join(root, path), join(root, at));
  await disk.syncFolder(join(root, dirname(at)));
  await disk.syncFolder(join(root, dirname(path)));
  return at;
}
