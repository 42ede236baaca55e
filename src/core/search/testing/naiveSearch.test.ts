import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedDocument, FeedItem } from '../../model/search';
import { parseQuery } from '../parseQuery';
import { createSearchIndex } from '../searchIndex';
import { naiveSearch } from './naiveSearch';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const document = (number: number, text: string, more: Partial<FeedDocument> = {}): FeedDocument => ({
  kind: 'document',
  id: id(number),
  title: `Sheet ${number}`,
  publisher: null,
  agency: null,
  authors: [],
  published: null,
  language: null,
  importedAt: '2026-01-01T00:00:00Z',
  textSha256: '',
  text,
  highlights: [],
  ...more,
});

const library: readonly FeedItem[] = [
  document(1, 'The crane stood beside the dry dock. A winch failed.', {
    published: '2018-06-12',
    publisher: 'Quay Gazette',
    language: 'en',
    highlights: [{ id: id(11), from: 4, to: 15, comment: 'see the ledger', tags: ['night work'] }],
    // “dry dock. A winch failed.”
    folded: [{ from: 27, to: 52 }],
  }),
  document(2, 'Cooperation ended when the dock closed; cranes were sold.', { published: '2018' }),
  document(3, '항구에서 배가 떠났다. 港口今天很安静。', { published: '2019-01', language: 'ko' }),
  { kind: 'note', id: id(21), document: id(2), text: 'ask the winch crew' },
  { kind: 'note', id: id(22), document: null, text: 'whole library: cranes' },
];

/** Documents by number (L the library) with the marked passages. */
const found = (query: string): string =>
  naiveSearch(library, parseQuery(query, false).root)
    .map(
      (match) =>
        (match.document === null ? 'L' : String(Number(match.document.slice(-3)))) +
        `[${match.ranges.map(({ piece, from, to }) => piece.text.slice(from, to)).join('|')}]`,
    )
    .join(' ');

describe('naiveSearch', () => {
  it.each([
    ['crane', '1[crane] 2[cranes] L[cranes]'],
    ['"crane"', '1[crane]'],
    ['crane*', '1[crane] 2[cranes] L[cranes]'],
    ['crane winch', '1[crane|winch] 2[cranes|winch]'],
    ['"crane" OR cooperation', '1[crane] 2[Cooperation]'],
    ['winch -cooperation', '1[winch]'],
    ['winch -cooperatoin', '1[winch] 2[winch]'],
    ['"dry dock"', '1[dry dock]'],
    ['crane NEAR/3 dry', '1[crane|dry]'],
    ['crane NEAR/2 dry', ''],
    ['dry NEAR/3 crane', '1[crane|dry]'],
    ['crane NEAR/4 dock NEAR/4 winch', '1[crane|dock|winch]'],
    ['dock date:2018-06', '1[dock] 2[dock]'],
    ['dock date:2018-07..', '2[dock]'],
    ['date:2019', '3[]'],
    ['in:highlights crane', '1[crane]'],
    ['in:highlights dock', ''],
    ['in:notes winch', '2[winch]'],
    ['in:article winch', '2[winch]'],
    ['in:article "dry dock"', ''],
    ['in:article crane', '1[crane] 2[cranes] L[cranes]'],
    ['crane -(in:article winch)', '1[crane] L[cranes]'],
    ['in:article crane NEAR/5 dry', ''],
    ['in:article in:highlights crane', '1[crane]'],
    ['note:ledger dock', '1[dock|ledger]'],
    ['tag:night', '1[night]'],
    ['outlet:gazette', '1[Gazette]'],
    ['lang:ko', '3[ko]'],
    ['ko', ''],
    ['co-operation', '2[Cooperation]'],
    ['항구', '3[항구에서]'],
    ['安静', '3[安静]'],
    ['口今', ''],
    ['', ''],
    ['-crane', ''],
  ])('finds by %j %j', (query, expected) => {
    expect(found(query)).toBe(expected);
  });
});

const SENTENCES = [
  'A crane stood.',
  'One dry dock is near.',
  'The winch failed.',
  'A quay, a crane by the dock.',
  '港口今天很安静。',
  '東京都の石炭輸出。',
  '항구에서 대북 제재를 봤다.',
  'Min-ho met cranes.',
  'Cooperation at the U.N. dock.',
];

const MANY: readonly FeedItem[] = [
  ...Array.from({ length: 60 }, (_, n) =>
    document(
      n,
      SENTENCES.filter((_sentence, at) => ((n * 37 + 11) * (at + 3)) % 7 < 2).join(' ') || 'nothing',
      {
        textSha256: String(n),
        title: n % 2 === 0 ? 'A sheet' : 'By the dock',
        publisher: n % 5 === 0 ? 'Quay Gazette' : null,
        authors: n % 7 === 0 ? ['Ann Crane'] : [],
        published: ['2018', '2019-03', null][n % 3]!,
        language: n % 4 === 0 ? 'ko' : 'en',
        ...(n % 4 < 2 && { folded: [{ from: 0, to: 9 + (n % 9) }, { from: 30, to: 30 + (n % 25) }] }), // prettier-ignore
        highlights:
          n % 3 === 0
            ? [{ id: id(1000 + n), from: 0, to: 14, comment: 'see winch', tags: ['night work'] }]
            : [],
      },
    ),
  ),
  { kind: 'note', id: id(2000), document: null, text: 'a crane in no document' },
];

describe('the index', () => {
  it('it finds the documents that the definition says', () => {
    const index = createSearchIndex();
    for (const item of MANY) index.put(item);
    const part = fc.constantFrom(
      'crane', 'dock', 'winch', '"dry dock"', 'cran*', 'crnae', '港口', '安静', '京都', '石炭', '항구', '대북제재', '제재', 'Min-ho', 'UN',
      'co-operation', 'title:dock', 'tag:night', 'note:winch', 'outlet:gazette', 'author:ann', 'lang:ko', 'text:crane',
      'crane NEAR/2 dock', '(crane OR winch) NEAR/3 dock', 'date:2018', 'date:2019-03..', '(in:highlights crane)', '(in:notes winch)',
      '(in:article crane)', '(in:article cran*)', '(in:article "dry dock")', '(in:article (crane OR winch) NEAR/3 dock)', '(in:article 제재)',
      '(in:article in:highlights crane)', '(in:article text:dock)',
    ); // prettier-ignore
    const query = fc
      .array(fc.tuple(part, fc.constantFrom(' ', ' OR ', ' -')), { minLength: 1, maxLength: 4 })
      .map((parts) =>
        parts.map(([inside, joint], at) => (at === 0 ? inside : `${joint}(${inside})`)).join(''),
      );
    fc.assert(
      fc.property(query, (text) => {
        const { groups } = index.search(text, { limit: 1000, hitsPerDocument: 1, typing: false });
        const expected = naiveSearch(MANY, parseQuery(text, false).root).map((match) => match.document);
        expect(groups.map((group) => group.document).sort()).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  });
});
