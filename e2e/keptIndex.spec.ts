import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Desk } from './desk';
import { dropFiles } from './dropFiles';
import { SOURCES } from './sources';
import { goTo } from './views';

/** The search index is kept beside the library and taken up again. */

const cache = (desk: Desk): string => join(desk.library, 'cache');
const isKept = (desk: Desk): boolean => existsSync(join(cache(desk), 'search-index'));

async function keptLibrary(desk: Desk): Promise<void> {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible();
  // It is kept when nobody has asked for anything for some seconds.
  await expect.poll(() => isKept(desk), { timeout: 30_000 }).toBe(true);
}

async function findsAirport(desk: Desk): Promise<void> {
  await goTo(desk.page, 'Search');
  await desk.page.getByRole('searchbox', { name: 'Search everything' }).fill('airport');
  await expect(desk.page.getByRole('list', { name: 'Results' }).locator('mark').first()).toBeVisible();
}

test('a library opened again is searched without being read again', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'Calls are seen on the browser shell’s wire only.');
  await keptLibrary(desk);
  const calls: string[] = [];
  desk.page.on('request', (request) => {
    const method = /"method":"([\w.]+)"/.exec(request.postData() ?? '')?.[1];
    if (method) calls.push(method);
  });
  await desk.quit();
  calls.length = 0;
  await desk.restart();
  await findsAirport(desk);
  expect(calls).toContain('feed.since');
  expect(calls).not.toContain('feed.read');
});

test('a spoiled index is built anew', async ({ desk }) => {
  await keptLibrary(desk);
  await desk.quit();
  for (const name of readdirSync(cache(desk)).filter((file) => file.startsWith('search-'))) {
    if (name === 'search-index') rmSync(join(cache(desk), name));
    else writeFileSync(join(cache(desk), name), 'not what it was');
  }
  await desk.restart();
  await findsAirport(desk);
});

test('the terminal finds the same, in the index that a window kept', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'The terminal shell is the same beside every window.');
  await keptLibrary(desk);
  await desk.quit();
  const search = () => desk.runCli(['search', 'airport', '--json', '--library', desk.library]);
  const kept = await search();
  expect(kept.lines.length).toBeGreaterThan(0);
  rmSync(cache(desk), { recursive: true });
  expect((await search()).lines).toEqual(kept.lines);
});
