import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Brief } from '../../core/model/brief';
import type { DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { LibraryRecord } from '../../core/model/library';
import type { Note } from '../../core/model/note';
import type { SavedSearch } from '../../core/model/savedSearch';
import { emptyCodebook, type Codebook } from '../../core/model/tag';
import { Archive } from './archive';
import { Arrivals } from './arrivals';
import { cachesIn, type Caches } from './caches';
import { Catalogue } from './catalogue';
import type { CatalogueEntry } from './catalogueRow';
import { checkLibrary, type CheckOptions, type CheckReport } from './check';
import { Checkpoint } from './checkpoint';
import type { Disk } from './disk';
import { Editor, type Asked } from './editor';
import { forgottenWith } from './forgotten';
import type { Journal, LoadedJournal } from './journal';
import { IN_USE_FILE, pathOf, type Kind, type Records } from './layout';
import type { KeptOriginal, Library, Protection, TransactOptions } from './libraryDoor';
import type { LibraryFile } from './libraryFile';
import { loadLibrary, sweepLibrary } from './loadLibrary';
import type { Lock } from './lock';
import type { Parts } from './parts';
import { Problems } from './problems';
import { RecordReader } from './recordReader';
import { Recovery } from './recovery';
import { repairText } from './repairText';
import { SavingState, type Saving, type SavingListener } from './saving';
import type { Seal } from './sealed/seal';
import { Shelf } from './shelf';
import { Snapshots, type RecordName } from './snapshots';
import { SnapshotSchedule } from './snapshotSchedule';
import { changesBackTo } from './stateAt';
import { tell } from './tell';
import type { PastTransaction, RecordChange, Transaction } from './transaction';
import { Writer } from './writer';
import { WrittenTexts } from './writtenTexts';

export type { KeptOriginal, Library, OriginalFile, Protection, TransactOptions } from './libraryDoor';

/** What opening a library has found and taken before its records are read. */
export type Opening = {
  readonly disk: Disk;
  /** The folder as it was asked for, absolute, and the same without links. */
  readonly location: string;
  readonly root: string;
  readonly file: LibraryFile;
  readonly journal: Journal;
  /** Null for whoever may write, who has the lock. */
  readonly readOnly: string | null;
  readonly lock: Lock | null;
  readonly seal: Seal | null;
};

/** The library behind its door: puts its parts together. `load` comes before anything else. */
export class OpenedLibrary implements Library {
  readonly location: string;
  readonly readOnly: string | null;
  readonly caches: Caches;
  readonly #lock: Lock | null;
  readonly #seal: Seal | null;
  readonly #parts: Parts;
  readonly #reader: RecordReader;
  readonly #recovery: Recovery;
  readonly #editor: Editor;
  readonly #writer: Writer;
  readonly #checkpoint: Checkpoint;
  readonly #schedule: SnapshotSchedule;
  readonly #saving = new SavingState();
  readonly #changeListeners = new Set<(transaction: Transaction) => void>();
  #revision = 0;
  #closing: Promise<void> | null = null;

  constructor({ disk, location, root, file, journal, readOnly, lock, seal }: Opening) {
    this.location = location;
    this.readOnly = readOnly;
    this.#lock = lock;
    this.#seal = seal;
    this.caches = cachesIn(disk, root, readOnly !== null);
    const { id } = file.record;
    const folders = new Set<string>();
    const shelf = new Shelf(disk, root, id, readOnly !== null);
    shelf.keep('library', id, file.library);
    const parts = {
      disk,
      root,
      id,
      isSealed: seal !== null,
      journal,
      archive: new Archive(disk, root),
      snapshots: new Snapshots(disk, root),
      shelf,
      texts: new WrittenTexts(),
      catalogue: new Catalogue(disk, root),
      arrivals: new Arrivals(disk, root, folders),
      problems: new Problems(),
      folders,
    };
    this.#parts = parts;
    if (file.problem !== null) parts.problems.say(file.problem);
    this.#writer = new Writer(journal, this.#saving, location);
    this.#recovery = new Recovery(
      disk,
      root,
      (entry, follow) =>
        journal
          .append([entry], (seq) => {
            follow(seq);
            return seq;
          })
          .catch((thrown: unknown) => {
            this.#writer.failure(thrown);
            return null;
          }),
      parts.archive,
      parts.snapshots,
    );
    this.#reader = new RecordReader(
      parts,
      this.#recovery,
      () => readOnly === null && !this.#writer.halted,
      () => this.#checkpoint.noteEdits(),
    );
    this.#schedule = new SnapshotSchedule(parts);
    this.#checkpoint = new Checkpoint(disk, root, journal, shelf, folders, {
      filed: ({ kind, id: of }, facts) => {
        if (kind === 'document' || kind === 'annotations') parts.catalogue.stamp(kind, of, facts);
      },
      mayReplace: (unfiled) => this.#reader.mayReplace(unfiled),
      before: (records, seq) => this.#schedule.beforeMigration(records, seq),
      done: () => parts.arrivals.finish(),
      idle: async (seq) => {
        await parts.catalogue.save();
        await this.#schedule.daily(seq);
      },
      distrusted: (problem) => {
        parts.problems.say(
          `The disk failed to confirm files of the library (${problem.message}) Everything saved is in the journal; close the library and open it again.`,
          'checkpoint',
        );
      },
    });
    this.#editor = new Editor(parts, this.#reader, this.#checkpoint, (failed) => {
      this.#writer.failure(failed);
    });
  }

  /** Reads what is kept in memory. `unclean` says that the last session did not end well. Throws `library-too-new`. */
  async load({ lines, problems }: LoadedJournal, unclean: boolean): Promise<void> {
    for (const problem of problems) this.#parts.problems.say(problem);
    const isWriter = this.#lock !== null;
    const looked = await loadLibrary(this.#parts, this.#reader, lines, this.location, isWriter);
    if (!isWriter) return;
    // What cannot be taken away now stays out of sight, and is met again at the next opening.
    await this.#parts.arrivals
      .sweep((id) => this.#recovery.setAside(pathOf('document', id)))
      .catch(() => undefined);
    if (unclean) await sweepLibrary(this.#parts, looked);
    await this.#checkpoint.reserve().catch(() => undefined);
    if (lines.length > 0) this.#checkpoint.noteEdits();
  }

  get record(): LibraryRecord {
    return this.#parts.shelf.database('library', this.#parts.id).data!;
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
    return this.#parts.disk;
  }

  get problems(): readonly string[] {
    return this.#parts.problems.all;
  }

  get saving(): Saving {
    return this.#saving.now;
  }

  summaries(): readonly CatalogueEntry[] {
    return this.#parts.catalogue.summaries();
  }

  summary(id: Id): CatalogueEntry | null {
    return this.#parts.catalogue.summary(id);
  }

  withText(sha256: string): Id[] {
    return this.#parts.catalogue.withText(sha256);
  }

  withOriginal(sha256: string): Id | null {
    return this.#parts.catalogue.withOriginal(sha256);
  }

  notes(): readonly Note[] {
    return this.#parts.shelf.all('note');
  }

  briefs(): readonly Brief[] {
    return this.#parts.shelf.all('brief');
  }

  searches(): readonly SavedSearch[] {
    return this.#parts.shelf.all('search');
  }

  codebook(): Codebook {
    return this.#parts.shelf.kept('codebook', this.#parts.id)?.data ?? emptyCodebook;
  }

  async get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    this.#mustBeOpen();
    return this.#reader.get(kind, id);
  }

  async readOriginal(id: Id): Promise<KeptOriginal> {
    this.#mustBeOpen();
    return this.#reader.original(id);
  }

  async transact(
    name: string,
    changes: readonly RecordChange[],
    { originals = [], step }: TransactOptions = {},
  ): Promise<Transaction> {
    const asked: Asked = {
      name,
      changes: this.#editor.checked(name, changes),
      originals,
      step: step ?? null,
    };
    this.#mustBeWritable();
    return this.#writer.submit((pending) =>
      this.#editor.prepare(asked, pending, (done) => {
        if (done.changes.length === 0) return { ...done, revision: this.#revision };
        this.#revision += 1;
        const transaction = { ...done, revision: this.#revision };
        tell(this.#changeListeners, (listener) => listener(transaction));
        this.#checkpoint.noteEdits();
        return transaction;
      }),
    );
  }

  async addOriginal(id: Id, name: string, bytes: Uint8Array): Promise<void> {
    this.#mustBeWritable();
    await this.#writer.submit(async () => {
      await this.#editor.addOriginal({ id, name, bytes });
      return { entry: null, follow: () => undefined };
    });
  }

  async past(
    count: number,
    before: number | null = null,
    characters = Infinity,
  ): Promise<readonly PastTransaction[]> {
    this.#mustBeOpen();
    return this.#parts.archive.past(count, before, characters);
  }

  async stateAt(moment: string): Promise<readonly RecordChange[]> {
    this.#mustBeOpen();
    const { archive, disk, root } = this.#parts;
    const changed = await archive.before(moment, this.record.createdAt);
    return changesBackTo(
      changed,
      new Date().toISOString(),
      (kind, id) => this.#reader.read(kind, id),
      async (id) => (await disk.facts(join(root, pathOf('text', id)))) !== null,
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
    const { disk, root, isSealed } = this.#parts;
    return checkLibrary(root, { ...options, disk, isSealed });
  }

  async holdFiles(): Promise<() => void> {
    this.#mustBeOpen();
    return this.#checkpoint.hold();
  }

  async repairText(id: Id, text: DocumentText): Promise<Transaction | null> {
    this.#mustBeWritable();
    const { disk, root, problems } = this.#parts;
    const path = join(root, pathOf('text', id));
    const repaired = await repairText(this, id, text, async () => {
      if ((await disk.facts(path)) !== null) await this.#recovery.setAside(pathOf('text', id));
    });
    if (repaired) problems.settle(path);
    return repaired;
  }

  async forget(records: readonly RecordName[]): Promise<void> {
    this.#mustBeWritable();
    for (const { kind, id } of records) {
      if ((await this.#reader.read(kind, id)) === null) continue;
      throw new AppError('conflict', `The ${kind} ${id} is still in the library.`, 'Remove it first.');
    }
    await this.checkpoint();
    await this.#schedule.interrupt();
    try {
      const standing = new Set(this.notes().map(({ id }) => id));
      const isForgotten = forgottenWith(records, (note) => standing.has(note));
      await this.#parts.archive.forget(isForgotten);
      await this.#parts.snapshots.forget(isForgotten);
    } catch (thrown) {
      throw this.#writer.failure(thrown);
    }
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
      this.#schedule.end();
      await this.#writer.rest();
      await this.#schedule.interrupt();
      if (this.#lock === null) {
        this.#seal?.key.forget();
        return;
      }
      try {
        // After a disk that failed to confirm, nothing more is written: what was acknowledged is in the journal.
        if (!this.#writer.halted) await this.#closeFiles();
        else await this.#parts.journal.close();
      } finally {
        this.#seal?.key.forget();
        await this.#lock.release();
      }
    })();
    return this.#closing;
  }

  /** None of it is needed to keep what was acknowledged; all of it makes the next opening quicker. */
  async #closeFiles(): Promise<void> {
    const { disk, root, journal, catalogue, archive, snapshots } = this.#parts;
    const done = await this.#checkpoint.finish().then(
      () => true,
      () => false,
    );
    await journal.close();
    await catalogue.save();
    if (this.#revision > 0) {
      await archive.prune(Date.now()).catch(() => undefined);
      await snapshots.prune().catch(() => undefined);
    }
    if (done) await disk.remove(join(root, IN_USE_FILE)).catch(() => undefined);
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
