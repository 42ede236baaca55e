import { buffer } from 'node:stream/consumers';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client, EventValue, HighlightInContext } from '../core/api/contract';
import type { Highlight } from '../core/model/highlight';
import type { Id } from '../core/model/id';
import { newId } from '../core/model/id';
import type { LibraryService } from './libraryService';
import { startService } from './testing/startService';

const HARBOUR =
  'Harbour talks resume\n\nOfficials met in the harbour office on Monday. They spoke of sanctions.\n\nNobody signed anything.\n';
const MARKET =
  'Market reopens\n\nThe market by the river opened again after the storm. Sanctions were not discussed.\n';

let home: string;
let library: LibraryService;
let client: Client;
let changed: EventValue<'changed'>[];

function start(): void {
  ({ library, client } = startService(home));
  changed = [];
  client.on('changed', (value) => changed.push(value));
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-service-'));
  start();
  await client.call('library.create', { name: 'Case', location: null });
});
afterEach(async () => {
  vi.useRealTimers();
  await library.close();
  await rm(home, { recursive: true, force: true });
});

async function paste(text: string): Promise<Id> {
  const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'pasted', text, title: null }] });
  return outcomes[0]!.id!;
}
async function highlight(document: Id, quote: string, tags: Id[] = []) {
  const { text } = await client.call('documents.text', { id: document });
  const from = text.indexOf(quote);
  return client.call('highlights.add', { document, from, to: from + quote.length, tags });
}
const titles = async (trashed = false): Promise<string[]> => {
  const page = await client.call('documents.list', {
    trashed,
    sort: { by: 'title', descending: false },
    from: 0,
    count: 100,
  });
  return page.rows.map((row) => row.title);
};

describe('libraries', () => {
  it('says what to do while none is open', async () => {
    await client.call('library.close', {});
    await expect(client.call('tags.list', {})).rejects.toMatchObject({
      code: 'no-library-open',
      next: expect.any(String) as string,
    });
    expect(await client.call('library.status', {})).toBeNull();
  });

  it('finds everything again when the library is opened again', async () => {
    const document = await paste(HARBOUR);
    await highlight(document, 'Nobody signed');
    await client.call('notes.add', { subject: { kind: 'library' }, text: 'Ask the port.' });
    const { location } = (await client.call('library.status', {}))!;
    await library.close();
    start();
    expect(await client.call('library.open', { location })).toMatchObject({
      documents: 1,
      highlights: 1,
      notes: 1,
      readOnly: null,
    });
    expect(await client.call('library.recent', {})).toMatchObject([{ name: 'Case', location }]);
  });

  it('refuses a folder that is no library and names it', async () => {
    await expect(client.call('library.open', { location: home })).rejects.toMatchObject({
      code: 'not-a-library',
    });
    expect(await client.call('library.status', {})).toMatchObject({ name: 'Case' });
  });

  it('reads a library that another process writes, and changes nothing in it', async () => {
    const { location } = (await client.call('library.status', {}))!;
    await paste(HARBOUR);
    const first = library;
    start();
    try {
      const status = await client.call('library.open', { location });
      expect(status.readOnly).toEqual(expect.any(String));
      expect(await titles()).toEqual(['Harbour talks resume']);
      await expect(client.call('tags.add', { name: 'No' })).rejects.toMatchObject({ code: 'read-only' });
      await expect(library.open(location, 'refuse')).rejects.toMatchObject({ code: 'library-locked' });
      await first.close();
      expect(await client.call('library.open', { location })).toMatchObject({ readOnly: null });
      await client.call('tags.add', { name: 'Yes' });
    } finally {
      await first.close();
    }
  });

  it('knows the library in use by another way to its folder', async () => {
    const { location } = (await client.call('library.status', {}))!;
    await symlink(location, join(home, 'way'));
    expect(await client.call('library.open', { location: join(home, 'way') })).toMatchObject({
      location,
      readOnly: null,
    });
  });

  it('shows, exports and verifies the rest when one text is damaged', async () => {
    const [good, bad] = [await paste(HARBOUR), await paste(MARKET)];
    await highlight(good, 'Nobody signed');
    await highlight(bad, 'after the storm');
    const brief = await client.call('briefs.add', { title: 'Two sources' });
    for (const document of [good, bad]) {
      const [{ anchor, id }] = (await client.call('highlights.ofDocument', { document })) as [Highlight];
      const { from, to } = anchor;
      await client.call('briefs.addPassage', { id: brief.id, document, from, to, highlight: id });
    }
    const { location } = (await client.call('library.status', {}))!;
    await writeFile(join(location, 'documents', bad.slice(0, 2), bad, 'text.json'), '{');

    const { rows } = await client.call('highlights.list', { tag: null, from: 0, count: 10 });
    expect(rows.map(({ title, place }) => [title, place])).toEqual([
      ['Harbour talks resume', 'paragraph 2'],
      ['Market reopens', null],
    ]);
    const { text, problems } = await client.call('briefs.export', { id: brief.id, format: 'md' });
    expect(problems).toEqual(['The text of “Market reopens”, citation 2, cannot be read.']);
    const checks = await client.call('briefs.verify', { markdown: text });
    expect(checks.map(({ status, detail }) => [status, detail])).toEqual([
      ['exact', null],
      ['lost', expect.stringContaining('damaged')],
    ]);
  });
});

describe('imports', () => {
  it('keeps the original byte for byte and knows it again', async () => {
    const bytes = Buffer.from(HARBOUR, 'utf8');
    const send = async (name: string) => {
      const { upload } = await library.bytes.receive(name, bytes.length, [bytes] as never);
      return client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
    };
    const first = await send('talks.txt');
    expect(first).toMatchObject({ imported: 1, duplicates: 0, failed: 0, cancelled: false });
    const id = first.outcomes[0]!.id!;
    const original = await library.bytes.original(id);
    expect(original.name).toBe('talks.txt');
    expect(await buffer(original.stream())).toEqual(bytes);
    expect(await send('copy of talks.txt')).toMatchObject({
      imported: 0,
      duplicates: 1,
      outcomes: [{ status: 'duplicate', id }],
    });
  });

  it('recognises a file that stands twice in one import', async () => {
    const sources = [HARBOUR, HARBOUR].map((text) => ({ kind: 'pasted' as const, text, title: null }));
    expect(await client.call('imports.run', { sources })).toMatchObject({
      imported: 1,
      duplicates: 1,
      failed: 0,
    });
  });

  it('reports a bad file and takes the rest', async () => {
    const sources = [HARBOUR, '', MARKET].map((text) => ({ kind: 'pasted' as const, text, title: null }));
    const report = await client.call('imports.run', {
      sources: [...sources, { kind: 'upload', upload: newId() }],
    });
    expect(report.outcomes.map(({ status, error }) => [status, error?.code ?? null])).toEqual([
      ['imported', null],
      ['failed', 'file-empty'],
      ['imported', null],
      ['failed', 'not-found'],
    ]);
  });

  it('keeps what was reported when it is stopped', async () => {
    const stop = new AbortController();
    const inputs = Array.from({ length: 200 }, (_, index) => ({
      path: `${index}.txt`,
      name: `${index}.txt`,
      read: () => Promise.resolve(Buffer.from(`Title ${index}\n\nSentence number ${index} of many.\n`)),
    }));
    const seen: string[] = [];
    const report = await library.importer.run(inputs, {
      signal: stop.signal,
      progress: () => undefined,
      outcome: ({ path }) => {
        seen.push(path);
        if (seen.length === 3) stop.abort();
      },
    });
    expect(report).toMatchObject({ cancelled: true, imported: seen.length });
    expect(seen.length).toBeLessThan(200);
    expect(await titles()).toHaveLength(Math.min(100, seen.length));
  });

  it('is undone into the trash and redone out of it', async () => {
    await paste(HARBOUR);
    expect(await client.call('history.undo', {})).toEqual({ name: 'Import' });
    expect([await titles(), await titles(true)]).toEqual([[], ['Harbour talks resume']]);
    await client.call('history.redo', {});
    expect([await titles(), await titles(true)]).toEqual([['Harbour talks resume'], []]);
  });
});

describe('imports in several calls', () => {
  it('are one step when they name one run', async () => {
    for (const text of [HARBOUR, MARKET]) {
      await client.call('imports.run', { sources: [{ kind: 'pasted', text, title: null }], run: 'one' });
    }
    await client.call('history.undo', {});
    expect([(await titles()).length, (await titles(true)).length]).toEqual([0, 2]);
    await client.call('history.redo', {});
    expect(await titles()).toHaveLength(2);
  });

  it('answer with what was done when the caller stops them', async () => {
    const stop = new AbortController();
    const sources = Array.from({ length: 300 }, (_, number) => ({
      kind: 'pasted' as const,
      text: `Report ${number}\n\nThe ship ${number} left the quay.\n`,
      title: null,
    }));
    const report = await client.call(
      'imports.run',
      { sources },
      { signal: stop.signal, onProgress: ({ done }) => done > 0 && stop.abort() },
    );
    expect(report).toMatchObject({ cancelled: true, imported: report.outcomes.length });
    expect((await client.call('library.status', {}))!.documents).toBe(report.imported);
  });
});

describe('documents', () => {
  it('sorts with what is not known last, whichever way', async () => {
    const [a] = [await paste(HARBOUR), await paste(MARKET)];
    await client.call('documents.edit', { id: a, changes: { publisher: 'The Quay' } });
    for (const descending of [false, true]) {
      const { rows } = await client.call('documents.list', {
        sort: { by: 'publisher', descending },
        from: 0,
        count: 9,
      });
      expect(rows.map((row) => row.publisher)).toEqual(['The Quay', null]);
    }
  });

  it('keeps the order of an answer that is named, and counts what came later', async () => {
    const question = { sort: { by: 'importedAt', descending: true }, from: 0, count: 9 } as const;
    const list = (more: { order?: string; text?: string; places?: string[] } = {}) =>
      client.call('documents.list', { ...question, ...more });
    const [harbour, market] = [await paste(HARBOUR), await paste(MARKET)];
    const { order } = await list();
    const later = await paste('Lamps of the pier\n\nThey were lit at five.\n');
    await client.call('documents.edit', { id: harbour, changes: { title: 'Another title' } });
    const held = await list({ order, places: [harbour, later] });
    expect(held.rows.map(({ id, title }) => (id === harbour ? title : id))).toEqual([
      market,
      'Another title',
    ]);
    expect(held).toMatchObject({ total: 2, order, later: 1, places: [1, null] });
    await client.call('documents.trash', { ids: [market] });
    const fewer = await list({ order });
    expect(fewer).toMatchObject({ total: 1, later: 1 });
    // The rows below moved up: it is another order.
    expect(fewer.order).not.toBe(order);
    expect(await list({ order: fewer.order })).toEqual(fewer);
    // What was in the library all along comes back by its own hand, beside the row it stood beside.
    await client.call('documents.restore', { ids: [market] });
    const back = await list({ order });
    expect(back.rows.map(({ id }) => id)).toEqual([market, harbour]);
    expect(back).toMatchObject({ total: 2, later: 1 });
    await client.call('documents.trash', { ids: [market] });
    // Neither another question nor a word that was never given is held.
    expect(await list({ order, text: 'lamps' })).toMatchObject({ total: 1, later: 0 });
    expect((await list({ order: 'none' })).rows.map(({ id }) => id)).toEqual([later, harbour]);
  });

  it('puts what comes back from the trash among the rows of an order that began without it', async () => {
    const list = (more: { order?: string } = {}) =>
      client.call('documents.list', {
        sort: { by: 'importedAt', descending: true },
        from: 0,
        count: 9,
        ...more,
      });
    const ids = [];
    for (const lamp of ['first', 'second', 'third', 'fourth']) {
      ids.unshift(await paste(`The ${lamp} lamp\n\nIt was lit at five.\n`));
    }
    for (const gone of [ids, [ids[0]!], [ids[1]!, ids[2]!], [ids[3]!]]) {
      await client.call('documents.trash', { ids: gone });
      const { order } = await list({ order: (await list()).order });
      await client.call('documents.restore', { ids: gone });
      const back = await list({ order });
      expect(back.rows.map(({ id }) => id)).toEqual(ids);
      expect(back.later).toBe(0);
      // The rows moved, so that it is another order, and the same one for whoever asks once more.
      expect(back.order).not.toBe(order);
      expect(await list({ order })).toEqual(back);
      expect(await list({ order: back.order })).toEqual(back);
    }
  });

  it('filters by words in any of title, outlet, author and file', async () => {
    const id = await paste(HARBOUR);
    await paste(MARKET);
    await client.call('documents.edit', { id, changes: { publisher: 'Le Café' } });
    const found = await client.call('documents.list', {
      text: 'cafe harb',
      sort: { by: 'title', descending: false },
      from: 0,
      count: 9,
    });
    expect(found.rows.map((row) => row.id)).toEqual([id]);
  });

  it('unfolds several parts in one step, and all or none', async () => {
    const id = await paste(
      'Advertisement\nHarbour talks resume\nOfficials met in the harbour office.\nAdvertisement\n',
    );
    const { layers } = await client.call('documents.get', { id });
    expect(layers).toHaveLength(2);
    const parts = layers.map(({ from, to }) => ({ from, to }));
    const wrong = client.call('documents.fold', { id, parts: [...parts, { from: 1, to: 2 }], active: false });
    await expect(wrong).rejects.toMatchObject({ code: 'not-found' });
    const after = await client.call('documents.fold', { id, parts, active: false });
    expect(after.layers.map((layer) => layer.active)).toEqual([false, false]);
    expect(await client.call('history.undo', {})).toEqual({ name: 'Unfold part' });
    expect((await client.call('documents.get', { id })).layers).toEqual(layers);
  });

  it('forgets that a field was guessed when it is edited', async () => {
    const id = await paste(HARBOUR);
    expect((await client.call('documents.get', { id })).guessed).toContain('title');
    const after = await client.call('documents.edit', { id, changes: { title: 'Talks' } });
    expect(after.metadata.title).toBe('Talks');
    expect(after.guessed).not.toContain('title');
  });
});

describe('highlights', () => {
  it('anchors exactly the passage asked for', async () => {
    const document = await paste(HARBOUR);
    const { anchor } = await highlight(document, 'harbour office');
    const { text } = await client.call('documents.text', { id: document });
    expect(text.slice(anchor.from, anchor.to)).toBe('harbour office');
  });

  it.each([
    [5, 5],
    [0, 100_000],
  ])('refuses [%i, %i)', async (from, to) => {
    const document = await paste(HARBOUR);
    await expect(client.call('highlights.add', { document, from, to })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('refuses a tag that does not exist', async () => {
    const document = await paste(HARBOUR);
    await expect(highlight(document, 'Nobody', [newId()])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('changes bounds, and undo brings the old ones back', async () => {
    const document = await paste(HARBOUR);
    const { id, anchor } = await highlight(document, 'harbour');
    await client.call('highlights.edit', { document, id, bounds: { from: anchor.from, to: anchor.to + 7 } });
    expect((await client.call('highlights.ofDocument', { document }))[0]!.anchor.quote).toBe(
      'harbour office',
    );
    expect(await client.call('history.undo', {})).toEqual({ name: 'Change highlight bounds' });
    expect((await client.call('highlights.ofDocument', { document }))[0]!.anchor.quote).toBe('harbour');
  });
});

describe('tags', () => {
  it('merges in every document at once, and one undo takes it all back', async () => {
    const [a, b] = [await paste(HARBOUR), await paste(MARKET)];
    const [penalty, sanctions] = [
      await client.call('tags.add', { name: 'Penalty' }),
      await client.call('tags.add', { name: 'Sanctions' }),
    ];
    const child = await client.call('tags.add', { name: 'Fine', parent: penalty.id });
    await highlight(a, 'sanctions', [penalty.id, sanctions.id]);
    await highlight(b, 'Sanctions', [penalty.id]);
    const before = await client.call('tags.list', {});
    await client.call('tags.merge', { from: penalty.id, into: sanctions.id });
    const after = await client.call('tags.list', {});
    expect(
      after.map(({ name, highlights, documents, parent }) => [name, highlights, documents, parent]),
    ).toEqual([
      ['Sanctions', 2, 2, null],
      ['Fine', 0, 0, sanctions.id],
    ]);
    expect((await client.call('highlights.ofDocument', { document: a }))[0]!.tags).toEqual([sanctions.id]);
    expect(
      changed
        .at(-1)!
        .changes.map((change) => change.kind)
        .sort(),
    ).toEqual(['annotations', 'annotations', 'codebook']);
    await client.call('history.undo', {});
    expect(await client.call('tags.list', {})).toEqual(before);
    expect(child.parent).toBe(penalty.id);
  });

  it('merges a tag into its own child', async () => {
    const parent = await client.call('tags.add', { name: 'Parent' });
    const child = await client.call('tags.add', { name: 'Child', parent: parent.id });
    await client.call('tags.add', { name: 'Sister', parent: parent.id });
    await client.call('tags.merge', { from: parent.id, into: child.id });
    expect((await client.call('tags.list', {})).map(({ name, parent: under }) => [name, under])).toEqual([
      ['Child', null],
      ['Sister', child.id],
    ]);
  });

  it('deletes a tag and keeps its highlights', async () => {
    const document = await paste(HARBOUR);
    const tag = await client.call('tags.add', { name: 'Port' });
    await highlight(document, 'harbour', [tag.id]);
    await client.call('tags.remove', { id: tag.id });
    expect(await client.call('highlights.ofDocument', { document })).toMatchObject([{ tags: [] }]);
    await client.call('history.undo', {});
    expect(await client.call('highlights.list', { tag: tag.id, from: 0, count: 9 })).toMatchObject({
      total: 1,
    });
  });

  it('pages through passages without losing or doubling any', async () => {
    const tag = await client.call('tags.add', { name: 'Word' });
    for (const text of [HARBOUR, MARKET]) {
      const document = await paste(text);
      for (const quote of text.match(/\b[a-z]{4,}\b/g)!.slice(0, 4))
        await highlight(document, quote, [tag.id]);
    }
    const all = await client.call('highlights.list', { tag: tag.id, from: 0, count: 100 });
    const paged = [];
    for (let from = 0; from < all.total; from += 3) {
      paged.push(...(await client.call('highlights.list', { tag: tag.id, from, count: 3 })).rows);
    }
    expect(all.total).toBe(8);
    expect(paged).toEqual(all.rows);
    // One passage with two of the tags asked for is one passage, on whatever page it is.
    const under = await client.call('tags.add', { name: 'Under', parent: tag.id });
    const [{ highlight: first }] = all.rows as [HighlightInContext];
    const { document, id } = first;
    await client.call('highlights.edit', { document, id, tags: [under.id, tag.id] });
    for (const from of [0, 4, 8])
      expect(await client.call('highlights.list', { tag: tag.id, from, count: 4 })).toMatchObject({
        total: 8,
      });
    expect(all.rows[0]!.place).toMatch(/^(heading|paragraph \d)/);
  });
});

describe('notes and history', () => {
  it('takes no note on what is not there, and no step that changes nothing', async () => {
    const document = await paste(HARBOUR);
    for (const subject of [
      { kind: 'document', document: newId() },
      { kind: 'highlight', document, highlight: newId() },
    ] as const)
      await expect(client.call('notes.add', { subject, text: 'x' })).rejects.toMatchObject({
        code: 'not-found',
      });
    const note = await client.call('notes.add', { subject: { kind: 'document', document }, text: 'Whose?' });
    const told = changed.length;
    expect(await client.call('notes.edit', { id: note.id, text: 'Whose?' })).toEqual(note);
    expect(changed).toHaveLength(told);
  });

  it('counts quick typing as one step', async () => {
    const note = await client.call('notes.add', { subject: { kind: 'library' }, text: '' });
    // Typed in one moment, however long the machine takes over it.
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const text of ['T', 'Th', 'The']) await client.call('notes.edit', { id: note.id, text });
    expect(await client.call('history.undo', {})).toEqual({ name: 'Edit note' });
    expect((await client.call('notes.get', { id: note.id })).text).toBe('');
    await client.call('history.redo', {});
    expect((await client.call('notes.get', { id: note.id })).text).toBe('The');
  });

  it('lists a highlight’s note with its document', async () => {
    const document = await paste(HARBOUR);
    const { id } = await highlight(document, 'harbour');
    await client.call('notes.add', {
      subject: { kind: 'highlight', document, highlight: id },
      text: 'Which harbour?',
    });
    expect(await client.call('notes.list', { subject: { kind: 'document', document } })).toHaveLength(1);
    expect(await client.call('notes.list', { subject: { kind: 'library' } })).toHaveLength(0);
  });

  it('tells everyone what would be undone next', async () => {
    await client.call('tags.add', { name: 'One' });
    expect(changed.at(-1)).toMatchObject({ name: 'Add tag', history: { undo: 'Add tag', redo: null } });
    await client.call('history.undo', {});
    expect(changed.at(-1)).toMatchObject({ name: 'Undo Add tag', history: { undo: null, redo: 'Add tag' } });
  });
});

describe('briefs', () => {
  it('exports evidence that verify finds exact, and names what was altered', async () => {
    const document = await paste(HARBOUR);
    const { id: highlightId, anchor } = await highlight(document, 'Nobody signed anything.');
    const brief = await client.call('briefs.add', { title: 'What happened' });
    await client.call('briefs.addPassage', {
      id: brief.id,
      document,
      from: anchor.from,
      to: anchor.to,
      highlight: highlightId,
    });
    const { text, citations, problems } = await client.call('briefs.export', { id: brief.id, format: 'md' });
    expect({ citations, problems }).toEqual({ citations: 1, problems: [] });
    expect(await client.call('briefs.verify', { markdown: text })).toMatchObject([
      { status: 'exact', document, ...{ from: anchor.from, to: anchor.to } },
    ]);
    const altered = text.replace('Nobody signed', 'Everybody signed');
    expect(await client.call('briefs.verify', { markdown: altered })).toMatchObject([{ status: 'altered' }]);
  });

  it('keeps the quotation when its highlight is removed', async () => {
    const document = await paste(HARBOUR);
    const { id: highlightId, anchor } = await highlight(document, 'Nobody signed anything.');
    const brief = await client.call('briefs.add', { title: 'Kept' });
    await client.call('briefs.addPassage', {
      id: brief.id,
      document,
      from: anchor.from,
      to: anchor.to,
      highlight: highlightId,
    });
    await client.call('highlights.remove', { document, ids: [highlightId] });
    const { text } = await client.call('briefs.export', { id: brief.id, format: 'md' });
    expect(await client.call('briefs.verify', { markdown: text })).toMatchObject([{ status: 'exact' }]);
  });
});

describe('feed', () => {
  it('gives every document and note once, in small batches', async () => {
    const ids = [await paste(HARBOUR), await paste(MARKET)];
    const note = await client.call('notes.add', { subject: { kind: 'library' }, text: 'n' });
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; more = after !== null) {
      const batch: { items: { id: string }[]; next: string | null } = await client.call('feed.read', {
        after,
        characters: 1,
      });
      seen.push(...batch.items.map((item) => item.id));
      after = batch.next;
    }
    expect(seen.sort()).toEqual([...ids, note.id].sort());
  });

  it('tells of a renamed tag and of what went to the trash', async () => {
    const document = await paste(HARBOUR);
    const tag = await client.call('tags.add', { name: 'Port' });
    await highlight(document, 'harbour', [tag.id]);
    await client.call('tags.edit', { id: tag.id, name: 'Quay' });
    expect(await client.call('feed.items', { changes: changed.at(-1)!.changes })).toMatchObject([
      { id: document, highlights: [{ tags: ['Quay'] }] },
    ]);
    await client.call('documents.trash', { ids: [document] });
    expect(await client.call('feed.items', { changes: changed.at(-1)!.changes })).toEqual([
      { kind: 'gone', id: document },
    ]);
  });
});

it('leaves nothing in the upload folder', async () => {
  // Tests beside this one have uploads of their own in the common one.
  const temporary = process.env.TMPDIR;
  process.env.TMPDIR = home;
  try {
    const waiting = async (): Promise<string[]> =>
      (await readdir(home)).filter((name) => name.startsWith('dossier-uploads-'));
    const { upload } = await library.bytes.receive('../../evil.txt', null, [Buffer.from(HARBOUR)] as never);
    expect(await waiting()).toHaveLength(1);
    const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
    expect(outcomes[0]!.path).toBe('evil.txt');
    await library.close();
    expect(await waiting()).toEqual([]);
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
});
