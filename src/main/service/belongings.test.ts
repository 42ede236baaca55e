import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inThisProcess } from '../import/inThisProcess';
import { createLibrary, openLibrary } from '../library/library';
import { belongingsCalls } from './belongings';
import { Desk } from './desk';
import { documentCalls } from './documents';
import { Importer } from './imports';
import { Uploads } from './uploads';

let home: string;
let desk: Desk;
const uploads = new Uploads();
const context = { signal: new AbortController().signal, progress: () => undefined };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-belongings-'));
  desk = new Desk();
  await desk.use(await createLibrary(join(home, 'one'), 'One'));
});
afterEach(async () => {
  await desk.use(null);
  await uploads.close();
  await rm(home, { recursive: true });
});

const message = (id: string, day: number, references: string[], more = ''): string =>
  `From: ${id}@pier.example\nTo: desk@river.example\nSubject: About ${id}\nDate: ${day} Mar 2024 09:00:00 +0000\nMessage-ID: <${id}>\n${
    references.length === 0 ? '' : `References: ${references.map((one) => `<${one}>`).join(' ')}\n`
  }${more || `\nWords of ${id}.\n`}`;
const take = (files: Record<string, string>) =>
  new Importer(desk, inThisProcess, uploads).run(
    Object.entries(files).map(([name, text]) => ({
      path: name,
      name,
      read: () => Promise.resolve(Buffer.from(text)),
    })),
    context,
  );
const idOf = (name: string): string => desk.library.summaries().find(({ fileName }) => fileName === name)!.id;
const belongings = (name: string) =>
  belongingsCalls(desk)['documents.belongings']({ id: idOf(name) }, context);
const files = (rows: readonly { fileName: string }[]): string[] => rows.map(({ fileName }) => fileName);

describe('documents.belongings', () => {
  it('puts messages of a thread in their order, also where the one in between is missing', async () => {
    await take({
      'c.eml': message('c', 3, ['a', 'b']),
      'a.eml': message('a', 1, []),
      'd.eml': message('d', 3, ['a', 'b', 'c']),
      'other.eml': message('other', 2, []),
      'note.txt': 'Words of a note.\n',
    });
    expect(files((await belongings('c.eml')).thread)).toEqual(['a.eml', 'c.eml', 'd.eml']);
    expect((await belongings('other.eml')).thread).toEqual([]);
    expect((await belongings('note.txt')).thread).toEqual([]);
  });

  it('follows the library: a message that comes later joins two threads, one in the trash leaves', async () => {
    await take({ 'a.eml': message('a', 1, []), 'b.eml': message('b', 2, []) });
    expect((await belongings('a.eml')).thread).toEqual([]);
    await take({ 'c.eml': message('c', 3, ['a', 'b']) });
    expect(files((await belongings('a.eml')).thread)).toEqual(['a.eml', 'b.eml', 'c.eml']);
    await documentCalls(desk, { best: () => new Map(), version: 0 })['documents.trash'](
      { ids: [idOf('b.eml')] },
      context,
    );
    expect(files((await belongings('a.eml')).thread)).toEqual(['a.eml', 'c.eml']);
  });

  it('knows attachments and copies, also after the library was opened again', async () => {
    const parts = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Disposition: attachment; filename=map.txt\n\nNorth of the pier.\n--b--\n`;
    await take({ 'm.eml': message('m', 1, [], parts), 'copy.txt': 'North of the pier.\r\n' });
    await desk.use(null);
    await desk.use(await openLibrary(join(home, 'one')));
    expect(files((await belongings('m.eml')).attachments)).toEqual(['map.txt']);
    const map = await belongings('map.txt');
    expect([map.parent?.fileName, files(map.sameText), map.within]).toEqual(['m.eml', ['copy.txt'], null]);
  });
});
