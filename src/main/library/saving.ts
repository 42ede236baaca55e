import type { AppError } from '../../core/model/appError';
import { tell } from './tell';

/**
 * `saved`: everything acknowledged is on disk and nothing waits. `not-saved`: the last edit failed, with the reason, and
 * stays so until one succeeds.
 */
export type Saving =
  | { readonly state: 'saved' | 'saving'; readonly problem: null }
  | { readonly state: 'not-saved'; readonly problem: AppError };

export type SavingListener = (state: Saving['state'], problem: AppError | null) => void;

/** Failures after which the edit could be made again: they keep the state at `not-saved`. */
const OF_THE_DISK: ReadonlySet<string> = new Set(['disk-full', 'disk-failed', 'permission', 'read-only']);

/** The truth about saving, told of each edit as it comes and goes. */
export class SavingState {
  #now: Saving = { state: 'saved', problem: null };
  #waiting = 0;
  readonly #listeners = new Set<SavingListener>();

  get now(): Saving {
    return this.#now;
  }

  /** Called at each change. Returns the function that stops it. */
  onChange(listener: SavingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  begun(): void {
    this.#waiting += 1;
    if (this.#now.state === 'saved') this.#say({ state: 'saving', problem: null });
  }

  saved(): void {
    this.#waiting -= 1;
    this.#say({ state: this.#waiting > 0 ? 'saving' : 'saved', problem: null });
  }

  failed(problem: AppError): void {
    this.#waiting -= 1;
    if (OF_THE_DISK.has(problem.code)) this.#say({ state: 'not-saved', problem });
    // Refused, not failed: everything acknowledged is on disk.
    else if (this.#now.state === 'saving' && this.#waiting === 0)
      this.#say({ state: 'saved', problem: null });
  }

  #say(saving: Saving): void {
    if (saving.state === this.#now.state && saving.problem === this.#now.problem) return;
    this.#now = saving;
    tell(this.#listeners, (listener) => listener(saving.state, saving.problem));
  }
}
