import type { Id } from '../../core/model/id';
import type { Kind } from './layout';
import type { Parts } from './parts';
import type { Unfiled } from './shelf';
import type { RecordName } from './snapshots';

/** Takes snapshots of a library when it is time: on each day with edits, and before records of an older version go. */
export class SnapshotSchedule {
  readonly #parts: Parts;
  /** One being written. */
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  #ended = false;
  #seq = 0;
  #savedFromMigration = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins the snapshot of the day where there is none and something has changed. For quiet moments; `seq` is the last edit. */
  async daily(seq: number): Promise<void> {
    const { snapshots } = this.#parts;
    const day = new Date().toISOString().slice(0, 10);
    if (this.#running || this.#ended || seq === this.#seq || (await snapshots.has(day))) return;
    const stop = new AbortController();
    const done = snapshots
      .take(day, seq, this.#names(), stop.signal)
      .then(() => snapshots.prune())
      // A day without a snapshot: the next quiet moment tries again.
      .catch(() => undefined)
      .finally(() => (this.#running = null));
    this.#seq = seq;
    this.#running = { stop, done };
  }

  /** Keeps all records as they are, once, before those of an older version are written as of today. */
  async beforeMigration(records: readonly Unfiled[], seq: number): Promise<void> {
    if (this.#savedFromMigration || !records.some(({ base }) => base.adapter.migrated)) return;
    const name = `before-migration-${new Date().toISOString().replaceAll(':', '-')}`;
    await this.#parts.snapshots.take(name, seq, this.#names(), new AbortController().signal);
    this.#savedFromMigration = true;
  }

  /** Gives up the one being written, and waits until nothing of it is left. */
  async interrupt(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.done;
  }

  /** None begins any more. */
  end(): void {
    this.#ended = true;
    this.#running?.stop.abort();
  }

  #names(): RecordName[] {
    const { id: own, shelf, catalogue } = this.#parts;
    const named = (kind: Kind, records: readonly { id: Id }[]): RecordName[] =>
      records.map(({ id }) => ({ kind, id }));
    return [
      { kind: 'library', id: own },
      { kind: 'codebook', id: own },
      ...named('note', shelf.all('note')),
      ...named('brief', shelf.all('brief')),
      ...named('search', shelf.all('search')),
      ...catalogue.summaries().flatMap(({ id }): RecordName[] => [
        { kind: 'document', id },
        { kind: 'annotations', id },
      ]),
    ];
  }
}
