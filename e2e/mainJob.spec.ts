import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { selectWithMouse } from './passages';
import { SOURCES } from './sources';
import { documentRow } from './views';

/** From files to a brief, the way the README tells it; what is on disk at the end is the proof. */
test('it goes from five files to a brief whose quotations are proved', async ({ desk, shell }) => {
  const { page } = desk;

  await test.step('drop five files', async () => {
    await dropFiles(page, SOURCES);
    await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
    await expect(documentRow(page, /Why the quay stays open/)).toBeVisible();
    await closeReport(page);
  });

  await test.step('highlight and tag with the mouse', async () => {
    await open(page, /Why the quay stays open/);
    await expect(page.getByRole('button', { name: 'Advertising marker' }).first()).toBeVisible();
    await selectWithMouse(page, 'a closed port helps nobody');
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Tag' }).click();
    await page.keyboard.type('Openness');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(page.locator('mark')).toHaveText('a closed port helps nobody');
    await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  });

  await test.step('highlight and tag by keyboard alone', async () => {
    await goTo(page, 'Library');
    await open(page, /airport killing/);
    const text = page.locator('main').getByRole('document');
    await text.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.press('h');
    await expect(page.locator('mark')).toContainText('others');
    await page.keyboard.press('t');
    await page.keyboard.type('Sanctions');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('list', { name: 'Highlights' }).getByText('Sanctions')).toBeVisible();
  });

  await test.step('undo and redo by name', async () => {
    await page.keyboard.press('Control+z');
    await expect(page.getByText(/Undid.*Tag highlight/)).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(page.getByRole('list', { name: 'Highlights' }).getByText('Sanctions')).toBeVisible();
  });

  await test.step('write a note beside the text', async () => {
    await page.getByRole('tab', { name: /Notes/ }).click();
    await page.getByRole('complementary').getByRole('button', { name: /note/i }).first().click();
    await page.getByRole('complementary').getByRole('textbox').last().fill('Who counts the ships?');
    await expect(page.getByText('1 note', { exact: true })).toBeVisible();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  });

  await test.step('search while typing', async () => {
    await goTo(page, 'Search');
    const results = page.getByRole('list', { name: 'Results' });
    await page.getByRole('searchbox').last().fill('Kim Jong Nam');
    await expect(results.getByRole('heading')).toHaveText([/airport killing/]);
    await page.getByRole('searchbox').last().fill('UN sanctions');
    await expect(results.getByRole('heading')).toHaveCount(2);
    await page.getByRole('searchbox').last().fill('북한');
    await expect(results.getByRole('heading')).toHaveText(['항구는 문이다']);
    await page.getByRole('searchbox').last().press('Enter');
    await expect(page.getByRole('heading', { name: '항구는 문이다', level: 1 })).toBeVisible();
  });

  await test.step('two versions side by side', async () => {
    await goTo(page, 'Compare');
    await chooseForCompare(page, 0, 'Why the quay');
    await chooseForCompare(page, 1, 'The harbour board');
    await expect(page.getByText(/% /).first()).toBeVisible();
    await expect(page.locator('del, ins').first()).toBeVisible();
    await page.keyboard.press(']');
  });

  const file = join(desk.scratch, 'brief.md');
  await test.step('compose a brief and export it', async () => {
    await goTo(page, 'Briefs');
    await page
      .getByRole('button', { name: /New brief/ })
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Doors and promises');
    await page
      .getByRole('toolbar', { name: 'Add to the brief' })
      .getByRole('button', { name: 'Highlights…' })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('a closed port helps nobody').click();
    await dialog.getByText(/others/).click();
    await dialog.getByRole('button', { name: /^Add/ }).click();
    await expect(page.getByRole('complementary', { name: 'Preview' }).locator('blockquote')).toHaveCount(2);
    const download = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /Export to Markdown/ })
      .first()
      .click();
    if (shell === 'browser') await (await download).saveAs(file);
  });

  await test.step('every quotation is proved, and everything is on disk', async () => {
    await desk.quit();
    expect(existsSync(join(desk.library, 'codebook.json'))).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('> a closed port helps nobody');
    const check = await desk.runCli(['verify', file, '--json', '--library', desk.library]);
    expect(check).toMatchObject({ code: 0, lines: [{ status: 'exact' }, { status: 'exact' }] });
  });
});

async function goTo(page: Page, view: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: view, exact: true })
    .click();
}

async function open(page: Page, title: RegExp): Promise<void> {
  await documentRow(page, title).dblclick();
  await expect(page.locator('main').getByRole('document')).toBeVisible();
}

async function closeReport(page: Page): Promise<void> {
  const close = page.getByRole('dialog').getByRole('button', { name: 'Close' });
  if (await close.isVisible()) await close.click();
}

async function chooseForCompare(page: Page, side: number, title: string): Promise<void> {
  await page
    .getByRole('button', { name: /Choose a document/ })
    .nth(side === 0 ? 0 : -1)
    .click();
  await page.keyboard.type(title);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
