import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyLibrary, type CopyOptions, type CopyResult } from './copyLibrary';
import { createLibrary, nodeDisk, openLibrary, type Library } from './library';
import { failingDisk } from './testing/failingDisk';
import { document, documentText, everything, id, imported, note } from './testing/records';

const PASSPHRASE = 'seven grey herons';
const cost = { N: 2 ** 14, r: 8, p: 1 };

let home: string;
let library: Library;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-copy-'));
  library = await createLibrary(join(home, 'case'), 'Case');
  const first = document(1);
  await library.transact(
    'Start',
    [
      {
        kind: 'document',
        id: id(1),
        value: { ...first, original: { ...first.original, name: 'quay: 1.txt' } },
      },
      { kind: 'text', id: id(1), value: documentText(1) },
      ...imported(2),
    ],
    { originals: [{ id: id(1), name: 'quay: 1.txt', bytes: new TextEncoder().encode('The quay.\n') }] },
  );
  await library.checkpoint();
  await library.transact('Later', [{ kind: 'note', id: note(1).id, value: note(1) }]);
});
afterEach(async () => {
  await library.close();
  await rm(home, { recursive: true });
});

function copy(from: Library, name: string, options: Partial<CopyOptions> = {}): Promise<CopyResult> {
  const nameOf = (document: string): string | null => from.summary(document)?.fileName ?? null;
  return copyLibrary({ root: from.location, disk: from.disk, nameOf }, join(home, name), {
    passphrase: null,
    cost,
    holdStill: () => Promise.resolve(() => undefined),
    signal: new AbortController().signal,
    progress: () => undefined,
    ...options,
  });
}

const original = async (from: Library): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await from.readOriginal(id(1))).stream()) pieces.push(piece);
  return String(Buffer.concat(pieces));
};

describe('copyLibrary', () => {
  it('makes a sealed copy, and an open one of that, with everything in it', async () => {
    const expected = await everything(library);
    const progress: number[] = [];
    const made = await copy(library, 'sealed', {
      passphrase: PASSPHRASE,
      progress: ({ done, total }) => progress.push(done / total),
    });
    expect(made.leftOut).toEqual([]);
    expect(progress.at(-1)).toBeCloseTo(1, 0);
    const sealed = await openLibrary(made.location, nodeDisk, { unlock: { passphrase: PASSPHRASE } });
    expect(await everything(sealed)).toEqual(expected);
    expect(await original(sealed)).toBe('The quay.\n');
    expect((await readdir(made.location, { recursive: true })).join()).not.toContain('quay');

    const open = await openLibrary((await copy(sealed, 'open')).location);
    expect(await everything(open)).toEqual(expected);
    expect(await original(open)).toBe('The quay.\n');
    expect((await readdir(open.location, { recursive: true })).join()).toContain('quay_ 1.txt');
    await open.close();
    await sealed.close();
    const again = await openLibrary(made.location, nodeDisk, {
      unlock: { recoveryCode: made.recoveryCode! },
    });
    expect(await everything(again)).toEqual(expected);
    await again.close();
  });

  it('leaves out what is not part of a library, since its name would show, and says so', async () => {
    await writeFile(join(library.location, 'My remarks.txt'), 'secret');
    const made = await copy(library, 'sealed', { passphrase: PASSPHRASE });
    expect(made.leftOut).toEqual(['My remarks.txt is not part of the library.']);
    expect((await readdir(made.location)).sort()).not.toContain('My remarks.txt');
  });

  it('copies what is whole of a library with a damaged file, and says which is not', async () => {
    const sealed = (await copy(library, 'sealed', { passphrase: PASSPHRASE })).location;
    const path = join('documents', id(2).slice(0, 2), id(2), 'text.json');
    const bytes = await readFile(join(sealed, path));
    await writeFile(join(sealed, path), bytes.fill(1, 50, 60));
    const opened = await openLibrary(sealed, nodeDisk, { unlock: { passphrase: PASSPHRASE } });
    const made = await copy(opened, 'open');
    expect(made.leftOut).toEqual([
      `documents/${id(2).slice(0, 2)}/${id(2)}/text.json is damaged and could not be copied.`,
    ]);
    const open = await openLibrary(made.location);
    expect(await open.get('text', id(1))).toEqual(documentText(1));
    await open.close();
    await opened.close();
  });

  it('refuses a folder with something in it, and one inside the library', async () => {
    await writeFile(join(home, 'file'), '');
    for (const name of ['case', 'file', '.']) {
      await expect(copy(library, name), name).rejects.toMatchObject({
        code: name === 'case' ? 'bad-input' : 'conflict',
      });
    }
    await expect(copy(library, 'case/inside')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(copy(library, 'short', { passphrase: 'short' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect((await readdir(home)).sort()).toEqual(['case', 'file']);
  });

  it('leaves nothing behind when it is stopped, or any call of the disk fails', async () => {
    const stop = new AbortController();
    const stopped = copy(library, 'stopped/deep', {
      signal: stop.signal,
      progress: ({ done }) => done === 2 && stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(home)).toEqual(['case']);
    const counting = failingDisk(nodeDisk);
    counting.arm(null);
    await copy(library, 'counted', { disk: counting });
    const { calls } = counting;
    await rm(join(home, 'counted'), { recursive: true });
    for (let call = 1; call <= calls; call += 1) {
      const disk = failingDisk(nodeDisk);
      disk.arm({ call, code: 'EIO', lasts: 'once' });
      await expect(copy(library, 'failed', { disk }), `call ${call}`).rejects.toMatchObject({
        code: 'disk-failed',
      });
      expect(await readdir(home), `call ${call}`).toEqual(['case']);
    }
  });
});
