import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../core/model/appError';
import { createLibrary, nodeDisk, openLibrary, type Library, type OpenOptions } from '../library';
import { failingDisk } from '../testing/failingDisk';
import {
  annotations,
  brief,
  codebook,
  document,
  documentText,
  everything,
  id,
  imported,
  note,
} from '../testing/records';

const PASSPHRASE = 'seven grey herons';
const unlock: OpenOptions = { unlock: { passphrase: PASSPHRASE } };
/** Stands in every place where a person or a source can put a word. */
const CANARY = 'Xylophonia';

let home: string;
let start: string;
let before: unknown;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-sealed-library-'));
  start = join(home, 'start');
  const library = await createLibrary(start, `Case ${CANARY}`, nodeDisk, {
    passphrase: PASSPHRASE,
    cost: { N: 2 ** 14, r: 8, p: 1 },
  });
  await fill(library);
  before = await everything(library);
  await library.close();
});
afterAll(() => rm(home, { recursive: true }));

async function fill(library: Library): Promise<void> {
  const named = document(1, `A title with ${CANARY}`);
  const bytes = new TextEncoder().encode(`An original with ${CANARY}.\n`);
  await library.transact(
    'Start',
    [
      {
        kind: 'document',
        id: id(1),
        value: { ...named, original: { ...named.original, name: `${CANARY}.txt` } },
      },
      { kind: 'text', id: id(1), value: documentText(1) },
      ...imported(2),
      { kind: 'annotations', id: id(1), value: annotations(1, [1], [1]) },
      { kind: 'codebook', id: library.record.id, value: codebook('One', CANARY) },
      { kind: 'note', id: note(1).id, value: note(1, `Remember ${CANARY}`) },
      { kind: 'brief', id: brief(1).id, value: brief(1, `Brief ${CANARY}`) },
    ],
    { originals: [{ id: id(1), name: `${CANARY}.txt`, bytes }] },
  );
  await library.caches.write('search.bin', new TextEncoder().encode(`An index with ${CANARY}`));
}

/** A copy of the library, to do something to. */
async function copy(name: string): Promise<string> {
  const folder = join(home, name);
  await cp(start, folder, { recursive: true });
  return folder;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Files that show a word: in their name or, in any usual encoding, in their bytes. */
async function showing(word: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  const spellings = [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
    Buffer.from(word, 'utf16le').swap16(),
    ...[0, 1, 2].map((shift) =>
      // The letters of base64 that depend on this word alone, wherever it begins.
      Buffer.from(
        Buffer.concat([Buffer.alloc(shift), Buffer.from(word)])
          .toString('base64')
          .slice(shift === 0 ? 0 : 4, 12),
      ),
    ),
  ];
  for (const path of await filesBelow(folder)) {
    const bytes = await readFile(path);
    if (relative(folder, path).includes(word) || spellings.some((spelling) => bytes.includes(spelling))) {
      found.push(relative(folder, path));
    }
  }
  return found;
}

describe('a sealed library', () => {
  it('opens with its passphrase and holds what was put', async () => {
    const library = await openLibrary(start, nodeDisk, unlock);
    expect(library.problems).toEqual([]);
    expect(await everything(library)).toEqual(before);
    const original = await library.readOriginal(id(1));
    expect(original.name).toBe(`${CANARY}.txt`);
    const pieces: Uint8Array[] = [];
    for await (const piece of original.stream()) pieces.push(piece);
    expect(String(Buffer.concat(pieces))).toBe(`An original with ${CANARY}.\n`);
    expect(Buffer.concat(pieces)).toHaveLength(original.size);
    await library.close();
  });

  it('opens for reading only, beside a writer', async () => {
    const folder = await copy('beside');
    const writer = await openLibrary(folder, nodeDisk, unlock);
    await writer.transact('More', [{ kind: 'note', id: note(2).id, value: note(2) }]);
    const reader = await openLibrary(folder, nodeDisk, { ...unlock, readOnly: true });
    expect(await everything(reader)).toEqual(await everything(writer));
    await expect(reader.protection!.setAutoLock(5)).rejects.toMatchObject({ code: 'read-only' });
    await reader.close();
    await writer.close();
  });

  it('stays shut without a passphrase, with a wrong one, and while another has it', async () => {
    const folder = await copy('shut');
    const files = await filesBelow(folder);
    await expect(openLibrary(folder)).rejects.toMatchObject({ code: 'library-sealed' });
    await expect(openLibrary(folder, nodeDisk, { readOnly: true })).rejects.toMatchObject({
      code: 'library-sealed',
    });
    await expect(
      openLibrary(folder, nodeDisk, { unlock: { passphrase: 'eight grey herons' } }),
    ).rejects.toMatchObject({ code: 'wrong-passphrase' });
    expect(await filesBelow(folder)).toEqual(files);
    const open = await openLibrary(folder, nodeDisk, unlock);
    await expect(openLibrary(folder, nodeDisk, unlock)).rejects.toMatchObject({ code: 'library-locked' });
    await open.close();
  });

  it('shows no word of it in any file or name, open or closed', async () => {
    const folder = await copy('canary');
    expect(await showing(CANARY, folder)).toEqual([]);
    const library = await openLibrary(folder, nodeDisk, unlock);
    await library.transact('Say it', [{ kind: 'note', id: note(3).id, value: note(3, CANARY) }]);
    expect(await showing(CANARY, folder)).toEqual([]);
    await library.checkpoint();
    expect(await showing(CANARY, folder)).toEqual([]);
    await library.close();
    expect(await showing(CANARY, folder)).toEqual([]);
    expect(await showing('encryption', folder)).toHaveLength(2);
    // The same in the clear shows it: the search itself can find.
    const open = await createLibrary(join(home, 'clear'), `Case ${CANARY}`);
    await fill(open);
    await open.close();
    expect((await showing(CANARY, join(home, 'clear'))).length).toBeGreaterThan(5);
  });

  it('opens with the recovery code, and with a new passphrase after a change', async () => {
    const folder = await copy('changed');
    const library = await openLibrary(folder, nodeDisk, unlock);
    const code = await library.protection!.renewRecoveryCode({ passphrase: PASSPHRASE });
    await library.protection!.changePassphrase({ passphrase: PASSPHRASE }, 'eight grey herons');
    await library.protection!.setAutoLock(10);
    expect(library.protection).toMatchObject({ autoLockMinutes: 10, hasRecoveryCode: true });
    await library.close();
    for (const secret of [{ recoveryCode: code }, { passphrase: 'eight grey herons' }]) {
      const again = await openLibrary(folder, nodeDisk, { unlock: secret });
      expect(await everything(again)).toEqual(before);
      expect(again.protection?.autoLockMinutes).toBe(10);
      await again.close();
    }
    await expect(openLibrary(folder, nodeDisk, unlock)).rejects.toMatchObject({ code: 'wrong-passphrase' });
  });

  it('takes its key out of memory when it closes', async () => {
    const library = await openLibrary(await copy('locked'), nodeDisk, unlock);
    const original = await library.readOriginal(id(1));
    await library.close();
    await expect(original.stream()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'library-sealed',
    });
    await expect(library.protection!.setAutoLock(5)).rejects.toMatchObject({ code: 'no-library-open' });
  });

  it('keeps what was acknowledged when it is never closed', async () => {
    const folder = await copy('killed');
    const library = await openLibrary(folder, nodeDisk, unlock);
    for (let n = 10; n < 30; n += 1) {
      await library.transact(`Edit ${n}`, [{ kind: 'note', id: note(n).id, value: note(n) }]);
    }
    const expected = await everything(library);
    const killed = join(home, 'as-killed');
    await cp(folder, killed, { recursive: true });
    await library.close();
    const again = await openLibrary(killed, nodeDisk, unlock);
    expect(again.problems).toEqual([]);
    expect(await everything(again)).toEqual(expected);
    await again.close();
  });

  it('loses one edit, and says so, for one flipped bit in the middle of its journal', async () => {
    const folder = await copy('flipped');
    const library = await openLibrary(folder, nodeDisk, unlock);
    for (let n = 10; n < 20; n += 1) {
      await library.transact(`Edit ${n}`, [{ kind: 'note', id: note(n).id, value: note(n) }]);
    }
    const killed = join(home, 'as-flipped');
    await cp(folder, killed, { recursive: true });
    await library.close();
    const [segment] = (await filesBelow(join(killed, 'journal'))).sort().reverse();
    const bytes = await readFile(segment!);
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    await writeFile(segment!, bytes);
    const again = await openLibrary(killed, nodeDisk, unlock);
    expect(again.problems).toHaveLength(1);
    expect(again.problems[0]).toContain('One edit');
    expect(again.notes()).toHaveLength(1 + 9);
    await again.close();
  });

  it('opens beside a file that was changed, and keeps that file', async () => {
    const folder = await copy('tampered');
    const path = join(folder, 'documents', id(1).slice(0, 2), id(1), 'text.json');
    const bytes = await readFile(path);
    bytes[100]! ^= 1;
    await writeFile(path, bytes);
    const library = await openLibrary(folder, nodeDisk, unlock);
    await expect(library.get('text', id(1))).rejects.toMatchObject({ code: 'library-damaged' });
    expect(await library.get('text', id(2))).toEqual(documentText(2));
    await library.close();
    expect(await readFile(path)).toEqual(bytes);
  });

  it('does not take the file of one document for that of another', async () => {
    const folder = await copy('swapped');
    const [a, b] = [1, 2].map((n) => join(folder, 'documents', id(n).slice(0, 2), id(n), 'text.json')) as [
      string,
      string,
    ];
    await rename(a, `${a}.aside`);
    await rename(b, a);
    await rename(`${a}.aside`, b);
    const library = await openLibrary(folder, nodeDisk, unlock);
    for (const n of [1, 2]) {
      await expect(library.get('text', id(n))).rejects.toMatchObject({ code: 'library-damaged' });
    }
    await library.close();
  });

  it('says that encryption.json is missing, not that it is no library', async () => {
    const folder = await copy('headless');
    for (const name of ['encryption.json', 'encryption-copy.json']) await rm(join(folder, name));
    const files = await filesBelow(folder);
    await expect(openLibrary(folder, nodeDisk, unlock)).rejects.toMatchObject({
      code: 'library-damaged',
      message: expect.stringContaining('encryption.json') as unknown,
    });
    expect(await filesBelow(folder)).toEqual(files);
  });

  it('opens with the copy of a damaged header, says so, and leaves it alone', async () => {
    const folder = await copy('copied');
    await writeFile(join(folder, 'encryption.json'), 'nonsense');
    const library = await openLibrary(folder, nodeDisk, unlock);
    expect(library.problems.join()).toContain('encryption-copy.json');
    expect(await everything(library)).toEqual(before);
    await library.close();
    expect(await readFile(join(folder, 'encryption.json'), 'utf8')).toBe('nonsense');
  });

  it('keeps an edit or leaves it out, whichever call of the disk fails', async () => {
    const edit = (library: Library): Promise<unknown> =>
      library.transact(
        'Merge',
        [...imported(3), { kind: 'document', id: id(1), value: document(1, 'Renamed') }],
        { originals: [{ id: id(3), name: 'quay.txt', bytes: new Uint8Array(100) }] },
      );
    const counting = failingDisk(nodeDisk);
    const whole = await openLibrary(await copy('counted'), counting, unlock);
    counting.arm(null);
    await edit(whole);
    const { calls } = counting;
    const after = await everything(whole);
    await whole.close();
    expect(calls).toBeGreaterThan(15);
    for (let call = 1; call <= calls; call += 1) {
      const folder = await copy(`failing-${call}`);
      const disk = failingDisk(nodeDisk);
      const library = await openLibrary(folder, disk, unlock);
      disk.arm({ call, code: 'EIO', lasts: 'once' });
      const done = await edit(library).then(
        () => true,
        (problem: unknown) => {
          expect(problem).toBeInstanceOf(AppError);
          return false;
        },
      );
      disk.arm(null);
      await library.close();
      const again = await openLibrary(folder, nodeDisk, unlock);
      expect(again.problems, `call ${call}`).toEqual([]);
      expect(await everything(again), `call ${call}`).toEqual(done ? after : before);
      await again.close();
      await rm(folder, { recursive: true });
    }
  }, 120_000);

  it('leaves no half of itself where it could not be made', async () => {
    const folder = join(home, 'unmade', 'deep');
    await expect(createLibrary(folder, 'Case', nodeDisk, { passphrase: 'short' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(await filesBelow(dirname(folder))).toEqual([]);
  });
});
