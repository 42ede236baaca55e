import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { createLibrary, openLibrary } from '../library';
import { contentsOf, differences, planOfLives } from './editPlan';
import { bundleEditor, startEditor, type EditorOptions, type Said } from './editorProcess';
import { seeded } from './seeded';

export type KillReport = {
  readonly kills: number;
  /** Of those: while the library was being opened; while a checkpoint was under way. */
  readonly inOpening: number;
  readonly inCheckpoint: number;
  /** Edits acknowledged by processes that were then killed. */
  readonly acknowledged: number;
  /** Each an edit lost, or a library that did not open, with the seed. */
  readonly violations: readonly string[];
};

/** Kills of one library, before another is begun. */
const KILLS_PER_LIBRARY = 50;

/** The longest a process lives after its start, or after it began to edit, in milliseconds. */
const LONGEST = 60;

/**
 * Lets processes edit a library on the disk of this machine and kills each (SIGKILL) after a time that nobody chose; the
 * next one looks whether everything acknowledged is there, and goes on. The time waited is seeded; how far a process comes
 * in it is not.
 */
export async function killEditors(kills: number, seed: number): Promise<KillReport> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-kill-'));
  const report = { kills: 0, inOpening: 0, inCheckpoint: 0, acknowledged: 0, violations: [] as string[] };
  try {
    const editor = await bundleEditor(home);
    for (let run = 0; report.kills < kills && report.violations.length === 0; run += 1) {
      const folder = join(home, `case-${run}`);
      const done = await killEditorsOf(
        editor,
        folder,
        Math.min(KILLS_PER_LIBRARY, kills - report.kills),
        seed * 1000 + run,
      );
      report.kills += done.kills;
      report.inOpening += done.inOpening;
      report.inCheckpoint += done.inCheckpoint;
      report.acknowledged += done.acknowledged;
      report.violations.push(...done.violations);
      await rm(folder, { recursive: true });
    }
    return report;
  } finally {
    await rm(home, { recursive: true });
  }
}

async function killEditorsOf(
  editor: string,
  folder: string,
  kills: number,
  seed: number,
): Promise<KillReport> {
  const chance = seeded(seed);
  const created = await createLibrary(folder, 'Case');
  const { record } = created;
  await created.close();
  const report = { kills: 0, inOpening: 0, inCheckpoint: 0, violations: [] as string[] };
  let [kept, asked] = [0, 0];
  const lives: number[] = [];
  while (report.kills < kills) {
    const { said, fault } = await oneLife(
      { editor, folder, seed, record, kept, asked, lives },
      chance.once(6) ? 'opening' : 'editing',
      chance.below(LONGEST),
    );
    kept = Math.max(kept, said.found, said.kept);
    // What one has found is all there is: of what was begun before nothing else can come.
    if (said.found >= 0) {
      asked = Math.max(kept, said.asked);
      lives.push(said.found);
    }
    if (fault !== null) {
      report.violations.push(`seed ${seed}, life ${report.kills + 1}: ${fault}`);
      break;
    }
    report.kills += 1;
    if (said.found < 0) report.inOpening += 1;
    if (said.inCheckpoint) report.inCheckpoint += 1;
  }

  if (report.violations.length === 0) {
    const library = await openLibrary(folder);
    const plan = planOfLives(seed, record, lives, kept);
    const contents = await contentsOf(library, plan.documents);
    let wrong = differences(plan.contents(), contents);
    while (wrong.length > 0 && plan.count < asked) {
      plan.next();
      wrong = differences(plan.contents(), contents);
    }
    await library.close();
    if (wrong.length > 0) report.violations.push(`seed ${seed}, at the end: ${wrong.join('; ')}`);
  }
  return { ...report, acknowledged: kept };
}

/** Starts a process and kills it some milliseconds after its start, or after it began to edit. */
async function oneLife(
  options: EditorOptions,
  during: 'opening' | 'editing',
  milliseconds: number,
): Promise<{ said: Said; fault: string | null }> {
  const editor = startEditor(options);
  if (during === 'editing') await editor.until(({ found }) => found >= 0);
  await passed(milliseconds);
  editor.signal('SIGKILL');
  const { code, signal, complaint } = await editor.ended;
  const { said } = editor;
  const byItself = `ended by itself (${String(code)}, ${String(said.refused)}): ${complaint.slice(0, 2000)}`;
  return { said, fault: said.lost ?? (signal === 'SIGKILL' ? null : byItself) };
}
