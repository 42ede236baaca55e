import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { createLibrary, nodeDisk, openLibrary, type Library, type RecordChange } from './library';
import { failingDisk, type Fault } from './testing/failingDisk';
import { annotations, brief, codebook, document, everything, id, imported, note } from './testing/records';

/**
 * Every call an edit makes of the disk fails once, in a library of its own. What is found by opening the library again is
 * the state before or the state after, and the state after whenever the edit was acknowledged.
 */

let folder: string;
let before: unknown;
let after: unknown;
let calls: number;

const many: readonly RecordChange[] = [
  ...imported(3),
  { kind: 'document', id: id(1), value: document(1, 'Renamed') },
  { kind: 'annotations', id: id(1), value: annotations(1, [2]) },
  { kind: 'annotations', id: id(2), value: annotations(2, [2], [2]) },
  { kind: 'note', id: note(1).id, value: null },
  { kind: 'note', id: note(2).id, value: note(2) },
  { kind: 'brief', id: brief(1).id, value: brief(1, 'Changed') },
];
const edit = (library: Library): Promise<unknown> =>
  library.transact('Merge', [...many, { kind: 'codebook', id: library.record.id, value: codebook('Two') }], {
    originals: [{ id: id(3), name: 'quay.txt', bytes: new TextEncoder().encode('The quay is open.\n') }],
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-failure-'));
  const library = await createLibrary(join(folder, 'start'), 'Case');
  await library.transact('Start', [
    ...imported(1),
    ...imported(2),
    { kind: 'annotations', id: id(1), value: annotations(1, [1], [1]) },
    { kind: 'codebook', id: library.record.id, value: codebook('One', 'Two') },
    { kind: 'note', id: note(1).id, value: note(1) },
    { kind: 'brief', id: brief(1).id, value: brief(1) },
  ]);
  before = await everything(library);
  await library.close();

  const counting = failingDisk(nodeDisk);
  await cp(join(folder, 'start'), join(folder, 'end'), { recursive: true });
  const whole = await openLibrary(join(folder, 'end'), counting);
  counting.arm(null);
  await edit(whole);
  calls = counting.calls;
  after = await everything(whole);
  await whole.close();
});
afterAll(() => rm(folder, { recursive: true }));

it('has something to lose', () => {
  expect(calls).toBeGreaterThan(30);
  expect(after).not.toEqual(before);
});

describe.each<[string, Fault['lasts']]>([
  ['EIO', 'once'],
  ['EACCES', 'once'],
  ['ENOSPC', 'full'],
])('when a call fails with %s (%s)', (code, lasts) => {
  it('leaves the state before or after an edit of many records, whichever call it is', async () => {
    let refused = 0;
    for (let call = 1; call <= calls; call += 1) {
      const { acknowledged, memory, found } = await editWith({ call, code, lasts });
      const context = `call ${call}`;
      expect(found, context).toEqual(acknowledged ? after : before);
      expect(memory, context).toEqual(acknowledged ? after : before);
      if (!acknowledged) refused += 1;
    }
    expect(refused).toBeGreaterThan(calls / 3);
  });
});

it('leaves the state before or after an edit of one record when the disk is gone from some call on', async () => {
  const one = (library: Library): Promise<unknown> =>
    library.transact('Rename', [{ kind: 'document', id: id(1), value: document(1, 'Renamed') }]);
  for (let call = 1; call <= 12; call += 1) {
    const { acknowledged, found } = await editWith({ call, code: 'EIO', lasts: 'always' }, one);
    const { summaries } = found as { summaries: { id: string; title: string }[] };
    const title = summaries.find((row) => row.id === id(1))?.title;
    expect(acknowledged ? ['Renamed'] : ['Bulletin 1', 'Renamed'], `call ${call}`).toContain(title);
  }
});

it('opens, or says why not, whichever call of opening fails; nothing is lost', async () => {
  const disk = failingDisk(nodeDisk);
  disk.arm(null);
  await (await openLibrary(join(folder, 'end'), disk)).close();
  const total = disk.calls;
  for (let call = 1; call <= total; call += 1) {
    disk.arm({ call, code: 'EIO', lasts: 'once' });
    const opened = await openLibrary(join(folder, 'end'), disk).catch((problem: unknown) => {
      expect(problem, `call ${call}`).toBeInstanceOf(AppError);
      return null;
    });
    await opened?.close();
    const again = await openLibrary(join(folder, 'end'));
    expect(again.problems, `call ${call}`).toEqual([]);
    expect(await everything(again), `call ${call}`).toEqual(after);
    await again.close();
  }
});

async function editWith(
  fault: Fault,
  work: (library: Library) => Promise<unknown> = edit,
): Promise<{ acknowledged: boolean; memory: unknown; found: unknown }> {
  const place = join(folder, `${fault.code}-${fault.lasts}-${fault.call}`);
  await cp(join(folder, 'start'), place, { recursive: true });
  const disk = failingDisk(nodeDisk);
  const library = await openLibrary(place, disk);
  disk.arm(fault);
  const acknowledged = await work(library).then(
    () => true,
    (problem: unknown) => {
      expect(problem, `call ${fault.call}`).toBeInstanceOf(AppError);
      expect(library.saving.state).toBe('not-saved');
      return false;
    },
  );
  disk.arm(null);
  const memory = fault.lasts === 'always' ? null : await everything(library);
  await library.close();
  const again = await openLibrary(place);
  expect(again.problems).toEqual([]);
  const found = await everything(again);
  await again.close();
  await rm(place, { recursive: true });
  return { acknowledged, memory, found };
}
