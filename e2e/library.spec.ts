import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { dropFiles } from './dropFiles';
import { holdImports } from './holdImports';
import { onDisk } from './passages';
import { SOURCES } from './sources';
import { documentRow } from './views';

/** The library table, and everything that brings sources in and out. */

const TITLES = {
  quay: 'Why the quay stays open to the northern ships',
  board: 'The harbour board decided to keep the northern quay open, arguing that a closed port helps nobody.',
  envoys: 'Envoys ask ports to look inside the crates',
  killing: /^The airport killing/,
  door: '항구는 문이다',
};

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Documents' });
const row = (page: Page, title: string | RegExp): Locator => documentRow(page, title);
const filter = (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter documents' });
/** The documents shown, in their order; without the row of headings. */
const rows = (page: Page): Locator => page.getByRole('row').filter({ has: page.getByRole('gridcell') });

async function importFive(page: Page): Promise<void> {
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await expect(rows(page)).toHaveCount(5);
}

test('it filters by what is typed, and says when nothing fits', async ({ desk }) => {
  const { page } = desk;
  await importFive(page);
  await filter(page).fill('QUAY');
  await expect(rows(page)).toHaveCount(2);
  await filter(page).fill('interview.md');
  await expect(rows(page)).toHaveText([new RegExp(TITLES.door)]);
  await filter(page).fill('submarine');
  await expect(page.getByText('No document fits the filter.')).toBeVisible();
  await filter(page).press('Escape');
  await expect(rows(page)).toHaveCount(5);
});

test('it sorts by a column, the other way round at the second press, and remembers', async ({ desk }) => {
  const { page } = desk;
  await importFive(page);
  const words = async (of: Page): Promise<number[]> => {
    const column = await of.getByRole('columnheader').allTextContents();
    const index = column.indexOf('Words');
    return Promise.all(
      (await rows(of).all()).map(async (one) =>
        Number(await one.getByRole('gridcell').nth(index).textContent()),
      ),
    );
  };
  const header = page.getByRole('columnheader', { name: 'Words' });
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => isSorted((await words(page)).reverse())).toBe(true);
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => isSorted(await words(page))).toBe(true);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Words' })).toHaveAttribute('aria-sort', 'ascending');
});

const isSorted = (numbers: readonly number[]): boolean =>
  numbers.length === SOURCES.length && numbers.every((number, at) => at === 0 || numbers[at - 1]! <= number);

test('several go to the trash together, and come back', async ({ desk }) => {
  const { page } = desk;
  await importFive(page);
  await row(page, TITLES.envoys).click();
  await row(page, TITLES.door).click({ modifiers: ['Control'] });
  await expect(page.getByRole('heading', { name: '2 documents' })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Moved 2 documents to the trash.')).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await expect(row(page, TITLES.door)).toHaveCount(0);
  expect(await onDisk(desk, 'list')).toHaveLength(3);

  await page.getByRole('button', { name: 'Trash, 2 inside' }).click();
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().click();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'Restore' }).first().click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the documents' }).first().click();
  await expect(rows(page)).toHaveCount(5);
  expect(await onDisk(desk, 'list')).toHaveLength(5);
});

test('undo brings back what was trashed, by its name', async ({ desk }) => {
  const { page } = desk;
  await importFive(page);
  await row(page, TITLES.envoys).click();
  await page.keyboard.press('Delete');
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undid: .*trash/i)).toBeVisible();
  await expect(rows(page)).toHaveCount(5);
  // The keyboard stays on the row that was chosen after the deletion, wherever it stands now.
  await expect(page.getByRole('row', { selected: true })).toHaveAttribute('data-cursor', 'true');
});

test('details are corrected in place; a date may be as little as is known, and must be one', async ({
  desk,
}) => {
  const { page } = desk;
  await importFive(page);
  const published = async (): Promise<string | null | undefined> =>
    (await onDisk<{ published: string | null }>(desk, 'list', '--query', 'Envoys'))[0]?.published;
  await row(page, TITLES.envoys).click();
  const field = page.getByRole('textbox', { name: 'Published' });
  for (const [typed, shown, kept] of [
    ['2019', '2019', '2019'],
    ['June 2019', 'June 2019', '2019-06'],
    ['3 March 2019', '3 March 2019', '2019-03-03'],
  ] as const) {
    await field.fill(typed);
    await field.press('Enter');
    await expect(row(page, TITLES.envoys).getByRole('gridcell', { name: shown, exact: true })).toBeVisible();
    await expect.poll(published).toBe(kept);
  }
  await field.fill('31 February 2019');
  await field.press('Enter');
  await expect(page.getByText('“31 February 2019” is no date.', { exact: false })).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  expect(await published()).toBe('2019-03-03');

  await page.getByRole('textbox', { name: 'Outlet' }).fill('Radio Quayside');
  await page.getByRole('textbox', { name: 'Outlet' }).press('Enter');
  await expect(row(page, TITLES.envoys).getByRole('gridcell', { name: 'Radio Quayside' })).toBeVisible();
});

test('an original comes out byte for byte as it went in', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'The desktop asks for a place with the system’s own dialog.');
  const { page } = desk;
  const file = join(desk.scratch, 'März.txt');
  // Windows-1252, with its own line ends: nothing of it survives as text.
  const bytes = Buffer.from([
    ...Buffer.from('Der L\u00f6wenkai\r\n\r\nEin Satz \u00fcber Stra\u00dfen.\r\n', 'latin1'),
    0x85,
  ]);
  writeFileSync(file, bytes);
  await page.getByLabel('Files to add').setInputFiles(file);
  await row(page, /wenkai/).click({ button: 'right' });
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export original…' }).click();
  const taken = await download;
  expect(taken.suggestedFilename()).toBe('März.txt');
  expect(readFileSync(await taken.path()).equals(bytes)).toBe(true);
});

test('text from the clipboard becomes a document', async ({ desk }) => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Paste text' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('A call from the pier');
  await dialog
    .getByRole('textbox', { name: 'Text' })
    .fill('The caller gave no name.\n\nThe line went dead at ten.');
  await dialog.getByRole('button', { name: 'Add document' }).click();
  await expect(row(page, 'A call from the pier')).toBeVisible();
  expect(await onDisk(desk, 'list')).toMatchObject([{ title: 'A call from the pier', words: 11 }]);
});

test('a folder comes in with everything under it, but not what is hidden', async ({ desk }) => {
  const { page } = desk;
  const folder = join(desk.scratch, 'case');
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  writeFileSync(join(folder, 'one.txt'), 'First report\n\nNothing was found.\n');
  writeFileSync(join(folder, 'deeper', 'two.md'), '# Second report\n\nSomething was found.\n');
  writeFileSync(join(folder, '.hidden.txt'), 'Never meant to be read.\n');
  await page.getByLabel('Folder to add').setInputFiles(folder);
  await expect(page.getByText('2 documents', { exact: true })).toBeVisible();
  await expect(row(page, 'First report')).toBeVisible();
  await expect(row(page, 'Second report')).toBeVisible();
});

test('an import that is stopped keeps what it reports, and no more; its report can be copied', async ({
  desk,
  shell,
}) => {
  const { page } = desk;
  if (shell === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await startLongImport(desk);
  await expect(page.getByText(/^Imported .* stopped before the rest\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Report' }).click();
  const report = page.getByRole('dialog', { name: 'Import report' });
  const sum = await report.getByText(/imported, 0 already here, 0 failed\. It was stopped/).textContent();
  const count = Number.parseInt(sum!, 10);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(400);
  await report.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('The report is on the clipboard.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(report).toBeHidden();
  await expect(
    page.getByText(`${count} ${count === 1 ? 'document' : 'documents'}`, { exact: true }),
  ).toBeVisible();
  expect(await onDisk(desk, 'list')).toHaveLength(count);

  await table(page).focus();
  await page.keyboard.press('Control+v');
  const copied = await page.getByRole('dialog').getByRole('textbox', { name: 'Text' }).inputValue();
  const lines = copied.split('\n');
  expect(lines).toHaveLength(count);
  for (const line of lines) expect(line).toMatch(/^Imported\t.*report \d+\.txt\tReport \d+ · \d+ words/);
});

/** Starts to import 400 files and stops it once some are in. */
async function startLongImport({ page, scratch }: Desk): Promise<void> {
  const folder = join(scratch, 'many');
  mkdirSync(folder);
  for (let number = 1; number <= 400; number += 1) {
    const text = `Report ${number}\n\nThe ship ${number} left the quay at night, and nobody wrote down where to.\n`;
    writeFileSync(join(folder, `report ${number}.txt`), text);
  }
  const imports = await holdImports(page);
  await page.getByLabel('Folder to add').setInputFiles(folder);
  const bar = page.getByRole('progressbar', { name: 'Importing' });
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  imports.pass(1);
}
