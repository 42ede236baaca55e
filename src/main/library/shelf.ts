import type { Id } from '../../core/model/id';
import { database, type Database } from './database';
import type { Disk, FileFacts } from './disk';
import { definitions, isSingle, pathOf, type Kind, type Records } from './layout';

/** Documents and annotations kept parsed after use; an edit of a tag in many documents reads each only once. */
const KEPT_OPEN = 256;

/** A record that is in the journal, and in its file not yet. */
export type Unfiled = {
  readonly kind: Kind;
  readonly id: Id;
  readonly base: Database<{ version: number }>;
  readonly value: { version: number } | null;
  /** The file was not looked at: the value comes from the journal of an earlier session. */
  readonly unseen: boolean;
};

/**
 * The records of a library in memory: one small database each. Those of the kinds a library has few of stay; documents and
 * annotations make room for others; texts are not kept. What is not in its file yet stays in any case.
 */
export class Shelf {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #id: Id;
  /** Another process may write: documents and annotations are read anew each time. */
  readonly #shared: boolean;
  readonly #bases = new Map<Kind, Map<Id, Database<{ version: number }>>>();
  readonly #unfiled = new Map<string, Unfiled>();

  /** `id` is the library's: that of the records of which it has one. */
  constructor(disk: Disk, root: string, id: Id, shared: boolean) {
    this.#disk = disk;
    this.#root = root;
    this.#id = id;
    this.#shared = shared;
    for (const kind of Object.keys(definitions)) this.#bases.set(kind as Kind, new Map());
  }

  /** The id under which a record is kept. */
  idOf(kind: Kind, id: Id): Id {
    return isSingle(kind) ? this.#id : id;
  }

  /** The database of a record; it reads the file when first asked. Throws RangeError for what is no id. */
  database<K extends Kind>(kind: K, id: Id): Database<Records[K]> {
    const key = this.idOf(kind, id);
    const found = this.kept(kind, key) ?? database(this.#disk, this.#root, kind, key);
    this.#keep(kind, key, found);
    return found;
  }

  /** Null when it is not in memory. */
  kept<K extends Kind>(kind: K, id: Id): Database<Records[K]> | null {
    const key = this.idOf(kind, id);
    const found = this.#unfiled.get(nameOf(kind, key))?.base ?? this.#bases.get(kind)!.get(key) ?? null;
    // Each kind's map holds databases of that kind only.
    return found as unknown as Database<Records[K]> | null;
  }

  /** Takes the database of a record that was read elsewhere. */
  keep<K extends Kind>(kind: K, id: Id, base: Database<Records[K]>): void {
    this.#keep(kind, this.idOf(kind, id), base);
  }

  /** The records of a kind that is kept whole; those that cannot be read are missing. */
  all<K extends 'note' | 'brief' | 'search'>(kind: K): Records[K][] {
    const values: Records[K][] = [];
    for (const base of this.#bases.get(kind)!.values()) {
      if (base.data !== null) values.push(base.data as unknown as Records[K]);
    }
    return values;
  }

  /** Memory follows the journal. */
  follow<K extends Kind>(kind: K, id: Id, value: Records[K] | null, unseen = false): void {
    const key = this.idOf(kind, id);
    const name = nameOf(kind, key);
    const base = this.kept(kind, key) ?? database(this.#disk, this.#root, kind, key);
    const before = this.#unfiled.get(name);
    base.accept(value, base.adapter.facts);
    const wide = base as unknown as Database<{ version: number }>;
    this.#unfiled.set(name, { kind, id: key, base: wide, value, unseen: before?.unseen ?? unseen });
    if (value === null && kind !== 'document' && kind !== 'annotations') this.#bases.get(kind)!.delete(key);
    else this.#keep(kind, key, base);
  }

  /** Memory follows the journal, and the record is in its file already, with these facts. */
  stands<K extends Kind>(kind: K, id: Id, value: Records[K], facts: FileFacts | null): void {
    const key = this.idOf(kind, id);
    const base = this.kept(kind, key) ?? database(this.#disk, this.#root, kind, key);
    base.accept(value, facts);
    this.#unfiled.delete(nameOf(kind, key));
    this.#keep(kind, key, base);
  }

  /** Nothing is to be done to the record's file any more: it is as it should be. */
  forget(kind: Kind, id: Id): void {
    this.#unfiled.delete(nameOf(kind, this.idOf(kind, id)));
  }

  /** Records that are not in their files, as they are now. */
  unfiled(): Unfiled[] {
    return [...this.#unfiled.values()];
  }

  isUnfiled(kind: Kind, id: Id): boolean {
    return this.#unfiled.has(nameOf(kind, this.idOf(kind, id)));
  }

  /** The file of a record holds it now, with these facts. True when no newer value came meanwhile. */
  filed(record: Unfiled, facts: FileFacts | null): boolean {
    const name = nameOf(record.kind, record.id);
    record.base.adapter.facts = facts;
    const now = this.#unfiled.get(name);
    if (now?.value !== record.value) {
      if (now) this.#unfiled.set(name, { ...now, unseen: false });
      return false;
    }
    this.#unfiled.delete(name);
    return true;
  }

  #keep<K extends Kind>(kind: K, key: Id, base: Database<Records[K]>): void {
    if (kind === 'text') return;
    const kept = this.#bases.get(kind)!;
    const makesRoom = kind === 'document' || kind === 'annotations';
    if (makesRoom && this.#shared) return;
    kept.delete(key);
    kept.set(key, base as unknown as Database<{ version: number }>);
    if (makesRoom && kept.size > KEPT_OPEN) kept.delete(kept.keys().next().value!);
  }
}

const nameOf = (kind: Kind, key: Id): string => pathOf(kind, key);
