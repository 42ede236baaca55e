import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client, EventValue } from '../../core/api/contract';
import type { Highlight } from '../../core/model/highlight';
import { newId, type Id } from '../../core/model/id';
import { documentSet, notIn } from '../../core/model/savedSearch';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let home: string;
let library: LibraryService;
let client: Client;
let changed: EventValue<'changed'>[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-versions-'));
  ({ library, client } = startService(home));
  changed = [];
  client.on('changed', (value) => changed.push(value));
  await client.call('library.create', { name: 'Case', location: null });
});
afterEach(async () => {
  await library.close();
  await rm(home, { recursive: true, force: true });
});

async function upload(name: string, bytes: Uint8Array | string): Promise<string> {
  const chunks = (async function* () {
    await Promise.resolve();
    yield typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  })();
  return (await library.bytes.receive(name, null, chunks)).upload;
}
async function bring(name: string, bytes: Uint8Array | string): Promise<Id> {
  const source = { kind: 'upload' as const, upload: await upload(name, bytes) };
  const { outcomes } = await client.call('imports.run', { sources: [source] });
  return outcomes[0]!.id!;
}
const replace = async (id: Id, name: string, bytes: Uint8Array | string) =>
  client.call('documents.replace', { id, source: { kind: 'upload', upload: await upload(name, bytes) } });
async function mark(document: Id, quote: string): Promise<Highlight> {
  const { text } = await client.call('documents.text', { id: document });
  const from = text.indexOf(quote);
  return client.call('highlights.add', { document, from, to: from + quote.length });
}
const textOf = async (id: Id): Promise<string> => (await client.call('documents.text', { id })).text;
const blocksOf = async (id: Id): Promise<string[]> => {
  const { text, blocks } = await client.call('documents.text', { id });
  return blocks.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);
};
const marksOf = (document: Id): Promise<Highlight[]> => client.call('highlights.ofDocument', { document });

const FIRST =
  'Ferry talks open\n\nOfficials met in the harbour office on Monday and spoke of the northern line.\n\nThe mate kept his own log of the crates.\n\nNobody signed anything that day.\n';
const SECOND =
  'Correction: the day of the meeting was wrong.\n\nFerry talks open\n\nOfficials met in the harbour office on Tuesday and spoke of the northern line.\n\nNobody signed anything that day.\n';

describe('documents.replace', () => {
  it('carries what was made of a document, and asks about what is unsure', async () => {
    const old = await bring('ferry.txt', FIRST);
    await client.call('documents.edit', { id: old, changes: { publisher: 'The Quay', reliability: 'B2' } });
    const [sure, unsure, lost] = [
      await mark(old, 'Nobody signed anything'),
      await mark(old, 'Officials met in the harbour office on Monday'),
      await mark(old, 'The mate kept his own log'),
    ];
    const note = await client.call('notes.add', {
      subject: { kind: 'highlight', document: old, highlight: sure.id },
      text: 'Ask the port.',
    });
    const beside = await bring('market.txt', 'The market stayed open.\n');
    const other = await client.call('notes.add', {
      subject: { kind: 'document', document: beside },
      text: 'Ask the market.',
    });
    const brief = await client.call('briefs.add', { title: 'Ferries' });
    for (const { anchor, id } of [sure, unsure]) {
      const { from, to } = anchor;
      await client.call('briefs.addPassage', { id: brief.id, document: old, from, to, highlight: id });
    }
    const [search] = await client.call('searches.add', {
      searches: [
        {
          name: 'S',
          query: 'ferry',
          choices: [],
          sort: 'relevance',
          notebook: 'N',
          seen: documentSet([old]),
        },
      ],
    });
    await client.call('searches.review', { id: search!.id, documents: [old], reviewed: true });
    const { text: exported } = await client.call('briefs.export', { id: brief.id, format: 'md' });

    const report = await replace(old, 'ferry-2.txt', SECOND);
    expect(report).toMatchObject({ sameText: false, carried: 1, toCheck: 2 });
    expect(await client.call('notes.get', { id: other.id })).toEqual(other);
    const next = report.id;
    expect(await textOf(next)).toContain('Tuesday');
    expect(await client.call('documents.get', { id: next })).toMatchObject({
      replaces: old,
      trashedAt: null,
      metadata: { publisher: 'The Quay', reliability: 'B2' },
    });
    expect(await client.call('documents.get', { id: old })).toMatchObject({
      replacedBy: next,
      trashedAt: expect.any(String) as string,
    });
    const marks = new Map((await marksOf(next)).map((one) => [one.id, one]));
    expect(marks.get(sure.id)).toMatchObject({ document: next, anchor: { quote: 'Nobody signed anything' } });
    expect(marks.get(sure.id)!.check).toBeUndefined();
    expect(marks.get(unsure.id)).toMatchObject({ anchor: unsure.anchor, check: { status: 'unsure' } });
    const place = { document: next, from: 0, to: 10, highlight: unsure.id };
    await expect(client.call('briefs.addPassage', { id: brief.id, ...place })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(marks.get(lost.id)).toMatchObject({ anchor: lost.anchor, check: { status: 'lost' } });
    expect(await marksOf(old)).toEqual([]);
    expect((await client.call('notes.get', { id: note.id })).subject).toEqual({
      kind: 'highlight',
      document: next,
      highlight: sure.id,
    });
    const { items } = await client.call('briefs.get', { id: brief.id });
    expect(items).toMatchObject([
      { document: next, anchor: { quote: 'Nobody signed anything' } },
      { document: old, anchor: unsure.anchor },
    ]);
    // Nobody has said where this one stands in the new text, so it cannot be quoted from it.
    const waiting = {
      id: newId(),
      kind: 'quotation',
      document: next,
      anchor: unsure.anchor,
      highlight: unsure.id,
    } as const;
    await expect(
      client.call('briefs.edit', { id: brief.id, edit: { kind: 'insert', items: [waiting], before: null } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const [after] = await client.call('searches.list', {});
    expect(after!.reviewed).toEqual([next]);
    expect(notIn(after!.seen, [next])).toEqual([]);
    // What was cited from the earlier version stands there, in the trash.
    const checks = await client.call('briefs.verify', { markdown: exported });
    expect(checks.map(({ status }) => status)).toEqual(['exact', 'exact']);
    expect((await client.call('keeping.check', {})).faults).toMatchObject([{ kind: 'loose-end' }]);
    expect(await client.call('keeping.deleted', {})).toEqual([]);

    expect(changed.at(-1)!.name).toBe('Replace document');
    await client.call('history.undo', {});
    expect(await client.call('documents.get', { id: old })).toMatchObject({ trashedAt: null });
    expect((await client.call('documents.get', { id: old })).replacedBy).toBeUndefined();
    expect(await client.call('documents.get', { id: next })).toMatchObject({
      trashedAt: expect.any(String) as string,
    });
    expect(new Set(await marksOf(old))).toEqual(new Set([sure, unsure, lost]));
    expect((await client.call('notes.get', { id: note.id })).subject).toMatchObject({ document: old });
    expect((await client.call('briefs.get', { id: brief.id })).items).toMatchObject([
      { document: old },
      { document: old },
    ]);
    expect(await client.call('keeping.deleted', {})).toEqual([]);
    await client.call('history.redo', {});
    expect((await marksOf(next)).length).toBe(3);
  });

  it('carries the attachments of a message', async () => {
    const message = (words: string): string =>
      `From: a@b.example\nSubject: Crates\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n${words}\n--b\nContent-Disposition: attachment; filename=log.txt\n\nThe mate kept his own log.\n--b--\n`;
    const old = await bring('crates.eml', message('See the log.'));
    const before = await client.call('documents.belongings', { id: old });
    const { id: next } = await replace(old, 'crates-2.eml', message('See the log, and burn it.'));
    const after = await client.call('documents.belongings', { id: next });
    expect(before.attachments).toHaveLength(1);
    expect(after.attachments.map(({ id }) => id)).toEqual(before.attachments.map(({ id }) => id));
    await client.call('history.undo', {});
    expect((await client.call('documents.belongings', { id: old })).attachments).toHaveLength(1);
  });

  it('settles a highlight by a place, or takes it away', async () => {
    const old = await bring('ferry.txt', FIRST);
    const unsure = await mark(old, 'Officials met in the harbour office on Monday');
    const lost = await mark(old, 'The mate kept his own log');
    const { id: next } = await replace(old, 'ferry-2.txt', SECOND);
    const waiting = (await marksOf(next)).find((one) => one.id === unsure.id)!;
    const [suggested] = waiting.check!.candidates!;
    expect((await textOf(next)).slice(suggested!.from, suggested!.to)).toContain('Tuesday');
    await client.call('highlights.settle', { document: next, id: unsure.id, bounds: suggested! });
    expect(await client.call('highlights.settle', { document: next, id: lost.id, bounds: null })).toBeNull();
    const settled = await marksOf(next);
    expect(settled).toMatchObject([{ id: unsure.id, anchor: suggested }]);
    expect(settled[0]!.check).toBeUndefined();
    await expect(
      client.call('highlights.settle', { document: next, id: unsure.id, bounds: null }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says that a text is the same, and refuses the file of another document', async () => {
    const id = await bring('ferry.txt', FIRST);
    const other = await bring('other.txt', SECOND);
    expect(await replace(id, 'ferry.txt', FIRST)).toMatchObject({ id, sameText: true });
    expect(await replace(id, 'windows.txt', FIRST.replaceAll('\n', '\r\n'))).toMatchObject({
      id,
      sameText: true,
    });
    await expect(replace(id, 'copy.txt', SECOND)).rejects.toMatchObject({
      code: 'conflict',
      next: 'Compare the two, or move one of them to the trash.',
    });
    await client.call('documents.trash', { ids: [other] });
    await expect(replace(id, 'copy.txt', SECOND)).rejects.toMatchObject({
      next: 'Restore that one instead.',
    });
    await expect(replace(other, 'x.txt', 'Something else entirely.')).rejects.toMatchObject({
      code: 'conflict',
      next: 'Restore it first.',
    });
  });

  it('takes no highlight that waits to be checked for one that stands at its old place', async () => {
    const old = await bring('ferry.txt', FIRST);
    const { anchor } = await mark(old, 'The mate kept his own log');
    const { id, toCheck } = await replace(old, 'ferry-2.txt', SECOND);
    expect(toCheck).toBe(1);
    const passages = [{ document: id, from: anchor.from, to: anchor.to }];
    const done = await client.call('highlights.addMany', { passages, tags: [] });
    expect(done).toEqual({ added: 1, tagged: 0, unchanged: 0 });
  });

  it('reads the file as it is told to, and says so for good', async () => {
    const old = await bring('ferry.txt', FIRST);
    const id = await upload('ferry-2.txt', iconv.encode('Café ouvert à midi.\n', 'windows-1252'));
    const source = { kind: 'upload' as const, upload: id, options: { encoding: 'windows-1251' } };
    const { id: next } = await client.call('documents.replace', { id: old, source });
    expect(await textOf(next)).toBe('Cafй ouvert а midi.\n');
    expect(await client.call('documents.get', { id: next })).toMatchObject({
      original: { encoding: 'windows-1251', encodingChosen: true },
    });
    const { id: third } = await replace(next, 'ferry-3.txt', SECOND);
    expect((await client.call('documents.get', { id: third })).original.encodingChosen).toBeUndefined();
  });

  it('takes what was copied from a page with its headings', async () => {
    const old = await bring('ferry.txt', FIRST);
    const html = '<h2>Ferry talks</h2><p>Nobody signed anything <b>that day</b>.</p>';
    const source = { kind: 'pasted' as const, text: 'Ferry talks Nobody', title: null, html };
    const { id } = await client.call('documents.replace', { id: old, source });
    expect(await blocksOf(id)).toEqual([
      'heading: Ferry talks',
      'paragraph: Nobody signed anything that day.',
    ]);
  });

  it('corrects a version that was taken back out of the trash, as the latest of its own', async () => {
    const old = await bring('ferry.txt', FIRST);
    const { id: second } = await replace(old, 'ferry-2.txt', SECOND);
    await client.call('documents.restore', { ids: [old] });
    const from = FIRST.indexOf('crates');
    const source = { kind: 'corrected' as const, from, to: from + 6, words: 'barrels' };
    const { id } = await client.call('documents.replace', { id: old, source });
    const corrected = await client.call('documents.get', { id });
    expect([corrected.replaces, corrected.replacedBy]).toEqual([old, undefined]);
    expect((await client.call('documents.get', { id: second })).replaces).toBe(old);
  });

  it('corrects words of one block and keeps every highlight', async () => {
    const old = await bring('ferry.txt', FIRST.replace('northern', 'nor- them'));
    const [around, after] = [
      await mark(old, 'spoke of the nor- them line'),
      await mark(old, 'Nobody signed'),
    ];
    const text = await textOf(old);
    const from = text.indexOf('nor- them');
    const source = { kind: 'corrected' as const, from, to: from + 9, words: 'northern' };
    const { id, toCheck } = await client.call('documents.replace', { id: old, source });
    expect(toCheck).toBe(0);
    expect(await textOf(id)).toBe(text.replace('nor- them', 'northern'));
    expect((await marksOf(id)).map((one) => [one.id, one.anchor.quote])).toEqual([
      [around.id, 'spoke of the northern line'],
      [after.id, 'Nobody signed'],
    ]);
    expect((await library.bytes.original(id)).name).toBe('ferry.txt');
    // Both versions have one original: an import of it names the one in the library.
    const again = {
      kind: 'upload' as const,
      upload: await upload('ferry.txt', FIRST.replace('northern', 'nor- them')),
    };
    expect((await client.call('imports.run', { sources: [again] })).outcomes).toMatchObject([
      { status: 'duplicate', id },
    ]);
    await expect(
      client.call('documents.replace', { id, source: { ...source, from: 0, to: text.length } }),
    ).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('documents.reread', () => {
  const KOREAN =
    '북쪽 항로\n\n전 항만국장은 지난 금요일 기자를 만났다. 배는 멈췄다.\n\nNobody signed anything.\n';

  it('makes the text again in another encoding, highlights where their bytes are', async () => {
    const bytes = iconv.encode(KOREAN, 'euc-kr');
    const id = await bring('interview.txt', bytes);
    expect(await textOf(id)).toBe(KOREAN);
    const marked = await mark(id, '지난 금요일 기자를');
    const shown = await client.call('documents.previewEncoding', { id, encoding: 'windows-1252' });
    expect(shown.text).toContain('ºÏÂÊ');
    const wrong = await client.call('documents.reread', { id, encoding: 'windows-1252' });
    expect(changed.at(-1)!.name).toBe('Read as Western (windows-1252)');
    expect(wrong).toMatchObject({ sameText: false, carried: 1, toCheck: 0 });
    expect(await client.call('documents.get', { id: wrong.id })).toMatchObject({
      original: { encoding: 'windows-1252', encodingChosen: true },
    });
    const right = await client.call('documents.reread', { id: wrong.id, encoding: null });
    expect(await textOf(right.id)).toBe(KOREAN);
    expect(await marksOf(right.id)).toMatchObject([{ id: marked.id, anchor: marked.anchor }]);
    expect((await client.call('documents.get', { id: right.id })).original.encodingChosen).toBeUndefined();
    expect(await client.call('documents.source', { id: wrong.id })).toBe(await textOf(wrong.id));
  });

  it('reads no original that is not the one that was imported', async () => {
    const id = await bring('ferry.txt', FIRST);
    const { location } = (await client.call('library.status', {}))!;
    const folder = join(location, 'documents', id.slice(0, 2), id, 'original');
    const [name] = await readdir(folder);
    await writeFile(join(folder, name!), FIRST.replace('Monday', 'Sunday'));
    for (const encoding of [null, 'windows-1252'])
      await expect(client.call('documents.reread', { id, encoding })).rejects.toMatchObject({
        code: 'library-damaged',
      });
    expect(await textOf(id)).toBe(FIRST);
  });

  it('records an encoding that gives the same text', async () => {
    const id = await bring('ferry.txt', FIRST);
    expect(await client.call('documents.reread', { id, encoding: 'windows-1252' })).toMatchObject({
      id,
      sameText: true,
    });
    expect(await client.call('documents.get', { id })).toMatchObject({
      original: { encoding: 'windows-1252', encodingChosen: true },
      trashedAt: null,
    });
    await expect(client.call('documents.reread', { id, encoding: 'klingon' })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });
});

describe('repairs and layers by hand', () => {
  it('repairs the structure for whoever asks for the text, and undoes it', async () => {
    const id = await bring('ferry.txt', 'Ferry talks\n\nThe crews met on\n\nMonday. Nobody signed.\n');
    const before = await client.call('documents.text', { id });
    const third = before.blocks[2]!.from;
    await client.call('documents.repairStructure', { id, repairs: [{ at: third, begins: false }] });
    expect((await blocksOf(id))[1]).toBe('paragraph: The crews met on\n\nMonday. Nobody signed.');
    expect(changed.at(-1)).toMatchObject({ name: 'Repair structure', changes: [{ id, blocks: true }] });
    const quote = await client.call('passages.cite', { document: id, from: third, to: third + 6 });
    expect(quote.markdown).toContain('paragraph 1');
    await client.call('history.undo', {});
    expect(await client.call('documents.text', { id })).toEqual(before);
    expect((await client.call('keeping.check', {})).faults).toEqual([]);
  });

  it('folds blocks by hand, and shows them as part of the article again', async () => {
    const id = await bring('ferry.txt', FIRST);
    const text = await textOf(id);
    const from = text.indexOf('mate kept');
    const folded = await client.call('documents.markFurniture', { id, from, to: from + 1, furniture: true });
    expect(folded.layers).toMatchObject([{ label: 'marked by hand', by: 'person', active: true }]);
    expect(text.slice(folded.layers[0]!.from, folded.layers[0]!.to)).toMatch(/^The mate .* crates\.$/);
    const shown = await client.call('documents.markFurniture', { id, from, to: from + 1, furniture: false });
    expect(shown.layers).toEqual([]);
  });
});
