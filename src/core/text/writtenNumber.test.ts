import { describe, expect, it } from 'vitest';
import { counted, writtenNumber } from './writtenNumber';

describe('writtenNumber', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_234, '1,234'],
    [12_345_678, '12,345,678'],
  ])('writes %d as %s', (number, written) => {
    expect(writtenNumber(number)).toBe(written);
  });
});

describe('counted', () => {
  it.each([
    [0, 'places', '0 places'],
    [1, 'places', '1 place'],
    [1_200, 'places', '1,200 places'],
  ])('counts %d %s', (number, _, words) => {
    expect(counted(number, 'place')).toBe(words);
  });

  it('takes the form for several where it is not the one with an s', () => {
    expect(counted(2, 'search finds', 'searches find')).toBe('2 searches find');
  });
});
