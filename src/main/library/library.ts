import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { Low } from 'lowdb';
import { AppError } from '../../core/model/appError';
import type { Brief } from '../../core/model/brief';
import type { Document, DocumentText } from '../../core/model/document';
import { newId, type Id } from '../../core/model/id';
import type { LibraryRecord } from '../../core/model/library';
import type { Note } from '../../core/model/note';
import { emptyCodebook, type Codebook } from '../../core/model/tag';
import {
  decodeCatalogue,
  encodeCatalogue,
  entryOf,
  sameStamp,
  stampOf,
  withAnnotations,
  withDocument,
  type CatalogueEntry,
  type Row,
} from './catalogue';
import { commit, CommitFailed, isTemporary, temporaryBeside, type FileChange } from './commit';
import { concurrently } from './concurrently';
import { nodeDisk, withPlainErrors, type Disk, type FileFacts } from './disk';
import { damaged, DurableAdapter } from './durableAdapter';
import {
  CATALOGUE_FILE,
  definitions,
  documentFolder,
  idIn,
  IN_USE_FILE,
  isId,
  pathOf,
  type Kind,
  type Records,
} from './layout';
import { acquireLock, activateHolder, type Lock } from './lock';
import { safeFileName } from './safeFileName';

export type { CatalogueEntry, Disk, Kind, Records };
export { nodeDisk };

/** One record to be put, or removed where `value` is null. The id of the library and codebook is the library's. */
export type RecordChange = {
  [K in Kind]: { readonly kind: K; readonly id: Id; readonly value: Records[K] | null };
}[Kind];

/** A record before and after an edit; null where there was or is none. Swapped, it is the edit that undoes. */
export type RecordChanged = {
  [K in Kind]: {
    readonly kind: K;
    readonly id: Id;
    readonly before: Records[K] | null;
    readonly after: Records[K] | null;
  };
}[Kind];

/** An edit that is on disk. */
export type Transaction = {
  readonly name: string;
  /** In the order given; records that did not change are left out. */
  readonly changes: readonly RecordChanged[];
  readonly revision: number;
};

/**
 * `saved`: everything acknowledged is on disk and nothing waits. `not-saved`: the last edit failed, with the reason, and
 * stays so until one succeeds.
 */
export type Saving =
  | { readonly state: 'saved' | 'saving'; readonly problem: null }
  | { readonly state: 'not-saved'; readonly problem: AppError };

/**
 * An open library. Values handed out are shared, not copied: never change them, put new ones.
 *
 * An edit is acknowledged when it is on disk; memory follows the disk, never the other way round. What one edit costs does
 * not depend on how much the library holds.
 */
export interface Library {
  /** The library's folder, absolute. */
  readonly location: string;
  readonly record: LibraryRecord;
  /** Why nothing can be changed, in a sentence; null while the library can be written. */
  readonly readOnly: string | null;
  /** Edits since the library was opened. Starts at 0 at each opening. */
  readonly revision: number;
  /** Records that cannot be used, each a sentence with file, fault and next step. Grows when another is met. */
  readonly problems: readonly string[];
  readonly saving: Saving;

  /** All documents, those in the trash too, in no promised order. The same array until a document changes. */
  summaries(): readonly CatalogueEntry[];
  /** Null when there is no such document, or its record is damaged. */
  summary(id: Id): CatalogueEntry | null;
  /** A document imported from exactly these bytes, in the trash or not; null when there is none. */
  withOriginal(sha256: string): Id | null;
  /** In no promised order; damaged ones are missing. */
  notes(): readonly Note[];
  briefs(): readonly Brief[];
  /** Empty when the file is damaged; see `problems`. */
  codebook(): Codebook;

  /**
   * A record; null when there is none (a document without highlights has no annotations). Rejects with `library-damaged`
   * or `library-too-new`, naming the file. A text is held against the checksum in its document.
   */
  get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null>;

  /**
   * Makes one edit of one or many records: all or nothing, acknowledged when durable, after the edits asked for before.
   * Values are checked and copied at the call. Nothing happens, and the revision stays, when no record changes.
   *
   * Rejects, with disk and memory as before: `read-only`; `library-damaged` and `library-too-new` for a record whose file
   * cannot be read, which is never overwritten; `disk-full`, `permission`, `disk-failed`, which also set `saving`. When
   * the disk failed to confirm a write, all edits are refused until the library is opened again.
   *
   * The records of one import belong in one edit: the document is put last, so that it stands for the rest.
   */
  transact(name: string, changes: readonly RecordChange[]): Promise<Transaction>;

  /**
   * Keeps an imported file, byte for byte, under a name every system can carry. Goes before the edit that puts its
   * document. Rejects like `transact`, and with `conflict` when the document has an original already.
   */
  addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void>;
  /** The imported file: its own name and where it is. `not-found`, or `library-damaged` when the file is gone. */
  readOriginal(id: Id): Promise<{ readonly name: string; readonly path: string }>;

  /** Called after each edit, once it is on disk and before it is acknowledged. Returns the function that stops it. */
  onChange(listener: (transaction: Transaction) => void): () => void;
  onSaving(listener: (state: Saving['state'], problem: AppError | null) => void): () => void;
  /** Called when another process asks this one to come to the front. */
  onActivate(listener: () => void): () => void;

  /** Waits for the edits under way, writes the cache, lets the lock go. Later calls reject. */
  close(): Promise<void>;
}

export type OpenOptions = {
  /** True, or the reason in a sentence: opens without taking the lock, and refuses every edit. */
  readonly readOnly?: boolean | string;
};

/**
 * Makes a new library and opens it. Missing folders on the way are made; the folder itself must be missing or empty.
 * Errors: `bad-input` (name), `conflict` (the folder has something in it), and those of `openLibrary`.
 */
export async function createLibrary(folder: string, name: string, disk: Disk = nodeDisk): Promise<Library> {
  const record = definitions.library.schema.safeParse({
    version: 1,
    id: newId(),
    name,
    createdAt: new Date().toISOString(),
  });
  if (!record.success) {
    throw new AppError(
      'bad-input',
      `“${name}” cannot be the name of a library.`,
      'Give a name of 1 to 200 characters.',
    );
  }
  const plain = withPlainErrors(disk);
  const root = resolve(folder);
  await makeFolders(plain, root);
  const inside = (await plain.list(root)) ?? [];
  const other = inside.find((entry) => !OF_THE_SYSTEM.has(entry.name) && !isTemporary(entry.name));
  if (other?.name === 'library.json' || inside.some((entry) => entry.name === 'library.json')) {
    throw new AppError(
      'conflict',
      `There is a library in ${root} already.`,
      'Open it, or choose another folder.',
    );
  }
  if (other) {
    throw new AppError(
      'conflict',
      `The folder ${root} is not empty: it holds “${other.name}”.`,
      'Choose a new or an empty folder.',
    );
  }
  const lock = await acquireLock((await plain.realPath(root)) ?? root);
  try {
    const codebook = database(plain, root, 'codebook', '');
    const library = database(plain, root, 'library', '');
    codebook.data = emptyCodebook;
    library.data = record.data;
    await codebook.write();
    // Last: it is what makes the folder a library.
    await library.write();
  } finally {
    await lock.release();
  }
  return openLibrary(root, disk);
}

/**
 * Opens a library. `not-a-library` (no folder, or none with a library.json in it), `library-too-new`, `library-damaged`
 * (library.json itself), `permission`, `library-locked` (another process writes it and `readOnly` was not asked). A folder
 * that cannot be written opens read-only, and says so in `readOnly`. Any other damaged record is listed in `problems` and
 * the rest opens.
 */
export async function openLibrary(
  folder: string,
  disk: Disk = nodeDisk,
  options: OpenOptions = {},
): Promise<Library> {
  const plain = withPlainErrors(disk);
  const location = resolve(folder);
  const facts = await plain.facts(location);
  if (facts?.kind !== 'folder') {
    throw new AppError(
      'not-a-library',
      facts ? `${location} is a file, not the folder of a library.` : `There is no folder ${location}.`,
      'Choose the folder of a library; if it is on a drive, connect the drive.',
    );
  }
  const root = (await plain.realPath(location)) ?? location;
  const library = database(plain, root, 'library', '');
  await library.read();
  if (library.data === null) {
    throw new AppError(
      'not-a-library',
      `The folder ${location} is no library: it has no library.json.`,
      'Choose the folder of a library, or make a new one.',
    );
  }

  const asked = options.readOnly ?? false;
  let readOnly = asked === false ? null : asked === true ? 'The library was opened for reading only.' : asked;
  let lock: Lock | null = null;
  let unclean = false;
  if (readOnly === null) {
    lock = await acquireLock(root);
    try {
      // Whoever had the lock until now may have renamed the library.
      await library.read();
      readOnly = await whyNotWritable(plain, root, location);
      if (readOnly === null) unclean = await markInUse(plain, root);
      else {
        await lock.release();
        lock = null;
      }
    } catch (problem) {
      await lock?.release();
      throw problem;
    }
  }
  const opened = new OpenLibrary(plain, location, root, library, library.data, readOnly, lock);
  try {
    await opened.load(unclean);
  } catch (problem) {
    await lock?.release();
    throw problem;
  }
  return opened;
}

/** Asks the process that has the library open to come to the front. False when nobody answers. */
export async function activateLibrary(folder: string): Promise<boolean> {
  const root = await nodeDisk.realPath(resolve(folder));
  return root !== null && (await activateHolder(root));
}

/** What file managers leave in every folder they show. */
const OF_THE_SYSTEM = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory']);

/** Files read at once: enough to keep a disk busy, few enough for the limits on open files. */
const READ_AT_ONCE = 16;

/** Documents and annotations kept parsed after use; an edit of a tag in many documents reads each only once. */
const KEPT_OPEN = 256;

/** Quiet time after which the cache is written, in milliseconds. */
const IDLE = 30_000;

/** One small database: lowdb holds the value, our adapter the file. */
class Database<T extends { version: number }> extends Low<T | null> {
  declare adapter: DurableAdapter<T>;
  /** The first read, shared by everyone who asks meanwhile. */
  #opened: Promise<void> | null = null;

  constructor(adapter: DurableAdapter<T>) {
    super(adapter, null);
  }

  /** The value, read once. A failed read is not kept: the next one looks at the file again. */
  async open(): Promise<T | null> {
    this.#opened ??= this.read();
    try {
      await this.#opened;
    } catch (problem) {
      this.#opened = null;
      throw problem;
    }
    return this.data;
  }

  /** Takes what is on disk now. */
  accept(value: T | null, facts: FileFacts | null): void {
    this.data = value;
    this.adapter.facts = facts;
    this.#opened = Promise.resolve();
  }
}

function database<K extends Kind>(disk: Disk, root: string, kind: K, id: Id): Database<Records[K]> {
  const fault = (value: Records[K]): string | null => {
    const found = idIn(kind, value);
    return found === null || found === id ? null : `it is the record of ${found}`;
  };
  return new Database(
    new DurableAdapter<Records[K]>(disk, root, join(root, pathOf(kind, id)), definitions[kind], fault),
  );
}

/** A change of one record, ready to be committed. */
type Edit = {
  readonly changed: RecordChanged;
  readonly file: FileChange;
  /** Makes memory follow the disk. */
  readonly accept: (facts: FileFacts | null) => void;
};

class OpenLibrary implements Library {
  readonly location: string;
  readonly readOnly: string | null;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #id: Id;
  readonly #lock: Lock | null;

  /** Notes, briefs, codebook and library stay; documents and annotations make room for others; texts are not kept. */
  readonly #databases: { readonly [K in Kind]: Map<Id, Database<Records[K]>> } = {
    library: new Map(),
    document: new Map(),
    text: new Map(),
    annotations: new Map(),
    note: new Map(),
    brief: new Map(),
    codebook: new Map(),
  };
  readonly #rows = new Map<Id, Row>();
  readonly #originals = new Map<string, Id>();
  #summaries: readonly CatalogueEntry[] | null = null;
  #cacheStale = false;
  #caching: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  readonly #folders = new Set<string>();
  readonly #problems = new Map<string, string>();
  readonly #changeListeners = new Set<(transaction: Transaction) => void>();
  readonly #savingListeners = new Set<(state: Saving['state'], problem: AppError | null) => void>();
  #saving: Saving = { state: 'saved', problem: null };
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #revision = 0;
  /** Set when the disk failed to confirm: what it holds is known again only after reading it anew. */
  #halted: AppError | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    disk: Disk,
    location: string,
    root: string,
    library: Database<LibraryRecord>,
    record: LibraryRecord,
    readOnly: string | null,
    lock: Lock | null,
  ) {
    this.#disk = disk;
    this.location = location;
    this.#root = root;
    this.#id = record.id;
    library.accept(record, library.adapter.facts);
    this.#databases.library.set(record.id, library);
    this.readOnly = readOnly;
    this.#lock = lock;
  }

  get record(): LibraryRecord {
    return this.#databases.library.get(this.#id)!.data!;
  }

  get revision(): number {
    return this.#revision;
  }

  get problems(): readonly string[] {
    return [...this.#problems.values()];
  }

  get saving(): Saving {
    return this.#saving;
  }

  summaries(): readonly CatalogueEntry[] {
    this.#summaries ??= Array.from(this.#rows.values(), (row) => row.entry);
    return this.#summaries;
  }

  summary(id: Id): CatalogueEntry | null {
    return this.#rows.get(id)?.entry ?? null;
  }

  withOriginal(sha256: string): Id | null {
    return this.#originals.get(sha256) ?? null;
  }

  notes(): readonly Note[] {
    return Array.from(this.#databases.note.values(), (note) => note.data).filter((note) => note !== null);
  }

  briefs(): readonly Brief[] {
    return Array.from(this.#databases.brief.values(), (brief) => brief.data).filter(
      (brief) => brief !== null,
    );
  }

  codebook(): Codebook {
    return this.#databases.codebook.get(this.#id)?.data ?? emptyCodebook;
  }

  async get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    this.#mustBeOpen();
    const base = this.#database(kind, id);
    const value = await this.#noticing(base.adapter.path, () => base.open());
    if (kind === 'text') {
      const document = await this.get('document', id);
      await this.#noticing(base.adapter.path, () => {
        checkText(base.adapter.path, value as DocumentText | null, document);
      });
    }
    return value;
  }

  async transact(name: string, changes: readonly RecordChange[]): Promise<Transaction> {
    const checked = changes.map((change) => this.#checked(change));
    const files = new Set(checked.map((change) => pathOf(change.kind, change.id)));
    if (files.size < checked.length) throw new Error(`“${name}” changes a record twice`);
    return this.#enqueue(() => this.#transact(name, checked));
  }

  addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      const folder = join(this.#root, documentFolder(id), 'original');
      const there = (await this.#disk.list(folder))?.find((entry) => !isTemporary(entry.name));
      if (there) {
        throw new AppError(
          'conflict',
          `The document ${id} keeps its original already: “${there.name}”.`,
          'Import the file as a new document.',
        );
      }
      await this.#commit([{ path: join(folder, safeFileName(name)), bytes, before: () => null }]);
    });
  }

  async readOriginal(id: Id): Promise<{ readonly name: string; readonly path: string }> {
    const document = await this.get('document', id);
    if (document === null) {
      throw new AppError(
        'not-found',
        `There is no document ${id} in this library.`,
        'Reload the list of documents.',
      );
    }
    const { name } = document.original;
    const path = join(this.#root, documentFolder(id), 'original', safeFileName(name));
    return this.#noticing(path, async () => {
      const facts = await this.#disk.facts(path);
      if (facts?.kind !== 'file') throw damaged(path, 'the imported file is missing');
      return { name, path };
    });
  }

  onChange(listener: (transaction: Transaction) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onSaving(listener: (state: Saving['state'], problem: AppError | null) => void): () => void {
    this.#savingListeners.add(listener);
    return () => this.#savingListeners.delete(listener);
  }

  onActivate(listener: () => void): () => void {
    return this.#lock?.onActivate(listener) ?? (() => undefined);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#queue;
      clearTimeout(this.#idle);
      await this.#caching;
      if (this.#lock === null) return;
      await this.#writeCache();
      // When this fails the next open only sweeps for nothing.
      await this.#disk.remove(join(this.#root, IN_USE_FILE)).catch(() => undefined);
      await this.#lock.release();
    })();
    return this.#closing;
  }

  // ------------------------------------------------------------------------------------------------------- reading

  /** Reads what is kept in memory. `unclean` says that the last session did not end well. */
  async load(unclean: boolean): Promise<void> {
    if (unclean) await this.#sweep();
    const codebook = this.#database('codebook', this.#id);
    await this.#reading(codebook.adapter.path, async () => {
      if ((await codebook.open()) === null) throw damaged(codebook.adapter.path, 'the file is missing');
    });
    for (const kind of ['note', 'brief'] as const) {
      const ids = await this.#idsIn(`${kind}s`, 'file');
      await concurrently(ids, READ_AT_ONCE, async (id) => {
        const base = this.#database(kind, id);
        await this.#reading(base.adapter.path, () => base.open());
      });
    }
    await this.#loadCatalogue();
  }

  async #loadCatalogue(): Promise<void> {
    const bytes = await this.#disk.read(join(this.#root, CATALOGUE_FILE)).catch(() => null);
    const cached = new Map((bytes && decodeCatalogue(bytes))?.map((row) => [row.entry.id, row]));
    const ids = await this.#idsIn('documents', 'folder');
    await concurrently(ids, READ_AT_ONCE, async (id) => {
      const row = await this.#readRow(id, cached.get(id));
      if (row === null) return;
      this.#cacheStale ||= row !== cached.get(id);
      this.#rows.set(id, row);
      this.#originals.set(row.entry.originalSha256, id);
    });
    this.#cacheStale ||= cached.size !== this.#rows.size;
  }

  /** The cached row when its files are as they were; else a new one. Null where there is no usable document. */
  async #readRow(id: Id, cached: Row | undefined): Promise<Row | null> {
    const [file, marksFile] = [
      join(this.#root, pathOf('document', id)),
      join(this.#root, pathOf('annotations', id)),
    ];
    if (cached) {
      const stamp = (path: string) => this.#disk.facts(path).then(stampOf);
      const fresh = await this.#reading(file, async () => {
        const [a, b] = await Promise.all([stamp(file), stamp(marksFile)]);
        return sameStamp(a, cached.document) && sameStamp(b, cached.annotations);
      });
      if (fresh) return cached;
    }
    // Not through #database: ten thousand of them would push out each other.
    const document = database(this.#disk, this.#root, 'document', id);
    const annotations = database(this.#disk, this.#root, 'annotations', id);
    const record = await this.#reading(file, () => document.open());
    if (!record) return null;
    const marks = await this.#reading(marksFile, () => annotations.open());
    return {
      entry: entryOf(record, marks),
      document: stampOf(document.adapter.facts),
      annotations: stampOf(annotations.adapter.facts),
    };
  }

  /** Ids of the things below `notes`, `briefs` or `documents`. Other names are not ours and are let be. */
  async #idsIn(folder: string, kind: 'file' | 'folder'): Promise<Id[]> {
    const path = join(this.#root, folder);
    const shards = (await this.#reading(path, () => this.#disk.list(path))) ?? [];
    const ids: Id[] = [];
    await concurrently(shards, READ_AT_ONCE, async (shard) => {
      if (shard.kind !== 'folder') return;
      const inside = join(path, shard.name);
      for (const entry of (await this.#reading(inside, () => this.#disk.list(inside))) ?? []) {
        const id = kind === 'file' ? entry.name.replace(/\.json$/, '') : entry.name;
        if (entry.kind === kind && isId(id) && id.startsWith(shard.name)) ids.push(id);
      }
    });
    return ids.sort();
  }

  /** Removes what interrupted commits left. Only a writer that holds the lock may: it might be another's work. */
  async #sweep(): Promise<void> {
    const sweep = async (folder: string, depth: number): Promise<void> => {
      const entries = (await this.#disk.list(folder).catch(() => null)) ?? [];
      await concurrently(entries, READ_AT_ONCE, async ({ name, kind }) => {
        if (kind === 'folder' && depth > 0) await sweep(join(folder, name), depth - 1);
        else if (kind === 'file' && isTemporary(name)) {
          await this.#disk.remove(join(folder, name)).catch(() => undefined);
        }
      });
    };
    await sweep(this.#root, 4);
  }

  #database<K extends Kind>(kind: K, id: Id): Database<Records[K]> {
    const key = kind === 'library' || kind === 'codebook' ? this.#id : id;
    const kept = this.#databases[kind];
    const found = kept.get(key) ?? database(this.#disk, this.#root, kind, key);
    this.#keep(kind, key, found);
    return found;
  }

  #keep<K extends Kind>(kind: K, key: Id, base: Database<Records[K]>): void {
    if (kind === 'text') return;
    const kept = this.#databases[kind];
    const makesRoom = kind === 'document' || kind === 'annotations';
    // Without the lock another process may write: look at the file each time.
    if (makesRoom && this.readOnly !== null) return;
    kept.delete(key);
    kept.set(key, base);
    if (makesRoom && kept.size > KEPT_OPEN) kept.delete(kept.keys().next().value!);
  }

  /** Notes the problem of a record that cannot be used, and throws it on. */
  async #noticing<T>(path: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      const problem = AppError.from(thrown);
      if (problem.code !== 'internal') {
        this.#problems.set(
          path,
          problem.next === null ? problem.message : `${problem.message} ${problem.next}`,
        );
      }
      throw thrown;
    }
  }

  /** Like #noticing, and goes on with null: one bad record never blocks the rest. */
  async #reading<T>(path: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await this.#noticing(path, work);
    } catch (problem) {
      if (problem instanceof AppError) return null;
      throw problem;
    }
  }

  // ------------------------------------------------------------------------------------------------------- writing

  /** The change with its value checked, copied, and under the right id. Throws for a value that could not be read back. */
  #checked<K extends Kind>(change: { kind: K; id: Id; value: Records[K] | null }): RecordChange {
    const { kind, value } = change;
    const id = kind === 'library' || kind === 'codebook' ? this.#id : change.id;
    if (value === null) {
      if (kind === 'library' || kind === 'codebook')
        throw new Error(`a library cannot be without its ${kind}`);
      return { kind, id, value };
    }
    const parsed = definitions[kind].schema.parse(value);
    const found = kind === 'library' ? (parsed as LibraryRecord).id : idIn(kind, parsed);
    if (found !== null && found !== id) throw new Error(`the ${kind} ${found} cannot be put as ${id}`);
    // What `get` gave and was put back unchanged stays itself, so that #transact can tell.
    const same = this.#databases[kind].get(id)?.data === value;
    return { kind, id, value: same ? value : parsed } as RecordChange;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(closed(this.location));
    if (this.readOnly !== null) {
      return Promise.reject(
        new AppError(
          'read-only',
          this.readOnly,
          'Close it where it is open, or work in a copy of the library.',
        ),
      );
    }
    this.#waiting += 1;
    if (this.#saving.state === 'saved') this.#say({ state: 'saving', problem: null });
    const run = this.#queue.then(async () => {
      try {
        if (this.#halted) throw this.#halted;
        const result = await work();
        this.#waiting -= 1;
        this.#say({ state: this.#waiting > 0 ? 'saving' : 'saved', problem: null });
        return result;
      } catch (problem) {
        this.#waiting -= 1;
        if (problem instanceof AppError && OF_THE_DISK.has(problem.code)) {
          this.#say({ state: 'not-saved', problem });
        } else if (this.#saving.state === 'saving' && this.#waiting === 0) {
          // Refused, not failed: everything acknowledged is on disk.
          this.#say({ state: 'saved', problem: null });
        }
        throw problem;
      }
    });
    this.#queue = run.catch(() => undefined);
    return run;
  }

  async #transact(name: string, changes: readonly RecordChange[]): Promise<Transaction> {
    const prepared = new Map<RecordChange, Edit>();
    await concurrently(changes, READ_AT_ONCE, async (change) => {
      const edit = await this.#prepare(change.kind, change.id, change.value);
      if (edit) prepared.set(change, edit);
    });
    const edits = changes.flatMap((change) => prepared.get(change) ?? []);
    if (edits.length === 0) return { name, changes: [], revision: this.#revision };

    const marks = await this.#marksOfNew(edits);
    const files = [...edits].sort((a, b) => rank(a.changed) - rank(b.changed)).map((edit) => edit.file);
    const facts = await this.#commit(files);
    for (const edit of edits) edit.accept(facts.get(edit.file.path) ?? null);
    for (const edit of edits) this.#catalogue(edit, facts, marks);
    this.#revision += 1;
    const transaction = { name, changes: edits.map((edit) => edit.changed), revision: this.#revision };
    tell(this.#changeListeners, (listener) => listener(transaction));
    return transaction;
  }

  /** Null when the record is as asked already. */
  async #prepare<K extends Kind>(kind: K, id: Id, value: Records[K] | null): Promise<Edit | null> {
    const base = this.#database(kind, id);
    const before = await this.#noticing(base.adapter.path, () => base.open());
    if (before === value) return null;
    return {
      // K is one kind here, which the compiler cannot see in a union.
      changed: { kind, id, before, after: value } as unknown as RecordChanged,
      file: base.adapter.change(value, before),
      accept: (facts) => {
        base.accept(value, facts);
        // A reader may have opened another one meanwhile, with the old content.
        if (value === null && kind !== 'document' && kind !== 'annotations') this.#databases[kind].delete(id);
        else this.#keep(kind, id, base);
      },
    };
  }

  /** Highlights of documents that come (back) without being in the catalogue. Read before anything is written. */
  async #marksOfNew(edits: readonly Edit[]): Promise<ReadonlyMap<Id, Row>> {
    const found = new Map<Id, Row>();
    for (const { changed } of edits) {
      if (changed.kind !== 'document' || changed.after === null || this.#rows.has(changed.id)) continue;
      const base = this.#database('annotations', changed.id);
      const annotations = await this.#reading(base.adapter.path, () => base.open());
      found.set(changed.id, {
        entry: entryOf(changed.after, annotations),
        document: null,
        annotations: stampOf(base.adapter.facts),
      });
    }
    return found;
  }

  async #commit(files: readonly FileChange[]): Promise<ReadonlyMap<string, FileFacts>> {
    try {
      return await commit(this.#disk, this.#root, this.#folders, files);
    } catch (failure) {
      if (!(failure instanceof CommitFailed)) throw failure;
      if (!failure.trusted) {
        this.#halted = new AppError(
          'disk-failed',
          `Nothing more is written to ${this.location}: the disk failed to keep a change (${failure.problem.message})`,
          'Check the disk, then close the library and open it again; what was saved before is there.',
          { cause: failure },
        );
      }
      throw failure.problem;
    }
  }

  /** Brings the catalogue up to an edit that is on disk. */
  #catalogue(edit: Edit, facts: ReadonlyMap<string, FileFacts>, marks: ReadonlyMap<Id, Row>): void {
    const { changed } = edit;
    if (changed.kind !== 'document' && changed.kind !== 'annotations') return;
    const { id } = changed;
    const stamp = stampOf(facts.get(edit.file.path) ?? null);
    const row = this.#rows.get(id) ?? marks.get(id);
    if (changed.kind === 'document') {
      if (changed.after === null) {
        this.#rows.delete(id);
        if (changed.before) this.#forgetOriginal(changed.before);
      } else if (row) {
        this.#rows.set(id, { ...row, entry: withDocument(changed.after, row.entry), document: stamp });
        this.#originals.set(changed.after.original.sha256, id);
      }
    } else if (row) {
      this.#rows.set(id, { ...row, entry: withAnnotations(row.entry, changed.after), annotations: stamp });
    }
    this.#summaries = null;
    this.#cacheStale = true;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#caching = this.#writeCache();
    }, IDLE).unref();
  }

  /** Another document of the same bytes, if there is one, is found from now on. */
  #forgetOriginal({ id, original: { sha256 } }: Document): void {
    if (this.#originals.get(sha256) !== id) return;
    this.#originals.delete(sha256);
    for (const { entry } of this.#rows.values()) {
      if (entry.originalSha256 === sha256) this.#originals.set(sha256, entry.id);
    }
  }

  /** Failing is no matter: without a cache the next open reads the records. */
  async #writeCache(): Promise<void> {
    if (!this.#cacheStale) return;
    this.#cacheStale = false;
    const path = join(this.#root, CATALOGUE_FILE);
    const bytes = await encodeCatalogue(this.#rows.values());
    await commit(this.#disk, this.#root, new Set(), [{ path, bytes, before: () => null }]).catch(
      () => (this.#cacheStale = true),
    );
  }

  #say(saving: Saving): void {
    if (saving.state === this.#saving.state && saving.problem === this.#saving.problem) return;
    this.#saving = saving;
    tell(this.#savingListeners, (listener) => listener(saving.state, saving.problem));
  }

  #mustBeOpen(): void {
    if (this.#closing) throw closed(this.location);
  }
}

/** Failures after which the edit could be made again: they keep the state at `not-saved`. */
const OF_THE_DISK: ReadonlySet<string> = new Set(['disk-full', 'disk-failed', 'permission', 'read-only']);

/** Documents go last when put and first when removed: a crash in between leaves parts that nobody sees. */
function rank({ kind, after }: RecordChanged): number {
  if (kind === 'document') return after === null ? -1 : 2;
  return kind === 'library' ? 1 : 0;
}

/** A listener that throws is a bug of the listener: it surfaces, but what is on disk stays acknowledged. */
function tell<L>(listeners: ReadonlySet<L>, call: (listener: L) => void): void {
  for (const listener of [...listeners]) {
    try {
      call(listener);
    } catch (bug) {
      queueMicrotask(() => {
        throw bug;
      });
    }
  }
}

function closed(location: string): AppError {
  return new AppError('no-library-open', `The library in ${location} has been closed.`, 'Open it again.');
}

/** Bits that flip inside a text make valid JSON: only the checksum tells. Throws `library-damaged`. */
function checkText(path: string, text: DocumentText | null, document: Document | null): void {
  if (document === null) return;
  if (text === null) throw damaged(path, 'the file is missing');
  const found = createHash('sha256').update(text.text, 'utf8').digest('hex');
  if (found !== document.textSha256) throw damaged(path, 'the text is not the one that was imported');
}

/** Makes a folder and those above it, each name confirmed. */
async function makeFolders(disk: Disk, folder: string): Promise<void> {
  const facts = await disk.facts(folder);
  if (facts?.kind === 'folder') return;
  if (facts) {
    throw new AppError('conflict', `${folder} is a file.`, 'Choose a folder for the library.');
  }
  await makeFolders(disk, dirname(folder));
  await disk.makeFolder(folder);
  await disk.syncFolder(dirname(folder));
}

/** Why the folder cannot be written, in a sentence; null when it can. */
async function whyNotWritable(disk: Disk, root: string, location: string): Promise<string | null> {
  try {
    const probe = temporaryBeside(join(root, 'library.json'));
    await (await disk.create(probe)).close();
    await disk.remove(probe);
    return null;
  } catch (thrown) {
    const problem = AppError.from(thrown);
    if (problem.code === 'permission') {
      return `The library is open for reading only: you have no permission to change the folder ${location}.`;
    }
    if (problem.code === 'read-only') {
      return `The library is open for reading only: the disk that holds ${location} cannot be written.`;
    }
    // A full disk can be read, and edits will say what is wrong.
    return null;
  }
}

/** Marks the library as being written. True when the mark was there: the last session left it. */
async function markInUse(disk: Disk, root: string): Promise<boolean> {
  const mark = join(root, IN_USE_FILE);
  try {
    const left = (await disk.facts(mark)) !== null;
    if (!left) {
      await disk.makeFolder(dirname(mark));
      await (await disk.create(mark)).close();
    }
    return left;
  } catch {
    // The mark only saves the next open some looking.
    return true;
  }
}
