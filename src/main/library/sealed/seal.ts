import { join } from 'node:path';
import { AppError } from '../../../core/model/appError';
import { passphraseFault } from '../../../core/model/passphrase';
import { commit, CommitFailed } from '../commit';
import type { Disk } from '../disk';
import { LibraryKey } from './libraryKey';
import { newRecoveryCode, readRecoveryCode } from './recoveryCode';
import {
  damagedHeader,
  LARGEST_HEADER,
  LONGEST_AUTO_LOCK,
  proveHeader,
  readHeader,
  writeHeader,
  type SealHeader,
  type WrittenHeader,
} from './sealHeader';
import { COST, unwrapKey, wrapKey, type Cost } from './wrappedKey';

/** Tells that a library is sealed. */
export const SEAL_FILE = 'encryption.json';

/** The same bytes once more: everything else is lost with this one small file. */
export const SEAL_COPY = 'encryption-copy.json';

/** What opens a sealed library. */
export type Secret = { readonly passphrase: string } | { readonly recoveryCode: string };

const USE = { passphrase: 'dossier/passphrase/1', recoveryCode: 'dossier/recovery-code/1' } as const;

/** A header as found in a library's folder, not opened yet. */
export type FoundSeal = {
  readonly written: WrittenHeader;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The other one of the two files is missing, damaged or older. */
  readonly needsCopy: boolean;
  /** What is wrong with `encryption.json`, in sentences, when the copy had to do; else null. */
  readonly problem: string | null;
};

/**
 * Looks for the header. Null when the library is not sealed. Throws `library-damaged` and `library-too-new` when neither
 * the file nor its copy can be used.
 */
export async function findSeal(disk: Disk, root: string): Promise<FoundSeal | null> {
  const [main, copy] = [
    await readFrom(disk, join(root, SEAL_FILE)),
    await readFrom(disk, join(root, SEAL_COPY)),
  ];
  if (main === null && copy === null) return null;
  if (main !== null && 'written' in main) {
    const needsCopy = copy === null || !('bytes' in copy) || Buffer.compare(main.bytes, copy.bytes) !== 0;
    return { ...main, needsCopy, problem: null };
  }
  const problem = main?.problem ?? damagedHeader(join(root, SEAL_FILE), 'the file is missing');
  // A newer Dossier wrote the one; its copy would say the same.
  if (copy === null || !('written' in copy) || problem.code === 'library-too-new') throw problem;
  const sentences = `${problem.message} The library was opened with ${SEAL_COPY}: copy that file over it.`;
  return { ...copy, needsCopy: false, problem: sentences };
}

type Reading =
  | { readonly path: string; readonly bytes: Uint8Array; readonly written: WrittenHeader }
  | { readonly problem: AppError };

async function readFrom(disk: Disk, path: string): Promise<Reading | null> {
  const facts = await disk.facts(path);
  if (facts === null) return null;
  try {
    if (facts.kind !== 'file') throw damagedHeader(path, 'it is no file');
    if (facts.size > LARGEST_HEADER) throw damagedHeader(path, `it has ${facts.size} bytes`);
    const bytes = (await disk.read(path)) ?? new Uint8Array();
    return { path, bytes, written: readHeader(bytes, path) };
  } catch (problem) {
    if (problem instanceof AppError) return { problem };
    throw problem;
  }
}

/** The seal of an open library: its key, and the header that can be changed with it. */
export class Seal {
  readonly key: LibraryKey;
  readonly #disk: Disk;
  readonly #root: string;
  #header: SealHeader;
  #bytes: Uint8Array | null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    disk: Disk,
    root: string,
    key: LibraryKey,
    header: SealHeader,
    bytes: Uint8Array | null,
  ) {
    this.#disk = disk;
    this.#root = root;
    this.key = key;
    this.#header = header;
    this.#bytes = bytes;
  }

  /** A new key for the library that is being made in this folder, on disk when it resolves. Throws `bad-input`. */
  static async make(disk: Disk, root: string, passphrase: string, cost: Cost = COST): Promise<Seal> {
    const key = LibraryKey.random();
    const header: SealHeader = {
      version: 1,
      passphrase: await wrapKey(key, newPassphrase(passphrase), USE.passphrase, cost),
      recoveryCode: null,
      autoLockMinutes: null,
    };
    const seal = new Seal(disk, root, key, header, null);
    await seal.#put(header);
    return seal;
  }

  /**
   * Opens a header. Throws `wrong-passphrase` (also when the wrapped key was changed by somebody who set the checksum
   * right: that cannot be told apart), `bad-input` for a recovery code that was copied wrongly, `library-damaged`.
   */
  static async open(disk: Disk, root: string, found: FoundSeal, secret: Secret): Promise<Seal> {
    const key = await unwrapped(found.written.header, secret);
    try {
      proveHeader(found.written, key, found.path);
    } catch (problem) {
      key.forget();
      throw problem;
    }
    return new Seal(disk, root, key, found.written.header, found.bytes);
  }

  get autoLockMinutes(): number | null {
    return this.#header.autoLockMinutes;
  }

  get hasRecoveryCode(): boolean {
    return this.#header.recoveryCode !== null;
  }

  /** Gives the other file of the header the same bytes. Only a writer that holds the lock may call it and what follows. */
  writeCopy(): Promise<void> {
    return this.#inTurn(() => this.#put(this.#header));
  }

  /**
   * From now on another passphrase opens the library; the recovery code stays. Nothing else is written anew: it is the
   * same key under another wrapping, replaced atomically. Throws `wrong-passphrase`, `bad-input` and those of the disk.
   */
  changePassphrase(current: Secret, next: string, cost: Cost = COST): Promise<void> {
    return this.#inTurn(async () => {
      const secret = newPassphrase(next);
      await this.#check(current);
      await this.#put({
        ...this.#header,
        passphrase: await wrapKey(this.key, secret, USE.passphrase, cost),
      });
    });
  }

  /** Makes a recovery code; an earlier one opens nothing any more. It is kept nowhere: show it. Throws like the above. */
  renewRecoveryCode(current: Secret, cost: Cost = COST): Promise<string> {
    return this.#inTurn(async () => {
      await this.#check(current);
      const { code, secret } = newRecoveryCode();
      const wrapped = await wrapKey(this.key, secret, USE.recoveryCode, cost);
      secret.fill(0);
      await this.#put({ ...this.#header, recoveryCode: wrapped });
      return code;
    });
  }

  /** Minutes without a call after which the library locks itself; null for never. Throws `bad-input`. */
  async setAutoLock(minutes: number | null): Promise<void> {
    if (minutes !== null && (!Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_AUTO_LOCK)) {
      throw new AppError(
        'bad-input',
        `A library cannot lock itself after ${minutes} minutes.`,
        `Choose between 1 and ${LONGEST_AUTO_LOCK} minutes.`,
      );
    }
    await this.#inTurn(async () => {
      if (minutes === this.#header.autoLockMinutes) return;
      await this.#put({ ...this.#header, autoLockMinutes: minutes });
    });
  }

  /** Each change starts from what the one before wrote. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const run = this.#turn.then(work);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** The secret must be right although the library is open: it may be somebody else's hand on an unattended desk. */
  async #check(secret: Secret): Promise<void> {
    (await unwrapped(this.#header, secret)).forget();
  }

  async #put(header: SealHeader): Promise<void> {
    const bytes = writeHeader(header, this.key);
    const before = (): Uint8Array | null => this.#bytes;
    try {
      await commit(
        this.#disk,
        this.#root,
        new Set(),
        [SEAL_FILE, SEAL_COPY].map((name) => ({ path: join(this.#root, name), bytes, before })),
      );
    } catch (failure) {
      throw failure instanceof CommitFailed ? failure.problem : failure;
    }
    this.#header = header;
    this.#bytes = bytes;
  }
}

async function unwrapped(header: SealHeader, secret: Secret): Promise<LibraryKey> {
  const [wrapped, bytes, use, wrong] =
    'passphrase' in secret
      ? ([
          header.passphrase,
          passphraseBytes(secret.passphrase),
          USE.passphrase,
          new AppError(
            'wrong-passphrase',
            'This passphrase does not open the library.',
            'Look at capital letters and the keyboard’s language and type it again, or use the recovery code.',
          ),
        ] as const)
      : ([
          header.recoveryCode,
          readRecoveryCode(secret.recoveryCode),
          USE.recoveryCode,
          new AppError(
            'wrong-passphrase',
            'This recovery code does not open the library.',
            'It belongs to another library, or a newer one was printed since.',
          ),
        ] as const);
  const key = wrapped && (await unwrapKey(wrapped, bytes, use));
  bytes.fill(0);
  if (!key) throw wrong;
  return key;
}

function newPassphrase(passphrase: string): Buffer {
  const fault = passphraseFault(passphrase);
  if (fault !== null)
    throw new AppError('bad-input', fault, 'Choose a longer one: several words are easy to keep.');
  return passphraseBytes(passphrase);
}

/** The same letters typed on another system may come composed differently. */
const passphraseBytes = (passphrase: string): Buffer => Buffer.from(passphrase.normalize('NFC'), 'utf8');
