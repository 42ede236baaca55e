import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes that sealing adds to a chunk. */
export const TAG_BYTES = 16;

/**
 * Seals the chunks of one file with AES-256-GCM. The nonce is the chunk's number and whether it is the last: what STREAM
 * proves safe (Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015), as long as the key belongs to this file alone and no
 * number is sealed twice.
 */
export class ChunkCipher {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  seal(number: number, isLast: boolean, content: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce(number, isLast));
    return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }

  /** Null when a bit of it is not as sealed, or it stood at another place. */
  open(number: number, isLast: boolean, sealed: Uint8Array): Buffer | null {
    if (sealed.length < TAG_BYTES) return null;
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce(number, isLast), {
      authTagLength: TAG_BYTES,
    }).setAuthTag(sealed.subarray(end));
    const content = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
      return content;
    } catch {
      content.fill(0);
      return null;
    }
  }
}

function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}
