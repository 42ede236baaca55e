import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Client } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { startService } from '../testing/startService';

/** Every moment that is asked for is another one, as on a machine that halts between any two lines. */

let home: string;
let client: Client;
let document: Id;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-answered-'));
  const { library, client: window } = startService(home);
  client = window;
  await client.call('library.create', { name: 'Case', location: null });
  const text = 'The night shift\n\nThe night shift unloads coal at the quay.\n';
  const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'pasted', text, title: null }] });
  document = outcomes[0]!.id!;
  let moment = Date.UTC(2026, 4, 4);
  const written = Object.getOwnPropertyDescriptor(Date.prototype, 'toISOString')!.value as () => string;
  vi.spyOn(Date.prototype, 'toISOString').mockImplementation(() => written.call(new Date((moment += 1))));
  return async () => {
    await library.close();
    await rm(home, { recursive: true, force: true });
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('a note is answered as it was written', async () => {
  const note = await client.call('notes.add', { subject: { kind: 'library' }, text: 'Who signed?' });
  expect(await client.call('notes.get', { id: note.id })).toEqual(note);
  const edited = await client.call('notes.edit', { id: note.id, text: 'Nobody signed.' });
  expect(await client.call('notes.get', { id: note.id })).toEqual(edited);
});

it('a brief is answered as it was written', async () => {
  const { id, ...added } = await client.call('briefs.add', { title: 'Coal' });
  expect(await client.call('briefs.get', { id })).toEqual({ id, ...added });
  const passage = { id, document, from: 0, to: 9, highlight: null };
  expect(await client.call('briefs.addPassage', passage)).toEqual(await client.call('briefs.get', { id }));
  const edit = { kind: 'retitle', title: 'Coal and crates', author: '' } as const;
  expect(await client.call('briefs.edit', { id, edit })).toEqual(await client.call('briefs.get', { id }));
});

it('a highlight is answered as it was written', async () => {
  const added = await client.call('highlights.add', { document, from: 0, to: 9 });
  expect(await client.call('highlights.ofDocument', { document })).toEqual([added]);
  const edited = await client.call('highlights.edit', { document, id: added.id, comment: 'Whose?' });
  expect(await client.call('highlights.ofDocument', { document })).toEqual([edited]);
});

it('a saved search is answered as it was written', async () => {
  const wish = { name: 'coal', query: 'coal', choices: [], sort: 'relevance', notebook: 'Searches' } as const;
  const added = await client.call('searches.add', { searches: [{ ...wish, choices: [] }] });
  expect(await client.call('searches.list', {})).toEqual(added);
  const edited = await client.call('searches.edit', { id: added[0]!.id, name: 'Coal' });
  expect(await client.call('searches.list', {})).toEqual([edited]);
});

it('a document is answered as it was written', async () => {
  const edited = await client.call('documents.edit', { id: document, changes: { title: 'Night' } });
  expect(await client.call('documents.get', { id: document })).toEqual(edited);
});
