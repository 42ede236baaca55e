import { hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../../../core/model/appError';

/** Bytes of a key for AES-256. */
export const KEY_BYTES = 32;

/**
 * The random master key of a sealed library while it is open. All other keys follow from it by HKDF (RFC 5869). After
 * `forget` its bytes are gone from memory and every use throws `library-sealed`: work that was still under way can neither
 * read nor write, least of all under a key of zeros.
 */
export class LibraryKey {
  #bytes: Buffer | null;

  /** Takes the bytes over: the caller keeps no copy. */
  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`a key of ${bytes.length} bytes`);
    this.#bytes = bytes;
  }

  static random(): LibraryKey {
    return new LibraryKey(randomBytes(KEY_BYTES));
  }

  /** The key itself, to be wrapped; never kept. */
  get bytes(): Buffer {
    if (this.#bytes === null) {
      throw new AppError(
        'library-sealed',
        'The library has been locked.',
        'Open it again with its passphrase.',
      );
    }
    return this.#bytes;
  }

  /** A key for one purpose; another `info` or `salt` gives an unrelated one. */
  derive(info: string, salt: Uint8Array = new Uint8Array()): Buffer {
    return Buffer.from(hkdfSync('sha256', this.bytes, salt, info, KEY_BYTES));
  }

  /** Overwrites the key. */
  forget(): void {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }
}
