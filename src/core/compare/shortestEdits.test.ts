import { diffArrays } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestEdits } from './shortestEdits';

const sequence = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 });
const stretchOf = (keys: readonly number[]) => ({ keys: Int32Array.from([9, ...keys, 9]), from: 1, end: keys.length + 1 }); // prettier-ignore
const never = (): boolean => false;

describe('shortestEdits', () => {
  it('finds what a plain implementation of the same algorithm finds', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const expected: number[] = [];
        let other = 0;
        for (const part of diffArrays(a, b)) {
          if (part.added) other += part.value.length;
          else expected.push(...part.value.map(() => (part.removed ? -1 : other++)));
        } // prettier-ignore
        expect([...shortestEdits(stretchOf(a), stretchOf(b), 100, never)!]).toEqual(expected);
      }),
    );
  });

  it('gives up after as many edits as it may make, and when the time is up', () => {
    const [a, b] = [stretchOf([1, 1, 1]), stretchOf([2, 2])];
    expect(shortestEdits(a, b, 4, never)).toBeNull();
    expect(shortestEdits(a, b, 5, never)).toHaveLength(3);
    expect(shortestEdits(a, b, 5, () => true)).toBeNull();
  });
});
