import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client } from '../../core/api/contract';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let home: string;
let library: LibraryService;
let client: Client;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-libraries-'));
  ({ library, client } = startService(home));
});
afterEach(async () => {
  await library.close();
  await rm(home, { recursive: true, force: true });
});

it.each([
  ['  Case 12  ', 'Case 12', 'Case 12'],
  ['Ports / Bays: 2019?', 'Ports / Bays: 2019?', 'Ports Bays 2019'],
  ['.ssh', '.ssh', 'ssh'],
  ['../../away', '../../away', 'away'],
  ['CON', 'CON', 'CON_'],
  ['…', '…', '…'],
  ['. .', '. .', 'Library'],
  [`${'n'.repeat(79)}😀`, `${'n'.repeat(79)}😀`, 'n'.repeat(79)],
])('puts a library called %j into a folder that every system takes', async (typed, name, folder) => {
  const made = await client.call('library.create', { name: typed, location: null });
  expect([made.name, basename(made.location)]).toEqual([name, folder]);
  expect(made.location).toBe(join(home, 'libraries', folder));
});

it.each(['', ' \n ', 'x'.repeat(201)])('takes no library called %j, and renames none so', async (name) => {
  await expect(client.call('library.create', { name, location: null })).rejects.toMatchObject({
    code: 'bad-input',
    next: expect.stringMatching(/^Type/) as string,
  });
  await client.call('library.create', { name: 'x'.repeat(200), location: null });
  await expect(client.call('library.rename', { name })).rejects.toMatchObject({ code: 'bad-input' });
  expect(await client.call('library.rename', { name: ' Case ' })).toMatchObject({ name: 'Case' });
});

it('opens the library that is open already once, by whatever way it is named', async () => {
  const { id, location, revision } = await client.call('library.create', { name: 'Case', location: null });
  const events: unknown[] = [];
  client.on('library', (status) => events.push(status));
  const again = await client.call('library.open', { location: join(location, '..', 'Case') });
  expect(again).toMatchObject({ id, revision, readOnly: null });
  expect(events).toEqual([]);
});

it('remembers the libraries that were open, the last one first, those that are gone left out', async () => {
  const made = [];
  for (const name of ['One', 'Two', 'Three'])
    made.push((await client.call('library.create', { name, location: null })).location);
  await client.call('library.open', { location: made[0]! });
  await rm(made[1]!, { recursive: true });
  expect((await client.call('library.recent', {})).map(({ name }) => name)).toEqual(['One', 'Three']);
});
