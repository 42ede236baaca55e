import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeDisk, type Disk } from './disk';

/** What a library's folder holds beside its records, as counts: for a report that must tell nothing of the case. */
export type KeepingFacts = {
  /** Edits that are not in the files yet, and those that are: segments and their bytes. */
  readonly journal: FolderFacts;
  readonly history: FolderFacts;
  readonly snapshots: FolderFacts;
  readonly quarantine: FolderFacts;
  readonly isSealed: boolean;
  /** Room left on the disk, in bytes; null where the system does not say. */
  readonly free: number | null;
};
export type FolderFacts = { readonly files: number; readonly bytes: number };

/** Reads names and sizes only. What cannot be read counts as nothing. */
export async function keepingFacts(root: string, disk: Disk = nodeDisk): Promise<KeepingFacts> {
  const folder = async (path: string): Promise<FolderFacts> => {
    const sum = { files: 0, bytes: 0 };
    for (const { name, kind } of (await disk.list(path).catch(() => null)) ?? []) {
      const inside = join(path, name);
      if (kind === 'folder') {
        const { files, bytes } = await folder(inside);
        sum.files += files;
        sum.bytes += bytes;
      } else {
        sum.files += 1;
        sum.bytes += (await disk.facts(inside).catch(() => null))?.size ?? 0;
      }
    }
    return sum;
  };
  const facts = await statfs(root).catch(() => null);
  return {
    journal: await folder(join(root, 'journal')),
    history: await folder(join(root, 'history')),
    snapshots: await folder(join(root, 'snapshots')),
    quarantine: await folder(join(root, 'quarantine')),
    isSealed: (await disk.facts(join(root, 'encryption.json')).catch(() => null)) !== null,
    free: facts && facts.bavail * facts.bsize,
  };
}
