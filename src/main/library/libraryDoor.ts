import type { AppError } from '../../core/model/appError';
import type { Brief } from '../../core/model/brief';
import type { DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { LibraryRecord } from '../../core/model/library';
import type { Note } from '../../core/model/note';
import type { SavedSearch } from '../../core/model/savedSearch';
import type { Codebook } from '../../core/model/tag';
import type { Caches } from './caches';
import type { CatalogueEntry } from './catalogueRow';
import type { CheckOptions, CheckReport } from './check';
import type { Disk } from './disk';
import type { Kind, Records } from './layout';
import type { Saving } from './saving';
import type { Secret } from './sealed/seal';
import type { PastTransaction, RecordChange, StepMark, Transaction } from './transaction';

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
  /** The documents with exactly this text, in the trash or not, in the order they came; mostly none or one. */
  withText(sha256: string): Id[];
  /** In no promised order; damaged ones are missing. */
  notes(): readonly Note[];
  briefs(): readonly Brief[];
  searches(): readonly SavedSearch[];
  /** Empty when the file is damaged; see `problems`. */
  codebook(): Codebook;

  /**
   * A record; null when there is none (a document without highlights has no annotations). Rejects with `library-damaged`
   * or `library-too-new`, naming the file. A text is held against the checksum in its document,
   * and comes with the repairs of its blocks that the document keeps.
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
   * back: for what is deleted for good. With documents go the notes on them that were removed before. Rejects with
   * `conflict` for a record that is there, and when the disk fails.
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
