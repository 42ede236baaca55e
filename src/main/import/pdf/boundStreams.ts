import { inflateSync } from 'node:zlib';

/** The largest piece of a PDF that is unpacked, in bytes: a page scanned at 600 dots an inch in colour has 180 MB. */
export const LARGEST_STREAM = 256 * 1024 * 1024;

/** What one stream still gets, in bytes, after another was too large: the rest of such a file is not waited for. */
const AFTER_REFUSAL = 4 * 1024 * 1024;

let bound = false;
let limit = LARGEST_STREAM;

/**
 * Keeps pdf.js from unpacking more than `LARGEST_STREAM` of one stream: 2 KB of a PDF can say a gigabyte, and arrays of bytes
 * do not count against the memory a process of Node is given. It has no option for that, but takes both its ways of unpacking
 * from names replaced here; what is larger fails as if there were no memory. Called for each document.
 */
export function boundStreams(): void {
  limit = LARGEST_STREAM;
  if (bound) return;
  bound = true;
  globalThis.DecompressionStream = BoundedDecompression as unknown as typeof DecompressionStream;
  // Its buffers grow by copying what is in them into one of twice the size.
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'set')!
    .value as Uint8Array['set'];
  Object.defineProperty(Uint8Array.prototype, 'set', {
    value(this: Uint8Array, ...given: Parameters<Uint8Array['set']>): void {
      if (this.length > limit) throw refusal();
      set.apply(this, given);
    },
    writable: true,
    configurable: true,
  });
}

/** Whether a stream was too large since `boundStreams` was called last. */
export const streamRefused = (): boolean => limit < LARGEST_STREAM;

function refusal(): RangeError {
  limit = AFTER_REFUSAL;
  return new RangeError(`a stream of more than ${LARGEST_STREAM} bytes`);
}

/** As much of a DecompressionStream as pdf.js calls: one write, one close, and reading to the end. */
class BoundedDecompression {
  #unpacked: Uint8Array | null = null;
  #failure: Error | null = null;

  constructor(format: string) {
    // pdf.js then unpacks by itself, as for whatever is broken.
    if (format !== 'deflate') throw new TypeError(`no ${format} here`);
  }

  readonly writable = {
    getWriter: () => ({
      write: (bytes: Uint8Array): Promise<void> => {
        try {
          const { buffer, byteOffset, length } = inflateSync(bytes, {
            maxOutputLength: limit,
            chunkSize: 65_536,
          });
          this.#unpacked = new Uint8Array(buffer, byteOffset, length);
        } catch (thrown) {
          this.#failure =
            (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? refusal() : (thrown as Error);
        }
        return Promise.resolve();
      },
      close: (): Promise<void> => Promise.resolve(),
    }),
  };

  readonly readable = {
    getReader: () => ({
      read: (): Promise<{ value: Uint8Array | undefined; done: boolean }> => {
        if (this.#failure !== null) return Promise.reject(this.#failure);
        const value = this.#unpacked ?? undefined;
        this.#unpacked = null;
        return Promise.resolve({ value, done: value === undefined });
      },
    }),
  };
}
