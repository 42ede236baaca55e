import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaveOutFolded, leavesOutFolded } from './leaveOutFolded';
import { parseQuery } from './parseQuery';
import { wantedPhrases, type Expression } from './query';

describe('leaveOutFolded', () => {
  it.each([
    ['crane', 'in:article crane'],
    ['  crane', 'in:article crane'],
    ['"night shi', 'in:article "night shi'],
    ['crane OR dock', 'in:article crane OR dock'],
    ['(in:article crane) dock', 'in:article (in:article crane) dock'],
    ['crane in:article', 'crane in:article'],
    ['"in:article"', 'in:article "in:article"'],
    [') in:article crane', ') in:article crane'],
  ])('makes of %j %j', (query, expected) => {
    expect(leaveOutFolded(query, true)).toBe(expected);
  });

  it.each([
    ['in:article crane', 'crane'],
    ['crane in:article', 'crane '],
    ['crane in:article dock', 'crane dock'],
    ['IN:Article crane in:article', 'crane '],
    ['in:article (in:article crane)', '(in:article crane)'],
    ['crane', 'crane'],
    ['crane(dock)in:article', 'crane(dock)'],
  ])('makes of %j %j again', (query, expected) => {
    expect(leaveOutFolded(query, false)).toBe(expected);
  });

  const any = fc
    .array(
      fc.constantFrom(
        '"', '-', 'NOT', 'OR', 'NEAR/2', ' ', ' ', 'title:', 'in:article', 'in:highlights', 'in:notes', '(', ')', '|', 'crane', 'dock', 'a-b', '港',
      ), // prettier-ignore
      { maxLength: 25 },
    )
    .map((parts) => parts.join(''));
  const inTexts = (root: Expression) =>
    wantedPhrases(root).filter(({ field }) => field === null || field === 'text');

  it('agrees with how the query is read, whatever it is', () => {
    fc.assert(
      fc.property(any, (query) => {
        const on = leaveOutFolded(query, true);
        expect(leavesOutFolded(on)).toBe(true);
        expect(inTexts(parseQuery(on, false).root).every(({ article }) => article)).toBe(true);
        const off = leaveOutFolded(query, false);
        expect(leavesOutFolded(off)).toBe(false);
        if (!query.includes('in:article')) expect(leaveOutFolded(on, false)).toBe(query.trimStart());
        if (leavesOutFolded(query)) {
          expect(inTexts(parseQuery(query, false).root).every(({ article }) => article)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
