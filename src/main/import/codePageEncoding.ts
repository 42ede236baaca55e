const ENCODINGS: Readonly<Record<number, string>> = {
  437: 'cp437',
  850: 'cp850',
  852: 'cp852',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'cp949',
  950: 'big5',
  // Johab: nothing here reads it, and windows-949 has at least its Latin letters.
  1361: 'cp949',
  10_000: 'macintosh',
  10_007: 'x-mac-cyrillic',
  20_127: 'windows-1252',
  20_866: 'koi8-r',
  20_936: 'gb18030',
  20_949: 'cp949',
  21_866: 'koi8-u',
  50_220: 'iso-2022-jp',
  50_221: 'iso-2022-jp',
  50_222: 'iso-2022-jp',
  51_932: 'euc-jp',
  51_936: 'gb18030',
  51_949: 'cp949',
  54_936: 'gb18030',
  65_001: 'utf-8',
};

/**
 * The encoding of a code page of Windows by its number, by a label that `decodeAs` reads; null for one that is not read, and
 * for none.
 */
export function codePageEncoding(page: number | null): string | null {
  if (page === null) return null;
  if (page >= 1_250 && page <= 1_258) return `windows-${page}`;
  // There never was a twelfth part of ISO 8859.
  if (page > 28_591 && page <= 28_605 && page !== 28_602) return `iso-8859-${page - 28_590}`;
  if (page === 28_591) return 'windows-1252';
  return ENCODINGS[page] ?? null;
}
