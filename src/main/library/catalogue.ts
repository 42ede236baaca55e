import { join } from 'node:path';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import {
  decodeCatalogue,
  encodeCatalogue,
  sameStamp,
  stampOf,
  withAnnotations,
  withDocument,
  type CatalogueEntry,
  type KeptCatalogue,
  type Row,
} from './catalogueRow';
import { commit } from './commit';
import { concurrently } from './concurrently';
import { READ_AT_ONCE, type Disk, type FileFacts } from './disk';
import { CATALOGUE_FILE, type Records } from './layout';
import type { RecordChanged } from './transaction';

/**
 * What a library keeps in memory of all its documents. It follows the journal, edit by edit, and keeps a file of itself,
 * stamped with the last edit in it, so that the next opening need look at no record but those that changed since. That file
 * is only a cache: not being able to write it is no failure.
 */
export class Catalogue {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #rows = new Map<Id, Row>();
  readonly #originals = new Map<string, Id>();
  /** Originals that several documents have: versions of one source. */
  readonly #twins = new Set<string>();
  /** By text; some may be gone. */
  readonly #texts = new Map<string, Set<Id>>();
  #summaries: readonly CatalogueEntry[] | null = null;
  #stale = false;
  #seq = 0;

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

  /** The documents with this text, in the order they came. */
  withText(sha256: string): Id[] {
    const ids = [...(this.#texts.get(sha256) ?? [])];
    return ids.filter((id) => this.#rows.get(id)?.entry.textSha256 === sha256);
  }

  /**
   * Fills it, once, from its cache and the records. `ids` are the documents that have a folder; `last` is the number of the
   * last edit. `touchedSince` names the documents that changed after the edit the cache includes, null when that cannot be
   * told: then every document is looked at. `readRow` makes a row from the records; it gets the cached one when that may be
   * given back if its files are as they were, and gives null where there is no usable document.
   *
   * Documents that nobody changed by an edit are taken from the cache without a look at their files. What was changed by
   * hand is met when the record is read; see `met`.
   *
   * Gives the documents that were looked at; null for all.
   */
  async load(
    ids: readonly Id[],
    last: number,
    touchedSince: (seq: number, last: number) => Promise<ReadonlySet<Id> | null>,
    readRow: (id: Id, cached: Row | null) => Promise<Row | null>,
  ): Promise<readonly Id[] | null> {
    const kept = await this.#kept();
    const cached = new Map(kept?.rows.map((row) => [row.entry.id, row]));
    const touched = kept && (await touchedSince(kept.seq, last));
    const folders = new Set(ids);
    const read = [...(touched ?? [])].filter((id) => !folders.has(id));
    for (const id of ids) {
      const row = touched?.has(id) === false ? cached.get(id) : undefined;
      if (row) this.#put(id, row);
      else read.push(id);
    }
    await concurrently(read, READ_AT_ONCE, async (id) => {
      const before = cached.get(id) ?? null;
      const row = await readRow(id, touched ? null : before);
      if (row) this.#put(id, row);
    });
    this.#seq = Math.max(last, kept?.seq ?? 0);
    this.#stale =
      kept?.seq !== this.#seq || touched === null || read.length > 0 || cached.size !== this.#rows.size;
    return touched && read;
  }

  /** The number of the last edit it includes. */
  get seq(): number {
    return this.#seq;
  }

  row(id: Id): Row | null {
    return this.#rows.get(id) ?? null;
  }

  /**
   * Takes in a change that is in the journal. `newcomer` is the row of a document that comes (back) without being here.
   */
  follow(changed: RecordChanged, seq: number, newcomer: Row | null): void {
    this.#seq = seq;
    this.#stale = true;
    if (changed.kind !== 'document' && changed.kind !== 'annotations') return;
    const { id } = changed;
    const row = this.#rows.get(id) ?? newcomer;
    if (changed.kind === 'document') {
      if (changed.after === null) {
        this.#rows.delete(id);
        if (changed.before) this.#forgetOriginal(changed.before);
      } else if (row) {
        this.#put(id, { ...row, entry: withDocument(changed.after, row.entry), document: null });
      }
    } else if (row) {
      this.#put(id, { ...row, entry: withAnnotations(row.entry, changed.after), annotations: null });
    }
    this.#summaries = null;
  }

  /** The record of a row is in its file now, with these facts. */
  stamp(kind: 'document' | 'annotations', id: Id, facts: FileFacts | null): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.set(id, { ...row, [kind]: stampOf(facts) });
    this.#stale = true;
  }

  /** A record was read from its file: where that is not the file the row was made from, the row follows it. */
  met<K extends 'document' | 'annotations'>(
    kind: K,
    id: Id,
    value: Records[K] | null,
    facts: FileFacts | null,
  ): void {
    const row = this.#rows.get(id);
    const stamp = stampOf(facts);
    if (!row || sameStamp(stamp, row[kind])) return;
    if (kind === 'annotations') {
      const entry = withAnnotations(row.entry, value as Records['annotations'] | null);
      this.#put(id, { ...row, entry, annotations: stamp });
    } else if (value) {
      this.#put(id, { ...row, entry: withDocument(value as Document, row.entry), document: stamp });
    } else this.#rows.delete(id);
    this.#summaries = null;
    this.#stale = true;
  }

  /** The document cannot be used. */
  drop(id: Id): void {
    if (!this.#rows.delete(id)) return;
    this.#summaries = null;
    this.#stale = true;
  }

  /** Writes the cache where it is not what it was. Only a writer that holds the lock may. */
  async save(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    const bytes = await encodeCatalogue([...this.#rows.values()], this.#seq);
    await commit(this.#disk, this.#root, new Set(), [{ path: this.#path, bytes, before: null }]).catch(
      () => (this.#stale = true),
    );
  }

  async #kept(): Promise<KeptCatalogue | null> {
    const bytes = await this.#disk.read(this.#path).catch(() => null);
    return bytes && decodeCatalogue(bytes);
  }

  #put(id: Id, row: Row): void {
    this.#rows.set(id, row);
    const { textSha256 } = row.entry;
    const same = this.#texts.get(textSha256);
    if (same === undefined) this.#texts.set(textSha256, new Set([id]));
    else same.add(id);
    const { originalSha256: sha256, trashedAt } = row.entry;
    const known = this.#originals.get(sha256);
    if (known === undefined || known === id) this.#originals.set(sha256, id);
    else this.#twins.add(sha256);
    // Of two versions of one file the one that is in the library is named.
    if (!this.#twins.has(sha256)) return;
    if (trashedAt === null) this.#originals.set(sha256, id);
    else this.#nameOriginal(sha256);
  }

  get #path(): string {
    return join(this.#root, CATALOGUE_FILE);
  }

  /** Another document of the same bytes, if there is one, is found from now on. */
  #forgetOriginal({ id, original: { sha256 } }: Document): void {
    if (this.#originals.get(sha256) !== id) return;
    this.#originals.delete(sha256);
    this.#nameOriginal(sha256);
  }

  #nameOriginal(sha256: string): void {
    let isLive = false;
    for (const { entry } of this.#rows.values()) {
      if (entry.originalSha256 !== sha256 || isLive) continue;
      this.#originals.set(sha256, entry.id);
      isLive = entry.trashedAt === null;
    }
  }
}
