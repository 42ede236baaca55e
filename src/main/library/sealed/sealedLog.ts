import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DiskFile } from '../disk';
import { ChunkCipher, TAG_BYTES } from './chunkCipher';
import type { LibraryKey } from './libraryKey';
import { SealedWriter } from './sealedWriter';

/**
 * A file of lines that grows by flushed appends:
 *
 *     magic (8) · salt (32) · proof of both (32) · blocks of 1 KiB
 *
 * A block holds the length of its content and whether an append begins with it (2), the content and zeros, sealed with its
 * number. Each append fills blocks of its own, so nothing on disk is ever written again, and blocks stand at known places:
 * behind a damaged one the others are still found. A block costs at most what a disk writes at once anyway.
 */
const MAGIC = Buffer.from('DOSSLOG\x01', 'latin1');
const SALT_BYTES = 32;
const PROOF_BYTES = 32;
const HEADER_BYTES = MAGIC.length + SALT_BYTES + PROOF_BYTES;
export const BLOCK_BYTES = 1024;
const LENGTH_BYTES = 2;
const BEGINS_APPEND = 0x8000;
export const BLOCK_CONTENT_BYTES = BLOCK_BYTES - TAG_BYTES - LENGTH_BYTES;

/** In place of the content of a block that cannot be read: no line with it is one of the journal's. */
export const UNREADABLE = '!unreadable!';

/** The most that a log of this size on disk may hold. */
export const mostContent = (sealedSize: number): number =>
  Math.floor(Math.max(0, sealedSize - HEADER_BYTES) / BLOCK_BYTES) * BLOCK_CONTENT_BYTES;

/** Starts a log at a place. Its header is on the medium before anything is appended: a bad one is damage ever after. */
export async function createLog(
  file: DiskFile,
  path: string,
  key: LibraryKey,
  place: string,
): Promise<DiskFile> {
  const salt = randomBytes(SALT_BYTES);
  const { cipher, proof } = keysOf(key, place, salt);
  const writer = new SealedWriter(file, path);
  let blocks = 0;
  let size = 0;
  await writer.write(Buffer.concat([MAGIC, salt, proof]));
  await file.datasync();
  return {
    async write(bytes) {
      const sealed: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += BLOCK_CONTENT_BYTES) {
        const content = bytes.subarray(at, at + BLOCK_CONTENT_BYTES);
        const block = Buffer.alloc(BLOCK_BYTES - TAG_BYTES);
        block.writeUInt16BE(content.length | (at === 0 ? BEGINS_APPEND : 0));
        block.set(content, LENGTH_BYTES);
        sealed.push(cipher.seal(blocks, false, block));
        blocks += 1;
      }
      await writer.write(Buffer.concat(sealed));
      size += bytes.length;
      return bytes.length;
    },
    datasync: () => file.datasync(),
    async facts() {
      const { surplus, modified } = await writer.measure();
      return { kind: 'file', size: size + surplus, modified };
    },
    close: () => file.close(),
  };
}

/**
 * The lines; null when the header is damaged or of another place. A torn end is left out, as a crash leaves it. Any other
 * block that does not open becomes `UNREADABLE` and spoils the line it is in, so that the reader can say so and keep the
 * rest; the next append begins a line in any case.
 */
export function openLog(bytes: Uint8Array, key: LibraryKey, place: string): Buffer | null {
  if (!isWholeHeader(bytes, key, place)) {
    // Nothing was appended before the header was whole.
    return bytes.length <= HEADER_BYTES ? Buffer.alloc(0) : null;
  }
  const { cipher } = keysOf(key, place, saltOf(bytes));
  const parts: Buffer[] = [];
  let sound = 0;
  let spoilt = false;
  for (let at = HEADER_BYTES, number = 0; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES, number += 1) {
    const sealed = bytes.subarray(at, at + BLOCK_BYTES);
    const block = cipher.open(number, false, sealed);
    if (block !== null) {
      const head = block.readUInt16BE();
      if (spoilt && head & BEGINS_APPEND) parts.push(LINE_END);
      parts.push(block.subarray(LENGTH_BYTES, LENGTH_BYTES + (head & ~BEGINS_APPEND)));
      spoilt = false;
      sound = parts.length;
    } else {
      parts.push(SPOILT);
      spoilt = true;
      // What was written and flushed has no holes: this was hit later, and is no torn end.
      if (!hasHole(sealed)) sound = parts.length;
    }
  }
  return Buffer.concat(parts.slice(0, sound));
}

const SPOILT = Buffer.from(UNREADABLE);
const LINE_END = Buffer.from('\n');

const saltOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);

function isWholeHeader(bytes: Uint8Array, key: LibraryKey, place: string): boolean {
  if (bytes.length < HEADER_BYTES || Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0)
    return false;
  const { proof } = keysOf(key, place, saltOf(bytes));
  return timingSafeEqual(proof, bytes.subarray(HEADER_BYTES - PROOF_BYTES, HEADER_BYTES));
}

function keysOf(
  key: LibraryKey,
  place: string,
  salt: Uint8Array,
): { readonly cipher: ChunkCipher; readonly proof: Buffer } {
  const own = key.derive(`dossier/log/1/${place}`, salt);
  return { cipher: new ChunkCipher(own), proof: createHmac('sha256', own).update('header').digest() };
}

/** Sealed bytes look random: a run of zeros is room that the system gave to the file and never filled. */
const hasHole = (sealed: Uint8Array): boolean =>
  Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).includes(HOLE);
const HOLE = Buffer.alloc(24);
