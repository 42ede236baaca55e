const SIGNS: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'],
  [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
]; // prettier-ignore

/** A whole number in small Roman numerals; in digits where they have none, below 1 and beyond 3,999. */
export function romanNumber(value: number): string {
  if (value < 1 || value > 3_999) return String(value);
  let left = value;
  let words = '';
  for (const [worth, sign] of SIGNS) {
    while (left >= worth) {
      words += sign;
      left -= worth;
    }
  }
  return words;
}
