import { AppError } from '../../../core/model/appError';
import { createLibrary, openLibrary, type Disk, type Library } from '../library';
import { CrashDisk, fingerprint, UNCONFIRMED, UNFLUSHED, type Cut, type Tree } from './crashDisk';
import { canonical, carryOut, contentsOf, differences, EditPlan, type Contents } from './editPlan';
import { note } from './records';
import { seeded, type Seeded } from './seeded';

export type SimulationOptions = {
  readonly seed: number;
  /** Ends once that many different states were opened. */
  readonly states: number;
  /** Stands between the library and the disk, as a fault in the library would. */
  readonly mutant?: (disk: Disk) => Disk;
  /** Ends at the first violation. */
  readonly untilViolation?: boolean;
};

export type SimulationReport = {
  /** Different states that a power cut left and that were opened. */
  readonly states: number;
  /** Those of them that a second cut left, while the first was being recovered from. */
  readonly ofRecovery: number;
  readonly edits: number;
  /** Calls of the disk in the middle of which the power was cut. */
  readonly calls: number;
  /** Each a promise not kept, with the seed and the cut that show it. */
  readonly violations: readonly string[];
};

/** The fewest and most edits that may be there, and what the library holds after each number of edits. */
type Expected = { readonly least: number; readonly most: number; readonly after: readonly Contents[] };

/** An hour of work as the disk saw it, and when the library was told what, in calls of the disk. */
type Session = {
  readonly disk: CrashDisk;
  readonly documents: readonly string[];
  readonly after: readonly Contents[];
  readonly askedAt: readonly number[];
  readonly keptAt: readonly number[];
};

/** Edits in one session: enough for a few checkpoints and openings, few enough to cut it everywhere. */
const EDITS = 30;

/** Cuts of a session after each call, and of each recovery in all. */
const CUTS_PER_CALL = 6;
const CUTS_PER_RECOVERY = 2;

let simulations = 0;

/**
 * Works with libraries on disks that remember, cuts the power after every call, and opens what is left: it opens without a
 * problem, every acknowledged edit is there, an edit that was not acknowledged is there wholly or not at all, nothing else
 * is there; imported files byte for byte. Then one more edit must be possible, and be kept. The opening is cut too, and
 * what it left opened again: what somebody has seen stays.
 */
export async function simulateCrashes(options: SimulationOptions): Promise<SimulationReport> {
  const chance = seeded(options.seed);
  const seen = new Set<string>();
  const violations: string[] = [];
  const report = { ofRecovery: 0, edits: 0, calls: 0 };
  const enough = (): boolean =>
    seen.size >= options.states || (options.untilViolation === true && violations.length > 0);
  const place = (): string => `/simulation-${process.pid}-${(simulations += 1)}`;

  for (let run = 0; !enough(); run += 1) {
    const folder = place();
    const session = await work(folder, chance.branch(), options.mutant);
    if (typeof session === 'string') {
      violations.push(`seed ${options.seed}, session ${run + 1}: ${session}`);
      if (run === 20) break;
      continue;
    }
    report.edits += session.after.length - 1;
    report.calls += session.disk.calls;
    for (let at = session.keptAt[0]!; at <= session.disk.calls && !enough(); at += 1) {
      for (let each = 0; each < CUTS_PER_CALL && !enough(); each += 1) {
        const cut = cutAt(at, chance);
        const tree = session.disk.cut(cut);
        const expected: Expected = {
          least: session.keptAt.findLastIndex((kept) => kept <= at),
          most: session.askedAt.findLastIndex((asked) => asked <= at),
          after: session.after,
        };
        const name = `${fingerprint(tree)} ${expected.least}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const where = `seed ${options.seed}, session ${run + 1}, ${described(cut)}`;
        const recovery = await recover(folder, tree, expected, session, chance.branch(), options.mutant);
        if (recovery.fault !== null) violations.push(`${where}: ${recovery.fault}`);
        if (recovery.fault !== null || enough()) continue;
        for (let second = 0; second < CUTS_PER_RECOVERY; second += 1) {
          const again = cutAt(chance.below(recovery.disk.calls + 1), chance);
          const left = recovery.disk.cut(again);
          const wanted = afterRecovery(again.at, recovery, expected);
          const nameOfLeft = `${fingerprint(left)} ${wanted.least}`;
          if (seen.has(nameOfLeft)) continue;
          seen.add(nameOfLeft);
          report.ofRecovery += 1;
          const end = await recover(folder, left, wanted, session, chance.branch(), options.mutant);
          if (end.fault !== null)
            violations.push(`${where}, then in recovery ${described(again)}: ${end.fault}`);
        }
      }
    }
  }
  return { states: seen.size, ...report, violations };
}

/**
 * A session: edits one by one and many at once, checkpoints, and the library closed and opened in between. Gives what went
 * wrong in a sentence when an edit failed, which no honest disk lets happen.
 */
async function work(
  folder: string,
  chance: Seeded,
  mutant: (disk: Disk) => Disk = (disk) => disk,
): Promise<Session | string> {
  const disk = new CrashDisk(new Map(), chance.branch());
  // A mutant is let in only now: it shall be found by what it does to edits.
  await (await createLibrary(folder, 'Case', disk)).close();
  const through = mutant(disk);
  let library = await openLibrary(folder, through);
  const plan = new EditPlan(chance.below(1 << 30), library.record);
  const after = [plan.contents()];
  const askedAt = [disk.calls];
  const keptAt = [disk.calls];
  try {
    while (plan.count < EDITS) {
      const asked: Promise<unknown>[] = [];
      for (let many = chance.once(2) ? 1 : 1 + chance.below(5); many > 0; many -= 1) {
        const edit = plan.next();
        const number = plan.count;
        after.push(plan.contents());
        askedAt.push(disk.calls);
        asked.push(
          carryOut(library, edit).then(() => {
            keptAt[number] = disk.calls;
          }),
        );
      }
      if (chance.once(6)) asked.push(library.checkpoint());
      await Promise.all(asked);
      if (chance.once(8)) {
        await library.close();
        library = await openLibrary(folder, through);
      }
    }
  } catch (problem) {
    return `an edit failed: ${told(problem)}`;
  } finally {
    await library.close();
  }
  return { disk, documents: plan.documents, after, askedAt, keptAt };
}

type Recovery = {
  readonly disk: CrashDisk;
  /** Calls of the disk when the library was open, and when the edit after that was kept. */
  readonly openedAt: number;
  readonly keptAt: number;
  /** Edits that were found. */
  readonly found: number;
  readonly after: readonly Contents[];
  readonly fault: string | null;
};

/** Opens what a cut left, looks at everything, makes one more edit and closes. */
async function recover(
  folder: string,
  tree: Tree,
  expected: Expected,
  { documents }: Session,
  chance: Seeded,
  mutant: (disk: Disk) => Disk = (disk) => disk,
): Promise<Recovery> {
  const disk = new CrashDisk(tree, chance);
  const recovery = { disk, openedAt: 0, keptAt: 0, found: 0, after: expected.after };
  let library: Library;
  try {
    library = await openLibrary(folder, mutant(disk));
  } catch (problem) {
    return { ...recovery, fault: `does not open: ${told(problem)}` };
  }
  try {
    const openedAt = disk.calls;
    if (library.problems.length > 0) {
      return { ...recovery, fault: `opens with problems: ${library.problems.join(' ')}` };
    }
    const contents = await contentsOf(library, documents);
    const found = foundIn(contents, expected);
    if (found === null) {
      const { least, most, after } = expected;
      const nearest = after
        .slice(least, most + 1)
        .map((each) => differences(each, contents))
        .reduce((a, b) => (a.length <= b.length ? a : b));
      return {
        ...recovery,
        fault: `holds what it held after none of the edits ${least} to ${most}; ${nearest.join('; ')}`,
      };
    }
    // One more than the plan knows, told apart by its number.
    const last = note(90 + (expected.after.length % 2), `Written after recovery, ${expected.after.length}`);
    const extended = new Map(expected.after[found]).set(`note/${last.id}`, canonical(last));
    await library.transact('After recovery', [{ kind: 'note', id: last.id, value: last }]);
    const keptAt = disk.calls;
    const wrong = differences(extended, await contentsOf(library, documents));
    return {
      disk,
      openedAt,
      keptAt,
      found,
      after: [expected.after[found]!, extended],
      fault: wrong.length > 0 ? `after one more edit: ${wrong.join('; ')}` : null,
    };
  } catch (problem) {
    return { ...recovery, fault: `cannot be read or changed: ${told(problem)}` };
  } finally {
    await library.close();
  }
}

/** What must be there when the recovery is cut. */
function afterRecovery(at: number, recovery: Recovery, expected: Expected): Expected {
  if (at < recovery.openedAt) return expected;
  return { least: at < recovery.keptAt ? 0 : 1, most: 1, after: recovery.after };
}

function foundIn(contents: Contents, { least, most, after }: Expected): number | null {
  for (let edits = least; edits <= most; edits += 1) {
    if (differences(after[edits]!, contents).length === 0) return edits;
  }
  return null;
}

const cutAt = (at: number, chance: Seeded): Cut => ({
  at,
  unflushed: chance.pick(UNFLUSHED),
  unconfirmed: chance.pick(UNCONFIRMED),
  seed: chance.below(1 << 30),
});

const described = ({ at, unflushed, unconfirmed, seed }: Cut): string =>
  `cut after call ${at} (unflushed ${unflushed}, unconfirmed ${unconfirmed}, ${seed})`;

const told = (problem: unknown): string => {
  const { code, message } = AppError.from(problem);
  return `${code}: ${problem instanceof Error ? problem.message : message}`;
};
