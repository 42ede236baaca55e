import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLibrary, openLibrary, type Kind, type Library, type RecordChange } from './library';
import { CrashDisk, UNCONFIRMED, UNFLUSHED, type Cut } from './testing/crashDisk';
import { carryOut, contentsOf, differences, EditPlan, SORTS, type Sort } from './testing/editPlan';
import { annotations, brief, codebook, document, documentText, id, note } from './testing/records';
import { seeded } from './testing/seeded';

/** Any sequence of edits, openings and crashes, against a plain Map. */

type Step =
  | { readonly kind: 'edit'; readonly changes: readonly RecordChange[] }
  | { readonly kind: 'reopen'; readonly cached: boolean };

const number = fc.nat({ max: 4 });
const tags = fc.array(fc.array(fc.nat({ max: 2 }), { maxLength: 3 }), { maxLength: 3 });
const change: fc.Arbitrary<RecordChange> = fc.oneof(
  fc.tuple(number, fc.option(fc.string())).map(([n, text]): RecordChange => ({
    kind: 'note',
    id: note(n).id,
    value: text === null ? null : note(n, text),
  })),
  number.map((n): RecordChange => ({ kind: 'brief', id: brief(n).id, value: brief(n) })),
  number.map((n): RecordChange => ({ kind: 'brief', id: brief(n).id, value: null })),
  fc.tuple(number, fc.option(fc.constantFrom('North', 'South'))).map(([n, title]): RecordChange => ({
    kind: 'document',
    id: id(n),
    value: title === null ? null : document(n, title),
  })),
  number.map((n): RecordChange => ({ kind: 'text', id: id(n), value: documentText(n) })),
  fc.tuple(number, fc.option(tags)).map(([n, lists]): RecordChange => ({
    kind: 'annotations',
    id: id(n),
    value: lists === null ? null : annotations(n, ...lists),
  })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .uniqueArray(change, { minLength: 1, maxLength: 5, selector: ({ kind, id: of }) => `${kind}/${of}` })
      .map((changes): Step => ({ kind: 'edit', changes })),
  },
  { weight: 1, arbitrary: fc.boolean().map((cached): Step => ({ kind: 'reopen', cached })) },
);

it('holds what a Map would hold, and a catalogue equal to one made from the files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dossier-model-'));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      run += 1;
      const place = join(folder, String(run));
      let library = await createLibrary(place, 'Case');
      const model = new Map<string, RecordChange>();
      try {
        for (const next of steps) {
          if (next.kind === 'edit') {
            const done = await library.transact('Edit', next.changes);
            for (const each of done.changes) {
              expect(each.before).toEqual(model.get(key(each))?.value ?? null);
            }
            for (const each of next.changes) {
              if (each.value === null) model.delete(key(each));
              else model.set(key(each), each);
            }
          } else {
            await library.close();
            if (!next.cached) await rm(join(place, 'cache'), { recursive: true });
            library = await openLibrary(place);
          }
          expect(library.problems).toEqual([]);
        }
        await agree(library, model);
        const edited = catalogue(library);
        for (const cached of [true, false]) {
          await library.close();
          if (!cached) await rm(join(place, 'cache'), { recursive: true });
          library = await openLibrary(place);
          expect(catalogue(library)).toEqual(edited);
        }
        await agree(library, model);
      } finally {
        await library.close();
        await rm(place, { recursive: true });
      }
    }),
    { numRuns: 60 },
  );
  await rm(folder, { recursive: true });
});

const RUNS = 1_000;
const CASE = '/model/case';

/** What happens to a library whose disk may lose its power. Edits in one list are asked for at once. */
type Command =
  | { readonly kind: 'edit'; readonly sorts: readonly Sort[] }
  | { readonly kind: 'checkpoint' | 'reopen' }
  | {
      readonly kind: 'crash';
      readonly sorts: readonly Sort[];
      /** Of the calls made since the edits were asked for, in thousandths. */
      readonly where: number;
      readonly cut: Omit<Cut, 'at'>;
    };

type Desk = { disk: CrashDisk; library: Library; plan: EditPlan };

const sorts = fc.array(fc.constantFrom(...SORTS), { minLength: 1, maxLength: 4 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: sorts.map((list): Command => ({ kind: 'edit', sorts: list })) },
  { weight: 1, arbitrary: fc.constantFrom<Command>({ kind: 'checkpoint' }, { kind: 'reopen' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      sorts,
      where: fc.nat({ max: 1000 }),
      cut: fc.record({
        unflushed: fc.constantFrom(...UNFLUSHED),
        unconfirmed: fc.constantFrom(...UNCONFIRMED),
        seed: fc.nat(),
      }),
    }),
  },
);

async function run(each: Command, desk: Desk): Promise<void> {
  switch (each.kind) {
    case 'edit':
      await Promise.all(ask(each.sorts, desk).map(({ kept }) => kept));
      break;
    case 'checkpoint':
      await desk.library.checkpoint();
      break;
    case 'reopen':
      await desk.library.close();
      desk.library = await openLibrary(CASE, desk.disk);
      break;
    case 'crash': {
      const began = desk.disk.calls;
      const before = { plan: desk.plan.copy(), keptAt: began };
      const asked = ask(each.sorts, desk);
      const keptAt = await Promise.all(asked.map(({ kept }) => kept));
      const at = began + Math.round(((desk.disk.calls - began) * each.where) / 1000);
      // What is done after this never reaches the disk that is looked at.
      const left = desk.disk.cut({ ...each.cut, at });
      await desk.library.close();
      desk.disk = new CrashDisk(left, seeded(each.cut.seed));
      desk.library = await openLibrary(CASE, desk.disk);
      const states = [before, ...asked.map(({ plan }, n) => ({ plan, keptAt: keptAt[n]! }))];
      const sure = states.findLastIndex((state) => state.keptAt <= at);
      const contents = await contentsOf(desk.library, desk.plan.documents);
      const found = states
        .slice(sure)
        .find((state) => differences(state.plan.contents(), contents).length === 0);
      expect(found, 'what an edit from the last acknowledged one on left').toBeDefined();
      desk.plan = found!.plan.startAnew();
    }
  }
}

/** Asks for edits at once. For each: the plan after it, and the calls of the disk when it was acknowledged. */
function ask(
  list: readonly Sort[],
  { disk, library, plan }: Desk,
): { plan: EditPlan; kept: Promise<number> }[] {
  return list.map((sort) => {
    const kept = carryOut(library, plan.next(sort)).then(() => disk.calls);
    return { plan: plan.copy(), kept };
  });
}

async function holds({ library, plan }: Desk): Promise<void> {
  expect(library.problems).toEqual([]);
  expect(differences(plan.contents(), await contentsOf(library, plan.documents))).toEqual([]);
}

describe('on a disk whose power may be cut', () => {
  it(`holds what a Map would hold after any ${RUNS} sequences of edits, openings and crashes`, async () => {
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        async (commands, seed) => {
          const disk = new CrashDisk(new Map(), seeded(seed));
          const library = await createLibrary(CASE, 'Case', disk);
          const plan = new EditPlan(seed, library.record);
          const desk: Desk = { disk, library, plan };
          try {
            for (const each of commands) {
              await run(each, desk);
              if (each.kind === 'crash') crashes += 1;
              expect(desk.library.problems).toEqual([]);
            }
            await desk.library.close();
            desk.library = await openLibrary(CASE, desk.disk);
            await holds(desk);
          } finally {
            await desk.library.close();
          }
        },
      ),
      { numRuns: RUNS, seed: 1 },
    );
    expect(crashes).toBeGreaterThan(RUNS / 4);
  }, 600_000);
});

it('keeps one codebook and one name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dossier-model-'));
  let library = await createLibrary(folder, 'Case');
  const own = library.record.id;
  await library.transact('Rename', [
    { kind: 'library', id: own, value: { ...library.record, name: 'Renamed' } },
    { kind: 'codebook', id: own, value: codebook('Ports', 'Barges') },
  ]);
  await library.close();
  library = await openLibrary(folder);
  expect(library.record).toMatchObject({ id: own, name: 'Renamed' });
  expect(library.codebook()).toEqual(codebook('Ports', 'Barges'));
  await library.close();
  await rm(folder, { recursive: true });
});

const key = ({ kind, id: of }: { kind: Kind; id: string }): string => `${kind}/${of}`;

const catalogue = (library: Library): unknown =>
  [...library.summaries()].sort((a, b) => (a.id < b.id ? -1 : 1));

async function agree(library: Library, model: ReadonlyMap<string, RecordChange>): Promise<void> {
  const of = (kind: Kind): RecordChange[] => [...model.values()].filter((each) => each.kind === kind);
  const sorted = (values: readonly unknown[]): unknown[] =>
    values.map((value) => JSON.stringify(value)).sort();
  expect(sorted(library.notes())).toEqual(sorted(of('note').map((each) => each.value)));
  expect(sorted(library.briefs())).toEqual(sorted(of('brief').map((each) => each.value)));
  expect(
    library
      .summaries()
      .map((row) => row.id)
      .sort(),
  ).toEqual(
    of('document')
      .map((each) => each.id)
      .sort(),
  );
  for (let n = 0; n <= 4; n += 1) {
    for (const kind of ['document', 'annotations'] as const) {
      expect(await library.get(kind, id(n))).toEqual(model.get(`${kind}/${id(n)}`)?.value ?? null);
    }
    const text = model.get(`text/${id(n)}`)?.value ?? null;
    // A document without its text is damage, which is another test.
    if (text !== null || !model.has(`document/${id(n)}`))
      expect(await library.get('text', id(n))).toEqual(text);
  }
}
