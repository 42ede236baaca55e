import { randomBytes } from 'node:crypto';
import type { DiskFile } from '../disk';
import { ChunkCipher, TAG_BYTES } from './chunkCipher';
import type { LibraryKey } from './libraryKey';
import { SealedWriter } from './sealedWriter';

/**
 * A file that is written once and read whole:
 *
 *     magic (8) · salt (32) · chunks of 64 KiB + 16, the last one shorter and marked as the last
 *
 * The key comes from the library's, the salt and the file's place, so it is new for every writing of every file. There is
 * always a last chunk, empty only when the file is.
 */
const MAGIC = Buffer.from('DOSSIER\x01', 'latin1');
const SALT_BYTES = 32;
const HEADER_BYTES = MAGIC.length + SALT_BYTES;
export const CHUNK_BYTES = 64 * 1024;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

/** True for the beginning of any file under seal. */
export const looksSealed = (bytes: Uint8Array): boolean =>
  Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) === 0;

/** Bytes of content in a sealed file of a size. A size that none has, which is damage, counts what is left of it. */
export function contentSize(sealedSize: number): number {
  const body = Math.max(0, sealedSize - HEADER_BYTES);
  return Math.max(0, body - Math.ceil(body / SEALED_CHUNK_BYTES) * TAG_BYTES);
}

/** Starts a new file at a place. */
export async function createWhole(
  file: DiskFile,
  path: string,
  key: LibraryKey,
  place: string,
): Promise<DiskFile> {
  const salt = randomBytes(SALT_BYTES);
  const cipher = cipherOf(key, place, salt);
  const writer = new SealedWriter(file, path);
  const held = Buffer.alloc(CHUNK_BYTES);
  let filled = 0;
  let chunks = 0;
  let size = 0;
  let finished = false;
  await writer.write(Buffer.concat([MAGIC, salt]));

  /** A full chunk waits for the next byte: only then it is known not to be the last. */
  const flush = async (isLast: boolean): Promise<void> => {
    const sealed = cipher.seal(chunks, isLast, held.subarray(0, filled));
    chunks += 1;
    filled = 0;
    await writer.write(sealed);
  };
  const finish = async (): Promise<void> => {
    if (finished) return;
    finished = true;
    await flush(true);
    held.fill(0);
  };
  return {
    async write(bytes) {
      if (finished) throw new Error(`${path} is written whole: it was measured or confirmed already`);
      for (let at = 0; at < bytes.length;) {
        if (filled === CHUNK_BYTES) await flush(false);
        const part = bytes.subarray(at, at + CHUNK_BYTES - filled);
        held.set(part, filled);
        filled += part.length;
        at += part.length;
      }
      size += bytes.length;
      return bytes.length;
    },
    async datasync() {
      await finish();
      await file.datasync();
    },
    async facts() {
      // The last chunk goes out first, so that the time of the change is the one that later facts tell.
      await finish();
      const { surplus, modified } = await writer.measure();
      return { kind: 'file', size: size + surplus, modified };
    },
    async close() {
      try {
        await finish();
      } finally {
        await file.close();
      }
    },
  };
}

/** The content; null when a bit of the file is not as written, something is missing, or it belongs to another place. */
export async function* openWhole(
  pieces: AsyncIterable<Uint8Array>,
  key: LibraryKey,
  place: string,
): AsyncGenerator<Buffer, boolean> {
  let cipher: ChunkCipher | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const piece of pieces) {
    rest = rest.length === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    if (cipher === null) {
      if (rest.length < HEADER_BYTES) continue;
      if (!looksSealed(rest)) return false;
      cipher = cipherOf(key, place, rest.subarray(MAGIC.length, HEADER_BYTES));
      rest = rest.subarray(HEADER_BYTES);
    }
    for (; rest.length > SEALED_CHUNK_BYTES; rest = rest.subarray(SEALED_CHUNK_BYTES)) {
      const content = cipher.open(number, false, rest.subarray(0, SEALED_CHUNK_BYTES));
      if (content === null) return false;
      number += 1;
      yield content;
    }
  }
  const last = cipher?.open(number, true, rest);
  if (!last) return false;
  yield last;
  return true;
}

const cipherOf = (key: LibraryKey, place: string, salt: Uint8Array): ChunkCipher =>
  new ChunkCipher(key.derive(`dossier/whole/1/${place}`, salt));

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
