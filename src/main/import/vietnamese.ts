import iconv from 'iconv-lite';

/** Encodings of Vietnamese from before Unicode that WHATWG does not know. */
export const VIETNAMESE_LABELS = ['viscii', 'tcvn3', 'vni'] as const;
export type VietnameseLabel = (typeof VIETNAMESE_LABELS)[number];

/**
 * Bytes as Vietnamese text: VISCII (RFC 1456); TCVN3, the letters of ABC fonts (TCVN 5712:1993, VN3, whose capitals with
 * marks are in fonts of their own); VNI, where marks are letters of windows-1252 behind the one they belong to.
 */
export function decodeVietnamese(bytes: Uint8Array, label: VietnameseLabel): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (label !== 'vni') return iconv.decode(buffer, label === 'viscii' ? 'viscii' : 'tcvn').normalize('NFC');
  return iconv
    .decode(buffer, 'windows-1252')
    .replace(LETTERS, (written: string, base?: string, mark?: string) => {
      if (base === undefined || mark === undefined) return SINGLE[written]!;
      const letter = ((SINGLE[base] ?? base) + MARKS[mark.toLowerCase()]!).normalize('NFC');
      // Letters that take no such mark stand for themselves.
      return letter.length === 1 ? letter : (SINGLE[base] ?? base) + (SINGLE[mark] ?? mark);
    });
}

/** Marks of VNI by their letters, small as capital: circumflex and breve, alone and with a tone, and the tones alone. */
const MARKS: Readonly<Record<string, string>> = {
  ù: '\u0301', ø: '\u0300', û: '\u0309', õ: '\u0303', ï: '\u0323',
  â: '\u0302', á: '\u0302\u0301', à: '\u0302\u0300', å: '\u0302\u0309', ã: '\u0302\u0303', ä: '\u0302\u0323',
  ê: '\u0306', é: '\u0306\u0301', è: '\u0306\u0300', ú: '\u0306\u0309', ü: '\u0306\u0303', ë: '\u0306\u0323',
}; // prettier-ignore

/** Letters of VNI that are one byte. */
const SINGLE: Readonly<Record<string, string>> = {
  ô: 'ơ', ö: 'ư', ñ: 'đ', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ',
  Ô: 'Ơ', Ö: 'Ư', Ñ: 'Đ', Æ: 'Ỉ', Ó: 'Ĩ', Ò: 'Ị', Î: 'Ỵ',
}; // prettier-ignore
const LETTERS = /([aeouyAEOUYôöÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|[ôöñæóòîÔÖÑÆÓÒÎ]/g;

/**
 * How much of a text reads as Vietnamese, 0 to 1: the lesser of the shares among all words and among those with marks. 0 for
 * fewer than four words with marks, which say nothing.
 */
export function vietnameseShare(text: string): number {
  let words = 0;
  let good = 0;
  let marked = 0;
  let goodMarked = 0;
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}]+/gu)) {
    const isGood = isSyllable(word);
    // A language of one syllable to a word has names and loans too.
    words += 1;
    good += Number(isGood);
    if (/^[a-z]+$/.test(word)) continue;
    marked += 1;
    goodMarked += Number(isGood);
  }
  if (goodMarked < 4) return 0;
  return Math.min(good / words, goodMarked / marked);
}

/** Whether a word is one syllable of Vietnamese: an initial, vowels with one tone at most, an ending. */
function isSyllable(word: string): boolean {
  const taken = word.normalize('NFD');
  const tones = taken.match(/[\u0300\u0301\u0303\u0309\u0323]/g)?.length ?? 0;
  if (tones > 1) return false;
  const plain = taken.replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '').normalize('NFC');
  return SYLLABLE.test(plain);
}
const SYLLABLE =
  /^(ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?(oai|oay|uây|uôi|ươi|ươu|iêu|yêu|uyê|uya|oeo|uyu|[aăâeêioôơuưy]{1,2})(ch|ng|nh|[cmnpt])?$/;
