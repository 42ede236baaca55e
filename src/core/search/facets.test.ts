import { describe, expect, it } from 'vitest';
import type { Facet, FacetChoice, FeedDocument } from '../model/search';
import { createSearchIndex, type SearchOptions } from './searchIndex';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const document = (
  number: number,
  publisher: string | null,
  published: string | null,
  language: string | null,
  tags: string[],
): FeedDocument => ({
  kind: 'document',
  id: id(number),
  title: `D${number}`,
  publisher,
  agency: null,
  authors: [],
  published,
  language,
  importedAt: '2026-01-01T00:00:00.000Z',
  textSha256: String(number),
  text: 'The crane stood beside the dry dock.',
  highlights: tags.length === 0 ? [] : [{ id: id(100 + number), from: 4, to: 9, comment: '', tags }],
});

const index = createSearchIndex();
for (const each of [
  document(1, 'Quay Weekly', '2018-06-12', 'en', ['labour']),
  document(2, 'Quay Weekly', '2019', 'en', ['labour', 'coal']),
  document(3, 'Harbour Post', '2019-03', 'ko', []),
  document(4, null, null, null, ['coal']),
]) {
  index.put(each);
}
index.put({ kind: 'note', id: id(50), document: null, text: 'which crane?' });

const ask = (choices: FacetChoice[], sort: SearchOptions['sort'] = 'oldest') =>
  index.search('crane', { limit: 9, hitsPerDocument: 1, typing: false, choices, sort });
const titles = (choices: FacetChoice[], sort?: SearchOptions['sort']): string =>
  ask(choices, sort)
    .groups.map(({ document: of, title }) => (of === null ? 'notes' : title))
    .join(' ');
const counts = (facet: Facet, choices: FacetChoice[]): string =>
  ask(choices)
    .facets.find((each) => each.facet === facet)!
    .values.map(({ value, count, state }) => `${value || '–'} ${count}${state === 'free' ? '' : ` ${state}`}`)
    .join(', ');
const choose = (facet: Facet, value: string, excluded = false): FacetChoice => ({ facet, value, excluded });

describe('facets', () => {
  it('count what a query finds', () => {
    expect(counts('outlet', [])).toBe('Quay Weekly 2, – 1, Harbour Post 1');
    expect(counts('year', [])).toBe('2019 2, – 1, 2018 1');
    expect(counts('language', [])).toBe('en 2, – 1, ko 1');
    expect(counts('tag', [])).toBe('coal 2, labour 2, – 1');
  });

  it('keep their own counts and change those of the others', () => {
    const choices = [choose('outlet', 'Quay Weekly')];
    expect(titles(choices)).toBe('D1 D2');
    expect(counts('outlet', choices)).toBe('Quay Weekly 2 chosen, – 1, Harbour Post 1');
    expect(counts('year', choices)).toBe('2018 1, 2019 1');
    expect(ask(choices)).toMatchObject({ totalDocuments: 2, totalHits: 2 });
  });

  it.each<[FacetChoice[], string]>([
    [[choose('outlet', 'Quay Weekly'), choose('outlet', 'Harbour Post')], 'D1 D3 D2'],
    [[choose('outlet', 'Quay Weekly'), choose('year', '2019')], 'D2'],
    [[choose('outlet', '')], 'D4'],
    [[choose('tag', 'coal')], 'D2 D4'],
    [[choose('tag', '')], 'D3'],
    [[choose('tag', 'coal', true)], 'D1 D3 notes'],
    [[choose('tag', 'labour'), choose('tag', 'coal', true)], 'D1'],
    [[choose('year', '', true)], 'D1 D3 D2 notes'],
    [[choose('language', 'fr')], ''],
  ])('narrow by %j', (choices, expected) => {
    // Of 2019 and March 2019 the first is the earlier: it may be January.
    expect(titles(choices).split(' ').sort()).toEqual(expected.split(' ').sort());
  });

  it('list what was chosen or excluded also where nothing has it', () => {
    const choices = [choose('outlet', 'Nobody'), choose('tag', 'labour', true)];
    expect(counts('outlet', choices)).toContain('Nobody 0 chosen');
    expect(counts('tag', choices)).toBe('labour 0 excluded');
  });
});

describe('sorting', () => {
  it('goes by the date of publication, those without one last', () => {
    expect(titles([], 'oldest').split(' ').slice(0, 3)).toEqual(['D1', 'D2', 'D3']);
    expect(titles([], 'newest').split(' ').slice(0, 3)).toEqual(['D3', 'D2', 'D1']);
    for (const sort of ['oldest', 'newest'] as const) {
      expect(titles([], sort).split(' ').slice(3).sort()).toEqual(['D4', 'notes']);
    }
  });
});
