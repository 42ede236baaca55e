import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventValue } from '../../core/api/contract';
import { inThisProcess } from '../import/inThisProcess';
import { createLibrary, nodeDisk, openLibrary, type Library } from '../library/library';
import { failingDisk } from '../library/testing/failingDisk';
import { Desk } from './desk';
import type { ImportInput } from './importInput';
import { Importer } from './imports';
import { Uploads } from './uploads';

let home: string;
let desk: Desk;
let importer: Importer;
let uploads: Uploads;
const disk = failingDisk(nodeDisk);

beforeEach(async () => {
  disk.arm(null);
  home = await mkdtemp(join(tmpdir(), 'dossier-imports-'));
  desk = new Desk();
  uploads = new Uploads();
  importer = new Importer(desk, inThisProcess, uploads);
  await desk.use(await createLibrary(join(home, 'one'), 'One', disk));
});
afterEach(async () => {
  disk.arm(null);
  await desk.use(null);
  await uploads.close();
  await rm(home, { recursive: true });
});

const input = (name: string, more: Partial<ImportInput> = {}): ImportInput => ({
  path: name,
  name,
  read: () => Promise.resolve(Buffer.from(`The ${name} sailed at noon. Nobody saw it leave.\n`)),
  ...more,
});
const run = (inputs: readonly ImportInput[], more: Partial<Parameters<Importer['run']>[1]> = {}) =>
  importer.run(inputs, { signal: new AbortController().signal, progress: () => undefined, ...more });
const names = (library: Library): string[] =>
  library
    .summaries()
    .map((entry) => entry.fileName)
    .sort();

describe('Importer', () => {
  it('takes the title that was given over the one it would guess', async () => {
    await run([input('a.txt', { title: 'A call from the pier' }), input('b.txt')]);
    const documents = await Promise.all(
      desk.library.summaries().map(({ id }) => desk.library.get('document', id)),
    );
    expect(documents.map((document) => [document!.metadata.title, document!.guessed])).toEqual([
      ['A call from the pier', expect.not.arrayContaining(['title'])],
      [expect.not.stringContaining('pier'), expect.arrayContaining(['title'])],
    ]);
  });

  it('never writes what was read for one library to the one that took its place', async () => {
    const other = await createLibrary(join(home, 'two'), 'Two');
    const report = await run([
      input('a.txt'),
      input('b.txt', {
        read: async () => {
          await desk.inTurn(() => desk.use(other));
          return Buffer.from('Read for the first library.\n');
        },
      }),
      input('c.txt'),
    ]);
    expect(report).toMatchObject({ cancelled: true, failed: 0 });
    expect(names(other)).toEqual([]);
    expect(desk.history.state.undo).toBeNull();
    const first = await openLibrary(join(home, 'one'));
    expect(names(first)).toHaveLength(report.imported);
    await first.close();
  });

  it('knows the twin of a file that another import brings at the same time', async () => {
    const reports = await Promise.all([run([input('a.txt')]), run([input('a.txt')])]);
    expect(reports.map(({ imported, duplicates }) => [imported, duplicates]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('names a twin whose record was damaged since, and goes on', async () => {
    await run([input('a.txt')]);
    const { id } = desk.library.summaries()[0]!;
    await desk.use(null);
    const again = await openLibrary(join(home, 'one'), disk);
    await desk.use(again);
    await writeFile(join(home, 'one', 'documents', id.slice(0, 2), id, 'document.json'), '{');
    const report = await run([input('a.txt'), input('b.txt')]);
    expect(report.outcomes.map(({ status }) => status)).toEqual(['duplicate', 'imported']);
  });

  it('reports each file of a full disk, and takes the rest when there is room again', async () => {
    const files = Array.from({ length: 5 }, (_, number) => input(`ship ${number}.txt`));
    disk.arm({ call: 1, code: 'ENOSPC', lasts: 'full' });
    const report = await run(files);
    expect(report.outcomes.map(({ error }) => error?.code)).toEqual(files.map(() => 'disk-full'));
    expect(desk.history.state.undo).toBeNull();
    disk.arm(null);
    expect(await run(files)).toMatchObject({ imported: 5, duplicates: 0, failed: 0 });
  });

  it('writes no original twice when the edit of a batch fails', async () => {
    const files = Array.from({ length: 4 }, (_, number) => input(`ship ${number}.txt`));
    // Five calls for each original of a first import and a few for folders: somewhere in here the edit itself fails.
    for (let call = 40; call < 120; call += 7) {
      disk.arm({ call, code: 'EIO', lasts: 'once' });
      await run(files.map((file) => ({ ...file, ...input(`${call} ${file.name}`) })));
      disk.arm(null);
      await desk.use(null);
      await desk.use(await openLibrary(join(home, 'one'), disk));
    }
    const originals = (await readdir(join(home, 'one'), { recursive: true }))
      .filter((path) => /original[\\/]./.test(path))
      .map((path) => path.split(/[\\/]/).at(-1)!);
    expect(new Set(originals).size).toBe(originals.length);
    expect(names(desk.library).length).toBeGreaterThan(0);
  });

  it('tells the history in the same event as the change', async () => {
    const heard: EventValue<'changed'>[] = [];
    desk.onEvent((name, value) => {
      if (name === 'changed') heard.push(value as EventValue<'changed'>);
    });
    await run([input('a.txt')]);
    expect(heard.map(({ history }) => history.undo)).toEqual(['Import']);
  });

  it('lets every input go, also when something breaks in the middle', async () => {
    const gone: string[] = [];
    const files = ['a.txt', 'b.txt'].map((name) =>
      input(name, { done: () => Promise.resolve(void gone.push(name)) }),
    );
    const outcome = (): never => {
      throw new Error('broken');
    };
    await expect(run(files, { outcome })).rejects.toThrow('broken');
    expect(gone).toEqual(['a.txt', 'b.txt']);
  });
});
