import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import { commit, CommitFailed, shortWrite } from './commit';
import type { Disk, DiskFile } from './disk';
import { encodeLines, type Entry, type Line } from './journalLine';
import { HISTORY_FOLDER, JOURNAL_FOLDER } from './layout';
import { listSegments, newestFirst, readSegments, segmentName } from './segments';

/** What was appended since the last `rotate`. */
export type JournalSize = { readonly edits: number; readonly bytes: number };

/** What the journal of earlier sessions holds. */
export type LoadedJournal = {
  /** The edits that are in no other file yet, oldest first. */
  readonly lines: readonly Line[];
  /** Sentences about what cannot be read. */
  readonly problems: readonly string[];
  /**
   * Where edits that are in no other file cannot be read at all, the sentence that says so. They may be the newest of their
   * records: nothing may be written then, so that they are there when the file can be read again. Null where all is well.
   */
  readonly unread: string | null;
};

/** No line is shorter, in bytes: tells how many edits a file that cannot be read may hold at most. */
const SHORTEST_LINE = 64;

/**
 * The journal of a library: every edit is a line of it before it is anything else.
 *
 * It consists of segments, files that only grow. A new one is begun by each session, at each checkpoint, and after each
 * write that failed; nothing is ever appended to what an earlier write may have left half done. A segment carries in its
 * name the number its first edit has: lines of earlier segments with that number or a higher one were never acknowledged
 * and do not count. So an empty segment is enough to take back a write, also on a disk with no room.
 *
 * Calls may overlap; they are carried out one after the other.
 */
export class Journal {
  readonly #disk: Disk;
  readonly #root: string;
  #turn: Promise<unknown> = Promise.resolve();
  #current: { readonly name: string; readonly file: DiskFile; size: number } | null = null;
  /** Segments no longer written, oldest first, that are not archived yet. */
  #sealed: string[] = [];
  #next = 1;
  #session = 0;
  /** A failed write may have left lines that must not count: a segment has to be begun before anything else. */
  #doubtful = false;
  /** What an earlier session left was read, and may not be on the disk yet. */
  #unsettled = false;
  #edits = 0;
  #bytes = 0;

  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
  }

  /** The number of the last edit; 0 before the first. */
  get seq(): number {
    return this.#next - 1;
  }

  get size(): JournalSize {
    return { edits: this.#edits, bytes: this.#bytes };
  }

  /** Reads what earlier sessions left; once, before anything else. Writes nothing. */
  async load(): Promise<LoadedJournal> {
    const read = await readSegments(this.#disk, this.#root, JOURNAL_FOLDER);
    const lines = read.flatMap((segment) => segment.lines);
    const problems = read.flatMap(({ segment, lines: own, bad, problem }, index) => {
      if (problem) return [];
      // The next segment begins after all that was acknowledged in this one.
      const until = read[index + 1]?.segment.first ?? 0;
      const lost = Math.max(bad, until - 1 - (own.at(-1)?.seq ?? segment.first - 1));
      return lost === 0
        ? []
        : [
            `${lost === 1 ? 'One edit' : `${lost} edits`} in ${join(JOURNAL_FOLDER, segment.name)} cannot be read and ${lost === 1 ? 'is' : 'are'} left out. The file is kept in ${HISTORY_FOLDER}; compare what it should hold with a backup.`,
          ];
    });
    const hidden = read.filter(({ problem }) => problem !== null);
    for (const { segment, problem } of hidden) {
      problems.push(
        `${join(JOURNAL_FOLDER, segment.name)} cannot be read, and the edits in it are not shown (${problem!.message}) Nothing was changed. Check the disk and open the library again; should the file stay as it is, move it out of the folder to go on without these edits.`,
      );
    }
    const unread =
      hidden.length === 0
        ? null
        : `The library is open for reading only: the newest edits may be in ${join(JOURNAL_FOLDER, hidden.at(-1)!.segment.name)}, which cannot be read.`;
    this.#sealed = read.map(({ segment }) => segment.name);
    this.#unsettled = read.length > 0;
    for (const { session } of await listSegments(this.#disk, this.#root)) {
      this.#session = Math.max(this.#session, session);
    }
    let last = lines.at(-1)?.seq ?? 0;
    if (last === 0) {
      for await (const segment of newestFirst(this.#disk, this.#root)) {
        const { first, name, place } = segment.segment;
        // The name alone tells that those before it were given out.
        last = Math.max(last, first - 1, segment.lines.at(-1)?.seq ?? 0);
        if (!segment.problem) break;
        const facts = await this.#disk.facts(join(this.#root, place, name)).catch(() => null);
        last = Math.max(last, first - 1 + Math.ceil((facts?.size ?? 0) / SHORTEST_LINE));
        if (place === HISTORY_FOLDER) {
          problems.push(
            `${join(place, name)} cannot be read: undo and the way back to a moment do not reach what is in it (${segment.problem.message}) The records themselves are in their files.`,
          );
        }
      }
    }
    this.#next = last + 1;
    return { lines, problems, unread };
  }

  /** Numbers up to `seq` are given out, though the journal does not know of it. */
  startAfter(seq: number): void {
    this.#next = Math.max(this.#next, seq + 1);
  }

  /**
   * Makes what `load` gave durable: the last session may have ended before the disk confirmed it, and edits to come build
   * on it. Half a line at the end is cut off on the way. Where this fails, the next segment waits for it. Throws
   * CommitFailed.
   */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#settle());
  }

  /**
   * Appends edits and resolves when the disk has confirmed them: one write, one flush, however many they are. `follow` gets
   * the number of the first, and runs before anything else may be appended or rotated: there memory follows.
   *
   * Throws CommitFailed: none of them is in the journal then. Where it is not `trusted`, the disk failed to confirm, and
   * nothing may be appended before the library is opened again.
   */
  append<R>(entries: readonly Entry[], follow: (seq: number) => R): Promise<R> {
    return this.#inTurn(async () => {
      let trusted = true;
      try {
        if (this.#doubtful || !this.#current) await this.#begin(() => (trusted = false));
        const current = this.#current!;
        const lines = await encodeLines(entries, this.#next);
        const bytes = lines.length === 1 ? lines[0]! : Buffer.concat(lines);
        for (let at = 0; at < bytes.length;) {
          const taken = await current.file.write(bytes.subarray(at));
          if (taken <= 0) throw shortWrite(this.#pathOf(current.name), at, bytes.length);
          at += taken;
        }
        const { size } = await current.file.facts();
        if (size !== current.size + bytes.length) {
          throw shortWrite(this.#pathOf(current.name), size - current.size, bytes.length);
        }
        await current.file.datasync().catch((problem: unknown) => {
          // A segment that had no room is given up as a whole, so what the system dropped of it is never asked for.
          trusted &&= AppError.from(problem).code === 'disk-full';
          throw problem;
        });
        current.size = size;
        this.#edits += entries.length;
        this.#bytes += bytes.length;
      } catch (problem) {
        await this.#abandon();
        throw problem instanceof CommitFailed ? problem : new CommitFailed(AppError.from(problem), trusted);
      }
      const seq = this.#next;
      this.#next += entries.length;
      return follow(seq);
    });
  }

  /**
   * Ends the segment: what is appended from now on goes to a new one. Gives what `take` gave at that moment, between two
   * edits; once that is in files of its own, `archive` may be called.
   */
  rotate<R>(
    take: () => R,
  ): Promise<{ readonly taken: R; readonly seq: number; readonly sealed: readonly string[] }> {
    return this.#inTurn(async () => {
      if (this.#doubtful) await this.#begin();
      await this.#end();
      this.#edits = 0;
      this.#bytes = 0;
      return { taken: take(), seq: this.seq, sealed: [...this.#sealed] };
    });
  }

  /**
   * Moves segments that `rotate` gave to the archive, oldest first: were a later one gone first, replaying the earlier would
   * undo it. Throws CommitFailed, or what the disk said when nothing of the journal is in doubt.
   */
  async archive(sealed: readonly string[]): Promise<void> {
    if (sealed.length === 0) return;
    if (await this.#disk.makeFolder(join(this.#root, HISTORY_FOLDER)))
      await this.#disk.syncFolder(this.#root);
    for (const name of sealed) {
      await this.#disk.rename(this.#pathOf(name), join(this.#root, HISTORY_FOLDER, name));
      this.#sealed = this.#sealed.filter((other) => other !== name);
      try {
        await this.#disk.syncFolder(join(this.#root, HISTORY_FOLDER));
        await this.#disk.syncFolder(join(this.#root, JOURNAL_FOLDER));
      } catch (problem) {
        throw new CommitFailed(AppError.from(problem), false);
      }
    }
  }

  /** Lets the file go. What was acknowledged is in it. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#doubtful) await this.#begin().catch(() => undefined);
      await this.#end();
    });
  }

  #pathOf(name: string): string {
    return join(this.#root, JOURNAL_FOLDER, name);
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const run = this.#turn.then(work);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  async #settle(): Promise<void> {
    if (!this.#unsettled) return;
    const last = (await readSegments(this.#disk, this.#root, JOURNAL_FOLDER)).findLast(
      ({ found }) => found.length > 0,
    );
    if (last) {
      const path = this.#pathOf(last.segment.name);
      // A file with a bad line stays as it is, for whoever can make something of it.
      const bytes = last.bad > 0 ? last.found : last.counting();
      await commit(this.#disk, this.#root, new Set(), [{ path, bytes, before: () => last.found }]);
    }
    this.#unsettled = false;
  }

  /** Begins a segment at the next number. `unconfirmed` is told when the disk failed to confirm its name. */
  async #begin(unconfirmed: () => void = () => undefined): Promise<void> {
    await this.#end();
    await this.#settle();
    const folder = join(this.#root, JOURNAL_FOLDER);
    const sync = async (path: string): Promise<void> => {
      try {
        await this.#disk.syncFolder(path);
      } catch (problem) {
        unconfirmed();
        throw problem;
      }
    };
    if (await this.#disk.makeFolder(folder)) await sync(this.#root);
    this.#session += 1;
    const name = segmentName(this.#next, this.#session);
    const file = await this.#disk.create(this.#pathOf(name));
    this.#current = { name, file, size: 0 };
    await sync(folder);
    this.#doubtful = false;
  }

  async #end(): Promise<void> {
    const { name, file } = this.#current ?? {};
    if (name === undefined || !file) return;
    this.#current = null;
    this.#sealed.push(name);
    // All that counts in it was confirmed.
    await file.close().catch(() => undefined);
  }

  /** After a failed write: what it left must not count, and nothing must be appended to it. */
  async #abandon(): Promise<void> {
    this.#doubtful = true;
    await this.#end();
    await this.#begin().catch(() => undefined);
  }
}
