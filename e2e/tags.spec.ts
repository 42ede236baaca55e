import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { FERRY, withMarkedFerry } from './ferry';
import { highlightsOnDisk, onDisk, selectByKeyboard } from './passages';
import { goTo, openDocument } from './views';

/** The codebook: a tree of tags, each change of which can be taken back. */

const MARKED = [
  { quote: 'left late on Tuesday', tag: 'Punctuality' },
  { quote: 'since the fog came', tag: 'Weather' },
  { quote: 'The lights were mended', tag: 'Weather' },
];

const tag = (page: Page, name: RegExp | string): Locator => page.getByRole('treeitem', { name });
const tree = (page: Page): Locator => page.getByRole('tree', { name: 'Tags' });

async function undo(page: Page): Promise<void> {
  await tree(page).focus();
  await page.keyboard.press('Control+z');
}

test('a tag is added, renamed, coloured, described and moved, and each can be undone', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, [MARKED[1]!]);
  await goTo(page, 'Tags');

  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the new tag' })).toBeFocused();
  await page.keyboard.type('Captains');
  await page.keyboard.press('Enter');
  await expect(tag(page, 'Captains, 0 highlights')).toBeVisible();
  await undo(page);
  await expect(tag(page, /Captains/)).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await tag(page, /Captains/).click();
  await expect(page.getByRole('heading', { name: 'Captains' })).toBeVisible();

  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'New name of Captains' })).toBeFocused();
  await page.keyboard.type('Skippers');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Skippers' })).toBeVisible();
  await undo(page);
  await expect(page.getByRole('heading', { name: 'Captains' })).toBeVisible();

  const colours = page.getByRole('radiogroup', { name: 'Colour' });
  const before = await colours.getByRole('radio', { checked: true }).getAttribute('aria-label');
  const other = before === 'teal' ? 'red' : 'teal';
  await colours.getByRole('radio', { name: other }).click();
  await expect(colours.getByRole('radio', { checked: true })).toHaveAttribute('aria-label', other);
  await undo(page);
  await expect(colours.getByRole('radio', { checked: true })).toHaveAttribute('aria-label', before!);

  const description = page.getByRole('textbox', { name: 'Description' });
  await description.fill('Whoever steers.');
  await tree(page).focus();
  await expect
    .poll(() => onDisk(desk, 'tags'))
    .toContainEqual(expect.objectContaining({ name: 'Captains', description: 'Whoever steers.' }));
  await undo(page);
  await expect(description).toHaveValue('');

  await tree(page).focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('dialog', { name: 'Move “Captains” under…' })).toBeVisible();
  await page.keyboard.type('Wea');
  await page.keyboard.press('Enter');
  await expect(tag(page, /Captains/)).toHaveAttribute('aria-level', '2');
  expect(await onDisk(desk, 'tags')).toContainEqual(expect.objectContaining({ path: 'Weather / Captains' }));
  await undo(page);
  await expect(tag(page, /Captains/)).toHaveAttribute('aria-level', '1');
});

test('merging and deleting change every highlight at once, and undo gives all back', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  const tags = async (): Promise<string[]> =>
    (await highlightsOnDisk(desk)).map((highlight) => highlight.tags.join());
  await goTo(page, 'Tags');
  await tag(page, /Weather/).click();
  await expect(page.getByText('2 highlights in 1 document')).toBeVisible();
  await page.keyboard.press('Shift+M');
  await expect(page.getByRole('dialog', { name: 'Merge “Weather” into…' })).toBeVisible();
  await page.keyboard.type('Punct');
  await page.keyboard.press('Enter');
  await expect(tag(page, 'Punctuality, 3 highlights')).toBeVisible();
  await expect(tag(page, /Weather/)).toHaveCount(0);
  expect(await tags()).toEqual(['Punctuality', 'Punctuality', 'Punctuality']);
  await undo(page);
  await expect(tag(page, 'Weather, 2 highlights')).toBeVisible();
  await expect(tag(page, 'Punctuality, 1 highlights')).toBeVisible();

  await tag(page, /Weather/).click();
  await page.keyboard.press('Delete');
  await expect(tag(page, /Weather/)).toHaveCount(0);
  await expect.poll(tags).toEqual(['Punctuality', '', '']);
  await undo(page);
  await expect(tag(page, 'Weather, 2 highlights')).toBeVisible();
  expect(await tags()).toEqual(['Punctuality', 'Weather', 'Weather']);
});

test('the passages of a tag open in the reader, and back returns to them', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  await goTo(page, 'Tags');
  await tag(page, /Weather/).click();
  const passages = page.getByRole('list', { name: 'Passages' });
  await expect(passages.getByRole('listitem')).toHaveCount(2);
  await passages.getByRole('button', { name: /The lights were mended/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The ferry and the fog' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Highlights' }).locator('[aria-current="true"]')).toContainText(
    'The lights were mended',
  );
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(passages.getByRole('listitem')).toHaveCount(2);
});

test('among two hundred tags, typing finds the one', async ({ desk }) => {
  await desk.quit();
  const tags = Array.from({ length: 200 }, (_, at) => ({
    id: randomUUID(),
    name: `Berth ${at + 1}`,
    colour: 'blue',
    description: '',
    parent: null,
  }));
  writeFileSync(join(desk.library, 'codebook.json'), JSON.stringify({ version: 1, tags }));
  const page = await desk.restart();
  await goTo(page, 'Tags');
  await expect(tag(page, 'Berth 1, 0 highlights')).toBeVisible();
  await tree(page).focus();
  await page.keyboard.press('End');
  await expect(tag(page, 'Berth 200, 0 highlights')).toBeInViewport();
  await page.getByRole('searchbox', { name: 'Filter tags' }).fill('berth 137');
  await expect(page.getByRole('treeitem')).toHaveText([/Berth 137/]);

  await goTo(page, 'Library');
  await dropFiles(page, [{ name: 'ferry.txt', text: FERRY }]);
  await openDocument(page, /The ferry and the fog/);
  await selectByKeyboard(page, 'the upper deck');
  await page.keyboard.press('t');
  await page.keyboard.type('berth 173');
  await expect(page.getByRole('option')).toHaveText([/Berth 173/]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Highlights' }).getByText('Berth 173')).toBeVisible();
  expect(await highlightsOnDisk(desk)).toMatchObject([{ tags: ['Berth 173'] }]);
});
