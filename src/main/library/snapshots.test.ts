import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Archive } from './archive';
import { createLibrary, nodeDisk, type Library } from './library';
import { Snapshots } from './snapshots';
import { id, imported, note, search } from './testing/records';

let folder: string;
let library: Library;
const place = (...parts: string[]): string => join(folder, 'case', ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-snapshots-'));
  library = await createLibrary(place(), 'Case');
  await library.transact('Import', [
    ...imported(1),
    { kind: 'note', id: note(1).id, value: note(1) },
    { kind: 'note', id: note(2).id, value: note(2) },
  ]);
});
afterEach(async () => {
  await library.close();
  await rm(folder, { recursive: true });
});

const names = [1, 2].map((n) => ({ kind: 'note', id: note(n).id }) as const);
const signal = new AbortController().signal;

it('takes one of the day in a quiet moment after an edit', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await library.transact('More', [
      { kind: 'note', id: note(3).id, value: note(3) },
      { kind: 'search', id: search(1).id, value: search(1) },
    ]);
    vi.advanceTimersByTime(60_000);
  } finally {
    vi.useRealTimers();
  }
  const day = /^\d{4}-\d\d-\d\d\.jsonl\.gz$/;
  await expect.poll(() => readdir(place('snapshots'))).toEqual([expect.stringMatching(day)]);
  const snapshots = new Snapshots(nodeDisk, place());
  expect(await snapshots.lastKnown('note', note(3).id)).toEqual(note(3));
  expect(await snapshots.lastKnown('search', search(1).id)).toEqual(search(1));
  expect(await snapshots.lastKnown('document', id(1))).toMatchObject({ id: id(1) });
  expect(await snapshots.lastKnown('text', id(1))).toBeUndefined();
});

it('leaves none when it is stopped, and passes over records it cannot read', async () => {
  await library.checkpoint();
  const snapshots = new Snapshots(nodeDisk, place());
  const stopped = AbortSignal.abort();
  await expect(snapshots.take('2026-01-02', 1, names, stopped)).rejects.toThrow();
  expect(await readdir(place('snapshots'))).toEqual([]);
  await writeFile(place('notes', note(1).id.slice(0, 2), `${note(1).id}.json`), '{');
  await snapshots.take('2026-01-02', 1, names, signal);
  expect(await snapshots.lastKnown('note', note(1).id)).toBeUndefined();
  expect(await snapshots.lastKnown('note', note(2).id)).toEqual(note(2));
});

it('reads an older one where the newest is broken', async () => {
  await library.checkpoint();
  const snapshots = new Snapshots(nodeDisk, place());
  await snapshots.take('2026-01-02', 1, names, signal);
  await writeFile(place('snapshots', '2026-01-03.jsonl.gz'), 'not compressed');
  expect(await snapshots.lastKnown('note', note(2).id)).toEqual(note(2));
});

it('forgets records', async () => {
  await library.checkpoint();
  const snapshots = new Snapshots(nodeDisk, place());
  await snapshots.take('2026-01-02', 1, names, signal);
  await snapshots.forget((kind, id) => kind === 'note' && id === note(1).id);
  expect(await snapshots.lastKnown('note', note(1).id)).toBeUndefined();
  expect(await snapshots.lastKnown('note', note(2).id)).toEqual(note(2));
});

it('keeps seven days, four weeks before them, and those before a migration', async () => {
  const snapshots = new Snapshots(nodeDisk, place());
  await nodeDisk.makeFolder(place('snapshots'));
  for (let day = 1; day <= 59; day += 1) {
    const name = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
    await writeFile(place('snapshots', `${name}.jsonl.gz`), '');
  }
  await writeFile(place('snapshots', 'before-migration-2020.jsonl.gz'), '');
  await snapshots.prune();
  const kept = (await readdir(place('snapshots'))).map((name) => name.replace('.jsonl.gz', ''));
  expect(kept.sort()).toEqual([
    '2026-02-01',
    '2026-02-08',
    '2026-02-15',
    '2026-02-21',
    ...[22, 23, 24, 25, 26, 27, 28].map((day) => `2026-02-${day}`),
    'before-migration-2020',
  ]);
});

it('the archive drops its oldest edits only when they are old and it is large', async () => {
  for (const n of [1, 2, 3]) {
    await library.transact('Edit', [{ kind: 'note', id: note(1).id, value: note(1, `Text ${n}`) }]);
    await library.checkpoint();
  }
  const archive = new Archive(nodeDisk, place());
  const later = Date.now() + 91 * 86_400_000;
  await archive.prune(later);
  await archive.prune(Date.now(), 90, 0);
  expect(await archive.past(9, null)).toHaveLength(4);
  const { size } = (await nodeDisk.facts(
    place('history', (await readdir(place('history'))).sort().at(-1)!),
  ))!;
  await archive.prune(later, 90, size);
  expect(await archive.past(9, null)).toHaveLength(1);
  expect((await library.past(9)).map(({ seq }) => seq)).toEqual([4]);
});

it('the caches keep bytes under plain names, apart from the library’s own', async () => {
  const { caches } = library;
  await caches.write('search.bin', new Uint8Array([1, 2, 3]));
  expect(await caches.read('search.bin')).toEqual(Buffer.from([1, 2, 3]));
  expect(await caches.list()).toEqual(['search.bin']);
  await caches.remove('search.bin');
  expect([await caches.read('search.bin'), await caches.list()]).toEqual([null, []]);
  for (const name of ['catalogue.json', '../library.json', 'A b', '']) {
    await expect(caches.read(name)).rejects.toThrow(RangeError);
  }
});
