import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desk';

test.use({ begin: 'start-screen' });

test('it makes a library that is on disk', async ({ desk }) => {
  const { page, librariesFolder } = desk;
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByLabel('Name of the case').fill('Border trade');
  await page.getByRole('button', { name: 'Make the library' }).click();
  await expect(page.getByText('Border trade').first()).toBeVisible();

  const record = join(librariesFolder, 'Border trade', 'library.json');
  await expect.poll(() => existsSync(record)).toBe(true);
  expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ name: 'Border trade' });
});

test('it takes a used link for no key', async ({ desk, shell, context }) => {
  test.skip(shell === 'desktop', 'The desktop window has no link.');
  const used = desk.page.url();
  const stranger = await context.newPage();
  await stranger.goto(used.replace(/\/$/, '/open#used-before'));
  await expect(stranger.getByText('not connected to Dossier')).toBeVisible();
});
