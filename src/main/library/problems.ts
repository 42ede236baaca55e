import { AppError } from '../../core/model/appError';

/** What of a library cannot be used, in sentences: one for each file or matter. */
export class Problems {
  readonly #sentences = new Map<string, string>();

  get all(): readonly string[] {
    return [...this.#sentences.values()];
  }

  /** `of` tells the matter: another sentence about it takes the place of this one. */
  say(sentence: string, of: string = sentence): void {
    this.#sentences.set(of, sentence);
  }

  /** The file is as it should be again. */
  settle(of: string): void {
    this.#sentences.delete(of);
  }

  /** A file that cannot be used. Our own bugs are no problem of a file. */
  note(path: string, problem: AppError): void {
    if (problem.code === 'internal') return;
    this.say(problem.next === null ? problem.message : `${problem.message} ${problem.next}`, path);
  }

  /** Notes the problem of a file that cannot be used, and throws it on. */
  async noticing<T>(path: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      this.note(path, AppError.from(thrown));
      throw thrown;
    }
  }

  /** Like `noticing`, and goes on with null: one bad file never blocks the rest. */
  async orNull<T>(path: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await this.noticing(path, work);
    } catch (problem) {
      if (problem instanceof AppError) return null;
      throw problem;
    }
  }
}
