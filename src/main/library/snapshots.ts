import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip, gzip } from 'node:zlib';
import type { Id } from '../../core/model/id';
import { commit, shortWrite, temporaryBeside } from './commit';
import { concurrently } from './concurrently';
import type { Disk } from './disk';
import type { IsForgotten } from './forgotten';
import { pathOf, SNAPSHOT_FOLDER, type Kind } from './layout';

/** One record of a library, by name. */
export type RecordName = { readonly kind: Kind; readonly id: Id };

/** Newest snapshots of a day each, and newest of a week each, that are kept. */
const DAYS = 7;
const WEEKS = 4;

/** Records read and written between two turns of the event loop. */
const AT_A_TIME = 64;
const AT_ONCE = 4;

const DAILY = /^(\d{4}-\d{2}-\d{2})\.jsonl\.gz$/;

/**
 * All records of a library but texts, as they were on a day: the first line says with which edit the copy began, each other
 * line is a record. Records are copied as their files have them, so a snapshot holds everything up to that edit, and
 * perhaps something of later ones.
 */
export class Snapshots {
  readonly #disk: Disk;
  readonly #root: string;

  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
  }

  /** Whether there is one of the day (`2026-01-31`). */
  async has(name: string): Promise<boolean> {
    return (await this.#disk.facts(this.#pathOf(name))) !== null;
  }

  /**
   * Writes one, durably and in small steps; a record that cannot be read is left out. `name` is the day, or another name
   * for one that is kept for ever. Aborting leaves none.
   */
  async take(name: string, seq: number, records: Iterable<RecordName>, signal: AbortSignal): Promise<void> {
    const path = this.#pathOf(name);
    if (await this.#disk.makeFolder(dirname(path))) await this.#disk.syncFolder(this.#root);
    const temporary = temporaryBeside(path);
    const file = await this.#disk.create(temporary, path);
    let size = 0;
    const write = async (lines: string[]): Promise<void> => {
      const bytes = await compress(lines.join(''));
      for (let at = 0; at < bytes.length;) {
        const taken = await file.write(bytes.subarray(at));
        if (taken <= 0) throw shortWrite(path, at, bytes.length);
        at += taken;
      }
      size += bytes.length;
    };
    try {
      try {
        await write([`${JSON.stringify({ snapshot: 1, seq, at: new Date().toISOString() })}\n`]);
        const waiting = records[Symbol.iterator]();
        for (;;) {
          signal.throwIfAborted();
          const batch = [];
          for (let next = waiting.next(); !next.done; next = waiting.next()) {
            batch.push(next.value);
            if (batch.length === AT_A_TIME) break;
          }
          if (batch.length === 0) break;
          await write(await this.#lines(batch));
        }
        const facts = await file.facts();
        if (facts.size !== size) throw shortWrite(path, facts.size, size);
        await file.datasync();
      } finally {
        await file.close();
      }
      signal.throwIfAborted();
      await this.#disk.rename(temporary, path);
      await this.#disk.syncFolder(dirname(path));
    } catch (problem) {
      await this.#disk.remove(temporary).catch(() => undefined);
      throw problem;
    }
  }

  /** Drops daily ones beyond the newest 7 days and the newest of each of 4 weeks before. Only a writer may. */
  async prune(): Promise<void> {
    const days = (await this.#names())
      .flatMap((name) => DAILY.exec(name)?.[1] ?? [])
      .sort()
      .reverse();
    const weeks = new Set<number>();
    for (const day of days.slice(DAYS)) {
      // Weeks begin on Mondays; the first day of the epoch was a Thursday.
      const week = Math.floor((Date.parse(day) / 86_400_000 + 3) / 7);
      if (!weeks.has(week) && weeks.size < WEEKS) weeks.add(week);
      else await this.#disk.remove(this.#pathOf(day));
    }
  }

  /** Takes records out of all snapshots. Only a writer that holds the lock may. Throws CommitFailed. */
  async forget(isForgotten: IsForgotten): Promise<void> {
    for (const name of await this.#names()) {
      const path = join(this.#root, SNAPSHOT_FOLDER, name);
      const bytes = await this.#disk.read(path);
      if (!bytes) continue;
      const lines = Buffer.from(await expand(bytes))
        .toString('utf8')
        .split('\n');
      const kept = lines.filter((line) => {
        const { kind, id, value } = recordIn(line);
        return kind === null || !isForgotten(kind, id, [value]);
      });
      if (kept.length === lines.length) continue;
      await commit(this.#disk, this.#root, new Set(), [
        { path, bytes: await compress(kept.join('\n')), before: () => bytes },
      ]);
    }
  }

  /** The record in the newest snapshot that can be read and has it (`id` null: one of the kind); undefined when none has. */
  async lastKnown(kind: Kind, id: Id | null): Promise<unknown> {
    const newest = (await this.#names()).sort().reverse();
    // Those of days first: another may be old, and its name says nothing of its time.
    for (const name of [
      ...newest.filter((each) => DAILY.test(each)),
      ...newest.filter((each) => !DAILY.test(each)),
    ]) {
      const found = await this.#find(name, kind, id).catch(() => undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #find(name: string, kind: Kind, id: Id | null): Promise<unknown> {
    const bytes = await this.#disk.read(join(this.#root, SNAPSHOT_FOLDER, name));
    if (!bytes) return undefined;
    const start = JSON.stringify(id === null ? { kind } : { kind, id }).slice(0, -1);
    const text = Readable.from([bytes]).pipe(createGunzip()).setEncoding('utf8');
    let open = '';
    for await (const chunk of text) {
      const lines = (open + String(chunk)).split('\n');
      open = lines.pop()!;
      const line = lines.find((each) => each.startsWith(start));
      if (line !== undefined) return (JSON.parse(line) as { value: unknown }).value;
    }
    return undefined;
  }

  async #lines(records: readonly RecordName[]): Promise<string[]> {
    const lines: string[] = [];
    await concurrently(records, AT_ONCE, async ({ kind, id }) => {
      const bytes = await this.#disk.read(join(this.#root, pathOf(kind, id))).catch(() => null);
      if (!bytes) return;
      try {
        lines.push(
          `${JSON.stringify({ kind, id, value: JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown })}\n`,
        );
      } catch {
        // A broken file has nothing to copy.
      }
    });
    return lines;
  }

  async #names(): Promise<string[]> {
    const entries = (await this.#disk.list(join(this.#root, SNAPSHOT_FOLDER))) ?? [];
    return entries.flatMap(({ name, kind }) => (kind === 'file' && name.endsWith('.jsonl.gz') ? [name] : []));
  }

  #pathOf(name: string): string {
    return join(this.#root, SNAPSHOT_FOLDER, `${name}.jsonl.gz`);
  }
}

/** The record of a line; kind null for one that holds none. */
function recordIn(
  line: string,
): { kind: string; id: Id; value: unknown } | { kind: null; id: ''; value: null } {
  try {
    const { kind, id, value } = JSON.parse(line) as Record<string, unknown>;
    if (typeof kind === 'string' && typeof id === 'string') return { kind, id, value };
  } catch {
    // The empty line at the end, or one that another version wrote in its own way.
  }
  return { kind: null, id: '', value: null };
}

const compress = promisify(gzip) as (text: string) => Promise<Uint8Array>;
const expand = promisify(gunzip) as (bytes: Uint8Array) => Promise<Uint8Array>;
