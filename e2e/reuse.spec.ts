import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Desk } from './desk';

/** Passages that documents share, as the terminal tells them. */
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
