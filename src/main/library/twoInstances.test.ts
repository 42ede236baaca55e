import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLibrary, openLibrary } from './library';
import { contentsOf, differences, planOfLives } from './testing/editPlan';
import { bundleEditor, startEditor, type EditorOptions, type EditorProcess } from './testing/editorProcess';

/**
 * Two programs on one library: the window of one shell and that of another, or the terminal. Each is a process that opens
 * the library by the same door and edits as fast as it can.
 */

let home: string;
let editor: string;
let options: EditorOptions;
let runs = 0;
const started: EditorProcess[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-two-'));
  editor = await bundleEditor(home);
});
beforeEach(async () => {
  runs += 1;
  const folder = join(home, `case-${runs}`);
  const library = await createLibrary(folder, 'Case');
  options = { editor, folder, seed: runs, record: library.record, kept: 0, asked: 0, lives: [] };
  await library.close();
  return async () => {
    for (const each of started) each.signal('SIGKILL');
    for (const each of started.splice(0)) await each.ended;
  };
});
afterAll(() => rm(home, { recursive: true }));

const start = (changed: Partial<EditorOptions> = {}): EditorProcess => {
  const process = startEditor({ ...options, ...changed });
  started.push(process);
  return process;
};

/** Ends one at once, as by `kill -9`, and gives what must be there and what may. */
async function killed(process: EditorProcess): Promise<Partial<EditorOptions>> {
  process.signal('SIGKILL');
  await process.ended;
  const { found, kept, asked } = process.said;
  return { kept: Math.max(found, kept), asked, lives: [found] };
}

it.each([1, 2, 3, 4, 5, 6])('has exactly one writer when two start at once (%i)', async () => {
  const both = [start(), start()];
  await Promise.all(both.map((each) => each.until(({ found, refused }) => found >= 0 || refused !== null)));
  const writers = both.filter((each) => each.said.found >= 0);
  const refused = both.filter((each) => each.said.refused === 'library-locked');
  expect([writers.length, refused.length]).toEqual([1, 1]);
  await writers[0]!.until(({ kept }) => kept >= 10);
  const after = await killed(writers[0]!);

  const next = start(after);
  await next.until(({ found }) => found >= 0);
  expect(next.said).toMatchObject({ lost: null, refused: null });
});

describe.skipIf(process.platform === 'win32')('while the writer is stopped, as by a sleeping laptop', () => {
  it('refuses a second writer, shows what was saved to a reader, and lets the first go on', async () => {
    const first = start();
    await first.until(({ kept }) => kept >= 10);
    first.signal('SIGSTOP');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect(openLibrary(options.folder)).rejects.toMatchObject({ code: 'library-locked' });
    }
    const { kept } = first.said;

    // Stopped in the middle of whatever it was doing: all that was acknowledged can be read meanwhile.
    const reader = await openLibrary(options.folder, undefined, { readOnly: true });
    const plan = planOfLives(options.seed, options.record, [0], kept);
    const contents = await contentsOf(reader, plan.documents);
    const most = kept + 10;
    while (plan.count < most && differences(plan.contents(), contents).length > 0) plan.next();
    expect(differences(plan.contents(), contents)).toEqual([]);
    await reader.close();

    first.signal('SIGCONT');
    await first.until((said) => said.kept >= most + 10);
    const after = await killed(first);
    const next = start(after);
    await next.until(({ found }) => found >= 0);
    expect(next.said).toMatchObject({ lost: null, refused: null });
  });

  it('is free once the stopped one is killed', async () => {
    const first = start();
    await first.until(({ kept }) => kept >= 5);
    first.signal('SIGSTOP');
    await expect(openLibrary(options.folder)).rejects.toMatchObject({ code: 'library-locked' });
    const after = await killed(first);
    const next = start(after);
    await next.until(({ kept }) => kept >= 20);
    expect(next.said).toMatchObject({ lost: null, refused: null });
  });
});
