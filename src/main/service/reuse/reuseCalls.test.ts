import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client, Output } from '../../../core/api/contract';
import type { Id } from '../../../core/model/id';
import type { LibraryService } from '../../libraryService';
import { startService } from '../../testing/startService';

const STORY =
  'The harbour master of Port Alden opened the gates of the inner basin on Monday to every boat that asked for shelter. Crews had waited since dawn outside the breakwater while the wind turned from south to west and grew into a storm.';
const MORE =
  'Nobody could say on Tuesday when the ferries would run again, since two of them had lost their rudders in the night.';
const OTHER =
  'Bakers in the old town blame the price of flour, and millers blame the rain of last summer for it.';

let home: string;
let location: string;
let library: LibraryService;
let client: Client;

function start(): void {
  ({ library, client } = startService(home));
}
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-reuse-'));
  start();
  ({ location } = await client.call('library.create', { name: 'Case', location: null }));
});
afterEach(async () => {
  await library.close();
  await rm(home, { recursive: true, force: true });
});

async function add(title: string, text: string, published: string | null): Promise<Id> {
  const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'pasted', text, title }] });
  const id = outcomes[0]!.id!;
  await client.call('documents.edit', { id, changes: { published } });
  return id;
}
const summary = async (...ids: Id[]): Promise<Output<'reuse.summary'>> => {
  await client.call('reuse.settled', {});
  return client.call('reuse.summary', { ids });
};

it('tells of each document the one it has most of, and follows what is edited, trashed and undone', async () => {
  const short = await add('Harbour', STORY, '2024-05-01');
  const long = await add('Ferries', `${STORY} ${MORE}`, '2024-05-03');
  const bread = await add('Bread', OTHER, null);
  const [first, second, ...others] = await summary(short, long, bread);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ id: short, share: 1, order: 'later', kind: 'contained' });
  expect(first!.sentence).toBe('100 % of this is in “Ferries”, published later');
  expect(second!.order).toBe('earlier');

  await client.call('documents.edit', {
    id: short,
    changes: { published: '2024-06-01', title: 'Harbour, again' },
  });
  expect((await summary(long))[0]).toMatchObject({ order: 'later', partner: { title: 'Harbour, again' } });
  await client.call('documents.trash', { ids: [short] });
  expect(await summary(short, long)).toEqual([]);
  await client.call('history.undo', {});
  expect(await summary(short, long)).toHaveLength(2);
});

it('tells nothing of less than a tenth, and counts the days from either side', async () => {
  const [sentence] = STORY.split('. ');
  const filling = Array.from(
    { length: 500 },
    (_, at) => `${sentence!.slice(at % 40, (at % 40) + 3)}${at}`,
  ).join(' ');
  const short = await add('Harbour', STORY, '2024-05-01');
  const long = await add('Annals', `${sentence!}. ${filling}.`, '2024-05-09');
  expect((await summary(short, long)).map(({ id }) => id)).toEqual([short]);
  const days = async (id: Id): Promise<(number | null)[]> =>
    (await client.call('reuse.ofDocument', { id })).partners.map((partner) => partner.days);
  expect([await days(short), await days(long)]).toEqual([[8], [8]]);
});

it('takes two letters of one correspondence for what their texts say, not for who wrote them', async () => {
  const letter = (body: string, day: number): string =>
    `From: Ada Lund <ada@port.example>\nTo: Everybody at the port <all@port.example>\nSubject: Port\n` +
    `Message-ID: <${day}@port.example>\nDate: Mon, ${day} May 2024 09:00:00 +0200\n\n${body}\n`;
  const ids: Id[] = [];
  for (const [at, body] of ['The gate is shut.', 'Who has the key?', STORY, STORY].entries()) {
    const chunks = (async function* () {
      yield await Promise.resolve(Buffer.from(letter(body, 6 + at)));
    })();
    const { upload } = await library.bytes.receive(`${at}.eml`, null, chunks);
    const { outcomes } = await client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
    ids.push(outcomes[0]!.id!);
  }
  expect(await summary(...ids.slice(0, 2))).toEqual([]);
  expect((await summary(ids[2]!))[0]).toMatchObject({ share: 1, partner: { id: ids[3]! } });
});

it('gives passages with their places in both, the days between, and what is new', async () => {
  const short = await add('Harbour', STORY, '2024-05-01');
  const long = await add('Ferries', `${STORY} ${MORE}`, '2024-05-03');
  await client.call('reuse.settled', {});
  const { partners } = await client.call('reuse.ofDocument', { id: long });
  expect(partners).toHaveLength(1);
  expect(partners[0]).toMatchObject({ order: 'earlier', days: 2, kind: 'contains', document: { id: short } });
  const { here, there } = partners[0]!.passages[0]!;
  const text = async (id: Id) => (await client.call('documents.text', { id })).text;
  expect((await text(long)).slice(here.from, here.to)).toBe((await text(short)).slice(there.from, there.to));
  const { sentences, met, documents } = await client.call('reuse.novel', { id: long });
  expect([sentences, met.length]).toEqual([3, 2]);
  expect(documents.map(({ id }) => id)).toEqual([short]);
  const { arrows } = await client.call('reuse.lineage', { id: short });
  expect(arrows).toMatchObject([{ from: short, to: long }]);
});

it('begins with what was kept, reads what changed since, and makes a damaged one anew', async () => {
  // Enough for the index to be kept.
  const sources = Array.from({ length: 210 }, (_, number) => ({
    kind: 'pasted' as const,
    text: `Number ${number} ${Array.from({ length: 30 }, (_, at) => `w${(number * 31 + at) * 17}`).join(' ')}`,
    title: `Number ${number}`,
  }));
  await client.call('imports.run', { sources });
  await client.call('reuse.settled', {});
  const file = join(location, 'cache', 'reuse-index');
  const kept = await readFile(file);
  const short = await add('Harbour', STORY, null);
  const long = await add('Ferries', `${STORY} ${MORE}`, null);
  for (const bytes of [kept, kept.subarray(0, kept.length >> 1)]) {
    await library.close();
    await writeFile(file, bytes);
    start();
    await client.call('library.open', { location });
    expect((await summary(short))[0]!.partner.id).toBe(long);
    expect((await client.call('reuse.state', {})).done).toBe(212);
  }
});

it('lets go of a library that is closed and says that none is open', async () => {
  await add('Harbour', STORY, null);
  await client.call('reuse.settled', {});
  await client.call('library.close', {});
  await expect(client.call('reuse.state', {})).rejects.toMatchObject({ code: 'no-library-open' });
});

it('puts the copies of a story into one group, the earliest first', async () => {
  const late = await add('Late', `${STORY} ${MORE}`, '2024-05-03');
  const early = await add('Early', `${STORY}  ${MORE}`, '2024-05-01');
  await client.call('reuse.settled', {});
  const { copies } = await client.call('reuse.groups', {});
  expect(copies.map((group) => group.map(({ id }) => id))).toEqual([[early, late]]);
});

it('sorts the table by how much of each document another has, what shares nothing last, and again as more is known', async () => {
  const bread = await add('Bread', OTHER, null);
  const long = await add('Ferries', `${STORY} ${MORE}`, '2024-05-03');
  const table = async (descending: boolean): Promise<Id[]> => {
    await client.call('reuse.settled', {});
    const { rows } = await client.call('documents.list', {
      sort: { by: 'shared', descending },
      from: 0,
      count: 10,
    });
    return rows.map(({ id }) => id);
  };
  expect(await table(true)).toEqual([bread, long]);
  const short = await add('Harbour', STORY, '2024-05-01');
  expect(await table(true)).toEqual([short, long, bread]);
  expect(await table(false)).toEqual([long, short, bread]);
});
