import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { backupName, writeBackup } from './backup';
import { INSIDE, MANIFEST_NAME, nameFault, openBackup, verifyBackup } from './backupFile';
import { createLibrary, nodeDisk, openLibrary, type Disk } from './library';
import { DamagedBackup, restoreBackup } from './restore';
import {
  annotations,
  brief,
  codebook,
  everything,
  id,
  imported,
  note,
  search,
  sentence,
} from './testing/records';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const options = { name: 'Case', dossier: '1.0.0' };
const never = new AbortController().signal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-backup-'));
  const library = await createLibrary(at('case'), 'Case');
  await library.transact('Fill', [
    ...imported(1),
    ...imported(2),
    { kind: 'annotations', id: id(1), value: annotations(1, [0]) },
    { kind: 'codebook', id: '', value: codebook('Barges') },
    { kind: 'note', id: note(1).id, value: note(1) },
    { kind: 'brief', id: brief(1).id, value: brief(1) },
    { kind: 'search', id: search(1).id, value: search(1) },
  ]);
  for (const n of [1, 2]) await library.addOriginal(id(n), `bulletin-${n}.txt`, Buffer.from(sentence(n)));
  await library.close();
});
afterEach(() => rm(folder, { recursive: true }));

const contents = async (root: string): Promise<unknown> => {
  const library = await openLibrary(root, nodeDisk, { readOnly: true });
  expect(library.problems).toEqual([]);
  const found = await everything(library);
  await library.close();
  return found;
};

/** A zip of our own making, for what `writeBackup` would never write. */
async function forged(
  files: readonly { path: string; bytes: string; mode?: number; unlisted?: boolean; said?: object }[],
): Promise<string> {
  const zip = new ZipFile();
  for (const { path, bytes, mode } of files) {
    zip.addBuffer(Buffer.from(bytes), INSIDE + path, { mode: mode ?? 0o100600 });
  }
  const manifest = {
    version: 1,
    kind: 'dossier-backup',
    name: 'Case',
    createdAt: '2026-01-02T03:04:05.000Z',
    dossier: '1.0.0',
    files: files
      .filter(({ unlisted }) => unlisted !== true)
      .map(({ path, bytes, said }) => ({
        path,
        size: Buffer.byteLength(bytes),
        sha256: createHash('sha256').update(bytes).digest('hex'),
        ...said,
      })),
  };
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), MANIFEST_NAME);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  await writeFile(at('forged.dossier'), Buffer.concat(chunks));
  return at('forged.dossier');
}
const card = { path: 'library.json', bytes: '{}' };

describe('writeBackup and restoreBackup', () => {
  it('it brings back everything the library held, originals byte for byte', async () => {
    const { files } = await writeBackup(at('case'), at('b.dossier'), options);
    expect(files).toBeGreaterThanOrEqual(12);
    expect(await contents(at('case'))).toMatchObject({ searches: [search(1)] });
    const restored = await restoreBackup(at('b.dossier'), at('new', 'place'));
    expect(restored).toMatchObject({ folder: at('new', 'place'), name: 'Case', files, faults: [] });
    expect(await contents(at('new', 'place'))).toEqual(await contents(at('case')));
    const original = ['documents', id(1).slice(0, 2), id(1), 'original', 'bulletin-1.txt'];
    expect(await readFile(at('new', 'place', ...original), 'utf8')).toBe(sentence(1));
  });

  it('it leaves out what is derived or set aside, and links', async () => {
    await mkdir(at('case', 'quarantine'));
    await writeFile(at('case', 'quarantine', 'bad.json'), 'x');
    await symlink('/etc/hostname', at('case', 'link'));
    const { leftOut } = await writeBackup(at('case'), at('b.dossier'), options);
    expect(leftOut).toEqual(['link is a link or a device, not a file.']);
    const reader = await openBackup(at('b.dossier'));
    expect(reader.manifest.files.map(({ path }) => path.split('/')[0])).not.toContain('cache');
    expect(reader.manifest.files.map(({ path }) => path.split('/')[0])).not.toContain('quarantine');
    reader.close();
  });

  it('it copies records only while they are held still', async () => {
    const seen: string[] = [];
    let held = false;
    const watching: Disk = {
      ...nodeDisk,
      stream: (path) => {
        if (path.startsWith(at('case'))) seen.push(`${path.slice(at('case').length + 1)} ${String(held)}`);
        return nodeDisk.stream(path);
      },
    };
    await writeBackup(at('case'), at('b.dossier'), {
      ...options,
      disk: watching,
      holdStill: async () => {
        held = true;
        // What came in since the first look is taken too, and the journal as it was at this moment.
        await writeFile(at('case', 'late.json'), '{}');
        await mkdir(at('case', 'journal'), { recursive: true });
        await writeFile(at('case', 'journal', '000000000002-00000009.log'), 'later');
        const journal = new Map([[join('journal', '000000000002-00000009.log'), Buffer.from('then')]]);
        // A document whose edit comes after that moment.
        await mkdir(at('case', 'documents', '00', id(9)), { recursive: true });
        await writeFile(at('case', 'documents', '00', id(9), 'text.json'), '{}');
        return { journal, release: () => (held = false) };
      },
    });
    expect(held).toBe(false);
    const reader = await openBackup(at('b.dossier'));
    const [log] = reader.files.filter(({ path }) => path.endsWith('00000009.log'));
    expect(log).toMatchObject({ size: 'then'.length });
    expect(reader.files.filter(({ path }) => path.includes(id(9)))).toEqual([]);
    reader.close();
    expect(seen).toContain('late.json true');
    expect(seen.filter((line) => line.includes('json') && !line.includes('text.json'))).toSatisfy(
      (lines: string[]) => lines.every((line) => line.endsWith(' true')),
    );
    expect(seen.filter((line) => line.includes('text.json'))).toSatisfy((lines: string[]) =>
      lines.every((line) => line.endsWith(' false')),
    );
  });

  it('it never goes over a file, nor into the library itself', async () => {
    await writeFile(at('b.dossier'), 'mine');
    await expect(writeBackup(at('case'), at('b.dossier'), options)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await readFile(at('b.dossier'), 'utf8')).toBe('mine');
    await expect(writeBackup(at('case'), at('case', 'notes', 'b'), options)).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('it leaves nothing behind when it is stopped or the disk fills up', async () => {
    const before = readdirSync(folder);
    const stop = new AbortController();
    const work = writeBackup(at('case'), at('b.dossier'), {
      ...options,
      signal: stop.signal,
      progress: ({ done }) => done === 3 && stop.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });

    const full: Disk = {
      ...nodeDisk,
      create: async (path) => ({
        ...(await nodeDisk.create(path)),
        write: () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })),
      }),
    };
    await expect(writeBackup(at('case'), at('b.dossier'), { ...options, disk: full })).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('no room for the backup') as unknown,
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('it does not keep a backup that does not read back', async () => {
    const lying: Disk = {
      ...nodeDisk,
      create: async (path) => {
        const file = await nodeDisk.create(path);
        let first = true;
        return {
          ...file,
          write: (bytes) => {
            const written = Uint8Array.from(bytes);
            if (!first && written.length > 40) written[20]! ^= 0xff;
            first = false;
            return file.write(written);
          },
        };
      },
    };
    await expect(writeBackup(at('case'), at('b.dossier'), { ...options, disk: lying })).rejects.toMatchObject(
      {
        code: 'backup-damaged',
      },
    );
    expect(existsSync(at('b.dossier'))).toBe(false);
  });

  it('it restores into a new or an empty folder only', async () => {
    await writeBackup(at('case'), at('b.dossier'), options);
    await mkdir(at('empty'));
    await restoreBackup(at('b.dossier'), at('empty'));
    await expect(restoreBackup(at('b.dossier'), at('empty'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('a library') as unknown,
    });
    await mkdir(at('full'));
    await writeFile(at('full', 'mine.txt'), 'mine');
    await expect(restoreBackup(at('b.dossier'), at('full'))).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(at('full'))).toEqual(['mine.txt']);
  });

  it('it leaves nothing behind when a restore is stopped or the disk fills up', async () => {
    await writeBackup(at('case'), at('b.dossier'), options);
    const stop = new AbortController();
    const work = restoreBackup(at('b.dossier'), at('deep', 'er'), {
      signal: stop.signal,
      progress: ({ stage, done }) => stage === 'copying' && done === 2 && stop.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(at('deep'))).toBe(false);

    await mkdir(at('empty'));
    let count = 0;
    const full: Disk = {
      ...nodeDisk,
      create: (path) => {
        count += 1;
        if (count < 4) return nodeDisk.create(path);
        return Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
      },
    };
    await expect(restoreBackup(at('b.dossier'), at('empty'), { disk: full })).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(readdirSync(at('empty'))).toEqual([]);
  });

  it('it finds every flipped byte, names the file, and restores the rest only when asked', async () => {
    const whole = await writeBackup(at('case'), at('b.dossier'), options);
    const sound = await readFile(at('b.dossier'));
    let partials = 0;
    for (let place = 0; place < sound.length; place += 149) {
      const bytes = Buffer.from(sound);
      bytes[place]! ^= 0x10;
      await writeFile(at('bad.dossier'), bytes);
      const failure = await restoreBackup(at('bad.dossier'), at('out')).then(
        () => null,
        (problem: unknown) => problem,
      );
      if (failure === null) {
        // A byte that carries nothing (a time, a mode): then everything is as it was.
        expect(await contents(at('out')), `byte ${place}`).toEqual(await contents(at('case')));
        await rm(at('out'), { recursive: true });
        continue;
      }
      expect(existsSync(at('out')), `byte ${place}`).toBe(false);
      expect(failure).toHaveProperty('code');
      if (!(failure instanceof DamagedBackup) || failure.faults.some(({ file }) => file === 'library.json'))
        continue;
      const { files, faults } = await restoreBackup(at('bad.dossier'), at('out'), { partial: true });
      expect(files).toBeLessThan(whole.files);
      expect(faults.length).toBeGreaterThan(0);
      partials += 1;
      await rm(at('out'), { recursive: true });
    }
    expect(partials).toBeGreaterThan(10);
  });

  it('it says of a backup cut short at any place that it is damaged', async () => {
    await writeBackup(at('case'), at('b.dossier'), options);
    const sound = await readFile(at('b.dossier'));
    for (let length = 0; length < sound.length; length += 211) {
      await writeFile(at('bad.dossier'), sound.subarray(0, length));
      await expect(restoreBackup(at('bad.dossier'), at('out')), `${length} bytes`).rejects.toMatchObject({
        code: 'backup-damaged',
      });
    }
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('a backup from somebody else', () => {
  it.each([
    ['a size that is a lie', [{ ...card, said: { size: 1 } }], 'library.json'],
    ['another hash', [{ ...card, said: { sha256: '0'.repeat(64) } }], 'library.json'],
    ['a file that is not listed', [card, { path: 'extra.json', bytes: '{}', unlisted: true }], 'extra.json'],
    ['a link', [card, { path: 'l.json', bytes: '/etc/passwd', mode: 0o120777 }], 'l.json'],
    ['twins by case', [card, { path: 'A.json', bytes: '1' }, { path: 'a.json', bytes: '2' }], 'a.json'],
    ['a device of Windows', [card, { path: 'notes/con.json', bytes: '1' }], 'notes/con.json'],
    ['a stream of NTFS', [card, { path: 'notes/a:b', bytes: '1' }], 'notes/a:b'],
    ['a dot at the end', [card, { path: 'notes/a.', bytes: '1' }], 'notes/a.'],
    ['a bomb', [card, { path: 'b.json', bytes: ' '.repeat(9_000_000), said: { size: 2 } }], 'b.json'],
  ])('it refuses %s', async (_, files, bad) => {
    const failure: unknown = await restoreBackup(await forged(files), at('out')).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(DamagedBackup);
    expect((failure as DamagedBackup).faults.map(({ file }) => file)).toContain(bad);
    expect(existsSync(at('out'))).toBe(false);
  });

  it.each(['../out.json', '/etc/out.json', 'C:/out.json', 'a/../../out.json'])(
    'it refuses the name %s even where the zip itself carries it',
    async (name) => {
      // yazl would not write such a name: it is put in by hand, of the same length.
      const innocent = 'x'.repeat(name.length);
      const path = await forged([card, { path: innocent, bytes: 'out', said: { path: name } }]);
      const bytes = await readFile(path, 'latin1');
      await writeFile(path, bytes.replaceAll(INSIDE + innocent, INSIDE + name), 'latin1');
      await expect(restoreBackup(path, at('out'))).rejects.toMatchObject({ code: 'backup-damaged' });
      expect(existsSync(at('out'))).toBe(false);
    },
  );

  it('it tells a zip of another kind, a text and a folder from a backup', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('hello'), 'hello.txt');
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    await writeFile(at('other.zip'), Buffer.concat(chunks));
    await writeFile(at('text.dossier'), 'just words');
    await expect(openBackup(at('other.zip'))).rejects.toMatchObject({ code: 'format-unsupported' });
    await expect(openBackup(at('text.dossier'))).rejects.toMatchObject({ code: 'backup-damaged' });
    await expect(openBackup(at('case'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(openBackup(at('none'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('it reads nothing beyond the sizes it was told', async () => {
    const reader = await openBackup(await forged([card]));
    expect(await verifyBackup(reader, never)).toEqual([]);
    reader.close();
  });
});

describe('names', () => {
  it.each(['', '/a', 'a//b', '..', 'a/../b', 'a\\b', 'a:b', 'aux', 'notes/LPT1.txt', 'a ', 'a\u0000b'])(
    'it does not let “%s” become a file',
    (name) => expect(nameFault(name)).not.toBeNull(),
  );

  it('it lets every name a library uses pass', () => {
    expect(nameFault('documents/3f/3f1c/original/Bericht – März (Endfassung).txt')).toBeNull();
    expect(nameFault('journal/000001-ab12.log')).toBeNull();
  });

  it('it names a backup after the library and the day', () => {
    expect(backupName('Harbour: part 2/3.', new Date(2026, 0, 9))).toBe(
      'Harbour part 2 3 2026-01-09.dossier',
    );
    expect(backupName('???', new Date(2026, 0, 9))).toBe('Library 2026-01-09.dossier');
  });
});
