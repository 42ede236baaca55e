import { openZip, zipNames, ZIP_LIMITS } from '../office/boundedZip';
import { writeZip } from '../office/testing/writeZip';

/** Numbers from 0 to 1, the same for the same seed (mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lengths and counts that break what trusts them. */
const NUMBERS = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff,
];

type Change = (bytes: Buffer, at: number, length: number, random: () => number) => Buffer;

const CHANGES: readonly Change[] = [
  // Bits turned over.
  (bytes, _, length, random) => {
    for (let count = 0; count < Math.min(length, 16); count += 1) {
      const place = Math.floor(random() * bytes.length);
      bytes[place]! ^= 1 << Math.floor(random() * 8);
    }
    return bytes;
  },
  // Cut short.
  (bytes, at) => bytes.subarray(0, at),
  // A slice twice, left out, or somewhere else.
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]),
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
  (bytes, at, length, random) => {
    const slice = Buffer.from(bytes.subarray(at, at + length));
    const to = Math.floor(random() * bytes.length);
    return Buffer.concat([bytes.subarray(0, to), slice, bytes.subarray(to)]);
  },
  // A slice many times: depth, and counts that grow.
  (bytes, at, length, random) => {
    const times = 2 + Math.floor(random() * 200);
    const slice = bytes.subarray(at, at + Math.min(length, 64));
    return Buffer.concat([bytes.subarray(0, at), ...Array<Buffer>(times).fill(slice), bytes.subarray(at)]);
  },
  // Lengths that lie, in either order of bytes.
  (bytes, at, _, random) => {
    const number = NUMBERS[Math.floor(random() * NUMBERS.length)]!;
    const width = [1, 2, 4][Math.floor(random() * 3)]!;
    if (at + width > bytes.length) return bytes;
    const value = number % 2 ** (8 * width);
    if (random() < 0.5) bytes.writeUIntLE(value, at, width);
    else bytes.writeUIntBE(value, at, width);
    return bytes;
  },
  // One byte over and over.
  (bytes, at, length, random) =>
    bytes.fill(NUMBERS[Math.floor(random() * 5)]!, at, Math.min(bytes.length, at + length)),
  // Digits of sizes and offsets written as text.
  (bytes, at, _, random) => {
    const digits = /\d+/g;
    digits.lastIndex = at;
    const found = digits.exec(bytes.toString('latin1'));
    if (found === null) return bytes;
    const other = String([0, -1, 7, 65_536, 999_999_999, 2 ** 53][Math.floor(random() * 6)]!);
    const end = found.index + found[0].length;
    return Buffer.concat([bytes.subarray(0, found.index), Buffer.from(other), bytes.subarray(end)]);
  },
];

/** A file changed in one to three places, the same for the same numbers. The file given stays as it is. */
export function mutated(file: Uint8Array, random: () => number): Buffer {
  let bytes = Buffer.from(file);
  const rounds = 1 + Math.floor(random() * 3);
  for (let round = 0; round < rounds && bytes.length > 0; round += 1) {
    // The head of a file says what all the rest is.
    const at = Math.floor((random() < 0.3 ? random() * random() : random()) * bytes.length);
    const length = 1 + Math.floor(random() ** 3 * Math.min(4_096, bytes.length));
    const change = CHANGES[Math.floor(random() * CHANGES.length)]!;
    bytes = Buffer.from(change(bytes, at, length, random));
  }
  return bytes;
}

/** As `mutated`; of an archive, half the time one of the files in it, which else nothing would get at behind its checks. */
export async function mutatedFile(file: Uint8Array, random: () => number): Promise<Buffer> {
  if (random() < 0.5 || zipNames(file).length === 0) return mutated(file, random);
  const zip = await openZip(file, 'archive', ZIP_LIMITS).catch(() => null);
  if (zip === null) return mutated(file, random);
  const chosen = Math.floor(random() * zip.entries.length);
  return writeZip(
    zip.entries.map((entry, index) => {
      const content = zip.read(entry).bytes;
      return { path: entry.path, content: index === chosen ? mutated(content, random) : content };
    }),
  );
}
