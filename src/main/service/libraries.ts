import { cp, mkdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';
import {
  RecentLibrary,
  type LibrarySecret,
  type LibraryStatus,
  type Service,
  type ShellInfo,
} from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { libraryName } from '../../core/model/library';
import { createLibrary, openLibrary, type Library } from '../library/library';
import { safeFileName } from '../library/safeFileName';
import type { Desk } from './desk';
import type { PartOf } from './partOf';
import { riskyPlace } from './riskyPlace';
import { Guard } from './protection';

/** Libraries remembered for the start screen. */
const RECENT = 12;

/** What to do with a library that another process writes. */
export type IfLocked = 'open-read-only' | 'refuse';

/** Calls that make, open and close libraries; `open` besides, for shells that must not read a locked one. */
export function libraryCalls(
  desk: Desk,
  environment: { info: ShellInfo; dataFolder: string; sampleFolder: string },
): {
  calls: PartOf<Service, 'library'>;
  open: (location: string, ifLocked: IfLocked, secret?: LibrarySecret) => Promise<LibraryStatus>;
  guard: Guard;
} {
  const { info, dataFolder, sampleFolder } = environment;
  const guard = new Guard(desk, () => libraryStatus(desk));

  const take = async (library: Library): Promise<LibraryStatus> => {
    await desk.use(library);
    await remember(dataFolder, library).catch(() => {
      // Not being able to remember must not keep anyone from the library.
    });
    const status = libraryStatus(desk);
    desk.emit('library', status);
    guard.opened();
    return status;
  };

  const open = async (
    location: string,
    ifLocked: IfLocked,
    secret?: LibrarySecret,
  ): Promise<LibraryStatus> => {
    const folder = resolve(location);
    // The library in use is asked for again, perhaps by another way: a second opening would find our own lock. One that
    // is open for reading only is opened anew, since whoever held it may be gone.
    if (desk.isOpen && desk.library.readOnly === null && (await samePlace(desk.library.location, folder))) {
      return libraryStatus(desk);
    }
    const unlock = secret === undefined ? {} : { unlock: secret };
    try {
      return await take(await openLibrary(folder, undefined, unlock));
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'library-sealed') guard.asked(folder);
      if (error.code !== 'library-locked' || ifLocked === 'refuse') throw error;
      const reason = 'The library is open for reading only: another Dossier has it open and writes it.';
      return take(await openLibrary(folder, undefined, { ...unlock, readOnly: reason }));
    }
  };

  const calls: PartOf<Service, 'library'> = {
    'library.status': () => Promise.resolve(desk.isOpen ? libraryStatus(desk) : null),
    'library.recent': () => readRecent(dataFolder),
    'library.create': async ({ name, location, passphrase }) => {
      const title = libraryName(name);
      const usual = join(
        info.librariesFolder,
        passphrase === undefined ? folderName(title) : await nameThatSaysNothing(info.librariesFolder),
      );
      return take(
        await createLibrary(
          resolve(location ?? usual),
          title,
          undefined,
          passphrase === undefined ? {} : { passphrase },
        ),
      );
    },
    'library.open': ({ location, secret }) => open(location, 'open-read-only', secret),
    'library.openSample': async () => {
      const copy = join(info.librariesFolder, 'Sample library');
      if (!(await exists(join(copy, 'library.json')))) {
        if (!(await exists(join(sampleFolder, 'library.json')))) {
          throw new AppError(
            'not-found',
            'The sample library did not come with this copy of Dossier.',
            'Make a new library instead.',
          );
        }
        await mkdir(info.librariesFolder, { recursive: true });
        await cp(sampleFolder, copy, { recursive: true, errorOnExist: false, force: true });
      }
      return open(copy, 'open-read-only');
    },
    'library.rename': async ({ name }) => {
      const { record } = desk.library;
      const title = libraryName(name);
      if (title !== record.name) {
        await desk.edit('Rename library', [
          { kind: 'library', id: record.id, value: { ...record, name: title } },
        ]);
      }
      return libraryStatus(desk);
    },
    'library.close': async () => {
      await desk.use(null);
      desk.emit('library', null);
      guard.opened();
      return null;
    },
    ...guard.calls,
  };
  return { calls, open, guard };
}

/** Asked once for each opening: status is asked for after every edit. */
const cautions = new WeakMap<Library, string | null>();
function cautionOf(library: Library): string | null {
  const known = cautions.get(library);
  if (known !== undefined) return known;
  const caution = riskyPlace(library.location);
  cautions.set(library, caution);
  return caution;
}

/** What the window shows of the open library. Throws `no-library-open`. */
function libraryStatus(desk: Desk): LibraryStatus {
  const { library } = desk;
  const kept = library.summaries().filter((entry) => entry.trashedAt === null);
  return {
    id: library.record.id,
    name: library.record.name,
    location: library.location,
    sealed: library.protection !== null,
    autoLockMinutes: library.protection?.autoLockMinutes ?? null,
    hasRecoveryCode: library.protection?.hasRecoveryCode ?? false,
    documents: kept.length,
    trashed: library.summaries().length - kept.length,
    highlights: kept.reduce((sum, entry) => sum + entry.highlights, 0),
    notes: library.notes().length,
    briefs: library.briefs().length,
    revision: library.revision,
    readOnly: library.readOnly,
    problems: [...library.problems],
    caution: cautionOf(library),
  };
}

const Recent = z.object({ libraries: z.array(RecentLibrary) });

/** The list of recent libraries; one that is damaged is an empty one, since opening libraries makes it again. */
async function recentStore(dataFolder: string): Promise<Low<z.infer<typeof Recent>>> {
  const store = new Low<z.infer<typeof Recent>>(new JSONFile(join(dataFolder, 'recent.json')), {
    libraries: [],
  });
  await store.read().catch(() => undefined);
  const parsed = Recent.safeParse(store.data);
  store.data = parsed.success ? parsed.data : { libraries: [] };
  return store;
}

/** Those whose folder is still there. */
async function readRecent(dataFolder: string): Promise<z.infer<typeof RecentLibrary>[]> {
  const { libraries } = (await recentStore(dataFolder)).data;
  const there = await Promise.all(libraries.map(({ location }) => exists(join(location, 'library.json'))));
  return libraries.filter((_, index) => there[index]);
}

async function remember(dataFolder: string, library: Library): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const store = await recentStore(dataFolder);
  const others = store.data.libraries.filter(({ location }) => location !== library.location);
  const sealed = library.protection !== null;
  const latest = {
    name: sealed ? basename(library.location) : library.record.name,
    location: library.location,
    openedAt: new Date().toISOString(),
    sealed,
  };
  store.data = { libraries: [latest, ...others].slice(0, RECENT) };
  await store.write();
}

/** A folder name that every system takes. */
function folderName(title: string): string {
  const plain = title
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|(?<![. ])[. ]+$/g, '');
  return plain === '' ? 'Library' : safeFileName(plain);
}

/** For the folder of a library whose own name must not show. */
async function nameThatSaysNothing(librariesFolder: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'Protected library' : `Protected library ${count}`;
    if (!(await exists(join(librariesFolder, name)))) return name;
  }
}

async function samePlace(a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const [one, other] = await Promise.all([a, b].map((path) => realpath(path).catch(() => null)));
  return one !== null && one === other;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
