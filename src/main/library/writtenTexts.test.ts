import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLibrary, nodeDisk, type Disk, type Library } from './library';
import { documentText, id, imported } from './testing/records';
import { WrittenTexts } from './writtenTexts';

describe('texts that were just written', () => {
  let folder: string;
  let library: Library;
  let read: string[];
  const file = (): string => join(folder, 'case', 'documents', id(1).slice(0, 2), id(1), 'text.json');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dossier-written-'));
    read = [];
    const watched: Disk = {
      ...nodeDisk,
      read: (path) => {
        read.push(path);
        return nodeDisk.read(path);
      },
    };
    library = await createLibrary(join(folder, 'case'), 'Case', watched);
    await library.transact('Import', imported(1));
  });
  afterEach(async () => {
    await library.close();
    await rm(folder, { recursive: true });
  });

  it('are given without reading their files', async () => {
    expect(await library.get('text', id(1))).toEqual(documentText(1));
    expect(read).not.toContain(file());
  });

  it('are read when their file was changed by hand', async () => {
    const written = await readFile(file(), 'utf8');
    await writeFile(file(), `\n${written}`);
    expect(await library.get('text', id(1))).toEqual(documentText(1));
    expect(read).toContain(file());
  });

  it('are missed when their file is gone', async () => {
    await rm(file());
    await expect(library.get('text', id(1))).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it('are damaged when bytes of their file were changed, the length the same', async () => {
    const written = await readFile(file(), 'utf8');
    await writeFile(file(), written.replace(/"text": "./, '"text": "#'));
    // Clocks of file systems tick slowly.
    await utimes(file(), new Date(), new Date(Date.now() + 1_000));
    await expect(library.get('text', id(1))).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it('are gone with their document', async () => {
    await library.transact('Remove', [
      { kind: 'document', id: id(1), value: null },
      { kind: 'text', id: id(1), value: null },
    ]);
    expect(await library.get('text', id(1))).toBeNull();
  });
});

describe('WrittenTexts', () => {
  const facts = (size: number) => ({ kind: 'file', size, modified: 1 }) as const;

  it('keeps the newest that have room', () => {
    const texts = new WrittenTexts(100);
    for (const n of [1, 2, 3]) texts.keep(id(n), documentText(n), facts(40));
    texts.keep(id(4), documentText(4), facts(101));
    texts.keep(id(5), documentText(5), null);
    expect([1, 2, 3, 4, 5].map((n) => texts.has(id(n)))).toEqual([false, true, true, false, false]);
  });

  it('has room again for what it forgot', () => {
    const texts = new WrittenTexts(100);
    for (const n of [1, 2]) texts.keep(id(n), documentText(n), facts(50));
    expect(texts.find(id(1), facts(51))).toBeNull();
    texts.keep(id(2), documentText(2), facts(40));
    texts.keep(id(3), documentText(3), facts(60));
    expect([1, 2, 3].map((n) => texts.has(id(n)))).toEqual([false, true, true]);
  });
});
