import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import {
  newWatchedPage,
  openView,
  print,
  readCosts,
  seen,
  settle,
  startBrowser,
  startHost,
  TASKS,
} from './builtWindow';

/**
 * What the window's thread does while the product works, in the built browser shell: tasks over 50 ms (W3C Long Tasks)
 * while 1,000 files are imported, a query is typed, a text of 5 MB is opened and scrolled, and two texts of 100,000 words
 * are compared; besides, the time from a key to the frame after it and to the index's answer. Nothing here has a peer: the
 * figure to reach is no task over 50 ms. Other work on the machine makes every task longer, so the most processor time that
 * one task took is told too. `DOSSIER_BENCH_TRACE=FILE` keeps a trace with a profile for the performance panel of Chromium,
 * which costs time itself.
 */
export async function run(files = 1000): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  const small = await writeSources(join(home, 'small'), files, report);
  const large = await writeSources(join(home, 'large'), 1, () => longText(5 * 1024 * 1024, 1, 1));
  const twins = await writeSources(join(home, 'twins'), 2, (number) => longText(620_000, 2, number));
  const host = await startHost(join(home, 'Case'), home);
  const browser = await startBrowser();
  try {
    const page = await newWatchedPage(browser);
    const trace = process.env.DOSSIER_BENCH_TRACE;
    await browser.startTracing(page, { categories: trace === undefined ? TASKS : [...TASKS, ...PROFILE] });

    await page.goto(host.address);
    await page.getByRole('button', { name: 'Add files…' }).first().waitFor();
    await print(page, 'opening the window');

    const started = performance.now();
    await addFiles(page, small);
    await page.getByText(`${files.toLocaleString('en')} documents`, { exact: true }).waitFor();
    const seconds = (performance.now() - started) / 1000;
    await print(page, `importing ${files} files (${(files / seconds).toFixed(0)} files/s)`);
    await page.getByText('Index up to date').waitFor();
    await settle(page);
    await seen(page);

    await openView(page, 'Search');
    const field = page.getByRole('searchbox', { name: 'Search everything' });
    await field.waitFor();
    await settle(page);
    await seen(page);
    for (const query of ['harbour sanctions', 'the minister said', 'coal ship 7']) {
      await field.fill('');
      // As fast as people type.
      await field.pressSequentially(query, { delay: 80 });
    }
    await settle(page);
    await print(page, 'typing in search');

    await openView(page, 'Library');
    await addFiles(page, large);
    await page.getByText(`${(files + 1).toLocaleString('en')} documents`, { exact: true }).waitFor();
    await settle(page);
    await print(page, 'importing a text of 5 MB');
    const filter = page.getByRole('searchbox', { name: 'Filter documents' });
    const rows = page.getByRole('grid', { name: 'Documents' }).getByRole('row');
    await filter.fill('Chronicle 1');
    await rows.filter({ hasText: 'Chronicle 1' }).first().dblclick();
    await page.getByText('Passage 1 of', { exact: false }).first().waitFor();
    await settle(page);
    await print(page, 'opening it');
    await page.mouse.move(600, 450);
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, 700);
      await page.waitForTimeout(30);
    }
    await settle(page);
    await print(page, 'scrolling it');

    await openView(page, 'Library');
    await addFiles(page, twins);
    await page.getByText(`${(files + 3).toLocaleString('en')} documents`, { exact: true }).waitFor();
    await settle(page);
    await filter.fill('Chronicle 2');
    await settle(page);
    await seen(page);
    const pair = rows.filter({ hasText: 'Chronicle 2' });
    await pair.nth(0).click();
    await pair.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('button', { name: 'Compare the two' }).click();
    await page.getByText('Passage 1 of', { exact: false }).first().waitFor();
    await settle(page);
    await print(page, 'comparing two texts of 100,000 words');

    const heap = await page.evaluate(
      () => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize,
    );
    if (heap !== undefined) console.log(`  heap of the window: ${(heap / 1024 / 1024).toFixed(0)} MB`);
    const traced = await browser.stopTracing();
    printCosts(traced);
    if (trace !== undefined) await writeFile(trace, traced);
  } finally {
    await browser.close();
    await host.stop();
    await rm(home, { recursive: true, force: true });
  }
}

const PROFILE = ['devtools.timeline', 'v8.execute', 'disabled-by-default-v8.cpu_profiler'];

/** The tasks of the window's thread between the marks, by the processor time they took. */
function printCosts(trace: Buffer): void {
  console.log('  processor time of the dearest tasks of the window’s thread:');
  for (const { step, window } of readCosts(trace)) {
    const over = window.filter((cost) => cost > 50).length;
    const dearest = window.slice(0, 3).map((cost) => cost.toFixed(0));
    console.log(`    ${step}: ${over} over 50 ms; ${dearest.join(', ')} ms`);
  }
}

async function addFiles(page: Page, paths: readonly string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files…' }).first().click();
  await (await chooser).setFiles([...paths]);
}

async function writeSources(
  folder: string,
  count: number,
  text: (number: number) => string,
): Promise<string[]> {
  await mkdir(folder);
  const paths: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const path = join(folder, `source ${number}.txt`);
    await writeFile(path, text(number));
    paths.push(path);
  }
  return paths;
}

const PLACES = ['harbour', 'border bridge', 'river market', 'rail yard', 'fishing port', 'customs house'];
const GOODS = ['coal', 'timber', 'rice', 'cement', 'seafood', 'machine parts'];
const pick = (list: readonly string[], number: number): string => list[number % list.length]!;

/** A short report in words of our own; each differs from the others. */
function report(number: number): string {
  const paragraphs = Array.from({ length: 8 }, (_, index) => paragraph(number * 7, index, number));
  return `Report ${number} from the ${pick(PLACES, number)}\n\n${paragraphs.join('\n\n')}\n`;
}

/** About so many characters. Texts of one series differ in every tenth paragraph when their `version` does. */
function longText(characters: number, series: number, version: number): string {
  const parts = [`Chronicle ${series} of the ports, as the clerks kept it`];
  let length = 0;
  for (let index = 1; length < characters; index += 1) {
    const part = `Passage ${index} of the chronicle. ${paragraph(series, index, index % 10 === 0 ? version : 0)}`;
    parts.push(part);
    length += part.length + 2;
  }
  return `${parts.join('\n\n')}\n`;
}

function paragraph(salt: number, index: number, number: number): string {
  return (
    `On day ${number + index} the minister said that ${pick(GOODS, salt + index)} left the ${pick(PLACES, salt + index * 5)} on ship ${number * 3 + index}, ` +
    `and that the sanctions committee had been told. Clerks at the ${pick(PLACES, salt + index + 1)} counted ${number + index * 17} crates of ${pick(GOODS, salt + index + 2)}.`
  );
}

if (process.argv[1] === import.meta.filename) await run();
