import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { SOURCES } from './sources';
import { goTo, openDocument } from './views';

test('what is marked Saved is there after a restart', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await openDocument(page, /airport killing/);
  await page.getByRole('main').getByRole('document').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('h');
  await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  await goTo(page, 'Notes');
  await page.getByRole('button', { name: 'New note' }).click();
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type('Ask who signed for the crates.');
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  const again = await desk.restart();
  await expect(again.getByText('1 highlight', { exact: true })).toBeVisible();
  await goTo(again, 'Notes');
  await expect(again.getByText('Ask who signed for the crates.')).toBeVisible();
  await openDocument(again, /airport killing/);
  await expect(again.locator('mark').first()).toBeVisible();
});

test('what is typed when the service is gone is never called saved', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'There the service and the window end together.');
  const { page } = desk;
  await goTo(page, 'Notes');
  await page.getByRole('button', { name: 'New note' }).first().click();
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  await page.keyboard.type('Kept. ');
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toHaveValue('Kept. ');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  await desk.quit();
  await page.keyboard.type('Not kept.');
  await expect(page.getByText('Saved', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Not saved' }).click();
  await expect(page.getByText('copy it before you close it')).toBeVisible();
  await expect(page.getByRole('main').getByText('Kept. Not kept.').first()).toBeAttached();
});

test('the original is kept byte for byte under its own name', async ({ desk }) => {
  const name = 'Bericht – März (Endfassung).txt';
  const text = `\uFEFFBericht aus dem Hafen\r\n\r\nNiemand hat unterschrieben.\r\n`;
  await dropFiles(desk.page, [{ name, text }]);
  await expect(desk.page.getByText('1 document', { exact: true })).toBeVisible();
  await desk.quit();
  const documents = join(desk.library, 'documents');
  const shard = join(documents, readdirSync(documents)[0]!);
  const original = join(shard, readdirSync(shard)[0]!, 'original', name);
  expect(readFileSync(original, 'utf8')).toBe(text);
});

test('an edit of many files is undone and redone whole', async ({ desk }) => {
  await desk.quit();
  const cli = async (...args: string[]): Promise<readonly unknown[]> =>
    (await desk.runCli([...args, '--json', '--library', desk.library])).lines;
  await desk.runCli(['import', '-', '--library', desk.library], '');
  const page = await desk.restart();
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await desk.quit();
  for (const [title, quote] of [
    ['Why the quay', 'a closed port helps nobody'],
    ['airport killing', 'Sanctions are a promise'],
  ] as const) {
    const [found] = (await cli('list', '--query', title)) as { id: string }[];
    await cli('highlight', found!.id, '--quote', quote, '--tag', 'Openness');
  }
  await cli('tag', 'add', 'Doors');

  const window = await desk.restart();
  await goTo(window, 'Tags');
  await window.getByText('Openness', { exact: true }).first().click();
  await window.keyboard.press('Shift+m');
  await window.keyboard.type('Doors');
  await window.keyboard.press('Enter');
  const confirm = window.getByRole('dialog').getByRole('button', { name: /Merge/ });
  if (await confirm.isVisible()) await confirm.click();
  await expect(window.getByText('Openness', { exact: true })).toHaveCount(0);
  await window.keyboard.press('Control+z');
  await expect(window.getByText(/Undid.*Merge tags/)).toBeVisible();
  await expect(window.getByText('Openness', { exact: true }).first()).toBeVisible();
  await window.keyboard.press('Control+Shift+z');
  await expect(window.getByText('Openness', { exact: true })).toHaveCount(0);

  await desk.quit();
  expect(await cli('tags')).toMatchObject([{ name: 'Doors', highlights: 2, documents: 2 }]);
});
