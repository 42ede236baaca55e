import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client, Input } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { documentSet, type SavedSearch, type SearchWish } from '../../core/model/savedSearch';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let home: string;
let library: LibraryService;
let client: Client;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-searches-'));
  ({ library, client } = startService(home));
  await client.call('library.create', { name: 'Case', location: null });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await library.close();
  await rm(home, { recursive: true, force: true });
});

const wish = (name: string, more: Partial<SearchWish> = {}): SearchWish => ({
  name,
  query: name,
  choices: [],
  sort: 'relevance',
  notebook: 'Searches',
  ...more,
});
const add = (...searches: Input<'searches.add'>['searches']): Promise<SavedSearch[]> =>
  client.call('searches.add', { searches });
/** `A: coal quay · B: crates`. */
async function listed(): Promise<string> {
  const notebooks = new Map<string, string[]>();
  for (const { notebook, name } of await client.call('searches.list', {})) {
    notebooks.set(notebook, [...(notebooks.get(notebook) ?? []), name]);
  }
  return Array.from(notebooks, ([name, searches]) => `${name}: ${searches.join(' ')}`).join(' · ');
}
async function paste(text: string): Promise<Id> {
  const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'pasted', text, title: null }] });
  return outcomes[0]!.id!;
}

describe('saved searches', () => {
  it('are kept with all that was decided, in a file each', async () => {
    const choices = [{ facet: 'year' as const, value: '2019', excluded: true }];
    const [search] = await add(wish('coal', { choices, sort: 'newest', notebook: 'Ports' }));
    const { location } = (await client.call('library.status', {}))!;
    const file = join(location, 'searches', search!.id.slice(0, 2), `${search!.id}.json`);
    await client.call('library.close', {});
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1, query: 'coal', choices });
    await client.call('library.open', { location });
    expect(await client.call('searches.list', {})).toEqual([search]);
  });

  it('are answered as they were written, however many moments adding them takes', async () => {
    let moment = 0;
    vi.spyOn(Date.prototype, 'toISOString').mockImplementation(() => {
      moment += 1;
      return `2026-05-04T10:00:00.${String(moment).padStart(3, '0')}Z`;
    });
    const added = await add(wish('coal'), wish('quay'));
    expect(await client.call('searches.list', {})).toEqual(added);
  });

  it('stand in the order given, move, and go to another notebook’s end', async () => {
    const [coal, quay, crates] = await add(wish('coal'), wish('quay'), wish('crates'));
    await add(wish('ferry', { notebook: 'Boats' }));
    expect(await listed()).toBe('Boats: ferry · Searches: coal quay crates');
    await client.call('searches.edit', { id: crates!.id, before: coal!.id });
    expect(await listed()).toBe('Boats: ferry · Searches: crates coal quay');
    await client.call('searches.edit', { id: crates!.id, before: null });
    expect(await listed()).toBe('Boats: ferry · Searches: coal quay crates');
    await client.call('searches.edit', { id: quay!.id, notebook: 'Boats' });
    expect(await listed()).toBe('Boats: ferry quay · Searches: coal crates');
    await client.call('searches.renameNotebook', { from: 'Searches', to: 'Boats' });
    expect(await listed()).toBe('Boats: ferry quay coal crates');
  });

  it('are changed and deleted in steps that undo takes back', async () => {
    const [coal, quay] = await add(wish('coal'), wish('quay'));
    await client.call('searches.edit', { id: coal!.id, name: 'Coal ships' });
    await client.call('searches.remove', { ids: [coal!.id, quay!.id] });
    expect(await listed()).toBe('');
    expect(await client.call('history.undo', {})).toEqual({ name: 'Delete 2 searches' });
    expect(await listed()).toBe('Searches: Coal ships quay');
    expect(await client.call('history.undo', {})).toEqual({ name: 'Rename search' });
    expect(await client.call('history.undo', {})).toEqual({ name: 'Save 2 searches' });
    expect(await listed()).toBe('');
  });

  it('remember what was seen and which documents are reviewed', async () => {
    const [one, two] = [await paste('Coal at the quay.'), await paste('Coal on the train.')];
    const [coal] = await add({ ...wish('coal'), seen: documentSet([one]) });
    const id = coal!.id;
    expect((await client.call('searches.edit', { id, seen: documentSet([one, two]) })).seen).toHaveLength(24);
    expect(await client.call('history.state', {})).toMatchObject({ undo: 'Mark as seen' });
    await client.call('searches.review', { id, documents: [one, two], reviewed: true });
    const left = await client.call('searches.review', { id, documents: [one], reviewed: false });
    expect(left.reviewed).toEqual([two]);
    await client.call('history.undo', {});
    expect((await client.call('searches.list', {}))[0]!.reviewed).toEqual([one, two]);
  });

  it('refuse a name of nothing and an unknown search', async () => {
    await expect(add(wish('  ', { query: 'coal' }))).rejects.toMatchObject({ code: 'bad-input' });
    const id = '00000000-0000-4000-8000-000000000000';
    await expect(client.call('searches.edit', { id, name: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(client.call('searches.remove', { ids: [id] })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('documents.checksums', () => {
  it('gives what the document says of its text, and null for what is not there', async () => {
    const id = await paste('Coal at the quay.');
    const { textSha256 } = await client.call('documents.get', { id });
    const ids = ['00000000-0000-4000-8000-000000000000', id];
    expect(await client.call('documents.checksums', { ids })).toEqual([null, textSha256]);
  });
});

describe('tagging many passages', () => {
  const TEXT =
    'Night work\n\nThe night shift unloads coal. At night nobody looks.\n\nBy day the quay sleeps.\n';
  const nights = (document: Id, text: string) =>
    Array.from(text.matchAll(/night/g), ({ index }) => ({ document, from: index, to: index + 5 }));

  it('is one step: new highlights, the tag for those that stand there already, nothing twice', async () => {
    const [one, two] = [await paste(TEXT), await paste(`Another ${TEXT}`)];
    const tag = (await client.call('tags.add', { name: 'Night' })).id;
    const other = (await client.call('tags.add', { name: 'Other' })).id;
    const textOf = async (id: Id) => (await client.call('documents.text', { id })).text;
    const first = nights(one, await textOf(one));
    await client.call('highlights.add', { ...first[0]!, tags: [other], comment: 'Mine.' });
    await client.call('highlights.add', { ...first[1]!, tags: [tag] });
    const passages = [...first, ...first, ...nights(two, await textOf(two))];
    const told: number[] = [];
    const done = await client.call(
      'highlights.addMany',
      { passages, tags: [tag] },
      { onProgress: (progress) => told.push(progress.done) },
    );
    expect(done).toEqual({ added: 2, tagged: 1, unchanged: 1 });
    expect(told).toEqual([1, 2]);
    const now = await client.call('highlights.ofDocument', { document: one });
    expect(now.map(({ tags, comment }) => [tags, comment])).toEqual([
      [[other, tag], 'Mine.'],
      [[tag], ''],
    ]);
    expect(await client.call('history.undo', {})).toEqual({ name: 'Tag 3 passages' });
    expect((await client.call('highlights.ofDocument', { document: one })).map(({ tags }) => tags)).toEqual([
      [other],
      [tag],
    ]);
    expect(await client.call('highlights.ofDocument', { document: two })).toEqual([]);
  });

  it('takes whole paragraphs where that is asked, each once', async () => {
    const document = await paste(TEXT);
    const tag = (await client.call('tags.add', { name: 'Night' })).id;
    const { text } = await client.call('documents.text', { id: document });
    const passages = nights(document, text);
    const done = await client.call('highlights.addMany', { passages, tags: [tag], extent: 'paragraph' });
    expect(done).toEqual({ added: 1, tagged: 0, unchanged: 0 });
    const [highlight] = await client.call('highlights.ofDocument', { document });
    expect(highlight!.anchor.quote).toBe('The night shift unloads coal. At night nobody looks.');
  });

  it('takes no paragraph that a passage only comes up to', async () => {
    const document = await paste('First line.\n\nSecond line.\n\nThird line.\n');
    const { text } = await client.call('documents.text', { id: document });
    const [from, to] = [text.indexOf('\n\nSecond'), text.indexOf('Third')];
    await client.call('highlights.addMany', {
      passages: [{ document, from, to }],
      tags: [],
      extent: 'paragraph',
    });
    const [highlight] = await client.call('highlights.ofDocument', { document });
    expect(highlight!.anchor.quote.trim()).toBe('Second line.');
  });

  it('does nothing at all where one passage is none', async () => {
    const document = await paste(TEXT);
    const tag = (await client.call('tags.add', { name: 'Night' })).id;
    const passages = [
      { document, from: 0, to: 5 },
      { document, from: 0, to: 5_000 },
    ];
    await expect(client.call('highlights.addMany', { passages, tags: [tag] })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('[0, 5000)') as unknown,
    });
    expect(await client.call('highlights.ofDocument', { document })).toEqual([]);
  });
});
