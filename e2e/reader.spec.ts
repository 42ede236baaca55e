import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { dropFiles } from './dropFiles';
import { FERRY } from './ferry';
import {
  dragHandle,
  highlightsOnDisk,
  pressOn,
  quotesOnDisk,
  selectByKeyboard,
  selectMeanwhile,
  selectWithMouse,
  textOf,
  textOnDisk,
} from './passages';
import { SOURCES } from './sources';
import { goTo, openDocument } from './views';

/** The reader, as the reader sees it; what was marked is read back from disk. */

async function read(page: Page, text: string, title: RegExp): Promise<void> {
  await dropFiles(page, [{ name: 'ferry.txt', text }]);
  await openDocument(page, title);
}
const readFerry = (page: Page): Promise<void> => read(page, FERRY, /The ferry and the fog/);

const bar = (page: Page, kind: 'Selection' | 'Highlight') => page.getByRole('toolbar', { name: kind });
const listed = (page: Page) => page.getByRole('list', { name: 'Highlights' });

/** Gives the selection, or the selected highlight, a tag by typing. */
async function tag(page: Page, name: string): Promise<void> {
  // The browser tells of a selection in its own time: the bar shows that the key has something to act on.
  await expect(page.getByRole('toolbar', { name: /^(Selection|Highlight)$/ })).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.getByRole('combobox', { name: 'Tag' })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Tag' })).toBeHidden();
}

test('a drag over two paragraphs marks both, up to the letters it covered', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectWithMouse(page, 'since the fog came.', 'Its captain');
  await bar(page, 'Selection').getByRole('button', { name: 'Highlight' }).click();
  await expect(page.locator('mark')).toHaveText(['since the fog came.', 'Its captain']);
  const [saved] = await highlightsOnDisk(desk);
  expect(saved).toMatchObject({
    quote: 'since the fog came.\n\nIts captain',
    from: FERRY.indexOf('since'),
    to: FERRY.indexOf(', Ines'),
  });
});

test('paragraphs stand as they stood after the window was narrow and is wide again', async ({ desk }) => {
  const { page } = desk;
  await page.setViewportSize({ width: 1280, height: 800 });
  const paragraphs = Array.from(
    { length: 14 },
    (_, tide) =>
      `Tide ${tide} came in. ${'The ferry waited for the pilot and the fog. '.repeat(4 + (tide % 3))}`,
  );
  await read(page, `# The tide table\n\n${paragraphs.join('\n\n')}`, /The tide table/);
  const tops = () =>
    page
      .locator('main [role=document] p')
      .evaluateAll((all) => all.slice(0, 6).map((one) => Math.round(one.getBoundingClientRect().top)));
  await expect(page.locator('main [role=document] p').nth(5)).toBeAttached();
  await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
  const before = await tops();
  for (const [width, height] of [
    [780, 437],
    [1280, 800],
    [600, 437],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width < 1000) await expect.poll(tops).not.toEqual(before);
    else await expect.poll(async () => (await tops())[0]).toBe(before[0]);
  }
  await expect.poll(tops).toEqual(before);
});

test('a highlight that comes to be in the middle of a drag does not take the selection', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectWithMouse(page, 'harbour lights');
  await expect(bar(page, 'Selection')).toBeVisible();
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(
    () => true,
    async (route) => {
      if (route.request().postData()?.includes('highlights.add')) await held;
      await route.continue();
    },
  );
  await page.keyboard.press('h');
  await selectMeanwhile(page, 'lights; the harbour', 'lights; the harbour', async () => {
    answer();
    await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  });
  await expect(bar(page, 'Selection')).toBeVisible();
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText(['harbour ', 'lights', '; the harbour']);
});

test('highlights that overlap have a stripe each, and each can be selected', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectWithMouse(page, 'harbour lights; the harbour');
  await tag(page, 'Lights');
  await selectWithMouse(page, 'the harbour blamed');
  await tag(page, 'Blame');
  await expect(page.locator('mark')).toHaveText(['harbour lights; ', 'the harbour', ' blamed']);

  const lights = page.getByRole('button', { name: 'Highlight tagged Lights' });
  const blame = page.getByRole('button', { name: 'Highlight tagged Blame' });
  for (const [chosen, other] of [
    [lights, blame],
    [blame, lights],
  ] as const) {
    await chosen.click();
    await expect(chosen).toHaveAttribute('aria-pressed', 'true');
    await expect(other).toHaveAttribute('aria-pressed', 'false');
  }
  await page.keyboard.press('Escape');
  await pressOn(page, '; the harb');
  await expect(blame).toHaveAttribute('aria-pressed', 'true');
  await pressOn(page, '; the harb');
  await expect(lights).toHaveAttribute('aria-pressed', 'true');
  expect(await quotesOnDisk(desk)).toEqual(['harbour lights; the harbour', 'the harbour blamed']);
});

test('its ends move by words with the keyboard, and undo puts them back', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'blamed the harbour');
  await page.keyboard.press('h');
  await expect(bar(page, 'Highlight')).toBeVisible();
  await page.keyboard.press('Shift+Alt+ArrowRight');
  await page.keyboard.press('Shift+Alt+ArrowUp');
  await expect(page.locator('mark')).toHaveText('Duarte, blamed the harbour lights');
  await expect.poll(() => quotesOnDisk(desk)).toEqual(['Duarte, blamed the harbour lights']);
  await page.keyboard.press('Control+z');
  await expect(page.locator('mark')).toHaveText('blamed the harbour');
  await expect.poll(() => quotesOnDisk(desk)).toEqual(['blamed the harbour']);
});

test('its ends move by their handles, and undo puts them back', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectWithMouse(page, 'the passengers');
  await page.keyboard.press('h');
  await expect(bar(page, 'Highlight')).toBeVisible();
  await dragHandle(page, 'to', 'the passengers, who had watched');
  await expect.poll(() => quotesOnDisk(desk)).toEqual(['the passengers, who had watched']);
  await dragHandle(page, 'from', 'Nobody');
  await expect(page.locator('mark')).toHaveText('Nobody asked the passengers, who had watched');
  await expect.poll(() => quotesOnDisk(desk)).toEqual(['Nobody asked the passengers, who had watched']);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(page.locator('mark')).toHaveText('the passengers');
  await expect.poll(() => quotesOnDisk(desk)).toEqual(['the passengers']);
});

test('typing the name of a tag that is there keeps it', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectWithMouse(page, 'harbour lights');
  await tag(page, 'Lights');
  await expect(page.getByRole('button', { name: 'Highlight tagged Lights' })).toBeVisible();
  await tag(page, 'lights');
  await tag(page, 'Harbour');
  await expect(listed(page).getByRole('listitem').filter({ hasText: 'Lights' })).toContainText('Harbour');
});

test('typing makes a tag, finds it again, and Q gives it once more', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'every Tuesday');
  await tag(page, 'Punctuality');
  await selectByKeyboard(page, 'the harbour lights');
  await tag(page, 'punct');
  await selectByKeyboard(page, 'mended in June');
  await page.keyboard.press('q');
  await expect(listed(page).getByText('Punctuality')).toHaveCount(3);
  const saved = await highlightsOnDisk(desk);
  expect(saved.map(({ quote, tags }) => [quote, tags])).toEqual([
    ['every Tuesday', ['Punctuality']],
    ['the harbour lights', ['Punctuality']],
    ['mended in June', ['Punctuality']],
  ]);
  await goTo(page, 'Tags');
  await expect(page.getByRole('treeitem')).toHaveCount(1);
  await expect(page.getByRole('treeitem', { name: 'Punctuality, 3 highlights' })).toBeVisible();
});

test('a comment is kept by leaving its field, and shown beside the passage', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'the upper deck');
  await page.keyboard.press('c');
  await page.getByRole('textbox', { name: 'Comment' }).fill('Who else stood there?');
  await page.keyboard.press('Escape');
  await expect(listed(page).getByText('Who else stood there?')).toBeVisible();
  expect(await highlightsOnDisk(desk)).toMatchObject([
    { quote: 'the upper deck', comment: 'Who else stood there?' },
  ]);
});

test('a note on a passage stands beside the text and leads back to it', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'Ines Duarte');
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type('Ask her for the log.');
  await page.keyboard.press('Escape');
  await expect(textOf(page)).toBeFocused();
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await page.keyboard.press('Control+End');
  await inspector.getByRole('button', { name: /Ines Duarte/ }).click();
  await expect(bar(page, 'Highlight')).toBeVisible();
  const [highlight] = await highlightsOnDisk(desk);
  const notes = await desk.runCli(['notes', '--json', '--library', desk.library]);
  expect(notes.lines).toMatchObject([
    { text: 'Ask her for the log.', subject: { kind: 'highlight', highlight: highlight!.id } },
  ]);
});

test('a passage goes into a new brief by typing its title', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'Nobody asked the passengers');
  await page.keyboard.press('b');
  await expect(page.getByRole('combobox', { name: 'Brief' })).toBeFocused();
  await page.keyboard.type('Fog');
  await expect(page.getByRole('option', { name: 'New brief “Fog”' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Open brief' }).click();
  await expect(page.getByRole('group', { name: 'Quotation' })).toContainText('Nobody asked the passengers');
  const briefs = await desk.runCli(['briefs', '--json', '--library', desk.library]);
  expect(briefs.lines).toMatchObject([{ title: 'Fog', quotations: 1 }]);
});

test('Delete removes a highlight, and undo brings it back with its tag', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  await selectByKeyboard(page, 'the fog came');
  await tag(page, 'Weather');
  await expect(page.getByText('1 highlight', { exact: true })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.locator('mark')).toHaveCount(0);
  await expect(page.getByText('0 highlights', { exact: true })).toBeVisible();
  expect(await highlightsOnDisk(desk)).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect(page.locator('mark')).toHaveText('the fog came');
  expect(await highlightsOnDisk(desk)).toMatchObject([{ quote: 'the fog came', tags: ['Weather'] }]);
});

test('what is copied is what stands there; with its citation it can be proved', async ({ desk, shell }) => {
  const { page } = desk;
  if (shell === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await readFerry(page);
  const dialog = page.getByRole('dialog', { name: 'Paste text as a document' });

  await selectWithMouse(page, 'the harbour blamed the captain.', 'Nobody asked');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(dialog.getByRole('textbox', { name: 'Text' })).toHaveValue(
    'the harbour blamed the captain.\n\nNobody asked',
  );
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await selectByKeyboard(page, 'Nobody asked the passengers');
  await page.keyboard.press('Shift+C');
  await expect(page.getByText('Copied with its citation, as Markdown.')).toBeVisible();
  await page.keyboard.press('Control+v');
  const cited = await dialog.getByRole('textbox', { name: 'Text' }).inputValue();
  expect(cited).toContain('> Nobody asked the passengers[^');
  const file = join(desk.scratch, 'cited.md');
  writeFileSync(file, cited);
  const check = await desk.runCli(['verify', file, '--json', '--library', desk.library]);
  expect(check).toMatchObject({ code: 0, lines: [{ status: 'exact' }] });
});

test('page furniture opens and folds; what is always shown stays shown after a restart', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, [SOURCES[0]]);
  await openDocument(page, /Why the quay stays open/);
  const folds = page.getByRole('button', { name: 'Advertising marker' });
  await expect(folds.first()).toHaveAttribute('aria-expanded', 'false');
  await expect(textOf(page).getByText('Advertisement', { exact: true })).toHaveCount(0);
  await folds.first().click();
  await expect(textOf(page).getByText('Advertisement', { exact: true })).toHaveCount(1);
  await folds.first().click();
  await expect(textOf(page).getByText('Advertisement', { exact: true })).toHaveCount(0);
  await folds.first().click();
  await page.getByRole('button', { name: 'This is part of the article' }).click();
  await expect(page.getByRole('button', { name: 'Fold away: Advertising marker' })).toBeVisible();

  const again = await desk.restart();
  await openDocument(again, /Why the quay stays open/);
  await expect(textOf(again).getByText('Advertisement', { exact: true })).toHaveCount(1);
  await again.getByRole('button', { name: 'Fold away: Advertising marker' }).click();
  await expect(textOf(again).getByText('Advertisement', { exact: true })).toHaveCount(0);
});

test('finding in a document counts, steps round, forgives case, and says when there is nothing', async ({
  desk,
}) => {
  const { page } = desk;
  await readFerry(page);
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search', { name: 'Find in this document' });
  await page.keyboard.type('HARBOUR');
  await expect(search.getByRole('status')).toHaveText('1 of 2');
  await page.keyboard.press('Enter');
  await expect(search.getByRole('status')).toHaveText('2 of 2');
  await page.keyboard.press('Enter');
  await expect(search.getByRole('status')).toHaveText('1 of 2');
  await page.keyboard.press('Shift+Enter');
  await expect(search.getByRole('status')).toHaveText('2 of 2');
  await page.keyboard.press('Escape');
  await expect(textOf(page)).toBeFocused();
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText('harbour');
  expect(await highlightsOnDisk(desk)).toMatchObject([{ from: FERRY.indexOf('harbour blamed') }]);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('submarine');
  await expect(search.getByRole('status')).toHaveText('Not found');
});

test('full stop and comma walk the highlights in order', async ({ desk }) => {
  const { page } = desk;
  await readFerry(page);
  for (const words of ['mended in June', 'left late', 'the captain.']) {
    await selectByKeyboard(page, words);
    await page.keyboard.press('h');
    await expect(page.locator('mark', { hasText: words })).toBeVisible();
    // The new highlight becomes the chosen one, which ends a selection begun before.
    await expect(page.getByRole('toolbar', { name: 'Highlight' })).toBeVisible();
  }
  await page.keyboard.press('Control+Home');
  const current = listed(page).locator('[aria-current="true"]');
  for (const [key, words] of [
    ['.', 'left late'],
    ['.', 'the captain.'],
    ['.', 'mended in June'],
    [',', 'the captain.'],
    [',', 'left late'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(current).toContainText(words);
  }
});

test('back returns to the place that was left', async ({ desk }) => {
  const { page } = desk;
  const paragraphs = Array.from(
    { length: 300 },
    (_, at) => `Entry ${at + 1} of the log: wind from the north.`,
  );
  await read(page, `The ferry log\n\n${paragraphs.join('\n\n')}\n`, /The ferry log/);
  await selectByKeyboard(page, 'Entry 180 of the log');
  const place = page.getByText('Entry 180 of the log: wind from the north.');
  await expect(place).toBeInViewport();
  // Where it stands once it stands still.
  let before = await place.boundingBox();
  await expect(async () => {
    const then = before;
    before = await place.boundingBox();
    expect(before).toEqual(then);
  }).toPass({ intervals: [150] });
  await goTo(page, 'Notes');
  await expect(place).toBeHidden();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(place).toBeInViewport();
  await expect.poll(async () => Math.abs((await place.boundingBox())!.y - before!.y)).toBeLessThan(3);
});

test('five megabytes open at once, and their last words are marked where they are', async ({ desk }) => {
  const { page } = desk;
  const file = join(desk.scratch, 'long.txt');
  const sentence =
    'The clerk wrote down the hour, the wind and the name of every ship that had passed the mole, '.repeat(3);
  const paragraphs = Array.from({ length: 20_000 }, (_, at) => `Watch ${at + 1}. ${sentence}and signed.`);
  writeFileSync(file, `The long log\n\n${paragraphs.join('\n\n')}\n`);
  await page.getByLabel('Files to add').setInputFiles(file);
  await openDocument(page, /The long log/);
  await page.keyboard.press('Control+End');
  await expect(page.getByText(/Watch 20000\./)).toBeInViewport();
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText('and signed.');
  const text = await textOnDisk(desk, 'The long log');
  expect(text.length).toBeGreaterThan(5_000_000);
  expect(await highlightsOnDisk(desk)).toMatchObject([
    { from: text.lastIndexOf('and signed.'), to: text.lastIndexOf('and signed.') + 'and signed.'.length },
  ]);
  await page.keyboard.press('Control+Home');
  await expect(page.getByText(/Watch 1\./)).toBeInViewport();
});

for (const { language, text, title, letter, word } of [
  {
    language: 'Korean',
    // Written in parts, as files from Apple's systems are: the normalised text has whole syllables.
    text: '항구의 불빛\n\n등대지기는 밤마다 불을 켰다.\n'.normalize('NFD'),
    title: '항구의 불빛',
    letter: '등',
    word: '등대지기는',
  },
  {
    language: 'Thai',
    text: 'บันทึกท่าเรือ\n\nน้ำขึ้นแล้ว เรือออกจากท่าช้า\n',
    title: 'บันทึกท่าเรือ',
    letter: 'น้ำ',
    word: 'น้ำ',
  },
]) {
  test(`${language}: the keyboard selects by letters as they are seen, and by words`, async ({ desk }) => {
    const { page } = desk;
    await read(page, text, new RegExp(title));
    const whole = await textOnDisk(desk, title);
    expect(whole).toBe(text.normalize('NFC'));
    const start = whole.indexOf(letter, title.length);
    for (const [keys, words] of [
      ['Shift+ArrowRight', letter],
      ['Control+Shift+ArrowRight', word],
    ] as const) {
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+ArrowDown');
      await page.keyboard.press(keys);
      await page.keyboard.press('h');
      await expect(page.locator('mark')).toHaveText(words);
      await expect
        .poll(() => highlightsOnDisk(desk))
        .toMatchObject([{ quote: words, from: start, to: start + words.length }]);
      await page.keyboard.press('Control+z');
      await expect(page.locator('mark')).toHaveCount(0);
    }
  });
}

test('signs beyond the basic plane are one step each, and positions count their UTF-16 units', async ({
  desk,
}) => {
  const { page } = desk;
  const family = '👨‍👩‍👧‍👦';
  const text = `Boarding list\n\n${family} boarded at nine 🚢 and left 𝒜 message.\n`;
  await read(page, text, /Boarding list/);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText(family);
  await selectByKeyboard(page, '🚢 and left 𝒜');
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText([family, '🚢 and left 𝒜']);
  const at = text.indexOf('🚢');
  expect(await highlightsOnDisk(desk)).toMatchObject([
    { quote: family, from: text.indexOf(family), to: text.indexOf(family) + 11 },
    { quote: '🚢 and left 𝒜', from: at, to: at + '🚢 and left 𝒜'.length },
  ]);
});

test('the arrow keys walk the lines of a heading that takes several', async ({ desk }) => {
  const { page } = desk;
  const heading = 'The harbour master counts the boats that leave at night, and nobody asks him why';
  await dropFiles(page, [{ name: 'boats.md', text: `# ${heading}\n\nThe fog came late.\n` }]);
  await openDocument(page, /The harbour master/);
  await page.getByRole('main').getByRole('document').focus();
  await page.keyboard.press('Control+Home');
  for (let count = 0; count < 4; count += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('h');
  await expect(page.locator('mark')).toHaveText(['The fog came late.']);
});

test('a title of many lines takes three of the head, and all of it is a key away', async ({ desk }) => {
  const { page } = desk;
  const title = 'What the board of the harbour wrote to everybody '.repeat(9).trim();
  await dropFiles(page, [{ name: 'letter.md', text: `---\ntitle: ${title}\n---\n\n${FERRY}` }]);
  await openDocument(page, /What the board of the harbour/);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(title);
  const lines = (): Promise<number> =>
    heading.evaluate((one) => Math.round(one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)));
  await expect.poll(lines).toBe(3);
  const first = page.getByText('The ferry and the fog', { exact: true });
  await expect(first).toBeInViewport();
  await page.getByRole('button', { name: 'Show the whole title' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(lines).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Shorten the title' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(lines).toBe(3);
  await expect(first).toBeInViewport();
});

test('a paragraph in Arabic runs from the right, beside one in English that does not', async ({ desk }) => {
  const { page } = desk;
  const [arabic, english] = ['وصلت السفينة إلى الميناء ليلا.', 'The ship came in by night.'];
  await read(page, `The ship\n\n${arabic}\n\n${english}\n`, /The ship/);
  /** Pixels between a paragraph's words and the two sides of its column. */
  const gaps = (words: string): Promise<{ left: number; right: number }> =>
    textOf(page)
      .locator('p', { hasText: words })
      .evaluate((paragraph) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph);
        const [column, line] = [paragraph.getBoundingClientRect(), range.getBoundingClientRect()];
        return { left: line.left - column.left, right: column.right - line.right };
      });
  const [ofArabic, ofEnglish] = [await gaps(arabic), await gaps(english)];
  expect(ofArabic.right).toBeLessThan(2);
  expect(ofArabic.left).toBeGreaterThan(100);
  expect(ofEnglish.left).toBeLessThan(2);
  expect(ofEnglish.right).toBeGreaterThan(100);
});
