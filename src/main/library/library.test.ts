import { buffer } from 'node:stream/consumers';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLibrary, nodeDisk, openLibrary, type Disk, type Library, type RecordChange } from './library';
import { documentFolder } from './layout';
import { failingDisk } from './testing/failingDisk';
import {
  annotations,
  brief,
  codebook,
  document,
  documentText,
  everything,
  id,
  imported,
  note,
  sentence,
  tagId,
} from './testing/records';

let folder: string;
let library: Library;
const opened: Library[] = [];
const keep = (next: Library): Library => {
  opened.push(next);
  return next;
};
const place = (...parts: string[]): string => join(folder, 'case', ...parts);
const documentFile = (n: number, name: string): string => place('documents', id(n).slice(0, 2), id(n), name);
const noteFile = (n: number): string => place('notes', id(n, 2).slice(0, 2), `${id(n, 2)}.json`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-library-'));
  library = keep(await createLibrary(place(), 'Case'));
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await rm(folder, { recursive: true });
});

const reopen = async (disk?: Disk): Promise<Library> => {
  await library.close();
  library = keep(await openLibrary(place(), disk));
  return library;
};
const put = (...changes: RecordChange[]): ReturnType<Library['transact']> =>
  library.transact('Edit', changes);

describe('making a library', () => {
  it('makes the folders on the way and a library that opens', async () => {
    const made = keep(await createLibrary(join(folder, 'new', 'deep', 'case'), '  Harbour  '));
    expect(made.record.name).toBe('Harbour');
    expect(made.readOnly).toBeNull();
    expect(made.problems).toEqual([]);
    expect(await everything(made)).toMatchObject({
      notes: [],
      briefs: [],
      summaries: [],
      codebook: { tags: [] },
    });
  });

  it('takes an empty folder, and one with only what file managers leave', async () => {
    await mkdir(join(folder, 'seen'));
    await writeFile(join(folder, 'seen', '.DS_Store'), '');
    keep(await createLibrary(join(folder, 'seen'), 'Seen'));
  });

  it('refuses a folder with other things in it, and touches none', async () => {
    await mkdir(join(folder, 'papers'));
    await writeFile(join(folder, 'papers', 'thesis.txt'), 'mine');
    await expect(createLibrary(join(folder, 'papers'), 'Papers')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('thesis.txt') as string,
    });
    expect(await readdir(join(folder, 'papers'))).toEqual(['thesis.txt']);
  });

  it('refuses a folder that is a library, a file, and a name of nothing', async () => {
    await expect(createLibrary(place(), 'Again')).rejects.toMatchObject({ code: 'conflict' });
    await expect(createLibrary(place('library.json'), 'File')).rejects.toMatchObject({ code: 'conflict' });
    await expect(createLibrary(join(folder, 'x'), '  ')).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('opening a library', () => {
  it.each([
    ['no folder', 'missing', /no folder/],
    ['a file', 'case/library.json', /is a file/],
    ['a folder of other things', '.', /no library\.json/],
  ])('says “not a library” of %s, with a next step', async (_, path, message) => {
    await expect(openLibrary(join(folder, path))).rejects.toMatchObject({
      code: 'not-a-library',
      message: expect.stringMatching(message) as string,
      next: expect.any(String) as string,
    });
  });

  it('never turns a folder into a library: an unplugged drive stays an empty mount point', async () => {
    await mkdir(join(folder, 'mount'));
    await expect(openLibrary(join(folder, 'mount'))).rejects.toMatchObject({ code: 'not-a-library' });
    expect(await readdir(join(folder, 'mount'))).toEqual([]);
  });

  it('says that library.json is too new, and leaves it', async () => {
    await library.close();
    await writeFile(place('library.json'), '{"version":99}');
    await expect(openLibrary(place())).rejects.toMatchObject({ code: 'library-too-new' });
    expect(await readFile(place('library.json'), 'utf8')).toBe('{"version":99}');
  });

  it('says what to do where a library has lost its library.json, and changes nothing', async () => {
    await library.transact('Write', [{ kind: 'note', id: note(1).id, value: note(1) }]);
    await library.close();
    await rm(place('library.json'));
    const before = await readdir(place());
    await expect(openLibrary(place())).rejects.toMatchObject({
      code: 'not-a-library',
      message: expect.stringContaining('library.json is missing') as string,
      next: expect.stringContaining('dossier restore') as string,
    });
    expect(await readdir(place())).toEqual(before);
  });

  it('opens read-only without a lock when asked, and refuses edits with the reason', async () => {
    const reading = keep(
      await openLibrary(place(), undefined, { readOnly: 'It is open in another window.' }),
    );
    expect(reading.readOnly).toBe('It is open in another window.');
    await expect(
      reading.transact('Edit', [{ kind: 'note', id: note(1).id, value: note(1) }]),
    ).rejects.toMatchObject({
      code: 'read-only',
      message: 'It is open in another window.',
    });
  });

  it.each([
    ['EACCES', /no permission/],
    ['EROFS', /cannot be written/],
  ])('opens read-only where making a file fails with %s, and writes nothing', async (code, reason) => {
    await put({ kind: 'note', id: note(1).id, value: note(1) });
    await library.close();
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
    const barred: Disk = { ...nodeDisk, create: refuse, rename: refuse, makeFolder: refuse, remove: refuse };
    library = keep(await openLibrary(place(), barred));
    expect(library.readOnly).toMatch(reason);
    expect(library.notes()).toEqual([note(1)]);
    // Nobody holds the lock: another may open it where it can write.
    expect(keep(await openLibrary(place())).readOnly).toBeNull();
  });

  const root = process.getuid?.() === 0;
  it.skipIf(root || process.platform === 'win32')(
    `opens read-only in a folder without permission${root ? ' (skipped: permissions do not bind root)' : ''}`,
    async () => {
      await library.close();
      await chmod(place(), 0o555);
      const reading = keep(await openLibrary(place()));
      expect(reading.readOnly).toMatch(/no permission/);
      await chmod(place(), 0o755);
    },
  );

  it('keeps names of its own in the folder and nothing else', async () => {
    await put(...imported(1), { kind: 'note', id: note(1).id, value: note(1) });
    await library.addOriginal(id(1), 'bulletin-1.txt', Buffer.from(sentence(1)));
    await library.close();
    const files = (await readdir(place(), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(place().length + 1)
          .split(sep)
          .join('/'),
      );
    const at = `documents/${id(1).slice(0, 2)}/${id(1)}`;
    expect(files.sort()).toEqual([
      'cache/catalogue.json',
      'cache/reserve',
      'codebook.json',
      `${at}/document.json`,
      `${at}/original/bulletin-1.txt`,
      `${at}/text.json`,
      'history/000000000001-00000001.log',
      'library.json',
      `notes/${id(1, 2).slice(0, 2)}/${id(1, 2)}.json`,
    ]);
  });
});

describe('an edit', () => {
  it('is in memory and on disk when acknowledged, under its name and number', async () => {
    const done = await put({ kind: 'note', id: note(1).id, value: note(1) });
    expect(done).toEqual({
      name: 'Edit',
      revision: 1,
      changes: [{ kind: 'note', id: note(1).id, before: null, after: note(1) }],
      seq: 1,
      at: expect.stringMatching(/^20/) as string,
      step: null,
    });
    expect(library.notes()).toEqual([note(1)]);
    const [segment] = await readdir(place('journal'));
    expect(await readFile(place('journal', segment!), 'utf8')).toContain(note(1).text);
    await library.checkpoint();
    expect(JSON.parse(await readFile(noteFile(1), 'utf8'))).toEqual(note(1));
    expect(await readdir(place('journal'))).toEqual([]);
  });

  it('says what was before, so that swapped it undoes itself', async () => {
    await put(...imported(1), { kind: 'annotations', id: id(1), value: annotations(1, [1]) });
    const before = await everything(library);
    const done = await put(
      { kind: 'document', id: id(1), value: { ...document(1, 'Other'), trashedAt: '2026-02-03T00:00:00Z' } },
      { kind: 'annotations', id: id(1), value: annotations(1, [1, 2], [2]) },
      { kind: 'codebook', id: library.record.id, value: codebook('Ports') },
      { kind: 'library', id: library.record.id, value: { ...library.record, name: 'Renamed' } },
      { kind: 'brief', id: brief(1).id, value: brief(1) },
    );
    expect(await everything(library)).not.toEqual(before);
    await put(
      ...done.changes.map((change) => ({ ...change, value: change.before }) as unknown as RecordChange),
    );
    expect(await everything(library)).toEqual(before);
    expect(await everything(await reopen())).toEqual(before);
  });

  it('changes nothing, not even the revision, when no record differs', async () => {
    await put(...imported(1));
    const value = (await library.get('document', id(1)))!;
    const listener = vi.fn();
    library.onChange(listener);
    const done = await put({ kind: 'document', id: id(1), value }, { kind: 'note', id: id(9), value: null });
    expect(done).toMatchObject({ name: 'Edit', changes: [], revision: 1, seq: 0 });
    expect(listener).not.toHaveBeenCalled();
  });

  it('takes the value as it is at the call', async () => {
    const value = note(1);
    const run = put({ kind: 'note', id: value.id, value });
    value.text = 'changed meanwhile';
    await run;
    expect(library.notes()).toEqual([note(1)]);
  });

  it('refuses a value that could not be read back, before anything is written', async () => {
    const wrong = { ...note(1), createdAt: 'yesterday' };
    await expect(put({ kind: 'note', id: note(1).id, value: wrong })).rejects.toThrow(/createdAt/);
    await expect(put({ kind: 'note', id: id(5), value: note(1) })).rejects.toThrow(/cannot be put as/);
    await expect(put({ kind: 'codebook', id: library.record.id, value: null })).rejects.toThrow(
      /without its codebook/,
    );
    const once: RecordChange = { kind: 'note', id: note(1).id, value: note(1) };
    await expect(put(once, once)).rejects.toThrow(/twice/);
    await expect(library.get('note', '../../library')).rejects.toThrow(RangeError);
    expect(library.notes()).toEqual([]);
    expect(library.saving.state).toBe('saved');
  });

  it('is done in the order asked when many are asked at once', async () => {
    const revisions: number[] = [];
    library.onChange((done) => revisions.push(done.revision));
    const texts = Array.from({ length: 40 }, (_, n) => `version ${n}`);
    await Promise.all(texts.map((text) => put({ kind: 'note', id: note(1).id, value: note(1, text) })));
    expect(revisions).toEqual(texts.map((_, n) => n + 1));
    expect(library.notes()).toEqual([note(1, 'version 39')]);
    expect((await reopen()).notes()).toEqual([note(1, 'version 39')]);
  });

  it('is read by whoever asks while it runs either as before or as after, and never lost', async () => {
    await put(...imported(1), { kind: 'annotations', id: id(1), value: annotations(1) });
    await reopen();
    const [seen] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => library.get('annotations', id(1)))),
      put({ kind: 'annotations', id: id(1), value: annotations(1, [1]) }),
    ]);
    for (const value of seen) expect([annotations(1), annotations(1, [1])]).toContainEqual(value);
    expect(await library.get('annotations', id(1))).toEqual(annotations(1, [1]));
    const next = await put({ kind: 'annotations', id: id(1), value: annotations(1, [2]) });
    expect(next.changes[0]?.before).toEqual(annotations(1, [1]));
  });

  it('goes through 500 documents at once, and every one is right after opening again', async () => {
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    await put(...numbers.flatMap(imported));
    await put(
      ...numbers.map((n) => ({
        kind: 'annotations' as const,
        id: id(n),
        value: annotations(n, [1], [1, 2]),
      })),
    );
    const rows = (await reopen()).summaries();
    expect(rows).toHaveLength(500);
    for (const row of rows) {
      expect(row.highlights).toBe(2);
      expect(row.tagCounts).toEqual({ [tagId(1)]: 2, [tagId(2)]: 1 });
    }
  });

  it('surfaces a listener that throws, and stays acknowledged', async () => {
    const surfaced = new Promise((resolve) => {
      const before = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (bug) => {
        for (const listener of before) process.on('uncaughtException', listener);
        resolve(bug);
      });
    });
    const after = vi.fn();
    library.onChange(() => {
      throw new Error('listener bug');
    });
    library.onChange(after);
    await put({ kind: 'note', id: note(1).id, value: note(1) });
    expect(after).toHaveBeenCalledOnce();
    expect(await surfaced).toMatchObject({ message: 'listener bug' });
  });

  it('is refused once the library is closed', async () => {
    const last = put({ kind: 'note', id: note(1).id, value: note(1) });
    await library.close();
    await last;
    await expect(put({ kind: 'note', id: note(2).id, value: note(2) })).rejects.toMatchObject({
      code: 'no-library-open',
    });
    await expect(library.get('note', note(1).id)).rejects.toMatchObject({ code: 'no-library-open' });
    expect(keep(await openLibrary(place())).notes()).toEqual([note(1)]);
  });
});

describe('the truth about saving', () => {
  it('says saving until the last of many is on disk, then saved', async () => {
    const states: string[] = [];
    library.onSaving((state) => states.push(state));
    await Promise.all([1, 2, 3].map((n) => put({ kind: 'note', id: note(n).id, value: note(n) })));
    expect(states).toEqual(['saving', 'saved']);
    expect(library.saving).toEqual({ state: 'saved', problem: null });
  });

  it('says not saved, and why, until an edit succeeds', async () => {
    const disk = failingDisk(nodeDisk);
    await reopen(disk);
    const states: unknown[] = [];
    library.onSaving((state, problem) => states.push([state, problem?.code ?? null]));
    disk.arm({ call: 1, code: 'ENOSPC', lasts: 'full' });
    await expect(put({ kind: 'note', id: note(1).id, value: note(1) })).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(library.notes()).toEqual([]);
    expect(library.saving).toMatchObject({ state: 'not-saved', problem: { code: 'disk-full' } });
    disk.arm(null);
    await put({ kind: 'note', id: note(1).id, value: note(1) });
    expect(states).toEqual([
      ['saving', null],
      ['not-saved', 'disk-full'],
      ['saved', null],
    ]);
  });

  it('writes nothing more after the disk failed to confirm, and has what was saved when opened again', async () => {
    await put({ kind: 'note', id: note(1).id, value: note(1) });
    for (const call of ['datasync', 'syncFolder'] as const) {
      let broken = true;
      const eio = (): Promise<never> => {
        broken = false;
        return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
      };
      await reopen({
        ...nodeDisk,
        create: async (path) => {
          const file = await nodeDisk.create(path);
          return { ...file, datasync: () => (call === 'datasync' && broken ? eio() : file.datasync()) };
        },
        syncFolder: (path) => (call === 'syncFolder' && broken ? eio() : nodeDisk.syncFolder(path)),
      });
      await expect(put({ kind: 'note', id: note(1).id, value: note(1, 'new') })).rejects.toMatchObject({
        code: 'disk-failed',
      });
      // The disk works again, but what it dropped in between is not known.
      await expect(put({ kind: 'note', id: note(1).id, value: note(1, 'new') })).rejects.toMatchObject({
        code: 'disk-failed',
        message: expect.stringContaining('Nothing more is written') as string,
      });
      expect(library.saving.state).toBe('not-saved');
      expect(library.notes()).toEqual([note(1)]);
      expect((await reopen()).notes()).toEqual([note(1)]);
      await put({ kind: 'note', id: note(2).id, value: note(2) });
      await put({ kind: 'note', id: note(2).id, value: null });
    }
  });
});

describe('a damaged record', () => {
  it.each([
    ['empty', () => ''],
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['zeroed', (text: string) => '\0'.repeat(text.length)],
    ['of another id', (text: string) => text.replaceAll(id(2), id(3)).replaceAll(id(2, 2), id(3, 2))],
    ['from the future', (text: string) => text.replace(/"version": \d/, '"version": 7')],
  ])('(%s) is named, kept as it is, not written, and blocks nothing', async (_, harm) => {
    await put(
      ...imported(1),
      ...imported(2),
      { kind: 'note', id: note(1).id, value: note(1) },
      { kind: 'note', id: note(2).id, value: note(2) },
      { kind: 'annotations', id: id(1), value: annotations(1, [1]) },
      { kind: 'codebook', id: library.record.id, value: codebook('Ports') },
    );
    await library.close();
    // Else they would be made anew.
    await rm(place('history'), { recursive: true });
    const files = [documentFile(2, 'document.json'), noteFile(2)];
    const harmed: string[] = [];
    for (const file of files) {
      const content = harm(await readFile(file, 'utf8'));
      harmed.push(content);
      await writeFile(file, content);
    }
    library = keep(await openLibrary(place()));

    await expect(library.get('document', id(2))).rejects.toMatchObject({ code: /library-/ });
    expect(library.problems).toHaveLength(2);
    for (const file of files) expect(library.problems.some((problem) => problem.includes(file))).toBe(true);
    expect(library.summaries().map((row) => row.id)).toEqual([id(1)]);
    expect(library.notes()).toEqual([note(1)]);
    await expect(put({ kind: 'note', id: note(2).id, value: note(2, 'over it') })).rejects.toMatchObject({
      code: expect.stringMatching(/^library-(damaged|too-new)$/) as string,
    });
    await expect(put({ kind: 'document', id: id(2), value: null })).rejects.toThrow();
    expect(library.saving.state).toBe('saved');
    await put({ kind: 'note', id: note(1).id, value: note(1, 'works') });
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(harmed);
  });

  it('of highlights leaves their document, and stops edits of them only', async () => {
    await put(...imported(1), { kind: 'annotations', id: id(1), value: annotations(1, [1]) });
    await library.close();
    await rm(place('history'), { recursive: true });
    await writeFile(documentFile(1, 'annotations.json'), '{"version":1}');
    library = keep(await openLibrary(place()));
    await expect(library.get('annotations', id(1))).rejects.toMatchObject({ code: 'library-damaged' });
    expect(library.problems).toEqual([expect.stringContaining('annotations.json')]);
    await expect(put({ kind: 'annotations', id: id(1), value: annotations(1) })).rejects.toMatchObject({
      code: 'library-damaged',
    });
    await put({ kind: 'document', id: id(1), value: document(1, 'Renamed') });
    expect(library.summary(id(1))).toMatchObject({ title: 'Renamed' });
  });

  it('of the codebook opens without tags, and is not overwritten', async () => {
    await library.close();
    await writeFile(place('codebook.json'), 'oops');
    library = keep(await openLibrary(place()));
    expect(library.codebook().tags).toEqual([]);
    expect(library.problems).toEqual([expect.stringContaining('codebook.json is damaged')]);
    await expect(
      put({ kind: 'codebook', id: library.record.id, value: codebook('A') }),
    ).rejects.toMatchObject({
      code: 'library-damaged',
    });
    expect(await readFile(place('codebook.json'), 'utf8')).toBe('oops');
  });

  it('is found in a text whose letters changed, and in one that is gone', async () => {
    await put(...imported(1), ...imported(2));
    const file = documentFile(1, 'text.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('barges', 'badges'));
    await rm(documentFile(2, 'text.json'));
    await expect(library.get('text', id(1))).rejects.toMatchObject({
      code: 'library-damaged',
      message: expect.stringContaining('not the one that was imported') as string,
    });
    await expect(library.get('text', id(2))).rejects.toMatchObject({ code: 'library-damaged' });
    expect(library.problems).toHaveLength(2);
  });

  it('passes over what is not its own: other files, and an import that was interrupted', async () => {
    await put({ kind: 'text', id: id(1), value: documentText(1) });
    await library.close();
    await mkdir(place('notes', 'zz'), { recursive: true });
    await writeFile(place('notes', 'zz', 'shopping.json'), 'eggs');
    await writeFile(place('readme.txt'), 'mine');
    library = keep(await openLibrary(place()));
    expect(library.problems).toEqual([]);
    expect(library.summaries()).toEqual([]);
    expect(await readFile(place('readme.txt'), 'utf8')).toBe('mine');
  });
});

describe('an original', () => {
  it('is kept byte for byte, under its name made safe', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256);
    const record = { ...document(1), original: { ...document(1).original, name: 'Re: talks?.txt' } };
    await library.addOriginal(id(1), 'Re: talks?.txt', bytes);
    await put(
      { kind: 'document', id: id(1), value: record },
      { kind: 'text', id: id(1), value: documentText(1) },
    );
    const original = await library.readOriginal(id(1));
    expect(original).toMatchObject({ name: 'Re: talks?.txt', size: bytes.length });
    expect(new Uint8Array(await buffer(original.stream()))).toEqual(bytes);
    const path = join(library.location, documentFolder(id(1)), 'original', 'Re_ talks_.txt');
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  });

  it('is not replaced', async () => {
    await library.addOriginal(id(1), 'a.txt', Buffer.from('first'));
    await expect(library.addOriginal(id(1), 'b.txt', Buffer.from('second'))).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is reported when missing', async () => {
    await put(...imported(1));
    await expect(library.readOriginal(id(1))).rejects.toMatchObject({ code: 'library-damaged' });
    await expect(library.readOriginal(id(2))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is found by the checksum of its bytes until its document is removed', async () => {
    await put(...imported(1));
    const { sha256 } = document(1).original;
    expect(library.withOriginal(sha256)).toBe(id(1));
    expect((await reopen()).withOriginal(sha256)).toBe(id(1));
    const copy = { ...document(2), original: document(1).original };
    await put({ kind: 'document', id: id(2), value: copy });
    for (const n of [2, 1]) await put({ kind: 'document', id: id(n), value: null });
    expect(library.withOriginal(sha256)).toBeNull();
    await put(
      { kind: 'document', id: id(1), value: document(1) },
      { kind: 'document', id: id(2), value: copy },
    );
    await put({ kind: 'document', id: id(2), value: null });
    expect(library.withOriginal(sha256)).toBe(id(1));
  });
});

describe('the catalogue', () => {
  const sorted = (from: Library): unknown => [...from.summaries()].sort((a, b) => (a.id < b.id ? -1 : 1));

  beforeEach(async () => {
    await put(...imported(1), ...imported(2), { kind: 'annotations', id: id(2), value: annotations(2, [3]) });
  });

  it('is one array until a document changes', async () => {
    const before = library.summaries();
    await put({ kind: 'note', id: note(1).id, value: note(1) });
    expect(library.summaries()).toBe(before);
    await put({ kind: 'annotations', id: id(1), value: annotations(1, [3]) });
    expect(library.summaries()).not.toBe(before);
    expect(library.summary(id(1))?.tags).toEqual([tagId(3)]);
  });

  it('is restored from its cache without reading a record', async () => {
    const before = sorted(library);
    await library.close();
    const read: string[] = [];
    library = keep(
      await openLibrary(place(), {
        ...nodeDisk,
        read: (path) => {
          read.push(path.slice(place().length + 1));
          return nodeDisk.read(path);
        },
      }),
    );
    expect(read.filter((path) => path.startsWith('documents'))).toEqual([]);
    expect(sorted(library)).toEqual(before);
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ['missing', (file) => rm(file)],
    ['empty', (file) => writeFile(file, '')],
    ['cut short', async (file) => writeFile(file, (await readFile(file, 'utf8')).slice(0, -40))],
    [
      'of another version',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"version":1', '"version":0')),
    ],
    [
      'altered',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('Bulletin 1', 'Bulletin X')),
    ],
  ])('is made anew when its cache is %s', async (_, harm) => {
    const before = sorted(library);
    await library.close();
    await harm(place('cache', 'catalogue.json'));
    library = keep(await openLibrary(place()));
    expect(sorted(library)).toEqual(before);
    expect(library.problems).toEqual([]);
  });

  it('follows files that were changed, added and removed while it was closed, when they are read', async () => {
    await library.close();
    const file = documentFile(1, 'document.json');
    const { mtime } = await stat(file);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('"title": "Bulletin 1"', '"title": "Bulletin Q"'),
    );
    // Same size, next tick of the clock.
    await utimes(file, mtime, new Date(mtime.getTime() + 1));
    await rm(documentFile(2, 'annotations.json'));
    library = keep(await openLibrary(place()));
    expect(library.summary(id(1))?.title).toBe('Bulletin 1');
    await library.get('document', id(1));
    await library.get('annotations', id(2));
    expect(library.summary(id(1))?.title).toBe('Bulletin Q');
    expect(library.summary(id(2))?.highlights).toBe(0);
    await library.close();
    await rm(documentFile(2, ''), { recursive: true });
    library = keep(await openLibrary(place()));
    expect(library.summaries().map((row) => row.id)).toEqual([id(1)]);
  });

  it('is written after a while without edits', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await put(...imported(3));
      await rm(place('cache', 'catalogue.json'), { force: true });
      vi.advanceTimersByTime(60_000);
    } finally {
      vi.useRealTimers();
    }
    await expect.poll(() => readdir(place('cache'))).toContain('catalogue.json');
  });
});

describe('after a session that did not end well', () => {
  it('sweeps temporary files where edits were under way, and only those', async () => {
    await put(...imported(1), ...imported(2));
    await library.close();
    const part = '.0123456789abcdef.dossier-part';
    await rm(documentFile(2, 'document.json'));
    await rm(place('cache', 'catalogue.json'));
    const left = [
      place(part),
      documentFile(1, part),
      documentFile(2, part),
      place('cache', part),
      place('history', part),
    ];
    for (const file of left) await writeFile(file, 'half');
    await writeFile(place('cache', 'in-use'), '');
    await writeFile(documentFile(1, '.mine'), 'kept');
    library = keep(await openLibrary(place()));
    const names = await readdir(place(), { recursive: true });
    expect(names.filter((name) => name.includes('dossier-part'))).toEqual([]);
    expect(await readFile(documentFile(1, '.mine'), 'utf8')).toBe('kept');
  });
});

it('holds a thousand documents through editing and reopening', async () => {
  for (let from = 0; from < 1000; from += 100) {
    await put(...Array.from({ length: 100 }, (_, n) => imported(from + n)).flat());
  }
  await put({ kind: 'annotations', id: id(500), value: annotations(500, [1]) });
  await reopen();
  expect(library.summaries()).toHaveLength(1000);
  expect(library.summary(id(500))?.highlights).toBe(1);
  expect((await library.get('text', id(999)))?.text).toBe(sentence(999));
});
