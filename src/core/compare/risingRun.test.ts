import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { risingRun, type Link } from './risingRun';

/** `0-2*5`: from place 0 to place 2, weight 5. */
const links = (words: string): Link[] =>
  words.split(' ').map((word) => {
    const [a, b, weight] = word.split(/[-*]/).map(Number);
    return { a: a!, b: b!, weight: weight ?? 1 };
  });
const shown = (run: readonly Link[]): string => run.map(({ a, b }) => `${a}-${b}`).join(' ');

describe('risingRun', () => {
  it.each([
    ['0-0 1-1 2-2', '0-0 1-1 2-2'],
    ['2-2 0-0 1-1', '0-0 1-1 2-2'],
    ['0-2 1-0 2-1', '1-0 2-1'],
    ['0-2*3 1-0 2-1', '0-2'],
    // Neither side may stand still.
    ['0-0 0-1 0-2*2', '0-2'],
    ['0-1 1-1 2-1', '0-1'],
    // Of equal sums the earlier stays.
    ['0-1 1-0 2-2', '0-1 2-2'],
  ])('of %s keeps %s', (given, kept) => expect(shown(risingRun(links(given)))).toBe(kept));

  it('gives nothing for nothing', () => expect(risingRun([])).toEqual([]));

  it('rises on both sides, and no run weighs more', () => {
    const place = fc.integer({ min: 0, max: 6 });
    const link = fc.record({ a: place, b: place, weight: fc.integer({ min: 1, max: 4 }) });
    const weigh = (run: readonly Link[]): number => run.reduce((sum, { weight }) => sum + weight, 0);
    const rises = (run: readonly Link[]): boolean =>
      run.every((one, at) => at === 0 || (run[at - 1]!.a < one.a && run[at - 1]!.b < one.b));
    fc.assert(
      fc.property(fc.array(link, { maxLength: 9 }), (given) => {
        const run = risingRun(given);
        expect(rises(run)).toBe(true);
        expect(run.every((one) => given.includes(one))).toBe(true);
        const sorted = [...given].sort((x, y) => x.a - y.a);
        let heaviest = 0;
        for (let chosen = 0; chosen < 2 ** sorted.length; chosen += 1) {
          const candidate = sorted.filter((_, at) => (chosen & (1 << at)) !== 0);
          if (rises(candidate)) heaviest = Math.max(heaviest, weigh(candidate));
        }
        expect(weigh(run)).toBe(heaviest);
      }),
    );
  });
});
