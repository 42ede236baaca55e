import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Brief } from '../../core/model/brief';
import type { Document, DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { LibraryRecord } from '../../core/model/library';
import type { Note } from '../../core/model/note';
import type { SavedSearch } from '../../core/model/savedSearch';
import { emptyCodebook, type Codebook } from '../../core/model/tag';
import { Catalogue } from './catalogue';
import { entryOf, sameStamp, stampOf, type CatalogueEntry, type Row } from './catalogueRow';
import { commit, CommitFailed, isTemporary, type FileChange } from './commit';
import { concurrently } from './concurrently';
import { database, type Database } from './database';
import { READ_AT_ONCE, type Disk, type FileFacts } from './disk';
import { damaged } from './durableAdapter';
import {
  definitions,
  documentFolder,
  idIn,
  IN_USE_FILE,
  isId,
  pathOf,
  type Kind,
  type Records,
} from './layout';
import type { Lock } from './lock';
import { safeFileName } from './safeFileName';
import type { RecordChange, RecordChanged, Transaction } from './transaction';

/**
 * `saved`: everything acknowledged is on disk and nothing waits. `not-saved`: the last edit failed, with the reason, and
 * stays so until one succeeds.
 */
export type Saving =
  | { readonly state: 'saved' | 'saving'; readonly problem: null }
  | { readonly state: 'not-saved'; readonly problem: AppError };

/** An imported file, byte for byte, under the name it came with. */
export type OriginalFile = { readonly id: Id; readonly name: string; readonly bytes: Uint8Array };

/** An imported file as kept: its own name, its size in bytes, and its bytes, read when asked for. */
export type KeptOriginal = {
  readonly name: string;
  readonly size: number;
  readonly stream: () => AsyncIterable<Uint8Array>;
};

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
  searches(): readonly SavedSearch[];
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
   * The records of one import belong in one edit: the document is put last, so that it stands for the rest. `originals`
   * are kept with them, as by `addOriginal`, and confirmed by the disk in one go.
   */
  transact(
    name: string,
    changes: readonly RecordChange[],
    originals?: readonly OriginalFile[],
  ): Promise<Transaction>;

  /**
   * Keeps an imported file, byte for byte, under a name every system can carry. Goes before the edit that puts its
   * document. Rejects like `transact`, and with `conflict` when the document has an original already.
   */
  addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void>;
  /** The imported file. `not-found`, or `library-damaged` when the file is gone. */
  readOriginal(id: Id): Promise<KeptOriginal>;

  /** Called after each edit, once it is on disk and before it is acknowledged. Returns the function that stops it. */
  onChange(listener: (transaction: Transaction) => void): () => void;
  onSaving(listener: (state: Saving['state'], problem: AppError | null) => void): () => void;
  /** Called when another process asks this one to come to the front. */
  onActivate(listener: () => void): () => void;

  /** Waits for the edits under way, writes the cache, lets the lock go. Later calls reject. */
  close(): Promise<void>;
}

/** Documents and annotations kept parsed after use; an edit of a tag in many documents reads each only once. */
const KEPT_OPEN = 256;

/** A change of one record, ready to be committed. */
type Edit = {
  readonly changed: RecordChanged;
  readonly file: FileChange;
  /** Makes memory follow the disk. */
  readonly accept: (facts: FileFacts | null) => void;
};

/** The library behind its door. `load` comes before anything else. */
export class OpenedLibrary implements Library {
  readonly location: string;
  readonly readOnly: string | null;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #id: Id;
  readonly #lock: Lock | null;

  /** Notes, briefs, searches, codebook and library stay; documents and annotations make room for others; texts are not kept. */
  readonly #databases: { readonly [K in Kind]: Map<Id, Database<Records[K]>> } = {
    library: new Map(),
    document: new Map(),
    text: new Map(),
    annotations: new Map(),
    note: new Map(),
    brief: new Map(),
    search: new Map(),
    codebook: new Map(),
  };
  readonly #catalogue: Catalogue;

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
    this.#catalogue = new Catalogue(disk, root);
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
    return this.#catalogue.summaries();
  }

  summary(id: Id): CatalogueEntry | null {
    return this.#catalogue.summary(id);
  }

  withOriginal(sha256: string): Id | null {
    return this.#catalogue.withOriginal(sha256);
  }

  notes(): readonly Note[] {
    return Array.from(this.#databases.note.values(), (note) => note.data).filter((note) => note !== null);
  }

  briefs(): readonly Brief[] {
    return Array.from(this.#databases.brief.values(), (brief) => brief.data).filter(
      (brief) => brief !== null,
    );
  }

  searches(): readonly SavedSearch[] {
    return Array.from(this.#databases.search.values(), (search) => search.data).filter(
      (search) => search !== null,
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

  async transact(
    name: string,
    changes: readonly RecordChange[],
    originals: readonly OriginalFile[] = [],
  ): Promise<Transaction> {
    const checked = changes.map((change) => this.#checked(change));
    const files = new Set(checked.map((change) => pathOf(change.kind, change.id)));
    if (files.size < checked.length) throw new Error(`“${name}” changes a record twice`);
    return this.#enqueue(() => this.#transact(name, checked, originals));
  }

  addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      await this.#commit([await this.#originalFile({ id, name, bytes })]);
    });
  }

  async readOriginal(id: Id): Promise<KeptOriginal> {
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
      return { name, size: facts.size, stream: () => this.#disk.stream(path) };
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
      await this.#catalogue.rest();
      if (this.#lock === null) return;
      await this.#catalogue.save();
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
    for (const [kind, folder] of [
      ['note', 'notes'],
      ['brief', 'briefs'],
      ['search', 'searches'],
    ] as const) {
      const ids = await this.#idsIn(folder, 'file');
      await concurrently(ids, READ_AT_ONCE, async (id) => {
        const base = this.#database(kind, id);
        await this.#reading(base.adapter.path, () => base.open());
      });
    }
    const documents = await this.#idsIn('documents', 'folder');
    await this.#catalogue.load(documents, (id, cached) => this.#readRow(id, cached));
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

  /** Ids of the things below `notes`, `briefs`, `searches` or `documents`. Other names are not ours and are let be. */
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

  /** Where an original goes. Throws `conflict` when there is one. */
  async #originalFile({ id, name, bytes }: OriginalFile): Promise<FileChange> {
    const folder = join(this.#root, documentFolder(id), 'original');
    const there = (await this.#disk.list(folder))?.find((entry) => !isTemporary(entry.name));
    if (there) {
      throw new AppError(
        'conflict',
        `The document ${id} keeps its original already: “${there.name}”.`,
        'Import the file as a new document.',
      );
    }
    return { path: join(folder, safeFileName(name)), bytes, before: () => null };
  }

  async #transact(
    name: string,
    changes: readonly RecordChange[],
    originals: readonly OriginalFile[],
  ): Promise<Transaction> {
    const prepared = new Map<RecordChange, Edit>();
    await concurrently(changes, READ_AT_ONCE, async (change) => {
      const edit = await this.#prepare(change.kind, change.id, change.value);
      if (edit) prepared.set(change, edit);
    });
    const edits = changes.flatMap((change) => prepared.get(change) ?? []);
    if (edits.length === 0) return { name, changes: [], revision: this.#revision };

    const newcomers = await this.#newcomersIn(edits);
    const files = [...edits].sort((a, b) => rank(a.changed) - rank(b.changed)).map((edit) => edit.file);
    const kept = await Promise.all(originals.map((original) => this.#originalFile(original)));
    const facts = await this.#commit([...kept, ...files]);
    for (const edit of edits) edit.accept(facts.get(edit.file.path) ?? null);
    for (const { changed, file } of edits) {
      this.#catalogue.follow(changed, facts.get(file.path) ?? null, newcomers.get(changed.id) ?? null);
    }
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

  /** Rows of documents that come (back) without being in the catalogue. Read before anything is written. */
  async #newcomersIn(edits: readonly Edit[]): Promise<ReadonlyMap<Id, Row>> {
    const found = new Map<Id, Row>();
    for (const { changed } of edits) {
      if (changed.kind !== 'document' || changed.after === null || this.summary(changed.id)) continue;
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
