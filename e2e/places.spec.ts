import { join } from 'node:path';
import { expect, startHost, test } from './desk';

/** Where a library lies. */

test('a library in a synced folder says so, in the window and in the terminal', async ({
  desk,
  shell,
  context,
}) => {
  test.skip(shell === 'desktop', 'The same service and window; once is enough.');
  const folder = join(desk.scratch, 'Dropbox', 'Case');
  const { code } = await desk.runCli(['new', '--library', folder]);
  expect(code).toBe(0);
  const { stderr } = await desk.runCli(['list', '--library', folder]);
  expect(stderr).toContain('a folder of Dropbox');
  // The desk's own library lies well.
  await expect(desk.page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(desk.page.getByRole('button', { name: 'Unsafe place' })).toHaveCount(0);

  const host = await startHost(['--library', folder], { ...process.env, DOSSIER_HOME: desk.scratch });
  const page = await context.newPage();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Unsafe place' }).click();
  await expect(page.getByText('put backups there instead')).toBeVisible();
  await host.quit();
});
