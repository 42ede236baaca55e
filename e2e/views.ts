import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { ASKING, BAD, PASSWORD } from './anySources';

/** Everything a person can look at, as ways to get there from the sample library: for screenshots and accessibility checks. */
export type View = {
  /** File name of its screenshot, without theme. */
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
  /** Puts things back for the next one. */
  readonly leave?: (page: Page) => Promise<void>;
};

const escape = (page: Page): Promise<void> => page.keyboard.press('Escape');

/** Goes to a view by the navigation. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: view, exact: true })
    .click();
}

/** The line of the library table with this title. Its last cell may name others, with which it shares passages. */
export const documentRow = (page: Page, title: string | RegExp): Locator =>
  page.getByRole('row').filter({ has: page.locator('[role=gridcell]:first-child', { hasText: title }) });

/** Opens a document from the library table. */
export async function openDocument(page: Page, title: RegExp): Promise<void> {
  await goTo(page, 'Library');
  await documentRow(page, title).dblclick();
  await expect(page.getByRole('main').getByRole('document')).toBeVisible();
}

/** Chooses a document for one side of the comparison. */
export async function chooseForCompare(page: Page, side: 'Left' | 'Right', title: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${side} document`) }).click();
  await page.keyboard.type(title);
  await expect(page.getByRole('option')).toHaveText([new RegExp(title)]);
  await page.keyboard.press('Enter');
  // While the chooser goes, it still takes keys.
  await expect(page.getByRole('option')).toHaveCount(0);
}

/** Files as a picker gives them. */
const picked = (files: Readonly<Record<string, string | Uint8Array>>) =>
  Object.entries(files).map(([name, content]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  }));

const addFiles = (page: Page, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> =>
  page.locator('input[aria-label="Files to add"]').setInputFiles(picked(files));

const importReport = (page: Page): Locator => page.getByRole('dialog', { name: 'Import report' });

/** Bytes that stand for letters in no encoding. */
const STRANGE = Uint8Array.from({ length: 600 }, (_, at) => 0x80 + ((at * 37) % 0x40));

/** Folders that views watch; they go with the view. */
let inboxes = '';

async function runByName(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
}

export const views: readonly View[] = [
  {
    name: 'library',
    show: async (page) => {
      await goTo(page, 'Library');
      await page.getByRole('row', { name: /What an Airport Costs/ }).click();
      await expect(page.getByRole('textbox', { name: 'Title' })).toBeVisible();
    },
  },
  {
    name: 'reader',
    show: async (page) => {
      await openDocument(page, /A year after Singapore/);
      const marked = page
        .getByText('Hosting a summit is something a neutral can do', { exact: false })
        .first();
      await marked.scrollIntoViewIfNeeded();
      await expect(page.getByRole('list', { name: 'Highlights' })).toBeVisible();
    },
  },
  {
    name: 'reader-selection',
    show: async (page) => {
      await openDocument(page, /A year after Singapore/);
      await page.getByRole('main').getByRole('document').focus();
      await page.keyboard.press('Control+Home');
      for (let count = 0; count < 6; count += 1) await page.keyboard.press('ArrowDown');
      for (let count = 0; count < 6; count += 1) await page.keyboard.press('Control+Shift+ArrowRight');
      await expect(page.getByRole('toolbar', { name: 'Selection' })).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'reader-tagging',
    show: async (page) => {
      await page.keyboard.press('Control+Shift+ArrowRight');
      await page.keyboard.press('t');
      await expect(page.getByRole('listbox').first()).toBeVisible();
    },
    leave: async (page) => {
      await escape(page);
      await escape(page);
    },
  },
  {
    name: 'reader-notes',
    show: async (page) => {
      await openDocument(page, /Asean keeps its door open/);
      await page.getByRole('tab', { name: /Notes/ }).click();
      await expect(page.getByRole('tabpanel').getByRole('textbox').first()).toBeVisible();
    },
    leave: (page) => page.getByRole('tab', { name: /Highlights/ }).click(),
  },
  {
    name: 'encoding',
    show: async (page) => {
      await openDocument(page, /Asean keeps its door open/);
      await page.getByRole('tab', { name: 'Details' }).click();
      await page.getByRole('button', { name: 'Read as another encoding…' }).click();
      await page
        .getByRole('dialog')
        .getByRole('option', { name: /windows-1252/ })
        .click();
      await expect(page.getByRole('region', { name: 'First lines' })).toContainText(/\S/);
    },
    leave: async (page) => {
      await escape(page);
      await page.getByRole('tab', { name: /Highlights/ }).click();
    },
  },
  {
    name: 'repair',
    show: async (page) => {
      await openDocument(page, /Asean keeps its door open/);
      await page.getByRole('tab', { name: 'Details' }).click();
      await page.getByRole('button', { name: 'Repair the text…' }).click();
      await expect(page.getByRole('list', { name: 'Blocks of the text' })).toBeVisible();
    },
    leave: (page) => goTo(page, 'Library'),
  },
  {
    name: 'search',
    show: async (page) => {
      await goTo(page, 'Search');
      await page.getByRole('searchbox').last().fill('sanctions coal');
      await expect(page.getByRole('list', { name: 'Results' }).getByRole('listitem').first()).toBeVisible();
    },
  },
  {
    name: 'search-aligned',
    show: async (page) => {
      await goTo(page, 'Search');
      await page.getByRole('searchbox').last().fill('sanctions');
      await expect(page.getByRole('list', { name: 'Results' }).getByRole('listitem').first()).toBeVisible();
      await page.getByRole('button', { name: 'Align on the words found' }).click();
      await page.getByRole('button', { name: 'Tag places found' }).click();
      await page.getByRole('button', { name: 'Leave out 2017' }).click();
      await expect(page.getByRole('toolbar', { name: 'Narrowed by' })).toBeVisible();
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'Clear all' }).click();
      await page.getByRole('button', { name: 'Align on the words found' }).click();
    },
  },
  {
    name: 'notebook',
    show: async (page) => {
      await goTo(page, 'Search');
      await page.getByRole('searchbox').last().fill('coal');
      const notebook = page.getByRole('button', { name: 'Notebook Searches' });
      await expect(page.getByRole('list', { name: 'Results' }).getByRole('listitem').first()).toBeVisible();
      if (!(await notebook.isVisible())) {
        await page.getByRole('button', { name: 'Save this search' }).click();
        await page.keyboard.press('Enter');
      }
      await notebook.click();
      await expect(page.getByRole('row', { name: /coal/ })).toBeVisible();
    },
    leave: (page) => goTo(page, 'Search'),
  },
  {
    name: 'compare',
    show: async (page) => {
      await goTo(page, 'Compare');
      await expect(page.getByRole('button', { name: /^Left document/ })).toBeVisible();
      if (
        await page
          .getByRole('button', { name: /Choose a document/ })
          .first()
          .isVisible()
      ) {
        await chooseForCompare(page, 'Left', 'Asean keeps its door open');
        await chooseForCompare(page, 'Right', 'A year after Singapore');
      }
      await expect(page.locator('del, ins').first()).toBeVisible();
    },
  },
  {
    name: 'compare-columns',
    show: async (page) => {
      await page.keyboard.press('a');
      await page.getByRole('option').first().click();
      await expect(page.getByRole('button', { name: /^Document of column 3/ })).toBeVisible();
      await expect(page.getByText(/of the base is here/)).toHaveCount(2);
    },
  },
  {
    name: 'compare-versions',
    show: async (page) => {
      await page.keyboard.press('v');
      await expect(page.getByRole('slider', { name: 'Version' })).toBeVisible();
      await expect(page.locator('del, ins').first()).toBeVisible();
    },
    leave: async (page) => {
      await page.keyboard.press('v');
      await page.getByRole('button', { name: 'Remove column 3' }).click();
    },
  },
  {
    name: 'reader-reuse',
    show: async (page) => {
      await openDocument(page, /A year after Singapore/);
      await page.getByRole('tab', { name: 'Reuse' }).click();
      await expect(page.getByText('Mark shared passages')).toBeVisible();
    },
    leave: (page) => page.getByRole('tab', { name: /Highlights/ }).click(),
  },
  {
    name: 'lineage',
    show: async (page) => {
      await openDocument(page, /A year after Singapore/);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('where this document comes from');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { name: 'Lineage' })).toBeVisible();
    },
  },
  {
    name: 'copies',
    show: async (page) => {
      await page.keyboard.press('g');
      await page.keyboard.press('d');
      await expect(page.getByRole('heading', { name: 'Copies and quotations' })).toBeVisible();
    },
  },
  {
    name: 'tags',
    show: async (page) => {
      await goTo(page, 'Tags');
      await page.getByText('Enforcement gaps', { exact: true }).first().click();
      await expect(page.getByRole('heading', { name: 'Enforcement gaps' })).toBeVisible();
    },
  },
  {
    name: 'notes',
    show: async (page) => {
      await goTo(page, 'Notes');
      await expect(page.getByText('How to read this case')).toBeVisible();
    },
  },
  {
    name: 'briefs',
    show: async (page) => {
      await goTo(page, 'Briefs');
      await expect(page.getByRole('button', { name: /New brief/ }).first()).toBeVisible();
    },
  },
  {
    name: 'brief',
    show: async (page) => {
      await goTo(page, 'Briefs');
      await page
        .getByRole('main')
        .getByText(/quotations/)
        .first()
        .click();
      await expect(
        page.getByRole('complementary', { name: 'Preview' }).locator('blockquote').first(),
      ).toBeVisible();
    },
  },
  {
    name: 'metadata',
    show: async (page) => {
      await page.keyboard.press('g');
      await page.keyboard.press('e');
      const grid = page.getByRole('grid', { name: 'Details of documents' });
      await expect(grid.getByRole('gridcell', { name: /What an Airport Costs/ })).toBeVisible();
      await grid.getByRole('gridcell', { name: /A year after Singapore/ }).click();
    },
  },
  {
    name: 'keeping',
    show: async (page) => {
      await goTo(page, 'Keeping');
      await page.getByRole('button', { name: 'Check library' }).click();
      await expect(page.getByText(/^The library is sound/)).toBeVisible();
    },
  },
  {
    name: 'keeping-deleted',
    show: async (page) => {
      await goTo(page, 'Notes');
      await page.getByRole('button', { name: 'New note' }).first().click();
      await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' }).first()).toBeFocused();
      await page.keyboard.type('Who signed for the crates?');
      await expect(page.getByText('Saved', { exact: true })).toBeVisible();
      await page.getByRole('button', { name: 'Delete note' }).first().click();
      await goTo(page, 'Keeping');
      const restore = page.getByRole('button', { name: /^Restore the note/ }).first();
      await restore.scrollIntoViewIfNeeded();
      await expect(restore).toBeVisible();
    },
  },
  {
    name: 'import-report',
    show: async (page) => {
      await goTo(page, 'Library');
      await addFiles(page, {
        ...Object.fromEntries(Object.entries(ASKING).map(([name, make]) => [name, make()])),
        'ledger of 1987.txt': STRANGE,
        'empty.txt': '',
        'cut.pdf': BAD['cut.pdf']!(),
      });
      await expect(importReport(page).getByRole('button', { name: /^Read again/ })).toBeVisible({
        timeout: 45_000,
      });
    },
    leave: escape,
  },
  {
    name: 'watched-folders',
    show: async (page) => {
      inboxes = mkdtempSync(join(tmpdir(), 'dossier-inboxes-'));
      await runByName(page, 'Watched folders');
      const dialog = page.getByRole('dialog', { name: 'Watched folders' });
      const field = dialog.getByRole('textbox', { name: 'Folder' });
      for (const name of ['Letters from the harbour', 'Clippings']) {
        mkdirSync(join(inboxes, name));
        await field.fill(join(inboxes, name));
        await field.press('Enter');
        await expect(dialog.getByRole('listitem').filter({ hasText: name })).toBeVisible();
      }
      rmSync(join(inboxes, 'Clippings'), { recursive: true });
      await expect(dialog.getByText(/The folder is gone/)).toBeVisible();
      await field.fill('Downloads');
      await field.press('Enter');
      await expect(dialog.getByText(/is not the whole path/)).toBeVisible();
    },
    leave: async (page) => {
      const stop = page.getByRole('button', { name: /^Stop watching/ });
      await stop.first().click();
      await expect(stop).toHaveCount(1);
      await stop.click();
      await expect(stop).toHaveCount(0);
      await escape(page);
      rmSync(inboxes, { recursive: true });
    },
  },
  {
    name: 'import-resumed',
    show: async (page) => {
      // Nothing arrives, so that nothing of it is in the library when the window goes away.
      await page.route('**/bytes/upload**', () => undefined);
      await addFiles(
        page,
        Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`report ${at + 1}.txt`, `Report ${at}.`])),
      );
      await expect(page.getByRole('group', { name: 'Import' })).toBeVisible();
      await page.reload();
      await page.unroute('**/bytes/upload**');
      const messages = page.getByRole('region', { name: 'Messages' });
      await messages.getByRole('button', { name: 'Go on…' }).click();
      await expect(page.getByRole('dialog', { name: 'Go on with the import' })).toBeVisible();
    },
    leave: (page) => page.getByRole('button', { name: 'Forget it' }).click(),
  },
  {
    name: 'read-again-password',
    show: async (page) => {
      await goTo(page, 'Library');
      const name = 'locked paper.pdf';
      await addFiles(page, { [name]: ASKING[name]!() });
      const password = importReport(page).getByLabel(`Password of ${name}`, { exact: true });
      await password.fill(PASSWORD);
      await password.press('Enter');
      await expect(importReport(page).getByText('1 imported')).toBeVisible({ timeout: 45_000 });
      await escape(page);
      await openDocument(page, /A paper under lock/);
      await page.getByRole('tab', { name: 'Details' }).click();
      await page.getByRole('button', { name: 'Replace with a new version…' }).click();
      await page.getByRole('menuitem', { name: 'Read its original again' }).click();
      await expect(page.getByRole('dialog', { name: 'Read its original again' })).toBeVisible();
    },
    leave: async (page) => {
      await escape(page);
      await page.getByRole('tab', { name: /Highlights/ }).click();
    },
  },
  {
    name: 'trash',
    show: async (page) => {
      await goTo(page, 'Library');
      await page.getByRole('button', { name: /^Trash/ }).click();
      await expect(page.getByRole('heading', { name: 'Trash', exact: true })).toBeVisible();
    },
  },
  {
    name: 'palette',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('neutral');
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'shortcuts',
    show: async (page) => {
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'settings',
    show: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'protection',
    show: async (page) => {
      await page.getByRole('button', { name: /library menu/ }).click();
      await page.getByRole('menuitem', { name: 'Protect with a passphrase…' }).click();
      await expect(page.getByRole('dialog', { name: 'Protection' })).toBeVisible();
    },
  },
  {
    name: 'copy-with-passphrase',
    show: async (page) => {
      await page.getByRole('button', { name: 'Make a copy with a passphrase…' }).click();
      await expect(page.getByRole('dialog', { name: 'Copy with a passphrase' })).toBeVisible();
    },
    leave: escape,
  },
];
