import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeDisk } from './disk';
import { createLibrary, openLibrary, type Kind, type Library } from './library';
import { pathOf } from './layout';
import { Snapshots } from './snapshots';
import { annotations, brief, codebook, document, everything, id, imported, note } from './testing/records';

let folder: string;
let library: Library;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-recovery-'));
  library = await createLibrary(join(folder, 'case'), 'Case');
  await library.transact('Import', [...imported(1), ...imported(2)]);
  await library.transact('Work', [
    { kind: 'annotations', id: id(1), value: annotations(1, [1]) },
    { kind: 'note', id: note(1).id, value: note(1) },
    { kind: 'brief', id: brief(1).id, value: brief(1) },
    { kind: 'codebook', id: library.record.id, value: codebook('North', 'South') },
    { kind: 'document', id: id(1), value: document(1, 'Renamed') },
  ]);
});
afterEach(async () => {
  await library.close();
  await rm(folder, { recursive: true });
});

const reopen = async (): Promise<Library> => {
  await library.close();
  library = await openLibrary(join(folder, 'case'));
  return library;
};
const fileOf = (kind: Kind, of: string): string => join(folder, 'case', pathOf(kind, of));
const quarantined = async (): Promise<string[]> => {
  const all = await readdir(join(folder, 'case', 'quarantine'), { recursive: true, withFileTypes: true });
  return Promise.all(
    all.filter((each) => each.isFile()).map((each) => readFile(join(each.parentPath, each.name), 'utf8')),
  );
};

const broken = (): [Kind, string][] => [
  ['document', id(1)],
  ['annotations', id(1)],
  ['note', note(1).id],
  ['brief', brief(1).id],
  ['codebook', ''],
];

it.each([
  ['empty', ''],
  ['cut short', '{"version": 1, "id":'],
  ['zeroed', '\0\0\0\0'],
])('makes records anew whose files are broken (%s), and keeps the broken files', async (_, harm) => {
  const before = await everything(library);
  await library.close();
  for (const [kind, of] of broken()) await writeFile(fileOf(kind, of), harm);
  library = await openLibrary(join(folder, 'case'));
  expect(await everything(library)).toEqual(before);
  expect(library.problems).toHaveLength(broken().length);
  for (const problem of library.problems)
    expect(problem).toMatch(/was damaged and has been made anew.*quarantine/);
  expect(await quarantined()).toEqual(broken().map(() => harm));
  await reopen();
  expect(library.problems).toEqual([]);
  expect(await everything(library)).toEqual(before);
});

it('makes a record anew from a snapshot when its edits are no longer kept', async () => {
  await library.close();
  const names = broken().map(([kind, of]) => ({ kind, id: of }));
  const snapshots = new Snapshots(nodeDisk, join(folder, 'case'));
  await snapshots.take('2026-03-04', 2, names, new AbortController().signal);
  await rm(join(folder, 'case', 'history'), { recursive: true });
  await writeFile(fileOf('note', note(1).id), '{');
  library = await openLibrary(join(folder, 'case'));
  expect(library.notes()).toEqual([note(1)]);
});

it('never touches the file of a newer version', async () => {
  await library.close();
  const file = fileOf('note', note(1).id);
  const newer = (await readFile(file, 'utf8')).replace('"version": 1', '"version": 9');
  await writeFile(file, newer);
  library = await openLibrary(join(folder, 'case'));
  expect(library.notes()).toEqual([]);
  expect(library.problems).toEqual([expect.stringContaining('newer Dossier')]);
  await library.checkpoint();
  expect(await readFile(file, 'utf8')).toBe(newer);
});

it('only reads in a library that is open for reading', async () => {
  await library.close();
  await writeFile(fileOf('note', note(1).id), '{');
  library = await openLibrary(join(folder, 'case'), undefined, { readOnly: true });
  expect(library.problems).toEqual([expect.stringContaining('is damaged')]);
  expect(await readFile(fileOf('note', note(1).id), 'utf8')).toBe('{');
});

describe('beside a writer', () => {
  it('reads what is in the journal and in no file yet, and writes nothing', async () => {
    const reader = await openLibrary(join(folder, 'case'), undefined, { readOnly: true });
    expect(await everything(reader)).toEqual(await everything(library));
    await library.transact('Later', [{ kind: 'note', id: note(2).id, value: note(2) }]);
    await library.checkpoint();
    expect(await reader.get('document', id(1))).toEqual(document(1, 'Renamed'));
    await reader.close();
    const again = await openLibrary(join(folder, 'case'), undefined, { readOnly: true });
    expect(again.notes()).toHaveLength(2);
    await again.close();
  });

  it('reads again when segments move away while they are read', async () => {
    let moved = false;
    const reader = await openLibrary(
      join(folder, 'case'),
      {
        ...nodeDisk,
        list: async (path) => {
          const listed = await nodeDisk.list(path);
          if (path.endsWith('journal') && !moved) {
            moved = true;
            await library.checkpoint();
          }
          return listed;
        },
      },
      { readOnly: true },
    );
    expect(moved).toBe(true);
    expect(await everything(reader)).toEqual(await everything(library));
    await reader.close();
  });
});

describe('going back to a moment', () => {
  it('brings every record back, puts what came later into the trash, and can itself be undone', async () => {
    const before = await everything(library);
    const moment = new Date().toISOString();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1 });
    await library.transact('More', [
      ...imported(3),
      { kind: 'note', id: note(1).id, value: null },
      { kind: 'annotations', id: id(1), value: annotations(1, [1, 2]) },
      { kind: 'document', id: id(2), value: document(2, 'Other') },
    ]);
    await reopen();
    const after = await everything(library);
    const back = await library.transact('Restore', await library.stateAt(moment));
    const restored = (await everything(library)) as { summaries: { id: string; trashedAt: string | null }[] };
    expect(restored.summaries.filter((row) => row.trashedAt !== null).map((row) => row.id)).toEqual([id(3)]);
    const untouched = { ...restored, summaries: restored.summaries.filter((row) => row.id !== id(3)) };
    expect(untouched).toMatchObject({ ...(before as object), records: expect.anything() as unknown });
    expect(await library.get('annotations', id(1))).toEqual(annotations(1, [1]));
    await library.transact(
      'Undo',
      back.changes.map((each) => ({ kind: each.kind, id: each.id, value: each.before }) as never),
    );
    expect(await everything(library)).toEqual(after);
    expect(await library.stateAt(new Date().toISOString())).toEqual([]);
    vi.useRealTimers();
  });

  it('says so when the edits kept do not reach back that far', async () => {
    await library.close();
    const [oldest] = (await readdir(join(folder, 'case', 'history'))).sort();
    library = await openLibrary(join(folder, 'case'));
    await library.transact('More', [{ kind: 'note', id: note(2).id, value: note(2) }]);
    await library.checkpoint();
    await rm(join(folder, 'case', 'history', oldest!));
    await expect(library.stateAt('2026-01-01T00:00:00Z')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('forgets what was deleted for good', async () => {
    await library.transact('Delete', [{ kind: 'note', id: note(1).id, value: null }]);
    await library.forget([{ kind: 'note', id: note(1).id }]);
    const history = join(folder, 'case', 'history');
    for (const name of await readdir(history)) {
      expect(await readFile(join(history, name), 'utf8')).not.toContain(note(1).text);
    }
    expect((await library.past(10)).map(({ name }) => name)).toEqual(['Delete', 'Work', 'Import']);
    await expect(library.forget([{ kind: 'document', id: id(1) }])).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
