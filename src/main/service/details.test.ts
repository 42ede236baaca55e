import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client, Input } from '../../core/api/contract';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let home: string;
let library: LibraryService;
let client: Client;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-details-'));
  ({ library, client } = startService(home));
  await client.call('library.create', { name: 'Case', location: null });
});
afterEach(async () => {
  await library.close();
  await rm(home, { recursive: true, force: true });
});

const BODY =
  'KOTA LAMA (Meridian Wire) - The harbour authority said on Tuesday that the northern ferry would not sail again before the inspection.';

async function paste(title: string, text = BODY): Promise<Id> {
  const source = {
    kind: 'pasted',
    text: `${title}\n\n12 June 2019\n\n${text} ${title}.`,
    title: null,
  } as const;
  const { outcomes } = await client.call('imports.run', { sources: [source] });
  return outcomes[0]!.id!;
}
const get = (id: Id): Promise<Document> => client.call('documents.get', { id });
const edit = (edits: Input<'details.edit'>['edits']) => client.call('details.edit', { edits });
const sort = { by: 'title', descending: false } as const;

describe('details.edit', () => {
  it('changes many documents in one step, which undo takes back', async () => {
    const ids = [await paste('Ferry talks end'), await paste('Ferry talks begin')];
    await edit([{ ids, changes: { reliability: 'B2', publisher: 'The Quay' }, own: { Desk: 'Harbours' } }]);
    for (const id of ids) {
      expect((await get(id)).metadata).toMatchObject({
        reliability: 'B2',
        publisher: 'The Quay',
        custom: { Desk: 'Harbours' },
      });
    }
    expect(await client.call('history.undo', {})).toEqual({ name: 'Edit details of 2 documents' });
    expect((await get(ids[0]!)).metadata).toMatchObject({ reliability: null, publisher: null, custom: {} });
  });

  it('keeps the evidence of a guess that is accepted, and drops that of one that is edited', async () => {
    const id = await paste('Ferry talks end');
    expect(await get(id)).toMatchObject({
      metadata: { placeLine: 'KOTA LAMA', agency: 'Meridian Wire', published: '2019-06-12' },
      evidence: { placeLine: 'the dateline', agency: 'the dateline', published: 'the date above the text' },
    });
    await edit([{ ids: [id], accept: ['placeLine'], changes: { agency: 'Kyodo News' } }]);
    const { guessed, evidence } = await get(id);
    expect(guessed).not.toContain('placeLine');
    expect(guessed).not.toContain('agency');
    expect(guessed).toContain('published');
    expect(evidence).toMatchObject({ placeLine: 'the dateline' });
    expect(evidence).not.toHaveProperty('agency');
  });

  it('is named after what it does', async () => {
    const id = await paste('Ferry talks end');
    await edit([{ ids: [id], accept: ['title'] }]);
    expect((await client.call('history.state', {})).undo).toBe('Accept guesses');
  });

  it('takes edits of one document one on top of the other, and an own field away with null', async () => {
    const id = await paste('Ferry talks end');
    await edit([
      { ids: [id], own: { Desk: 'Harbours', Box: '4' } },
      { ids: [id], own: { Desk: null } },
    ]);
    expect((await get(id)).metadata.custom).toEqual({ Box: '4' });
    await edit([{ ids: [id], own: { Box: '  ' } }]);
    expect((await get(id)).metadata.custom).toEqual({});
  });

  it('changes nothing when one document is not there', async () => {
    const id = await paste('Ferry talks end');
    const missing = '00000000-0000-4000-8000-000000000000';
    await expect(edit([{ ids: [id, missing], changes: { agency: 'AP' } }])).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await get(id)).metadata.agency).toBe('Meridian Wire');
  });
});

describe('the table', () => {
  it('is ordered by any field, own ones too, and shows those with guesses alone', async () => {
    const [a, b, c] = [await paste('Alpha'), await paste('Beta'), await paste('Gamma')];
    await edit([
      { ids: [a], own: { Box: '10' }, changes: { reliability: 'C3' } },
      { ids: [b], own: { Box: '9' }, changes: { reliability: 'A1' } },
      { ids: [c], accept: ['title', 'agency', 'published', 'language', 'placeLine'] },
    ]);
    const order = (question: Partial<Input<'details.order'>>): Promise<Id[]> =>
      client.call('details.order', { sort, ...question });
    expect(await order({ sort: { by: { own: 'Box' }, descending: false } })).toEqual([b, a, c]);
    expect(await order({ sort: { by: 'reliability', descending: true } })).toEqual([a, b, c]);
    expect(await order({ guesses: true })).toEqual([a, b]);
    expect(await order({ only: [c, a] })).toEqual([a, c]);
    expect(await order({ text: 'c3' })).toEqual([a]);
    const [known, missing] = await client.call('details.read', {
      ids: [a, '00000000-0000-4000-8000-000000000000'],
    });
    expect(known).toMatchObject({
      id: a,
      metadata: { custom: { Box: '10' } },
      guessed: expect.arrayContaining(['title']) as unknown,
    });
    expect(missing).toBeNull();
  });

  it('knows the own fields there are, and renames one everywhere', async () => {
    const [a, b] = [await paste('Alpha'), await paste('Beta')];
    await edit([
      { ids: [a, b], own: { Box: '4' } },
      { ids: [a], own: { Desk: 'Harbours' } },
    ]);
    expect(await client.call('details.ownFields', {})).toEqual([
      { name: 'Box', documents: 2, values: ['4'] },
      { name: 'Desk', documents: 1, values: ['Harbours'] },
    ]);
    const more = [await paste('Gamma'), await paste('Delta')];
    await edit([
      { ids: [b], own: { Desk: 'Rivers' } },
      { ids: more, own: { Desk: 'Rivers' } },
    ]);
    expect((await client.call('details.ownFields', {}))[0]).toEqual({
      name: 'Desk',
      documents: 4,
      values: ['Rivers', 'Harbours'],
    });
    await edit([{ ids: [b, ...more], own: { Desk: null } }]);
    await client.call('details.renameOwnField', { from: 'Box', to: 'Shelf' });
    expect((await get(a)).metadata.custom).toEqual({ Shelf: '4', Desk: 'Harbours' });
    await expect(client.call('details.renameOwnField', { from: 'Shelf', to: 'Desk' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('references', () => {
  const file = (items: readonly object[]): string => JSON.stringify(items);

  it('are matched before anything changes, then fill what is empty or guessed and nothing else', async () => {
    const id = await paste('Ferry talks end');
    await edit([{ ids: [id], changes: { publisher: 'The Quay' } }]);
    const text = file([
      { id: 'x', type: 'article-newspaper', title: 'Ferry talks end', 'container-title': 'Another', author: [{ family: 'Anand', given: 'Mira' }], issued: { 'date-parts': [[2019, 6, 12]] }, DOI: '10.1234/x', note: 'kept' },
      { id: 'y', type: 'book', title: 'Nothing of ours' },
    ]); // prettier-ignore
    const { matches, documents } = await client.call('references.match', { text });
    expect(matches.map(({ status, by }) => [status, by])).toEqual([
      ['matched', 'title'],
      ['unmatched', null],
    ]);
    expect(documents).toMatchObject([{ id, publisher: 'The Quay' }]);
    expect((await get(id)).reference).toBeUndefined();

    await client.call('references.attach', { text, choices: [{ item: 0, document: id }] });
    const after = await get(id);
    expect(after.metadata).toMatchObject({
      publisher: 'The Quay',
      authors: ['Mira Anand'],
      published: '2019-06-12',
      custom: { DOI: '10.1234/x' },
    });
    expect(after.reference).toMatchObject({ note: 'kept' });
    expect(after.guessed).not.toContain('published');
    expect(after.evidence).toMatchObject({ authors: 'the attached reference' });
    expect(await client.call('history.undo', {})).toEqual({ name: 'Attach reference' });
    expect((await get(id)).reference).toBeUndefined();

    await client.call('history.redo', {});
    const given = await client.call('references.export', { format: 'csl' });
    expect(JSON.parse(given.text)).toMatchObject([
      { id, 'container-title': 'The Quay', note: 'kept', author: [{ family: 'Anand' }] },
    ]);
    expect((await client.call('references.export', { ids: [id], format: 'ris' })).text).toMatch(
      /^TY {2}- NEWS\r\n/,
    );
  });

  it('two of which are to go to one document are refused', async () => {
    const id = await paste('Ferry talks end');
    const text = file([
      { type: 'book', title: 'A' },
      { type: 'book', title: 'B' },
    ]);
    const choices = [0, 1].map((item) => ({ item, document: id }));
    await expect(client.call('references.attach', { text, choices })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
