import { describe, expect, it } from 'vitest';
import type { Disk } from '../disk';
import { CrashDisk, UNCONFIRMED, UNFLUSHED } from '../testing/crashDisk';
import { simulateCrashes } from '../testing/simulation';
import { LibraryKey } from './libraryKey';
import { placeOf } from './place';
import { findSeal, Seal } from './seal';
import { sealedDisk } from './sealedDisk';
import { looksSealed } from './sealedWhole';

const CHEAP = { N: 2 ** 14, r: 8, p: 1 };
const OLD = { passphrase: 'seven grey herons' };
const NEW = { passphrase: 'eight grey herons' };

describe('a power cut', () => {
  it('takes no acknowledged edit from a sealed library, wherever it comes', async () => {
    const key = LibraryKey.random();
    const report = await simulateCrashes({ seed: 6, states: 500, mutant: (disk) => sealing(disk, key) });
    expect(report.violations).toEqual([]);
    expect(report.states).toBeGreaterThanOrEqual(500);
  }, 240_000);

  it('leaves one of the two passphrases while one takes the place of the other', async () => {
    const root = '/case';
    const start = new CrashDisk();
    await start.makeFolder(root);
    await start.syncFolder('/');
    await Seal.make(start, root, OLD.passphrase, CHEAP);
    const disk = new CrashDisk(start.tree());
    const seal = await Seal.open(disk, root, (await findSeal(disk, root))!, OLD);
    const old = (await findSeal(disk, root))!.bytes;
    await seal.changePassphrase(OLD, NEW.passphrase, CHEAP);
    const done = disk.calls;
    expect(done).toBeGreaterThan(5);
    const opened = new Map<string, boolean>();
    for (let at = 0; at <= done; at += 1) {
      for (const unflushed of UNFLUSHED) {
        for (const unconfirmed of UNCONFIRMED) {
          const left = new CrashDisk(disk.cut({ at, unflushed, unconfirmed, seed: at }));
          const found = await findSeal(left, root);
          const where = `${at} ${unflushed} ${unconfirmed}`;
          expect(found, where).not.toBeNull();
          const isOld = Buffer.compare(found!.bytes, old) === 0;
          // Once it was acknowledged, the old one opens nothing any more.
          if (at === done) expect(isOld, where).toBe(false);
          const name = Buffer.from(found!.bytes).toString('base64');
          if (!opened.has(name)) {
            const again = await Seal.open(left, root, found!, isOld ? OLD : NEW);
            opened.set(name, again.key.bytes.equals(seal.key.bytes));
          }
          expect(opened.get(name), where).toBe(true);
        }
      }
    }
    expect(opened.size).toBe(2);
  });
});

/** A disk that seals everything written through it, for libraries that were begun in the clear. */
function sealing(disk: Disk, key: LibraryKey): Disk {
  const of = (path: string): Disk => sealedDisk(disk, /^\/[^/]+/.exec(path)![0], key);
  const isSealed = async (path: string): Promise<boolean> => {
    const bytes = await disk.read(path).catch(() => null);
    return bytes !== null && (looksSealed(bytes) || placeOf(/^\/[^/]+/.exec(path)![0], path).kind === 'log');
  };
  return {
    ...bound(disk),
    create: (path, as) => of(as ?? path).create(path, as),
    read: async (path) => ((await isSealed(path)) ? of(path) : disk).read(path),
    async *stream(path) {
      yield* ((await isSealed(path)) ? of(path) : disk).stream(path);
    },
    facts: async (path) => ((await isSealed(path)) ? of(path) : disk).facts(path),
  };
}

/** The calls of a disk that is a class, as functions of their own. */
const bound = (disk: Disk): Disk => ({
  create: (path, as) => disk.create(path, as),
  read: (path) => disk.read(path),
  stream: (path) => disk.stream(path),
  facts: (path) => disk.facts(path),
  list: (path) => disk.list(path),
  rename: (from, to) => disk.rename(from, to),
  remove: (path) => disk.remove(path),
  makeFolder: (path) => disk.makeFolder(path),
  syncFolder: (path) => disk.syncFolder(path),
  realPath: (path) => disk.realPath(path),
});
