import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { onDisk, quotesOnDisk, textOf } from './passages';
import { SOURCES } from './sources';
import { goTo, openDocument } from './views';

/** Hands that are faster than the disk: no key waits for what the one before has done. */
test.beforeEach(async ({ desk }) => {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible();
  await openDocument(desk.page, /airport killing/);
  await desk.page.getByRole('main').getByRole('document').focus();
});

test('H and T at once make one highlight with a tag', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await page.keyboard.press('h');
  await page.keyboard.press('t');
  await page.keyboard.type('Sanctions');
  await page.keyboard.press('Enter');
  const highlights = page.getByRole('list', { name: 'Highlights' });
  await expect(highlights.getByText('Sanctions')).toBeVisible();
  await expect(highlights.getByRole('listitem').filter({ hasText: 'Paragraph' })).toHaveCount(1);
  await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
});

test('twenty undos and redos in one breath end where they began', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Control+Home');
  for (let count = 0; count < 4; count += 1) {
    await page.keyboard.press('Control+Shift+ArrowRight');
    await page.keyboard.press('h');
    await page.keyboard.press('ArrowDown');
  }
  await expect(page.getByText('4 highlights', { exact: true })).toBeVisible();
  for (let count = 0; count < 20; count += 1) await page.keyboard.press('Control+z');
  for (let count = 0; count < 20; count += 1) await page.keyboard.press('Control+Shift+z');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await expect(page.getByText('4 highlights', { exact: true })).toBeVisible();
  await expect(page.getByText(/cannot be (un|re)done/)).toHaveCount(0);
});

test('what is typed before a new note or heading is there is its text', async ({ desk }) => {
  const { page } = desk;
  await goTo(page, 'Notes');
  await page
    .getByRole('button', { name: /Write a note|New note/ })
    .first()
    .click();
  await page.keyboard.type('News of nine new names.');
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toHaveValue(
    'News of nine new names.',
  );
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();

  await goTo(page, 'Briefs');
  await page
    .getByRole('button', { name: /New brief/ })
    .first()
    .click();
  const bar = page.getByRole('toolbar', { name: 'Add to the brief' });
  await bar.getByRole('button', { name: 'Heading' }).click();
  await page.keyboard.type('Happy harbours');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview.getByRole('heading', { name: 'Happy harbours', exact: true })).toBeVisible();
  await bar.getByRole('button', { name: 'Prose' }).click();
  await page.keyboard.type('Paper ships.');
  await expect(preview.getByText('Paper ships.', { exact: true })).toBeVisible();
});

test('Escape and Enter go by the words that are typed, not by those found before', async ({ desk }) => {
  const { page } = desk;
  const findAndMark = async (words: string, ...keys: string[]): Promise<void> => {
    await page.keyboard.press('Control+f');
    await page.keyboard.insertText(words);
    for (const key of [...keys, 'Escape', 'h']) await page.keyboard.press(key);
  };
  await page.keyboard.press('Control+Home');
  const words = (await textOf(page).innerText()).match(/\p{L}{7,}/gu)!;
  const once = [...new Set(words)].filter(
    (word) => words.filter((other) => other.includes(word)).length === 1,
  );
  const [first, second, third] = once as [string, string, string];
  await findAndMark(first);
  await findAndMark(second);
  await findAndMark(third, 'Enter');
  await expect(page.getByText('3 highlights', { exact: true })).toBeVisible();
  await expect.poll(async () => (await quotesOnDisk(desk)).sort()).toEqual([first, second, third].sort());
});

test('what is done to all rows is done to those that are not read yet', async ({ desk }) => {
  await desk.quit();
  const folder = join(desk.scratch, 'letters');
  mkdirSync(folder);
  for (let letter = 1; letter <= 250; letter += 1) {
    writeFileSync(join(folder, `${letter}.txt`), `Letter ${letter}\n\nThe keeper wrote page ${letter}.\n`);
  }
  await onDisk(desk, 'import', folder);
  const page = await desk.restart();
  await expect(page.getByText('255 documents', { exact: true })).toBeVisible();
  const rows = page.getByRole('row').filter({ has: page.getByRole('gridcell') });
  await rows.first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Moved 255 documents to the trash.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('255 documents', { exact: true })).toBeVisible();
  await expect(rows.first()).toBeVisible();
});

test('a tag named just now is found by its first letters and given again by Q', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Control+Home');
  const selectNext = async (): Promise<void> => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Shift+ArrowRight');
  };
  const tagIt = async (name: string): Promise<void> => {
    await page.keyboard.press('t');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await selectNext();
  await tagIt('Sanctions');
  await selectNext();
  await tagIt('sanc');
  await tagIt('Airports');
  await selectNext();
  await page.keyboard.press('q');
  const highlights = page.getByRole('list', { name: 'Highlights' });
  await expect(highlights.getByText('Airports')).toHaveCount(2);
  await expect(highlights.getByText('Sanctions')).toHaveCount(2);
  await goTo(page, 'Tags');
  await expect(page.getByRole('treeitem')).toHaveCount(2);
});

test('a comment opened again at once is not put back, and undo comes after what was begun before', async ({
  desk,
}) => {
  const { page } = desk;
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.press('h');
  await expect(page.getByRole('toolbar', { name: 'Highlight' })).toBeVisible();
  await page.keyboard.press('c');
  await page.keyboard.type('Who said so?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.keyboard.press('Escape');
  const highlights = page.getByRole('list', { name: 'Highlights' });
  await expect(highlights.getByText('Who said so?')).toBeVisible();
  const [quote] = await quotesOnDisk(desk);
  await page.keyboard.press('Shift+Alt+ArrowRight');
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undid: /)).toBeVisible();
  await expect.poll(() => quotesOnDisk(desk)).toEqual([quote]);
  await expect(highlights.getByText('Who said so?')).toBeVisible();
});

test('a brief named before the briefs are read takes the passage', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.press('b');
  await page.keyboard.insertText('Roofs');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Added to “Roofs”.')).toBeVisible();
});

test('two notes on two passages in one breath keep their own words', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Control+Home');
  for (const words of ['Who paid the pilots?', 'High water at noon.']) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Shift+ArrowRight');
    await page.keyboard.press('n');
    await page.keyboard.type(words);
    await expect(page.getByRole('textbox', { name: 'Note' }).first()).toBeFocused();
    await page.keyboard.press('Escape');
  }
  await page.getByRole('tab', { name: 'Notes' }).click();
  const notes = page.getByRole('textbox', { name: 'Note' });
  await expect(notes).toHaveCount(2);
  await expect
    .poll(async () =>
      (await notes.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value))).sort(),
    )
    .toEqual(['High water at noon.', 'Who paid the pilots?']);
});

test('an item of a brief goes two places when its key is pressed twice', async ({ desk }) => {
  const { page } = desk;
  await goTo(page, 'Briefs');
  await page
    .getByRole('button', { name: /New brief/ })
    .first()
    .click();
  const bar = page.getByRole('toolbar', { name: 'Add to the brief' });
  const headings = page.getByRole('main').getByRole('textbox', { name: 'Heading' });
  for (const [at, words] of ['Arrivals', 'Berths', 'Cargo'].entries()) {
    await bar.getByRole('button', { name: 'Heading' }).click();
    await page.keyboard.type(words);
    await expect(headings.nth(at)).toHaveValue(words);
  }
  await headings.first().focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview.getByRole('heading', { level: 2 })).toHaveText(['Berths', 'Cargo', 'Arrivals']);
});
