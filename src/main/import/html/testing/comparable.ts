/** Words as they are compared: letters and digits, however they are written. */
export const comparable = (words: string): string =>
  words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
