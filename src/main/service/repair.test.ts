import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../core/api/contract';
import type { LibraryFault } from '../../core/model/libraryFault';
import type { Id } from '../../core/model/id';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let folder: string;
let running: LibraryService;
let client: Client;
let document: Id;
const at = (...parts: string[]): string => join(folder, 'case', ...parts);
const inDocument = (name: string): string => `documents/${document.slice(0, 2)}/${document}/${name}`;
/** As Windows writes it, so that text and original are not the same bytes. */
const WORDS = 'The harbour master kept two ledgers.\r\n\r\nOnly one was shown to the auditors.\r\n';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-repair-'));
  ({ library: running, client } = startService(folder));
  await client.call('library.create', { name: 'Case', location: at() });
  const sources = [{ kind: 'pasted' as const, text: WORDS, title: 'Ledgers' }];
  document = (await client.call('imports.run', { sources })).outcomes[0]!.id!;
});
afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

const faults = async (): Promise<LibraryFault[]> => (await client.call('keeping.check', {})).faults;
const repairAll = async () => {
  const files = (await faults()).flatMap(({ file, canRepair }) => (canRepair ? [file] : []));
  return client.call('keeping.repair', { files });
};
/** What is in quarantine, by the names of the files. */
const setAside = (): string[] => {
  const names = readdirSync(at(), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.startsWith('quarantine') && name.endsWith('.json'));
};

describe('repairing a text', () => {
  it.each([
    ['missing', () => rm(at(inDocument('text.json'))), 0],
    ['cut short', () => writeFile(at(inDocument('text.json')), '{"version":1,"te'), 1],
    [
      'another one',
      async () => {
        const stored = await readFile(at(inDocument('text.json')), 'utf8');
        await writeFile(at(inDocument('text.json')), stored.replace('two ledgers', 'six ledgers'));
      },
      1,
    ],
  ])('it reads one that is %s again from its original', async (_, damage, aside) => {
    const before = await client.call('documents.text', { id: document });
    const kept = readFileSync(at(inDocument('text.json')));
    await damage();
    const told: unknown[] = [];
    running.onEvent((name, value) => void (name === 'changed' && told.push(value)));
    expect(await faults()).toMatchObject([{ file: inDocument('text.json'), canRepair: true }]);
    expect(await repairAll()).toMatchObject([{ file: inDocument('text.json'), repaired: true }]);

    expect(readFileSync(at(inDocument('text.json')))).toEqual(kept);
    expect(await client.call('documents.text', { id: document })).toEqual(before);
    // The broken file is kept, and no fault any more.
    expect(setAside()).toHaveLength(aside);
    expect((await faults()).map(({ kind }) => kind)).toEqual(aside === 0 ? [] : ['leftover']);
    // Indexes hear of it, those that were kept too.
    expect(told).toMatchObject([{ changes: [{ kind: 'document', id: document }] }]);
    expect(await client.call('library.status', {})).toMatchObject({ problems: [] });
  });

  it('it leaves a text alone whose original is broken too, and says so', async () => {
    await rm(at(inDocument('text.json')));
    const [original] = readdirSync(at(inDocument('original')));
    await writeFile(at(inDocument(`original/${original!}`)), WORDS.replace('two', 'six'));
    expect((await faults()).filter(({ canRepair }) => canRepair)).toEqual([]);
    const [left] = await client.call('keeping.repair', { files: [inDocument('text.json')] });
    expect(left).toMatchObject({ repaired: false, remark: expect.stringContaining('original') as unknown });
    expect(readdirSync(at(inDocument('')))).not.toContain('text.json');
  });

  it('it takes no text but the one that was imported', async () => {
    // As if a later Dossier read the same file differently: the document remembers another text.
    await client.call('library.close', {});
    const stored = await readFile(at(inDocument('document.json')), 'utf8');
    const { textSha256 } = JSON.parse(stored) as { textSha256: string };
    await writeFile(at(inDocument('document.json')), stored.replace(textSha256, 'a'.repeat(64)));
    const text = await readFile(at(inDocument('text.json')));
    await client.call('library.open', { location: at() });
    const [left] = await client.call('keeping.repair', { files: [inDocument('text.json')] });
    expect(left).toMatchObject({
      repaired: false,
      remark: expect.stringContaining('differently') as unknown,
    });
    expect(await readFile(at(inDocument('text.json')))).toEqual(text);
    expect(setAside()).toEqual([]);
  });

  it('it says nothing more of a missing original whose text stands', async () => {
    await rm(at(inDocument('original')), { recursive: true });
    expect((await faults()).map(({ kind, canRepair }) => [kind, canRepair])).toEqual([
      ['original', undefined],
    ]);
  });
});

describe('repairing records', () => {
  it('it makes a broken note anew from its last edit, and tells those who show it', async () => {
    const note = await client.call('notes.add', { subject: { kind: 'library' }, text: 'First words.' });
    await client.call('notes.edit', { id: note.id, text: 'Last words.' });
    await client.call('library.open', { location: at() });
    const file = `notes/${note.id.slice(0, 2)}/${note.id}.json`;
    await client.call('library.close', {});
    await writeFile(at(file), '{"version"');
    await client.call('library.open', { location: at() });
    expect(await client.call('notes.get', { id: note.id })).toMatchObject({ text: 'Last words.' });
    expect(setAside()).toHaveLength(1);
  });

  it('it makes broken highlights anew while the library is open', async () => {
    await client.call('highlights.add', { document, from: 4, to: 11 });
    await client.call('library.close', {});
    await writeFile(at(inDocument('annotations.json')), '');
    await client.call('library.open', { location: at() });
    const results = await repairAll();
    expect(results.every(({ repaired }) => repaired)).toBe(true);
    expect(await client.call('highlights.ofDocument', { document })).toHaveLength(1);
  });

  it('it touches nothing that is no record', async () => {
    const files = ['../elsewhere.json', 'library', inDocument('original/text.json')];
    for (const result of await client.call('keeping.repair', { files })) expect(result.repaired).toBe(false);
  });
});
