import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { textOf } from './passages';
import { chooseForCompare, goTo } from './views';

/** Two versions of one report, side by side. */

const SHED = 'The customs shed keeps its old roof, and the rain keeps coming in through it.';
const FIRST = {
  name: 'first.txt',
  text: `First report from the quay

The board met on Monday, and the Crane came late.

Nobody signed the minutes.

Ships wait for the tide; crews wait for the ships.

${SHED}
`,
};
const SECOND = {
  name: 'second.txt',
  text: `Second report from the quay

${SHED}

The board met on Tuesday, and the crane came late.

Ships wait for the tide, crews wait for the ships.

An inspector arrived by boat and left by train before noon.
`,
};

const columns = (page: Page): Locator => page.getByRole('region', { name: /^(Both|All) documents$/ });
/** The words of changes as they are seen, without what only a screen reader says. */
async function words(of: Locator): Promise<string[]> {
  return (await of.allTextContents()).map((text) => text.replace(/^\[\w+: (.*)\]$/s, '$1'));
}
/** Opens the list of what is not to count as a change. */
async function openDial(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Ignore/ }).click();
  return page.getByRole('dialog', { name: 'What is not a change' });
}
/** The paragraph that holds some words, with its number and sign. */
const paragraph = (page: Page, words: string): Locator =>
  columns(page).locator('[data-block]', { hasText: words });
const spoken = (page: Page): Locator => page.getByRole('status').filter({ hasText: /^Change \d/ });

test.beforeEach(async ({ desk: { page } }) => {
  await dropFiles(page, [FIRST, SECOND]);
  await expect(page.getByText('2 documents', { exact: true })).toBeVisible();
  await goTo(page, 'Compare');
  await chooseForCompare(page, 'Left', 'First report');
  await chooseForCompare(page, 'Right', 'Second report');
  await expect(columns(page)).toBeVisible();
});

test('it strikes what went, underlines what came, and counts what is noise', async ({ desk: { page } }) => {
  const struck = (): Promise<string[]> => words(columns(page).locator('del'));
  const added = (): Promise<string[]> => words(columns(page).locator('ins'));
  await expect.poll(struck).toEqual(['First', 'Monday', 'Crane', ';']);
  await expect.poll(async () => (await added()).sort()).toEqual([',', 'Second', 'Tuesday', 'crane']);
  await expect(paragraph(page, 'Nobody signed the minutes.')).toContainText('Only in the left document');
  await expect(paragraph(page, 'An inspector arrived')).toContainText('Only in the right document');

  const dial = await openDial(page);
  await expect(dial.getByText(/^Case.*1$/)).toBeVisible();
  await expect(dial.getByText(/^Punctuation.*1$/)).toBeVisible();
  await dial.getByText('Case', { exact: true }).click();
  await expect.poll(struck).toEqual(['First', 'Monday', ';']);
  await dial.getByText('Punctuation', { exact: true }).click();
  await expect.poll(struck).toEqual(['First', 'Monday']);
  await expect(page.getByText('2 hidden')).toBeAttached();
  await dial.getByRole('button', { name: 'Ignore nothing' }).click();
  await expect.poll(struck).toEqual(['First', 'Monday', 'Crane', ';']);
});

test('it steps through one sort of change', async ({ desk: { page } }) => {
  const chooser = page.getByRole('button', { name: /Step through/ });
  await expect(chooser).toContainText(/changes/);
  await chooser.click();
  await page.getByRole('option', { name: '1 date' }).click();
  await page.keyboard.press(']');
  await expect(page.getByText('1 of 1', { exact: true })).toBeVisible();
  await expect(columns(page).locator('del[data-current]')).toHaveText(/Monday/);
});

test('it can show only the changes, and unfold what is alike', async ({ desk: { page } }) => {
  const dial = await openDial(page);
  await dial.getByText('Punctuation', { exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByText('Only changes').click();
  const alike = columns(page).getByRole('button', { name: '1 paragraph alike' });
  await expect(alike).toBeVisible();
  await expect(columns(page).getByText('Ships wait for the tide')).toHaveCount(0);
  await alike.click();
  await expect(columns(page).getByText('Ships wait for the tide').first()).toBeVisible();
});

test('swapping turns what went into what came', async ({ desk: { page } }) => {
  await page.getByRole('button', { name: 'Swap the two documents' }).click();
  await expect(
    page.getByRole('button', { name: 'Left document: Second report from the quay' }),
  ).toBeVisible();
  await expect.poll(() => words(columns(page).locator('del'))).toContain('Tuesday');
  await expect.poll(() => words(columns(page).locator('ins'))).toContain('Monday');
});

test('the next and the previous change are shown and said, round the ends', async ({ desk: { page } }) => {
  await columns(page).focus();
  await page.keyboard.press(']');
  await expect(spoken(page)).toHaveText(/^Change 1 of \d+\. “First” became “Second”$/);
  await page.keyboard.press(']');
  await expect(spoken(page)).toHaveText(/^Change 2 of \d+\. “Monday” became “Tuesday”$/);
  await expect(columns(page).locator('[data-current]').first()).toBeInViewport();
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect(spoken(page)).toHaveText(/^Change (\d+) of \1\. .*inspector/);
});

test('a paragraph that moved leads to where it went, and back', async ({ desk: { page } }) => {
  const there = columns(page).getByRole('button', { name: /^Moved to/ });
  const here = columns(page).getByRole('button', { name: /^Moved from/ });
  await there.click();
  await expect(here).toBeFocused();
  await expect(here).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(there).toBeFocused();
  // It is no change: stepping through the changes passes it by.
  await expect(columns(page).locator('del, ins').filter({ hasText: 'customs' })).toHaveCount(0);
});

test('a paragraph opens in the reader, and back returns to the comparison', async ({ desk: { page } }) => {
  await columns(page)
    .getByRole('button', { name: /of the right document in the reader$/ })
    .filter({ hasText: '3' })
    .click();
  await expect(textOf(page)).toContainText('Ships wait for the tide, crews wait');
  await expect(page.getByText('Ships wait for the tide, crews wait for the ships.')).toBeInViewport();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(columns(page)).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Right document: Second report from the quay' }),
  ).toBeVisible();
});

/** Puts the pointer over words of a column, from the first to the last, as a hand does. */
async function dragOver(page: Page, words: Locator, from: number, to: number): Promise<void> {
  await words.scrollIntoViewIfNeeded();
  const boxes = await words.evaluate(
    (element, ends) => {
      const run = element.matches('[data-from]') ? element : element.querySelector('[data-from]')!;
      return ends.map((end) => {
        const range = document.createRange();
        range.setStart(run.firstChild!, end);
        range.setEnd(run.firstChild!, end);
        const { left, top, bottom } = range.getBoundingClientRect();
        return { x: left, y: (top + bottom) / 2 };
      });
    },
    [from, to],
  );
  await page.mouse.move(boxes[0]!.x + 1, boxes[0]!.y);
  await page.mouse.down();
  await page.mouse.move(boxes[1]!.x + 1, boxes[1]!.y, { steps: 5 });
  await page.mouse.up();
}
const said = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('status').filter({ hasText: words });
const marks = (page: Page, column: number): Locator => columns(page).locator(`mark[data-column="${column}"]`);

test('it says how much of each text stands in the other', async ({ desk: { page } }) => {
  await expect(page.getByText(/\d+ % stands in the right/)).toBeVisible();
  await expect(page.getByText(/\d+ % stands in the left/)).toBeVisible();
});

test('words selected in a column are highlighted, noted and quoted', async ({ desk: { page } }) => {
  const shed = columns(page).locator('[data-column="0"][data-from]', { hasText: 'The customs shed' });
  await dragOver(page, shed, 4, 16);
  const bar = page.getByRole('toolbar', { name: 'Selection' });
  await expect(bar).toBeVisible();
  await page.keyboard.press('h');
  await expect(marks(page, 0)).toHaveText(['customs shed']);
  await expect(marks(page, 1)).toHaveCount(0);

  await marks(page, 0).click();
  await page.getByRole('toolbar', { name: 'Highlight' }).getByRole('button', { name: 'Note' }).click();
  await page.keyboard.type('Who pays for the roof?');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Note added.')).toBeVisible();

  await page.keyboard.press('b');
  await page.keyboard.type('Roofs');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Added to “Roofs”.')).toBeVisible();
});

test('one highlight on both sides at once is one step of the history', async ({ desk: { page } }) => {
  const shed = columns(page).locator('[data-column="1"][data-from]', { hasText: 'The customs shed' });
  await dragOver(page, shed, 4, 16);
  await page.getByRole('button', { name: 'On both sides at once' }).click();
  await page.keyboard.press('h');
  await expect(marks(page, 0)).toHaveText(['customs shed']);
  await expect(marks(page, 1)).toHaveText(['customs shed']);
  await page.keyboard.press('Control+z');
  await expect(marks(page, 0)).toHaveCount(0);
  await expect(marks(page, 1)).toHaveCount(0);
});

test('a change is highlighted, selected and tagged by the keyboard', async ({ desk: { page } }) => {
  await columns(page).focus();
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.keyboard.press('h');
  await expect(marks(page, 0)).toHaveText(['Monday']);
  await expect(marks(page, 1)).toHaveText(['Tuesday']);
  await page.keyboard.press('s');
  await expect(said(page, 'Selected on the right: Tuesday')).toBeAttached();
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect(said(page, 'Selected on the right: The board met')).toBeAttached();
  await page.keyboard.press('t');
  await page.keyboard.type('Meetings');
  await page.keyboard.press('Enter');
  await expect(said(page, 'Tagged Meetings on the right')).toBeAttached();
  await expect(marks(page, 1).first()).toHaveAttribute('title', 'Meetings');
});

test('a ribbon leads from one end of a moved paragraph to the other', async ({ desk: { page } }) => {
  const ribbon = page.getByRole('group', { name: 'Moved passages' }).getByRole('button');
  await expect(ribbon).toHaveAccessibleName(/^Moved passage: ¶ 4 on the left, ¶ 1 on the right/);
  await ribbon.focus();
  await page.keyboard.press('Enter');
  await expect(columns(page).getByRole('button', { name: /^Moved (to|from)/ }).and(page.locator(':focus'))).toBeInViewport(); // prettier-ignore
});

test('one column shows what went and what came in the text, and back returns to two', async ({
  desk: { page },
}) => {
  await columns(page).focus();
  await page.keyboard.press('u');
  const met = columns(page).locator('p', { hasText: 'The board met on' });
  await expect(met).toHaveCount(1);
  await expect(met.locator('del, ins')).toHaveText([/Monday/, /Tuesday/, /Crane/, /crane/]);
  await expect(paragraph(page, 'Nobody signed')).toContainText('Only in the left document');
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await expect(spoken(page)).toHaveText(/“Monday” became “Tuesday”$/);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(met).toHaveCount(2);
});

test('it is exported as Markdown, and printed whole', async ({ desk: { page } }) => {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export or print' }).click();
  await page.getByRole('menuitem', { name: 'Export as Markdown' }).click();
  const stream = await (await saved).createReadStream();
  const text = Buffer.concat(await stream.toArray()).toString('utf8');
  expect(text).toContain('The board met on ~~Monday~~ **Tuesday**, and the ~~Crane~~ **crane** came late.');
  expect(text).toContain('¶ 2, only in the left: ~~Nobody signed the minutes.~~');

  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeHidden();
  await expect(columns(page).getByText('An inspector arrived')).toBeVisible();
});

const THIRD = {
  name: 'third.txt',
  text: `Third report from the quay

The board met on Tuesday, and the Crane came late.

Ships wait for the tide; crews wait for the ships.

Only the ferry sailed.

${SHED}
`,
};

/** Adds the third report as a column, by the keyboard alone. */
async function addThird(page: Page): Promise<void> {
  await dropFiles(page, [THIRD]);
  await expect(page.getByText('3 documents', { exact: true })).toBeVisible();
  await columns(page).focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.type('Third report');
  await expect(page.getByRole('option', { name: /Third report/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Document of column 3: Third report/ })).toBeVisible();
}

test('a third document is a column against the base, which can be another', async ({ desk: { page } }) => {
  await addThird(page);
  const cell = (column: number, words: string): Locator =>
    columns(page).locator(`[data-cell="${column}"]`, { hasText: words });
  await expect(cell(1, 'The board met on').locator('del, ins')).toHaveText([
    /Monday/,
    /Tuesday/,
    /Crane/,
    /crane/,
  ]);
  await expect(cell(2, 'The board met on').locator('del, ins')).toHaveText([/Monday/, /Tuesday/]);
  await expect(cell(2, 'Only the ferry sailed.')).toContainText('Only in column 3');
  await expect(columns(page).getByText('Not here')).toHaveCount(2);
  await expect(page.getByText(/of the base is here/)).toHaveCount(2);
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await expect(spoken(page)).toHaveText(/^Change 2 of \d+\. “First” became “Third” in column 3$/);

  await page.getByRole('button', { name: 'Make column 3 the base' }).click();
  await expect(page.getByRole('button', { name: /^Base document: Third report/ })).toBeVisible();
  await expect(cell(1, 'The board met on').locator('del, ins')).toHaveText([/Tuesday/, /Monday/]);
  await page.getByRole('button', { name: 'Remove column 2' }).click();
  await expect(page.getByRole('button', { name: /^Left document: Third report/ })).toBeVisible();
});

test('a slider goes through the versions, each against the one before or the first', async ({
  desk: { page },
}) => {
  await addThird(page);
  await page.keyboard.press('v');
  const slider = page.getByRole('slider', { name: 'Version' });
  await expect(slider).toHaveAttribute('aria-valuetext', /Third report/);
  await expect.poll(() => words(columns(page).locator('del'))).toContain('Second');
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByText('Version 2 of 3')).toBeVisible();
  await expect.poll(() => words(columns(page).locator('del'))).toContain('First');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: /Compared with/ }).click();
  await page.getByRole('option', { name: 'against the first' }).click();
  await expect.poll(() => words(columns(page).locator('del'))).toContain('First');
  await expect.poll(() => words(columns(page).locator('ins'))).toContain('Third');
});

test('all versions of a story are found by what they share, and go into the slider', async ({
  desk: { page },
}) => {
  await dropFiles(page, [THIRD]);
  await expect(page.getByText('3 documents', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Compare all versions of this story');
  await page.getByRole('option', { name: /^Compare all versions of this story/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Version 2 of 3')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Version' })).toBeVisible();
});

/** A version of a long story: every fourth paragraph is its own. */
const longStory = (version: string): { name: string; text: string } => ({
  name: `${version}.txt`,
  text: [
    `${version} log of the lighthouse`,
    ...Array.from({ length: 80 }, (_, at) =>
      at % 4 === 0
        ? `Watch ${at} was kept by the ${version.toLowerCase()} keeper, who wrote little.`
        : `Watch ${at} saw ${at + 3} sails pass the point, and lamp number ${at} burned until dawn came up.`,
    ),
  ].join('\n\n'),
});

test('the paragraph at the top stays there from version to version', async ({ desk: { page } }) => {
  await dropFiles(page, ['Morning', 'Noon', 'Evening'].map(longStory));
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible();
  await chooseForCompare(page, 'Left', 'Morning log');
  await chooseForCompare(page, 'Right', 'Noon log');
  await columns(page).focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.type('Evening log');
  await expect(page.getByRole('option', { name: /Evening log/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Document of column 3: Evening/ })).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.getByText(/^Version \d of 3$/)).toBeVisible();
  await columns(page).evaluate((element) => element.scrollTo(0, 1_600));
  /** What stands at the top: a paragraph that all versions have, or the one after it. */
  const atTop = (): Promise<string> =>
    columns(page).evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll('[data-row]')].sort(
        (x, y) => x.getBoundingClientRect().top - y.getBoundingClientRect().top,
      );
      const row = rows.find((one) => one.getBoundingClientRect().bottom > top + 12);
      return /Watch \d+/.exec(row?.textContent ?? '')?.[0] ?? '';
    });
  await expect.poll(atTop).toMatch(/^Watch [1-9]\d$/);
  const before = await atTop();
  const version = page.getByText(/^Version \d of 3$/);
  const [shown] = await version.allTextContents();
  await page.keyboard.press(shown === 'Version 3 of 3' ? 'Shift+,' : 'Shift+.');
  await expect(version).not.toHaveText(shown!);
  await expect.poll(atTop).toBe(before);
});

test('any words are selected by the keyboard, in either column', async ({ desk: { page } }) => {
  await columns(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toBeVisible();
  await page.keyboard.press('h');
  await expect(marks(page, 0)).toHaveText(['board met']);
  await page.keyboard.press('.');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('h');
  // A highlight over changes is drawn in parts.
  await expect(marks(page, 1).first()).toBeVisible();
});

test('the terminal writes it as a web page', async ({ desk }) => {
  await desk.quit();
  const file = `${desk.scratch}/compared.html`;
  const { code } = await desk.runCli(['compare', 'First report', 'Second report', '--format', 'html', '--to', file, '--library', desk.library]); // prettier-ignore
  expect(code).toBe(0);
  expect(await readFile(file, 'utf8')).toContain('The board met on <del>Monday</del>');
});
