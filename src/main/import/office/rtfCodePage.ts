/** Code page of each character set of a font (RTF 1.9.1, "Font Table"); 2 is a font of signs. */
const BY_CHARSET: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  // Johab: nothing here reads it, and windows-949 has at least its Latin letters.
  130: 'cp949',
  134: 'gb18030',
  136: 'cp950',
  161: 'win1253',
  162: 'win1254',
  163: 'win1258',
  177: 'win1255',
  178: 'win1256',
  186: 'win1257',
  204: 'win1251',
  222: 'win874',
  238: 'win1250',
  254: 'cp437',
  255: 'cp850',
};

const BY_NUMBER: Readonly<Record<number, string>> = {
  437: 'cp437',
  850: 'cp850',
  852: 'cp852',
  866: 'cp866',
  874: 'win874',
  932: 'cp932',
  936: 'gb18030',
  949: 'cp949',
  950: 'cp950',
  1361: 'cp949',
  10_000: 'macintosh',
  10_007: 'maccyrillic',
  65_001: 'utf-8',
};

/** What iconv-lite calls a code page by its number; that of Western Windows where there is none. */
export function codePage(number: number): string {
  return BY_NUMBER[number] ?? (number >= 1_250 && number <= 1_258 ? `win${number}` : 'win1252');
}

export type Font = { readonly name: string; readonly charset: number | null; readonly page: number | null };

/**
 * The code page of text in a font, in a file with this default. The set 0 is Western by the letter; but files whose
 * fonts are all 0 or nothing come from programs that mean the default.
 */
export function fontPage(
  font: Font | undefined,
  standard: string,
  charsets: ReadonlySet<number | null>,
): string {
  const page = font?.page ?? null;
  if (page !== null && page > 0) return codePage(page);
  const charset = font?.charset ?? null;
  if (charset !== null && BY_CHARSET[charset] !== undefined) return BY_CHARSET[charset];
  if (charset !== 0) return standard;
  const named = [...charsets].some((set) => set !== null && BY_CHARSET[set] === standard);
  return named && !isDoubleByte(standard) ? 'win1252' : standard;
}

export const isDoubleByte = (page: string): boolean => /^(cp932|cp949|cp950|gb18030)$/.test(page);
