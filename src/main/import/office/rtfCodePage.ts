import { codePageEncoding } from '../codePageEncoding';

/** Code page of each character set of a font (RTF 1.9.1, "Font Table"); 2 is a font of signs. */
const BY_CHARSET: Readonly<Record<number, number>> = {
  77: 10_000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

export const WESTERN = 'windows-1252';

/** The encoding of a code page by its number; that of Western Windows where it is not read. */
export const rtfCodePage = (number: number): string => codePageEncoding(number) ?? WESTERN;

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
  if (page !== null && page > 0) return rtfCodePage(page);
  const charset = font?.charset ?? null;
  const own = charsetPage(charset);
  if (own !== null) return own;
  if (charset !== 0) return standard;
  const named = [...charsets].some((set) => charsetPage(set) === standard);
  return named && !isDoubleByte(standard) ? WESTERN : standard;
}

const charsetPage = (charset: number | null): string | null =>
  charset === null ? null : codePageEncoding(BY_CHARSET[charset] ?? null);

const isDoubleByte = (page: string): boolean => /^(shift_jis|cp949|big5|gb18030)$/.test(page);
