import { randomBytes } from 'node:crypto';
import { AppError } from '../../../core/model/appError';

/** Letters that cannot be taken for one another, or for a digit, in a hurried hand. Their places are their values. */
const LETTERS = 'ABCEFHJKMNPRTWXY';
const GROUPS = 8;
const LETTERS_OF_A_GROUP = 5;

/** Weights of the four letters of a group and of its number: 2, 4, 8 … in the field of 16 elements, all different, none 1. */
const WEIGHTS = [2, 4, 8, 3] as const;
const WEIGHT_OF_NUMBER = 6;

/**
 * A new recovery code and the 128 bits it stands for: eight groups of five letters, `ABCEF-…`. The fifth letter of each
 * group is a check over the other four and the group's number: one wrong letter, two letters swapped and two groups
 * swapped are always found, and the wrong group is named.
 */
export function newRecoveryCode(): { readonly code: string; readonly secret: Buffer } {
  const secret = randomBytes((GROUPS * (LETTERS_OF_A_GROUP - 1)) / 2);
  return { code: writeRecoveryCode(secret), secret };
}

/** The code of 16 bytes. */
export function writeRecoveryCode(secret: Uint8Array): string {
  const values = Array.from(secret, (byte) => [byte >> 4, byte & 15]).flat();
  return Array.from({ length: GROUPS }, (_, number) => {
    const four = values.slice(number * 4, number * 4 + 4);
    return [...four, checkOf(four, number)].map((value) => LETTERS[value]).join('');
  }).join('-');
}

/**
 * The bytes behind a code as somebody typed it: small letters, spaces and missing hyphens do not matter. Throws
 * `bad-input`, which names the group that was copied wrongly and never repeats the code.
 */
export function readRecoveryCode(typed: string): Buffer {
  const letters = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const wanted = GROUPS * LETTERS_OF_A_GROUP;
  if (letters.length !== wanted) {
    throw new AppError(
      'bad-input',
      `The recovery code has ${letters.length} letters instead of ${wanted}.`,
      `It is made of ${GROUPS} groups of ${LETTERS_OF_A_GROUP} letters: compare it with the printed one.`,
    );
  }
  const values = Array.from(letters, (letter) => LETTERS.indexOf(letter));
  const secret = Buffer.alloc(wanted * 0.4);
  for (let number = 0; number < GROUPS; number += 1) {
    const group = values.slice(number * LETTERS_OF_A_GROUP, (number + 1) * LETTERS_OF_A_GROUP);
    const four = group.slice(0, -1);
    if (group.includes(-1) || checkOf(four, number) !== group.at(-1)) {
      throw new AppError(
        'bad-input',
        `Group ${number + 1} of the recovery code is not as it was printed.`,
        `Compare that group letter by letter; only these letters occur: ${Array.from(LETTERS).join(' ')}.`,
      );
    }
    secret[number * 2] = (four[0]! << 4) | four[1]!;
    secret[number * 2 + 1] = (four[2]! << 4) | four[3]!;
  }
  return secret;
}

function checkOf(four: readonly number[], number: number): number {
  return four.reduce((sum, value, i) => sum ^ times(WEIGHTS[i]!, value), times(WEIGHT_OF_NUMBER, number));
}

/** The product in GF(16), modulo x⁴ + x + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 4; bit += 1) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 7; bit >= 4; bit -= 1) if ((product >> bit) & 1) product ^= 0b10011 << (bit - 4);
  return product;
}
