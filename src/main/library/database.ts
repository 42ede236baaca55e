import { join } from 'node:path';
import { Low } from 'lowdb';
import type { Id } from '../../core/model/id';
import type { Disk, FileFacts } from './disk';
import { DurableAdapter } from './durableAdapter';
import { definitions, idIn, pathOf, type Kind, type Records } from './layout';

/** One small database: lowdb holds the value, our adapter the file. */
export class Database<T extends { version: number }> extends Low<T | null> {
  declare adapter: DurableAdapter<T>;
  /** The first read, shared by everyone who asks meanwhile. */
  #opened: Promise<void> | null = null;

  constructor(adapter: DurableAdapter<T>) {
    super(adapter, null);
  }

  /** The value, read once. A failed read is not kept: the next one looks at the file again. */
  async open(): Promise<T | null> {
    this.#opened ??= this.read();
    try {
      await this.#opened;
    } catch (problem) {
      this.#opened = null;
      throw problem;
    }
    return this.data;
  }

  /** Takes what is on disk now. */
  accept(value: T | null, facts: FileFacts | null): void {
    this.data = value;
    this.adapter.facts = facts;
    this.#opened = Promise.resolve();
  }
}

/** The database of one record, not read yet. A file that holds another record's id is damaged. Throws RangeError for what is no id. */
export function database<K extends Kind>(disk: Disk, root: string, kind: K, id: Id): Database<Records[K]> {
  const fault = (value: Records[K]): string | null => {
    const found = idIn(kind, value);
    return found === null || found === id ? null : `it is the record of ${found}`;
  };
  return new Database(
    new DurableAdapter<Records[K]>(disk, root, join(root, pathOf(kind, id)), definitions[kind], fault),
  );
}
