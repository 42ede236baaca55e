import { describe, expect, it } from 'vitest';
import { writtenDate } from '../../../core/model/date';
import { readPartialDate } from './partialDateField';

describe('readPartialDate', () => {
  it.each([
    ['2019', '2019'],
    ['2019-06', '2019-06'],
    ['2019-6-2', '2019-06-02'],
    [' 2019-06-12 ', '2019-06-12'],
    ['June 2019', '2019-06'],
    ['jun 2019', '2019-06'],
    ['12 June 2019', '2019-06-12'],
    ['12th  June, 2019', '2019-06-12'],
    ['June 12, 2019', '2019-06-12'],
    ['12.6.2019', '2019-06-12'],
    ['29 February 2020', '2020-02-29'],
    ['1 May 2020', '2020-05-01'],
  ])('reads “%s” as %s', (typed, date) => {
    expect(readPartialDate(typed)).toBe(date);
  });

  it.each([
    '',
    'yesterday',
    '2019-13',
    '31 June 2019',
    '29.2.2019',
    '6/12/2019',
    'ju 2019',
    '12 Foo 2019',
    '19',
  ])('refuses “%s”', (typed) => {
    expect(readPartialDate(typed)).toBeNull();
  });

  it('reads what lists and fields write', () => {
    for (const date of ['2019', '2019-06', '2019-06-02', '2019-12-31']) {
      expect(readPartialDate(writtenDate(date))).toBe(date);
    }
  });
});
