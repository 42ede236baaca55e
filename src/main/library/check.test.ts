import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isHarmless, type LibraryFault } from '../../core/model/libraryFault';
import type { Annotations } from '../../core/model/highlight';
import { newId } from '../../core/model/id';
import { checkLibrary } from './check';
import { encodeLines } from './journalLine';
import { createLibrary, openLibrary } from './library';
import {
  annotations,
  brief,
  codebook,
  document,
  id,
  imported,
  note,
  search,
  sentence,
} from './testing/records';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const inDocument = (n: number, name: string): string => `documents/${id(n).slice(0, 2)}/${id(n)}/${name}`;
const noteFile = `notes/${note(1).id.slice(0, 2)}/${note(1).id}.json`;
const searchFile = `searches/${search(1).id.slice(0, 2)}/${search(1).id}.json`;
const briefFile = `briefs/${brief(1).id.slice(0, 2)}/${brief(1).id}.json`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-check-'));
  const library = await createLibrary(at(), 'Case');
  await library.transact('Fill', [
    ...imported(1),
    ...imported(2),
    { kind: 'annotations', id: id(1), value: annotations(1, [0]) },
    { kind: 'codebook', id: '', value: codebook('Barges') },
    { kind: 'note', id: note(1).id, value: note(1) },
    { kind: 'brief', id: brief(1).id, value: brief(1) },
    { kind: 'search', id: search(1).id, value: search(1) },
  ]);
  for (const n of [1, 2]) await library.addOriginal(id(n), `bulletin-${n}.txt`, Buffer.from(sentence(n)));
  await library.close();
});
afterEach(() => rm(folder, { recursive: true }));

const faults = async (): Promise<readonly LibraryFault[]> => (await checkLibrary(at())).faults;
/** Changes a record on disk behind the library's back. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the file holds
const change = async <T>(file: string, edit: (value: T) => void): Promise<void> => {
  const value = JSON.parse(await readFile(at(file), 'utf8')) as T;
  edit(value);
  await writeFile(at(file), JSON.stringify(value));
};
const said = async (): Promise<string[]> => (await faults()).map(({ file, kind }) => `${kind} ${file}`);

describe('checkLibrary', () => {
  it('it finds nothing in a sound library, open or closed', async () => {
    expect(await checkLibrary(at())).toEqual({ documents: 2, notes: 1, briefs: 1, faults: [] });
    const library = await openLibrary(at());
    await library.transact('Edit', [
      ...imported(3),
      { kind: 'note', id: note(1).id, value: null },
      { kind: 'document', id: id(1), value: document(1, 'Another title') },
    ]);
    await library.addOriginal(id(3), 'bulletin-3.txt', Buffer.from(sentence(3)));
    expect(await checkLibrary(at())).toEqual({ documents: 3, notes: 0, briefs: 1, faults: [] });
    await library.close();
  });

  const damages: readonly [string, () => Promise<void>, readonly string[]][] = [
    ['a record cut short', () => writeFile(at(noteFile), '{"version":'), [`record ${noteFile}`]],
    ['a saved search cut short', () => writeFile(at(searchFile), '{'), [`record ${searchFile}`]],
    [
      'a record in the place of another',
      async () =>
        writeFile(at(inDocument(1, 'document.json')), await readFile(at(inDocument(2, 'document.json')))),
      [`record ${inDocument(1, 'document.json')}`],
    ],
    [
      'a lost record',
      () => rm(at(inDocument(2, 'document.json'))),
      [`orphan ${inDocument(2, '').slice(0, -1)}`],
    ],
    ['a lost text', () => rm(at(inDocument(2, 'text.json'))), [`record ${inDocument(2, 'text.json')}`]],
    [
      'a changed text',
      () => change<{ text: string }>(inDocument(2, 'text.json'), (value) => (value.text = sentence(9))),
      [`text ${inDocument(2, 'text.json')}`],
    ],
    [
      'a changed original',
      () => writeFile(at(inDocument(2, 'original/bulletin-2.txt')), sentence(4)),
      [`original ${inDocument(2, 'original/bulletin-2.txt')}`],
    ],
    [
      'a lost original',
      () => rm(at(inDocument(2, 'original/bulletin-2.txt'))),
      [`original ${inDocument(2, 'original/bulletin-2.txt')}`],
    ],
    [
      'a passage that is not there',
      () =>
        change<Annotations>(inDocument(1, 'annotations.json'), ({ highlights: [first] }) => {
          Object.assign(first!.anchor, { quote: 'elephant', prefix: '', suffix: '' });
        }),
      [`anchor ${inDocument(1, 'annotations.json')}`],
    ],
    [
      'a tag that is not in the codebook',
      () => change<{ tags: unknown[] }>('codebook.json', (value) => (value.tags = [])),
      [`tag ${inDocument(1, 'annotations.json')}`],
    ],
    [
      'tags under each other',
      () =>
        change<{ tags: { id: string; parent: string | null }[] }>('codebook.json', ({ tags: [tag] }) => {
          tag!.parent = tag!.id;
        }),
      ['tag codebook.json'],
    ],
    [
      'no codebook',
      () => rm(at('codebook.json')),
      [`tag ${inDocument(1, 'annotations.json')}`, 'record codebook.json'],
    ],
    [
      'a note on a document that is not there',
      () =>
        change<{ subject: object }>(noteFile, (value) => {
          value.subject = { kind: 'document', document: id(7) };
        }),
      [`reference ${noteFile}`],
    ],
    [
      'a brief that quotes a document that is not there',
      () =>
        change<{ items: object[] }>(briefFile, (value) => {
          const { anchor } = annotations(1, [0]).highlights[0]!;
          value.items = [{ id: newId(), kind: 'quotation', document: id(7), anchor, highlight: null }];
        }),
      [`reference ${briefFile}`],
    ],
    [
      'a brief whose quotation is not in the text',
      () =>
        change<{ items: object[] }>(briefFile, (value) => {
          const anchor = { from: 0, to: 8, quote: 'elephant', prefix: '', suffix: '' };
          value.items = [{ id: newId(), kind: 'quotation', document: id(1), anchor, highlight: null }];
        }),
      [`anchor ${briefFile}`],
    ],
    [
      'a length that is not that of the text',
      () => change<{ length: number }>(inDocument(2, 'document.json'), (value) => (value.length = 3)),
      [`record ${inDocument(2, 'document.json')}`],
    ],
    [
      'a file that was set aside',
      async () => {
        await mkdir(at('quarantine'), { recursive: true });
        await writeFile(at('quarantine', 'x.json'), 'x');
      },
      ['quarantine quarantine/x.json'],
    ],
  ];

  it.each(damages)('it finds %s', async (_, damage, expected) => {
    await damage();
    const found = await faults();
    expect(found.map(({ file, kind }) => `${kind} ${file}`).sort()).toEqual([...expected].sort());
    expect(found.every((fault) => !isHarmless(fault) && fault.next !== '')).toBe(true);
  });

  it('it lists what is harmless as such', async () => {
    await writeFile(at('notes', '.0123456789abcdef.dossier-part'), '');
    await change<{ subject: object }>(noteFile, (value) => {
      value.subject = { kind: 'highlight', document: id(1), highlight: newId() };
    });
    const found = await faults();
    expect(found.map(({ kind }) => kind).sort()).toEqual(['leftover', 'loose-end']);
    expect(found.every(isHarmless)).toBe(true);
  });

  it('it finds bad lines of the journal and its archive', async () => {
    const change = { kind: 'note', id: note(1).id, before: note(1), after: note(1, 'new') } as const;
    const entry = { at: '2026-01-02T03:04:05.000Z', name: 'Edit note', step: null, changes: [change] };
    const lines = [
      await encodeLines([entry], 1),
      await encodeLines([entry], 2),
      await encodeLines([entry], 3),
    ];
    const bytes = Buffer.concat(lines.flat());
    bytes[bytes.indexOf(10) - 4]! ^= 1;
    await mkdir(at('journal'), { recursive: true });
    await writeFile(at('journal', '000000000001-0000ffff.log'), bytes);
    expect(await said()).toContain('journal journal/000000000001-0000ffff.log');
  });

  it('it never says a word of a text', async () => {
    for (const [, damage] of damages) {
      await damage().catch(() => undefined);
      expect(JSON.stringify(await faults())).not.toMatch(/barges|elephant/);
    }
  });

  it('it changes nothing', async () => {
    const { readdirSync, statSync } = await import('node:fs');
    const state = (): string[] =>
      readdirSync(at(), { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => `${name} ${statSync(at(name)).mtimeMs}`);
    await rm(at(inDocument(2, 'text.json')));
    const before = state();
    await faults();
    expect(state()).toEqual(before);
  });

  it('it does not take a folder that is no library', async () => {
    await rm(at('library.json'));
    await expect(faults()).rejects.toMatchObject({ code: 'not-a-library' });
  });

  it('it can be stopped', async () => {
    await expect(checkLibrary(at(), { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
