import { join, sep } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { LibraryFault } from '../../core/model/libraryFault';
import { parseStored } from '../../core/model/stored';
import { database } from './database';
import type { Disk } from './disk';
import { faultOf, fileOf } from './faults';
import {
  definitions,
  HISTORY_FOLDER,
  isId,
  isKind,
  JOURNAL_FOLDER,
  pathOf,
  type Kind,
  type Records,
} from './layout';
import { readSegments } from './segments';

const FROM_HISTORY =
  'Repair it: it is made anew from the last edit of it that is kept. If none is, put this file back from a backup.';

/**
 * The records of a library as they stand on the disk, by its journal and its files, whoever writes there meanwhile.
 * Changes nothing; what cannot be read is told as a fault.
 */
export class StandingRecords {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  /** Records as the journal has them, by their path: newer than their files. */
  #pending = new Map<string, unknown>();

  constructor(disk: Disk, root: string, signal: AbortSignal | undefined) {
    this.#disk = disk;
    this.#root = root;
    this.#signal = signal;
  }

  /** Reads the journal; gives what is wrong with it and with its archive. */
  async readJournal(): Promise<LibraryFault[]> {
    const faults: LibraryFault[] = [];
    const pending = new Map<string, unknown>();
    for (const place of [HISTORY_FOLDER, JOURNAL_FOLDER]) {
      const next =
        place === JOURNAL_FOLDER
          ? 'The edits in those lines are lost unless a backup has them; the next opening of the library sets the rest right.'
          : 'Points of time before them cannot be restored exactly; the library as it is now is not touched by this.';
      try {
        for (const { segment, bad, lines, problem } of await readSegments(this.#disk, this.#root, place)) {
          if (problem) faults.push(this.#told(join(place, segment.name), 'journal', problem));
          if (bad > 0) {
            faults.push({
              file: fileOf(join(place, segment.name)),
              kind: 'journal',
              fault: bad === 1 ? 'A line cannot be read.' : `${bad} lines cannot be read.`,
              next,
            });
          }
          if (place !== JOURNAL_FOLDER) continue;
          for (const { changes } of lines) {
            for (const { kind, id, after, removed } of changes) {
              if (!isKind(kind)) continue;
              const path = pathOf(kind, id);
              // A text is in its file before its line is written.
              if (kind !== 'text') pending.set(path, after ?? null);
              else if (removed) pending.set(path, null);
              else pending.delete(path);
            }
          }
        }
      } catch (thrown) {
        faults.push(this.#told(place, 'journal', thrown));
      }
    }
    this.#pending = pending;
    return faults;
  }

  /** A record as it stands, by journal and file; null where there is none or it cannot be read, which `faults` then says. */
  async record<K extends Kind>(kind: K, id: Id, faults: LibraryFault[]): Promise<Records[K] | null> {
    const path = pathOf(kind, id);
    if (this.#pending.has(path)) {
      const json = this.#pending.get(path);
      if (json === null) return null;
      const parsed = parseStored(definitions[kind], json);
      if (parsed.status === 'ok') return parsed.value;
      faults.push({
        file: fileOf(path),
        kind: 'record',
        fault: `The journal holds a record that cannot be used (${parsed.status === 'damaged' ? parsed.problem : 'it is too new'}).`,
        next: 'Install the newest Dossier, or restore an earlier state.',
      });
      return null;
    }
    try {
      return await database(this.#disk, this.#root, kind, id).open();
    } catch (thrown) {
      const fault = this.#told(path, 'record', thrown);
      const isBroken = AppError.from(thrown).code === 'library-damaged' && kind !== 'library';
      faults.push(isBroken ? { ...fault, next: FROM_HISTORY, canRepair: true } : fault);
      return null;
    }
  }

  async isThere(document: Id): Promise<boolean> {
    const path = pathOf('document', document);
    if (this.#pending.has(path)) return this.#pending.get(path) !== null;
    return (await this.#disk.facts(join(this.#root, path)).catch(() => null)) !== null;
  }

  async hasHighlight(document: Id, highlight: Id): Promise<boolean> {
    const faults: LibraryFault[] = [];
    const annotations = await this.record('annotations', document, faults);
    // Of a file that cannot be read nobody knows; it is a fault of its own.
    return faults.length > 0 || (annotations?.highlights.some(({ id }) => id === highlight) ?? false);
  }

  /** True where the journal has something of it, a removal included, that its file may not have yet. */
  isPending(kind: Kind, id: Id): boolean {
    return this.#pending.has(pathOf(kind, id));
  }

  /** Ids found in folders, and those that so far only the journal has. */
  ids(kind: Listed, found: ReadonlySet<Id>): Id[] {
    const all = new Set(found);
    for (const path of this.#pending.keys()) {
      const id = kind === 'document' ? path.split(sep)[2] : path.split(sep)[2]?.replace(/\.json$/, '');
      if (id === undefined || !isId(id) || path !== pathOf(kind, id)) continue;
      if (this.#pending.get(path) !== null) all.add(id);
      else if (kind !== 'document') all.delete(id);
    }
    return [...all].sort();
  }

  #told(path: string, kind: LibraryFault['kind'], thrown: unknown): LibraryFault {
    this.#signal?.throwIfAborted();
    return faultOf(path, kind, thrown);
  }
}

/** What stands in files or folders of its own. */
export type Listed = 'document' | 'note' | 'brief' | 'search';
