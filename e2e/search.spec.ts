import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { parseCsv } from '../src/core/interchange/csv';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { selectByKeyboard, textOf } from './passages';
import { documentRow, goTo, openDocument } from './views';

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
  }).toPass({ timeout: 30_000 });
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
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Ask for the walrus file.');
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

test('what an unsaved search finds is exported as a table', async ({ desk }) => {
  const { page } = desk;
  await importAll(page);
  await goTo(page, 'Search');
  await field(page).fill('night -coffee');
  await expect(found(page)).toHaveCount(2);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('export what was found');
  await page.keyboard.press('Enter');
  const [head, ...records] = parseCsv(await readFile(await (await download).path(), 'utf8'));
  const column = (name: string): string[] => records.map((record) => record[head!.indexOf(name)]!);
  expect([...new Set(column('title'))].sort()).toEqual([GOODS, BERTH].sort());
  expect(new Set(column('reviewed'))).toEqual(new Set(['']));
  await expect(page.getByText('Exported 2 places.')).toBeVisible();
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
  await documentRow(page, CAFE).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('The heron on the quay');
  await title.press('Tab');
  await expect(documentRow(page, 'The heron on the quay')).toBeVisible();
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
  await documentRow(page, BERTH).click();
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

const DATED = [
  {
    name: 'ledger.md',
    text: '---\ntitle: Crates at noon\npublisher: The Ledger\ndate: 2018-03-01\nlanguage: en\n---\n\nThe crates were opened at noon. Nobody wanted the crates back.\n',
  },
  {
    name: 'courier.md',
    text: '---\ntitle: Crates at midnight\npublisher: Harbour Courier\ndate: 2019-06-12\nlanguage: en\n---\n\nAt midnight the crates were gone.\n',
  },
  {
    name: 'bulletin.md',
    text: '---\ntitle: Crates in May\npublisher: Harbour Courier\ndate: 2019-05-02\nlanguage: en\n---\n\nIn May the crates stood in the rain.\n',
  },
];

async function importDated(page: Page): Promise<void> {
  await dropFiles(page, DATED);
  await expect(page.getByText('3 documents', { exact: true })).toBeVisible();
}

test('facets narrow and leave out, the order follows dates, and Back brings each step back', async ({
  desk,
}) => {
  const { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await finds(page, 'crates', DATED.map(({ text }) => /title: (.*)/.exec(text)![1]!)); // prettier-ignore
  const facets = page.getByRole('complementary', { name: 'Narrow the results' });
  const courier = facets.getByRole('button', { name: /^Harbour Courier, 2 documents/ });

  await courier.click();
  await expect(found(page)).toHaveCount(2);
  await expect(courier).toHaveAttribute('aria-pressed', 'true');
  await expect(courier).toBeFocused();
  // What the other values would give stays in sight.
  await expect(facets.getByRole('button', { name: 'The Ledger, 1 document' })).toBeVisible();
  await expect(facets.getByRole('button', { name: /^2018/ })).toHaveCount(0);
  await courier.click();
  await expect(found(page)).toHaveCount(3);

  await courier.click({ modifiers: ['Alt'] });
  await expect(found(page)).toHaveText(['Crates at noon']);
  await expect(facets.getByRole('button', { name: 'Harbour Courier, 2 documents, left out' })).toHaveCSS(
    'text-decoration-line',
    'none',
  );
  await expect(facets.getByText('Harbour Courier')).toHaveCSS('text-decoration-line', 'line-through');
  await page.getByRole('toolbar', { name: 'Narrowed by' }).getByRole('button', { name: /Let in again/ }).click(); // prettier-ignore
  await expect(found(page)).toHaveCount(3);

  await page.getByRole('button', { name: /Order of the results/ }).click();
  await page.getByRole('option', { name: 'Newest first' }).click();
  await expect(found(page)).toHaveText(['Crates at midnight', 'Crates in May', 'Crates at noon']);
  await facets.getByRole('button', { name: 'Leave out 2019' }).click();
  await expect(found(page)).toHaveText(['Crates at noon']);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(found(page)).toHaveText(['Crates at midnight', 'Crates in May', 'Crates at noon']);
  await page.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(found(page)).toHaveText(['Crates at noon']);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(found(page)).toHaveCount(3);
});

test('a saved search marks what an import adds as new, until it is marked as seen', async ({ desk }) => {
  let { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await field(page).fill('crates');
  await expect(found(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Every crate');
  await page.keyboard.press('Enter');
  const saved = page.getByRole('navigation', { name: 'Saved searches' });
  await expect(saved.getByRole('button', { name: 'Every crate, 3 documents', exact: true })).toBeVisible();

  await goTo(page, 'Library');
  await dropFiles(page, [
    { name: 'late.txt', text: 'A late crate\n\nOne of the crates came back in June.\n' },
    { name: 'other.txt', text: 'Rope\n\nNothing but rope.\n' },
  ]);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  await saved.getByRole('button', { name: 'Every crate, 4 documents, 1 new' }).click();
  await expect(results(page).getByText('New', { exact: true })).toHaveCount(1);
  await page.getByRole('button', { name: /Documents shown/ }).click();
  await page.getByRole('option', { name: 'New', exact: true }).click();
  await expect(found(page)).toHaveText(['A late crate']);
  await page.getByRole('button', { name: 'Mark 1 new as seen' }).click();
  await expect(saved.getByRole('button', { name: 'Every crate, 4 documents', exact: true })).toBeVisible();
  await expect(page.getByText('Nothing new')).toBeVisible();

  page = await desk.restart();
  await goTo(page, 'Search');
  const again = page.getByRole('navigation', { name: 'Saved searches' });
  await expect(again.getByRole('button', { name: 'Every crate, 4 documents', exact: true })).toBeVisible();
  await again.getByRole('button', { name: /^Every crate,/ }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Deleted the search “Every crate”.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(again.getByRole('button', { name: /^Every crate,/ })).toBeVisible();
});

test('a search after a saved one is of the whole library again', async ({ desk }) => {
  const { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await field(page).fill('crates');
  const facets = page.getByRole('complementary', { name: 'Narrow the results' });
  await facets.getByRole('button', { name: /^The Ledger, 1 document/ }).click();
  await expect(found(page)).toHaveText(['Crates at noon']);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Of the Ledger');
  await page.keyboard.press('Enter');
  const narrowed = page.getByRole('toolbar', { name: 'Narrowed by' });
  await expect(page.getByText('reviewed 0 of 1')).toBeVisible();

  // Words that are changed stay within the saved search, until it is left.
  await field(page).fill('crates -rope');
  await expect(page.getByRole('button', { name: 'Change it to this' })).toBeVisible();
  await expect(narrowed).toBeVisible();
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(narrowed).toBeHidden();
  await expect(field(page)).toHaveValue('crates -rope');
  await expect(field(page)).toBeFocused();
  await expect(found(page)).toHaveCount(3);

  // An empty field is the beginning of another search.
  await page.getByRole('button', { name: 'Of the Ledger, 1 document' }).click();
  await expect(narrowed).toBeVisible();
  await field(page).press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await expect(narrowed).toBeHidden();
  await page.keyboard.type('crates');
  await expect(found(page)).toHaveCount(3);
});

test('a notebook runs its queries, remembers what is reviewed, and gives a table of its hits', async ({
  desk,
}) => {
  const { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await field(page).fill('midnight');
  await expect(found(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Notebook Searches' }).click();
  await page.getByRole('button', { name: 'Add queries' }).click();
  await page
    .getByRole('textbox', { name: 'Queries, one on each line' })
    .fill('crates rain\n\n"crates back"\n');
  await page.getByRole('button', { name: 'Add 2 searches' }).click();
  const line = (name: string): Locator => page.getByRole('row').filter({ hasText: name });
  await expect(line('crates rain').getByRole('cell')).toContainText(['1', '1', '0', '0 of 1']);
  await expect(page.getByText('3 searches find 3 documents')).toBeVisible();

  await line('midnight').getByRole('button', { name: 'midnight', exact: true }).click();
  await expect(found(page)).toHaveText(['Crates at midnight']);
  await field(page).press('ArrowDown');
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Reviewed: Crates at midnight' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('button', { name: /Documents shown/ }).click();
  await page.getByRole('option', { name: 'Not reviewed' }).click();
  await expect(page.getByText('All reviewed')).toBeVisible();

  await page.getByRole('button', { name: 'Notebook Searches' }).click();
  await expect(line('midnight').getByRole('cell').nth(3)).toHaveText('1 of 1');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = join(desk.scratch, (await download).suggestedFilename());
  await (await download).saveAs(file);
  const bytes = await readFile(file, 'utf8');
  expect(bytes.startsWith('\uFEFF')).toBe(true);
  const [head, ...records] = parseCsv(bytes);
  const table = records.map((record) => Object.fromEntries(head!.map((name, at) => [name, record[at]!])));
  expect(table.find(({ query }) => query === '"crates back"')).toMatchObject({
    title: 'Crates at noon',
    outlet: 'The Ledger',
    date: '2018-03-01',
    quote: 'crates back',
    after: '.',
    reviewed: 'no',
  });
  expect(table.filter(({ query, reviewed }) => query === 'midnight' && reviewed === 'yes')).not.toEqual([]);

  // The terminal finds the same, in the same places.
  await desk.quit();
  const list = (await desk.runCli(['list', '--json', '--library', desk.library])).lines;
  expect(list).toHaveLength(3);
  const cli = await desk.runCli(['searches', 'run', 'searches', '--csv', '-', '--library', desk.library]);
  expect(cli.code).toBe(0);
  expect(parseCsv(cli.stdout)).toEqual([head, ...records]);
});

test('every place found is tagged in one step, and undo takes all of it back', async ({ desk }) => {
  const { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await field(page).fill('"crates"');
  await expect(found(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Tag places found' }).click();
  await results(page).getByRole('checkbox', { name: 'All places in Crates at noon' }).check({ force: true });
  await expect(page.getByText('2 places selected')).toBeVisible();
  await page.getByRole('button', { name: 'Select all' }).click();
  await expect(page.getByText('4 places selected')).toBeVisible();
  await page.getByRole('button', { name: 'Tag 4 places…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tag 4 places in 3 documents' });
  await page.keyboard.type('Freight');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Freight').first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Tag 4 places' }).click();
  await expect(page.getByText('Tagged 4 places in 3 documents: 4 new highlights.')).toBeVisible();
  await expect(page.getByText('4 highlights', { exact: true })).toBeVisible();
  await finds(page, 'tag:freight', ['Crates at midnight', 'Crates at noon', 'Crates in May']);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText('4 highlights', { exact: true })).toBeHidden();
  await finds(page, 'tag:freight', []);
});

test('a word found in spite of a typo is marked in the reader, where the hits are counted and walked', async ({
  desk,
}) => {
  const { page } = desk;
  await importDated(page);
  await goTo(page, 'Search');
  await field(page).fill('cratse');
  await expect(found(page)).toHaveCount(3);
  const hit = page.getByRole('button', { name: /opened at noon/ }).nth(1);
  await hit.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Crates at noon' })).toBeVisible();
  await expect(marked(page)).toHaveText(['crates', 'crates']);
  const bar = page.getByRole('group', { name: 'Hits for cratse' });
  await expect(bar.getByRole('status')).toHaveText('Hit 2 of 2');
  await bar.getByRole('button', { name: 'Next hit' }).click();
  await expect(bar.getByRole('status')).toHaveText('Hit 1 of 2');
  await page.keyboard.press('Control+Shift+g');
  await expect(bar.getByRole('status')).toHaveText('Hit 2 of 2');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(field(page)).toHaveValue('cratse');
  await expect(hit).toBeFocused();
});

test('it leaves out what the reader folds, by a switch that stays in step with the query', async ({
  desk,
}) => {
  const { page } = desk;
  const FERRY = 'The ferry that came late';
  const ADVERT = 'A word from the printers';
  await dropFiles(page, [
    {
      name: 'ferry.txt',
      text: `${FERRY}\n\nThe ferry waited for the tide, and the advertisement on its rail was read by all.\n\nAdvertisement\n\nNobody complained of the wait.\n`,
    },
    {
      name: 'printers.txt',
      text: `${ADVERT}\n\nThe ink had run dry before the second sheet.\n\nAdvertisement\n\nThe third sheet was blank.\n`,
    },
  ]);
  await expect(page.getByText('2 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
  const leaveOut = page.getByRole('switch', { name: 'Leave out folded parts' });
  await finds(page, 'advertisement', [FERRY, ADVERT]);
  await expect(page.getByRole('status').getByText('3 places in 2 documents')).toBeVisible();
  await expect(leaveOut).not.toBeChecked();

  await leaveOut.focus();
  await page.keyboard.press('Space');
  await expect(field(page)).toHaveValue('in:article advertisement');
  await expect(found(page)).toHaveText([FERRY]);
  await expect(page.getByRole('status').getByText('1 place in 1 document')).toBeVisible();
  await finds(page, 'advertisement -ferry', [ADVERT]);
  await expect(leaveOut).not.toBeChecked();
  await finds(page, 'advertisement -ferry in:article', []);
  await expect(leaveOut).toBeChecked();
  await page.getByRole('button', { name: 'Search folded parts too' }).click();
  await expect(found(page)).toHaveText([ADVERT]);

  // What is shown again in the reader is searched again, and marked there.
  await finds(page, 'in:article advertisement', [FERRY]);
  await results(page).getByRole('button').first().click();
  await expect(marked(page)).toHaveText(['advertisement']);
  await openDocument(page, new RegExp(ADVERT));
  await textOf(page)
    .getByRole('button', { name: /Advertis/ })
    .click();
  await page.getByRole('button', { name: 'This is part of the article' }).click();
  await goTo(page, 'Search');
  await expect(field(page)).toHaveValue('in:article advertisement');
  await expect(found(page)).toHaveCount(2);
  const terminal = await desk.runCli(['search', 'in:article advertisement', '--library', desk.library]);
  expect(terminal.stdout).toContain(ADVERT);
});
