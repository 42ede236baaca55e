import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { createLibrary, openLibrary } from './library';
import { CrashDisk, fingerprint, UNCONFIRMED, UNFLUSHED } from './testing/crashDisk';
import { mutants } from './testing/mutants';
import { seeded } from './testing/seeded';
import { simulateCrashes } from './testing/simulation';

/** What a power cut leaves, after every call of the disk, in memory. `scripts/crashStates.ts` goes on for longer. */

it('keeps every acknowledged edit, and no half of another, in 6,000 states that power cuts left', async () => {
  const report = await simulateCrashes({ seed: 1, states: 6_000 });
  expect(report.violations).toEqual([]);
  expect(report.states).toBeGreaterThanOrEqual(6_000);
  expect(report.ofRecovery).toBeGreaterThan(1_000);
  process.stdout.write(
    `${report.states} states, ${report.ofRecovery} of them cut again while recovering; ` +
      `${report.edits} edits, ${report.calls} calls of the disk\n`,
  );
}, 600_000);

describe('finds what a library would lose', () => {
  it.each(Object.entries(mutants))(
    'with %s',
    async (_name, mutant) => {
      const report = await simulateCrashes({ seed: 2, states: 6_000, mutant, untilViolation: true });
      expect(report.violations).not.toEqual([]);
    },
    600_000,
  );

  it('with each of the six faults', () => {
    expect(Object.keys(mutants)).toHaveLength(6);
  });
});

it('leaves a library, or a folder in which one can be made, when the power is cut while a library is made', async () => {
  const chance = seeded(3);
  const disk = new CrashDisk(new Map(), chance);
  await (await createLibrary('/cases/harbour', 'Harbour', disk)).close();
  const seen = new Set<string>();
  let opened = 0;
  for (let at = 0; at <= disk.calls; at += 1) {
    for (const unflushed of UNFLUSHED) {
      for (const unconfirmed of UNCONFIRMED) {
        const tree = disk.cut({ at, unflushed, unconfirmed, seed: chance.below(1000) });
        if (seen.has(fingerprint(tree))) continue;
        seen.add(fingerprint(tree));
        const left = new CrashDisk(tree);
        const library = await openLibrary('/cases/harbour', left).catch((problem: unknown) => {
          expect(AppError.from(problem).code).toBe('not-a-library');
          return createLibrary('/cases/harbour', 'Harbour', left);
        });
        opened += 1;
        expect(library.problems).toEqual([]);
        expect(library.record.name).toBe('Harbour');
        await library.close();
      }
    }
  }
  expect(opened).toBeGreaterThan(10);
});
