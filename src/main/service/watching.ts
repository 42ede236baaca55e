import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve, sep } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';
import type { Service, WatchedFolder } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { isLeftover } from '../../core/model/leftover';
import type { Library } from '../library/library';
import type { Desk } from './desk';
import { fileInput } from './fileInput';
import type { Importer } from './imports';
import type { PartOf } from './partOf';

/** By library the folders that are watched for it on this machine. */
const Watched = z.object({ folders: z.record(z.string(), z.array(z.string())) });
type Watched = z.infer<typeof Watched>;

/** Of each file that was taken its size and the time of its last change: known files are not even read. */
const Seen = z.record(z.string(), z.string());

/** Milliseconds a file must keep its size before it is taken: somebody may still be writing it. */
const STILL = 1_000;
/** Milliseconds to wait for more: files come in flocks. */
const GATHER = 300;
/** Milliseconds between two looks whether a folder is there: a stick is pulled and put in again. */
const LOOK = 2_000;

const NOT_THERE = 'The folder is not there. Its files come when it is.';
const GONE = 'The folder is gone. Its files come again when it is back.';

/**
 * Folders whose files come into the library by themselves: those that are there, and those that come as long as the library
 * is open here. Which folders is a matter of this machine and kept on it, not in the library: a library from somebody else must
 * never be able to take in files of this machine. Nothing in a folder is changed, and what leaves it stays in the library.
 */
export class Watching {
  readonly #watchers = new Map<string, Watcher>();
  #library: Library | null = null;
  #generation: Promise<void> = Promise.resolve();

  constructor(
    private readonly desk: Desk,
    private readonly importer: Importer,
    private readonly dataFolder: string,
  ) {
    desk.onEvent((name, value) => {
      if (name === 'library') void this.#follow(value !== null);
    });
  }

  list(): WatchedFolder[] {
    return Array.from(this.#watchers.values(), (watcher) => watcher.state);
  }

  /** Begins to watch; `not-found`, `bad-input` for a folder that cannot be, `conflict` for one that is watched. */
  async add(given: string): Promise<void> {
    const { library } = this.desk;
    if (library.readOnly !== null) throw new AppError('read-only', library.readOnly);
    if (given.trim() === '') throw new AppError('bad-input', 'No folder was named.', 'Choose a folder.');
    // Where a host was started is nothing a person at its window knows.
    if (!isAbsolute(given.trim())) {
      throw new AppError(
        'bad-input',
        `“${given.trim()}” is not the whole path of a folder.`,
        `Write it from its beginning, like ${join(homedir(), 'Downloads')}.`,
      );
    }
    const folder = await realpath(given.trim()).catch(() => resolve(given.trim()));
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new AppError('not-found', `There is no folder ${folder}.`, 'Check the path.');
    if (this.#watchers.has(folder)) throw new AppError('conflict', `${folder} is watched already.`);
    const home = await realpath(library.location);
    if (isWithin(folder, home) || isWithin(home, folder)) {
      throw new AppError(
        'bad-input',
        `${folder} holds the library or lies in it.`,
        'Choose a folder outside of the library.',
      );
    }
    await this.#start(library, folder);
    await this.#remember(library);
  }

  /** No longer watches; what came stays. `not-found` for a folder that is not watched. */
  async remove(given: string): Promise<void> {
    const folder = resolve(given);
    const watcher = this.#watchers.get(folder);
    if (!watcher) throw new AppError('not-found', `${folder} is not watched.`);
    this.#watchers.delete(folder);
    await watcher.close();
    await this.#remember(this.desk.library);
  }

  async close(): Promise<void> {
    await this.#follow(false);
  }

  /** After another library, or none, is open. */
  #follow(isOpen: boolean): Promise<void> {
    const next = async (): Promise<void> => {
      const library = isOpen && this.desk.isOpen ? this.desk.library : null;
      if (library === this.#library) return;
      this.#library = library;
      const before = [...this.#watchers.values()];
      this.#watchers.clear();
      await Promise.all(before.map((watcher) => watcher.close()));
      if (library?.readOnly !== null) return;
      const folders = (await this.#store()).data.folders[library.record.id] ?? [];
      for (const folder of folders) {
        if (!this.desk.isUsing(library)) return;
        // One that cannot be watched now stays in the list, with the reason.
        await this.#start(library, folder);
      }
    };
    this.#generation = this.#generation.then(next, next);
    return this.#generation;
  }

  async #start(library: Library, folder: string): Promise<void> {
    const watcher: Watcher = new Watcher(library, folder, this.importer, {
      isUsing: () => this.desk.isUsing(library) && this.#watchers.get(folder) === watcher,
      told: (report) => this.desk.emit('watched', { folder, report }),
    });
    this.#watchers.set(folder, watcher);
    await watcher.start();
  }

  /** Of a library under a passphrase nothing is kept outside of it: its folders are watched until it is closed. */
  async #remember(library: Library): Promise<void> {
    if (library.protection !== null) return;
    await mkdir(this.dataFolder, { recursive: true });
    const store = await this.#store();
    store.data.folders[library.record.id] = [...this.#watchers.keys()];
    await store.write();
  }

  async #store(): Promise<Low<Watched>> {
    const store = new Low<Watched>(new JSONFile(join(this.dataFolder, 'watched.json')), { folders: {} });
    await store.read().catch(() => undefined);
    const parsed = Watched.safeParse(store.data);
    store.data = parsed.success ? parsed.data : { folders: {} };
    return store;
  }
}

type Reported = Awaited<ReturnType<Importer['run']>>;

/** One folder being watched. */
class Watcher {
  #watcher: FSWatcher | null = null;
  #seen: Record<string, string> = {};
  readonly #waiting = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #look: ReturnType<typeof setInterval> | null = null;
  #isLooking = false;
  /** What the system calls the folder that is watched; null while there is none, undefined before the first look. */
  #number: bigint | null | undefined = undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  #imported = 0;
  #problem: string | null = null;

  constructor(
    private readonly library: Library,
    private readonly folder: string,
    private readonly importer: Importer,
    private readonly desk: { isUsing: () => boolean; told: (report: Reported) => void },
  ) {}

  get state(): WatchedFolder {
    return {
      folder: this.folder,
      imported: this.#imported,
      waiting: this.#waiting.size,
      problem: this.#problem,
    };
  }

  /** Resolves when the folder was looked through once. */
  async start(): Promise<void> {
    this.#seen = await this.#readSeen();
    await this.#lookForFolder();
    if (this.#isStopped()) return;
    this.#look = setInterval(() => void this.#lookForFolder(), LOOK);
    this.#look.unref();
  }

  async #watch(): Promise<void> {
    const watcher = watch(this.folder, {
      followSymlinks: false,
      ignored: (path) => path !== this.folder && isLeftover(basename(path)),
      awaitWriteFinish: { stabilityThreshold: STILL, pollInterval: 200 },
      alwaysStat: true,
    });
    this.#watcher = watcher;
    const come = (path: string, facts: { size: number; mtimeMs: number } | undefined): void => {
      const mark = `${facts?.size ?? 0} ${Math.round(facts?.mtimeMs ?? 0)}`;
      if (this.#seen[path] === mark) return;
      this.#waiting.set(path, mark);
      this.#timer ??= setTimeout(() => this.#gathered(), GATHER);
    };
    watcher.on('add', come).on('change', come);
    watcher.on('unlinkDir', (path) => {
      if (path === this.folder) void this.#lookForFolder();
    });
    watcher.on('error', (thrown) => {
      this.#problem = troubleOf(this.folder, thrown as NodeJS.ErrnoException);
    });
    // One that is closed before is never ready.
    await new Promise<void>((ready) => {
      watcher.once('ready', ready);
      this.#stop.signal.addEventListener('abort', () => ready(), { once: true });
    });
    // It may have been let go of meanwhile.
    if (this.#isStopped()) await watcher.close();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#look !== null) clearInterval(this.#look);
    await this.#watcher?.close();
    await this.#work;
  }

  /**
   * Looks whether the folder is there: what watches it is told neither when an empty one goes nor when it is back, and one
   * that took its place it does not know.
   */
  async #lookForFolder(): Promise<void> {
    if (this.#isLooking || this.#isStopped()) return;
    this.#isLooking = true;
    try {
      const now = await folderNumber(this.folder);
      if (now === this.#number || this.#isStopped()) return;
      const before = this.#number;
      this.#number = now;
      await this.#watcher?.close();
      this.#watcher = null;
      if (now === null) {
        this.#problem = before === undefined ? NOT_THERE : GONE;
        return;
      }
      this.#problem = null;
      await this.#watch();
    } finally {
      this.#isLooking = false;
    }
  }

  /** Asked anew after each wait. */
  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #gathered(): void {
    this.#timer = null;
    const files = [...this.#waiting];
    this.#waiting.clear();
    this.#work = this.#work.then(() => this.#take(files));
  }

  async #take(files: readonly (readonly [path: string, mark: string])[]): Promise<void> {
    if (!this.desk.isUsing()) return;
    try {
      const there = await filesAmong(files.map(([path]) => path));
      const found = await this.importer.run(there.map(fileInput), {
        signal: this.#stop.signal,
        progress: () => undefined,
        run: newId(),
      });
      if (found.cancelled) return;
      const report = await withoutGone(found);
      this.#imported += report.imported;
      for (const [path, mark] of files) this.#seen[path] = mark;
      await this.#writeSeen();
      if (report.imported + report.failed > 0) this.desk.told(report);
    } catch (thrown) {
      this.#problem = AppError.from(thrown).message;
    }
  }

  get #cache(): string {
    return `watched-${hexOf(this.folder)}`;
  }

  async #readSeen(): Promise<Record<string, string>> {
    try {
      const bytes = await this.library.caches.read(this.#cache);
      return bytes === null ? {} : Seen.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch {
      return {};
    }
  }

  /** Lost, it costs another reading of the folder: files that are in the library are known by their bytes. */
  async #writeSeen(): Promise<void> {
    await this.library.caches
      .write(this.#cache, Buffer.from(JSON.stringify(this.#seen)))
      .catch(() => undefined);
  }
}

/** The number of a folder on its disk; null where there is none. */
async function folderNumber(path: string): Promise<bigint | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found?.isDirectory() === true ? found.ino : null;
}

/** Of these paths those of files that are there: a link may lead to any file of the machine, and nothing ends in a pipe. */
async function filesAmong(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const facts = await lstat(path).catch(() => null);
    if (facts?.isFile() === true) found.push(path);
  }
  return found;
}

/** The report without files that were taken away before they were read: nobody misses them. */
async function withoutGone(report: Reported): Promise<Reported> {
  const outcomes: Reported['outcomes'] = [];
  for (const outcome of report.outcomes) {
    const isGone =
      outcome.error?.code === 'file-unreadable' && (await lstat(outcome.path).catch(() => null)) === null;
    if (!isGone) outcomes.push(outcome);
  }
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  return { ...report, failed, outcomes };
}

/** Why a folder or something in it is not watched, in a sentence. */
function troubleOf(folder: string, { code, path, message }: NodeJS.ErrnoException): string {
  const what = path === undefined || path === folder ? 'The folder' : `“${basename(path)}” in it`;
  if (code === 'EACCES' || code === 'EPERM')
    return `${what} may not be read. Ask for permission, then watch the folder again.`;
  if (code === 'ENOSPC' || code === 'EMFILE') {
    return `The system watches no more files (${code}). Watch a folder with fewer files, or close other programs.`;
  }
  return `${what} cannot be watched (${code ?? message}).`;
}

const hexOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 24);

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}

/** The contract's door to the watched folders. */
export function watchCalls(watching: Watching): PartOf<Service, 'watching'> {
  return {
    'watching.list': () => Promise.resolve(watching.list()),
    'watching.add': async ({ folder }) => {
      await watching.add(folder);
      return watching.list();
    },
    'watching.remove': async ({ folder }) => {
      await watching.remove(folder);
      return watching.list();
    },
  };
}
