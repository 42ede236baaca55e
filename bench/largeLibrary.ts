import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright';
import type { Id } from '../src/core/model/id';
import { createLibrary, nodeDisk, type Disk, type RecordChange } from '../src/main/library/library';
import {
  newWatchedPage,
  openView,
  readCosts,
  seen,
  settle,
  spread,
  startBrowser,
  startHost,
  TASKS,
  type Host,
} from './builtWindow';
import { newsCorpus, seeded, type News } from './newsCorpus';

/**
 * A library of 10,000 documents of 600 words (`--large`: 50,000; `--size=N`) in the built product in Chromium: how soon its
 * table and its search answer when it is opened for the first time and when the index is there already, and what typing,
 * facets, a notebook and the table cost. Beside the clock, which runs while others have the processor, stands the processor
 * time of the dearest tasks of the window's thread and of the worker. Nothing here has a peer. `--keep=FOLDER` makes the
 * library there, or takes the one that is there.
 */
async function run(size: number): Promise<void> {
  const kept = process.argv.find((argument) => argument.startsWith('--keep='))?.slice(7);
  const home = await mkdtemp(join(tmpdir(), 'dossier-large-'));
  const folder = join(kept ?? home, 'Case');
  try {
    console.log(`${size.toLocaleString('en')} documents in the window (${cpus().length} cores)`);
    const corpus = await fill(folder, size);
    await forgetKept(folder);
    await opened(home, folder, async (visit) => {
      await opening(visit, size, 'first opening, nothing kept');
      await building(visit, corpus);
      await untilKept(folder);
      await told(visit, 'keeping the index');
      await remembered(visit, 'after building');
    });
    console.log(`  cache/ on disk: ${await megabytesIn(join(folder, 'cache'))} MB`);
    await opened(home, folder, async (visit) => {
      await opening(visit, size, 'second opening, index kept');
      await visit.page.getByText('Index up to date').waitFor();
      console.log(`    index up to date ${since(visit)} after the address was entered`);
      await told(visit, 'taking up the kept index');
      await remembered(visit, 'index taken up');
      await working(visit, corpus);
      await remembered(visit, 'after work');
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

// ------------------------------------------------------------------------------------------------------ library

type Corpus = { readonly words: string[]; readonly three: string[] };

const OUTLETS = 2000;
const AT = '2026-01-02T03:04:05.000Z';
const NOTEBOOK = 'Twenty';

/** Makes the library through its door, on a disk that is not asked to confirm anything: not the making is measured. */
async function fill(folder: string, size: number): Promise<Corpus> {
  const there = await stat(folder).catch(() => null);
  const library = there ? null : await createLibrary(folder, 'Large', hasty);
  const started = performance.now();
  const random = seeded(2);
  const corpus: Corpus = { words: [], three: [] };
  let changes: RecordChange[] = [];
  const flush = async (): Promise<void> => {
    if (changes.length > 0) await library?.transact('Import', changes);
    changes = [];
  };
  for (const news of newsCorpus(size, seeded(1))) {
    if (news.number % Math.ceil(size / 200) === 0) {
      const at = 8 + Math.floor(random() * (news.words.length - 12));
      corpus.words.push(news.words[at]!);
      corpus.three.push(news.words.slice(at, at + 3).join(' '));
    }
    if (!library) continue;
    changes.push(...records(news));
    if (changes.length >= 1000) await flush();
  }
  for (const [order, query] of corpus.three.slice(0, 20).entries()) {
    const wish = { name: query, query, choices: [], sort: 'relevance' as const, notebook: NOTEBOOK };
    const id = idOf(`search ${order}`);
    changes.push({
      kind: 'search',
      id,
      value: { ...wish, version: 1, id, order, seen: '', reviewed: [], createdAt: AT, changedAt: AT },
    });
  }
  await flush();
  await library?.close();
  console.log(`  made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return corpus;
}

const hasty: Disk = {
  ...nodeDisk,
  async create(path, as) {
    const file = await nodeDisk.create(path, as);
    return { ...file, datasync: () => Promise.resolve() };
  },
  syncFolder: () => Promise.resolve(),
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function idOf(text: string): Id {
  const hex = hashOf(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function records({ number, title, text, published }: News): RecordChange[] {
  const id = idOf(`document ${number}`);
  const sha256 = hashOf(text);
  // A few outlets write most, and most write little.
  const outlet = Math.floor(((number * 7919) % 10_007) ** 3 / (10_007 ** 3 / OUTLETS));
  return [
    {
      kind: 'text',
      id,
      value: { version: 1, id, text, blocks: [{ kind: 'paragraph', from: 0, to: text.length }] },
    },
    {
      kind: 'document',
      id,
      value: {
        version: 2,
        id,
        importedAt: AT,
        original: {
          name: `source-${number}.txt`,
          bytes: text.length,
          sha256,
          mediaType: 'text/plain',
          encoding: 'utf-8',
        },
        metadata: {
          title,
          publisher: `Outlet ${outlet}`,
          agency: null,
          authors: [],
          published,
          updated: null,
          language: 'en',
          address: null,
          placeLine: null,
          reliability: null,
          custom: {},
        },
        guessed: [],
        layers: [],
        length: text.length,
        words: 600,
        textSha256: sha256,
        trashedAt: null,
      },
    },
  ];
}

/** Only what windows left: the library's own caches stay. */
async function forgetKept(folder: string): Promise<void> {
  const cache = join(folder, 'cache');
  const names = await readdir(cache).catch(() => []);
  for (const name of names) if (name.startsWith('search-')) await rm(join(cache, name));
}

async function megabytesIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return (sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(0);
}

/** Resolves when the index has been kept and nothing was written for a while. */
async function untilKept(folder: string): Promise<void> {
  const manifest = join(folder, 'cache', 'search-index');
  for (let last = 0; ;) {
    const changed = (await stat(manifest).catch(() => null))?.mtimeMs ?? 0;
    if (changed > 0 && changed === last) return;
    last = changed;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
}

// ------------------------------------------------------------------------------------------------------- window

type Visit = {
  readonly host: Host;
  readonly browser: Browser;
  readonly page: Page;
  readonly protocol: CDPSession;
  /** When the address was entered. */
  entered: number;
};

async function opened(home: string, folder: string, work: (visit: Visit) => Promise<void>): Promise<void> {
  const before = performance.now();
  const host = await startHost(folder, home);
  console.log(`  host started and library opened in ${(performance.now() - before).toFixed(0)} ms`);
  const browser = await startBrowser();
  try {
    const page = await newWatchedPage(browser);
    page.setDefaultTimeout(300_000);
    const protocol = await browser.newBrowserCDPSession();
    await browser.startTracing(page, { categories: TASKS });
    await work({ host, browser, page, protocol, entered: 0 });
  } finally {
    await browser.close();
    await host.stop();
  }
}

const since = ({ entered }: Visit): string => `${(performance.now() - entered).toFixed(0)} ms`;
const fieldOf = (page: Page) => page.getByRole('searchbox', { name: 'Search everything' });
const resultsOf = (page: Page) => page.locator('[data-hit]');

async function opening(visit: Visit, size: number, what: string): Promise<void> {
  const { page, host } = visit;
  visit.entered = performance.now();
  await page.goto(host.address);
  await page.getByText(`${size.toLocaleString('en')} documents`, { exact: true }).waitFor();
  await page
    .getByRole('grid', { name: 'Documents' })
    .getByRole('row')
    .filter({ hasText: 'Outlet ' })
    .first()
    .waitFor();
  console.log(`  ${what} (load ${loadavg()[0]!.toFixed(0)})\n    table there after ${since(visit)}`);
  await openView(page, 'Search');
  await fieldOf(page).fill('san');
  await fieldOf(page).fill('s');
  await resultsOf(page).first().waitFor();
  console.log(`    first answer after ${since(visit)}, the view opened on the way`);
  await told(visit, 'opening');
}

/** While the index is made: typing now and then. */
async function building(visit: Visit, { three }: Corpus): Promise<void> {
  const { page } = visit;
  const done = page.getByText('Index up to date');
  for (let at = 0; at < 5 && !(await done.isVisible()); at += 1) await type(page, three[at]!);
  await told(visit, 'typing while the index is made');
  await fieldOf(page).fill('');
  await openView(page, 'Library');
  await done.waitFor();
  console.log(`    index up to date ${since(visit)} after the address was entered`);
  await told(visit, 'making the rest of the index');
}

async function working(visit: Visit, { three }: Corpus): Promise<void> {
  const { page } = visit;
  await openView(page, 'Search');
  await settle(page);
  await seen(page);
  for (const letter of 's t ka pr be d'.split(' ')) await type(page, letter);
  await told(visit, 'typing one and two letters');
  for (const query of three.slice(20, 32)) await type(page, query);
  await told(visit, 'typing three words');

  await fieldOf(page).fill('s');
  const outlets = page.getByRole('region', { name: 'Outlet' });
  await outlets.waitFor();
  await settle(page);
  await seen(page);
  await page.getByRole('button', { name: /^Show \d+ more of Outlet/ }).click();
  for (let at = 0; at < 4; at += 1) {
    await outlets
      .getByRole('button', { name: / documents?/ })
      .nth(at)
      .click();
    await settle(page);
  }
  await told(visit, 'unfolding and choosing outlets');
  await page.getByRole('button', { name: 'Clear all' }).first().click();
  await settle(page);

  await page
    .getByRole('button', { name: new RegExp(NOTEBOOK) })
    .first()
    .click();
  await page.getByRole('button', { name: 'Run again' }).waitFor();
  await settle(page);
  await told(visit, 'opening a notebook of 20 queries');
  await page.getByRole('button', { name: 'Run again' }).click();
  // It rests before it runs, and nothing on the page says that it has run again.
  await page.waitForTimeout(4_000);
  await settle(page);
  await told(visit, 'running it');

  await openView(page, 'Library');
  await settle(page);
  await told(visit, 'opening the library table');
  await page.mouse.move(700, 450);
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(30);
  }
  const grid = page.getByRole('grid', { name: 'Documents' });
  await grid.focus();
  for (const key of ['End', 'PageUp', 'PageUp', 'Home', 'PageDown', 'ArrowDown', 'ArrowDown']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
  }
  await settle(page);
  await told(visit, 'scrolling the table, and keys in it');
  for (const column of ['Title', 'Outlet', 'Date']) {
    await page.getByRole('columnheader', { name: column }).getByRole('button').click();
    await settle(page);
  }
  await told(visit, 'sorting it');
  const filter = page.getByRole('searchbox', { name: 'Filter documents' });
  await filter.pressSequentially('outlet 19', { delay: 80 });
  await settle(page);
  await told(visit, 'filtering it');
}

/** As fast as people type, waiting for the last answer. */
async function type(page: Page, query: string): Promise<void> {
  await fieldOf(page).fill('');
  await fieldOf(page).pressSequentially(query, { delay: 80 });
  await page.waitForTimeout(200);
}

/** Prints what a step cost, by the clock and in processor time, and begins the next. */
async function told({ browser, page }: Visit, step: string): Promise<void> {
  const { tasks, frames, answers } = await seen(page, step);
  const [cost] = readCosts(await browser.stopTracing()).slice(-1);
  const dearest = (costs: readonly number[] = []): string =>
    `${costs.filter((each) => each > 50).length} over 50 ms, dearest ${costs
      .slice(0, 3)
      .map((each) => each.toFixed(0))
      .join(', ')}`;
  const parts = [
    `window ${dearest(cost?.window)} CPU ms (by the clock ${tasks.length} over 50 ms, longest ${Math.max(0, ...tasks).toFixed(0)})`,
    `worker ${dearest(cost?.workers)} CPU ms`,
  ];
  if (frames.length > 0) parts.push(`key to frame ${spread(frames)}`);
  if (answers.length > 0) parts.push(`question to answer ${spread(answers)}`);
  console.log(`    ${step}:\n      ${parts.join('\n      ')}`);
  await browser.startTracing(page, { categories: TASKS });
}

/** Prints the memory of the processes: what is resident now, and the most there was. Only Linux tells. */
async function remembered({ protocol, host, page }: Visit, when: string): Promise<void> {
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
  const renderers = await Promise.all(
    processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentOf(id)),
  );
  const largest = renderers.sort((a, b) => b.now - a.now)[0];
  const own = await residentOf(host.pid);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const worker = await workerHeap(session);
  await session.detach();
  console.log(
    `    memory ${when}: window and workers ${largest?.now} MB (most ${largest?.most}), of which heap of the page ${mega(usedSize)}, of the worker ${worker}; host ${own.now} MB (most ${own.most})`,
  );
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);

async function residentOf(pid: number): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const of = (name: string): number =>
    Math.round((Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6);
  return { now: of('VmRSS'), most: of('VmHWM') };
}

/** Megabytes of the worker's objects and of its buffers, garbage gone. */
async function workerHeap(session: CDPSession): Promise<string> {
  const answers = new Map<number, (answer: unknown) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { id: number; result: unknown };
    answers.get(id)?.(result);
  });
  const attached = new Promise<string>((resolve) =>
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    }),
  );
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const none = new Promise<null>((resolve) => setTimeout(() => resolve(null), 3_000));
  const sessionId = await Promise.race([attached, none]);
  if (sessionId === null) return 'unknown';
  const ask = (id: number, method: string): Promise<unknown> => {
    const answer = new Promise((resolve) => answers.set(id, resolve));
    void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return Promise.race([answer, none]);
  };
  await ask(1, 'HeapProfiler.collectGarbage');
  const usage = (await ask(2, 'Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  } | null;
  return usage ? `${mega(usage.usedSize)} and buffers ${mega(usage.backingStorageSize ?? 0)}` : 'unknown';
}

const given = process.argv.find((argument) => argument.startsWith('--size='));
if (process.argv[1] === import.meta.filename) {
  await run(given ? Number(given.slice(7)) : process.argv.includes('--large') ? 50_000 : 10_000);
}
