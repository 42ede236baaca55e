import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';
import { LastBackup, type Change, type Service, type ShellInfo } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { ParserPool } from '../import/parserPool';
import { backupName, writeBackup } from '../library/backup';
import { acquireLock } from '../library/lock';
import { openLibrary, type RecordChange, type RecordChanged } from '../library/library';
import { removeOriginals } from '../library/removeOriginals';
import { restoreBackup } from '../library/restore';
import { deletedLately, restoreDeleted } from './deletedLately';
import type { Desk } from './desk';
import { holdMoment } from './holdMoment';
import type { PartOf } from './partOf';
import { repair, type Repaired } from './repair';

/** Calls that keep a library: backup, restore, check, and taking things away for good. */
export function keepingCalls(
  desk: Desk,
  { info, dataFolder, parsers }: { info: ShellInfo; dataFolder: string; parsers: ParserPool },
): PartOf<Service, 'keeping'> {
  const backupsFolder = join(info.librariesFolder, 'Backups');
  const alone = new OneAtATime();

  return {
    'keeping.state': async () => {
      const { library } = desk;
      return {
        lastBackup: (await readBackups(dataFolder))[library.record.id] ?? null,
        backupsFolder,
        createdAt: library.record.createdAt,
        snapshots: await snapshots(library.location),
      };
    },

    'keeping.recordsSince': async ({ at }) => {
      const changes = await desk.library.stateAt(at);
      const counts = new Map<Change['kind'], number>();
      for (const { kind } of changes) {
        if (kind !== 'text') counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      return {
        records: changes.length,
        kinds: Array.from(counts, ([kind, records]) => ({ kind, records })),
      };
    },

    'keeping.deleted': () => deletedLately(desk.library),
    'keeping.restoreDeleted': async ({ id }) => ({ name: await restoreDeleted(desk, id) }),

    'keeping.backup': ({ to, name }, { signal, progress }) =>
      alone.run('a backup is written', async () => {
        const { library } = desk;
        // Another process may write what this one only reads: then the files are not one moment of the library.
        const lock = library.readOnly === null ? null : await acquireLock(await realpath(library.location));
        await lock?.release();
        const folder = resolve(to ?? backupsFolder);
        // The name of a sealed library must not show, neither on the file nor in it.
        const shown = library.protection === null ? library.record.name : basename(library.location);
        const file = name === null ? await freeName(folder, shown) : join(folder, name);
        await (to === null ? makeFolder(folder) : mustBeFolder(folder));
        const written = await writeBackup(library.location, file, {
          name: shown,
          dossier: info.version,
          signal,
          progress,
          holdStill: () => holdMoment(desk),
        });
        const last = { at: new Date().toISOString(), file: written.file, bytes: written.bytes };
        await remember(dataFolder, library.record.id, last).catch(() => {
          // The backup stands; only the line that tells of it is missing.
        });
        return written;
      }),

    'keeping.restore': ({ file, to, partial }, { signal, progress }) =>
      alone.run('a library is restored', async () => {
        const restored = await restoreBackup(file, to, { partial, signal, progress });
        return { ...restored, faults: [...restored.faults], ...(await sayingOf(restored.folder)) };
      }),

    'keeping.check': async (_input, { signal, progress }) => {
      const { documents, notes, briefs, faults } = await desk.library.check({ signal, progress });
      return { documents, notes, briefs, faults: [...faults] };
    },

    'keeping.repair': ({ files }, { signal, progress }) =>
      alone.run('the library is repaired', async () => {
        const { library } = desk;
        if (library.readOnly !== null) {
          throw new AppError('read-only', library.readOnly, 'Open the library where it can be written.');
        }
        const results: Repaired[] = [];
        for (const file of new Set(files)) {
          signal.throwIfAborted();
          progress({ stage: 'checking', done: results.length, total: files.length });
          results.push(await repair(desk, parsers, file, signal));
        }
        return results;
      }),

    'keeping.deleteForGood': ({ ids }) =>
      alone.run('documents are deleted', () =>
        desk.inTurn(async () => {
          const { library } = desk;
          const gone = new Set<Id>(ids);
          const originals: { id: Id; name: string }[] = [];
          const changes: RecordChange[] = [];
          for (const id of gone) {
            const { trashedAt, original, metadata } = await desk.record('document', id);
            if (trashedAt === null) {
              throw new AppError(
                'conflict',
                `“${metadata.title}” is not in the trash.`,
                'Move it to the trash first.',
              );
            }
            originals.push({ id, name: original.name });
            changes.push(
              { kind: 'document', id, value: null },
              { kind: 'annotations', id, value: null },
              { kind: 'text', id, value: null },
            );
          }
          const notes = library
            .notes()
            .filter(({ subject }) => subject.kind !== 'library' && gone.has(subject.document));
          for (const { id } of notes) changes.push({ kind: 'note', id, value: null });
          const deleted = await library.transact('Delete for good', changes);
          desk.history.forget((change) => isOf(gone, change));
          desk.announce(deleted);
          // Neither undo nor a way back to a moment may bring them back.
          await library.forget(changes);
          await removeOriginals(library.location, originals, library.protection !== null);
          return { documents: originals.length, notes: notes.length };
        }),
      ),
  };
}

/** Whether a change is of one of these documents, or of a note that was on one. */
function isOf(documents: ReadonlySet<Id>, change: RecordChanged): boolean {
  if (change.kind === 'document' || change.kind === 'annotations') return documents.has(change.id);
  if (change.kind !== 'note') return false;
  return [change.before, change.after].some(
    (note) => note !== null && note.subject.kind !== 'library' && documents.has(note.subject.document),
  );
}

/** What a restored library says of itself. One under seal says nothing: every byte of it was held against the backup. */
async function sayingOf(folder: string): Promise<{ sealed: boolean; problems: string[] }> {
  try {
    const opened = await openLibrary(folder, undefined, { readOnly: true });
    const problems = [...opened.problems];
    await opened.close();
    return { sealed: false, problems };
  } catch (thrown) {
    const error = AppError.from(thrown);
    const sealed = error.code === 'library-sealed';
    return { sealed, problems: sealed ? [] : [error.message] };
  }
}

/** Long work on the whole library, of which there is one at a time: a deletion must not pull files from under a backup. */
class OneAtATime {
  #what: string | null = null;

  async run<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#what !== null) {
      throw new AppError('conflict', `Not now: ${this.#what}.`, 'Wait until that is done, or stop it.');
    }
    this.#what = what;
    try {
      return await work();
    } finally {
      this.#what = null;
    }
  }
}

const Backups = z.record(z.string(), LastBackup);

/** The last backup of each library this machine made, by the library's id. A damaged list is an empty one. */
async function backupStore(dataFolder: string): Promise<Low<z.infer<typeof Backups>>> {
  const store = new Low<z.infer<typeof Backups>>(new JSONFile(join(dataFolder, 'backups.json')), {});
  await store.read().catch(() => undefined);
  const parsed = Backups.safeParse(store.data);
  store.data = parsed.success ? parsed.data : {};
  return store;
}

async function readBackups(dataFolder: string): Promise<z.infer<typeof Backups>> {
  return (await backupStore(dataFolder)).data;
}

async function remember(dataFolder: string, library: Id, last: z.infer<typeof LastBackup>): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const store = await backupStore(dataFolder);
  store.data = { ...store.data, [library]: last };
  await store.write();
}

/** The daily snapshots of a library, newest first. */
async function snapshots(location: string): Promise<{ day: string; at: string }[]> {
  const folder = join(location, 'snapshots');
  const names = await readdir(folder).catch((): string[] => []);
  const days = names.flatMap((name) => /^(\d{4}-\d\d-\d\d)\.jsonl\.gz$/.exec(name)?.[1] ?? []);
  const moments = days.map(async (day) => {
    const written = (await stat(join(folder, `${day}.jsonl.gz`)).catch(() => null))?.mtime.toISOString();
    // A copied folder may have lost the times of its files; then it is the end of the day.
    return { day, at: written?.startsWith(day) ? written : `${day}T23:59:59.999Z` };
  });
  return (await Promise.all(moments)).sort((a, b) => (a.day < b.day ? 1 : -1));
}

/** A second backup of one day gets a number. */
async function freeName(folder: string, library: string): Promise<string> {
  const name = backupName(library, new Date());
  for (let count = 1; ; count += 1) {
    const file = join(folder, count === 1 ? name : name.replace(/\.dossier$/, ` (${count}).dossier`));
    if ((await stat(file).catch(() => null)) === null) return file;
  }
}

/** A folder that somebody named is not made: a drive that is not connected would become a folder on this one. */
async function mustBeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new AppError(
    'not-found',
    found ? `${folder} is a file, not a folder.` : `There is no folder ${folder}.`,
    'Choose a folder that is there; if it is on a drive, connect the drive.',
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (problem) {
    throw new AppError(
      'permission',
      `The folder ${folder} for the backup cannot be made (${(problem as NodeJS.ErrnoException).code ?? basename(folder)}).`,
      'Choose another place.',
      { cause: problem },
    );
  }
}
