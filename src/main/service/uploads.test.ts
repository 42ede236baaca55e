import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Uploads } from './uploads';

let home: string;
const temporary = process.env.TMPDIR;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-uploads-test-'));
});
afterEach(async () => {
  if (temporary === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = temporary;
  await rm(home, { recursive: true });
});

describe('Uploads', () => {
  const bytes = async function* (...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield await Promise.resolve(Buffer.from(part));
    }
  };

  it('keeps nothing of an upload that broke off', async () => {
    const uploads = new Uploads();
    const { upload } = await uploads.receive('a.txt', null, bytes('whole'));
    await expect(uploads.receive('b.txt', null, bytes('half', new Error('reset')))).rejects.toThrow('reset');
    expect(Buffer.from(await uploads.take(upload).read()).toString()).toBe('whole');
    await uploads.close();
  });

  it('holds small files in memory, as far as there is room, and any other on the disk', async () => {
    process.env.TMPDIR = home;
    const uploads = new Uploads();
    const held = async (): Promise<number> =>
      (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
        .length;
    const page = 'w'.repeat(250_000);
    const ids: string[] = [];
    const more = async (): Promise<void> => {
      const { upload } = await uploads.receive('a.txt', page.length, bytes(page));
      ids.push(upload);
    };
    for (let count = 0; count < 130; count += 1) await more();
    expect(await held()).toBe(0);
    for (let count = 0; count < 10; count += 1) await more();
    expect(await held()).toBe(6);
    for (const id of ids) expect((await uploads.take(id).read()).byteLength).toBe(page.length);
    await uploads.forget(ids);
    expect(await held()).toBe(0);
    await more();
    expect(await held()).toBe(0);
    await uploads.close();
  });

  it('has room again for what broke off, and for what is longer than announced', async () => {
    const uploads = new Uploads();
    process.env.TMPDIR = join(home, 'missing');
    const most = 256 * 1024;
    for (let count = 0; count < 300; count += 1) {
      await expect(uploads.receive('a.txt', most, bytes('half', new Error('reset')))).rejects.toThrow(
        'reset',
      );
      await expect(uploads.receive('a.txt', 1, bytes('half'))).rejects.toThrow('longer');
    }
    const { upload } = await uploads.receive('a.txt', 5, bytes('wh', 'ole'));
    expect(String(await uploads.take(upload).read())).toBe('whole');
    await uploads.close();
  });

  it('leaves nothing that can be read in the temporary folder', async () => {
    const uploads = new Uploads();
    process.env.TMPDIR = home;
    const { upload } = await uploads.receive('quay.txt', null, bytes('the quay ', 'is open'));
    const files = await readdir(home, { recursive: true, withFileTypes: true });
    const [file] = files.filter((entry) => entry.isFile());
    expect(String(await readFile(join(file!.parentPath, file!.name)))).not.toContain('quay');
    expect(file!.name).not.toContain('quay');
    expect(String(await uploads.take(upload).read())).toBe('the quay is open');
    await uploads.close();
  });

  it('finds room again after the temporary folder had none', async () => {
    const uploads = new Uploads();
    process.env.TMPDIR = join(home, 'missing');
    await expect(uploads.receive('a.txt', null, bytes('a'))).rejects.toThrow('missing');
    process.env.TMPDIR = home;
    await expect(uploads.receive('a.txt', null, bytes('a'))).resolves.toMatchObject({});
    await uploads.close();
    expect((await readdir(home)).filter((name) => name.startsWith('dossier-uploads'))).toEqual([]);
  });
});
