import { describe, expect, it } from 'vitest';
import { romanNumber } from './romanNumber';

describe('romanNumber', () => {
  it('writes what has numerals in them, and the rest in digits', () => {
    expect([1, 4, 9, 14, 40, 90, 400, 1_999, 3_999].map(romanNumber)).toEqual([
      'i', 'iv', 'ix', 'xiv', 'xl', 'xc', 'cd', 'mcmxcix', 'mmmcmxcix',
    ]); // prettier-ignore
    expect([0, -3, 4_000].map(romanNumber)).toEqual(['0', '-3', '4000']);
  });
});
