import { describe, expect, it } from 'vitest';
import { definitions } from './layout';
import { createLibrary, openLibrary, type Kind, type Library } from './library';
import { Snapshots } from './snapshots';
import { CrashDisk, type Tree } from './testing/crashDisk';
import { carryOut, contentsOf, differences, EditPlan } from './testing/editPlan';
import { note } from './testing/records';
import { seeded, type Seeded } from './testing/seeded';

/**
 * Every file of a library spoiled in every way, one at a time: the library opens, what the file did not hold is as it was,
 * and what it did hold is as it was, or made again from what else is known, or named in `problems`.
 */

type Damage = (bytes: Uint8Array, chance: Seeded) => Uint8Array;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'cut short': (bytes, chance) => bytes.slice(0, chance.below(bytes.length)),
  'cut by one byte': (bytes) => bytes.slice(0, -1),
  'with a bit flipped': (bytes, chance) => {
    const flipped = bytes.slice();
    flipped[chance.below(bytes.length)]! ^= 1 << chance.below(8);
    return flipped;
  },
  'with a block of zeros': (bytes, chance) =>
    bytes.slice().fill(0, chance.below(bytes.length), chance.below(bytes.length) + 512),
  zeroed: (bytes) => new Uint8Array(bytes.length),
  emptied: () => new Uint8Array(),
  'with a byte-order mark': (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  'with a name twice': (bytes) =>
    Buffer.from(Buffer.from(bytes).toString('latin1').replace('{', '{"version":1,"version":1,'), 'latin1'),
  'followed by rubbish': (bytes) => Buffer.concat([bytes, Buffer.from('\0\0}{"seq":99999\nrubbish\n')]),
  'in the place of another': (_bytes, chance) => Uint8Array.from({ length: 300 }, () => chance.below(256)),
};

const FOLDER = '/spoiled/case';

/** How often each file is spoiled in each way that leaves something to chance. */
const TIMES = 3;

describe.each(['closed', 'killed'] as const)('a library that was %s', (end) => {
  it.each(Object.entries(DAMAGES))(
    'opens with any one file %s, and loses nothing beside it',
    async (_name, damage) => {
      const { tree, plan } = await libraryThatWas(end);
      const chance = seeded(5);
      const faults: string[] = [];
      let opened = 0;
      for (const [path, { bytes, modified }] of tree) {
        if (bytes === null || bytes.length === 0) continue;
        const tried = new Set([Buffer.from(bytes).toString('latin1')]);
        for (let time = 0; time < TIMES; time += 1) {
          const spoiled = damage(bytes, chance);
          const content = Buffer.from(spoiled).toString('latin1');
          if (tried.has(content)) continue;
          tried.add(content);
          const hit = new Map(tree).set(path, { bytes: spoiled, modified: modified + 1 });
          for (const fault of await faultsOf(hit, path, plan)) faults.push(`${path}, time ${time}: ${fault}`);
          opened += 1;
        }
      }
      expect(faults).toEqual([]);
      expect(opened).toBeGreaterThan(20);
    },
    600_000,
  );

  it('has a file of every kind to spoil', async () => {
    const { tree } = await libraryThatWas(end);
    const places = new Set([...tree.keys()].map((path) => path.split('/')[3]));
    const wanted = [
      'library.json',
      'codebook.json',
      'documents',
      'notes',
      'briefs',
      'history',
      'snapshots',
      'cache',
    ];
    expect([...places]).toEqual(expect.arrayContaining(wanted));
    const journal = [...tree].filter(
      ([path, { bytes }]) => path.endsWith('.log') && path.includes('/journal/') && bytes !== null,
    );
    expect(journal).toHaveLength(end === 'killed' ? 1 : 0);
  });
});

/** Opens a library in which the file at `path` was spoiled, edits it and opens it again. Gives what should not be so. */
async function faultsOf(tree: Tree, path: string, plan: EditPlan): Promise<string[]> {
  const faults: string[] = [];
  const held = heldBy(path);
  const disk = new CrashDisk(tree);
  const last = note(99, 'Written after the damage');
  const others = async (library: Library, damaged: Set<string>): Promise<string[]> => {
    const wrong = differences(plan.contents(), await contentsOf(library, plan.documents, damaged));
    const beside = [...wrong, ...damaged].filter((key) => !held(key) && !key.startsWith(`note/${last.id}`));
    faults.push(...beside.map((key) => `beside it, ${key}`));
    return wrong;
  };
  try {
    const library = await openLibrary(FOLDER, disk);
    try {
      const damaged = new Set<string>();
      const wrong = await others(library, damaged);
      // What still reads may be wrong in a letter: `dossier check` and backups look for that, an opening does not.
      const gone = wrong.filter((difference) => difference.endsWith('found nothing'));
      // A journal that ends early is what a power cut leaves: nobody can tell what was to come.
      const mayBeSilent = path.includes('/journal/');
      if ((gone.length > 0 || damaged.size > 0) && library.problems.length === 0 && !mayBeSilent) {
        faults.push(`says nothing of ${[...gone, ...damaged].join('; ')}`);
      }
      await library.transact('Write', [{ kind: 'note', id: last.id, value: last }]);
    } finally {
      await library.close();
    }
    const again = await openLibrary(FOLDER, new CrashDisk(disk.tree()));
    try {
      await others(again, new Set());
      if (!again.notes().some((each) => each.id === last.id)) faults.push('loses an edit made after it');
    } finally {
      await again.close();
    }
  } catch (problem) {
    faults.push(`cannot be used: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  return faults;
}

/** Which keys of the contents a file answers for; none for what is derived or kept twice. */
function heldBy(path: string): (key: string) => boolean {
  const parts = path.slice(FOLDER.length + 1).split('/');
  const [place, , name] = parts;
  switch (place) {
    case 'library.json':
    case 'codebook.json':
      return (key) => key.startsWith(`${place.replace('.json', '')}/`);
    case 'documents':
    case 'notes':
    case 'briefs':
      return (key) => key.includes(name!.replace('.json', ''));
    case 'journal':
      // Edits that are nowhere else yet.
      return () => true;
    default:
      return () => false;
  }
}

/** A library with something of every kind in it. Killed, it has edits that only the journal knows. */
async function libraryThatWas(end: 'closed' | 'killed'): Promise<{ tree: Tree; plan: EditPlan }> {
  const disk = new CrashDisk();
  let library = await createLibrary(FOLDER, 'Case', disk);
  const plan = new EditPlan(8, library.record);
  const edit = async (times: number): Promise<void> => {
    for (let each = 0; each < times; each += 1) {
      await carryOut(library, plan.next());
    }
  };
  await edit(20);
  await library.close();
  library = await openLibrary(FOLDER, disk);
  await edit(10);
  await library.checkpoint();
  const names = [...plan.contents().keys()].map((key) => key.split('/') as [Kind, string]);
  const records = names.flatMap(([kind, id]) =>
    kind in definitions && kind !== 'text' ? [{ kind, id }] : [],
  );
  await new Snapshots(disk, FOLDER).take('2026-01-02', 30, records, new AbortController().signal);
  await edit(6);
  const killed = disk.tree();
  await library.close();
  return { tree: end === 'killed' ? killed : disk.tree(), plan };
}
