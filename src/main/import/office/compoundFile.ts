import { AppError } from '../../../core/model/appError';

/** A storage (folder) or stream (file) inside a compound file. */
export type CompoundEntry = {
  readonly name: string;
  readonly isStorage: boolean;
  /** Of a storage; in the order of the file's own tree. */
  readonly children: readonly CompoundEntry[];
  /** Of a stream, in bytes, as the file states it. */
  readonly size: number;
  readonly start: number;
};

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const END = 0xff_ff_ff_fa;
const MOST_ENTRIES = 100_000;
const MOST_BYTES = 400 * 1024 * 1024;
const DEEPEST = 256;

/**
 * A compound file ([MS-CFB]), the container of Outlook's messages and of Office before 2007. Hostile ones cost no more than
 * their own size: a chain ends after as many sectors as the table of sectors has, also where it goes in circles; no entry of
 * the tree is visited twice; all that is read of one file is at most 400 MB.
 */
export class CompoundFile {
  readonly root: CompoundEntry;
  readonly #bytes: Buffer;
  readonly #label: string;
  readonly #sectorSize: number;
  readonly #table: Buffer;
  /** Streams below the cutoff lie together in one stream, with a table of its own. */
  #small: { readonly table: Buffer; readonly bytes: Buffer } | null = null;
  readonly #smallSize: number;
  readonly #cutoff: number;
  #read = 0;

  /** `label` names the file in errors. Throws AppError `file-damaged` where there is no tree of entries to read. */
  constructor(bytes: Uint8Array, label: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#label = label;
    if (this.#bytes.length < 512 || !this.#bytes.subarray(0, 8).equals(SIGNATURE))
      throw damagedCompound(label);
    const shift = this.#bytes.readUInt16LE(30);
    const smallShift = this.#bytes.readUInt16LE(32);
    if ((shift !== 9 && shift !== 12) || smallShift < 4 || smallShift >= shift) throw damagedCompound(label);
    this.#sectorSize = 1 << shift;
    this.#smallSize = 1 << smallShift;
    this.#cutoff = this.#bytes.readUInt32LE(56);
    this.#table = this.#sectorTable();
    const directory = this.#chain(this.#bytes.readUInt32LE(48), MOST_ENTRIES * 128);
    if (directory.length < 128) throw damagedCompound(label);
    const count = Math.min(MOST_ENTRIES, Math.floor(directory.length / 128));
    this.root = tree(directory, count);
  }

  /** The bytes of a stream; fewer than its size where the file is cut short. Throws `file-too-large` beyond 400 MB in all. */
  read(entry: CompoundEntry): Buffer {
    const stream =
      entry.size < this.#cutoff ? this.#smallStream(entry) : this.#chain(entry.start, entry.size);
    this.#read += stream.length;
    if (this.#read > MOST_BYTES) {
      throw new AppError(
        'file-too-large',
        `“${this.#label}” holds more than ${MOST_BYTES / 1024 / 1024} MB.`,
        'Save what you need of it as files of their own and import those.',
      );
    }
    return stream;
  }

  /** The entry at this place below `from`, names in any case, as the format compares them; null where there is none. */
  find(path: string, from: CompoundEntry = this.root): CompoundEntry | null {
    let at: CompoundEntry | undefined = from;
    for (const name of path.split('/')) {
      at = at?.children.find((child) => child.name.toLowerCase() === name.toLowerCase());
    }
    return at ?? null;
  }

  #smallStream({ start, size }: CompoundEntry): Buffer {
    const small = (this.#small ??= {
      table: this.#chain(this.#bytes.readUInt32LE(60), this.#bytes.length),
      bytes: this.#chain(this.root.start, this.root.size),
    });
    return follow(start, size, small.table, this.#smallSize, (at) =>
      small.bytes.subarray(at * this.#smallSize, (at + 1) * this.#smallSize),
    );
  }

  /** The table that says which sector follows each: its own sectors are listed in the header and behind it. */
  #sectorTable(): Buffer {
    const numbers: number[] = [];
    for (let at = 0; at < 109; at += 1) numbers.push(this.#bytes.readUInt32LE(76 + at * 4));
    const seen = new Set<number>();
    for (let list = this.#bytes.readUInt32LE(68); list < END && !seen.has(list);) {
      seen.add(list);
      const sector = this.#sector(list);
      if (sector.length < this.#sectorSize) break;
      for (let at = 0; at < this.#sectorSize / 4 - 1; at += 1) numbers.push(sector.readUInt32LE(at * 4));
      list = sector.readUInt32LE(this.#sectorSize - 4);
    }
    const used = new Set<number>();
    const parts: Buffer[] = [];
    for (const number of numbers) {
      if (number >= END) continue;
      if (used.has(number)) throw damagedCompound(this.#label);
      used.add(number);
      const sector = this.#sector(number);
      // Places count: a part that is missing must not move those behind it.
      parts.push(
        sector.length === this.#sectorSize
          ? sector
          : Buffer.concat([sector, Buffer.alloc(this.#sectorSize - sector.length, 0xff)]),
      );
      if (parts.length * this.#sectorSize > this.#bytes.length + this.#sectorSize) break;
    }
    return Buffer.concat(parts);
  }

  #sector(number: number): Buffer {
    const from = (number + 1) * this.#sectorSize;
    return this.#bytes.subarray(from, from + this.#sectorSize);
  }

  #chain(start: number, size: number): Buffer {
    return follow(start, size, this.#table, this.#sectorSize, (at) => this.#sector(at));
  }
}

/** At most `size` bytes of the sectors from `start` on, each followed by the one that `table` names. */
function follow(
  start: number,
  size: number,
  table: Buffer,
  sectorSize: number,
  sectorAt: (number: number) => Buffer,
): Buffer {
  const parts: Buffer[] = [];
  const longest = Math.min(Math.ceil(size / sectorSize), table.length / 4);
  for (let at = start; at < END && parts.length < longest;) {
    const sector = sectorAt(at);
    if (sector.length === 0) break;
    parts.push(sector);
    if (at * 4 + 4 > table.length) break;
    at = table.readUInt32LE(at * 4);
  }
  return Buffer.concat(parts).subarray(0, size);
}

/** The entries below the first, which is the root. Siblings form a binary tree by their names. */
function tree(directory: Buffer, count: number): CompoundEntry {
  const seen = new Set<number>();
  type Growing = Omit<CompoundEntry, 'children'> & { readonly children: CompoundEntry[] };
  const entryAt = (index: number): Growing => {
    const entry = directory.subarray(index * 128, (index + 1) * 128);
    const length = Math.max(0, Math.min(64, entry.readUInt16LE(64)) - 2);
    const type = entry.readUInt8(66);
    return {
      name: entry.toString('utf16le', 0, length - (length % 2)),
      isStorage: type === 1 || type === 5,
      children: [],
      // The upper half is not zero in files of programs that never set it; none of ours is that large.
      size: entry.readUInt32LE(120),
      start: entry.readUInt32LE(116),
    };
  };
  const root = entryAt(0);
  seen.add(0);
  const waiting: { index: number; into: Growing; depth: number }[] = [];
  const later = (index: number, into: Growing, depth: number): void => {
    if (index >= count || seen.has(index) || depth > DEEPEST) return;
    seen.add(index);
    waiting.push({ index, into, depth });
  };
  later(directory.readUInt32LE(76), root, 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { index, into, depth } = next;
    const at = index * 128;
    const entry = entryAt(index);
    if (directory.readUInt8(at + 66) !== 0) into.children.push(entry);
    later(directory.readUInt32LE(at + 68), into, depth);
    later(directory.readUInt32LE(at + 72), into, depth);
    if (entry.isStorage) later(directory.readUInt32LE(at + 76), entry, depth + 1);
  }
  return root;
}

/** The failure of a compound file whose entries cannot be read. */
export const damagedCompound = (label: string): AppError =>
  new AppError(
    'file-damaged',
    `“${label}” is damaged: its table of contents cannot be read.`,
    'Get the file again, or open it in the program it came from and save it again.',
  );

/** The names of what lies at the top of a compound file; empty where it cannot be read. */
export function compoundNames(bytes: Uint8Array): readonly string[] {
  try {
    return new CompoundFile(bytes, '').root.children.map(({ name }) => name);
  } catch (thrown) {
    if (thrown instanceof AppError) return [];
    throw thrown;
  }
}
