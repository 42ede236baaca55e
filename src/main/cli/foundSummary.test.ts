import { expect, it } from 'vitest';
import type { HitGroup } from '../../core/model/search';
import { foundSummary } from './foundSummary';

const groups = (...hits: number[]): Pick<HitGroup, 'hits'>[] =>
  hits.map((count) => ({ hits: Array.from({ length: count }, () => ({}) as HitGroup['hits'][number]) }));

it.each([
  [0, 0, true, groups(), 'Nothing found.'],
  [1, 1, true, groups(1), '1 place in 1 document.'],
  [3, 2, true, groups(2, 1), '3 places in 2 documents.'],
  [
    2031,
    445,
    true,
    groups(90, 10),
    '2,031 places in 445 documents; listed are 100 places in 2 documents, more with --limit.',
  ],
  [3, 1, true, groups(2), '3 places in 1 document; listed are 2 places in 1 document, more with --limit.'],
  [
    1202,
    676,
    false,
    groups(100),
    'At least 1,202 places in 676 documents; listed are 100 places in 1 document, more with --limit.',
  ],
  [0, 2, true, groups(0, 0), '2 documents.'],
  [0, 2, true, groups(0), '2 documents; listed are 1 document, more with --limit.'],
])(
  'says of %j places in %j documents what was listed',
  (totalHits, totalDocuments, precise, listed, expected) => {
    expect(foundSummary({ totalHits, totalDocuments, precise }, listed)).toBe(expected);
  },
);
