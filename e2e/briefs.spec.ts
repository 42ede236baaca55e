import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { withMarkedFerry } from './ferry';
import { goTo, openDocument } from './views';

/** A brief from its first heading to the proof of its quotations. */

const MARKED = [
  { quote: 'left late on Tuesday', tag: 'Punctuality' },
  { quote: 'since the fog came', tag: 'Weather' },
  { quote: 'The lights were mended in June.', tag: 'Weather' },
];

const outline = (page: Page): Locator => page.getByRole('grid', { name: 'Outline' });
const lines = (page: Page): Locator => outline(page).getByRole('row');
const preview = (page: Page): Locator => page.getByRole('complementary', { name: 'Preview' });
const tools = (page: Page): Locator => page.getByRole('toolbar', { name: 'Add to the brief' });
const prose = (page: Page): Locator => page.getByRole('textbox', { name: 'Prose, Markdown' });

/** A library with the marked story and a brief that quotes all of it, opened at the brief. */
async function openBrief(desk: Desk): Promise<Page> {
  const { highlights } = await withMarkedFerry(desk, MARKED);
  await desk.quit();
  const cli = (...args: string[]) => desk.runCli([...args, '--library', desk.library]);
  await cli('brief', 'new', 'What the fog did');
  await cli('brief', 'add', 'What the fog did', '--highlight', ...highlights);
  const page = await desk.restart();
  await goTo(page, 'Briefs');
  await page.getByRole('button', { name: /^What the fog did/ }).click();
  await expect(lines(page)).toHaveText(MARKED.map(({ quote }) => new RegExp(quote)));
  return page;
}

/** Exports the open brief to a file. */
async function exportTo(page: Page, file: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export to Markdown…' }).click();
  await (await download).saveAs(file);
  return readFileSync(file, 'utf8');
}

/** Holds a file against the library in the window; gives the verdict and the dialog. */
async function check(page: Page, file: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Check a brief…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check a brief' });
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await (await chooser).setFiles(file);
  return dialog;
}

test('headings, prose and highlights are composed in order, and what is typed is saved', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  await goTo(page, 'Briefs');
  await page.getByRole('button', { name: 'New brief' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Fog and lights');
  await page.getByRole('textbox', { name: 'Author' }).fill('Desk four');
  await tools(page).getByRole('button', { name: 'Heading' }).click();
  await expect(page.getByRole('textbox', { name: 'Heading' })).toBeFocused();
  await page.keyboard.type('What was seen');
  await tools(page).getByRole('button', { name: 'Prose' }).click();
  await expect(prose(page)).toBeFocused();
  await page.keyboard.type('The ferry was *never* early.');
  await tools(page).getByRole('button', { name: 'Highlights…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add highlights' });
  await dialog.getByRole('searchbox', { name: 'Filter' }).fill('punctuality');
  await dialog.getByRole('option', { name: MARKED[0]!.quote }).click();
  await dialog.getByRole('button', { name: 'Add highlight' }).click();
  await expect(lines(page)).toHaveText([/What was seen/, /The ferry was/, /left late on Tuesday/]);
  await expect(preview(page).getByRole('heading', { name: 'What was seen' })).toBeVisible();
  await expect(preview(page).locator('em').getByText('never')).toBeVisible();
  await expect(preview(page).locator('blockquote')).toContainText('left late on Tuesday');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  const again = await desk.restart();
  await goTo(again, 'Briefs');
  await again.getByRole('button', { name: /^Fog and lights.*Desk four/ }).click();
  await expect(lines(again)).toHaveText([/What was seen/, /The ferry was/, /left late on Tuesday/]);
  await expect(prose(again)).toHaveText('The ferry was *never* early.');
});

test('items change places by keyboard and by dragging, and undo puts them back', async ({ desk }) => {
  const page = await openBrief(desk);
  const [first, second, third] = MARKED.map(({ quote }) => new RegExp(quote));
  await lines(page).filter({ hasText: third! }).click();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(lines(page)).toHaveText([first!, third!, second!]);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(lines(page)).toHaveText([third!, first!, second!]);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(lines(page)).toHaveText([first!, third!, second!]);
  await page.keyboard.press('Control+z');
  await expect(lines(page)).toHaveText([third!, first!, second!]);

  await lines(page)
    .filter({ hasText: third! })
    .dragTo(lines(page).filter({ hasText: second! }), { targetPosition: { x: 60, y: 20 } });
  await expect(lines(page)).toHaveText([first!, second!, third!]);
  await expect(preview(page).locator('blockquote')).toHaveText([first!, second!, third!]);
  await outline(page).getByRole('row').first().click();
  await page.keyboard.press('Control+z');
  await expect(lines(page)).toHaveText([third!, first!, second!]);
});

test('an item that is removed comes back with undo', async ({ desk }) => {
  const page = await openBrief(desk);
  await lines(page).nth(1).click();
  await page.keyboard.press('Delete');
  await expect(lines(page)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(lines(page)).toHaveText(MARKED.map(({ quote }) => new RegExp(quote)));
});

test('an export is the same each time; what was written around its quotations does not matter, what was changed in them does', async ({
  desk,
  shell,
}) => {
  test.skip(shell === 'desktop', 'The desktop asks for a place with the system’s own dialog.');
  const page = await openBrief(desk);
  const file = join(desk.scratch, 'brief.md');
  const text = await exportTo(page, file);
  expect(await exportTo(page, join(desk.scratch, 'again.md'))).toBe(text);
  await page.getByRole('button', { name: 'All briefs' }).click();

  const exact = await check(page, file);
  await expect(exact.getByText('All 3 quotations of “brief.md” are exact.')).toBeVisible();
  await page.keyboard.press('Escape');

  writeFileSync(
    file,
    text
      .replace('## Sources', 'My own words about it.\n\n## Sources')
      .replace('the fog came', 'the fog left'),
  );
  const altered = await check(page, file);
  await expect(altered.getByText('1 of 3 quotations of “brief.md” needs a look.')).toBeVisible();
  await expect(altered.getByRole('row').nth(1)).toContainText('Altered');
  await page.keyboard.press('Escape');

  const document = /document=(\S+)/.exec(text)![1]!;
  writeFileSync(file, text.replaceAll(document, '00000000-0000-4000-8000-000000000000'));
  const lost = await check(page, file);
  await expect(lost.getByText('3 of 3 quotations of “brief.md” need a look.')).toBeVisible();
  await expect(lost.getByRole('row').filter({ hasText: 'Lost' })).toHaveCount(3);
});

test('a quotation outlives its highlight', async ({ desk, shell }) => {
  const page = await openBrief(desk);
  await openDocument(page, /The ferry and the fog/);
  await page
    .getByRole('list', { name: 'Highlights' })
    .getByRole('button', { name: /since the fog came/ })
    .click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('2 highlights', { exact: true })).toBeVisible();
  await goTo(page, 'Briefs');
  await page.getByRole('button', { name: /^What the fog did/ }).click();
  await expect(lines(page)).toHaveCount(3);
  await expect(preview(page).locator('blockquote')).toHaveCount(3);
  if (shell === 'desktop') return;
  const file = join(desk.scratch, 'brief.md');
  await exportTo(page, file);
  const proof = await desk.runCli(['verify', file, '--json', '--library', desk.library]);
  expect(proof).toMatchObject({
    code: 0,
    lines: [{ status: 'exact' }, { status: 'exact' }, { status: 'exact' }],
  });
});
