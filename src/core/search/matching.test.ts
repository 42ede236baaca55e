import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../model/range';
import type { FeedDocument, FeedItem } from '../model/search';
import { parseQuery } from './parseQuery';
import type { Sizes } from './pieces';
import { createSearchIndex } from './searchIndex';
import { naiveSearch } from './testing/naiveSearch';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const term = fc.constantFrom(
  'dock', 'docks', 'quay', 'ships', 'ship', 'crane', 'cranes', 'U.N.', 'Ji-won', 'jiwon', '港口', '港口检查', '항구', '항구의', 'é', '5',
); // prettier-ignore
const someText = fc
  .array(fc.oneof({ weight: 5, arbitrary: term }, fc.constantFrom('.', '\n\n')), { maxLength: 14 })
  .map((parts) => parts.join(' '));
const someDocument: fc.Arbitrary<FeedDocument> = fc
  .record({
    number: fc.integer({ min: 1, max: 5 }),
    title: fc.constantFrom('Dock report', 'Ships', '港口'),
    publisher: fc.constantFrom(null, 'Quay', 'Crane News'),
    published: fc.constantFrom(null, '2018', '2018-06', '2019-03-04'),
    language: fc.constantFrom(null, 'en', 'ko'),
    text: someText,
    highlight: fc.tuple(fc.nat(20), fc.nat(30)),
    comment: fc.constantFrom('', 'quay?', 'dock'),
    tags: fc.uniqueArray(fc.constantFrom('Ship', 'Dock'), { maxLength: 2 }),
  })
  .map(({ number, text, highlight: [from, length], comment, tags, ...more }) => ({
    kind: 'document',
    id: id(number),
    agency: null,
    authors: ['Pak Ji-won'],
    importedAt: '2026-01-01T00:00:00.000Z',
    textSha256: text,
    text,
    highlights: [
      {
        id: id(number + 100),
        from: Math.min(from, text.length),
        to: Math.min(from + length, text.length),
        comment,
        tags,
      },
    ],
    ...more,
  }));
const someItem: fc.Arbitrary<FeedItem> = fc.oneof(
  { weight: 5, arbitrary: someDocument },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 11, max: 13 }), fc.constantFrom(null, 1, 2), someText)
      .map(([number, of, text]) => ({
        kind: 'note' as const,
        id: id(number),
        document: of === null ? null : id(of),
        text,
      })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 2, 3, 11, 12).map((number) => ({ kind: 'gone' as const, id: id(number) })),
  },
);

const operand = fc.oneof(
  { weight: 5, arbitrary: term },
  { weight: 2, arbitrary: fc.tuple(term, term).map(([a, b]) => `"${a} ${b}"`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'do*', '"ship do*"', 'tag:ship', 'outlet:quay', 'note:dock', 'title:ships', 'text:dock', 'lang:ko', 'author:pak',
      'date:2018', 'date:2018-07..', 'date:..2018', 'in:highlights dock', 'in:notes quay', 'crnae', 'shisp',
    ), // prettier-ignore
  },
  {
    weight: 2,
    arbitrary: fc.tuple(term, fc.constantFrom(0, 1, 3), term).map(([a, n, b]) => `${a} NEAR/${n} ${b}`),
  },
);
const someQuery = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'query' },
    operand,
    fc
      .tuple(tie('query'), fc.constantFrom(' ', ' OR ', ' -', ' NOT '), operand)
      .map((parts) => parts.join('')),
    fc.tuple(operand, fc.constantFrom(' ', ' OR '), tie('query')).map(([a, by, b]) => `${a}${by}(${b})`),
  ),
})).query;

const SIZES: readonly Partial<Sizes>[] = [
  {},
  { atOnce: -1, segmentSymbols: 1, tier: 2, lowestTier: 1, largestSegment: Infinity },
  { atOnce: 40, liveWords: 12, segmentSymbols: 30, tier: 3, lowestTier: 2000, removed: 0.4 },
];

describe('what is found', () => {
  it('is what trying everything finds, and so are its places in the texts', () => {
    fc.assert(
      fc.property(
        fc.array(someItem, { maxLength: 12 }),
        fc.array(someQuery, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...SIZES),
        (items, queries, sizes) => {
          const index = createSearchIndex(sizes);
          for (const item of items) index.put(item);
          for (const query of queries) {
            const answer = index.search(query, { limit: 50, hitsPerDocument: 5, typing: false });
            const expected = naiveSearch(items, parseQuery(query, false).root);
            expect(answer.groups.map((group) => group.document).sort()).toEqual(
              expected.map((match) => match.document).sort(),
            );
            expect(answer.totalDocuments).toBe(expected.length);
            for (const { document, ranges } of expected) {
              if (document === null) continue;
              const inText = ranges.filter(({ piece }) => piece.kind === 'text');
              expect(index.places(query, document)).toEqual(merged(inText));
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}
