import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newRecoveryCode, readRecoveryCode, writeRecoveryCode } from './recoveryCode';

const secrets = fc.uint8Array({ minLength: 16, maxLength: 16 });
const LETTERS = 'ABCEFHJKMNPRTWXY';

describe('recovery code', () => {
  it('reads back what it wrote, however it was typed', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom('-', ' ', '', ' – ', '\n'), (secret, gap) => {
        const typed = writeRecoveryCode(secret).toLowerCase().replaceAll('-', gap);
        expect(readRecoveryCode(typed)).toEqual(Buffer.from(secret));
      }),
    );
  });

  it('is eight groups of five letters, another each time', () => {
    const { code, secret } = newRecoveryCode();
    expect(code).toMatch(/^[A-Y]{5}(-[A-Y]{5}){7}$/);
    expect(readRecoveryCode(code)).toEqual(secret);
    expect(newRecoveryCode().code).not.toBe(code);
  });

  it('names the group of every single wrong letter', () => {
    const code = writeRecoveryCode(Uint8Array.from({ length: 16 }, (_, i) => i * 37));
    for (let at = 0; at < code.length; at += 1) {
      for (const letter of `${LETTERS}DGILOQSUVZ018`) {
        if (code[at] === '-' || letter === code[at]) continue;
        const group = Math.floor(at / 6) + 1;
        const wrong = code.slice(0, at) + letter + code.slice(at + 1);
        expect(() => readRecoveryCode(wrong), wrong).toThrow(`Group ${group} of the recovery code`);
      }
    }
  });

  it('notices two letters swapped, and two groups swapped', () => {
    fc.assert(
      fc.property(secrets, fc.nat(7), fc.nat(4), fc.nat(4), fc.nat(7), (secret, group, a, b, other) => {
        const groups = writeRecoveryCode(secret).split('-');
        const letters = Array.from(groups[group]!);
        [letters[a], letters[b]] = [letters[b]!, letters[a]!];
        const swapped = groups.with(group, letters.join(''));
        if (letters[a] !== letters[b]) expect(() => readRecoveryCode(swapped.join('-'))).toThrow('Group');
        const moved = groups.with(group, groups[other]!).with(other, groups[group]!);
        if (group !== other) expect(() => readRecoveryCode(moved.join('-'))).toThrow('Group');
      }),
    );
  });

  it('says how many letters are missing, and never repeats the code', () => {
    expect(() => readRecoveryCode('ABCEF-HJKMN')).toThrow('10 letters instead of 40');
    expect(() => readRecoveryCode('ABCEF-HJKMN')).not.toThrow('ABCEF');
  });
});
