import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLibrary, nodeDisk, openLibrary, type Library } from './library';
import { Snapshots } from './snapshots';
import { failingDisk } from './testing/failingDisk';
import { codebook, note } from './testing/records';

let folder: string;
const opened: Library[] = [];
const place = (...parts: string[]): string => join(folder, 'Harbour', ...parts);
const keep = (library: Library): Library => {
  opened.push(library);
  return library;
};
const open = async (...args: Parameters<typeof openLibrary>): Promise<Library> =>
  keep(await openLibrary(...args));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-library-file-'));
});
afterEach(async () => {
  for (const library of opened.splice(0)) await library.close();
  await rm(folder, { recursive: true });
});

const BROKEN = '{"version":1,"id":';
const spoil = (): Promise<void> => writeFile(place('library.json'), BROKEN);
const setAside = async (): Promise<string[]> => {
  const names = await readdir(place('quarantine'), { recursive: true });
  return names.filter((name) => name.endsWith('library.json'));
};

describe('a damaged library.json', () => {
  it('is made again from the last edit of it, and kept in quarantine as it was', async () => {
    const library = await createLibrary(place(), 'Case');
    const { record } = library;
    await library.transact('Rename', [
      { kind: 'library', id: record.id, value: { ...record, name: 'Quay' } },
    ]);
    await library.close();
    await spoil();

    const again = await open(place());
    expect(again.record).toEqual({ ...record, name: 'Quay' });
    expect(again.problems).toEqual([expect.stringContaining('the last edit of it')]);
    const [aside] = await setAside();
    expect(await readFile(place('quarantine', aside!), 'utf8')).toBe(BROKEN);
    await again.close();
    expect((await open(place())).problems).toEqual([]);
  });

  it('is made again from a snapshot, when no edit of it is kept', async () => {
    const library = await createLibrary(place(), 'Case');
    const { record } = library;
    await library.close();
    const names = [{ kind: 'library', id: record.id } as const];
    await new Snapshots(nodeDisk, place()).take('2026-01-02', 1, names, new AbortController().signal);
    await spoil();

    const again = await open(place());
    expect(again.record).toEqual(record);
    expect(again.problems).toEqual([expect.stringContaining('a snapshot')]);
  });

  it('is made again with the name of the folder and the id its tags tell, when nothing else is known', async () => {
    const library = await createLibrary(place(), 'Case');
    const { id } = library.record;
    await library.transact('Tags', [{ kind: 'codebook', id, value: codebook('Barges') }]);
    await library.transact('Write', [{ kind: 'note', id: note(1).id, value: note(1) }]);
    await library.close();
    await spoil();

    const again = await open(place());
    expect(again.record).toMatchObject({ id, name: 'Harbour' });
    expect(again.codebook()).toEqual(codebook('Barges'));
    expect(again.notes()).toEqual([note(1)]);
    expect(again.problems).toEqual([expect.stringContaining('the name of its folder')]);
  });

  it('is only read around in a library that is open for reading', async () => {
    await (await createLibrary(place(), 'Case')).close();
    await spoil();
    const again = await open(place(), nodeDisk, { readOnly: true });
    expect(again.record.name).toBe('Harbour');
    expect(await readFile(place('library.json'), 'utf8')).toBe(BROKEN);
    expect(await readdir(place())).not.toContain('quarantine');
  });

  it('is found damaged again, and nothing is lost, whichever call fails while it is made again', async () => {
    await (await createLibrary(place(), 'Case')).close();
    await spoil();
    const template = join(folder, 'template');
    await cp(place(), template, { recursive: true });
    const disk = failingDisk(nodeDisk);
    let lastCalls = 0;
    for (let call = 1; call === 1 || lastCalls >= call - 1; call += 1) {
      await rm(place(), { recursive: true });
      await cp(template, place(), { recursive: true });
      disk.arm({ call, code: 'EIO', lasts: 'once' });
      const library = await openLibrary(place(), disk).catch(() => null);
      lastCalls = disk.calls;
      disk.arm(null);
      await library?.close();
      const left = await readFile(place('library.json'), 'utf8');
      const kept = (await readdir(place())).includes('quarantine') ? await setAside() : [];
      // The broken one is there, in its place or in quarantine, until a sound one is.
      if (left !== BROKEN) expect(kept).toHaveLength(1);
      const again = await openLibrary(place());
      expect(again.record.name).toBe('Harbour');
      await again.close();
    }
    expect(await readFile(place('library.json'), 'utf8')).not.toBe(BROKEN);
  });
});

it('makes a codebook again that is missing', async () => {
  const library = await createLibrary(place(), 'Case');
  const { id } = library.record;
  await library.transact('Tags', [{ kind: 'codebook', id, value: codebook('Barges') }]);
  await library.close();
  await rm(place('codebook.json'));
  const again = await open(place());
  expect(again.codebook()).toEqual(codebook('Barges'));
  expect(again.problems).toEqual([expect.stringContaining('codebook.json')]);
});
