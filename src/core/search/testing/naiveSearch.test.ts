import { describe, expect, it } from 'vitest';
import type { FeedDocument, FeedItem } from '../../model/search';
import { parseQuery } from '../parseQuery';
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
    ['note:ledger dock', '1[dock|ledger]'],
    ['tag:night', '1[night]'],
    ['outlet:gazette', '1[Gazette]'],
    ['lang:ko', '3[ko]'],
    ['ko', ''],
    ['co-operation', '2[Cooperation]'],
    ['항구', '3[항구에서]'],
    ['安静', '3[安静]'],
    ['', ''],
    ['-crane', ''],
  ])('finds by %j %j', (query, expected) => {
    expect(found(query)).toBe(expected);
  });
});
