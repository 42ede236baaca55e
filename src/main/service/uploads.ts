import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { MAX_FILE_BYTES } from '../import/checkFile';
import { nodeDisk, privateDisk, type Disk } from '../library/library';
import type { ImportInput } from './importInput';
import { uploadsPrefix } from './sweepUploads';

/** What is known of a file that waits; `more` is what an import knew of it that another try needs. */
type Waiting = {
  readonly name: string;
  readonly place: Place;
  readonly size: number;
  readonly more: More;
};
type More = Partial<Pick<ImportInput, 'path' | 'origin' | 'options'>>;

/** Where the bytes of a file wait: in memory, or in a file. */
type Place = { readonly bytes: Uint8Array } | { readonly file: string; readonly disk: Disk };

/** Bytes of a file that waits in memory, and of all that do: an import sends thousands of small files, each for a moment. */
const SMALL = 256 * 1024;
const MOST_IN_MEMORY = 32 * 1024 * 1024;

/** Where uploads wait, and the disk that seals what is written there. */
type Room = { readonly folder: string; readonly disk: Disk };

/**
 * Files on their way in: bytes arrive beside the wire, wait in memory while they are few, else in a private temporary
 * folder, and are taken by an import. There they are sealed with a key that only this process has: what a crash leaves there nobody can read, and which library they
 * were meant for need not be asked. The folder goes with the process.
 */
export class Uploads {
  readonly #waiting = new Map<string, Waiting>();
  #inMemory = 0;
  #room: Promise<Room> | null = null;

  /** Files that wait, wherever. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Keeps the bytes; answers with the id that `imports.run` takes. Throws `file-too-large`, before it fills the disk, and
   * `disk-full` where the temporary folder has no room.
   */
  async receive(
    name: string,
    size: number | null,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<{ upload: string }> {
    const tooLarge = new AppError(
      'file-too-large',
      `${name} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
      'Split the file, or import the part you need.',
    );
    if (size !== null && size > MAX_FILE_BYTES) throw tooLarge;
    const upload = newId();
    if (size !== null && size <= SMALL && this.#inMemory + size <= MOST_IN_MEMORY) {
      const bytes = await this.#gather(name, size, chunks);
      this.#waiting.set(upload, { name: baseName(name), place: { bytes }, size: bytes.byteLength, more: {} });
      return { upload };
    }
    const { folder, disk } = await this.#ownRoom();
    const file = join(folder, upload);
    let received = 0;
    try {
      const writing = await disk.create(file);
      try {
        for await (const chunk of chunks) {
          received += chunk.byteLength;
          if (received > MAX_FILE_BYTES) throw tooLarge;
          for (let at = 0; at < chunk.byteLength;) at += await writing.write(chunk.subarray(at));
        }
      } finally {
        await writing.close();
      }
    } catch (thrown) {
      await rm(file, { force: true });
      throw plainError(thrown, name);
    }
    this.#waiting.set(upload, { name: baseName(name), place: { file, disk }, size: received, more: {} });
    return { upload };
  }

  /**
   * An upload as an input of an import. One that is not there fails when read, as one line of the report. What is kept for
   * another try comes as it came before: `more` need not be given again.
   */
  take(upload: string, given: More = {}): ImportInput {
    const found = this.#waiting.get(upload);
    if (!found) {
      const error = new AppError('not-found', `The file ${upload} did not arrive.`, 'Drop the file again.');
      return { path: upload, name: upload, read: () => Promise.reject(error) };
    }
    const more = { ...found.more, ...given, options: { ...found.more.options, ...given.options } };
    return {
      path: more.path ?? found.name,
      name: found.name,
      size: found.size,
      options: more.options,
      ...(more.origin && { origin: more.origin }),
      read: async () => {
        const { place } = found;
        // A copy, as a file would give: whoever takes it may hand its memory on.
        if ('bytes' in place) return place.bytes.slice();
        const bytes = await place.disk.read(place.file);
        if (bytes) return bytes;
        throw new AppError('not-found', `The file ${found.name} is gone.`, 'Drop the file again.');
      },
      done: () => this.forget([upload]),
      keep: () => {
        // Choices stay with whoever made them: a password waits nowhere.
        this.#waiting.set(upload, { ...found, more: { ...more, options: {} } });
        return upload;
      },
    };
  }

  /** Lets go of files that nobody will try again. Never throws; unknown ids are fine. */
  async forget(uploads: readonly string[]): Promise<void> {
    for (const upload of uploads) {
      const found = this.#waiting.get(upload);
      this.#waiting.delete(upload);
      if (!found) continue;
      if ('bytes' in found.place) this.#inMemory -= found.place.bytes.byteLength;
      // What cannot be removed now goes with the folder.
      else await rm(found.place.file, { force: true }).catch(() => undefined);
    }
  }

  /** The bytes of a small file, counted from before they come. */
  async #gather(name: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    this.#inMemory += size;
    const parts: Uint8Array[] = [];
    let received = 0;
    try {
      for await (const chunk of chunks) {
        received += chunk.byteLength;
        if (received > size) throw new AppError('bad-input', `${name} is longer than was announced.`);
        parts.push(chunk);
      }
      this.#inMemory -= size - received;
      return Buffer.concat(parts);
    } catch (thrown) {
      this.#inMemory -= size;
      throw thrown;
    }
  }

  /** Forgets what waits and removes the folder. */
  async close(): Promise<void> {
    this.#waiting.clear();
    this.#inMemory = 0;
    const room = await this.#room?.catch(() => null);
    this.#room = null;
    if (room) await rm(room.folder, { recursive: true, force: true });
  }

  async #ownRoom(): Promise<Room> {
    this.#room ??= mkdtemp(join(tmpdir(), uploadsPrefix())).then((folder) => ({
      folder,
      disk: privateDisk(nodeDisk, folder),
    }));
    try {
      return await this.#room;
    } catch (thrown) {
      // The next upload may find room again.
      this.#room = null;
      throw plainError(thrown, tmpdir());
    }
  }
}

function plainError(thrown: unknown, name: string): AppError {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return AppError.from(thrown);
  return new AppError(
    'disk-full',
    `There is no room for “${name}” in the temporary folder ${tmpdir()}.`,
    'Free some space and add the file again.',
    { cause: thrown },
  );
}

/** The last part of a name that a browser sent: folders in it are no business of ours. */
function baseName(name: string): string {
  return name.split(/[\\/]/).filter(Boolean).at(-1) ?? 'Unnamed file';
}
