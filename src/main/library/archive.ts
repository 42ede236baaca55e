import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { parseStored } from '../../core/model/stored';
import { commit } from './commit';
import type { Disk } from './disk';
import type { IsForgotten } from './forgotten';
import { decodeSegment, encodeLine, type KeptChange, type Line } from './journalLine';
import { definitions, HISTORY_FOLDER, isKind, type Kind } from './layout';
import { listSegments, newestFirst } from './segments';
import type { PastTransaction, RecordChanged } from './transaction';

/** Days and bytes of past edits that are kept in any case. */
export const ARCHIVE_DAYS = 90;
export const ARCHIVE_BYTES = 256 * 1024 * 1024;

/**
 * The edits of a library's whole life, as far as they are kept: those in the journal and those archived, which are in the
 * records' files as well. Reading takes no lock and may run beside a writer.
 */
export class Archive {
  readonly #disk: Disk;
  readonly #root: string;

  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
  }

  /** All lines that are kept, newest first. Ends early where numbers are missing: older ones are of no use to anyone. */
  async *lines(): AsyncGenerator<Line> {
    let below = Infinity;
    for await (const { lines } of newestFirst(this.#disk, this.#root)) {
      for (const line of lines.toReversed()) {
        if (below !== Infinity && line.seq !== below - 1) return;
        below = line.seq;
        yield line;
      }
    }
  }

  /**
   * The last `count` edits with a number below `before` (null: all), newest first; fewer where fewer are kept. Stops, too,
   * after `characters` of records, so that looking back costs little after an import of thousands.
   */
  async past(count: number, before: number | null, characters = Infinity): Promise<PastTransaction[]> {
    const found: PastTransaction[] = [];
    let seen = 0;
    for await (const line of this.lines()) {
      if (found.length >= count || seen >= characters) break;
      if (before !== null && line.seq >= before) continue;
      const { seq, at, name, step } = line;
      const changes = changesOf(line);
      if (characters < Infinity) seen += JSON.stringify(changes).length;
      found.push({ seq, at, name, step, changes });
    }
    return found;
  }

  /**
   * Each record changed after the last edit made at or before `moment`, with what it was then. Order is by number, so a
   * clock that was put back costs precision, not sense. Throws `not-found` when the edits kept do not reach back that far;
   * `since` is the moment from which nothing is missing when none was dropped.
   */
  async before(moment: string, since: string): Promise<RecordChanged[]> {
    const then = Date.parse(moment);
    const found = new Map<string, RecordChanged>();
    let oldest: Line | null = null;
    for await (const line of this.lines()) {
      if (Date.parse(line.at) <= then) return [...found.values()];
      oldest = line;
      for (const change of changesOf(line)) {
        const key = `${change.kind} ${change.id}`;
        // Seen later ones first: the last one met is the oldest.
        found.set(key, { ...change, after: found.get(key)?.after ?? change.after } as RecordChanged);
      }
    }
    if (oldest === null) {
      if (then >= Date.parse(since)) return [];
    } else if (oldest.seq === 1 && then >= Date.parse(since)) return [...found.values()];
    throw new AppError(
      'not-found',
      `The edits kept in this library do not reach back to ${moment}${oldest ? `, only to ${oldest.at}` : ''}.`,
      'Choose a later moment, or open a backup of that time.',
    );
  }

  /** The record as the last edit of it left it; undefined when no edit that is kept touched it, null when it was removed. */
  async lastKnown(kind: Kind, id: Id): Promise<unknown> {
    for await (const { changes } of this.lines()) {
      const change = changes.find((each) => each.kind === kind && each.id === id);
      if (change && 'after' in change) return change.after;
    }
    return undefined;
  }

  /**
   * Ids of documents whose record or highlights changed after edit `seq`, up to edit `last`; null when it cannot be told,
   * since some of those edits are not kept.
   */
  async touchedSince(seq: number, last: number): Promise<ReadonlySet<Id> | null> {
    const ids = new Set<Id>();
    let expected = last;
    for await (const line of this.lines()) {
      if (line.seq <= seq || expected <= seq) break;
      if (line.seq !== expected) return null;
      expected -= 1;
      for (const { kind, id } of line.changes) if (kind === 'document' || kind === 'annotations') ids.add(id);
    }
    return expected <= seq ? ids : null;
  }

  /**
   * Takes changes of records out of the edits that are archived, as if they had never been: nothing brings them back. Lines keep their
   * numbers, and what cannot be read stays as it is. Only a writer that holds the lock may. Throws CommitFailed.
   */
  async forget(isForgotten: IsForgotten): Promise<void> {
    const isGone = ({ kind, id, before, after }: KeptChange): boolean =>
      isForgotten(kind, id, [before, after]);
    for (const { name } of await listSegments(this.#disk, this.#root, [HISTORY_FOLDER])) {
      const path = join(this.#root, HISTORY_FOLDER, name);
      const bytes = await this.#disk.read(path);
      if (!bytes) continue;
      const { lines, ranges } = await decodeSegment(bytes);
      if (!lines.some(({ changes }) => changes.some(isGone))) continue;
      const parts: Uint8Array[] = [];
      let end = 0;
      for (const [index, line] of lines.entries()) {
        const [from, to] = ranges[index]!;
        parts.push(bytes.subarray(end, from));
        parts.push(
          line.changes.some(isGone)
            ? encodeLine({ ...line, changes: line.changes.filter((change) => !isGone(change)) })
            : bytes.subarray(from, to),
        );
        end = to;
      }
      parts.push(bytes.subarray(end));
      await commit(this.#disk, this.#root, new Set(), [
        { path, bytes: Buffer.concat(parts), before: () => bytes },
      ]);
    }
  }

  /**
   * Drops the oldest segments: each that is older than 90 days, as long as all together are above 256 MB. Only a writer
   * that holds the lock may.
   */
  async prune(now: number, days = ARCHIVE_DAYS, bytes = ARCHIVE_BYTES): Promise<void> {
    const kept = [];
    let total = 0;
    for (const { name } of await listSegments(this.#disk, this.#root, [HISTORY_FOLDER])) {
      const path = join(this.#root, HISTORY_FOLDER, name);
      const facts = await this.#disk.facts(path);
      if (!facts) continue;
      kept.push({ path, ...facts });
      total += facts.size;
    }
    for (const { path, size, modified } of kept) {
      if (total <= bytes || now - modified <= days * 86_400_000) return;
      await this.#disk.remove(path);
      total -= size;
    }
  }
}

/** The changes of a line as records of today; those this version cannot read, and texts, are left out. */
function changesOf({ changes }: Line): RecordChanged[] {
  return changes.flatMap(({ kind, id, before, after }) => {
    if (!isKind(kind) || kind === 'text') return [];
    const [from, to] = [recordOf(kind, before), recordOf(kind, after)];
    // Both are records of the one kind, which the compiler cannot see in a union.
    return from === undefined || to === undefined
      ? []
      : [{ kind, id, before: from, after: to } as unknown as RecordChanged];
  });
}

/** A kept record as one of today; undefined when it is none this version knows. */
export function recordOf(kind: Kind, kept: unknown): object | null | undefined {
  if (kept === null || kept === undefined) return null;
  const parsed = parseStored<{ version: number }>(definitions[kind], kept);
  return parsed.status === 'ok' ? parsed.value : undefined;
}
