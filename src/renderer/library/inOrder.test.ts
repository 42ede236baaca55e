import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from './inOrder';

const file = (path: string) => ({ file: new File([], path.split('/').at(-1)!), path });
const byName = new Intl.Collator(undefined, { numeric: true });

it('sorts any number of paths as the collation does, numbers as numbers', async () => {
  expect((await inOrder(['b/10.txt', 'b/9.txt', 'a/2.txt'].map(file))).map(({ path }) => path)).toEqual([
    'a/2.txt',
    'b/9.txt',
    'b/10.txt',
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 4 }), { maxLength: 1_500, size: 'max' }),
      async (paths) => {
        const sorted = await inOrder(paths.map(file));
        expect(sorted.map(({ path }) => path)).toEqual([...paths].sort(byName.compare));
      },
    ),
    { numRuns: 20 },
  );
});
