import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Id } from './id';
import { byNotebook, documentSet, moveSearch, nameOfQuery, notIn, SavedSearch } from './savedSearch';

const id = (number: number): Id =>
  `${number.toString(16).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const search = (number: number, order: number, notebook = 'Searches'): SavedSearch => ({
  version: 1,
  id: id(number),
  name: `Search ${number}`,
  query: 'quay',
  choices: [],
  sort: 'relevance',
  notebook,
  order,
  seen: '',
  reviewed: [],
  createdAt: '2019-06-12T00:00:00.000Z',
  changedAt: '2019-06-12T00:00:00.000Z',
});

describe('a set of documents', () => {
  it('tells those in it from all others', () => {
    const numbers = fc.uniqueArray(fc.nat({ max: 0xffffffff }), { maxLength: 50 });
    fc.assert(
      fc.property(numbers, numbers, (inside, asked) => {
        const set = documentSet(inside.map(id));
        expect(notIn(set, asked.map(id))).toEqual(asked.filter((one) => !inside.includes(one)).map(id));
      }),
    );
  });

  it('is the same whatever the order and however often a document is named', () => {
    expect(documentSet([id(2), id(1), id(2)])).toBe(documentSet([id(1), id(2)]));
    expect(documentSet([id(2), id(1), id(2)])).toHaveLength(24);
  });

  it('is part of a search only where it is whole', () => {
    expect(SavedSearch.safeParse({ ...search(1, 0), seen: '0123456789a' }).success).toBe(false);
    expect(SavedSearch.safeParse({ ...search(1, 0), seen: documentSet([id(1)]) }).success).toBe(true);
  });
});

describe('moving a search', () => {
  const notebook = [search(1, 0), search(2, 1), search(3, 2)];
  it.each([
    [3, 1, '3 1 2'],
    [1, 3, '2 1 3'],
    [1, null, '2 3 1'],
    [2, 3, '1 2 3'],
    [2, 2, '1 2 3'],
    [9, 1, '1 2 3'],
  ])('%s before %s gives %s', (moved, before, expected) => {
    const changed = moveSearch(notebook, id(moved), before === null ? null : id(before));
    const now = notebook.map((one) => changed.find((other) => other.id === one.id) ?? one);
    expect(now.sort(byNotebook).map(({ name }) => name.slice(7)).join(' ')).toBe(expected); // prettier-ignore
  });

  it('changes nothing that keeps its place', () => {
    expect(moveSearch(notebook, id(1), id(2))).toEqual([]);
    expect(moveSearch(notebook, id(1), id(3)).map((one) => one.id)).toEqual([id(2), id(1)]);
  });
});

describe('nameOfQuery', () => {
  it.each([
    ['coal  at\nnight', 'coal at night'],
    ['  ', 'Everything'],
    ['harbour '.repeat(20), `${'harbour '.repeat(7).trim()}…`],
  ])('calls %j %j', (query, name) => {
    expect(nameOfQuery(query)).toBe(name);
  });
});
