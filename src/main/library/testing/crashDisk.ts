import { createHash } from 'node:crypto';
import type { Disk, EntryKind, FileFacts } from '../disk';
import { seeded, type Seeded } from './seeded';

/**
 * What stands on a disk: each file and folder by its path, folders before what is in them. Everything in it is confirmed.
 */
export type Tree = ReadonlyMap<string, Standing>;
export type Standing = { readonly bytes: Uint8Array | null; readonly modified: number };

/**
 * What a power cut leaves of bytes that were written and not confirmed: nothing, all, the first half, zeros in their place
 * (the length reached the medium, the content did not), all but one letter that became another, or for each file one of
 * these.
 */
export const UNFLUSHED = ['none', 'all', 'half', 'zeros', 'altered', 'mixed'] as const;

/**
 * What it leaves of names made, changed and removed that were not confirmed: none; all; the first few, in the order of all
 * folders; the first few in each folder, one folder not knowing of another.
 */
export const UNCONFIRMED = ['none', 'all', 'first', 'first-in-each'] as const;

export type Cut = {
  /** How many calls the disk had answered. */
  readonly at: number;
  readonly unflushed: (typeof UNFLUSHED)[number];
  readonly unconfirmed: (typeof UNCONFIRMED)[number];
  /** Decides what the words leave open. */
  readonly seed: number;
};

/** A file or folder, whatever its name: names are what folders hold. */
type Inode = number;

type Step =
  | { readonly kind: 'file' | 'folder'; readonly inode: Inode }
  | { readonly kind: 'write'; readonly inode: Inode; readonly bytes: Uint8Array; readonly modified: number }
  | { readonly kind: 'flush'; readonly inode: Inode }
  | { readonly kind: 'names'; readonly names: readonly NameChange[] }
  | { readonly kind: 'confirm'; readonly folder: Inode };

/** Null takes the name away. */
type NameChange = { readonly folder: Inode; readonly name: string; readonly inode: Inode | null };

type File = { chunks: Uint8Array[]; size: number; flushed: number; modified: number };

const ROOT: Inode = 0;

/**
 * A disk in memory that remembers what it was told to keep. It answers like a file system, and afterwards says what a power
 * cut after any call would have left (`cut`): a file's bytes are sure up to its last `datasync`, a folder's names up to its
 * last `syncFolder`; of the rest any of several things may stand. This is the least POSIX promises, and less than most file
 * systems keep: a name is not confirmed with its file, a folder's own name not with what is in it. Renames are atomic.
 *
 * After the ways of SQLite's crash VFS, and of Pillai et al., “All File Systems Are Not Created Equal” (OSDI 2014).
 *
 * `chance` makes writes short and lets calls made at once finish in another order.
 */
export class CrashDisk implements Disk {
  readonly #chance: Seeded | null = null;
  readonly #steps: Step[] = [];
  readonly #files = new Map<Inode, File>();
  readonly #folders = new Map<Inode, Map<string, Inode>>([[ROOT, new Map()]]);
  /** For each call, the steps there were when it was done. */
  readonly #answered: number[] = [];
  /** Steps that made what stood at the beginning. */
  readonly #start: number;
  #next: Inode = ROOT + 1;
  #clock: number;

  constructor(tree: Tree = new Map(), chance: Seeded | null = null) {
    this.#clock = Math.max(1_700_000_000_000, ...Array.from(tree.values(), ({ modified }) => modified + 1));
    for (const [path, { bytes, modified }] of tree) {
      const { folder, name } = this.#place(path);
      const inode = this.#make(bytes === null ? 'folder' : 'file');
      if (bytes) {
        this.#files.set(inode, { chunks: [bytes], size: bytes.length, flushed: bytes.length, modified });
        this.#steps.push({ kind: 'write', inode, bytes, modified }, { kind: 'flush', inode });
      }
      this.#name([{ folder, name, inode }]);
    }
    for (const folder of this.#folders.keys()) this.#steps.push({ kind: 'confirm', folder });
    this.#start = this.#steps.length;
    this.#chance = chance;
  }

  /** Calls answered that changed or confirmed something. Reading leaves no trace. */
  get calls(): number {
    return this.#answered.length;
  }

  /** What stands now, with everything written. */
  tree(): Tree {
    return this.cut({ at: this.calls, unflushed: 'all', unconfirmed: 'all', seed: 0 });
  }

  /** What stands after the power was cut. */
  cut({ at, unflushed, unconfirmed, seed }: Cut): Tree {
    const chance = seeded(seed);
    const medium = new Medium();
    const end = at === 0 ? this.#start : this.#answered[at - 1]!;
    for (const step of this.#steps.slice(0, end)) medium.take(step);
    medium.settle(unconfirmed, chance);
    return medium.tree((file) => survivors(file, unflushed, chance));
  }

  async create(path: string): ReturnType<Disk['create']> {
    await this.#moment();
    const { folder, name } = this.#place(path);
    if (this.#folders.get(folder)?.has(name)) throw failure('EEXIST', path);
    const inode = this.#make('file');
    this.#name([{ folder, name, inode }]);
    await this.#answer();
    return this.#handle(inode);
  }

  async read(path: string): Promise<Uint8Array | null> {
    await this.#moment();
    const inode = this.#find(path);
    if (inode === null) return null;
    const file = this.#files.get(inode);
    if (!file) throw failure('EISDIR', path);
    return new Uint8Array(joined(file));
  }

  async *stream(path: string): AsyncIterable<Uint8Array> {
    const bytes = await this.read(path);
    if (bytes === null) throw failure('ENOENT', path);
    for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
  }

  async facts(path: string): Promise<FileFacts | null> {
    await this.#moment();
    const inode = this.#find(path);
    return inode === null ? null : this.#factsOf(inode);
  }

  async list(path: string): ReturnType<Disk['list']> {
    await this.#moment();
    const inode = this.#find(path);
    const names = inode === null ? undefined : this.#folders.get(inode);
    if (!names) return null;
    return Array.from(names, ([name, of]) => ({ name, kind: this.#kindOf(of) }));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#moment();
    const [source, target] = [this.#place(from), this.#place(to)];
    const inode = this.#folders.get(source.folder)?.get(source.name);
    if (inode === undefined) throw failure('ENOENT', from);
    const there = this.#folders.get(target.folder)?.get(target.name);
    if (there !== undefined && this.#kindOf(there) !== this.#kindOf(inode)) throw failure('EISDIR', to);
    if (there !== undefined && (this.#folders.get(there)?.size ?? 0) > 0) throw failure('ENOTEMPTY', to);
    this.#name([
      { ...source, inode: null },
      { ...target, inode },
    ]);
    await this.#answer();
  }

  async remove(path: string): Promise<void> {
    await this.#moment();
    const inode = this.#find(path);
    if (inode === null) return;
    if (this.#folders.has(inode)) throw failure('EISDIR', path);
    this.#name([{ ...this.#place(path), inode: null }]);
    await this.#answer();
  }

  async makeFolder(path: string): Promise<boolean> {
    await this.#moment();
    const { folder, name } = this.#place(path);
    const there = this.#folders.get(folder)?.get(name);
    if (there !== undefined) {
      if (this.#kindOf(there) === 'folder') return false;
      throw failure('EEXIST', path);
    }
    this.#name([{ folder, name, inode: this.#make('folder') }]);
    await this.#answer();
    return true;
  }

  async syncFolder(path: string): Promise<void> {
    await this.#moment();
    const folder = this.#find(path);
    if (folder === null || !this.#folders.has(folder)) throw failure('ENOENT', path);
    this.#steps.push({ kind: 'confirm', folder });
    await this.#answer();
  }

  async realPath(path: string): Promise<string | null> {
    await this.#moment();
    return this.#find(path) === null ? null : path;
  }

  // --------------------------------------------------------------------------------------------------------- inside

  #handle(inode: Inode): Awaited<ReturnType<Disk['create']>> {
    return {
      write: async (bytes) => {
        await this.#moment();
        const short = this.#chance !== null && bytes.length > 1 && this.#chance.once(4);
        const taken = short ? 1 + this.#chance.below(bytes.length - 1) : bytes.length;
        // Not slice: of a Buffer it would share the bytes.
        const kept = new Uint8Array(bytes.subarray(0, taken));
        const file = this.#files.get(inode)!;
        this.#clock += 1;
        file.chunks.push(kept);
        file.size += taken;
        file.modified = this.#clock;
        this.#steps.push({ kind: 'write', inode, bytes: kept, modified: this.#clock });
        await this.#answer();
        return taken;
      },
      datasync: async () => {
        await this.#moment();
        this.#steps.push({ kind: 'flush', inode });
        await this.#answer();
      },
      facts: async () => {
        await this.#moment();
        return this.#factsOf(inode);
      },
      close: () => this.#moment(),
    };
  }

  /** Lets what runs beside this go first, sometimes. */
  async #moment(): Promise<void> {
    await Promise.resolve();
    for (let turns = this.#chance?.below(3) ?? 0; turns > 0; turns -= 1) await Promise.resolve();
  }

  #answer(): Promise<void> {
    this.#answered.push(this.#steps.length);
    return this.#moment();
  }

  #make(kind: 'file' | 'folder'): Inode {
    const inode = this.#next;
    this.#next += 1;
    if (kind === 'folder') this.#folders.set(inode, new Map());
    else this.#files.set(inode, { chunks: [], size: 0, flushed: 0, modified: this.#clock });
    this.#steps.push({ kind, inode });
    return inode;
  }

  #name(names: readonly NameChange[]): void {
    for (const change of names) apply(this.#folders, change);
    this.#steps.push({ kind: 'names', names });
  }

  /** The folder a path is in, which must be there, and the name in it. */
  #place(path: string): { folder: Inode; name: string } {
    const parts = partsOf(path);
    const name = parts.pop();
    const folder = this.#walk(parts);
    if (name === undefined || folder === null) throw failure('ENOENT', path);
    if (!this.#folders.has(folder)) throw failure('ENOTDIR', path);
    return { folder, name };
  }

  #find(path: string): Inode | null {
    return this.#walk(partsOf(path));
  }

  #walk(parts: readonly string[]): Inode | null {
    let at = ROOT;
    for (const part of parts) {
      const next = this.#folders.get(at)?.get(part);
      if (next === undefined) return null;
      at = next;
    }
    return at;
  }

  #kindOf(inode: Inode): EntryKind {
    return this.#folders.has(inode) ? 'folder' : 'file';
  }

  #factsOf(inode: Inode): FileFacts {
    const file = this.#files.get(inode);
    return file
      ? { kind: 'file', size: file.size, modified: file.modified }
      : { kind: 'folder', size: 0, modified: 0 };
  }
}

/** A change of names on its way to the medium; the folders it belongs to keep their order. */
type Waiting = { readonly names: readonly NameChange[]; readonly folders: readonly Inode[] };

/** What has reached the medium, and what may have. */
class Medium {
  readonly #files = new Map<Inode, File>();
  readonly #folders = new Map<Inode, Map<string, Inode>>([[ROOT, new Map()]]);
  #waiting: Waiting[] = [];

  take(step: Step): void {
    switch (step.kind) {
      case 'file':
        this.#files.set(step.inode, { chunks: [], size: 0, flushed: 0, modified: 0 });
        break;
      case 'folder':
        this.#folders.set(step.inode, new Map());
        break;
      case 'write': {
        const file = this.#files.get(step.inode)!;
        file.chunks.push(step.bytes);
        file.size += step.bytes.length;
        file.modified = step.modified;
        break;
      }
      case 'flush': {
        const file = this.#files.get(step.inode)!;
        file.flushed = file.size;
        break;
      }
      case 'names':
        this.#waiting.push({
          names: step.names,
          folders: [...new Set(step.names.map((change) => change.folder))],
        });
        break;
      case 'confirm':
        this.#confirm(step.folder);
    }
  }

  /** A folder's changes, and what of other folders they stand behind: an atomic rename is in two of them. */
  #confirm(folder: Inode): void {
    const wanted = new Set([folder]);
    const before = new Set<Waiting>();
    for (const each of this.#waiting.toReversed()) {
      if (!each.folders.some((one) => wanted.has(one))) continue;
      before.add(each);
      for (const one of each.folders) wanted.add(one);
    }
    this.#waiting = this.#waiting.filter((each) => {
      if (before.has(each)) this.#apply(each);
      return !before.has(each);
    });
  }

  /** Decides what becomes of names that nobody confirmed. */
  settle(unconfirmed: Cut['unconfirmed'], chance: Seeded): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (unconfirmed === 'none') return;
    const first = chance.below(waiting.length + 1);
    const stopped = new Set<Inode>();
    for (const [index, each] of waiting.entries()) {
      if (unconfirmed === 'first' && index >= first) return;
      if (unconfirmed === 'first-in-each') {
        for (const folder of each.folders) if (chance.once(3)) stopped.add(folder);
        if (each.folders.some((folder) => stopped.has(folder))) {
          for (const folder of each.folders) stopped.add(folder);
          continue;
        }
      }
      this.#apply(each);
    }
  }

  tree(survivorsOf: (file: File) => Uint8Array): Tree {
    const tree = new Map<string, Standing>();
    const walk = (folder: Inode, path: string): void => {
      for (const [name, inode] of this.#folders.get(folder)!) {
        const file = this.#files.get(inode);
        if (file) tree.set(`${path}/${name}`, { bytes: survivorsOf(file), modified: file.modified });
        else {
          tree.set(`${path}/${name}`, { bytes: null, modified: 0 });
          walk(inode, `${path}/${name}`);
        }
      }
    };
    walk(ROOT, '');
    return tree;
  }

  #apply({ names }: Waiting): void {
    for (const change of names) apply(this.#folders, change);
  }
}

/** A name for a tree: equal for equal content. Times do not count. */
export function fingerprint(tree: Tree): string {
  const hash = createHash('sha256');
  for (const path of [...tree.keys()].sort()) {
    hash.update(`${path}\0`);
    const { bytes } = tree.get(path)!;
    if (bytes) hash.update(bytes);
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** The bytes of a file that a cut leaves. */
function survivors(file: File, unflushed: Cut['unflushed'], chance: Seeded): Uint8Array {
  const bytes = joined(file);
  const { flushed } = file;
  if (flushed === bytes.length) return bytes;
  switch (unflushed) {
    case 'none':
      return bytes.slice(0, flushed);
    case 'all':
      return bytes;
    case 'half':
      return bytes.slice(0, flushed + Math.floor((bytes.length - flushed) / 2));
    case 'zeros':
      return bytes.slice().fill(0, flushed);
    case 'altered': {
      const altered = bytes.slice();
      const from = flushed + chance.below(bytes.length - flushed);
      const at = altered.findIndex((byte, index) => index >= from && isLetterOrDigit(byte));
      // Another of the same case: what reads the file finds it well formed, and wrong.
      if (at >= 0) altered[at] = altered[at]! % 2 === 0 ? altered[at]! + 1 : altered[at]! - 1;
      return altered;
    }
    case 'mixed':
      return chance.once(6)
        ? bytes.slice(0, flushed + chance.below(bytes.length - flushed))
        : survivors(file, chance.pick(['none', 'all', 'half', 'zeros', 'altered']), chance);
  }
}

/** 0 to 9, b to y, B to Y: those whose neighbour in the table is one too. */
const isLetterOrDigit = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 66 && byte <= 89) || (byte >= 98 && byte <= 121);

function joined(file: File): Uint8Array {
  if (file.chunks.length !== 1) file.chunks = [new Uint8Array(Buffer.concat(file.chunks))];
  return file.chunks[0]!;
}

function apply(folders: ReadonlyMap<Inode, Map<string, Inode>>, change: NameChange): void {
  const names = folders.get(change.folder)!;
  if (change.inode === null) names.delete(change.name);
  else names.set(change.name, change.inode);
}

const partsOf = (path: string): string[] => path.split(/[\\/]/).filter((part) => !/^([A-Z]:)?$/i.test(part));

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code });
