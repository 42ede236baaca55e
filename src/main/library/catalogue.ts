import { join } from 'node:path';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import {
  decodeCatalogue,
  encodeCatalogue,
  stampOf,
  withAnnotations,
  withDocument,
  type CatalogueEntry,
  type Row,
} from './catalogueRow';
import { commit } from './commit';
import { concurrently } from './concurrently';
import { READ_AT_ONCE, type Disk, type FileFacts } from './disk';
import { CATALOGUE_FILE } from './layout';
import type { RecordChanged } from './transaction';

/** Quiet time after which the cache is written, in milliseconds. */
const IDLE = 30_000;

/**
 * What a library keeps in memory of all its documents. It follows the disk, edit by edit, and keeps a file of itself so
 * that the next opening need not read every record. That file is only a cache: not being able to write it is no failure.
 */
export class Catalogue {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #rows = new Map<Id, Row>();
  readonly #originals = new Map<string, Id>();
  #summaries: readonly CatalogueEntry[] | null = null;
  #stale = false;
  #saving: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  /** `root` is the library's folder. */
  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
  }

  /** The same array until something changes. */
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

  /**
   * Fills it, once. `readRow` gets the cached row, if there is one, and gives it back when its files are as they were;
   * null leaves the document out.
   */
  async load(
    ids: readonly Id[],
    readRow: (id: Id, cached: Row | undefined) => Promise<Row | null>,
  ): Promise<void> {
    const bytes = await this.#disk.read(this.#path).catch(() => null);
    const cached = new Map((bytes && decodeCatalogue(bytes))?.map((row) => [row.entry.id, row]));
    await concurrently(ids, READ_AT_ONCE, async (id) => {
      const row = await readRow(id, cached.get(id));
      if (row === null) return;
      this.#stale ||= row !== cached.get(id);
      this.#rows.set(id, row);
      this.#originals.set(row.entry.originalSha256, id);
    });
    this.#stale ||= cached.size !== this.#rows.size;
  }

  /**
   * Takes in a change that is on disk, with the facts of its file. `newcomer` is the row of a document that comes (back)
   * without being here.
   */
  follow(changed: RecordChanged, facts: FileFacts | null, newcomer: Row | null): void {
    if (changed.kind !== 'document' && changed.kind !== 'annotations') return;
    const { id } = changed;
    const stamp = stampOf(facts);
    const row = this.#rows.get(id) ?? newcomer;
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
    this.#stale = true;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#saving = this.save();
    }, IDLE).unref();
  }

  /** Waits for a writing of the cache that is under way, and begins no more by itself. */
  async rest(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#saving;
  }

  /** Writes the cache where it is not what it was. Only a writer that holds the lock may. */
  async save(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    const bytes = await encodeCatalogue(this.#rows.values());
    await commit(this.#disk, this.#root, new Set(), [{ path: this.#path, bytes, before: () => null }]).catch(
      () => (this.#stale = true),
    );
  }

  get #path(): string {
    return join(this.#root, CATALOGUE_FILE);
  }

  /** Another document of the same bytes, if there is one, is found from now on. */
  #forgetOriginal({ id, original: { sha256 } }: Document): void {
    if (this.#originals.get(sha256) !== id) return;
    this.#originals.delete(sha256);
    for (const { entry } of this.#rows.values()) {
      if (entry.originalSha256 === sha256) this.#originals.set(sha256, entry.id);
    }
  }
}
