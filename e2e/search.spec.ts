import type { Locator, Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { selectByKeyboard, textOf } from './passages';
import { goTo, openDocument } from './views';

/** Searching as one types, and going where the hits are. */

const MINUTES = 'Minutes of the harbour board';
const CAFE = 'The café on the quay';
const BERTH = 'Hours of work at the coal berth';
const GOODS = 'Goods that may not land';

const DOCUMENTS = [
  {
    name: 'minutes.txt',
    text: `${MINUTES}\n\nThe board met on Monday. The U.N. panel had asked for the list of crews.\n\nNobody had the list.\n`,
  },
  {
    name: 'cafe.txt',
    text: `${CAFE}\n\nKim Jong-nam drank his coffee alone, said the waiter.\n\nThe bill was paid in coins.\n`,
  },
  {
    name: 'berth.txt',
    text: `${BERTH}\n\nThe berth works a night shift from ten to six.\n\nSince the sanctions there is little coal to unload.\n`,
  },
  {
    name: 'goods.txt',
    text: `${GOODS}\n\nSanctioned goods stay on board, whatever the shift. At night the watch is doubled.\n`,
  },
];

const field = (page: Page): Locator =>
  page.getByRole('main').getByRole('searchbox', { name: 'Search everything' });
const results = (page: Page): Locator => page.getByRole('list', { name: 'Results' });
const found = (page: Page): Locator => results(page).getByRole('heading');
/** Words of the open document that are marked as found. */
const marked = (page: Page): Locator => textOf(page).locator('[class*="hit"]');

async function importAll(page: Page): Promise<void> {
  await dropFiles(page, DOCUMENTS);
  await expect(page.getByText('4 documents', { exact: true })).toBeVisible();
}

/** Searches, and expects these titles, in any order. */
async function finds(page: Page, query: string, titles: readonly string[]): Promise<void> {
  await field(page).fill(query);
  await expect(async () => {
    expect((await found(page).allTextContents()).sort(), query).toEqual([...titles].sort());
  }).toPass({ timeout: 10_000 });
}

test('it forgives what people mistype, and takes what they mean exactly', async ({ desk }) => {
  const { page } = desk;
  await importAll(page);
  await goTo(page, 'Search');
  for (const [query, titles] of [
    ['minutse', [MINUTES]],
    ['"minutse"', []],
    ['night shift', [BERTH, GOODS]],
    ['"night shift"', [BERTH]],
    ['night -coal', [GOODS]],
    ['night NOT coal', [GOODS]],
    ['sanctio*', [BERTH, GOODS]],
    ['"sanctions"', [BERTH]],
    ['cafe', [CAFE]],
    ['CAFÉ', [CAFE]],
    ['Kim Jong Nam', [CAFE]],
    ['kim-jong-nam', [CAFE]],
    ['UN panel', [MINUTES]],
    ['U.N. panel', [MINUTES]],
    ['title:coal', [BERTH]],
    ['coal submarine', []],
  ] as const) {
    await finds(page, query, titles);
  }
  await expect(page.getByText('No document has all these words')).toBeVisible();
});

test('it tells hits in notes, comments and tags apart from those in the text', async ({ desk }) => {
  const { page } = desk;
  await importAll(page);
  await openDocument(page, new RegExp(MINUTES));
  await selectByKeyboard(page, 'the list of crews');
  await page.keyboard.press('t');
  await page.keyboard.type('Lanternfish');
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  await page.keyboard.type('Compare with the pelican ledger.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('Ask for the walrus file.');
  await page.keyboard.press('Escape');
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();

  await goTo(page, 'Search');
  for (const [query, label] of [
    ['lanternfish', 'Tag'],
    ['tag:lanternfish', 'Tag'],
    ['pelican', 'Comment'],
    ['walrus', 'Note'],
    ['note:walrus', 'Note'],
  ] as const) {
    await finds(page, query, [MINUTES]);
    await expect(results(page).getByRole('listitem').last()).toContainText(label);
  }
  await finds(page, 'title:walrus', []);
});

test('Enter opens at the hit with its words marked; F3 walks on; back returns to the query', async ({
  desk,
}) => {
  const { page } = desk;
  await importAll(page);
  await goTo(page, 'Search');
  await finds(page, 'night', [BERTH, GOODS]);
  const [first, second] = await found(page).allTextContents();
  const title = (name: string): Locator => page.getByRole('heading', { level: 1, name });
  await field(page).press('Enter');
  await expect(title(first!)).toBeVisible();
  await expect(marked(page).first()).toHaveText('night');
  await expect(marked(page).first()).toBeInViewport();
  await page.keyboard.press('F3');
  await expect(title(second!)).toBeVisible();
  await expect(marked(page).first()).toHaveText('night');
  await page.keyboard.press('F3');
  await expect(title(first!)).toBeVisible();
  await page.keyboard.press('Shift+F3');
  await expect(title(second!)).toBeVisible();
  for (let steps = 0; steps < 4; steps += 1) await page.keyboard.press('Alt+ArrowLeft');
  await expect(field(page)).toHaveValue('night');
  await expect(found(page)).toHaveText([first!, second!]);
});

test('arrows walk the results from the field, and Enter opens the one that has the focus', async ({
  desk,
}) => {
  const { page } = desk;
  await importAll(page);
  await goTo(page, 'Search');
  await finds(page, 'night', [BERTH, GOODS]);
  const [, second] = await found(page).allTextContents();
  const hits = results(page).getByRole('button', { name: /\bnight\b/i });
  // As fast as a key repeats: none of the presses may be lost.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(hits.last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: second! })).toBeVisible();
});

test('what was just changed is found at once, and what it was before is not', async ({ desk }) => {
  const { page } = desk;
  await importAll(page);
  await page.getByRole('row', { name: CAFE }).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('The heron on the quay');
  await title.press('Tab');
  await expect(page.getByRole('row', { name: 'The heron on the quay' })).toBeVisible();
  await goTo(page, 'Search');
  await finds(page, 'heron', ['The heron on the quay']);
  await finds(page, 'title:café', []);

  await openDocument(page, new RegExp(GOODS));
  await selectByKeyboard(page, 'the watch is doubled');
  await page.keyboard.press('t');
  await page.keyboard.type('Otter');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  await finds(page, 'tag:otter', [GOODS]);
  await goTo(page, 'Tags');
  await page.getByRole('treeitem', { name: /Otter/ }).click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Badger');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('treeitem', { name: /Badger/ })).toBeVisible();
  await goTo(page, 'Search');
  await finds(page, 'tag:badger', [GOODS]);
  await finds(page, 'tag:otter', []);

  await goTo(page, 'Notes');
  await page.getByRole('button', { name: 'New note' }).click();
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type('The kingfisher knows.');
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  await field(page).fill('kingfisher');
  await expect(results(page).getByRole('listitem').last()).toContainText('Note');
});

test('what is in the trash is not found, and is again when it is restored', async ({ desk }) => {
  const { page } = desk;
  await importAll(page);
  await page.getByRole('row', { name: BERTH }).click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('3 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  await finds(page, 'night', [GOODS]);
  await goTo(page, 'Library');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('4 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  await finds(page, 'night', [BERTH, GOODS]);
});
