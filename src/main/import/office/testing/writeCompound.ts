/** What lies in a compound file: streams by their bytes, storages by what lies in them. */
export type CompoundContent = { readonly [name: string]: Uint8Array | CompoundContent };

const SECTOR = 512;
const SMALL = 64;
const CUTOFF = 4_096;
const NONE = 0xffff_ffff;
const END = 0xffff_fffe;

/** A compound file ([MS-CFB], version 3) as Outlook and Word of before 2007 write it: small streams lie in one of their own. */
export function writeCompound(content: CompoundContent): Buffer {
  const entries: Buffer[] = [];
  const sectors: Buffer[] = [];
  const table: number[] = [];
  const smallTable: number[] = [];
  const small: Buffer[] = [];

  const chain = (bytes: Buffer): number => {
    if (bytes.length === 0) return END;
    const first = sectors.length;
    for (let at = 0; at < bytes.length; at += SECTOR) {
      sectors.push(Buffer.concat([bytes.subarray(at, at + SECTOR), Buffer.alloc(SECTOR)], SECTOR));
      table.push(at + SECTOR < bytes.length ? sectors.length : END);
    }
    return first;
  };
  const smallChain = (bytes: Buffer): number => {
    if (bytes.length === 0) return END;
    const first = small.length;
    for (let at = 0; at < bytes.length; at += SMALL) {
      small.push(Buffer.concat([bytes.subarray(at, at + SMALL), Buffer.alloc(SMALL)], SMALL));
      smallTable.push(at + SMALL < bytes.length ? small.length : END);
    }
    return first;
  };
  const entry = (name: string, type: number, start: number, size: number): number => {
    const bytes = Buffer.alloc(128);
    bytes.write(name, 'utf16le');
    bytes.writeUInt16LE((name.length + 1) * 2, 64);
    bytes.writeUInt8(type, 66);
    for (const at of [68, 72, 76]) bytes.writeUInt32LE(NONE, at);
    bytes.writeUInt32LE(start, 116);
    bytes.writeUInt32LE(size, 120);
    return entries.push(bytes) - 1;
  };
  const fill = (parent: number, inside: CompoundContent): void => {
    let before: number | null = null;
    for (const [name, value] of Object.entries(inside)) {
      const isStream = value instanceof Uint8Array;
      const bytes = isStream ? Buffer.from(value) : Buffer.alloc(0);
      const start = !isStream ? 0 : bytes.length < CUTOFF ? smallChain(bytes) : chain(bytes);
      const index = entry(name, isStream ? 2 : 1, start, bytes.length);
      // Every sibling is the right one of the one before: a tree, if no balanced one.
      if (before === null) entries[parent]!.writeUInt32LE(index, 76);
      else entries[before]!.writeUInt32LE(index, 72);
      before = index;
      if (!isStream) fill(index, value);
    }
  };
  entry('Root Entry', 5, END, 0);
  fill(0, content);
  entries[0]!.writeUInt32LE(chain(Buffer.concat(small)), 116);
  entries[0]!.writeUInt32LE(small.length * SMALL, 120);

  const numbers = (list: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(list.length * 4);
    list.forEach((number, at) => bytes.writeUInt32LE(number, at * 4));
    return bytes;
  };
  const smallTableStart = chain(numbers(smallTable));
  const directoryStart = chain(Buffer.concat(entries));
  const tableLength = Math.ceil(((sectors.length + 109) * 4) / SECTOR);
  const tableStart = sectors.length;
  const whole = [...table, ...Array<number>(tableLength).fill(0xffff_fffd)];
  const tableBytes = Buffer.alloc(tableLength * SECTOR, 0xff);
  numbers(whole).copy(tableBytes);

  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tableLength, 44);
  header.writeUInt32LE(directoryStart, 48);
  header.writeUInt32LE(CUTOFF, 56);
  header.writeUInt32LE(smallTableStart, 60);
  header.writeUInt32LE(Math.ceil((smallTable.length * 4) / SECTOR), 64);
  header.writeUInt32LE(END, 68);
  for (let at = 0; at < tableLength; at += 1) header.writeUInt32LE(tableStart + at, 76 + at * 4);
  return Buffer.concat([header, ...sectors, tableBytes]);
}
