import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import { commit, CommitFailed } from './commit';
import type { Disk, FileFacts } from './disk';
import type { Journal } from './journal';
import { RESERVE_FILE } from './layout';
import type { Shelf, Unfiled } from './shelf';

/** Edits and bytes of journal after which the records' files are brought up to date. */
export const CHECKPOINT_EDITS = 500;
export const CHECKPOINT_BYTES = 1024 * 1024;
/** Quiet time after which they are as well, in milliseconds. */
const IDLE = 30_000;

/** Files changed in one go: some of the work is done when a disk is nearly full, and edits get their turn in between. */
const BATCH = 256;
/** Bytes given back when the disk is full. */
const RESERVE = 256 * 1024;

export type CheckpointEvents = {
  /** A record is in its file. */
  readonly filed: (record: Unfiled, facts: FileFacts | null) => void;
  /** Asked before a file nobody looked at is written over. False leaves it, and the record in the journal. */
  readonly mayReplace: (record: Unfiled) => Promise<boolean>;
  /** Before any file is written. */
  readonly before: (records: readonly Unfiled[], seq: number) => Promise<void>;
  /** The records' files are up to date, and the journal is in the archive. */
  readonly done: () => Promise<void>;
  /** The same, after a time without edits. */
  readonly idle: (seq: number) => Promise<void>;
  /** Files cannot be brought up to date before the library is opened again: the disk failed to confirm one. */
  readonly distrusted: (problem: AppError) => void;
};

/**
 * Brings the records' files up to date with the journal: ends its segment, rewrites the files of the records that changed,
 * and only then moves the segments to the archive. Edits go on meanwhile. One that fails costs nothing: the journal holds
 * everything, and the next one does the work.
 */
export class Checkpoint {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #journal: Journal;
  readonly #shelf: Shelf;
  readonly #events: CheckpointEvents;
  readonly #folders: Set<string>;
  #running: Promise<void> | null = null;
  #idle: NodeJS.Timeout | undefined;
  #resting = false;
  #distrusted: AppError | null = null;
  /** Files are held still; those that wait for it. */
  #held: Promise<void> | null = null;

  /** `folders` are those known to exist, shared with whoever else writes files of the library. */
  constructor(
    disk: Disk,
    root: string,
    journal: Journal,
    shelf: Shelf,
    folders: Set<string>,
    events: CheckpointEvents,
  ) {
    this.#disk = disk;
    this.#root = root;
    this.#journal = journal;
    this.#shelf = shelf;
    this.#folders = folders;
    this.#events = events;
  }

  /** To be called after edits: begins a checkpoint when there is enough to do, else after a while without edits. */
  noteEdits(): void {
    if (this.#resting || this.#held) return;
    const { edits, bytes } = this.#journal.size;
    if ((edits >= CHECKPOINT_EDITS || bytes >= CHECKPOINT_BYTES) && !this.#running) {
      this.run().catch(() => undefined);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.run().then(
        () => this.#events.idle(this.#journal.seq).catch(() => undefined),
        () => this.noteEdits(),
      );
    }, IDLE).unref();
  }

  /** Everything acknowledged by now is in the records' files when it resolves. Throws AppError; nothing is lost then. */
  async run(): Promise<void> {
    // One that runs may have begun before the last edit.
    while (this.#running || this.#held) await (this.#held ?? this.#running?.catch(() => undefined));
    this.#running = this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Lets no checkpoint begin until the function it gives is called; resolves when none is under way. */
  async hold(): Promise<() => void> {
    while (this.#running || this.#held) await (this.#held ?? this.#running?.catch(() => undefined));
    clearTimeout(this.#idle);
    let release: () => void = () => undefined;
    this.#held = new Promise((done) => {
      release = () => {
        this.#held = null;
        done();
        this.noteEdits();
      };
    });
    return release;
  }

  /** Whether the files of records are held still. */
  get isHeld(): boolean {
    return this.#held !== null;
  }

  /** The last one: no more begin by themselves. On a full disk the reserve is given back for it. */
  async finish(): Promise<void> {
    this.#resting = true;
    clearTimeout(this.#idle);
    try {
      await this.run();
    } catch (problem) {
      if (AppError.from(problem).code !== 'disk-full') throw problem;
      await this.#disk.remove(join(this.#root, RESERVE_FILE));
      await this.run();
    }
  }

  /** Sets room aside, once in a library's life. Not being able to is no failure. */
  async reserve(): Promise<void> {
    const path = join(this.#root, RESERVE_FILE);
    if ((await this.#disk.facts(path)) !== null) return;
    // Not zeros: some file systems keep those without room.
    const bytes = Uint8Array.from({ length: RESERVE }, (_, n) => (n * 31 + (n >> 8) * 17) & 255);
    await commit(this.#disk, this.#root, new Set(), [{ path, bytes, before: null }]);
  }

  async #run(): Promise<void> {
    if (this.#distrusted) throw this.#distrusted;
    try {
      const { taken, seq, sealed } = await this.#journal.rotate(() => this.#shelf.unfiled());
      const records: Unfiled[] = [];
      for (const record of taken) {
        if (!record.unseen || (await this.#events.mayReplace(record))) records.push(record);
      }
      await this.#events.before(records, seq);
      for (let from = 0; from < records.length; from += BATCH) {
        await this.#write(records.slice(from, from + BATCH));
      }
      if (records.length === taken.length) {
        await this.#journal.archive(sealed);
        await this.#events.done();
      }
    } catch (thrown) {
      if (thrown instanceof CommitFailed && !thrown.trusted) {
        this.#distrusted = thrown.problem;
        this.#events.distrusted(thrown.problem);
      }
      throw thrown instanceof CommitFailed ? thrown.problem : thrown;
    }
  }

  async #write(records: readonly Unfiled[]): Promise<void> {
    const changes = records.map(({ base, value }) => ({ ...base.adapter.change(value, null), before: null }));
    const facts = await commit(this.#disk, this.#root, this.#folders, changes);
    for (const record of records) {
      const found = facts.get(record.base.adapter.path) ?? null;
      this.#shelf.filed(record, found);
      this.#events.filed(record, found);
    }
  }
}
