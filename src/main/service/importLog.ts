import { z } from 'zod';
import type { Service } from '../../core/api/contract';
import { Moment } from '../../core/model/date';
import type { Library } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';

const Listed = z.object({ startedAt: Moment, files: z.array(z.string()) });
const Done = z.object({ done: z.number().int().min(0) });

/** An import that began and did not end. */
export type Interrupted = {
  readonly run: string;
  readonly startedAt: string;
  readonly total: number;
  /** What was not reached, in its order. */
  readonly missing: readonly string[];
};

/** What the names of runs begin with that a terminal made: their files are paths of this machine. */
export const OF_TERMINAL = 'terminal-';

/** Files that are listed; the rest of a larger import is not remembered. */
const MOST_LISTED = 100_000;

/**
 * What an import wants to do and how far it is, beside the library, so that one that a crash or a closed window cut off can
 * go on. Files are done in their order, so that a number tells how far. Nothing here may keep an import from its work: what
 * cannot be written is not remembered.
 */
export class ImportLog {
  /** Runs of this process that have not ended. */
  readonly #running = new Set<string>();

  constructor(private readonly desk: Desk) {}

  /** Notes what a run is to import, by paths that tell its files apart. */
  async begin(run: string, files: readonly string[]): Promise<void> {
    this.#running.add(run);
    if (files.length < 2 || files.length > MOST_LISTED) return;
    const listed = { startedAt: new Date().toISOString(), files };
    await write(this.desk.library, listName(run), listed);
  }

  /** So many files of the run have a fate now. */
  async advance(run: string, done: number): Promise<void> {
    if (this.#running.has(run) && this.desk.isOpen) await write(this.desk.library, doneName(run), { done });
  }

  /** The run is over, or nobody wants it to go on. */
  async end(run: string): Promise<void> {
    this.#running.delete(run);
    if (!this.desk.isOpen) return;
    const { caches } = this.desk.library;
    // The list first: a number without a list means nothing.
    await caches.remove(listName(run)).catch(() => undefined);
    await caches.remove(doneName(run)).catch(() => undefined);
  }

  /** A window that went away ends nothing: from now on its runs count as interrupted. */
  leave(run: string): void {
    this.#running.delete(run);
  }

  /** The latest import of windows or of terminals that was cut off; null when all came to their end. */
  async interrupted(by: 'window' | 'terminal'): Promise<Interrupted | null> {
    const { caches } = this.desk.library;
    let latest: Interrupted | null = null;
    for (const name of await caches.list()) {
      const run = /^import-([a-z0-9-]+)\.list$/.exec(name)?.[1];
      if (run === undefined || this.#running.has(run)) continue;
      if (run.startsWith(OF_TERMINAL) !== (by === 'terminal')) continue;
      const listed = Listed.safeParse(parsed(await caches.read(name)));
      if (!listed.success) continue;
      const counted = Done.safeParse(parsed(await caches.read(doneName(run))));
      const { startedAt, files } = listed.data;
      const missing = files.slice(counted.success ? counted.data.done : 0);
      if (missing.length === 0) await this.end(run);
      else if (latest === null || startedAt > latest.startedAt)
        latest = { run, startedAt, total: files.length, missing };
    }
    return latest;
  }
}

const listName = (run: string): string => `import-${run}.list`;
const doneName = (run: string): string => `import-${run}.done`;

async function write(library: Library, name: string, value: unknown): Promise<void> {
  await library.caches.write(name, Buffer.from(JSON.stringify(value))).catch(() => undefined);
}

function parsed(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

/** The contract's door to the log, for windows: the terminal has it by itself. */
export function importLogCalls(log: ImportLog): PartOf<Service, 'importLog'> {
  return {
    'importLog.begin': async ({ run, files }, { signal }) => {
      await log.begin(run, files);
      if (!signal.aborted) {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      log.leave(run);
      return null;
    },
    'importLog.advance': async ({ run, done }) => {
      await log.advance(run, done);
      return null;
    },
    'importLog.end': async ({ run }) => {
      await log.end(run);
      return null;
    },
    'importLog.interrupted': () => log.interrupted('window'),
  };
}
