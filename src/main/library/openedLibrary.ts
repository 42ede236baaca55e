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
import { Archive, recordOf } from './archive';
import { cachesIn, type Caches } from './caches';
import { Catalogue } from './catalogue';
import { entryOf, sameStamp, stampOf, type CatalogueEntry, type Row } from './catalogueRow';
import { checkLibrary, type CheckOptions, type CheckReport } from './check';
import { Checkpoint } from './checkpoint';
import { commit, CommitFailed, isTemporary, type FileChange } from './commit';
import { concurrently } from './concurrently';
import { database, type Database } from './database';
import { READ_AT_ONCE, type Disk } from './disk';
import { damaged } from './durableAdapter';
import { Journal } from './journal';
import type { Line } from './journalLine';
import {
  definitions,
  documentFolder,
  idIn,
  IN_USE_FILE,
  isKind,
  isSingle,
  pathOf,
  type Kind,
  type Records,
} from './layout';
import { idsIn, sweep } from './folders';
import type { Lock } from './lock';
import { Recovery } from './recovery';
import { repairText } from './repairText';
import { originalName } from './originalName';
import type { Seal, Secret } from './sealed/seal';
import { SavingState, type Saving, type SavingListener } from './saving';
import { Shelf, type Unfiled } from './shelf';
import { Snapshots, type RecordName } from './snapshots';
import { changesBackTo } from './stateAt';
import { tell } from './tell';
import type { PastTransaction, RecordChange, RecordChanged, StepMark, Transaction } from './transaction';
import { Writer, type Pending, type Prepared } from './writer';

/** An imported file, byte for byte, under the name it came with. */
export type OriginalFile = { readonly id: Id; readonly name: string; readonly bytes: Uint8Array };

/** An imported file as kept: its own name, its size in bytes, and its bytes, read when asked for. */
export type KeptOriginal = {
  readonly name: string;
  readonly size: number;
  readonly stream: () => AsyncIterable<Uint8Array>;
};

export type TransactOptions = {
  /** Imported files to keep with the records, as by `addOriginal`. */
  readonly originals?: readonly OriginalFile[];
  /** What the edit is in the history of steps. Left out: no step of it. */
  readonly step?: StepMark;
};

/** The passphrase of a sealed library. What changes it rejects with `read-only`, `wrong-passphrase`, `bad-input`. */
export type Protection = {
  /** Minutes without use after which whoever opened the library is to close it; null for never. */
  readonly autoLockMinutes: number | null;
  readonly hasRecoveryCode: boolean;
  changePassphrase(current: Secret, next: string): Promise<void>;
  /** Makes a recovery code, which is kept nowhere; an earlier one opens nothing any more. */
  renewRecoveryCode(current: Secret): Promise<string>;
  setAutoLock(minutes: number | null): Promise<void>;
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
   * Texts and originals go to their files ahead of the edit that makes them count, so the records of one import belong in
   * one edit.
   */
  transact(name: string, changes: readonly RecordChange[], options?: TransactOptions): Promise<Transaction>;

  /**
   * The last `count` edits numbered below `before` (null or left out: all), newest first, made in this session or an earlier
   * one. Fewer where fewer are kept; `characters` ends it after that much of records. Changes of texts are left out.
   */
  past(count: number, before?: number | null, characters?: number): Promise<readonly PastTransaction[]>;

  /**
   * The changes that bring every record back to what it was at `moment`; put together they are an edit like any other.
   * Documents that came later go to the trash, with their highlights, since what was given to us is never deleted. Empty
   * when nothing changed since. Rejects with `not-found` when the edits kept do not reach back that far.
   */
  stateAt(moment: string): Promise<readonly RecordChange[]>;

  /**
   * Resolves when every acknowledged edit is in the files of its records, and not only in the journal: for whoever copies
   * the folder. Happens by itself now and then. Rejects when the disk fails; nothing is lost then. Nothing happens in a
   * library that is open for reading only.
   */
  checkpoint(): Promise<void>;

  /**
   * Keeps the files of records as they are until the function it gives is called, for whoever copies them: edits go on, into
   * the journal, and new documents bring their texts and originals. Closing the library waits for it.
   */
  holdFiles(): Promise<() => void>;

  /**
   * Takes every trace of records that were removed out of the edits and snapshots that are kept, so that nothing brings them
   * back: for what is deleted for good. Rejects with `conflict` for a record that is there, and when the disk fails.
   */
  forget(records: readonly { readonly kind: Kind; readonly id: Id }[]): Promise<void>;

  /** Lists every fault of the library's files; changes nothing. See `checkLibrary`. */
  check(options: Omit<CheckOptions, 'disk'>): Promise<CheckReport>;

  /**
   * Puts a text back whose file is broken or missing. Only the text that was imported is taken: `conflict` for any other.
   * Null when the text stands already; else the edit, with the broken file in quarantine. Rejects like `transact`.
   */
  repairText(id: Id, text: DocumentText): Promise<Transaction | null>;

  /** Room for what is derived from the library. */
  readonly caches: Caches;

  /** The disk as the library sees it: of a sealed one the disk that opens its files. For those who only read. */
  readonly disk: Disk;

  /** How the library is protected with a passphrase; null when it is not, and its folder can be read by anyone. */
  readonly protection: Protection | null;

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

/** The library behind its door. `load` comes before anything else. */
export class OpenedLibrary implements Library {
  readonly location: string;
  readonly readOnly: string | null;
  readonly caches: Caches;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #id: Id;
  readonly #lock: Lock | null;
  readonly #seal: Seal | null;

  readonly #journal: Journal;
  readonly #archive: Archive;
  readonly #snapshots: Snapshots;
  readonly #recovery: Recovery;
  readonly #writer: Writer;
  readonly #checkpoint: Checkpoint;
  readonly #shelf: Shelf;
  readonly #catalogue: Catalogue;
  readonly #saving = new SavingState();

  readonly #folders = new Set<string>();
  readonly #problems = new Map<string, string>();
  readonly #changeListeners = new Set<(transaction: Transaction) => void>();
  #revision = 0;
  #closing: Promise<void> | null = null;
  /** A snapshot being written. */
  #snapshot: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  #snapshotSeq = 0;
  #savedFromMigration = false;

  constructor(
    disk: Disk,
    location: string,
    root: string,
    library: Database<LibraryRecord>,
    record: LibraryRecord,
    readOnly: string | null,
    lock: Lock | null,
    seal: Seal | null = null,
  ) {
    this.#seal = seal;
    this.#disk = disk;
    this.location = location;
    this.#root = root;
    this.#id = record.id;
    this.readOnly = readOnly;
    this.#lock = lock;
    this.caches = cachesIn(disk, root, readOnly !== null);
    this.#shelf = new Shelf(disk, root, record.id, readOnly !== null);
    library.accept(record, library.adapter.facts);
    this.#shelf.keep('library', record.id, library);
    this.#catalogue = new Catalogue(disk, root);
    this.#journal = new Journal(disk, root);
    this.#archive = new Archive(disk, root);
    this.#snapshots = new Snapshots(disk, root);
    this.#writer = new Writer(this.#journal, this.#saving, location);
    this.#recovery = new Recovery(
      disk,
      root,
      (entry, follow) =>
        this.#journal
          .append([entry], (seq) => {
            follow(seq);
            return seq;
          })
          .catch((thrown: unknown) => {
            this.#writer.failure(thrown);
            return null;
          }),
      this.#archive,
      this.#snapshots,
    );
    this.#checkpoint = new Checkpoint(disk, root, this.#journal, this.#shelf, this.#folders, {
      filed: ({ kind, id }, facts) => {
        if (kind === 'document' || kind === 'annotations') this.#catalogue.stamp(kind, id, facts);
      },
      mayReplace: (unfiled) => this.#mayReplace(unfiled),
      before: (records, seq) => this.#keepUnmigrated(records, seq),
      idle: async (seq) => {
        await this.#catalogue.save();
        await this.#snapshotDaily(seq);
      },
      distrusted: (problem) => {
        this.#problems.set(
          'checkpoint',
          `The disk failed to confirm files of the library (${problem.message}) Everything saved is in the journal; close the library and open it again.`,
        );
      },
    });
  }

  get record(): LibraryRecord {
    return this.#shelf.database('library', this.#id).data!;
  }

  get revision(): number {
    return this.#revision;
  }

  get protection(): Protection | null {
    const seal = this.#seal;
    if (!seal) return null;
    const change = async <R>(work: () => Promise<R>): Promise<R> => {
      this.#mustBeWritable();
      return work();
    };
    return {
      autoLockMinutes: seal.autoLockMinutes,
      hasRecoveryCode: seal.hasRecoveryCode,
      changePassphrase: (current, next) => change(() => seal.changePassphrase(current, next)),
      renewRecoveryCode: (current) => change(() => seal.renewRecoveryCode(current)),
      setAutoLock: (minutes) => change(() => seal.setAutoLock(minutes)),
    };
  }

  get disk(): Disk {
    return this.#disk;
  }

  get problems(): readonly string[] {
    return [...this.#problems.values()];
  }

  get saving(): Saving {
    return this.#saving.now;
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
    return this.#shelf.all('note');
  }

  briefs(): readonly Brief[] {
    return this.#shelf.all('brief');
  }

  searches(): readonly SavedSearch[] {
    return this.#shelf.all('search');
  }

  codebook(): Codebook {
    return this.#shelf.kept('codebook', this.#id)?.data ?? emptyCodebook;
  }

  async get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    this.#mustBeOpen();
    const value = await this.#read(kind, id);
    if (kind === 'text') {
      const document = await this.get('document', id);
      const path = this.#pathOf('text', id);
      await this.#noticing(path, () => {
        checkText(path, value as DocumentText | null, document);
      });
    }
    return value;
  }

  async transact(
    name: string,
    changes: readonly RecordChange[],
    { originals = [], step }: TransactOptions = {},
  ): Promise<Transaction> {
    const checked = changes.map((change) => this.#checked(change));
    const files = new Set(checked.map((change) => pathOf(change.kind, change.id)));
    if (files.size < checked.length) throw new Error(`“${name}” changes a record twice`);
    this.#mustBeWritable();
    return this.#writer.submit((pending) => this.#prepare(name, checked, originals, step ?? null, pending));
  }

  async past(
    count: number,
    before: number | null = null,
    characters = Infinity,
  ): Promise<readonly PastTransaction[]> {
    this.#mustBeOpen();
    return this.#archive.past(count, before, characters);
  }

  async stateAt(moment: string): Promise<readonly RecordChange[]> {
    this.#mustBeOpen();
    const changed = await this.#archive.before(moment, this.record.createdAt);
    return changesBackTo(
      changed,
      new Date().toISOString(),
      (kind, id) => this.#read(kind, id),
      async (id) => (await this.#disk.facts(this.#pathOf('text', id))) !== null,
    );
  }

  async checkpoint(): Promise<void> {
    this.#mustBeOpen();
    if (this.readOnly !== null) return;
    await this.#writer.rest();
    if (this.#writer.halted) throw this.#writer.halted;
    await this.#checkpoint.run();
  }

  async check(options: Omit<CheckOptions, 'disk'>): Promise<CheckReport> {
    this.#mustBeOpen();
    return checkLibrary(this.#root, { ...options, disk: this.#disk, isSealed: this.protection !== null });
  }

  async holdFiles(): Promise<() => void> {
    this.#mustBeOpen();
    return this.#checkpoint.hold();
  }

  async repairText(id: Id, text: DocumentText): Promise<Transaction | null> {
    this.#mustBeWritable();
    const path = this.#pathOf('text', id);
    const repaired = await repairText(this, id, text, async () => {
      if ((await this.#disk.facts(path)) !== null) await this.#recovery.setAside(pathOf('text', id));
    });
    if (repaired !== null) this.#problems.delete(path);
    return repaired;
  }

  async forget(records: readonly RecordName[]): Promise<void> {
    this.#mustBeWritable();
    for (const { kind, id } of records) {
      if ((await this.#read(kind, id)) === null) continue;
      throw new AppError('conflict', `The ${kind} ${id} is still in the library.`, 'Remove it first.');
    }
    await this.checkpoint();
    this.#snapshot?.stop.abort();
    await this.#snapshot?.done;
    try {
      await this.#archive.forget(records);
      await this.#snapshots.forget(records);
    } catch (thrown) {
      throw this.#writer.failure(thrown);
    }
  }

  async addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void> {
    this.#mustBeWritable();
    await this.#writer.submit(async () => {
      await commit(this.#disk, this.#root, this.#folders, [await this.#originalFile({ id, name, bytes })]);
      return { entry: null, follow: () => undefined };
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
    const path = join(this.#root, documentFolder(id), 'original', this.#nameOf(name));
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

  onSaving(listener: SavingListener): () => void {
    return this.#saving.onChange(listener);
  }

  onActivate(listener: () => void): () => void {
    return this.#lock?.onActivate(listener) ?? (() => undefined);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#snapshot?.stop.abort();
      await this.#writer.rest();
      await this.#snapshot?.done;
      if (this.#lock === null) {
        this.#seal?.key.forget();
        return;
      }
      try {
        // After a disk that failed to confirm, nothing more is written: what was acknowledged is in the journal.
        if (!this.#writer.halted) await this.#closeFiles();
        else await this.#journal.close();
      } finally {
        this.#seal?.key.forget();
        await this.#lock.release();
      }
    })();
    return this.#closing;
  }

  /** None of it is needed to keep what was acknowledged; all of it makes the next opening quicker. */
  async #closeFiles(): Promise<void> {
    const done = await this.#checkpoint.finish().then(
      () => true,
      () => false,
    );
    await this.#journal.close();
    await this.#catalogue.save();
    if (this.#revision > 0) {
      await this.#archive.prune(Date.now()).catch(() => undefined);
      await this.#snapshots.prune().catch(() => undefined);
    }
    if (done) await this.#disk.remove(join(this.#root, IN_USE_FILE)).catch(() => undefined);
  }

  // ------------------------------------------------------------------------------------------------------- opening

  /**
   * Reads what is kept in memory: the journal first, since a writer beside us moves what is in it into the files; then the
   * rest. `unclean` says that the last session did not end well; `problem` is one that opening met before.
   */
  async load(unclean: boolean, problem: string | null = null): Promise<void> {
    if (problem !== null) this.#problems.set(problem, problem);
    const { lines, problems } = await this.#journal.load();
    for (const problem of problems) this.#problems.set(problem, problem);
    for (const line of lines) this.#replay(line);
    // What is shown from here on must not be lost by a power cut; on a disk that cannot do it now, the first edit waits for it.
    if (this.#lock !== null) await this.#journal.settle().catch(() => undefined);

    await this.#reading(this.#pathOf('codebook', this.#id), async () => {
      if ((await this.#read('codebook', this.#id)) === null) {
        throw damaged(this.#pathOf('codebook', this.#id), 'the file is missing');
      }
    });
    for (const [kind, folder] of [
      ['note', 'notes'],
      ['brief', 'briefs'],
      ['search', 'searches'],
    ] as const) {
      const ids = await this.#idsIn(folder, 'file');
      await concurrently(ids, READ_AT_ONCE, async (id) => {
        if (this.#shelf.isUnfiled(kind, id)) return;
        await this.#reading(this.#pathOf(kind, id), () => this.#read(kind, id));
      });
    }
    const documents = await this.#idsIn('documents', 'folder');
    const looked = await this.#catalogue.load(
      documents,
      this.#journal.seq,
      (seq, last) => this.#archive.touchedSince(seq, last),
      (id, cached) => this.#readRow(id, cached),
    );
    this.#journal.startAfter(this.#catalogue.seq);
    if (this.#lock === null) return;
    if (unclean) await this.#sweep(looked);
    await this.#checkpoint.reserve().catch(() => undefined);
    if (lines.length > 0) this.#checkpoint.noteEdits();
  }

  /** Memory follows an edit of an earlier session. Throws `library-too-new`. */
  #replay({ changes }: Line): void {
    for (const { kind, id, after, removed } of changes) {
      if (isKind(kind) && kind === 'text') {
        if (removed) this.#shelf.follow('text', id, null, true);
        else this.#shelf.forget('text', id);
        continue;
      }
      const value = isKind(kind) ? recordOf(kind, after) : undefined;
      if (!isKind(kind) || value === undefined) {
        throw new AppError(
          'library-too-new',
          `The journal of the library in ${this.location} holds edits (${kind}) of a newer Dossier.`,
          'Install the newest Dossier; the library is left as it is.',
        );
      }
      // Parsed as one of its kind, which the compiler cannot see in a union.
      this.#shelf.follow(kind, id, value as never, true);
    }
  }

  /** The cached row when its files are as they were; else a new one. Null where there is no usable document. */
  async #readRow(id: Id, cached: Row | null): Promise<Row | null> {
    const [file, marksFile] = [this.#pathOf('document', id), this.#pathOf('annotations', id)];
    if (cached && !this.#shelf.isUnfiled('document', id) && !this.#shelf.isUnfiled('annotations', id)) {
      const stamp = (path: string) => this.#disk.facts(path).then(stampOf);
      const fresh = await this.#reading(file, async () => {
        const [a, b] = await Promise.all([stamp(file), stamp(marksFile)]);
        return sameStamp(a, cached.document) && sameStamp(b, cached.annotations);
      });
      if (fresh) return cached;
    }
    // Not kept on the shelf: ten thousand of them would push out each other.
    const fresh = <K extends 'document' | 'annotations'>(kind: K): Database<Records[K]> =>
      this.#shelf.kept(kind, id) ?? database(this.#disk, this.#root, kind, id);
    const [document, annotations] = [fresh('document'), fresh('annotations')];
    const record = await this.#reading(file, () => this.#open('document', id, document));
    if (!record) return null;
    const marks = await this.#reading(marksFile, () => this.#open('annotations', id, annotations));
    const stampIn = (kind: Kind, base: Database<Document> | Database<Records['annotations']>) =>
      this.#shelf.isUnfiled(kind, id) ? null : stampOf(base.adapter.facts);
    return {
      entry: entryOf(record, marks),
      document: stampIn('document', document),
      annotations: stampIn('annotations', annotations),
    };
  }

  #idsIn(folder: string, kind: 'file' | 'folder'): Promise<Id[]> {
    return idsIn(this.#disk, this.#root, folder, kind, (path, thrown) =>
      this.#note(path, AppError.from(thrown)),
    );
  }

  /**
   * Removes what interrupted commits left: where edits were being written, `looked` being the documents they touched and
   * those that came without an edit; null for everywhere.
   */
  async #sweep(looked: readonly Id[] | null): Promise<void> {
    const entries = (await this.#disk.list(this.#root).catch(() => null)) ?? [];
    await sweep(this.#disk, this.#root, 0);
    for (const { name, kind } of entries) {
      if (kind !== 'folder') continue;
      if (looked === null || name !== 'documents') await sweep(this.#disk, join(this.#root, name), 3);
    }
    await concurrently(looked ?? [], READ_AT_ONCE, (id) =>
      sweep(this.#disk, join(this.#root, documentFolder(id)), 1),
    );
  }

  // ------------------------------------------------------------------------------------------------------- reading

  /** A record as it is now. What was changed by hand meanwhile is taken in; what is broken is made anew if it can be. */
  async #read<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    const base = this.#shelf.database(kind, id);
    const value = await this.#noticing(base.adapter.path, () => this.#open(kind, id, base));
    if ((kind === 'document' || kind === 'annotations') && !this.#shelf.isUnfiled(kind, id)) {
      this.#catalogue.met(kind, id, value as Document | Records['annotations'] | null, base.adapter.facts);
    }
    return value;
  }

  async #open<K extends Kind>(kind: K, id: Id, base: Database<Records[K]>): Promise<Records[K] | null> {
    try {
      return await base.open();
    } catch (thrown) {
      const problem = AppError.from(thrown);
      const rebuilt =
        problem.code === 'library-damaged' && this.readOnly === null && !this.#writer.halted
          ? await this.#rebuild(kind, this.#shelf.idOf(kind, id))
          : null;
      if (rebuilt) return rebuilt;
      if (kind === 'document' && (problem.code === 'library-damaged' || problem.code === 'library-too-new')) {
        this.#catalogue.drop(id);
      }
      throw thrown;
    }
  }

  async #rebuild<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    const rebuilt = await this.#recovery.rebuild(kind, id, (changed, seq) => {
      // Should the broken file still stand at the next checkpoint, it is looked at before it is written over.
      this.#shelf.follow(changed.kind, changed.id, changed.after, true);
      this.#catalogue.follow(changed, seq, null);
      this.#checkpoint.noteEdits();
    });
    if (!rebuilt) return null;
    this.#noteSetAside(pathOf(kind, id), rebuilt.aside);
    return rebuilt.changed.after as Records[K];
  }

  #noteSetAside(path: string, aside: string | null): void {
    this.#problems.set(
      join(this.#root, path),
      `${path} was damaged and has been made anew from the last edit of it${aside === null ? '' : `; the broken file is kept as ${aside}`}. Compare it with what you remember.`,
    );
  }

  /** Notes the problem of a record that cannot be used, and throws it on. */
  async #noticing<T>(path: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      this.#note(path, AppError.from(thrown));
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

  #note(path: string, problem: AppError): void {
    if (problem.code === 'internal') return;
    this.#problems.set(path, problem.next === null ? problem.message : `${problem.message} ${problem.next}`);
  }

  // ------------------------------------------------------------------------------------------------------- writing

  /** The change with its value checked, copied, and under the right id. Throws for a value that could not be read back. */
  #checked<K extends Kind>(change: { kind: K; id: Id; value: Records[K] | null }): RecordChange {
    const { kind, value } = change;
    const id = this.#shelf.idOf(kind, change.id);
    if (value === null) {
      if (isSingle(kind)) throw new Error(`a library cannot be without its ${kind}`);
      return { kind, id, value };
    }
    const parsed = definitions[kind].schema.parse(value);
    const found = kind === 'library' ? (parsed as LibraryRecord).id : idIn(kind, parsed);
    if (found !== null && found !== id) throw new Error(`the ${kind} ${found} cannot be put as ${id}`);
    // What `get` gave and was put back unchanged stays itself, so that #changed can tell.
    const same = this.#shelf.kept(kind, id)?.data === value;
    return { kind, id, value: same ? value : parsed } as RecordChange;
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
    return { path: join(folder, this.#nameOf(name)), bytes, before: () => null };
  }

  async #prepare(
    name: string,
    changes: readonly RecordChange[],
    originals: readonly OriginalFile[],
    step: StepMark | null,
    pending: Pending,
  ): Promise<Prepared<Transaction>> {
    const at = new Date().toISOString();
    const found = new Map<RecordChange, RecordChanged>();
    await concurrently(changes, READ_AT_ONCE, async (change) => {
      const changed = await this.#changed(change.kind, change.id, change.value, pending);
      if (changed) found.set(change, changed);
    });
    const changed = changes.flatMap((change) => found.get(change) ?? []);
    if (changed.length === 0) {
      return {
        entry: null,
        follow: () => ({ name, changes: [], revision: this.#revision, seq: 0, at, step }),
        takeBack: () => Promise.resolve(),
      };
    }
    const newcomers = await this.#newcomersIn(changed, pending);
    const ahead = await this.#writeAhead(changed, originals);
    for (const { kind, id, after } of changed) pending.set(kind, id, after);
    return {
      entry: { at, name, step, changes: changed },
      follow: (seq) => {
        for (const change of changed) {
          const { kind, id, after } = change;
          if (kind === 'text' && after !== null) this.#shelf.forget(kind, id);
          else this.#shelf.follow(kind, id, after);
          this.#catalogue.follow(change, seq, newcomers.get(id) ?? null);
        }
        this.#revision += 1;
        const transaction = { name, changes: changed, revision: this.#revision, seq, at, step };
        tell(this.#changeListeners, (listener) => listener(transaction));
        this.#checkpoint.noteEdits();
        return transaction;
      },
      takeBack: () => this.#takeBack(ahead),
    };
  }

  /** Null when the record is as asked already. */
  async #changed<K extends Kind>(
    kind: K,
    id: Id,
    value: Records[K] | null,
    pending: Pending,
  ): Promise<RecordChanged | null> {
    const waiting = pending.value(kind, id);
    const before = waiting === undefined ? await this.#read(kind, id) : waiting;
    // K is one kind here, which the compiler cannot see in a union.
    return before === value ? null : ({ kind, id, before, after: value } as unknown as RecordChanged);
  }

  /** Rows of documents that come (back) without being in the catalogue. Read before anything is written. */
  async #newcomersIn(changed: readonly RecordChanged[], pending: Pending): Promise<ReadonlyMap<Id, Row>> {
    const found = new Map<Id, Row>();
    for (const { kind, id, after } of changed) {
      if (kind !== 'document' || after === null || this.summary(id)) continue;
      const base = this.#shelf.database('annotations', id);
      const waiting = pending.value('annotations', id);
      const annotations =
        waiting === undefined
          ? await this.#reading(base.adapter.path, () => this.#open('annotations', id, base))
          : waiting;
      const unfiled = waiting !== undefined || this.#shelf.isUnfiled('annotations', id);
      found.set(id, {
        entry: entryOf(after, annotations),
        document: null,
        annotations: unfiled ? null : stampOf(base.adapter.facts),
      });
    }
    return found;
  }

  /** Texts and originals go to their files first: they count only with the edit that brings their document. */
  async #writeAhead(
    changed: readonly RecordChanged[],
    originals: readonly OriginalFile[],
  ): Promise<readonly FileChange[]> {
    const files = await Promise.all(originals.map((original) => this.#originalFile(original)));
    for (const { kind, id, before, after } of changed) {
      if (kind !== 'text' || after === null) continue;
      // A checkpoint may be about to remove the one that was there.
      if (this.#shelf.isUnfiled('text', id)) await this.#checkpoint.run();
      files.push(this.#shelf.database('text', id).adapter.change(after, before));
    }
    if (files.length > 0) await commit(this.#disk, this.#root, this.#folders, files);
    return files;
  }

  /** Takes away what was written ahead of an edit that was not kept. What stays behind is no document, and is ignored. */
  async #takeBack(ahead: readonly FileChange[]): Promise<void> {
    if (ahead.length === 0) return;
    const back = ahead.map(({ path, before }) => ({ path, bytes: before?.() ?? null, before: null }));
    await commit(this.#disk, this.#root, this.#folders, back).catch((thrown: unknown) => {
      if (thrown instanceof CommitFailed) this.#writer.failure(thrown);
    });
  }

  // ---------------------------------------------------------------------------------------------- beside the edits

  /** Looks at a file that the journal of an earlier session is about to write over. */
  async #mayReplace({ kind, id, base }: Unfiled): Promise<boolean> {
    const seen = database(this.#disk, this.#root, kind, id);
    try {
      await seen.open();
      base.adapter.migrated ||= seen.adapter.migrated;
      return true;
    } catch (thrown) {
      const problem = AppError.from(thrown);
      if (problem.code !== 'library-damaged') {
        this.#note(seen.adapter.path, problem);
        return false;
      }
      this.#noteSetAside(pathOf(kind, id), await this.#recovery.setAside(pathOf(kind, id)));
      return true;
    }
  }

  /** Before records of an older version are written as of today, all are kept as they are. */
  async #keepUnmigrated(records: readonly Unfiled[], seq: number): Promise<void> {
    if (this.#savedFromMigration || !records.some(({ base }) => base.adapter.migrated)) return;
    const name = `before-migration-${new Date().toISOString().replaceAll(':', '-')}`;
    await this.#snapshots.take(name, seq, this.#recordNames(), new AbortController().signal);
    this.#savedFromMigration = true;
  }

  /** Begins the snapshot of the day, once something has changed. */
  async #snapshotDaily(seq: number): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    if (this.#snapshot || this.#closing || seq === this.#snapshotSeq || (await this.#snapshots.has(day)))
      return;
    const stop = new AbortController();
    const done = this.#snapshots
      .take(day, seq, this.#recordNames(), stop.signal)
      .then(() => this.#snapshots.prune())
      // A day without a snapshot: the next quiet moment tries again.
      .catch(() => undefined)
      .finally(() => (this.#snapshot = null));
    this.#snapshotSeq = seq;
    this.#snapshot = { stop, done };
  }

  #recordNames(): RecordName[] {
    const named = (kind: Kind, records: readonly { id: Id }[]): RecordName[] =>
      records.map(({ id }) => ({ kind, id }));
    return [
      { kind: 'library', id: this.#id },
      { kind: 'codebook', id: this.#id },
      ...named('note', this.notes()),
      ...named('brief', this.briefs()),
      ...named('search', this.searches()),
      ...this.summaries().flatMap(({ id }): RecordName[] => [
        { kind: 'document', id },
        { kind: 'annotations', id },
      ]),
    ];
  }

  #nameOf(original: string): string {
    return originalName(original, this.#seal !== null);
  }

  #pathOf(kind: Kind, id: Id): string {
    return join(this.#root, pathOf(kind, id));
  }

  #mustBeWritable(): void {
    this.#mustBeOpen();
    if (this.readOnly !== null) {
      throw new AppError(
        'read-only',
        this.readOnly,
        'Close it where it is open, or work in a copy of the library.',
      );
    }
  }

  #mustBeOpen(): void {
    if (this.#closing) {
      throw new AppError(
        'no-library-open',
        `The library in ${this.location} has been closed.`,
        'Open it again.',
      );
    }
  }
}

/** Bits that flip inside a text make valid JSON: only the checksum tells. Throws `library-damaged`. */
function checkText(path: string, text: DocumentText | null, document: Document | null): void {
  if (document === null) return;
  if (text === null) throw damaged(path, 'the file is missing');
  const found = createHash('sha256').update(text.text, 'utf8').digest('hex');
  if (found !== document.textSha256) throw damaged(path, 'the text is not the one that was imported');
}
