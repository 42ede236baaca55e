import type { Locator, Page } from '@playwright/test';
import { expect, test } from './desk';
import { withMarkedFerry } from './ferry';
import { selectByKeyboard, textOf } from './passages';
import { documentRow, goTo, openDocument } from './views';

/** One box for everything that can be done, and one sheet for its keys. */

const MARKED = [{ quote: 'since the fog came', tag: 'Weather' }];

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Commands and search' });
const options = (page: Page): Locator => palette(page).getByRole('option');

async function open(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
}

/** Runs a command by typing its name. */
async function run(page: Page, name: string): Promise<void> {
  await open(page);
  await page.keyboard.type(name);
  await expect(options(page).first()).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(palette(page)).toBeHidden();
}

const EVERYWHERE = [
  'Go to Library',
  'Go to Search',
  'Go to Compare',
  'Go to Tags',
  'Go to Notes',
  'Go to Briefs',
  'Undo',
  'Redo',
  'New note on the library',
  'Rename library…',
  'New library…',
  'Open a library…',
  'Open the sample library',
  'Close library',
  'Add files…',
  'Add a folder…',
  'Paste text as a document…',
  'Fold the navigation',
  'Keyboard shortcuts',
  'Settings',
  'Show log',
  'Zoom in',
  'Zoom out',
  'Zoom to 100 %',
  'Theme: as the system',
  'Theme: light',
  'Theme: dark',
  'Theme: high contrast',
];

const ferry = (page: Page): Locator => documentRow(page, 'The ferry and the fog');

/** What each view adds, and how to get there. */
const VIEWS: readonly { view: string; show: (page: Page) => Promise<void>; commands: readonly string[] }[] = [
  {
    view: 'Library',
    show: async (page) => {
      await goTo(page, 'Library');
      await ferry(page).click();
    },
    commands: [
      'Open the selected document',
      'Compare the selected document with…',
      'Edit details',
      'Export original…',
      'Move to trash',
      'Show the trash',
      'Hide details',
    ],
  },
  {
    view: 'Reader',
    show: async (page) => {
      await openDocument(page, /The ferry and the fog/);
      await page.keyboard.press('.');
      await expect(page.getByRole('toolbar', { name: 'Highlight' })).toBeVisible();
    },
    commands: [
      'Highlight the selection',
      'Tag…',
      'Tag again',
      'Comment…',
      'Add note on this passage',
      'Add to brief…',
      'Copy with citation',
      'Next highlight',
      'Previous highlight',
      'End the highlight a word later',
      'End the highlight a word earlier',
      'Start the highlight a word earlier',
      'Start the highlight a word later',
      'Remove highlight',
      'Find in this document',
      'Edit details of this document',
      'Hide the inspector',
    ],
  },
  {
    view: 'Compare',
    show: (page) => goTo(page, 'Compare'),
    commands: [],
  },
  {
    view: 'Tags',
    show: async (page) => {
      await goTo(page, 'Tags');
      await page.getByRole('treeitem', { name: /Weather/ }).click();
    },
    commands: ['Add tag', 'Add tag under this one', 'Rename tag', 'Move tag under…', 'Delete tag'],
  },
  {
    view: 'Briefs',
    show: async (page) => {
      await goTo(page, 'Briefs');
      await page.getByRole('button', { name: 'New brief' }).click();
      await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
    },
    commands: [
      'New brief',
      'Check a brief…',
      'Add heading',
      'Add prose',
      'Add highlights…',
      'Add notes…',
      'Export to Markdown…',
      'Copy as Markdown',
      'Hide the preview',
    ],
  },
];

test('it lists every command that can be had where one is', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  for (const { view, show, commands } of VIEWS) {
    await test.step(view, async () => {
      await show(page);
      await open(page);
      for (const name of [...EVERYWHERE, ...commands])
        await expect(options(page).filter({ hasText: name }).first(), name).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(palette(page)).toBeHidden();
    });
  }
});

test('a command that is chosen is done', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  const html = page.locator('html');
  for (const view of ['Search', 'Compare', 'Tags', 'Notes', 'Briefs', 'Library']) {
    await run(page, `Go to ${view}`);
    await expect(
      page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }),
    ).toHaveAttribute('aria-current', /page|true/);
  }
  await run(page, 'Theme: dark');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await run(page, 'Theme: high contrast');
  await expect(html).toHaveAttribute('data-theme', 'contrast');
  await run(page, 'Theme: light');
  await expect(html).toHaveAttribute('data-theme', 'light');

  const size = (): Promise<number> =>
    html.evaluate((root) => Number.parseFloat(getComputedStyle(root).fontSize));
  const before = await size();
  await run(page, 'Zoom in');
  await expect.poll(size).toBeGreaterThan(before);
  await run(page, 'Zoom to 100 %');
  await expect.poll(size).toBe(before);

  for (const [command, dialog] of [
    ['Show log', 'Log'],
    ['Settings', 'Settings'],
    ['Keyboard shortcuts', 'Keyboard shortcuts'],
    ['Paste text as a document…', 'Paste text as a document'],
    ['Rename library…', 'Rename library'],
  ] as const) {
    await run(page, command);
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: dialog })).toBeHidden();
  }

  await ferry(page).click();
  await run(page, 'Move to trash');
  await expect(page.getByText('0 documents', { exact: true })).toBeVisible();
  await run(page, 'Undo');
  await expect(page.getByText('1 document', { exact: true })).toBeVisible();
  await run(page, 'Show the trash');
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await run(page, 'Close library');
  await expect(page.getByRole('button', { name: /^New library/ })).toBeVisible();
});

test('it says what undo and redo would do', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  await openDocument(page, /The ferry and the fog/);
  await selectByKeyboard(page, 'the upper deck');
  await page.keyboard.press('h');
  await expect(page.getByText('2 highlights', { exact: true })).toBeVisible();
  await open(page);
  const offer = options(page).filter({ hasText: /^Undo: / });
  const name = /^Undo: (.*?)Edit/.exec((await offer.textContent())!)![1]!;
  expect(name).toMatch(/highlight/i);
  await page.keyboard.type('Undo');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Undid: ${name}`, { exact: true })).toBeVisible();
  await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  await open(page);
  await expect(options(page).filter({ hasText: `Redo: ${name}` })).toBeVisible();
});

test('it finds documents by their words, and where one was lately', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  await open(page);
  await page.keyboard.type('passengers');
  const found = options(page).filter({ hasText: 'The ferry and the fog' });
  await expect(found).toContainText('Nobody asked the passengers');
  await found.click();
  await expect(textOf(page)).toBeVisible();
  await goTo(page, 'Notes');
  await open(page);
  await expect(options(page).first()).toContainText('The ferry and the fog');
  await page.keyboard.press('Enter');
  await expect(textOf(page)).toBeVisible();
});

test('the sheet of shortcuts lists the keys of the view one is in', async ({ desk }) => {
  const { page } = await withMarkedFerry(desk, MARKED);
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const keysOf = (name: string): Locator =>
    sheet.getByRole('term').filter({ hasText: name }).first().locator('..').getByRole('definition');
  const lists = async (lines: readonly (readonly [command: string, keys: string])[]): Promise<void> => {
    await page.keyboard.press('Shift+?');
    await expect(sheet).toBeVisible();
    for (const [command, keys] of lines) await expect(keysOf(command), command).toHaveText(keys);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  };
  await lists([
    ['Commands and search', 'CtrlK'],
    ['Go to Library', 'GL'],
    ['Undo', 'CtrlZ'],
    ['Redo', 'CtrlShiftZ'],
    ['Back', 'Alt←'],
    ['Add files…', 'CtrlI'],
    ['Hide details', 'D'],
  ]);
  await openDocument(page, /The ferry and the fog/);
  await textOf(page).focus();
  await lists([
    ['Highlight the selection', 'H'],
    ['Tag…', 'T'],
    ['Next highlight', '.'],
    ['Find in this document', 'CtrlF'],
    ['Go to Library', 'GL'],
  ]);
  await goTo(page, 'Tags');
  await page.getByRole('treeitem', { name: /Weather/ }).click();
  await lists([
    ['Rename tag', 'F2'],
    ['Add tag', 'A'],
  ]);
});
