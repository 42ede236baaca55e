import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { createLibrary, openLibrary, type Disk, type Library } from './library';
import { pathOf } from './layout';
import { CrashDisk } from './testing/crashDisk';
import { document, documentText, id, imported, note } from './testing/records';

const FOLDER = '/arrivals/case';
const inFolder = (path: string): string => `${FOLDER}/${path}`;
const DOCUMENT = inFolder(pathOf('document', id(1)));

const marks = (disk: CrashDisk): string[] =>
  [...disk.tree().keys()].filter((path) => path.endsWith('.arriving'));

/** The disk, ending as by a power cut when the journal is to be written for the `line`th time. */
function cutBefore(disk: CrashDisk, line: number): { disk: Disk; left: () => CrashDisk } {
  let left: CrashDisk | null = null;
  let lines = 0;
  const through = Object.create(disk) as CrashDisk;
  through.create = async (path: string) => {
    const file = await disk.create(path);
    if (!path.endsWith('.log')) return file;
    return {
      ...file,
      write: (bytes: Uint8Array) => {
        lines += 1;
        if (lines === line) left ??= new CrashDisk(disk.tree());
        return file.write(bytes);
      },
    };
  };
  const bound = Object.fromEntries(
    (
      ['read', 'stream', 'facts', 'list', 'rename', 'remove', 'makeFolder', 'syncFolder', 'realPath'] as const
    ).map((name) => [name, disk[name].bind(disk)]),
  );
  return { disk: Object.assign(through, bound), left: () => left! };
}

const importOne = (library: Library): Promise<unknown> => library.transact('Import', imported(1));

describe('the record of a document that is imported', () => {
  it('is in its file when the edit is acknowledged, and not written again', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    await importOne(library);
    const written = disk.tree().get(DOCUMENT);
    expect(written?.bytes).toBeTruthy();
    await library.close();
    expect(disk.tree().get(DOCUMENT)).toEqual(written);
    const again = await openLibrary(FOLDER, disk);
    expect(again.problems).toEqual([]);
    expect(await again.get('document', id(1))).toEqual(document(1));
    expect(marks(disk)).toEqual([]);
    await again.close();
  });

  it('is not looked for, nor is any file of its document, where the document has no folder', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    const looked: string[] = [];
    for (const name of ['facts', 'list', 'read'] as const) {
      const look = disk[name].bind(disk) as (path: string) => Promise<never>;
      disk[name] = (path: string) => {
        if (path.startsWith(inFolder('documents'))) looked.push(path);
        return look(path);
      };
    }
    const originals = [{ id: id(1), name: 'report.txt', bytes: new Uint8Array([1]) }];
    await library.transact('Import', imported(1), { originals });
    expect(looked).toEqual([dirname(DOCUMENT)]);

    // A folder that stands there may hold anything: each file in it is looked at.
    looked.length = 0;
    const other = inFolder(pathOf('document', id(2)));
    await disk.makeFolder(dirname(dirname(other)));
    await disk.makeFolder(dirname(other));
    await library.transact('Import', imported(2));
    expect(looked).toContain(other);
    await library.close();
  });

  it('does not count, and leaves its place, when the edit never came into the journal', async () => {
    const whole = new CrashDisk();
    await (await createLibrary(FOLDER, 'Case', whole)).close();
    const { disk, left } = cutBefore(whole, 1);
    const library = await openLibrary(FOLDER, disk);
    await importOne(library);
    await library.close();

    const cut = left();
    expect(cut.tree().has(DOCUMENT)).toBe(true);
    const reading = await openLibrary(FOLDER, cut, { readOnly: true });
    expect(reading.summaries()).toEqual([]);
    expect(await reading.get('document', id(1))).toBeNull();
    await reading.close();

    const again = await openLibrary(FOLDER, cut);
    expect(again.problems).toEqual([]);
    expect(again.summaries()).toEqual([]);
    expect(await again.get('document', id(1))).toBeNull();
    expect(cut.tree().has(DOCUMENT)).toBe(false);
    expect(marks(cut)).toEqual([]);
    // The same file may be imported again.
    await importOne(again);
    expect(await again.get('text', id(1))).toEqual(documentText(1));
    await again.close();
  });

  it('counts when the edit is in the journal, though the cache is gone and the session did not end', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    await importOne(library);
    await library.transact('Write', [{ kind: 'note', id: note(1).id, value: note(1) }]);
    const killed = new Map([...disk.tree()].filter(([path]) => !path.startsWith(inFolder('cache'))));
    await library.close();
    const again = await openLibrary(FOLDER, new CrashDisk(killed));
    expect(again.summaries().map((row) => row.id)).toEqual([id(1)]);
    expect(again.problems).toEqual([]);
    await again.close();
  });

  it('counts without its edit once a checkpoint was made, whatever became of journal and archive', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    await importOne(library);
    await library.checkpoint();
    expect(marks(disk)).toEqual([]);
    const killed = new Map(
      [...disk.tree()].filter(([path]) => !/\/(cache|journal|history)(\/|$)/.test(path)),
    );
    await library.close();
    const again = await openLibrary(FOLDER, new CrashDisk(killed));
    expect(again.summaries().map((row) => row.id)).toEqual([id(1)]);
    await again.close();
  });

  it('is out of sight, and is taken away, when the journal does not take the edit', async () => {
    const disk = new CrashDisk();
    await (await createLibrary(FOLDER, 'Case', disk)).close();
    const create = disk.create.bind(disk);
    let full = false;
    disk.create = async (path: string) => {
      const file = await create(path);
      const refuse = (): Promise<number> =>
        Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      return {
        ...file,
        write: (bytes: Uint8Array) => (full && path.endsWith('.log') ? refuse() : file.write(bytes)),
      };
    };
    const library = await openLibrary(FOLDER, disk);
    full = true;
    const problem = await importOne(library).catch((thrown: unknown) => AppError.from(thrown));
    expect(problem).toMatchObject({ code: 'disk-full' });
    expect(await library.get('document', id(1))).toBeNull();
    expect(disk.tree().has(DOCUMENT)).toBe(false);
    full = false;
    await importOne(library);
    expect(await library.get('document', id(1))).toEqual(document(1));
    await library.close();
    expect(marks(disk)).toEqual([]);
  });
});

describe('a segment that the disk does not give out', () => {
  const withBad = (tree: ReturnType<CrashDisk['tree']>, folder: string): CrashDisk => {
    const disk = new CrashDisk(tree);
    const read = disk.read.bind(disk);
    disk.read = (path) =>
      path.includes(`/${folder}/`)
        ? Promise.reject(Object.assign(new Error('cannot read'), { code: 'EIO' }))
        : read(path);
    return disk;
  };

  it('of the journal opens the library for reading, says which file, and costs nothing once it can be read', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    await library.transact('Write', [{ kind: 'note', id: note(1).id, value: note(1) }]);
    await library.checkpoint();
    await library.transact('Write', [{ kind: 'note', id: note(2).id, value: note(2) }]);
    const killed = disk.tree();
    await library.close();

    const bad = withBad(killed, 'journal');
    const opened = await openLibrary(FOLDER, bad);
    expect(opened.readOnly).toContain('journal');
    expect(opened.problems).toEqual([expect.stringMatching(/journal.000000000002-.*\.log cannot be read/)]);
    expect(opened.notes()).toEqual([note(1)]);
    await expect(importOne(opened)).rejects.toMatchObject({ code: 'read-only' });
    await opened.close();

    const again = await openLibrary(FOLDER, new CrashDisk(bad.tree()));
    expect(again.readOnly).toBeNull();
    expect(again.notes()).toHaveLength(2);
    await again.close();
  });

  it('of the archive is named, and no number is given out twice', async () => {
    const disk = new CrashDisk();
    const library = await createLibrary(FOLDER, 'Case', disk);
    for (const n of [1, 2, 3]) {
      await library.transact('Write', [{ kind: 'note', id: note(n).id, value: note(n) }]);
    }
    await library.close();
    const tree = new Map([...disk.tree()].filter(([path]) => !path.endsWith('catalogue.json')));
    const opened = await openLibrary(FOLDER, withBad(tree, 'history'));
    expect(opened.readOnly).toBeNull();
    expect(opened.problems).toEqual([expect.stringMatching(/history.*cannot be read/)]);
    const { seq } = await opened.transact('Write', [{ kind: 'note', id: note(4).id, value: note(4) }]);
    expect(seq).toBeGreaterThan(3);
    await opened.close();
  });
});
