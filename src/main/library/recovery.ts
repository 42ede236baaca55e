import type { Id } from '../../core/model/id';
import { recordOf, type Archive } from './archive';
import type { Disk } from './disk';
import type { Entry } from './journalLine';
import { pathOf, type Kind } from './layout';
import { quarantine } from './quarantine';
import type { Snapshots } from './snapshots';
import type { RecordChanged } from './transaction';

/** A record that was made anew, and where its broken file is now, below the library's folder. */
export type Rebuilt = {
  readonly changed: RecordChanged;
  readonly seq: number;
  readonly aside: string | null;
};

/** Puts an edit into the journal, then calls `follow`; gives its number, null when the disk did not take it. */
type Append = (entry: Entry, follow: (seq: number) => void) => Promise<number | null>;

/**
 * Makes records anew whose files are broken, from the last edit that is kept of them, or else from a snapshot. The value
 * goes into the journal first and the broken file to quarantine then, so that no crash in between loses either.
 */
export class Recovery {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #append: Append;
  readonly #archive: Archive;
  readonly #snapshots: Snapshots;
  readonly #running = new Map<string, Promise<Rebuilt | null>>();

  constructor(disk: Disk, root: string, append: Append, archive: Archive, snapshots: Snapshots) {
    this.#disk = disk;
    this.#root = root;
    this.#append = append;
    this.#archive = archive;
    this.#snapshots = snapshots;
  }

  /**
   * Rebuilds one record whose file was found damaged; those who ask meanwhile get the same answer. `follow` takes the value
   * into memory. Null when nothing is known of it, or the disk does not let us: the file is then as it was.
   */
  rebuild(
    kind: Kind,
    id: Id,
    follow: (rebuilt: RecordChanged, seq: number) => void,
  ): Promise<Rebuilt | null> {
    const path = pathOf(kind, id);
    const running =
      this.#running.get(path) ??
      this.#rebuild(kind, id, path, follow).finally(() => this.#running.delete(path));
    this.#running.set(path, running);
    return running;
  }

  async #rebuild(
    kind: Kind,
    id: Id,
    path: string,
    follow: (rebuilt: RecordChanged, seq: number) => void,
  ): Promise<Rebuilt | null> {
    // Texts are in no journal and no snapshot.
    if (kind === 'text') return null;
    let kept = await this.#archive.lastKnown(kind, id);
    if (kept === undefined) kept = await this.#snapshots.lastKnown(kind, id);
    const value = recordOf(kind, kept);
    if (!value) return null;
    // One kind here, which the compiler cannot see in a union.
    const changed = { kind, id, before: value, after: value } as unknown as RecordChanged;
    const entry = {
      at: new Date().toISOString(),
      name: 'Rebuild a broken file',
      step: null,
      changes: [changed],
    };
    const seq = await this.#append(entry, (number) => follow(changed, number));
    if (seq === null) return null;
    return { changed, seq, aside: await this.setAside(path).catch(() => null) };
  }

  /** Moves a broken file to quarantine; gives where it is now. `path` is below the library's folder. */
  setAside(path: string): Promise<string> {
    return quarantine(this.#disk, this.#root, path, new Date().toISOString());
  }
}
