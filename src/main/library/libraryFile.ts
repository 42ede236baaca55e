import { basename, join } from 'node:path';
import { AppError } from '../../core/model/appError';
import { newId, type Id } from '../../core/model/id';
import type { LibraryRecord } from '../../core/model/library';
import { Archive, recordOf } from './archive';
import { commit } from './commit';
import { database, type Database } from './database';
import type { Disk } from './disk';
import { definitions, pathOf, QUARANTINE_FOLDER } from './layout';
import { Snapshots } from './snapshots';

export type LibraryFile = {
  readonly library: Database<LibraryRecord>;
  readonly record: LibraryRecord;
  /** What to tell the person, in sentences; null when the file was sound. */
  readonly problem: string | null;
};

/**
 * Reads `library.json`. A damaged one is made again: from the last edit of it, else from a snapshot, else from what the rest of
 * the library tells, and the folder's name. Where `isWriter`, the broken file is first copied to quarantine, byte for byte, then
 * replaced; else everything stays as it is. `raw` is the disk below a seal, `location` the folder as people know it.
 *
 * Null when there is no such file. Throws `library-too-new`, and what the disk says.
 */
export async function openLibraryFile(
  disk: Disk,
  raw: Disk,
  root: string,
  location: string,
  isWriter: boolean,
): Promise<LibraryFile | null> {
  const library = database(disk, root, 'library', '');
  try {
    const record = await library.open();
    return record && { library, record, problem: null };
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'library-damaged') throw thrown;
  }
  const { record, from } = await remade(disk, root, location);
  const said = `library.json was damaged and has been made again from ${from}, with the name “${record.name}”`;
  const kept = isWriter ? await replace(disk, raw, root, library, record).catch(() => null) : null;
  if (kept === null) library.accept(record, null);
  return {
    library,
    record,
    problem:
      kept === null
        ? `${said}, for this time only: the file could not be written (${join(location, pathOf('library', record.id))}).`
        : `${said}; the broken file is kept as ${kept}. Rename the library if it had another name.`,
  };
}

/** The record as well as it is known, and what it is known from, as part of a sentence. */
async function remade(
  disk: Disk,
  root: string,
  location: string,
): Promise<{ record: LibraryRecord; from: string }> {
  let id: Id | null = null;
  let since: string | null = null;
  for await (const { at, changes } of new Archive(disk, root).lines()) {
    since = at;
    for (const change of changes) {
      if (change.kind !== 'library' && change.kind !== 'codebook') continue;
      id ??= change.id;
      const known = change.kind === 'library' ? recordOf('library', change.after) : null;
      if (known) return { record: known as LibraryRecord, from: 'the last edit of it' };
    }
  }
  const known = recordOf('library', await new Snapshots(disk, root).lastKnown('library', null));
  if (known) return { record: known as LibraryRecord, from: 'a snapshot' };
  const name = basename(location).trim().slice(0, 200).trim();
  const record = definitions.library.schema.parse({
    version: 1,
    id: id ?? newId(),
    name: name === '' ? 'Library' : name,
    createdAt: since ?? new Date().toISOString(),
  });
  return { record, from: 'the name of its folder' };
}

/** Gives where the broken file is kept now, below the library's folder. */
async function replace(
  disk: Disk,
  raw: Disk,
  root: string,
  library: Database<LibraryRecord>,
  record: LibraryRecord,
): Promise<string | null> {
  const path = pathOf('library', record.id);
  const broken = await raw.read(join(root, path));
  if (broken === null) return null;
  // Windows takes no colon in a name. Copied, not moved: at no moment may the folder be without this file.
  const aside = join(QUARANTINE_FOLDER, new Date().toISOString().replaceAll(':', '-'), path);
  await commit(raw, root, new Set(), [{ path: join(root, aside), bytes: broken, before: () => null }]);
  // Not put back should the disk fail half-way: the broken one is of no use in this place.
  const change = { ...library.adapter.change(record, null), before: null };
  const facts = await commit(disk, root, new Set(), [change]);
  library.accept(record, facts.get(change.path) ?? null);
  return aside;
}
