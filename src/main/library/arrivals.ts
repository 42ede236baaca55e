import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Id } from '../../core/model/id';
import { commit } from './commit';
import type { Disk } from './disk';
import { JOURNAL_FOLDER } from './layout';

const MARK = /^(\d{12})-[0-9a-f]{8}\.arriving$/;

/**
 * Documents whose record is in its file before the edit that brings them is in the journal, so that the three files of an
 * import are confirmed together and none is written again later.
 *
 * Such a record names a mark, an empty file `journal/<number of the next edit>-<chance>.arriving` that stands from before the
 * first of them to the next checkpoint. While it stands, a record that names it counts only with an edit that brought it;
 * once it is gone, every record counts. So a document is there wholly or not at all, wherever the power is cut.
 */
export class Arrivals {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #folders: Set<string>;
  readonly #waiting = new Set<Id>();
  readonly #brought = new Map<string, ReadonlySet<Id> | null>();
  #mark: string | null = null;

  /** `folders` are those known to exist; see `commit`. */
  constructor(disk: Disk, root: string, folders: Set<string>) {
    this.#disk = disk;
    this.#root = root;
    this.#folders = folders;
  }

  /** True for a document whose record is in its file and does not count. */
  isWaiting(id: Id): boolean {
    return this.#waiting.has(id);
  }

  /** To be called before the records of documents are written; gives the mark they carry. Throws CommitFailed. */
  async expect(ids: readonly Id[], nextSeq: number): Promise<string> {
    if (this.#mark === null) {
      const name = `${String(nextSeq).padStart(12, '0')}-${randomBytes(4).toString('hex')}.arriving`;
      await commit(this.#disk, this.#root, this.#folders, [
        { path: this.#pathOf(name), bytes: new Uint8Array(), before: () => null },
      ]);
      this.#mark = name;
    }
    for (const id of ids) this.#waiting.add(id);
    return this.#mark;
  }

  /** The edit that brings the document is in the journal; or its record is no longer in its file. */
  settle(id: Id): void {
    this.#waiting.delete(id);
  }

  /**
   * Whether a record that was read carries a mark that stands, and no edit brought it; it waits from then on.
   * `touchedSince` names the documents that edits changed after the one of a number; null when it cannot be told: then the
   * record counts, since losing it would be worse.
   */
  async isStray(
    id: Id,
    mark: string | null,
    touchedSince: (seq: number) => Promise<ReadonlySet<Id> | null>,
  ): Promise<boolean> {
    if (this.#waiting.has(id)) return true;
    const first = mark === null ? null : MARK.exec(mark)?.[1];
    if (mark === null || first === undefined || first === null) return false;
    if (!this.#brought.has(mark)) {
      const stands = (await this.#disk.facts(this.#pathOf(mark))) !== null;
      this.#brought.set(mark, stands ? await touchedSince(Number(first) - 1) : null);
    }
    const brought = this.#brought.get(mark);
    if (!brought || brought.has(id)) return false;
    this.#waiting.add(id);
    return true;
  }

  /**
   * Ends what earlier sessions left: `setAside` takes away the record of each document that never came, then their marks go.
   * Only a writer that holds the lock may, after all documents were looked at.
   */
  async sweep(setAside: (id: Id) => Promise<unknown>): Promise<void> {
    const names = (await this.#disk.list(join(this.#root, JOURNAL_FOLDER))) ?? [];
    for (const id of [...this.#waiting]) {
      await setAside(id);
      this.#waiting.delete(id);
    }
    for (const { name } of names) if (MARK.test(name)) await this.#disk.remove(this.#pathOf(name));
  }

  /** To be called now and then: where nothing waits, all that was written counts by itself from now on. */
  async finish(): Promise<void> {
    const mark = this.#mark;
    if (mark === null || this.#waiting.size > 0) return;
    // At once: what comes next needs a mark of its own.
    this.#mark = null;
    await this.#disk.remove(this.#pathOf(mark));
  }

  #pathOf(name: string): string {
    return join(this.#root, JOURNAL_FOLDER, name);
  }
}
