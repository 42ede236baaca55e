import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ASKING, BAD, GOOD, ODD, PASSWORD, writeSamples } from './anySources';
import { expect, test, type Desk } from './desk';
import { holdImports } from './holdImports';
import { onDisk } from './passages';

/** Sources of every kind on their way in: the queue, the report with its questions, what goes on after a cut. */

// Every file is read in a process of its own: on a loaded machine that takes its time.
test.describe.configure({ timeout: 300_000 });

const report = (page: Page): Locator => page.getByRole('dialog', { name: 'Import report' });
const line = (page: Page, name: string): Locator =>
  report(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });
/** Of a list only the lines that are seen exist: the one wanted is filtered for. */
async function found(page: Page, name: string): Promise<Locator> {
  await report(page).getByRole('searchbox', { name: 'Filter the report' }).fill(name);
  return line(page, name);
}
const bar = (page: Page): Locator => page.getByRole('group', { name: 'Import' });
const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });

async function addFolder(page: Page, folder: string): Promise<void> {
  await page.locator('input[aria-label="Folder to add"]').setInputFiles(folder);
}

/** As many small texts as an import takes some time for. */
function writeMany(desk: Desk, count: number): string {
  const folder = join(desk.scratch, 'many');
  mkdirSync(folder);
  for (let number = 0; number < count; number += 1)
    writeFileSync(
      join(folder, `report ${number}.txt`),
      `Report ${number}\n\nShip ${number} left the quay at night, and nobody wrote it down.\n`,
    );
  return folder;
}

test('a folder with a file of every kind comes in, and nothing in it runs or calls anybody', async ({
  desk,
}) => {
  const { page, scratch } = desk;
  const elsewhere: string[] = [];
  const own = new URL(page.url()).origin;
  page.context().on('request', (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith('blob:')) elsewhere.push(request.url());
  });
  writeSamples(join(scratch, 'lock'), GOOD);
  for (const name of ['Thumbs.db', '~$memo.docx']) writeFileSync(join(scratch, 'lock', name), 'x');
  await addFolder(page, join(scratch, 'lock'));
  // Two files of the archive and two messages of the mailbox instead of these, and an attachment.
  await expect(messages(page).getByText('Imported 16 documents.')).toBeVisible({ timeout: 45_000 });
  await messages(page).getByRole('button', { name: 'Report' }).click();
  await expect(report(page).getByRole('status').first()).toHaveText(
    /2 files that systems and programs leave behind were passed over: (?:Thumbs\.db, ~\$memo\.docx|~\$memo\.docx, Thumbs\.db)\.$/,
  );
  for (const name of Object.keys(GOOD).filter((given) => !/\.(zip|mbox)$/.test(given)))
    await expect(await found(page, `lock/${name}`)).toContainText('Imported');
  await expect(await found(page, 'lock/archive.zip/자료/항구 일지.txt')).toContainText('항구 일지');
  await expect(await found(page, 'lock/mail.eml/barge list.txt')).toContainText('Barges of Tuesday');
  await report(page).getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('row', { name: /^The lock keeper’s page/ }).dblclick();
  await expect(page.getByText('A barge of gravel was turned away')).toBeVisible();
  expect(await page.title()).not.toContain('It ran');
  expect(elsewhere).toEqual([]);
});

test('each bad file is a sentence with its name, and the report can be saved', async ({ desk }) => {
  const { page, scratch } = desk;
  writeSamples(join(scratch, 'odd'), BAD, ODD);
  await addFolder(page, join(scratch, 'odd'));
  await expect(report(page)).toBeVisible({ timeout: 45_000 });
  await expect(report(page).getByText('5 imported, 0 already here, 6 failed.')).toBeVisible();
  for (const name of [...Object.keys(BAD), 'entities.docx']) {
    await expect(line(page, `odd/${name}`)).toContainText(`“${name}”`);
    // The same bytes would only fail again.
    await expect(line(page, `odd/${name}`).getByRole('button')).toHaveCount(0);
  }
  const saved = async (kind: RegExp): Promise<string> => {
    await report(page).getByRole('button', { name: 'Save…' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: kind }).click(),
    ]);
    return readFileSync(await download.path(), 'utf8');
  };
  expect(await saved(/Markdown/)).toContain('| Failed | odd/empty.txt |');
  const csv = await saved(/CSV/);
  expect(csv.trim().split('\r\n')).toHaveLength(12);
  expect(csv).toContain('odd/walks up.zip/outside.txt');
  await report(page).getByRole('button', { name: 'Close' }).last().click();
  await expect(report(page)).toBeHidden();
  await page.getByRole('row', { name: /^At the bottom lies a sentence/ }).dblclick();
  await expect(page.getByText('The lock stayed shut').first()).toBeVisible();
});

test('passwords and languages are answered in the report, by the keyboard alone', async ({ desk }) => {
  const { page, scratch } = desk;
  writeSamples(join(scratch, 'asking'), ASKING);
  await addFolder(page, join(scratch, 'asking'));
  await expect(report(page).getByText('0 imported, 0 already here, 3 failed.')).toBeVisible({
    timeout: 45_000,
  });
  const paper = page.getByLabel('Password of asking/locked paper.pdf', { exact: true });
  await paper.fill('pier');
  await paper.press('Enter');
  await expect(line(page, 'asking/locked paper.pdf')).toContainText('does not open');
  await expect(paper).toBeFocused();
  await paper.fill(PASSWORD);
  // Typed for another file: it stays there when the line above it goes.
  const archive = page.getByLabel('Password of asking/locked.zip', { exact: true });
  await archive.fill('la');
  await paper.press('Enter');
  await expect(report(page).getByText('1 imported, 0 already here, 2 failed.')).toBeVisible();
  await expect(archive).toHaveValue('la');
  await archive.fill(PASSWORD);
  await archive.press('Enter');
  await expect(report(page).getByText('2 imported, 0 already here, 1 failed.')).toBeVisible();
  const recognise = report(page).getByRole('button', { name: /^Recognise text/ });
  await recognise.focus();
  await page.keyboard.press('Enter');
  await expect(report(page).getByText('3 imported, 0 already here, 0 failed.')).toBeVisible({
    timeout: 45_000,
  });
  // None is left under “Failed”, where the report began.
  await expect(line(page, 'asking/locked paper.pdf')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(report(page)).toBeHidden();
  await expect(page.getByText('3 documents', { exact: true })).toBeVisible();
});

test('an import pauses, goes on, is cut off by closing the window, and goes on with what is missing', async ({
  desk,
}) => {
  const { page } = desk;
  const folder = writeMany(desk, 400);
  const imports = await holdImports(page);
  await addFolder(page, folder);
  await expect(bar(page).getByText(/^[1-9]\d* of 400$/)).toBeVisible({ timeout: 45_000 });
  await bar(page).getByRole('button', { name: 'Pause' }).click();
  imports.pass(1);
  await expect(bar(page).getByText('Paused', { exact: true })).toBeVisible({ timeout: 60_000 });
  await bar(page).getByRole('button', { name: 'Go on' }).click();
  await expect(bar(page).getByText('Importing', { exact: true })).toBeVisible();

  const again = await desk.restart();
  await imports.free();
  await expect(
    messages(again).getByText(/^An import was cut off: \d+ of 400 files are missing\.$/),
  ).toBeVisible();
  const offer = messages(again).getByRole('button', { name: 'Go on…' });
  const resume = again.getByRole('dialog', { name: 'Go on with the import' });
  await expect(async () => {
    // It goes after some seconds; whoever was too slow finds it again in the next window.
    if (!(await offer.isVisible())) await again.reload();
    await offer.click({ timeout: 5_000 });
    await expect(resume).toBeVisible({ timeout: 5_000 });
  }).toPass();
  // Files that were never part of it do not end it.
  const other = join(desk.scratch, 'other.txt');
  writeFileSync(other, 'A text of something else entirely.\n');
  await again.locator('input[aria-label="Files to add"]').setInputFiles(other);
  await expect(messages(again).getByText(/None of these files/)).toBeVisible();
  await addFolder(again, folder);
  await expect(resume).toBeHidden();
  await expect(again.getByText('400 documents', { exact: true })).toBeVisible({ timeout: 90_000 });
  await expect(bar(again)).toBeHidden();
  await desk.quit();
  expect(await onDisk(desk, 'list')).toHaveLength(400);
});

/** Watches a folder, as a person does. */
async function watchFolder(page: Page, folder: string): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Watched folders');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Watched folders' });
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem')).toContainText(folder);
  return dialog;
}

test('rows stay where they are under the pointer and the keyboard while documents come', async ({ desk }) => {
  const { page, scratch } = desk;
  const inbox = join(scratch, 'inbox');
  mkdirSync(inbox);
  await addFolder(page, writeMany(desk, 40));
  await expect(page.getByText('40 documents', { exact: true })).toBeVisible({ timeout: 45_000 });
  const given = await page.evaluate(() => performance.now());
  await watchFolder(page, inbox);
  await page.keyboard.press('Escape');
  // What was just given comes in under the pointer, too.
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(given + 3_000);

  const grid = page.getByRole('grid', { name: 'Documents' });
  const titles = (): Promise<string[]> =>
    grid.locator('[role=row] > [role=gridcell]:first-child').allTextContents();
  const current = (): Promise<string | null> =>
    grid.evaluate((table) => {
      const row = document.getElementById(table.getAttribute('aria-activedescendant')!);
      return row?.firstElementChild?.textContent ?? null;
    });
  const before = await titles();
  await grid.getByRole('row').nth(4).click();
  await page.keyboard.press('ArrowDown');
  await expect.poll(current).toBe(before[4]);
  const come = (from: number, to: number): void => {
    for (let number = from; number < to; number += 1)
      writeFileSync(join(inbox, `come ${number}.txt`), `Came later ${number}\n\nBarge ${number} was late.\n`);
  };
  come(0, 5);
  const show = page.getByRole('button', { name: 'Show 5 new documents' });
  await expect(show).toBeVisible();
  expect(await titles()).toEqual(before);
  await page.keyboard.press('ArrowDown');
  await expect.poll(current).toBe(before[5]);
  await expect(grid.getByRole('row', { selected: true })).toHaveText(new RegExp(`^${before[5]!}`));

  await show.click();
  await expect(show).toBeHidden();
  expect((await titles()).slice(5)).toEqual(before.slice(0, -5));
  await expect.poll(current).toBe(before[5]);
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(current).toBe(before[4]);

  // Nobody is about to press a row.
  await page.getByRole('searchbox', { name: 'Filter documents' }).click();
  come(5, 6);
  await expect(grid.getByRole('row', { name: /^Came later 5/ })).toBeVisible();
  await expect(grid.getByRole('row', { selected: true })).toHaveText(new RegExp(`^${before[4]!}`));
});

test('a dropped folder is looked through to its end, in order', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'A drop of real files is made by the browser’s own protocol.');
  const { page } = desk;
  const folder = writeMany(desk, 70);
  mkdirSync(join(folder, 'deeper', '.git'), { recursive: true });
  writeFileSync(join(folder, 'deeper', 'last.txt'), 'The last of them\n\nIt lay deeper than the others.\n');
  writeFileSync(join(folder, 'deeper', '.git', 'config'), 'x');
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data });
  await expect(async () => {
    await drag('dragEnter');
    await drag('dragOver');
    await expect(page.getByText('Drop to import into Case')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await drag('drop');
  await expect(messages(page).getByText('Imported 71 documents.')).toBeVisible({ timeout: 90_000 });
  await messages(page).getByRole('button', { name: 'Report' }).click();
  await expect(report(page).getByRole('status').first()).toContainText('passed over: .git.');
  const names = await report(page).getByRole('listitem').locator('span span').first().textContent();
  expect(names).toBe('many/deeper/last.txt');
});

test('a cancelled import keeps what it did and says where it stopped', async ({ desk }) => {
  const { page } = desk;
  const imports = await holdImports(page);
  await addFolder(page, writeMany(desk, 600));
  await expect(bar(page).getByText(/^[1-9]\d* of 600$/)).toBeVisible({ timeout: 45_000 });
  await bar(page).getByRole('button', { name: 'Pause' }).click();
  imports.pass(1);
  await expect(bar(page).getByText('Paused', { exact: true })).toBeVisible({ timeout: 45_000 });
  await bar(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(messages(page).getByText(/^Imported \d+ documents, stopped before the rest\.$/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Documents' })).toBeVisible();
  await expect(messages(page).getByText('An import was cut off')).toHaveCount(0);
});

test('a copied page is pasted with its headings and lists', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'The clipboard of a machine is not a test’s to write.');
  const { page } = desk;
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'What the pilots want\nLamps.\nBread.');
    data.setData(
      'text/html',
      '<h2>What the pilots want</h2><p>They told us on the quay.</p><ul><li>Lamps.</li><li>Bread.</li></ul><script>document.title = 1</script>',
    );
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  const dialog = page.getByRole('dialog', { name: 'Paste text as a document' });
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('');
  await expect(dialog.getByRole('checkbox')).toBeChecked();
  await dialog.getByRole('button', { name: 'Add document' }).click();
  await messages(page).getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { name: 'What the pilots want' }).last()).toBeVisible();
  await expect(page.getByText('They told us on the quay.')).toBeVisible();
});

test('a watched folder brings its files by itself, until it is let go of', async ({ desk }) => {
  const { page, scratch } = desk;
  const inbox = join(scratch, 'inbox');
  mkdirSync(inbox);
  writeFileSync(join(inbox, 'first.txt'), 'First of the inbox\n\nIt lay there before anybody looked.\n');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Watched folders');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Watched folders' });
  const field = dialog.getByRole('textbox', { name: 'Folder' });
  for (const [path, said] of [
    [join(scratch, 'nowhere'), /There is no folder .*nowhere/],
    ['inbox', /is not the whole path/],
    [desk.library, /holds the library or lies in it/],
  ] as const) {
    await field.fill(path);
    await field.press('Enter');
    await expect(dialog.getByText(said)).toBeVisible();
  }
  await field.fill(inbox);
  await field.press('Enter');
  await expect(messages(page).getByText('From “inbox”: Imported “First of the inbox”.')).toBeVisible();
  await expect(dialog.getByText('1 document came since it was opened')).toBeVisible();
  writeFileSync(join(inbox, 'empty.txt'), '');
  await expect(messages(page).getByText('From “inbox”: 1 of 1 files could not be imported.')).toBeVisible();
  rmSync(inbox, { recursive: true });
  await expect(dialog.getByText(/^The folder is gone\./)).toBeVisible();
  await dialog.getByRole('button', { name: /^Stop watching/ }).click();
  await expect(dialog.getByRole('list', { name: 'Watched folders' })).toHaveCount(0);
  await expect(field).toBeFocused();
  await page.keyboard.press('Escape');
  await messages(page).getByRole('button', { name: 'Report' }).click();
  await expect(
    report(page)
      .getByText(/empty\.txt/)
      .first(),
  ).toBeVisible();
});
