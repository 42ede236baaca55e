/**
 * Small numbers written in words as their digits: `three` as `3`, `third` as `3rd`, `twenty` as `20`. Takes and gives keys
 * as `fold` makes them; any other word stays itself. Numbers of several words (`forty-two`) are words of their own and stay
 * apart: joining them would join `the one two friends` as well.
 */
export function inDigits(key: string): string {
  return DIGITS.get(key) ?? key;
}

const CARDINALS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const TENS = 'thirty forty fifty sixty seventy eighty ninety';

const DIGITS: ReadonlyMap<string, string> = new Map([
  ...CARDINALS.split(' ').map((word, value): [string, string] => [word, String(value)]),
  ...ORDINALS.split(' ').map((word, value): [string, string] => [word, `${value}${ending(value)}`]),
  ...TENS.split(' ').map((word, at): [string, string] => [word, String((at + 3) * 10)]),
]);

function ending(value: number): string {
  if (value > 10 && value < 14) return 'th';
  return ['th', 'st', 'nd', 'rd'][value % 10] ?? 'th';
}
