import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { goTo } from './views';

/** The query language where one meets it: its help, its problems, and the same in the terminal. */

const STRIKE = 'Strike at the harbour';
const CRANES = 'Cranes for sale';

const DOCUMENTS = [
  {
    name: 'strike.txt',
    text: `${STRIKE}\n\nThe crane by the old dry dock stood still. 국경경비대가 港口에 왔다.\n`,
  },
  {
    name: 'cranes.txt',
    text: `${CRANES}\n\nCooperation with everyone at the old dock ended late last spring; a winch and a crane were left over.\n`,
  },
];

const field = (page: Page) => page.getByRole('main').getByRole('searchbox', { name: 'Search everything' });
const found = (page: Page) => page.getByRole('list', { name: 'Results' }).getByRole('heading');
const problems = (page: Page) => page.getByRole('list', { name: 'Problems in the query' });

async function begin(page: Page): Promise<void> {
  await dropFiles(page, DOCUMENTS);
  await expect(page.getByText('2 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Search');
}

test('it puts examples of its help into the field, by pointer and by keyboard', async ({ desk }) => {
  const { page } = desk;
  await begin(page);
  const help = page.getByRole('button', { name: 'How to search' });
  await help.click();
  await page.getByRole('button', { name: /^crane NEAR\/5 dock:/ }).click();
  await expect(field(page)).toHaveValue('crane NEAR/5 dock');
  await expect(field(page)).toBeFocused();
  await expect(found(page)).toHaveText([STRIKE]);

  await field(page).fill('crane');
  await help.press('Enter');
  await expect(page.getByRole('button', { name: /^harbour strike:/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('crane crane OR winch');
  await expect(field(page)).toBeFocused();
});

test('it finds by alternatives, groups, fields and languages', async ({ desk }) => {
  const { page } = desk;
  await begin(page);
  for (const [query, titles] of [
    ['still OR winch', [CRANES, STRIKE]],
    ['crane (still OR "dry dock")', [STRIKE]],
    ['crane -(still OR winch)', []],
    ['title:(harbour OR quay)', [STRIKE]],
    ['in:titles crane', [CRANES]],
    ['co-operation', [CRANES]],
    ['"국경 경비대"', [STRIKE]],
    ['港口 crane', [STRIKE]],
    ['crane date:2018', []],
  ] as const) {
    await field(page).fill(query);
    await expect(async () => {
      expect((await found(page).allTextContents()).sort(), query).toEqual([...titles].sort());
    }).toPass({ timeout: 30_000 });
  }
});

test('it shows where a query makes no sense and searches the rest, in the window and the terminal', async ({
  desk,
}) => {
  const { page } = desk;
  await begin(page);
  await field(page).fill('still colour:(crane date:2018-13');
  await expect(problems(page).getByRole('listitem')).toHaveCount(3);
  await expect(problems(page).locator('mark')).toHaveText(['colour', '(', 'date:2018-13']);
  await expect(found(page)).toHaveText([STRIKE]);
  // What was told goes as soon as it is put right.
  await field(page).fill('still colour:(crane) date:2018');
  await expect(problems(page).locator('mark')).toHaveText(['colour']);

  const terminal = await desk.runCli(['search', 'still date:2018-13', '--library', desk.library]);
  expect(terminal.stderr).toContain('still date:2018-13\n      ^^^^^^^^^^^^\n“2018-13” is no date');
  expect(terminal.stdout).toContain(STRIKE);
});
