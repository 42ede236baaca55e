import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { isTemporary, shortWrite } from './commit';
import { concurrently } from './concurrently';
import { nodeDisk, READ_AT_ONCE, withPlainErrors, type Disk } from './disk';
import { isId } from './layout';
import { originalName } from './originalName';
import { Seal } from './sealed/seal';
import { sealedDisk } from './sealed/sealedDisk';
import type { Cost } from './sealed/wrappedKey';

/** An open library as far as copying it needs. */
export type CopySource = {
  /** The library's folder, without links. */
  readonly root: string;
  /** The disk as the library sees it: of a sealed one the disk that opens its files. */
  readonly disk: Disk;
  /** The name of a document's file when it came; null when nobody knows it. */
  readonly nameOf: (document: Id) => string | null;
};

export type CopyOptions = {
  /** Of the copy; null leaves it in the clear. */
  readonly passphrase: string | null;
  readonly cost?: Cost;
  /** Called before what may change is copied, and waited for: no record may change until the function it gave is called. */
  readonly holdStill: () => Promise<() => void>;
  readonly disk?: Disk;
  readonly signal: AbortSignal;
  /** Files. */
  readonly progress: (value: { readonly done: number; readonly total: number }) => void;
};

export type CopyResult = {
  readonly location: string;
  readonly files: number;
  /** What could not be taken along, each a sentence. */
  readonly leftOut: readonly string[];
  /** Of a sealed copy. */
  readonly recoveryCode: string | null;
};

/**
 * Copies a library into a new or empty folder, sealing or opening every file on the way. Each copy is read back before it
 * counts, and library.json comes last, so that an unfinished copy is no library; whatever goes wrong, nothing of it stays.
 * The library itself is only read. Caches and what is in quarantine stay behind.
 *
 * Errors: `conflict` (the folder is not empty), `bad-input` (a folder inside the library, the passphrase), `cancelled`,
 * `disk-full`, `permission`, `disk-failed`.
 */
export async function copyLibrary(
  source: CopySource,
  folder: string,
  options: CopyOptions,
): Promise<CopyResult> {
  const plain = withPlainErrors(options.disk ?? nodeDisk);
  const root = resolve(folder);
  if (!relative(source.root, root).startsWith('..')) {
    throw new AppError('bad-input', `${root} is inside the library itself.`, 'Choose a place outside of it.');
  }
  await mustBeEmpty(plain, root);
  const made: string[] = [];
  try {
    await makeFolder(plain, root, made);
    const seal =
      options.passphrase === null ? null : await Seal.make(plain, root, options.passphrase, options.cost);
    const target = seal ? sealedDisk(plain, root, seal.key) : plain;
    const copied = await new Copying(source, target, root, seal !== null, options).run();
    const recoveryCode =
      seal && options.passphrase !== null
        ? await seal.renewRecoveryCode({ passphrase: options.passphrase }, options.cost)
        : null;
    seal?.key.forget();
    return { location: root, ...copied, recoveryCode };
  } catch (problem) {
    // It was empty or not there: everything in it is ours to take away.
    for (const { name } of (await plain.list(root).catch(() => null)) ?? []) {
      await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
    }
    if (made[0] !== undefined) await rm(made[0], { recursive: true, force: true }).catch(() => undefined);
    throw AppError.from(problem);
  }
}

/** Derived, or set aside: made anew, or of no use elsewhere. */
const STAYS: ReadonlySet<string> = new Set([
  'cache',
  'quarantine',
  'encryption.json',
  'encryption-copy.json',
]);

/** Names that Dossier gives: none of them says anything of a source. */
const OURS =
  /^(?:[a-z]+(?:\.json)?|[0-9a-f-]+(?:\.(?:json|log|jsonl\.gz))?|before-migration-[0-9TZ.-]+\.jsonl\.gz)$/;

/** Texts and originals: written once at import. */
const NEVER_CHANGES = /^documents\/[^/]+\/[^/]+\/(?:text\.json$|original\/)/;

class Copying {
  readonly #source: CopySource;
  readonly #target: Disk;
  readonly #root: string;
  readonly #seals: boolean;
  readonly #options: CopyOptions;
  readonly #folders = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #done = new Set<string>();

  constructor(source: CopySource, target: Disk, root: string, seals: boolean, options: CopyOptions) {
    this.#source = source;
    this.#target = target;
    this.#root = root;
    this.#seals = seals;
    this.#options = options;
  }

  async run(): Promise<{ readonly files: number; readonly leftOut: readonly string[] }> {
    const before = await this.#list();
    await this.#copy(
      before.filter((path) => NEVER_CHANGES.test(path)),
      before.length,
    );
    const release = await this.#options.holdStill();
    try {
      const now = (await this.#list()).filter((path) => !this.#done.has(path));
      await this.#copy(
        now.filter((path) => path !== 'library.json'),
        this.#done.size + now.length,
      );
      await concurrently(this.#folders, READ_AT_ONCE, (path) => this.#target.syncFolder(path));
      await this.#one('library.json');
      await this.#target.syncFolder(this.#root);
    } finally {
      release();
    }
    return { files: this.#done.size, leftOut: [...this.#leftOut] };
  }

  /** Every file to be copied, by its place with `/`, in order. */
  async #list(): Promise<string[]> {
    const found: string[] = [];
    const walk = async (folder: string): Promise<void> => {
      const inside = (await this.#source.disk.list(join(this.#source.root, ...folder.split('/')))) ?? [];
      for (const { name, kind } of inside) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if ((folder === '' && STAYS.has(name)) || isTemporary(name)) continue;
        const isOriginal = /^documents\/[^/]+\/[^/]+\/original$/.test(folder);
        if (kind === 'other' || !(isOriginal ? kind === 'file' : OURS.test(name))) {
          // A name is part of what a passphrase is to hide.
          this.#leftOut.add(`${path} is not part of the library.`);
        } else if (kind === 'folder') await walk(path);
        else found.push(path);
      }
    };
    await walk('');
    return found.sort();
  }

  async #copy(paths: readonly string[], total: number): Promise<void> {
    await concurrently(paths, READ_AT_ONCE, async (path) => {
      this.#options.signal.throwIfAborted();
      await this.#one(path);
      this.#options.progress({ done: this.#done.size, total });
    });
  }

  async #one(path: string): Promise<void> {
    const from = join(this.#source.root, ...path.split('/'));
    const to = join(this.#root, ...this.#placeOf(path).split('/'));
    await this.#makeBelow(dirname(to));
    try {
      const hash = createHash('sha256');
      const file = await this.#target.create(to);
      let size = 0;
      try {
        for await (const chunk of this.#source.disk.stream(from)) {
          hash.update(chunk);
          size += chunk.length;
          for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
        }
        const facts = await file.facts();
        if (facts.size !== size) throw shortWrite(to, facts.size, size);
        await file.datasync();
      } finally {
        await file.close();
      }
      const again = createHash('sha256');
      for await (const chunk of this.#target.stream(to)) again.update(chunk);
      if (!again.digest().equals(hash.digest())) throw shortWrite(to, size, size);
    } catch (thrown) {
      const problem = AppError.from(thrown);
      // One damaged file must not keep the others from being protected.
      if (problem.code !== 'library-damaged' || path === 'library.json') throw problem;
      await this.#target.remove(to);
      this.#leftOut.add(`${path} is damaged and could not be copied.`);
    }
    this.#done.add(path);
  }

  /** Where a file goes: an original is named by what the copy may show. */
  #placeOf(path: string): string {
    const match = /^(documents\/[^/]+\/([^/]+)\/original)\/([^/]+)$/.exec(path);
    if (!match) return path;
    const [, folder, id, name] = match;
    const own = isId(id!) ? this.#source.nameOf(id!) : null;
    return `${folder!}/${this.#seals || own !== null ? originalName(own ?? name!, this.#seals) : name!}`;
  }

  async #makeBelow(folder: string): Promise<void> {
    if (this.#folders.has(folder) || folder === this.#root) return;
    await this.#makeBelow(dirname(folder));
    await this.#target.makeFolder(folder);
    this.#folders.add(folder);
  }
}

async function mustBeEmpty(disk: Disk, root: string): Promise<void> {
  const facts = await disk.facts(root);
  if (facts === null) return;
  const inside = facts.kind === 'folder' ? await disk.list(root) : null;
  if (inside?.length === 0) return;
  throw new AppError(
    'conflict',
    inside?.[0] ? `The folder ${root} is not empty: it holds “${inside[0].name}”.` : `${root} is a file.`,
    'Choose a new or an empty folder.',
  );
}

/** Makes the folder and those above it; puts the ones that were not there into `made`, the uppermost first. */
async function makeFolder(disk: Disk, folder: string, made: string[]): Promise<void> {
  if ((await disk.facts(folder)) !== null) return;
  await makeFolder(disk, dirname(folder), made);
  if (await disk.makeFolder(folder)) made.push(folder);
  await disk.syncFolder(dirname(folder));
}
