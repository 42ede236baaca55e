import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, type Desk } from './desk';
import { goTo } from './views';

/**
 * The built shells, killed as by `kill -9` while they work. src/main/library/kill.test.ts does this many times over to
 * processes that only edit.
 */
test.use({ begin: 'start-screen' });
test.skip(
  ({ shell }) => shell === 'desktop',
  'Both shells keep by the same library; this one can be killed from here.',
);

const built = (name: string): string => join(import.meta.dirname, '../out/main', name);

/** Ends a process at once and waits until it is gone. */
async function kill(process: ChildProcess): Promise<void> {
  // It may have ended by itself, with its work done.
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await gone;
}

const run = (script: string, args: readonly string[], desk: Desk): ChildProcess =>
  spawn(process.execPath, [built(script), ...args, '--library', desk.library], {
    env: { ...process.env, DOSSIER_HOME: join(desk.scratch, 'home') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });

test('it keeps every file it said was imported, however often an import in the terminal is killed', async ({
  desk,
}) => {
  const sources = join(desk.scratch, 'sources');
  mkdirSync(sources);
  for (let n = 0; n < 80; n += 1) {
    const text = `Harbour bulletin ${n}\n\nThe port office counted ${n * 7} barges at dawn.\n`;
    writeFileSync(join(sources, `bulletin ${n}.txt`), text.repeat(1 + (n % 20)));
  }
  const said = new Map<string, string>();
  for (const after of [1, 4, 9, 2, 14]) {
    const importing = run('cli.js', ['--json', 'import', sources], desk);
    let lines = 0;
    for await (const line of createInterface({ input: importing.stdout! })) {
      const { status, id, path } = JSON.parse(line) as { status: string; id: string; path: string };
      expect(['imported', 'duplicate']).toContain(status);
      said.set(id, path);
      if (status === 'imported') lines += 1;
      if (lines === after) break;
    }
    await kill(importing);

    const listed = await desk.runCli(['list', '--json', '--library', desk.library]);
    expect(listed.code).toBe(0);
    const there = (listed.lines as { id: string }[]).map((row) => row.id);
    expect(there).toEqual(expect.arrayContaining([...said.keys()]));
    // The last one said is the one a careless import would have in half.
    const [id, path] = [...said].at(-1)!;
    const shown = await desk.runCli(['show', id, '--json', '--library', desk.library]);
    expect((shown.lines as { text: string }[])[0]?.text).toBe(readFileSync(path, 'utf8'));
  }
  const whole = await desk.runCli(['import', sources, '--json', '--library', desk.library]);
  expect(whole.code).toBe(0);
  expect(whole.lines).toHaveLength(80);
});

test('it keeps what its window called Saved, however often the service is killed', async ({ desk, page }) => {
  await desk.runCli(['import', '-', '--library', desk.library], '');
  expect(existsSync(desk.library)).toBe(true);
  await desk.quit();
  const notes: string[] = [];
  for (let round = 1; round <= 4; round += 1) {
    const service = run('host.js', ['--no-open', '--port', '0'], desk);
    await page.goto('about:blank');
    await page.goto(await addressOf(service));
    await goTo(page, 'Notes');
    for (const note of notes) await expect(page.getByText(note).first()).toBeVisible();

    const note = `Ask on day ${round} who signed for the crates.`;
    const kept = page.waitForResponse((response) => response.request().postData()?.includes(note) ?? false);
    await page.getByRole('button', { name: 'New note' }).first().click();
    await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toBeFocused();
    await page.keyboard.type(note);
    await kept;
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await kill(service);
    notes.push(note);

    // Nobody holds the library now: the terminal may write.
    const after = await desk.runCli(['tag', 'add', `Day ${round}`, '--library', desk.library]);
    expect(after.code).toBe(0);
  }
});

test('it has one writer: the terminal is refused while the window is open, and after it is stopped', async ({
  desk,
}) => {
  await desk.runCli(['import', '-', '--library', desk.library], '');
  await desk.quit();
  const service = run('host.js', ['--no-open', '--port', '0'], desk);
  await addressOf(service);
  const add = (): Promise<{ code: number }> =>
    desk.runCli(['tag', 'add', 'Quays', '--library', desk.library]);
  expect((await add()).code).toBe(3);
  if (process.platform !== 'win32') {
    service.kill('SIGSTOP');
    expect((await add()).code).toBe(3);
  }
  await kill(service);
  expect((await add()).code).toBe(0);
});

/** The address a service prints when it is ready. */
async function addressOf(service: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: service.stdout! })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('The service ended before it was ready.');
}
