import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { inThisProcess } from '../import/inThisProcess';
import { createLibrary, openLibrary } from '../library/library';
import { Desk } from './desk';
import { furnitureCalls } from './furnitureCalls';
import type { ImportInput } from './importInput';
import { Importer } from './imports';
import { Uploads } from './uploads';

let home: string;
let desk: Desk;
let importer: Importer;
let uploads: Uploads;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-outlet-'));
  desk = new Desk();
  uploads = new Uploads();
  importer = new Importer(desk, inThisProcess, uploads);
  await desk.use(await createLibrary(join(home, 'case'), 'Case'));
});
afterEach(async () => {
  await desk.use(null);
  await uploads.close();
  await rm(home, { recursive: true });
});

const STORIES = [
  'The divers lifted a bronze bell from the wreck of a collier on Tuesday, and nobody in the village could read its name.',
  'Two brokers were fined for selling the same shipload of barley to mills on opposite banks of the estuary last spring.',
  'A retired pilot has drawn every sandbank from memory, and surveyors found that all but three were in the right place.',
  'The night train stopped for an hour because geese had settled on the warm rails outside the signal box at Fenmouth.',
  'Lamps on the outer wall will burn whale-free oil again after a museum lent the town its only working burner of 1840.',
  'School meals are to include kelp twice a week, a decision the cooks had asked for and most of the children had feared.',
  'A letter posted in the year of the great frost arrived yesterday with its seal unbroken and its writer long buried.',
  'The ropewalk will be roofed with slate from the quarry that supplied it when kings still bought their cables there.',
];
const PLEA = 'The Post is printed by the people who read it. Please consider subscribing.';
const TIDES = 'Tide tables and moon';
const page = (at: number): ImportInput => {
  const words = STORIES[at]!;
  const html = `<!doctype html><html lang="en"><head><title>Story ${at}</title>
    <meta property="og:site_name" content="The Harbour Post"><meta property="og:type" content="article"></head><body><article>
    <h1>Story number ${at}</h1><p>${words}</p>
    <p>${words.split(' ').reverse().join(' ')}, as the register of the parish has it for that year and the next.</p>
    <p>${PLEA}</p><p>${TIDES}</p></article></body></html>`;
  return { path: `${at}.html`, name: `${at}.html`, read: () => Promise.resolve(Buffer.from(html)) };
};
const bring = (...numbers: number[]) =>
  importer.run(numbers.map(page), { signal: new AbortController().signal, progress: () => undefined });
const call = (): ReturnType<typeof furnitureCalls> => furnitureCalls(desk);
const context = { signal: new AbortController().signal, progress: () => undefined } as never;

const idOf = (at: number): Id =>
  desk.library.summaries().find((entry) => entry.fileName === `${at}.html`)!.id;
const document = async (at: number): Promise<Document> => (await desk.library.get('document', idOf(at)))!;
/** The lines of a document that are folded, with who folded them. */
async function folded(at: number): Promise<string[]> {
  const { layers } = await document(at);
  const { text } = (await desk.library.get('text', idOf(at)))!;
  return layers.flatMap(({ from, to, active, by }) =>
    active ? text.slice(from, to).split('\n\n').map((words) => `${by ?? 'rule'}: ${words}`) : [],
  ); // prettier-ignore
}
const place = async (at: number, words: string): Promise<{ id: Id; from: number; to: number }> => {
  const { text } = (await desk.library.get('text', idOf(at)))!;
  const from = text.indexOf(words);
  expect(from).toBeGreaterThan(0);
  return { id: idOf(at), from, to: from + words.length };
};
/** Whoever folded them. */
const last = (lines: string[]): string[] =>
  lines.map((words) => words.replace(/^(?:rule|outlet|format): /, ''));

describe('OutletFurniture', () => {
  it('folds what three stories of an outlet repeat, in the step of the import', async () => {
    await bring(0, 1);
    expect(last(await folded(0))).not.toContain(TIDES);
    await bring(2);
    for (const at of [0, 1, 2]) expect(last(await folded(at))).toEqual(expect.arrayContaining([TIDES]));
    expect((await document(0)).layers.map(({ label }) => label)).toContain(
      'repeated in 3 documents of The Harbour Post',
    );
    expect(desk.history.state.undo).toBe('Import');
    await desk.step('undo');
    expect(last(await folded(0))).not.toContain(TIDES);
    expect((await document(2)).trashedAt).not.toBeNull();
  });

  it('leaves alone what a person showed, and remembers it for the outlet', async () => {
    await bring(0, 1, 2);
    await call()['documents.markFurniture']({ ...(await place(1, TIDES)), furniture: false }, context);
    await bring(3, 4);
    expect(last(await folded(1))).not.toContain(TIDES);
    expect(last(await folded(3))).not.toContain(TIDES);
    expect(last(await folded(0))).toContain(TIDES);
    expect(desk.library.record.taught).toHaveLength(1);
    await call()['documents.markFurniture']({ ...(await place(1, TIDES)), furniture: true }, context);
    expect(desk.library.record.taught).toBeUndefined();
    await bring(5);
    expect(last(await folded(5))).toContain(TIDES);
  });

  it('folds a taught line in all documents and those to come, in one step', async () => {
    await bring(0, 1);
    const line = { ...(await place(0, TIDES)), furniture: true, scope: 'outlet' } as const;
    expect(await call()['documents.outlet']({ id: idOf(0) }, context)).toEqual({
      name: 'The Harbour Post',
      documents: 2,
    });
    expect(await call()['documents.teachFurniture'](line, context)).toEqual({ documents: 2 });
    expect(await folded(1)).toContain(`person: ${TIDES}`);
    await bring(2);
    expect(await folded(2)).toContain(`person: ${TIDES}`);
    expect(desk.history.state.undo).toBe('Import');
    await desk.step('undo');
    await desk.step('undo');
    expect(last(await folded(0))).not.toContain(TIDES);
    expect(desk.library.record.taught).toBeUndefined();
    expect(await call()['documents.teachFurniture']({ ...line, scope: 'document' }, context)).toEqual({
      documents: 1,
    });
    expect(last(await folded(1))).not.toContain(TIDES);
  });

  it('shows a line everywhere that is never to be folded, after opening again too', async () => {
    await bring(0, 1, 2);
    const never = { ...(await place(0, TIDES)), furniture: false, scope: 'outlet' } as const;
    expect(await call()['documents.teachFurniture'](never, context)).toEqual({ documents: 3 });
    for (const at of [0, 1, 2]) expect(last(await folded(at))).not.toContain(TIDES);
    const { location } = desk.library;
    await desk.use(null);
    await desk.use(await openLibrary(location));
    await bring(3, 4, 5);
    for (const at of [0, 3, 5]) expect(last(await folded(at))).not.toContain(TIDES);
    await desk.step('undo');
    await desk.step('undo');
    expect(last(await folded(1))).toContain(TIDES);
  });

  it('refuses to teach where there is no outlet or no line', async () => {
    const text = {
      path: 'a.txt',
      name: 'a.txt',
      read: () => Promise.resolve(Buffer.from('Only a word or two.\n')),
    };
    await importer.run([text], { signal: new AbortController().signal, progress: () => undefined });
    const { id } = desk.library.summaries()[0]!;
    const input = { id, from: 0, to: 4, furniture: true, scope: 'outlet' } as const;
    await expect(call()['documents.teachFurniture'](input, context)).rejects.toMatchObject({
      code: 'bad-input',
    });
    await bring(0);
    const nothing = { ...input, id: idOf(0), from: 900_000, to: 900_001 };
    await expect(call()['documents.teachFurniture'](nothing, context)).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('learns nothing from files that cannot be read', async () => {
    await bring(0, 1);
    const broken = { path: 'b.html', name: 'b.html', read: () => Promise.reject(new Error('gone')) };
    const report = await importer.run([broken, page(2)], {
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    expect(report).toMatchObject({ imported: 1, failed: 1 });
    expect(last(await folded(2))).toContain(TIDES);
  });
});
