import { AppError } from '../../../core/model/appError';
import type { DiskFile } from '../disk';

/** Writes sealed bytes in order and counts them. After a failure nobody knows what stands there: it refuses from then on. */
export class SealedWriter {
  readonly #file: DiskFile;
  readonly #path: string;
  #written = 0;
  #broken = false;

  constructor(file: DiskFile, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Writes all of it, whatever portions the disk takes. */
  async write(bytes: Uint8Array): Promise<void> {
    // A number sealed a second time with other content would give both away.
    if (this.#broken) throw this.#failed('an earlier write failed');
    this.#broken = true;
    for (let at = 0; at < bytes.length;) {
      const taken = await this.#file.write(bytes.subarray(at));
      if (taken <= 0) throw this.#failed(`it took ${at} of ${bytes.length} bytes`);
      at += taken;
    }
    this.#written += bytes.length;
    this.#broken = false;
  }

  /** Bytes that the disk has more (or, below zero, less) than were written, and when it was changed. */
  async measure(): Promise<{ readonly surplus: number; readonly modified: number }> {
    const { size, modified } = await this.#file.facts();
    return { surplus: size - this.#written, modified };
  }

  #failed(problem: string): AppError {
    return new AppError(
      'disk-failed',
      `The disk failed on ${this.#path}: ${problem}.`,
      'Check that there is room on the disk, then make the change again.',
    );
  }
}
