import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { documentRow } from './views';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Details of documents' });
/** The cell of a document (by its title) under a column's title. */
async function cell(page: Page, title: RegExp, column: string): Promise<Locator> {
  const header = grid(page).getByRole('columnheader', { name: column, exact: true });
  const index = await header.getAttribute('aria-colindex');
  return grid(page).getByRole('row', { name: title }).locator(`[role=gridcell][aria-colindex="${index}"]`);
}

/** Goes to the table by its keys, which are heard once the library is there. */
async function openTable(page: Page): Promise<void> {
  await expect(documentRow(page, /A year after Singapore/)).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
}

/** The desk with one more document, whose text tells title, day, place and agency. */
async function withFerry(desk: Desk): Promise<Page> {
  const file = join(desk.scratch, 'ferry.txt');
  await writeFile(
    file,
    'Ferry keeps its berth\n\n12 June 2019\n\nKOTA LAMA (Meridian Wire) - The harbour authority said on Tuesday that the northern ferry would keep its berth until the inspection is over and paid for.\n',
  );
  await desk.quit();
  expect((await desk.runCli(['--library', desk.library, 'import', file])).code).toBe(0);
  return desk.restart();
}

test.describe('the details table', () => {
  test.use({ begin: 'sample-library' });

  test('is edited like a spreadsheet, by keyboard alone, and undone', async ({ desk: { page } }) => {
    await openTable(page);
    await expect(page.getByRole('heading', { name: 'Details table' })).toBeVisible();
    const agency = await cell(page, /A year after Singapore/, 'Agency');
    await agency.click();
    await page.keyboard.type('Harbour Wire');
    await page.keyboard.press('Enter');
    await expect(agency).toHaveText('Harbour Wire');

    // Escape leaves a cell as it was.
    await agency.click();
    await page.keyboard.press('F2');
    await expect(page.getByRole('textbox', { name: /^Agency of A year after/ })).toBeFocused();
    await page.keyboard.type(' and others');
    await page.keyboard.press('Escape');
    await expect(agency).toHaveText('Harbour Wire');

    // Tab keeps and goes to the right.
    const grade = await cell(page, /A year after Singapore/, 'Grade');
    await grade.click();
    await page.keyboard.type('b2');
    await page.keyboard.press('Tab');
    await expect(grade).toHaveText('B2');
    await grade.click();
    await expect(page.getByText('Grade: Source usually reliable; information probably true.')).toBeVisible();

    await page.keyboard.press('Control+z');
    await expect(grade).toHaveText('');

    const published = await cell(page, /A year after Singapore/, 'Published');
    const before = await published.textContent();
    await published.click();
    await page.keyboard.type('soon');
    await page.keyboard.press('Enter');
    await expect(page.getByText('“soon” is no date.').first()).toBeVisible();
    // It stays to be mended; Escape gives it up.
    await expect(page.getByRole('textbox', { name: /^Published of A year after/ })).toHaveValue('soon');
    await page.keyboard.press('Escape');
    await expect(published).toHaveText(before ?? '');
  });

  test('takes a range of cells from the clipboard, fills down and clears, each in one step', async ({
    desk: { page },
  }) => {
    await openTable(page);
    const rows = grid(page).locator('[role=rowgroup]').last().getByRole('row');
    await expect(rows.nth(3)).toBeVisible();
    const agency = await cell(page, /./, 'Agency');
    const index = await agency.first().getAttribute('aria-colindex');
    const at = (row: number): Locator => rows.nth(row).locator(`[aria-colindex="${index}"]`);
    await at(0).click();
    await grid(page).evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text/plain', 'One Wire\r\nTwo Wire\r\nThree Wire\r\n');
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await expect(at(0)).toHaveText('One Wire');
    await expect(at(2)).toHaveText('Three Wire');

    await at(0).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+d');
    await expect(at(2)).toHaveText('One Wire');
    await page.keyboard.press('Delete');
    await expect(at(1)).toHaveText('');
    await page.keyboard.press('Control+z');
    await expect(at(1)).toHaveText('One Wire');
    await page.keyboard.press('Control+z');
    await expect(at(1)).toHaveText('Two Wire');
  });

  test('shows guesses with what they rest on, and accepts those that are chosen', async ({ desk }) => {
    const page = await withFerry(desk);
    await openTable(page);
    await page.getByRole('searchbox', { name: 'Filter documents' }).last().fill('berth');
    const place = await cell(page, /Ferry keeps its berth/, 'Place line');
    await place.click();
    await expect(page.getByText('Place line: guessed, from the dateline')).toBeVisible();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+Enter');
    await expect(place).toHaveText('KOTA LAMA');
    await place.click();
    await expect(page.getByText('Place line: from the dateline')).toBeVisible();
    await page.getByText('Only with guesses').click();
    await expect(page.getByText('No document fits the filter.')).toBeVisible();
  });

  test('attaches references after showing what belongs where', async ({ desk: { page, scratch } }) => {
    await openTable(page);
    const file = join(scratch, 'case.ris');
    await writeFile(
      file,
      'TY  - NEWS\r\nTI  - A year after Singapore, Asean’s capitals lose their taste for pressure\r\nN1  - Agency: Meridian Wire\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - Nothing of this case\r\nER  - \r\n',
    );
    await page.getByRole('button', { name: 'Attach references…' }).click();
    await page.getByLabel('File of references').setInputFiles(file);
    await expect(page.getByText(/without a document\./)).toBeVisible();
    await expect(page.getByText('Nothing of this case')).toBeVisible();
  });
});

test('own fields and the grade are kept in the details of a document', async ({ desk }) => {
  const { library } = desk;
  const page = await withFerry(desk);
  await page.getByRole('row', { name: /Ferry keeps its berth/ }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText('guessed: from the line above the text')).toBeVisible();
  await details.getByRole('button', { name: 'Accept the guess of title' }).click();
  await expect(details.getByText('guessed: from the line above the text')).toBeHidden();

  await details
    .getByRole('button', { name: /^Source|not graded Source/ })
    .first()
    .click();
  await page.getByRole('option', { name: /^B {2}usually reliable|^B\s+usually reliable/ }).click();
  await details.getByRole('button', { name: 'Add a field' }).click();
  await page.keyboard.type('Desk');
  await details.getByRole('textbox', { name: 'Value' }).fill('Harbours');
  await details.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(details.getByRole('textbox', { name: 'Desk' })).toHaveValue('Harbours');
  await expect(page.getByText('saved', { exact: false }).first()).toBeVisible();
  await desk.quit();
  const { lines } = await desk.runCli(['--library', library, '--json', 'list']);
  const { id } = lines[0] as { id: string };
  const record = JSON.parse(
    await readFile(join(library, 'documents', id.slice(0, 2), id, 'document.json'), 'utf8'),
  ) as {
    metadata: unknown;
  };
  expect(record.metadata).toMatchObject({
    reliability: 'B6',
    custom: { Desk: 'Harbours' },
    placeLine: 'KOTA LAMA',
  });
});
