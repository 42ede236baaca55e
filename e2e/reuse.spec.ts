import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';

/** Passages that documents share, as the terminal and the window tell them. */
test.use({ begin: 'start-screen' });
test.skip(({ shell }) => shell === 'desktop', 'The terminal shell is the same beside every window.');

const QUOTE =
  'we will keep the harbour open for every boat that needs shelter until the storm has passed the bay';
const WIRE = `Harbour stays open

The harbour master said on Monday: “${QUOTE}.”

Crews were told to double their lines and to stay ashore over night.
`;
const REPRINT = `Port to stay open in storm

“${QUOTE.replace('every boat', 'any ship')},” the master of the harbour said.

Nobody could say when the ferries would run again.
`;
const OTHER = `Bread is dear

Bakers in the old town blame the price of flour, and millers blame the rain of last summer.
`;

type Pair = {
  a: string;
  b: string;
  shareOfA: number;
  shareOfB: number;
  passages: { a: number[]; b: number[] }[];
};

async function imported(desk: Desk): Promise<void> {
  const folder = join(desk.scratch, 'sources');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '1 wire.txt'), WIRE);
  writeFileSync(join(folder, '2 reprint.txt'), REPRINT);
  writeFileSync(join(folder, '3 other.txt'), OTHER);
  expect((await cli(desk, 'import', folder)).code).toBe(0);
}
const cli = (desk: Desk, ...args: string[]) => desk.runCli([...args, '--library', desk.library]);

test('a quotation that two documents share is told with its places in both', async ({ desk }) => {
  await imported(desk);
  const pairs = (await cli(desk, '--json', 'reuse')).lines as Pair[];
  expect(pairs).toHaveLength(1);
  const texts = await Promise.all(
    [pairs[0]!.a, pairs[0]!.b].map(async (id) => {
      const [shown] = (await cli(desk, '--json', 'show', id)).lines as { text: string }[];
      return shown!.text;
    }),
  );
  const { a, b } = pairs[0]!.passages[0]!;
  const passages = [texts[0]!.slice(a[0], a[1]), texts[1]!.slice(b[0], b[1])];
  expect(passages.sort()).toEqual([QUOTE, QUOTE.replace('every boat', 'any ship')].sort());
  expect(pairs[0]!.shareOfA).toBeGreaterThan(0.3);
});

test('one document can be asked for, and how long a passage must be', async ({ desk }) => {
  await imported(desk);
  const of = async (...args: string[]) => (await cli(desk, '--json', 'reuse', ...args)).lines as Pair[];
  expect(await of('Harbour stays open')).toHaveLength(1);
  expect(await of('Bread is dear')).toEqual([]);
  expect(await of('--min-words', '40')).toEqual([]);
  expect((await cli(desk, 'reuse', '--min-words', 'few')).code).toBe(2);
});

test('an import says of what a document is a copy', async ({ desk }) => {
  await imported(desk);
  const copy = join(desk.scratch, 'copy.txt');
  writeFileSync(copy, WIRE.replace('on Monday', 'early on Monday'));
  const { code, stderr } = await cli(desk, 'import', copy);
  expect(code).toBe(0);
  expect(stderr).toContain('Near-same text as “Harbour stays open”');
});

/** A library with a story, its reprint, a copy with more, and something else; dated, so that it is known who was first. */
async function opened(desk: Desk): Promise<Page> {
  await imported(desk);
  writeFileSync(
    join(desk.scratch, '4 longer.txt'),
    `Harbour open all week\n\n${WIRE.split('\n\n').slice(1).join('\n\n')}\nThe council will meet on Friday and ask who pays for the lamps on the outer wall.\n`,
  );
  expect((await cli(desk, 'import', join(desk.scratch, '4 longer.txt'))).code).toBe(0);
  return desk.restart();
}

const openReuse = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('row', { name: new RegExp(title) }).dblclick();
  await page.getByRole('main').getByRole('document').waitFor();
  await page.getByRole('tab', { name: 'Reuse' }).click();
};

test('the table shows how much of a document another has, and says of which', async ({ desk }) => {
  const page = await opened(desk);
  const row = page.getByRole('row', { name: /Harbour stays open/ });
  await expect(
    row.getByRole('gridcell', { name: /of this is in “Harbour open all week”|Near-same/ }),
  ).toHaveText(/\d+ %/);
  await expect(page.getByRole('row', { name: /Bread is dear/ })).not.toContainText('%');

  const rows = page.getByRole('grid').getByRole('row');
  await page.getByRole('button', { name: 'Shared' }).click();
  await expect(page.getByRole('columnheader', { name: 'Shared' })).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.last()).toContainText('Bread is dear');
  await expect(rows.nth(1)).toContainText('%');
  await page.getByRole('button', { name: 'Shared' }).click();
  // What shares nothing stays last either way.
  await expect(rows.last()).toContainText('Bread is dear');
});

test('the reader lists who shares passages, marks them, and leads there and to the comparison', async ({
  desk,
}) => {
  const page = await opened(desk);
  await openReuse(page, 'Port to stay open');
  const partners = page.getByRole('list', { name: 'Documents that share passages' });
  await expect(partners.getByRole('button', { name: 'Harbour stays open', exact: true })).toBeVisible();
  const text = page.getByRole('main').getByRole('document');
  const marked = text.locator('span[class*="shared"]');
  await expect(marked).toHaveText(QUOTE.replace('every boat', 'any ship'));
  await page.getByText('Mark shared passages').click();
  await expect(marked).toHaveCount(0);

  await partners.getByRole('button', { name: 'Open there' }).first().click();
  await expect(page.getByRole('main').getByRole('document')).toContainText(QUOTE);
  await page.keyboard.press('Alt+ArrowLeft');
  await page.getByRole('tab', { name: 'Reuse' }).click();
  await partners.getByRole('button', { name: 'Compare with Harbour stays open' }).click();
  await expect(page.getByRole('heading', { name: 'Compare' })).toBeAttached();
});

test('sentences that an earlier document has are greyed and counted, and keys lead to what is new', async ({
  desk,
}) => {
  const page = await opened(desk);
  await openReuse(page, 'Harbour open all week');
  await page.getByRole('main').getByRole('document').focus();
  await page.keyboard.press('v');
  await expect(page.getByText('2 of 4 sentences are new here')).toBeVisible();
  const text = page.getByRole('main').getByRole('document');
  await expect(text.locator('[class*="met"]').first()).toContainText('The harbour master said');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press(']');
  await expect(
    page.getByRole('status').filter({ hasText: 'New here: The council will meet' }),
  ).toBeAttached();
});

test('the lineage tells who took from whom and leads to the comparison, and copies are listed together', async ({
  desk,
}) => {
  const copy = join(desk.scratch, 'copy.txt');
  await imported(desk);
  writeFileSync(copy, `Harbour, again\n\n${WIRE.replace('on Monday', 'early on Monday')}`);
  expect((await cli(desk, 'import', copy)).code).toBe(0);
  const page = await desk.restart();
  await openReuse(page, 'Harbour, again');
  await page.getByRole('button', { name: 'Lineage' }).click();
  const story = page.getByRole('list', { name: 'Documents in the order of publication' });
  const taken = story.getByRole('list', { name: 'What “Harbour, again” took' });
  // Neither has a date: nobody knows who was first.
  await expect(taken).toHaveText(/^\d+ % the same as “Harbour stays open”, or the other way round$/);
  await taken.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Left document: Harbour stays open' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Right document: Harbour, again' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: 'Copies and quotations' })).toBeVisible();
  const copies = page.getByRole('article', { name: 'Copies of Harbour stays open' });
  await expect(copies.getByRole('listitem')).toHaveText([/Harbour stays open/, /Harbour, again/]);
});

/** Two paragraphs, forty-nine words together: enough to be told when they stand in a text twice. */
const BODY = `The keeper of the lamp on the eastern mole has counted ships for thirty years and never missed a night, not even when the sea came over the wall.

On Thursday he handed his book to the council, which has no shelf for it and no reader.`;

test('a body that a document has twice is folded away as a second copy, and unfolded', async ({ desk }) => {
  const file = join(desk.scratch, 'lamp.txt');
  writeFileSync(
    file,
    `The lamp of the mole\n\n${BODY}\n\nReaders wrote to us about the lamp and about the rain.\n\n${BODY}\n\nThe book is open on weekdays.\n`,
  );
  expect((await cli(desk, 'import', file)).code).toBe(0);
  const page = await desk.restart();
  await openReuse(page, 'The lamp of the mole');
  const text = page.getByRole('main').getByRole('document');
  await expect(text.getByText('On Thursday he handed')).toHaveCount(2);
  const repeats = page.getByRole('region', { name: 'Repeated inside this document' });
  await repeats.getByRole('button', { name: 'Fold the second away' }).click();
  await expect(text.getByText('On Thursday he handed')).toHaveCount(1);
  await expect(repeats).toHaveCount(0);
  const fold = text.getByRole('button', { name: /^Repeated body, \d+ words/ });
  await fold.click();
  await expect(text.getByText('On Thursday he handed')).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(fold).toHaveCount(0);
  await expect(repeats).toBeVisible();
});
