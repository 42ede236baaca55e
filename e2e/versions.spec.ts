import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { documentRow, goTo } from './views';

const FIRST = `Ferry talks open

Officials met in the harbour office on Monday and spoke of the northern line.

The mate kept his own log of the crates.

Nobody signed anything that day.
`;
const SECOND = `Correction: the day of the meeting was wrong.

Ferry talks open

Officials met in the harbour office on Tuesday and spoke of the northern line.

The mate kept his own log of the crates.

Nobody signed anything that day.
`;
/** Bytes that read as Western at first: one letter in a hundred is none of its own. */
const CYRILLIC = Buffer.from(
  'Note of the mate: \xcf\xee\xf0\xf2, quay nine.\n\nNobody signed anything.\n',
  'latin1',
);

async function bring(page: Page, file: string): Promise<void> {
  await goTo(page, 'Library');
  await page.getByLabel('Files to add').setInputFiles(file);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
}
async function read(page: Page, title: RegExp): Promise<void> {
  await goTo(page, 'Library');
  await documentRow(page, title).dblclick();
  await expect(page.getByRole('main').getByRole('document')).toBeVisible();
}
/** Finds words by the reader's own search, which selects them, and highlights them. */
async function highlight(page: Page, words: string): Promise<void> {
  await page.getByRole('main').getByRole('document').focus();
  await page.keyboard.press('Control+f');
  await page.keyboard.type(words);
  // Not “1 of 1+”, which is of the letters before the last.
  await expect(page.getByText('1 of 1', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toBeVisible();
  await page.keyboard.press('h');
  await expect(page.getByRole('list', { name: 'Highlights' }).getByText(words)).toBeVisible();
  await page.keyboard.press('Escape');
}
const details = (page: Page) => page.getByRole('tab', { name: 'Details' }).click();

test('a new version carries highlights, and asks about the one whose words changed', async ({ desk }) => {
  const { page, scratch } = desk;
  const [first, second] = [join(scratch, 'ferry.txt'), join(scratch, 'ferry-2.txt')];
  await writeFile(first, FIRST);
  await writeFile(second, SECOND);
  await bring(page, first);
  await read(page, /Ferry talks open/);
  await highlight(page, 'Nobody signed anything');
  await highlight(page, 'Officials met in the harbour office on Monday');

  await details(page);
  await page.getByLabel('File of the new version').setInputFiles(second);
  await expect(page.getByText('1 highlight came over, 1 to check.', { exact: false })).toBeVisible();
  // Said where one looks, and a press away, wherever one is by then.
  await expect(page.getByRole('tab', { name: 'Highlights 2 , 1 to check' })).toBeVisible();
  await page.getByRole('button', { name: 'Hide the inspector' }).click();
  await goTo(page, 'Notes');
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Check' }).click();
  const toCheck = page.getByRole('region', { name: 'Highlights to check' });
  await expect(toCheck).toBeFocused();
  await expect(toCheck.getByRole('heading', { name: 'To check (1)' })).toBeVisible();
  await expect(toCheck.getByRole('button', { name: /on Tuesday$/ })).toBeVisible();
  await toCheck.getByRole('button', { name: 'Accept' }).click();
  await expect(toCheck).toBeHidden();
  await expect(page.getByRole('list', { name: 'Highlights' }).getByText(/on Tuesday/)).toBeVisible();

  await details(page);
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByText('Earlier version: ferry.txt (in the trash)')).toBeVisible();
  await versions.getByRole('button', { name: 'Compare with the earlier version' }).click();
  await expect(page.locator('del, ins').first()).toBeVisible();

  // The settling, then the replacing.
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await goTo(page, 'Library');
  await expect(documentRow(page, /ferry\.txt|Ferry talks open/)).toBeVisible();
  await read(page, /Ferry talks open/);
  // It was hidden above, and is until somebody wants it.
  await page.keyboard.press('i');
  await page.getByRole('tab', { name: /Highlights/ }).click();
  await expect(page.getByRole('list', { name: 'Highlights' }).getByText(/on Monday/)).toBeVisible();
});

test('a text is read in another encoding, seen before it is chosen', async ({ desk }) => {
  const { page, scratch } = desk;
  const file = join(scratch, 'note.txt');
  await writeFile(file, CYRILLIC);
  await bring(page, file);
  await read(page, /note|Note of the mate/);
  await highlight(page, 'Nobody signed anything');
  await details(page);
  await page.getByRole('button', { name: 'Read as another encoding…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Read in another encoding' });
  await dialog.getByRole('option', { name: 'Cyrillic (windows-1251)' }).click();
  await expect(dialog.getByRole('region', { name: 'First lines' })).toContainText('Порт');
  await dialog.getByRole('button', { name: 'Read as Cyrillic (windows-1251)' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('main').getByRole('document')).toContainText('Порт');
  await page.getByRole('tab', { name: /Highlights/ }).click();
  await expect(page.getByRole('list', { name: 'Highlights' }).getByText('Nobody signed')).toBeVisible();
  await page.keyboard.press('Control+z');
  await goTo(page, 'Library');
  await read(page, /note|Note of the mate/);
  await expect(page.getByRole('main').getByRole('document')).not.toContainText('Порт');
});

test('a paragraph is joined, split and corrected beside its original, by keyboard', async ({ desk }) => {
  const { page, scratch } = desk;
  const file = join(scratch, 'ferry.txt');
  await writeFile(
    file,
    'Ferry talks open\n\nThe crews met on\n\nMonday in the harbour. Nobody singed anything.\n',
  );
  await bring(page, file);
  await read(page, /Ferry talks open/);
  await details(page);
  await page.getByRole('button', { name: 'Repair the text…' }).click();
  const blocks = page.getByRole('list', { name: 'Blocks of the text' });
  await expect(blocks.getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('list', { name: 'Lines of the original' })).toContainText('The crews met on');
  await blocks.getByText('The crews met on').click();
  await page.keyboard.press('j');
  await expect(blocks.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('q');
  await expect(blocks.getByRole('group', { name: 'Quote' })).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('textbox', { name: /Put the caret/ })).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  const before = 'Monday in the harbour.'.length;
  for (let count = 0; count < before; count += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(blocks.getByRole('listitem')).toHaveCount(3);
  await expect(blocks.getByRole('listitem').nth(2)).toContainText('Nobody singed anything.');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('f');
  await expect(blocks.getByRole('group', { name: 'Quote, page furniture' })).toBeVisible();
  await page.keyboard.press('f');
  await expect(blocks.getByRole('group', { name: 'Quote, page furniture' })).toBeHidden();

  await page.keyboard.press('e');
  const words = page.getByRole('textbox', { name: 'Words of this block' });
  await words.fill('Nobody signed anything.');
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(page.getByText('This is the new version.', { exact: false })).toBeVisible();
  await expect(blocks.getByRole('listitem').nth(2)).toContainText('Nobody signed anything.');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('main').getByRole('document')).toContainText('Nobody signed anything.');
});
