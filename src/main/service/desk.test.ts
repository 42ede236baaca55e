import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client, Output } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

const TEXT = 'Ferry delayed\n\nThe ferry left an hour late. The captain blamed the fog.\n';

/** The whole table. */
const LIST = { sort: { by: 'title', descending: false }, from: 0, count: 100 } as const;

let home: string;
let library: LibraryService;
let client: Client;
let document: Id;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-desk-'));
  ({ library, client } = startService(home));
  await client.call('library.create', { name: 'Case', location: null });
  const source = { kind: 'pasted', text: TEXT, title: null } as const;
  document = (await client.call('imports.run', { sources: [source] })).outcomes[0]!.id!;
});
afterEach(async () => {
  vi.useRealTimers();
  await library.close();
  await rm(home, { recursive: true, force: true });
});

describe('edits', () => {
  it('keeps every highlight', async () => {
    const places = [0, 1, 2, 3, 4].map((at) => ({ document, from: at, to: at + 3 }));
    await Promise.all(places.map((place) => client.call('highlights.add', place)));
    expect(await client.call('highlights.ofDocument', { document })).toHaveLength(5);
  });

  it('keeps every tag, and refuses the second of one name', async () => {
    const names = ['Sea', 'Weather', 'sea'];
    const made = await Promise.allSettled(names.map((name) => client.call('tags.add', { name })));
    expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((await client.call('tags.list', {})).map(({ name }) => name)).toEqual(['Sea', 'Weather']);
  });

  it('keeps a highlight made while its tag is merged away, under the tag that stays', async () => {
    const [from, into] = [
      await client.call('tags.add', { name: 'Fog' }),
      await client.call('tags.add', { name: 'Weather' }),
    ];
    await client.call('highlights.add', { document, from: 0, to: 5, tags: [from.id] });
    await Promise.all([
      client.call('highlights.add', { document, from: 6, to: 9, tags: [from.id] }),
      client.call('tags.merge', { from: from.id, into: into.id }),
    ]);
    const highlights = await client.call('highlights.ofDocument', { document });
    expect(highlights.map(({ tags }) => tags)).toEqual([[into.id], [into.id]]);
  });

  it('undoes two steps for two undos', async () => {
    for (const name of ['Sea', 'Weather']) await client.call('tags.add', { name });
    await Promise.all([client.call('history.undo', {}), client.call('history.undo', {})]);
    expect(await client.call('tags.list', {})).toEqual([]);
  });

  it('goes on after one that failed', async () => {
    const failing = client.call('tags.remove', { id: document });
    const next = client.call('tags.add', { name: 'Sea' });
    await expect(failing).rejects.toMatchObject({ code: 'not-found' });
    await expect(next).resolves.toMatchObject({ name: 'Sea' });
  });

  it('takes a document that is named twice for one', async () => {
    await client.call('documents.trash', { ids: [document, document] });
    expect(await client.call('library.status', {})).toMatchObject({ documents: 0, trashed: 1 });
  });

  it('finishes an edit before the library is closed', async () => {
    const { location } = (await client.call('library.status', {}))!;
    const added = client.call('tags.add', { name: 'Sea' });
    const closed = client.call('library.close', {});
    await Promise.all([added, closed]);
    await client.call('library.open', { location });
    expect(await client.call('tags.list', {})).toHaveLength(1);
    expect(await client.call('history.state', {})).toEqual({ undo: 'Add tag', redo: null });
  });
});

describe('what search indexes are told', () => {
  it('names the documents of a tag that has a new name, and none for other edits of the codebook', async () => {
    const { id } = await client.call('tags.add', { name: 'Sea' });
    await client.call('highlights.add', { document, from: 0, to: 5, tags: [id] });
    const told: string[][] = [];
    client.on('changed', ({ changes }) => told.push(changes.map((change) => `${change.kind} ${change.id}`)));
    await client.call('tags.edit', { id, colour: 'red' });
    await client.call('tags.edit', { id, name: 'Ocean' });
    await client.call('history.undo', {});
    const codebook = `codebook ${(await client.call('library.status', {}))!.id}`;
    expect(told).toEqual([
      [codebook],
      [codebook, `annotations ${document}`],
      [codebook, `annotations ${document}`],
    ]);
  });

  it('gives every document once, whatever is imported and removed between two batches', async () => {
    const texts = Array.from({ length: 12 }, (_, number) => `Ferry ${number}\n\nThe ferry left late.\n`);
    const bring = (some: string[]) =>
      client.call('imports.run', {
        sources: some.map((text) => ({ kind: 'pasted', text, title: null }) as const),
      });
    await bring(texts.slice(0, 6));
    const there = (await client.call('documents.list', LIST)).rows.map((row) => row.id);
    const met: Id[] = [];
    let after: string | null = null;
    do {
      const batch: Output<'feed.read'> = await client.call('feed.read', { after, characters: 1 });
      met.push(...batch.items.map((item) => item.id));
      after = batch.next;
      if (met.length === 3) {
        await bring(texts.slice(6));
        await client.call('documents.trash', { ids: [met[0]!] });
      }
    } while (after !== null);
    expect(new Set(met).size).toBe(met.length);
    expect(met).toEqual(expect.arrayContaining(there));
  });

  it('tells what the reader folds of a text, as soon as it is folded or shown again', async () => {
    const text = 'Ferry 12\n\nThe ferry left late.\n\nMore from the harbour\n';
    await client.call('imports.run', { sources: [{ kind: 'pasted', text, title: null }] });
    const id = (await client.call('documents.list', LIST)).rows[0]!.id;
    const from = (await client.call('documents.text', { id })).text.indexOf('More');
    const folded = async (furniture: boolean) => {
      await client.call('documents.markFurniture', { id, from, to: from + 4, furniture });
      const [item] = await client.call('feed.items', { changes: [{ kind: 'document', id }] });
      return item?.kind === 'document' ? item.folded : null;
    };
    expect(await folded(true)).toEqual([{ from, to: from + 'More from the harbour'.length }]);
    expect(await folded(false)).toBeUndefined();
  });
});

describe('the history', () => {
  const again = async (): Promise<void> => {
    const { location } = (await client.call('library.status', {}))!;
    await client.call('library.close', {});
    await client.call('library.open', { location });
  };

  it('outlives the session: steps are undone and redone after opening again', async () => {
    await client.call('tags.add', { name: 'Sea' });
    await client.call('tags.add', { name: 'Fog' });
    await client.call('history.undo', {});
    await again();
    expect(await client.call('history.state', {})).toEqual({ undo: 'Add tag', redo: 'Add tag' });
    await client.call('history.redo', {});
    expect(await client.call('tags.list', {})).toHaveLength(2);
    await again();
    for (const left of [1, 0]) {
      expect(await client.call('history.undo', {})).toEqual({ name: 'Add tag' });
      expect(await client.call('tags.list', {})).toHaveLength(left);
    }
    expect(await client.call('history.undo', {})).toEqual({ name: 'Import' });
    expect(await client.call('library.status', {})).toMatchObject({ documents: 0, trashed: 1 });
    await again();
    await client.call('history.redo', {});
    expect(await client.call('library.status', {})).toMatchObject({ documents: 1, trashed: 0 });
  });

  it('lists what was done, newest first, over sessions', async () => {
    await client.call('tags.add', { name: 'Sea' });
    await again();
    await client.call('history.undo', {});
    const list = await client.call('history.list', { before: null, count: 2 });
    expect(list.map(({ name }) => name)).toEqual(['Undo Add tag', 'Add tag']);
    const more = await client.call('history.list', { before: list[1]!.seq, count: 9 });
    expect(more.map(({ name }) => name)).toEqual(['Import']);
  });

  it('lists what was typed in one go as one row, however many edits it took', async () => {
    const subject = { kind: 'document', document } as const;
    const { id } = await client.call('notes.add', { subject, text: '' });
    // Typed in one moment, however long the machine takes over it.
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const text of ['F', 'Fo', 'Fog', 'Fog a', 'Fog at']) await client.call('notes.edit', { id, text });
    await client.call('tags.add', { name: 'Sea' });
    const list = await client.call('history.list', { before: null, count: 4 });
    expect(list.map(({ name }) => name)).toEqual(['Add tag', 'Edit note', 'Add note', 'Import']);
    const [, typed] = list;
    expect(list[0]!.seq - typed!.seq).toBe(1);
  });

  it('goes back to a moment in one step, which can be undone', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 });
    const at = new Date().toISOString();
    vi.advanceTimersByTime(1000);
    await client.call('tags.add', { name: 'Sea' });
    await client.call('highlights.add', { document, from: 0, to: 5 });
    const { name, records } = await client.call('history.restore', { at });
    expect(name).toMatch(/^Restore to \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(records).toBe(2);
    expect(await client.call('tags.list', {})).toEqual([]);
    expect(await client.call('highlights.ofDocument', { document })).toEqual([]);
    expect(await client.call('history.undo', {})).toEqual({ name });
    expect(await client.call('tags.list', {})).toHaveLength(1);
  });
});
