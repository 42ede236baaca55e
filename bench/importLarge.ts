import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { newWatchedPage, readCosts, seen, startBrowser, startHost, TASKS, type Host } from './builtWindow';

/**
 * Ten thousand small files at once, into the built product: by the terminal; by the folder picker of the browser shell, with
 * a pause, `kill -9` of the host and the import gone on with; by a drop, and by a drop that is cancelled. Told are files a
 * second, the most memory of the host, of the parser processes together and of the window, the longest task of the
 * window's thread by the clock and, of the drop that is cancelled, the dearest by processor time; and how long after a drop
 * everything can be found. What is not in the library once and only once in the end is an error. Linux only: memory is read
 * from `/proc`. `--size=N` takes another number of files.
 */
export async function benchLargeImport(files = 10_000): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  console.log(
    `\nImport of ${files.toLocaleString('en')} files, load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`,
  );
  const folder = join(home, 'sources');
  await writeSources(folder, files);
  const browser = await startBrowser();
  try {
    await byTerminal(home, folder, files);
    await byPicker(browser, home, folder, files);
    await byDrop(browser, home, folder, files);
    await cancelled(browser, home, folder);
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function byTerminal(home: string, folder: string, files: number): Promise<void> {
  const library = join(home, 'By terminal');
  await runCli(home, ['new', '--library', library]);
  const started = performance.now();
  const cli = spawnCli(home, ['import', folder, '--library', library], 'ignore');
  const memory = watchMemory(() => cli.pid!);
  const [code] = (await once(cli, 'exit')) as [number];
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`The import ended with ${code}.`);
  await expectAll(home, library, files);
  say('dossier import', [pace(files, seconds), memory.stop(), `load ${loadavg()[0]!.toFixed(1)}`]);
}

/** With a pause, and the host killed in the middle. */
async function byPicker(browser: Browser, home: string, folder: string, files: number): Promise<void> {
  const library = join(home, 'By picker');
  let host = await startHost(library, home);
  let page = await openWindow(browser, host);
  const first = watchMemory(() => host.pid, browser);
  const started = performance.now();
  await page.locator('input[aria-label="Folder to add"]').setInputFiles(folder);
  const chosen = performance.now();
  const bar = page.getByRole('group', { name: 'Import' });
  await bar.waitFor();
  await reached(page, files / 4);
  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('Paused', { exact: true }).waitFor();
  const paused = await doneOf(page);
  await page.waitForTimeout(1_000);
  if ((await doneOf(page)) !== paused) throw new Error('It went on while it paused.');
  await bar.getByRole('button', { name: 'Go on' }).click();
  await reached(page, files / 2);
  const half = performance.now();
  const before = await doneOf(page);
  const { tasks } = await seen(page);
  process.kill(host.pid, 'SIGKILL');
  const memory = first.stop();
  await page.close();
  say(`folder picker, to the half (${((chosen - started) / 1000).toFixed(1)} s of it the browser lists it)`, [
    pace(before, (half - chosen) / 1000 - 1),
    memory,
    tasksOf(tasks),
    `load ${loadavg()[0]!.toFixed(1)}`,
  ]);

  host = await startHost(library, home);
  page = await openWindow(browser, host);
  const second = watchMemory(() => host.pid, browser);
  const messages = page.getByRole('region', { name: 'Messages' });
  const told = await messages.getByText(/An import was cut off/).textContent();
  const missing = Number(/: ([\d,]+) of/.exec(told ?? '')![1]!.replaceAll(',', ''));
  await messages.getByRole('button', { name: 'Go on…' }).click();
  await page.getByRole('dialog', { name: 'Go on with the import' }).waitFor();
  const again = performance.now();
  await page.locator('input[aria-label="Folder to add"]').setInputFiles(folder);
  await everythingIn(page, files);
  const seconds = (performance.now() - again) / 1000;
  const later = await seen(page);
  say(`gone on with after kill -9 (${missing} of them missing, browser's list included)`, [
    pace(missing, seconds),
    second.stop(),
    tasksOf(later.tasks),
    `load ${loadavg()[0]!.toFixed(1)}`,
  ]);
  await page.close();
  await host.stop();
  await expectAll(home, library, files);
}

async function byDrop(browser: Browser, home: string, folder: string, files: number): Promise<void> {
  const library = join(home, 'By drop');
  const host = await startHost(library, home);
  const page = await openWindow(browser, host);
  const memory = watchMemory(() => host.pid, browser);
  const started = performance.now();
  await dropFolder(page, folder);
  await page.getByRole('group', { name: 'Import' }).waitFor();
  const begun = performance.now();
  await everythingIn(page, files);
  const seconds = (performance.now() - begun) / 1000;
  const { tasks } = await seen(page);
  const ended = performance.now();
  await page.getByText('Index up to date', { exact: true }).waitFor();
  const found = (performance.now() - ended) / 1000;
  say(`drop (${((begun - started) / 1000).toFixed(1)} s until the bar is seen)`, [
    pace(files, seconds),
    memory.stop(),
    tasksOf(tasks),
    `everything found ${found.toFixed(1)} s later`,
    `load ${loadavg()[0]!.toFixed(1)}`,
  ]);
  await page.close();
  await host.stop();
  await expectAll(home, library, files);
}

async function cancelled(browser: Browser, home: string, folder: string): Promise<void> {
  const library = join(home, 'Cancelled');
  const host = await startHost(library, home);
  const page = await openWindow(browser, host);
  await browser.startTracing(page, { categories: TASKS });
  await seen(page);
  await dropFolder(page, folder);
  await reached(page, 500);
  await seen(page, 'importing');
  const costs = readCosts(await browser.stopTracing());
  const dearest = costs.find(({ step }) => step === 'importing')?.window[0] ?? 0;
  const started = performance.now();
  await page.getByRole('group', { name: 'Import' }).getByRole('button', { name: 'Cancel' }).click();
  const told = await page
    .getByRole('region', { name: 'Messages' })
    .getByText(/stopped before the rest/)
    .textContent();
  const seconds = (performance.now() - started) / 1000;
  const kept = Number(/([\d,]+) documents/.exec(told ?? '')![1]!.replaceAll(',', ''));
  await page.close();
  await host.stop();
  await expectAll(home, library, kept);
  say('cancelled', [
    `${kept} kept, told and in the library`,
    `${seconds.toFixed(1)} s until it stood still`,
    `dearest task of the window up to 500 files: ${dearest.toFixed(0)} ms of processor time`,
  ]);
}

async function openWindow(browser: Browser, host: Host): Promise<Page> {
  const page = await newWatchedPage(browser);
  page.setDefaultTimeout(900_000);
  await page.goto(host.address);
  await page.getByRole('main').waitFor();
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  await page.waitForTimeout(500);
  await seen(page);
  return page;
}

/** As a file manager does it: the browser lists the folder when the page asks for it. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data });
}

/** How many files have a fate, as the bar says it. */
async function doneOf(page: Page): Promise<number> {
  const words = await page
    .getByRole('group', { name: 'Import' })
    .getByText(/^[\d,]+ of [\d,]+$/)
    .textContent();
  return Number(words!.split(' ')[0]!.replaceAll(',', ''));
}

async function reached(page: Page, count: number): Promise<void> {
  while ((await doneOf(page)) < count) await page.waitForTimeout(200);
}

async function everythingIn(page: Page, files: number): Promise<void> {
  await page.getByText(`${files.toLocaleString('en')} documents`, { exact: true }).waitFor();
  await page.getByRole('group', { name: 'Import' }).waitFor({ state: 'detached' });
}

/** Nothing lost, nothing twice. */
async function expectAll(home: string, library: string, files: number): Promise<void> {
  const listed = (await runCli(home, ['list', '--json', '--library', library]))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { title: string }).title);
  const different = new Set(listed).size;
  if (listed.length !== files || different !== files)
    throw new Error(`${listed.length} documents of ${different} files instead of ${files}.`);
}

function spawnCli(home: string, args: readonly string[], stdout: 'ignore' | 'pipe') {
  return spawn(process.execPath, [join(import.meta.dirname, '../out/main/cli.js'), ...args], {
    env: { ...process.env, DOSSIER_HOME: home },
    stdio: ['ignore', stdout, 'inherit'],
  });
}

async function runCli(home: string, args: readonly string[]): Promise<string> {
  const cli = spawnCli(home, args, 'pipe');
  let said = '';
  cli.stdout!.setEncoding('utf8').on('data', (words: string) => (said += words));
  await once(cli, 'close');
  return said;
}

/** Looks at the processes four times a second; `stop` says what the most was, in a phrase. */
function watchMemory(main: () => number, browser?: Browser): { stop(): string } {
  const most = { main: 0, parsers: 0, window: 0 };
  let stopped = false;
  const look = async (): Promise<void> => {
    const session = await browser?.newBrowserCDPSession();
    while (!stopped) {
      const own = await residentOf(main());
      const children = await Promise.all((await childrenOf(main())).map(residentOf));
      most.main = Math.max(most.main, own);
      most.parsers = Math.max(
        most.parsers,
        children.reduce((sum, each) => sum + each, 0),
      );
      const shown = await session?.send('SystemInfo.getProcessInfo').catch(() => null);
      for (const { type, id } of shown?.processInfo ?? [])
        if (type === 'renderer') most.window = Math.max(most.window, await residentOf(id));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await session?.detach();
  };
  void look();
  return {
    stop() {
      stopped = true;
      const window = most.window === 0 ? '' : `, window ${most.window.toFixed(0)} MB`;
      return `host ${most.main.toFixed(0)} MB, parsers ${most.parsers.toFixed(0)} MB${window} at most`;
    },
  };
}

/** Megabytes of a process in memory; 0 when it is gone. */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const words = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return words.split(' ').filter(Boolean).map(Number);
}

const pace = (files: number, seconds: number): string =>
  `${(files / seconds).toFixed(0)} files/s (${seconds.toFixed(0)} s)`;

const tasksOf = (tasks: readonly number[]): string =>
  `${tasks.length} tasks over 50 ms, longest ${Math.max(0, ...tasks).toFixed(0)} ms`;

const say = (what: string, parts: readonly string[]): void => console.log(`  ${what}: ${parts.join('; ')}`);

/** Folders of a hundred texts of about 150 words each. */
async function writeSources(folder: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const inside = join(folder, `box ${String(Math.floor(number / 100)).padStart(3, '0')}`);
    if (number % 100 === 0) await mkdir(inside, { recursive: true });
    await writeFile(join(inside, `report ${String(number).padStart(5, '0')}.txt`), report(number));
  }
}

const PLACES = ['harbour', 'border bridge', 'river market', 'rail yard', 'fishing port', 'customs house'];
const GOODS = ['coal', 'timber', 'rice', 'cement', 'seafood', 'machine parts', 'salt'];

function report(number: number): string {
  const pick = (list: readonly string[], at: number): string => list[at % list.length]!;
  const paragraphs = Array.from(
    { length: 4 },
    (_, at) =>
      `On day ${number + at} the clerk wrote that ${pick(GOODS, number + at)} left the ${pick(PLACES, number * 3 + at)} on ship ${number * 7 + at}, ` +
      `and that nobody at the ${pick(PLACES, number + at + 1)} had counted its ${(number * 13 + at * 17) % 991} crates of ${pick(GOODS, number * 5 + at)}.`,
  );
  return `Report ${number} from the ${pick(PLACES, number)}\n\n${paragraphs.join('\n\n')}\n`;
}
