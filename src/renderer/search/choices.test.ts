import { describe, expect, it } from 'vitest';
import type { FacetChoice } from '../../core/model/search';
import { canNarrow, choose, freed, listed, sameChoices, valueName } from './choices';

/** `+ledger -courier` are choices of outlets. */
const choices = (text: string): FacetChoice[] =>
  text.split(' ').filter(Boolean).map((one) => ({ facet: 'outlet', value: one.slice(1), excluded: one.startsWith('-') })); // prettier-ignore
const written = (list: readonly FacetChoice[]): string =>
  list.map(({ value, excluded }) => `${excluded ? '-' : '+'}${value}`).join(' ');
const ledger = { facet: 'outlet', value: 'ledger' } as const;

describe('choosing a value of a facet', () => {
  it.each([
    ['', 'click', '+ledger'],
    ['+ledger', 'click', ''],
    ['-ledger', 'click', ''],
    ['+courier', 'click', '+courier +ledger'],
    ['', 'exclude', '-ledger'],
    ['+ledger', 'exclude', '-ledger'],
    ['-ledger', 'exclude', ''],
    ['-courier +ledger', 'exclude', '-courier -ledger'],
  ] as const)('with %j a %s leaves %j', (before, how, after) => {
    expect(written(choose(choices(before), ledger, how))).toBe(after);
  });

  it('does not touch the same value of another facet', () => {
    const tag: FacetChoice = { facet: 'tag', value: 'ledger', excluded: false };
    expect(freed([tag, ...choices('+ledger')], ledger)).toEqual([tag]);
  });

  it('narrows the same in whatever order', () => {
    expect(sameChoices(choices('+a -b'), choices('-b +a'))).toBe(true);
    expect(sameChoices(choices('+a -b'), choices('+b -a'))).toBe(false);
  });
});

describe('valueName', () => {
  it.each([
    ['language', 'ko', 'Korean'],
    ['language', '', 'No language'],
    ['year', '2019', '2019'],
    ['outlet', '', 'No outlet'],
  ] as const)('calls the %s %j %s', (facet, value, name) => {
    expect(valueName({ facet, value })).toBe(name);
  });
});

describe('canNarrow', () => {
  const none = { value: '', count: 8, state: 'free' } as const;
  it.each([
    [[], false],
    [[none], false],
    [[none, { ...none, value: '2018' }], true],
    [[{ ...none, state: 'excluded' }], true],
  ] as const)('of %j is %s', (values, expected) => {
    expect(canNarrow({ facet: 'year', values: [...values] })).toBe(expected);
  });
});

describe('listed', () => {
  const free = (...values: string[]) =>
    values.map((value, at) => ({ value, count: 9 - at, state: 'free' as const }));
  it('has years as a calendar has them, those without one last', () => {
    const values = listed({ facet: 'year', values: free('2015', '', '2019', '2018') });
    expect(values.map(({ value, count }) => [value, count])).toEqual([
      ['2019', 7],
      ['2018', 6],
      ['2015', 9],
      ['', 8],
    ]);
  });

  it('leaves other values in the order of their counts', () => {
    const values = free('Quay Weekly', '', 'Astra Post');
    expect(listed({ facet: 'outlet', values })).toEqual(values);
  });
});
