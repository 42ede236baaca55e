import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';
import { goTo } from './views';

/** What an outlet repeats on its pages, and what a person teaches of it. */
const STORIES = [
  'The divers lifted a bronze bell from the wreck of a collier, and nobody in the village could read the name on its rim.',
  'Two brokers were fined for selling one shipload of barley to mills on opposite banks of the estuary in the spring.',
  'A retired pilot has drawn every sandbank from memory, and surveyors found that all but three were where he put them.',
  'The night train stopped for an hour because geese had settled on the warm rails outside the signal box at Fenmouth.',
  'Lamps on the outer wall will burn oil again after a museum lent the town the only working burner of that make.',
  'School meals are to include kelp twice a week, which the cooks had asked for and most of the children had feared.',
  'A letter posted in the year of the great frost arrived with its seal unbroken, to a house that has been a shop since.',
];
const PLEA = 'The Post lives by its neighbours. Get in touch about a standing order.';
const NOTICE = 'This page was set by hand in the old printing house on the quay.';

function pages(desk: Desk, from: number, to: number): string[] {
  return STORIES.slice(from, to).map((words, at) => {
    const path = join(desk.scratch, `page ${from + at + 1}.html`);
    const second = words.split(' ').reverse().join(' ');
    writeFileSync(
      path,
      `<!doctype html><html lang="en"><head><title>Harbour story ${from + at + 1}</title>
      <meta property="og:site_name" content="The Harbour Post"></head><body><article><h1>Harbour story ${from + at + 1}</h1>
      <p>${words}</p><p>${second}, as the register of the parish has it.</p><p>${PLEA}</p><p>${NOTICE}</p></article></body></html>`,
    );
    return path;
  });
}

async function bring(page: Page, files: string[], rows: number): Promise<void> {
  await goTo(page, 'Library');
  await page.getByLabel('Files to add').setInputFiles(files);
  await expect(page.getByRole('row')).toHaveCount(rows + 1);
}
async function read(page: Page, number: number): Promise<void> {
  await goTo(page, 'Library');
  await page.getByRole('row', { name: new RegExp(`Harbour story ${number}`) }).dblclick();
  await expect(page.getByRole('main').getByRole('document')).toContainText(STORIES[number - 1]!);
}
const text = (page: Page) => page.getByRole('main').getByRole('document');
const fold = (page: Page) =>
  text(page).getByRole('button', { name: /repeated in \d documents of The Harbour Post/ });

test('what an outlet repeats is folded, a line is taught for all its documents, and later ones follow', async ({
  desk,
}) => {
  const { page } = desk;
  await bring(page, pages(desk, 0, 6), 6);
  for (const number of [1, 6]) {
    await read(page, number);
    await expect(fold(page)).toHaveText(
      '1 line of page furniture · repeated in 6 documents of The Harbour Post',
    );
    await expect(text(page)).not.toContainText(PLEA);
    await expect(text(page)).toContainText(NOTICE);
  }

  const teach = async (): Promise<void> => {
    await text(page).focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('set by hand');
    await expect(page.getByText('1 of 1')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Fold in all documents' }).click();
    await page.getByRole('menuitem', { name: 'Fold in all 6 documents of The Harbour Post' }).click();
    await expect(page.getByText('Folded away in 6 documents of The Harbour Post.')).toBeVisible();
    await expect(text(page)).not.toContainText(NOTICE);
  };
  await teach();
  await read(page, 2);
  await expect(text(page)).not.toContainText(NOTICE);
  await page.keyboard.press('Control+z');
  await expect(text(page)).toContainText(NOTICE);
  await expect(text(page)).not.toContainText(PLEA);
  await teach();

  await bring(page, pages(desk, 6, 7), 7);
  await read(page, 7);
  await expect(text(page)).not.toContainText(PLEA);
  await expect(text(page)).not.toContainText(NOTICE);

  await read(page, 3);
  await fold(page).click();
  await expect(text(page)).toContainText(PLEA);
  await page.getByRole('button', { name: 'More about this fold' }).click();
  await page.getByRole('menuitem', { name: 'Never fold this line of The Harbour Post' }).click();
  await expect(page.getByText('Shown in 7 documents of The Harbour Post.')).toBeVisible();
  await read(page, 4);
  await expect(text(page)).toContainText(PLEA);
});
