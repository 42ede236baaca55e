import { basename } from 'node:path';
import type { Adapter } from 'lowdb';
import { AppError } from '../../core/model/appError';
import { parseStored, type Stored } from '../../core/model/stored';
import { commit, CommitFailed, type FileChange } from './commit';
import type { Disk, FileFacts } from './disk';

/**
 * lowdb's two functions for one stored thing in one file. Reading parses, migrates and checks; writing is durable.
 *
 * lowdb's own adapters are not used: its writer flushes neither file nor folder, and none checks what it reads. Nor is
 * `Low.write` or `Low.update` for edits: both take the value from memory, so memory would be ahead of the disk when the
 * write fails. An edit goes through `change` and becomes `Low.data` after the disk has confirmed it.
 */
export class DurableAdapter<T extends { version: number }> implements Adapter<T | null> {
  readonly path: string;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #stored: Stored<T>;
  readonly #fault: (value: T) => string | null;
  /** Of the file as last read or written here; null while there is none. */
  facts: FileFacts | null = null;
  /** The file, as last read, holds the record in an older version. */
  migrated = false;
  /** The mark that the file, as last read, carries because it was written ahead of its edit; see `arrivals.ts`. */
  arrival: string | null = null;

  /**
   * `root` is the library's folder: folders below it are made when missing. `fault` says, as part of a sentence, why a
   * well-formed record is the wrong one for this file; null when it is right.
   */
  constructor(
    disk: Disk,
    root: string,
    path: string,
    stored: Stored<T>,
    fault: (value: T) => string | null = () => null,
  ) {
    this.#disk = disk;
    this.#root = root;
    this.path = path;
    this.#stored = stored;
    this.#fault = fault;
  }

  /**
   * The record; null when there is no file. Throws `library-damaged` or `library-too-new`, naming the file; a damaged
   * file is left exactly as it is.
   */
  async read(): Promise<T | null> {
    // Facts first: a file replaced in between is then read again next time, not taken for read.
    const facts = await this.#disk.facts(this.path);
    const bytes = facts && (await this.#disk.read(this.path));
    if (bytes === null) {
      this.facts = null;
      return null;
    }
    const json = parseJson(bytes, this.path);
    const parsed = parseStored(this.#stored, json);
    switch (parsed.status) {
      case 'ok': {
        const fault = this.#fault(parsed.value);
        if (fault !== null) throw damaged(this.path, fault);
        this.facts = facts;
        this.migrated = parsed.migrated;
        this.arrival = arrivalIn(json);
        return parsed.value;
      }
      case 'too-new':
        throw new AppError(
          'library-too-new',
          `${basename(this.path)} was written by a newer Dossier (${this.#stored.kind}, version ${parsed.version}; this one knows ${this.#stored.version}): ${this.path}.`,
          'Install the newest Dossier; the file is left as it is.',
        );
      case 'damaged':
        throw damaged(this.path, parsed.problem);
    }
  }

  /** Replaces the record durably. Throws AppError; the file is then as it was. */
  async write(value: T | null): Promise<void> {
    try {
      const facts = await commit(this.#disk, this.#root, new Set(), [this.change(value, null)]);
      this.facts = facts.get(this.path) ?? null;
    } catch (failure) {
      throw failure instanceof CommitFailed ? failure.problem : failure;
    }
  }

  /**
   * The change of this file that puts `value` in place of `before`, to be committed with others. `arrival` is the mark of one
   * that goes ahead of its edit.
   */
  change(value: T | null, before: T | null, arrival: string | null = null): FileChange {
    return {
      path: this.path,
      bytes: value && this.#bytes(arrival === null ? value : { ...value, arrival }),
      before: () => before && this.#bytes(before),
    };
  }

  /** Readable JSON: two spaces, one final line end. */
  #bytes(value: T): Uint8Array {
    return encoder.encode(`${JSON.stringify(value, null, 2)}\n`);
  }
}

/** A record on disk that cannot be used. */
export function damaged(path: string, problem: string, cause?: unknown): AppError {
  return new AppError(
    'library-damaged',
    `${basename(path)} is damaged: ${problem} (${path}).`,
    'Put back this file from a backup or set it right in a text editor, then open the library again. Dossier leaves it as it is.',
    { cause },
  );
}

function arrivalIn(json: unknown): string | null {
  const named = typeof json === 'object' && json !== null && 'arrival' in json ? json.arrival : null;
  return typeof named === 'string' ? named : null;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The value of a JSON file. A byte-order mark is let pass, as text editors add one. Throws `library-damaged`. */
function parseJson(bytes: Uint8Array, path: string): unknown {
  if (bytes.length === 0) throw damaged(path, 'the file is empty');
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (problem) {
    throw damaged(path, 'it is not UTF-8', problem);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    // The engine's message quotes the file, which may hold text of a source: it must not reach a log.
    throw damaged(path, 'it is not JSON, perhaps cut short', problem);
  }
  if (keysWritten(text) !== keysOf(value)) throw damaged(path, 'a name stands twice in one object');
  return value;
}

/** Names in the JSON text. JSON.parse keeps the last of two equal names without a word; counting shows the loss. */
function keysWritten(text: string): number {
  let count = 0;
  for (const string of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (string[1]) count += 1;
  return count;
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + keysOf(item), 0);
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + keysOf(item), 0);
}
