import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { houseStyle } from './houseStyle';
import { inDigits } from './numerals';

describe('houseStyle', () => {
  it.each([
    ['denuclearisation', 'denuclearization'],
    ['organised', 'organized'],
    ['organiser', 'organizer'],
    ['analysed', 'analyzed'],
    ['behavioural', 'behavioral'],
    ['neighbours', 'neighbors'],
    ['centres', 'centers'],
    ['dialogue', 'dialog'],
    ['defence', 'defense'],
    ['cancelled', 'canceled'],
    ['counsellor', 'counselor'],
    ['judgement', 'judgment'],
    ['towards', 'toward'],
  ])('brings %s and %s together', (one, other) => {
    expect(houseStyle(one)).toBe(houseStyle(other));
  });

  it.each([
    ['four', 'for'],
    ['hour', 'hor'],
    ['tour', 'tor'],
    ['rise', 'rize'],
    ['raised', 'raized'],
    ['promise', 'promize'],
    ['surprised', 'surprized'],
    ['prison', 'prizon'],
    ['advisers', 'advizers'],
    ['called', 'caled'],
    ['killed', 'kiled'],
    ['here', 'heer'],
    ['fence', 'fense'],
    ['vogue', 'vog'],
  ])('leaves %s as it is', (word) => {
    expect(houseStyle(word)).toBe(word);
  });

  it('changes nothing the second time', () => {
    const endings = [
      'ise',
      'isation',
      'ising',
      'our',
      'oured',
      're',
      'red',
      'ogue',
      'ence',
      'lling',
      'lled',
      'yse',
      '',
    ];
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), fc.constantFrom(...endings), (stem, ending) => {
        const once = houseStyle(stem + ending);
        expect(houseStyle(once)).toBe(once);
      }),
    );
  });
});

describe('inDigits', () => {
  it.each([
    ['three', '3'],
    ['twelve', '12'],
    ['first', '1st'],
    ['eleventh', '11th'],
    ['twentieth', '20th'],
    ['ninety', '90'],
    ['phone', 'phone'],
  ])('gives %s as %s', (word, digits) => {
    expect(inDigits(word)).toBe(digits);
  });
});
