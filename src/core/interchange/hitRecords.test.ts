import { describe, expect, it } from 'vitest';
import { describe as anchorAt } from '../model/anchor';
import type { Hit, HitGroup } from '../model/search';
import { HIT_COLUMNS, hitRecords } from './hitRecords';

const ID = '00000000-0000-4000-8000-000000000001';
const TEXT = 'Nobody sold coal at night.';
const inText: Hit = {
  document: ID,
  title: 'Night work',
  score: 1,
  where: 'text',
  source: null,
  anchor: anchorAt(TEXT, { from: 12, to: 16 }),
  snippet: { text: TEXT, marks: [[12, 16]] },
};
const inTag: Hit = { ...inText, where: 'tag', snippet: { text: 'Coal', marks: [[0, 4]] } };
const group = (document: string | null, ...hits: Hit[]): HitGroup => ({
  document,
  title: 'Night work',
  publisher: 'The Ledger',
  published: '2019-06',
  score: 1,
  total: hits.length,
  hits,
});
const HASH = 'a'.repeat(64);
const records = (reviewed: Set<string> | null, ...groups: HitGroup[]) =>
  hitRecords({ query: 'coal', reviewed, checksums: new Map([[ID, HASH]]) }, groups).map((record) =>
    Object.fromEntries(HIT_COLUMNS.map((name, at) => [name, record[at]])),
  );

describe('hitRecords', () => {
  it('gives a hit with its place, its words and what stands around them', () => {
    expect(records(new Set([ID]), group(ID, inText))).toEqual([
      {
        query: 'coal',
        document: ID,
        title: 'Night work',
        outlet: 'The Ledger',
        date: '2019-06',
        from: '12',
        to: '16',
        quote: 'coal',
        before: 'Nobody sold ',
        after: ' at night.',
        reviewed: 'yes',
        sha256: HASH,
      },
    ]);
  });

  it('gives no place to what is not in the text', () => {
    expect(records(new Set(), group(ID, inTag))[0]).toMatchObject({
      from: '',
      to: '',
      quote: 'Coal',
      reviewed: 'no',
      sha256: '',
    });
  });

  it('says nothing of reviewing where nobody reviews', () => {
    expect(records(null, group(ID, inText))[0]).toMatchObject({ reviewed: '' });
    expect(records(new Set(), group(null, { ...inTag, document: null }))[0]).toMatchObject({
      document: '',
      reviewed: '',
    });
  });

  it('keeps a document whose hits were not asked for', () => {
    expect(records(new Set(), group(ID))).toMatchObject([{ document: ID, from: '', quote: '' }]);
  });
});
