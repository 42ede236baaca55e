import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './desk';
import { textOf } from './passages';
import { SOURCES } from './sources';

/** The main job without a mouse. */
test.use({ begin: 'start-screen' });

test('everything from an empty start to an exported brief is done by keyboard alone', async ({
  desk,
  shell,
}) => {
  test.skip(shell === 'desktop', 'The desktop asks for files and places with the system’s own dialogs.');
  const { page } = desk;
  const { keyboard } = page;
  const step = async (name: string, body: () => Promise<void>): Promise<void> => {
    await test.step(name, async () => {
      await body();
      await expect.poll(() => focused(page), `after “${name}” something has the focus`).not.toBe('body');
    });
  };

  await step('make a library from the start screen', async () => {
    await tabTo(page, page.getByRole('button', { name: /^New library/ }));
    await keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Name of the case' })).toBeFocused();
    await keyboard.type('Quay');
    await keyboard.press('Enter');
    await expect(page.getByText('0 documents', { exact: true })).toBeVisible();
  });

  await step('add files', async () => {
    const folder = join(desk.scratch, 'sources');
    mkdirSync(folder);
    const paths = SOURCES.map(({ name, text }) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const chooser = page.waitForEvent('filechooser');
    await keyboard.press('Control+i');
    await (await chooser).setFiles(paths);
    await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  });

  await step('open a document from the table', async () => {
    await keyboard.press('g');
    await keyboard.press('l');
    await tabTo(page, page.getByRole('searchbox', { name: 'Filter documents' }));
    await keyboard.type('why the quay');
    await expect(page.getByRole('row')).toHaveCount(2);
    await tabTo(page, page.getByRole('grid', { name: 'Documents' }));
    await keyboard.press('ArrowDown');
    await expect(page.getByRole('row', { selected: true })).toContainText('Why the quay');
    await keyboard.press('Enter');
    await expect(textOf(page)).toBeFocused();
  });

  await step('highlight, tag and note', async () => {
    await keyboard.press('Control+Home');
    await keyboard.press('Control+ArrowDown');
    for (let words = 0; words < 3; words += 1) await keyboard.press('Control+Shift+ArrowRight');
    await keyboard.press('h');
    await expect(page.locator('mark')).toHaveText('The harbour board');
    await keyboard.press('t');
    await expect(page.getByRole('combobox', { name: 'Tag' })).toBeFocused();
    await keyboard.type('Who decides');
    await keyboard.press('Enter');
    await expect(page.getByRole('list', { name: 'Highlights' }).getByText('Who decides')).toBeVisible();
    await keyboard.press('n');
    await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused();
    await keyboard.type('Ask for the vote.');
    await keyboard.press('Escape');
    await expect(textOf(page)).toBeFocused();
    await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  });

  await step('search and open a hit', async () => {
    await keyboard.press('g');
    await keyboard.press('s');
    await expect(page.getByRole('main').getByRole('searchbox')).toBeFocused();
    await keyboard.type('telephone');
    await expect(page.getByRole('list', { name: 'Results' }).getByRole('heading')).toHaveCount(1);
    await keyboard.press('Enter');
    await expect(textOf(page)).toBeFocused();
    await expect(page.getByText('every government kept a telephone')).toBeInViewport();
  });

  await step('mark what was found', async () => {
    await keyboard.press('Control+Shift+ArrowRight');
    await keyboard.press('h');
    await expect(page.locator('mark')).toHaveText('telephone');
  });

  await step('compare two versions, chosen by typing', async () => {
    await keyboard.press('g');
    await keyboard.press('c');
    for (const [side, title] of [
      ['Left', 'Why the quay'],
      ['Right', 'The harbour board'],
    ] as const) {
      await tabTo(page, page.getByRole('button', { name: new RegExp(`^${side} document`) }));
      await keyboard.press('Enter');
      await expect(page.getByRole('combobox')).toBeFocused();
      await keyboard.type(title);
      await expect(page.getByRole('option')).toHaveText([new RegExp(title)]);
      await keyboard.press('Enter');
    }
    await expect(page.getByRole('region', { name: 'Both documents' })).toBeVisible();
    await keyboard.press(']');
    await expect(page.getByRole('status').filter({ hasText: /^Change 1 of/ })).toBeAttached();
  });

  await step('begin a brief from the palette', async () => {
    await keyboard.press('Control+k');
    await keyboard.type('go to briefs');
    await expect(page.getByRole('option').first()).toContainText('Go to Briefs');
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'New brief' }));
    await keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
    await keyboard.type('Who decides, and who listens');
    await keyboard.press('Control+Alt+h');
    await expect(page.getByRole('textbox', { name: 'Heading' })).toBeFocused();
    await keyboard.type('Voices');
  });

  await step('add highlights and change their order', async () => {
    await keyboard.press('Control+Alt+q');
    const dialog = page.getByRole('dialog', { name: 'Add highlights' });
    await expect(dialog.getByRole('option')).toHaveCount(2);
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('Control+Enter');
    await expect(dialog).toBeHidden();
    const lines = page.getByRole('grid', { name: 'Outline' }).getByRole('row');
    await expect(lines).toHaveCount(3);
    const [, second, third] = await lines.allTextContents();
    await keyboard.press('Alt+ArrowUp');
    await expect(lines).toHaveText(['Voices', third!, second!]);
  });

  const file = join(desk.scratch, 'brief.md');
  await step('export', async () => {
    const download = page.waitForEvent('download');
    await keyboard.press('Control+Shift+e');
    await (await download).saveAs(file);
  });
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('## Voices');
  const library = join(desk.librariesFolder, 'Quay');
  const check = await desk.runCli(['verify', file, '--json', '--library', library]);
  expect(check).toMatchObject({ code: 0, lines: [{ status: 'exact' }, { status: 'exact' }] });
});

/** What has the focus, in a word; `body` when nothing has. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element === null || element === document.body
      ? 'body'
      : (element.getAttribute('aria-label') ?? element.tagName);
  });
}

/** Goes on by Tab until something has the focus, through the whole window at most. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 40; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}
