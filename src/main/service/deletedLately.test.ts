import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLibrary, type Library } from '../library/library';
import { annotations, brief, codebook, id, imported, note, search, tagId } from '../library/testing/records';
import { deletedLately, restoreDeleted } from './deletedLately';
import { Desk } from './desk';

let folder: string;
let desk: Desk;
let library: Library;
const marks = annotations(1, [0], [1]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-deleted-'));
  desk = new Desk();
  await desk.use(await createLibrary(join(folder, 'case'), 'Case'));
  library = desk.library;
  await library.transact('Fill', [
    ...imported(1),
    { kind: 'annotations', id: id(1), value: marks },
    { kind: 'codebook', id: '', value: codebook('Barges', 'Cranes') },
    { kind: 'note', id: note(1).id, value: note(1, '# Ask the pilot\nToday.') },
    { kind: 'note', id: note(2).id, value: note(2) },
    { kind: 'brief', id: brief(1).id, value: brief(1) },
    { kind: 'search', id: search(1).id, value: search(1) },
  ]);
});
afterEach(async () => {
  await desk.use(null);
  await rm(folder, { recursive: true });
});

const remove = (kind: 'note' | 'brief' | 'search', of: string): Promise<unknown> =>
  library.transact('Delete', [{ kind, id: of, value: null }]);

it('lists what was deleted and is still gone, the latest first', async () => {
  expect(await deletedLately(library)).toEqual([]);
  await remove('note', note(1).id);
  await remove('note', note(2).id);
  await remove('brief', brief(1).id);
  await remove('search', search(1).id);
  await library.transact('Back', [{ kind: 'note', id: note(2).id, value: note(2) }]);
  await library.transact('Unmark', [
    { kind: 'annotations', id: id(1), value: { ...marks, highlights: marks.highlights.slice(1) } },
  ]);
  const found = await deletedLately(library);
  expect(found.map(({ kind, id: of, document, title }) => ({ kind, of, document, title }))).toEqual([
    {
      kind: 'highlight',
      of: marks.highlights[0]!.id,
      document: id(1),
      title: marks.highlights[0]!.anchor.quote,
    },
    { kind: 'search', of: search(1).id, document: null, title: 'Search 1' },
    { kind: 'brief', of: brief(1).id, document: null, title: 'Brief 1' },
    { kind: 'note', of: note(1).id, document: null, title: 'Ask the pilot' },
  ]);
});

it('forgets what was deleted more than 30 days ago', async () => {
  await remove('note', note(1).id);
  const day = 86_400_000;
  expect(await deletedLately(library, Date.now() + 29 * day)).toHaveLength(1);
  expect(await deletedLately(library, Date.now() + 31 * day)).toEqual([]);
});

it('brings each back in one step that can be undone', async () => {
  await remove('note', note(1).id);
  await remove('search', search(1).id);
  expect(await restoreDeleted(desk, note(1).id)).toBe('Restore note');
  expect(await restoreDeleted(desk, search(1).id)).toBe('Restore saved search');
  expect(await library.get('note', note(1).id)).toEqual(note(1, '# Ask the pilot\nToday.'));
  expect(library.searches()).toEqual([search(1)]);
  expect(await deletedLately(library)).toEqual([]);
  expect(await desk.step('undo')).toBe('Restore saved search');
  expect((await deletedLately(library)).map(({ kind }) => kind)).toEqual(['search']);
  await expect(restoreDeleted(desk, note(1).id)).rejects.toMatchObject({ code: 'not-found' });
});

it('puts a highlight back among those that came since, without tags that are gone', async () => {
  const [first, second] = marks.highlights;
  await library.transact('Unmark', [
    { kind: 'annotations', id: id(1), value: { ...marks, highlights: [second!] } },
  ]);
  await library.transact('Tags', [
    { kind: 'codebook', id: '', value: { version: 1, tags: codebook('Barges', 'Cranes').tags.slice(1) } },
  ]);
  await restoreDeleted(desk, first!.id);
  const { highlights } = (await library.get('annotations', id(1)))!;
  expect(highlights).toEqual([{ ...first, tags: [] }, second]);
  expect(second!.tags).toEqual([tagId(1)]);
});

it('lists no highlight of a document that is gone', async () => {
  await library.transact('Delete', [
    { kind: 'annotations', id: id(1), value: null },
    { kind: 'document', id: id(1), value: null },
    { kind: 'text', id: id(1), value: null },
  ]);
  expect(await deletedLately(library)).toEqual([]);
});
