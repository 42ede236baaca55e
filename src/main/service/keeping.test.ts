import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

let folder: string;
let running: LibraryService;
let client: Client;
const at = (...parts: string[]): string => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-keeping-'));
  ({ library: running, client } = startService(folder));
  await client.call('library.create', { name: 'Case', location: at('case') });
  await mkdir(at('out'));
});
afterEach(async () => {
  vi.useRealTimers();
  await running.close();
  await rm(folder, { recursive: true });
});

async function paste(text: string, title: string): Promise<Id> {
  const report = await client.call('imports.run', { sources: [{ kind: 'pasted', text, title }] });
  return report.outcomes[0]!.id!;
}
const everyFile = async (): Promise<string[]> => {
  const names = await readdir(at('case'), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

describe('backup and restore', () => {
  it('makes no folder for a backup that is told where to go', async () => {
    const nowhere = at('drive', 'backups');
    await expect(client.call('keeping.backup', { to: nowhere, name: 'b.dossier' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(readdir(at('drive'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('it writes to the usual place, says when, and numbers a second one of the day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 4, 6, 12) });
    await client.call('notes.add', { subject: { kind: 'library' }, text: 'Count the barges.' });
    expect((await client.call('keeping.state', {})).lastBackup).toBeNull();
    const stages = new Set<string>();
    const first = await client.call(
      'keeping.backup',
      { to: null },
      { onProgress: ({ stage }) => stages.add(stage) },
    );
    const second = await client.call('keeping.backup', { to: null });
    expect(first.file).toMatch(/libraries.Backups.Case 2026-05-06\.dossier$/);
    expect(second.file).toBe(first.file.replace('.dossier', ' (2).dossier'));
    expect(stages).toEqual(new Set(['copying', 'checking']));
    expect((await client.call('keeping.state', {})).lastBackup).toMatchObject({ file: second.file });

    const restored = await client.call('keeping.restore', { file: first.file, to: at('again') });
    expect(restored).toMatchObject({ folder: at('again'), faults: [], problems: [] });
    await client.call('library.open', { location: at('again') });
    expect(await client.call('notes.list', { subject: null })).toMatchObject([{ text: 'Count the barges.' }]);
  });

  it('it backs up what is edited meanwhile whole or not at all', async () => {
    const notes = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.call('notes.add', { subject: { kind: 'library' }, text: 'before' }),
      ),
    );
    const work = client.call('keeping.backup', { to: at('out'), name: 'b.dossier' });
    for (const { id } of notes) await client.call('notes.edit', { id, text: 'after' });
    const { file } = await work;
    expect(file).toBe(at('out', 'b.dossier'));
    const { problems } = await client.call('keeping.restore', { file, to: at('again') });
    expect(problems).toEqual([]);
    await client.call('library.open', { location: at('again') });
    const texts = (await client.call('notes.list', { subject: null })).map(({ text }) => text);
    expect(texts).toHaveLength(20);
    // Edits were made one after the other: the backup holds those before its moment, and none after.
    const states = await Promise.all(notes.map(({ id }) => client.call('notes.get', { id })));
    const firstUnedited = states.findIndex(({ text }) => text === 'before');
    if (firstUnedited >= 0)
      expect(states.slice(firstUnedited).every(({ text }) => text === 'before')).toBe(true);
  });

  it('it is written alone: nothing is deleted from under it, and the next one comes after it', async () => {
    const gone = await paste('The heliotrope shipment left at dawn.\n', 'Shipment');
    await client.call('documents.trash', { ids: [gone] });
    const work = client.call('keeping.backup', { to: at('out'), name: 'a.dossier' });
    for (const call of [
      client.call('keeping.backup', { to: at('out'), name: 'b.dossier' }),
      client.call('keeping.deleteForGood', { ids: [gone] }),
    ])
      await expect(call).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/^Not now/) as string,
      });
    await work;
    expect(await client.call('keeping.deleteForGood', { ids: [gone] })).toEqual({ documents: 1, notes: 0 });
  });

  it('it is of one moment, while edits, imports and checkpoints go on', async () => {
    for (let n = 0; n < 30; n += 1)
      await paste(`Bulletin ${n}: ${n} barges were counted at dawn.\n`, `B ${n}`);
    const note = await client.call('notes.add', { subject: { kind: 'library' }, text: '0' });
    let edits = 0;
    let atMoment = -1;
    let later: Promise<unknown> = Promise.resolve();
    const work = client.call(
      'keeping.backup',
      { to: at('out'), name: 'b.dossier' },
      {
        // Past the texts and originals, in the middle of the records: what is begun now comes after the moment.
        onProgress: ({ stage, done }) => {
          if (stage !== 'copying' || done <= 60 || atMoment >= 0) return;
          atMoment = edits;
          later = paste('This one came later.\n', 'Later');
        },
      },
    );
    const over = new AbortController();
    void work.finally(() => over.abort());
    while (!over.signal.aborted) {
      edits += 1;
      await client.call('notes.edit', { id: note.id, text: String(edits) });
    }
    await work;
    await later;
    const { problems } = await client.call('keeping.restore', {
      file: at('out', 'b.dossier'),
      to: at('again'),
    });
    expect(problems).toEqual([]);
    await client.call('library.open', { location: at('again') });
    expect(await client.call('library.status', {})).toMatchObject({ documents: 30, notes: 1 });
    expect((await client.call('keeping.check', {})).faults).toEqual([]);
    expect(atMoment).toBeGreaterThan(0);
    const [kept] = await client.call('notes.list', { subject: null });
    expect(Number(kept!.text)).toBeLessThanOrEqual(atMoment);
  });

  it('it says what is wrong with a damaged backup and restores nothing', async () => {
    await writeFile(at('b.dossier'), 'no zip');
    await expect(
      client.call('keeping.restore', { file: at('b.dossier'), to: at('x') }),
    ).rejects.toMatchObject({
      code: 'backup-damaged',
    });
  });
});

describe('deleting for good', () => {
  it('it takes text, original, highlights and notes away, and only from the trash', async () => {
    const keep = await paste('The port stays open all winter.\n', 'Port');
    const gone = await paste('The heliotrope shipment left at dawn.\n', 'Shipment');
    await client.call('highlights.add', { document: gone, from: 4, to: 14 });
    await client.call('notes.add', { subject: { kind: 'document', document: gone }, text: 'Whose?' });
    await expect(client.call('keeping.deleteForGood', { ids: [gone] })).rejects.toMatchObject({
      code: 'conflict',
    });
    await client.call('documents.trash', { ids: [gone] });
    expect(await client.call('keeping.deleteForGood', { ids: [gone] })).toEqual({ documents: 1, notes: 1 });
    await expect(client.call('documents.get', { id: gone })).rejects.toMatchObject({ code: 'not-found' });
    expect(await client.call('library.status', {})).toMatchObject({ documents: 1, trashed: 0, notes: 0 });
    expect((await client.call('documents.text', { id: keep })).text).toContain('winter');

    await client.call('library.open', { location: at('case') });
    await client.call('library.close', {});
    for (const file of await everyFile()) {
      expect((await readFile(file)).includes('shipment left'), file).toBe(false);
    }
  });

  it('it leaves nothing of notes that were deleted before, neither to undo nor to restore', async () => {
    const gone = await paste('The heliotrope shipment left at dawn.\n', 'Shipment');
    const kept = await client.call('notes.add', { subject: { kind: 'library' }, text: 'Ask the pilot.' });
    const mark = await client.call('highlights.add', { document: gone, from: 4, to: 14 });
    const subjects = [
      { kind: 'document', document: gone },
      { kind: 'highlight', document: gone, highlight: mark.id },
    ] as const;
    for (const subject of subjects) {
      const note = await client.call('notes.add', { subject, text: 'Whose crates?' });
      await client.call('notes.edit', { id: note.id, text: 'Whose heliotropes?' });
      await client.call('notes.remove', { id: note.id });
    }
    await client.call('notes.remove', { id: kept.id });
    await client.call('documents.trash', { ids: [gone] });
    expect(await client.call('keeping.deleteForGood', { ids: [gone] })).toEqual({ documents: 1, notes: 0 });
    expect(await client.call('keeping.deleted', {})).toMatchObject([{ id: kept.id }]);

    const everyUndo = async (): Promise<string[]> => {
      const names: string[] = [];
      for (;;) {
        const undone = await client.call('history.undo', {});
        if (undone === null) return names;
        names.push(undone.name);
      }
    };
    expect(await everyUndo()).toEqual(['Delete note', 'Add note']);
    expect(await client.call('notes.list', { subject: null })).toEqual([]);
    expect(await client.call('history.redo', {})).toEqual({ name: 'Add note' });
    await client.call('library.close', {});
    await client.call('library.open', { location: at('case') });
    expect(await everyUndo()).toEqual(['Add note']);
    await client.call('library.close', {});
    for (const file of await everyFile()) {
      expect(/heliotrope|Whose/.test(String(await readFile(file))), file).toBe(false);
    }
  });
});
