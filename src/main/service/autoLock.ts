/** How often the clock is looked at, in milliseconds: a laptop that wakes after hours locks within this time. */
const LOOK = 15_000;

/**
 * Locks a library that nobody uses. Time is told by the clock on the wall and not by a timer, which stands still while the
 * machine sleeps.
 */
export class AutoLock {
  readonly #lock: () => Promise<void>;
  #minutes: number | null = null;
  #used = Date.now();
  #running = 0;
  #clock: NodeJS.Timeout | undefined;

  /** `lock` is called once the time is up. */
  constructor(lock: () => Promise<void>) {
    this.#lock = lock;
  }

  /** From now on after so many minutes; null for never. */
  set(minutes: number | null): void {
    this.#minutes = minutes;
    this.#used = Date.now();
    clearInterval(this.#clock);
    if (minutes !== null) this.#clock = setInterval(() => this.#look(), LOOK).unref();
  }

  /** Somebody uses it. */
  touch(): void {
    this.#used = Date.now();
  }

  /** Use that lasts as long as `work`: an import of an hour is not cut off. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    this.touch();
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.touch();
    }
  }

  #look(): void {
    if (this.#minutes === null || this.#running > 0) return;
    if (Date.now() - this.#used < this.#minutes * 60_000) return;
    this.set(null);
    // Closing failed: what was acknowledged is on disk, and the library counts as closed all the same.
    this.#lock().catch(() => undefined);
  }
}
