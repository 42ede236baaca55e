import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Low } from 'lowdb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { defineStored } from '../../core/model/stored';
import { nodeDisk, withPlainErrors, type Disk } from './disk';
import { DurableAdapter } from './durableAdapter';

type Barge = { version: 2; name: string; crew: { age: number }[] };
const stored = defineStored<Barge>({
  kind: 'barge',
  version: 2,
  schema: z.object({ version: z.literal(2), name: z.string(), crew: z.array(z.object({ age: z.number() })) }),
  migrations: { 1: (record) => ({ ...record, crew: [] }) },
});
const barge: Barge = { version: 2, name: 'Heron', crew: [{ age: 40 }, { age: 41 }] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-adapter-'));
});
afterEach(() => rm(folder, { recursive: true }));

const adapter = (disk: Disk = nodeDisk, path = join(folder, 'barge.json')): DurableAdapter<Barge> =>
  new DurableAdapter(withPlainErrors(disk), folder, path, stored);

it('reads null where there is no file, and lowdb then keeps null', async () => {
  const low = new Low<Barge | null>(adapter(), null);
  await low.read();
  expect(low.data).toBeNull();
});

it('writes readable JSON that lowdb reads again, and leaves no other file', async () => {
  const low = new Low<Barge | null>(adapter(), barge);
  await low.write();
  expect(await readFile(join(folder, 'barge.json'), 'utf8')).toBe(`${JSON.stringify(barge, null, 2)}\n`);
  expect(await adapter().read()).toEqual(barge);
  expect(await readdir(folder)).toEqual(['barge.json']);
});

it('makes the folders that are missing below the root', async () => {
  const path = join(folder, 'a', 'b', 'barge.json');
  await adapter(nodeDisk, path).write(barge);
  expect(await adapter(nodeDisk, path).read()).toEqual(barge);
});

it('puts a file in place only after the disk confirmed its content, and answers only after it confirmed the name', async () => {
  const order: string[] = [];
  const noting =
    <A extends unknown[], R>(name: string, work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const result = await work(...given);
      order.push(name);
      return result;
    };
  const noted: Disk = {
    ...nodeDisk,
    rename: noting('rename', (from: string, to: string) => nodeDisk.rename(from, to)),
    syncFolder: noting('syncFolder', (path: string) => nodeDisk.syncFolder(path)),
    async create(path) {
      const file = await nodeDisk.create(path);
      return {
        ...file,
        write: noting('write', (bytes: Uint8Array) => file.write(bytes)),
        datasync: noting('datasync', () => file.datasync()),
      };
    },
  };
  await adapter(noted).write(barge);
  expect(order).toEqual(['write', 'datasync', 'rename', 'syncFolder']);
});

it('removes the file when null is written', async () => {
  await adapter().write(barge);
  await adapter().write(null);
  expect(await readdir(folder)).toEqual([]);
});

it('migrates an older record, and leaves the file to the next write', async () => {
  const old = '{"version":1,"name":"Heron"}';
  await writeFile(join(folder, 'barge.json'), old);
  expect(await adapter().read()).toEqual({ version: 2, name: 'Heron', crew: [] });
  expect(await readFile(join(folder, 'barge.json'), 'utf8')).toBe(old);
});

it('lets a byte-order mark pass, which text editors add', async () => {
  await writeFile(join(folder, 'barge.json'), `\ufeff${JSON.stringify(barge)}`);
  expect(await adapter().read()).toEqual(barge);
});

const whole = JSON.stringify(barge);
it.each([
  ['empty', '', /the file is empty/],
  ['only a byte-order mark', '\ufeff', /not JSON/],
  ['cut short', whole.slice(0, -5), /not JSON, perhaps cut short/],
  ['zeroed', '\0'.repeat(whole.length), /not JSON/],
  ['garbage', 'MZ\u0090 garbage', /not JSON/],
  ['two records', whole + whole, /not JSON/],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /not UTF-8/],
  ['an array', '[]', /must be an object/],
  ['null', 'null', /must be an object/],
  ['without a version', '{"name":"Heron","crew":[]}', /version/],
  ['of the wrong shape', '{"version":2,"name":7,"crew":[]}', /name/],
  ['a name standing twice', '{"version":2,"name":"Heron","name":"Egret","crew":[]}', /twice/],
  ['a name twice deep inside', '{"version":2,"name":"H","crew":[{"age":1,"ag\\u0065":2}]}', /twice/],
])('refuses a file that is %s, naming it, and leaves it as it is', async (_, content, reason) => {
  const path = join(folder, 'barge.json');
  await writeFile(path, content);
  const problem = await adapter()
    .read()
    .catch((thrown: unknown) => thrown);
  expect(problem).toMatchObject({
    code: 'library-damaged',
    message: expect.stringMatching(reason) as string,
  });
  expect((problem as Error).message).toContain(path);
  expect(await readFile(path)).toEqual(Buffer.from(content));
});

it('is not misled by quotes, colons and braces inside strings', async () => {
  const odd: Barge = { version: 2, name: '{"a": "b", "a": \\" : "}\n"name":', crew: [] };
  await adapter().write(odd);
  expect(await adapter().read()).toEqual(odd);
});

it('says "too new" for a record of a later version, and leaves it', async () => {
  await writeFile(join(folder, 'barge.json'), '{"version":3,"name":"Heron"}');
  await expect(adapter().read()).rejects.toMatchObject({ code: 'library-too-new' });
});

it('writes on when the disk takes only part of the bytes', async () => {
  await adapter(taking((asked) => Math.ceil(asked / 3))).write(barge);
  expect(await adapter().read()).toEqual(barge);
});

it.each([
  ['takes nothing', (): number => 0, false],
  ['loses bytes it said to have taken', (asked: number): number => asked, true],
])('refuses to put a file in place when the disk %s', async (_, take, lying) => {
  await adapter().write(barge);
  await expect(adapter(taking(take, lying)).write({ ...barge, name: 'Egret' })).rejects.toMatchObject({
    code: 'disk-failed',
  });
  expect(await adapter().read()).toEqual(barge);
  expect(await readdir(folder)).toEqual(['barge.json']);
});

it.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['EROFS', 'read-only'],
  ['EIO', 'disk-failed'],
  ['EMFILE', 'disk-failed'],
])('puts %s in words as %s with the file and a next step', async (code, expected) => {
  const broken: Disk = {
    ...nodeDisk,
    create: () => Promise.reject(Object.assign(new Error(code), { code })),
  };
  await expect(adapter(broken).write(barge)).rejects.toMatchObject({
    code: expected,
    message: expect.stringContaining('.dossier-part') as string,
    next: expect.stringMatching(/\w/) as string,
  });
});

/** A disk that takes as many bytes as `take` says; a lying one tells so and writes only half of them. */
function taking(take: (asked: number) => number, lying = false): Disk {
  return {
    ...nodeDisk,
    async create(path) {
      const file = await nodeDisk.create(path);
      return {
        ...file,
        async write(bytes) {
          const taken = take(bytes.length);
          if (taken > 0) await file.write(bytes.subarray(0, lying ? Math.floor(taken / 2) : taken));
          return taken;
        },
      };
    },
  };
}
