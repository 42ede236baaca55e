import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit } from '../commit';
import { nodeDisk, type Disk } from '../disk';
import { failingDisk } from '../testing/failingDisk';
import { LibraryKey } from './libraryKey';
import { sealedDisk } from './sealedDisk';
import { BLOCK_BYTES, BLOCK_CONTENT_BYTES, UNREADABLE } from './sealedLog';
import { CHUNK_BYTES } from './sealedWhole';

let root: string;
let key: LibraryKey;
let disk: Disk;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dossier-sealed-'));
  key = LibraryKey.random();
  disk = sealedDisk(nodeDisk, root, key);
});
afterEach(() => rm(root, { recursive: true }));

/** Bytes that repeat only after a prime number, so that no two chunks are alike. */
const content = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + i / 251) & 255);

async function put(name: string, bytes: Uint8Array, portion = bytes.length): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  const file = await disk.create(path);
  for (let at = 0; at < bytes.length; at += portion) await file.write(bytes.subarray(at, at + portion));
  expect((await file.facts()).size).toBe(bytes.length);
  await file.datasync();
  await file.close();
  return path;
}

async function streamed(path: string, from: Disk = disk): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of from.stream(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const damaged = (name: string) => ({
  code: 'library-damaged',
  message: expect.stringContaining(name) as unknown,
});

async function refuses(path: string, name: string, from: Disk = disk): Promise<void> {
  await expect(from.read(path)).rejects.toMatchObject(damaged(name));
  await expect(streamed(path, from)).rejects.toMatchObject(damaged(name));
}

describe('a whole file under seal', () => {
  it('comes back as it was written, at every size around a chunk', async () => {
    const sizes = [
      0,
      1,
      17,
      CHUNK_BYTES - 1,
      CHUNK_BYTES,
      CHUNK_BYTES + 1,
      2 * CHUNK_BYTES,
      3 * CHUNK_BYTES + 5,
    ];
    for (const size of sizes) {
      const bytes = content(size);
      const path = await put(`${size}.bin`, bytes);
      expect(await disk.read(path)).toEqual(Buffer.from(bytes));
      expect(await streamed(path)).toEqual(Buffer.from(bytes));
      expect(await disk.facts(path)).toMatchObject({ kind: 'file', size });
    }
  });

  it('comes back whatever its content, the portions it was written in, and those it is read in', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 70_000 }),
        fc.integer({ min: 1, max: 70_000 }),
        async (seed, repeats, portion, piece) => {
          const bytes = Buffer.concat(Array.from({ length: repeats }, () => seed));
          const path = await put(`files/${(n += 1)}`, bytes, portion);
          const inPieces: Disk = {
            ...nodeDisk,
            async *stream(of) {
              const all = await readFile(of);
              for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
            },
          };
          expect(await streamed(path, sealedDisk(inPieces, root, key))).toEqual(bytes);
          expect(await disk.facts(path)).toMatchObject({ size: bytes.length });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tells the same size and time while it is open and afterwards', async () => {
    const file = await disk.create(join(root, 'a.json'));
    await file.write(content(100));
    const open = await file.facts();
    await file.datasync();
    await file.close();
    expect(await disk.facts(join(root, 'a.json'))).toEqual(open);
  });

  it('can be put in place by a commit, under a temporary name first', async () => {
    const path = join(root, 'notes/a1/a.json');
    const facts = await commit(disk, root, new Set(), [{ path, bytes: content(70_000), before: () => null }]);
    expect(facts.get(path)).toEqual(await disk.facts(path));
    expect(await disk.read(path)).toEqual(Buffer.from(content(70_000)));
  });

  it('shows nothing of its content, and never the same bytes twice', async () => {
    const word = Buffer.from('a word that stands here alone');
    const [a, b] = [await readFile(await put('a', word)), await readFile(await put('b', word))];
    await rm(join(root, 'a'));
    const again = await readFile(await put('a', word));
    for (const bytes of [a, b]) expect(bytes.includes(word.subarray(0, 4))).toBe(false);
    expect(a.subarray(8)).not.toEqual(b.subarray(8));
    expect(a.subarray(8, 40)).not.toEqual(again.subarray(8, 40));
  });

  it('fails, naming the file, when any one byte is changed', async () => {
    const path = await put('notes/one.json', content(300));
    const sealed = await readFile(path);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1 << (at % 8);
      await writeFile(path, changed);
      await expect(disk.read(path), `byte ${at}`).rejects.toMatchObject(damaged('one.json'));
    }
    expect(await readFile(path)).toHaveLength(sealed.length);
  });

  it('fails at every length it can be cut to, and with anything behind it', async () => {
    const path = await put('one.json', content(CHUNK_BYTES + 300));
    const sealed = await readFile(path);
    const cuts = [0, 1, 39, 40, 41, 56, 40 + CHUNK_BYTES, 56 + CHUNK_BYTES, sealed.length - 1];
    for (const size of cuts) {
      await writeFile(path, sealed);
      await truncate(path, size);
      await refuses(path, 'one.json');
    }
    await writeFile(path, Buffer.concat([sealed, Buffer.from([0])]));
    await refuses(path, 'one.json');
  });

  it('fails when chunks are swapped, left out or doubled', async () => {
    const path = await put('long', content(3 * CHUNK_BYTES + 9));
    const sealed = await readFile(path);
    const chunk = (n: number): Buffer =>
      sealed.subarray(40 + n * (CHUNK_BYTES + 16)).subarray(0, CHUNK_BYTES + 16);
    const [head, a, b, c, end] = [sealed.subarray(0, 40), chunk(0), chunk(1), chunk(2), chunk(3)];
    expect(Buffer.concat([head, a, b, c, end])).toEqual(sealed);
    for (const parts of [
      [b, a, c, end],
      [a, c, end],
      [a, a, b, c, end],
      [a, b, c, c, end],
      [a, b, c],
      [end],
    ]) {
      await writeFile(path, Buffer.concat([head, ...parts]));
      await refuses(path, 'long');
    }
  });

  it('fails in another place, under another key, and in the clear', async () => {
    const a = await put('notes/a1/a.json', content(50));
    const b = await put('notes/b2/b.json', content(60));
    await rename(a, join(root, 'aside'));
    await rename(b, a);
    await rename(join(root, 'aside'), b);
    await refuses(a, 'a.json');
    await refuses(b, 'b.json');
    await refuses(a, 'a.json', sealedDisk(nodeDisk, root, LibraryKey.random()));
    await writeFile(a, '{"version":1}');
    await refuses(a, 'a.json');
    expect(await readFile(a, 'utf8')).toBe('{"version":1}');
  });

  it('gives out nothing of a chunk that does not prove', async () => {
    const path = await put('long', content(2 * CHUNK_BYTES + 9));
    const sealed = await readFile(path);
    sealed[40 + CHUNK_BYTES + 16 + 5]! ^= 1;
    await writeFile(path, sealed);
    const seen: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of disk.stream(path)) seen.push(piece);
    })();
    await expect(reading).rejects.toMatchObject(damaged('long'));
    expect(Buffer.concat(seen)).toEqual(Buffer.from(content(CHUNK_BYTES)));
  });

  it('passes absence, folders and names as they are', async () => {
    expect(await disk.read(join(root, 'none'))).toBeNull();
    expect(await disk.facts(join(root, 'none'))).toBeNull();
    expect(await disk.facts(root)).toMatchObject({ kind: 'folder' });
    await put('a', content(1));
    expect(await disk.list(root)).toEqual([{ name: 'a', kind: 'file' }]);
    await disk.remove(join(root, 'a'));
    expect(await disk.list(root)).toEqual([]);
    await expect(disk.read(join(root, '..', 'outside'))).rejects.toThrow(RangeError);
  });

  it('neither reads nor writes after the key was forgotten', async () => {
    const path = await put('a', content(10));
    key.forget();
    await expect(disk.read(path)).rejects.toMatchObject({ code: 'library-sealed' });
    await expect(disk.create(join(root, 'b'))).rejects.toMatchObject({ code: 'library-sealed' });
  });

  it('is noticed when the disk takes less than it said, or fails on any call', async () => {
    const lossy: Disk = {
      ...nodeDisk,
      async create(path) {
        const file = await nodeDisk.create(path);
        return { ...file, write: async (bytes) => (await file.write(bytes.subarray(0, -1))) + 1 };
      },
    };
    const change = { path: join(root, 'x'), bytes: content(100), before: () => null };
    await expect(commit(sealedDisk(lossy, root, key), root, new Set(), [change])).rejects.toThrow('bytes');
    const failing = failingDisk(nodeDisk);
    failing.arm(null);
    await commit(sealedDisk(failing, root, key), root, new Set(), [change]);
    const { calls } = failing;
    await rm(change.path);
    for (let call = 1; call <= calls; call += 1) {
      failing.arm({ call, code: 'EIO', lasts: 'once' });
      const done = await commit(sealedDisk(failing, root, key), root, new Set(), [change]).then(
        () => true,
        () => false,
      );
      const found = await disk.read(change.path);
      expect(found, `call ${call}`).toEqual(done ? Buffer.from(change.bytes) : null);
      await rm(change.path, { force: true });
    }
    expect(await readdir(root)).toEqual([]);
  });
});

describe('a log under seal', () => {
  const NAME = 'journal/0001-a.log';
  const line = (n: number): string => `${n} ${'x'.repeat(n * 90)}\n`;
  const LINES = Array.from({ length: 30 }, (_, n) => line(n));

  async function journal(lines: readonly string[] = LINES, name = NAME): Promise<string> {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    const file = await disk.create(path);
    let size = 0;
    for (const text of lines) {
      size += await file.write(Buffer.from(text));
      await file.datasync();
      expect((await file.facts()).size).toBe(size);
    }
    await file.close();
    return path;
  }

  it('comes back as it was appended, whatever the sizes', async () => {
    const path = await journal();
    expect(String(await disk.read(path))).toBe(LINES.join(''));
    expect(String(await streamed(path))).toBe(LINES.join(''));
    for (const size of [
      0,
      1,
      BLOCK_CONTENT_BYTES - 1,
      BLOCK_CONTENT_BYTES,
      BLOCK_CONTENT_BYTES + 1,
      70_000,
    ]) {
      const one = await journal(['a\n', 'z'.repeat(size), '\nb\n'], `journal/${size}.log`);
      expect(String(await disk.read(one))).toBe(`a\n${'z'.repeat(size)}\nb\n`);
    }
  });

  it('is read up to where a crash cut it, at any length', async () => {
    const path = await journal(LINES.slice(0, 6));
    const sealed = await readFile(path);
    const whole = LINES.slice(0, 6).join('');
    let longest = 0;
    for (let size = 0; size <= sealed.length; size += size < 80 || sealed.length - size <= 40 ? 1 : 39) {
      await writeFile(path, sealed.subarray(0, size));
      const found = String(await disk.read(path));
      expect(whole.startsWith(found), `cut at ${size}`).toBe(true);
      expect(found.length).toBeGreaterThanOrEqual(longest);
      longest = found.length;
    }
    expect(longest).toBe(whole.length);
  });

  it('is read up to where a crash left zeros', async () => {
    const path = await journal(LINES.slice(0, 6));
    const sealed = await readFile(path);
    const whole = LINES.slice(0, 6).join('');
    for (let from = sealed.length - 3 * BLOCK_BYTES; from < sealed.length - 30; from += 100) {
      await writeFile(path, Buffer.from(sealed).fill(0, from));
      expect(whole.startsWith(String(await disk.read(path))), `zeros from ${from}`).toBe(true);
    }
    await writeFile(path, Buffer.alloc(72));
    expect(await disk.read(path)).toHaveLength(0);
  });

  it('shows every changed byte: a line that is none, or the whole file when its header is hit', async () => {
    const path = await journal(LINES.slice(0, 14));
    const sealed = await readFile(path);
    for (let at = 0; at < sealed.length; at += at < 80 ? 1 : 13) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1 << (at % 8);
      await writeFile(path, changed);
      if (at < 72) await refuses(path, '0001-a.log');
      else {
        const found = String(await disk.read(path)).split('\n');
        const lines = LINES.slice(0, 14).map((text) => text.slice(0, -1));
        expect(
          lines.filter((text) => !found.includes(text)),
          `byte ${at}`,
        ).toHaveLength(1);
        expect(
          found.filter((text) => text !== '' && !lines.includes(text)),
          `byte ${at}`,
        ).toHaveLength(1);
      }
    }
  });

  it('shows blocks that are swapped, doubled or left out', async () => {
    const path = await journal(LINES.slice(0, 8));
    const sealed = await readFile(path);
    const head = sealed.subarray(0, 72);
    const block = (n: number): Buffer => sealed.subarray(72 + n * BLOCK_BYTES, 72 + (n + 1) * BLOCK_BYTES);
    for (const order of [
      [1, 0, 2, 3],
      [0, 0, 1, 2],
      [0, 2, 3],
      [1, 2, 3],
    ]) {
      await writeFile(path, Buffer.concat([head, ...order.map(block)]));
      expect(String(await disk.read(path)), String(order)).toContain(UNREADABLE);
    }
  });

  it('keeps its place when it goes into the history, and no other', async () => {
    const path = await journal();
    const old = join(root, 'history/0001-a.log');
    await mkdir(dirname(old));
    await disk.rename(path, old);
    expect(String(await disk.read(old))).toBe(LINES.join(''));
    await copyFile(old, join(root, 'history/0002-a.log'));
    await refuses(join(root, 'history/0002-a.log'), '0002-a.log');
  });

  it('can still be read in quarantine', async () => {
    const path = await journal();
    const aside = join(root, 'quarantine/2026-01-31', NAME);
    await mkdir(dirname(aside), { recursive: true });
    await disk.rename(path, aside);
    expect(String(await disk.read(aside))).toBe(LINES.join(''));
  });

  it('costs one block for a small line, and tells at most what it holds', async () => {
    const path = await journal(['one\n', 'two\n']);
    expect((await stat(path)).size).toBe(72 + 2 * BLOCK_BYTES);
    expect((await disk.facts(path))?.size).toBe(2 * BLOCK_CONTENT_BYTES);
  });

  it('takes nothing more after a write that failed: its number must not be sealed again', async () => {
    const failing = failingDisk(nodeDisk);
    await mkdir(join(root, 'journal'));
    const file = await sealedDisk(failing, root, key).create(join(root, NAME));
    await file.write(Buffer.from('one\n'));
    failing.arm({ call: 1, code: 'ENOSPC', lasts: 'once' });
    await expect(file.write(Buffer.from('two\n'))).rejects.toThrow('ENOSPC');
    await expect(file.write(Buffer.from('three\n'))).rejects.toMatchObject({ code: 'disk-failed' });
    await file.close();
    expect(String(await disk.read(join(root, NAME)))).toBe('one\n');
  });
});
