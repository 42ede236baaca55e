import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../core/model/appError';
import type { LibraryRecord } from '../../core/model/library';
import { createLibrary, openLibrary, type Disk, type Library } from './library';
import { CrashDisk, type Tree } from './testing/crashDisk';
import { carryOut, contentsOf, differences, EditPlan, type PlannedEdit } from './testing/editPlan';
import { failingDisk, type Fault } from './testing/failingDisk';

/** A disk that is full, and one on which any call may fail. */

/** Edits of one session, told apart by those that came before. */
const SEED = 11;
const FOLDER = '/full/case';

describe('on a disk without room', () => {
  const mounted = mountedDisk();
  if (mounted === null) process.stdout.write('Small disks are not tried: mounting needs root on Linux.\n');

  // In KiB: from less than an empty library to room for all.
  const sizes = [
    16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 288, 320, 352, 384, 448, 512, 640, 768,
  ];
  it.skipIf(mounted === null).each(sizes)(
    'keeps what it acknowledged, says that the disk is full, opens again, and goes on when there is room (%i KiB)',
    async (size) => {
      const disk = mounted!(size);
      const open: Library[] = [];
      const opened = async (library: Promise<Library>): Promise<Library> => {
        open.push(await library);
        return library;
      };
      try {
        const folder = join(disk.folder, 'case');
        const library = await opened(createLibrary(folder, 'Case')).catch((problem: unknown) => {
          expect(AppError.from(problem).code).toBe('disk-full');
          return null;
        });
        if (library === null) {
          disk.resize(4096);
          await opened(createLibrary(join(disk.folder, 'another'), 'Case'));
          return;
        }
        const plan = new EditPlan(SEED, library.record);
        let kept = plan.copy();
        let refused = false;
        for (let edits = 0; edits < 60 && !refused; edits += 1) {
          const problem = await attempt(library, plan.next());
          if (problem) {
            expect(problem.code).toBe('disk-full');
            expect(library.saving).toMatchObject({ state: 'not-saved', problem: { code: 'disk-full' } });
            expect(library.saving.problem?.next).toBeTruthy();
            refused = true;
          } else kept = plan.copy();
          // That one fails costs no edit anything.
          if (edits % 15 === 14) await library.checkpoint().catch(expectedFailure);
        }
        await library.close();

        const again = await opened(openLibrary(folder));
        expect(again.problems).toEqual([]);
        expect(differences(kept.contents(), await contentsOf(again, kept.documents))).toEqual([]);
        await again.close();

        disk.resize(8192);
        const roomy = await opened(openLibrary(folder));
        for (let edits = 0; edits < 10; edits += 1) expect(await attempt(roomy, kept.next())).toBeNull();
        expect(roomy.saving).toEqual({ state: 'saved', problem: null });
        await roomy.close();
        const last = await opened(openLibrary(folder));
        expect(last.problems).toEqual([]);
        expect(differences(kept.contents(), await contentsOf(last, kept.documents))).toEqual([]);
      } finally {
        for (const library of open) await library.close();
        disk.remove();
      }
    },
  );
});

/** What a person is told of each error of the system. */
const CODES: readonly (readonly [system: string, code: ErrorCode])[] = [
  ['EIO', 'disk-failed'],
  ['EACCES', 'permission'],
  ['EROFS', 'read-only'],
  ['EMFILE', 'disk-failed'],
  ['ENOSPC', 'disk-full'],
];

describe.each(CODES)('when a call fails with %s', (system, code) => {
  it.each<Fault['lasts']>(system === 'ENOSPC' ? ['once', 'full'] : ['once', 'always'])(
    'keeps what it acknowledged, says what is wrong, and opens again, whichever call it is (%s)',
    async (lasts) => {
      const { tree, record } = await begun();
      const calls = (await session(tree, record, null)).calls;
      expect(calls).toBeGreaterThan(80);
      let refusals = 0;
      const faults: string[] = [];
      // A disk that is gone answers alike whatever its error is called: for one of them every call, for the others some.
      const step = lasts === 'always' && system !== 'EIO' ? 5 : 1;
      for (let call = 1; call <= calls; call += step) {
        const { disk, kept, refused, problem, saving } = await session(tree, record, {
          call,
          code: system,
          lasts,
        });
        const fault = (text: string): void => void faults.push(`call ${call}: ${text}`);
        if (problem && problem.code !== code) fault(`fails with ${problem.code}: ${problem.message}`);
        if (refused) refusals += 1;
        if (refused && saving?.problem?.code !== code) fault(`says ${JSON.stringify(saving)}`);
        const again = await openLibrary(FOLDER, new CrashDisk(disk.tree()));
        for (const each of again.problems) fault(each);
        const contents = await contentsOf(again, kept.documents, new Set());
        await again.close();
        let wrong = differences(kept.contents(), contents);
        // A disk that fails for good cannot be made to take back what it was given: the edit is there, wholly, or it is not.
        if (wrong.length > 0 && refused) wrong = differences(refused.contents(), contents);
        for (const each of wrong) fault(each);
      }
      expect(faults).toEqual([]);
      // A full disk is met once and then has room: most edits find a way round it.
      expect(refusals).toBeGreaterThan(system === 'ENOSPC' && lasts === 'once' ? 3 : 10);
    },
    120_000,
  );
});

type Outcome = {
  readonly disk: CrashDisk;
  readonly calls: number;
  /** What was acknowledged. */
  readonly kept: EditPlan;
  /** The same with the edit that was refused; null when none was. */
  readonly refused: EditPlan | null;
  /** Why an edit was refused, or the library did not open. */
  readonly problem: AppError | null;
  /** What the library said of its state when the edit was refused. */
  readonly saving: Library['saving'] | null;
};

/** Opens the library, edits it and closes it, with one fault on the way. An edit that failed is tried once more. */
async function session(tree: Tree, record: LibraryRecord, fault: Fault | null): Promise<Outcome> {
  const disk = new CrashDisk(tree);
  const failing = failingDisk(disk);
  failing.arm(fault);
  const plan = new EditPlan(SEED, record);
  for (let edits = 0; edits < BEGUN; edits += 1) plan.next();
  let kept = plan.copy();
  const nothing = { disk, calls: 0, kept, refused: null, problem: null, saving: null };
  const library = await openLibrary(FOLDER, failing as Disk).catch((problem: unknown) =>
    AppError.from(problem),
  );
  if (library instanceof AppError) return { ...nothing, problem: library };
  try {
    // Opened for reading only: nothing can be lost, and it says so.
    if (library.readOnly !== null) return nothing;
    for (let edits = 0; edits < 8; edits += 1) {
      const edit = plan.next();
      const refused = plan.copy();
      const problem = await attempt(library, edit);
      if (problem) {
        const { saving } = library;
        if (fault?.lasts !== 'once' || (await attempt(library, edit)) !== null) {
          return { disk, calls: failing.calls, kept, refused, problem, saving };
        }
      }
      kept = refused;
      if (edits === 4) await library.checkpoint().catch(expectedFailure);
    }
  } finally {
    await library.close().catch(expectedFailure);
  }
  return { ...nothing, calls: failing.calls, kept };
}

const attempt = (library: Library, edit: PlannedEdit): Promise<AppError | null> =>
  carryOut(library, edit).then(() => null, expectedFailure);

function expectedFailure(problem: unknown): AppError {
  expect(problem).toBeInstanceOf(AppError);
  return problem as AppError;
}

const BEGUN = 12;

/** A library with some edits in it, closed. */
async function begun(): Promise<{ tree: Tree; record: LibraryRecord }> {
  const disk = new CrashDisk();
  const library = await createLibrary(FOLDER, 'Case', disk);
  const { record } = library;
  const plan = new EditPlan(SEED, record);
  for (let edits = 0; edits < BEGUN; edits += 1) {
    await carryOut(library, plan.next());
  }
  await library.close();
  return { tree: disk.tree(), record };
}

type SmallDisk = { readonly folder: string; resize(kib: number): void; remove(): void };

/** Makes disks of a size in KiB, in memory; null where this process may not. */
function mountedDisk(): ((kib: number) => SmallDisk) | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const make = (kib: number): SmallDisk => {
    const folder = mkdtempSync(join(tmpdir(), 'dossier-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder], { stdio: 'pipe' });
    return {
      folder,
      resize: (to) => void execFileSync('mount', ['-o', `remount,size=${to}k`, folder], { stdio: 'pipe' }),
      remove() {
        execFileSync('umount', [folder]);
        rmSync(folder, { recursive: true });
      },
    };
  };
  try {
    make(64).remove();
    return make;
  } catch {
    // Root in a container may lack the right to mount.
    return null;
  }
}
