import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLibrary, openLibrary } from './library';
import { document, id, imported, note } from './testing/records';

const EDITS = 10_000;

it(`keeps ${EDITS} edits asked for at once, in the order they were asked for`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dossier-rapid-'));
  const library = await createLibrary(folder, 'Case');
  await library.transact('Import', imported(1));
  const told: string[] = [];
  library.onChange(({ name }) => told.push(name));
  const kept: number[] = [];
  await Promise.all(
    Array.from({ length: EDITS }, async (_, n) => {
      const edit = await library.transact(`Edit ${n}`, [
        { kind: 'note', id: note(n % 10).id, value: note(n % 10, `Written ${n}`) },
        ...(n % 100 === 0
          ? [{ kind: 'document', id: id(1), value: document(1, `Title ${n}`) } as const]
          : []),
      ]);
      kept.push(edit.revision);
    }),
  );
  const inOrder = Array.from({ length: EDITS }, (_, n) => n);
  expect(told).toEqual(inOrder.map((n) => `Edit ${n}`));
  expect(kept).toEqual(inOrder.map((n) => n + 2));
  expect(library.saving).toEqual({ state: 'saved', problem: null });
  await library.close();

  const again = await openLibrary(folder);
  expect(again.problems).toEqual([]);
  const texts = again.notes().map((each) => each.text);
  expect(texts.sort()).toEqual(Array.from({ length: 10 }, (_, n) => `Written ${EDITS - 10 + n}`).sort());
  expect(again.summary(id(1))?.title).toBe(`Title ${EDITS - 100}`);
  await again.close();
  await rm(folder, { recursive: true });
}, 120_000);
