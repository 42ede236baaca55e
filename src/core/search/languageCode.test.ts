import { describe, expect, it } from 'vitest';
import { languageCode } from './languageCode';

describe('languageCode', () => {
  it.each([
    ['korean', 'ko'],
    ['chinese', 'zh'],
    ['filipino', 'tl'],
    ['romanian', 'ro'],
    ['hebrew', 'he'],
    ['norwegian bokmal', 'nb'],
    ['ko', null],
    ['zh hans', null],
    ['harbour', null],
    ['', null],
  ])('gives for %j %j', (name, code) => {
    expect(languageCode(name)).toBe(code);
  });

  it('takes no code for a name', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    expect(codes.filter((code) => languageCode(code) !== null)).toEqual([]);
  });
});
