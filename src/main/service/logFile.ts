import { appendFile, chmod, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Size at which a log file makes way for a new one, in bytes. There is one old one: twice this is the most. */
const FULL = 256 * 1024;

/**
 * The log of all sessions on this machine, as a file: bounded, for its owner's eyes, and never the reason why something
 * else fails. Two processes may write it at once; a line is whole.
 */
export class LogFile {
  readonly #folder: string;
  #writing: Promise<void> = Promise.resolve();

  /** `folder` is made when missing. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves when the line is written, or could not be. */
  add(line: string): Promise<void> {
    const text = `${line.replace(/[\r\n]+/g, ' ')}\n`;
    this.#writing = this.#writing.then(() => this.#append(text)).catch(() => undefined);
    return this.#writing;
  }

  /** The last lines of all sessions, oldest first. */
  async tail(count: number): Promise<string[]> {
    await this.#writing;
    const parts = await Promise.all(
      [this.#old, this.#file].map((path) => readFile(path, 'utf8').catch(() => '')),
    );
    return parts
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-count);
  }

  get #file(): string {
    return join(this.#folder, 'dossier.log');
  }

  get #old(): string {
    return join(this.#folder, 'dossier.old.log');
  }

  async #append(text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const size = await stat(this.#file).then(
      (facts) => facts.size,
      () => null,
    );
    if (size !== null && size + Buffer.byteLength(text) > FULL) await rename(this.#file, this.#old);
    await appendFile(this.#file, text, { mode: 0o600 });
    // One that was there before may have been everybody's to read.
    if (size === null) await chmod(this.#file, 0o600);
  }
}
