import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LibraryStatus, LockedLibrary, Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { copyLibrary } from '../library/copyLibrary';
import type { Protection } from '../library/library';
import { acquireLock, type Lock } from '../library/lock';
import { AutoLock } from './autoLock';
import type { Desk } from './desk';
import { holdStill } from './holdStill';

/** Calls about passphrases that are no more than that. */
type ProtectionCalls = Pick<
  Service,
  | 'library.locked'
  | 'library.stopAsking'
  | 'library.lock'
  | 'library.stay'
  | 'library.autoLock'
  | 'library.changePassphrase'
  | 'library.recoveryCode'
  | 'library.copy'
>;

/** What is protected at the desk: the passphrase of the open library, and the library that waits for one. */
export class Guard {
  readonly #desk: Desk;
  readonly #status: () => LibraryStatus;
  readonly #autoLock: AutoLock;
  #waiting: LockedLibrary | null = null;
  #copying = false;

  constructor(desk: Desk, status: () => LibraryStatus) {
    this.#desk = desk;
    this.#status = status;
    this.#autoLock = new AutoLock(() => desk.inTurn(() => this.#lock('idle')));
  }

  /** Somebody uses the library as long as `work` lasts. */
  during<T>(work: () => Promise<T>): Promise<T> {
    return this.#autoLock.during(work);
  }

  /** Takes note of the library that is open from now on, if any: none waits for a passphrase any more. */
  opened(): void {
    this.#autoLock.set(this.#desk.isOpen ? (this.#desk.library.protection?.autoLockMinutes ?? null) : null);
    this.#wait(null);
  }

  /** Takes note of a library that somebody tried to open without its passphrase. */
  asked(location: string): void {
    this.#wait({ location: resolve(location), reason: 'asked' });
  }

  readonly calls: ProtectionCalls = {
    'library.locked': () => Promise.resolve(this.#waiting),
    'library.stopAsking': () => {
      this.#wait(null);
      return Promise.resolve(null);
    },
    'library.lock': async () => {
      this.#protection();
      await this.#lock('locked');
      return null;
    },
    'library.stay': () => {
      this.#autoLock.touch();
      return Promise.resolve(null);
    },
    'library.autoLock': async ({ minutes }) => {
      await this.#protection().setAutoLock(minutes);
      this.#autoLock.set(minutes);
      return this.#status();
    },
    'library.changePassphrase': async ({ secret, passphrase }) => {
      await this.#protection().changePassphrase(secret, passphrase);
      return null;
    },
    'library.recoveryCode': async ({ secret }) => ({
      code: await this.#protection().renewRecoveryCode(secret),
    }),
    'library.copy': async ({ location, passphrase }, { signal, progress }) => {
      if (this.#copying) {
        throw new AppError('conflict', 'A copy is being made already.', 'Wait until it is done, or stop it.');
      }
      const { library } = this.#desk;
      this.#copying = true;
      let lock: Lock | null = null;
      try {
        const root = await realpath(library.location);
        // Another process may write what this one only reads: then the copy is not one moment of the library.
        if (library.readOnly !== null) lock = await acquireLock(root);
        const nameOf = (id: string): string | null => library.summary(id)?.fileName ?? null;
        const made = await copyLibrary({ root, disk: library.disk, nameOf }, location, {
          passphrase,
          signal,
          progress,
          holdStill: () => holdStill(this.#desk),
        });
        return { ...made, leftOut: [...made.leftOut] };
      } finally {
        this.#copying = false;
        await lock?.release();
      }
    },
  };

  async #lock(reason: LockedLibrary['reason']): Promise<void> {
    if (!this.#desk.isOpen) return;
    const { location } = this.#desk.library;
    try {
      await this.#desk.use(null);
    } finally {
      this.#autoLock.set(null);
      this.#desk.emit('library', null);
      this.#wait({ location, reason });
    }
  }

  #wait(waiting: LockedLibrary | null): void {
    if (waiting === null && this.#waiting === null) return;
    this.#waiting = waiting;
    this.#desk.emit('locked', waiting);
  }

  #protection(): Protection {
    const { protection } = this.#desk.library;
    if (protection) return protection;
    throw new AppError(
      'conflict',
      'This library has no passphrase.',
      'Make a copy of it with a passphrase first.',
    );
  }
}
