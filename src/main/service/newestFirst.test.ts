import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newestFirst } from './newestFirst';

const moment = fc.constantFrom('2026-05-04T10:00:00.000Z', '2026-05-04T10:00:00.001Z');
const kept = fc.record({ id: fc.stringMatching(/^[a-f]{3}$/), createdAt: moment, changedAt: moment });

it('puts what was changed last first, and is the same whatever order things are read in', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(kept, { selector: ({ id }) => id, maxLength: 12 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const sorted = all.toSorted(newestFirst);
        expect(shuffled.toSorted(newestFirst)).toEqual(sorted);
        const moments = sorted.map(({ changedAt }) => changedAt);
        expect(moments).toEqual(moments.toSorted().reverse());
      },
    ),
  );
});
