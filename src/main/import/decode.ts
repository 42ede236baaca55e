import iconv from 'iconv-lite';
import { AppError } from '../../core/model/appError';
import { encodingName } from '../../core/model/encoding';
import { decodeVietnamese, VIETNAMESE_LABELS, vietnameseShare, type VietnameseLabel } from './vietnamese';

export type DecodedText = {
  readonly text: string;
  /** WHATWG label, lower case; or `viscii`, `tcvn3`, `vni`. */
  readonly encoding: string;
  /** Phrases for the import report. */
  readonly remarks: readonly string[];
};

/** How much of a file the guess of its encoding looks at. */
const SAMPLE = 65_536;

/**
 * Bytes as text, by the first that fits: byte-order mark, zero bytes in the shape of UTF-16, UTF-8 (a few broken
 * sequences do not make it something else), a guess over 64 KB. What cannot be read becomes U+FFFD and is counted in a
 * remark. Rejects `file-binary` for bytes that are no text, `encoding-unknown` where no encoding fits. `chosen` is the label
 * of an encoding a person chose: then nothing is guessed.
 */
export async function decode(bytes: Uint8Array, name: string, chosen?: string): Promise<DecodedText> {
  if (chosen !== undefined) return read(bytes, chosen);
  const marked = byteOrderMark(bytes);
  if (marked !== null) return read(bytes, marked);

  const wide = shapeOfUtf16(bytes);
  if (wide !== null) return read(bytes, wide);

  if (looksBinary(bytes)) {
    throw new AppError(
      'file-binary',
      `“${name}” holds data that is not text.`,
      'If it is a document, save it as text (.txt) from the program it came from and import that.',
    );
  }
  if (isUtf8(bytes)) {
    const escaped = bytes.subarray(0, SAMPLE).includes(0x1b) && hasIso2022Escape(bytes);
    return read(bytes, escaped ? 'iso-2022-jp' : 'utf-8');
  }
  const guess = await guessEncoding(bytes);
  let decoded = guess === null ? null : read(bytes, guess);
  // A guess that leaves one character in fifty unread is no reading; a few accents among Latin letters have one anyhow.
  if ((isUnreadable(decoded) || mixesAlphabets(decoded.text)) && isMostlyLatin(bytes)) {
    decoded = read(bytes, 'windows-1252');
  }
  if (isUnreadable(decoded)) {
    throw new AppError(
      'encoding-unknown',
      `“${name}” is text in an encoding Dossier could not recognise.`,
      'Open it in the program it came from, save it as UTF-8 and import it again.',
    );
  }
  return decoded;
}

const isUnreadable = (decoded: DecodedText | null): decoded is null =>
  decoded === null || unread(decoded.text) * 50 > decoded.text.length;

const OTHER_LETTERS = '[\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Hebrew}\\p{Script=Arabic}]+';
const OTHER_ALPHABET = new RegExp(OTHER_LETTERS, 'gu');
const INSIDE_LATIN = new RegExp(`(?<=[a-z])${OTHER_LETTERS}|${OTHER_LETTERS}(?=[a-z])`, 'gu');

/** Most letters of other alphabets stand inside Latin words: no language writes so, accents read wrongly look like it. */
function mixesAlphabets(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const inside = sample.match(INSIDE_LATIN)?.length ?? 0;
  return inside * 2 > (sample.match(OTHER_ALPHABET)?.length ?? 0);
}

/** One byte in four at most is beyond ASCII for each letter that is not. */
function isMostlyLatin(bytes: Uint8Array): boolean {
  let high = 0;
  let letters = 0;
  for (const byte of bytes.subarray(0, SAMPLE)) {
    if (byte >= 0x80) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters += 1;
  }
  return high * 4 <= letters;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

/**
 * UTF-16 without a mark: zero bytes, and read in the right order nearly no character that text has not, but the spaces
 * and stops that it has. East Asian text has few zero bytes, and in both places.
 */
function shapeOfUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, SAMPLE);
  if (bytes.length % 2 !== 0 || !sample.includes(0)) return null;
  let best: 'utf-16le' | 'utf-16be' | null = null;
  let most = 0;
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = new TextDecoder(encoding).decode(sample);
    const strange = text.match(/[\p{Cn}\p{Co}\uFFFD]|(?![\t\n\r\f])\p{Cc}/gu)?.length ?? 0;
    const plain = text.match(/[ \n,.\u3001\u3002\uFF0C]/g)?.length ?? 0;
    if (strange * 50 <= text.length && plain * 100 >= text.length && plain > most) {
      best = encoding;
      most = plain;
    }
  }
  return best;
}

/** More than one control byte in two hundred of the first 64 KB: no text has that. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (const byte of sample) if (isControl(byte)) controls += 1;
  return controls * 200 > sample.length;
}

// Tab, line ends, form feed and escape (ISO-2022) do occur in text.
const isControl = (byte: number): boolean =>
  byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b && byte !== 0x1a;

/**
 * True for UTF-8, also with some broken sequences (a cut end, a paste of other bytes). Long sequences hardly ever arise
 * by chance, so they weigh more against the broken ones.
 */
function isUtf8(bytes: Uint8Array): boolean {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at += 1;
      continue;
    }
    const length =
      byte >= 0xc2 && byte <= 0xdf ? 2 : (byte & 0xf0) === 0xe0 ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
    let seen = 1;
    while (seen < length && (bytes[at + seen]! & 0xc0) === 0x80) seen += 1;
    if (length > 0 && seen === length) good += length === 2 ? 1 : length * 2;
    // A sequence cut by the end of the file says nothing against UTF-8.
    else if (length === 0 || at + seen < bytes.length) bad += 1;
    at += seen;
  }
  return bad * 3 <= good;
}

function hasIso2022Escape(bytes: Uint8Array): boolean {
  const sample = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SAMPLE)).toString(
    'latin1',
  );
  // eslint-disable-next-line no-control-regex -- the escape sequences of ISO-2022-JP begin with a control character
  return /\x1b\$[@B]/.test(sample) && !/[\x80-\xff]/.test(sample);
}

/** The WHATWG label of the likeliest legacy encoding; null when nothing is likely. */
async function guessEncoding(bytes: Uint8Array): Promise<string | null> {
  if (looksKorean(bytes)) return 'euc-kr';
  if (looksWestern(bytes)) return 'windows-1252';
  const vietnamese = looksVietnamese(bytes);
  if (vietnamese !== null) return vietnamese;
  // Large and seldom needed: nearly every file is UTF-8.
  const { chardet } = await import('jschardet');
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, first - SAMPLE / 4);
  const options = { encodingEra: ERAS, compatNames: false };
  const found = chardet.detect(bytes.subarray(from, from + SAMPLE), options).encoding;
  return found === null ? null : (DETECTED[found] ?? null);
}

/** The detector's families: today's web, ISO, Macintosh and regional; not those of DOS and of mainframes. */
const ERAS = 1 | 2 | 4 | 8;

/**
 * Text in Latin letters whose few other bytes are mostly the curly quotes and dashes of Windows: too little for
 * statistics, which see Hebrew or Cyrillic letters in them.
 */
function looksWestern(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let high = 0;
  let signs = 0;
  let letters = 0;
  for (const byte of sample) {
    if (byte >= 0x80) {
      high += 1;
      // € … ‘ ’ “ ” • – — ™, no-break space, £ § © « ° »
      if ((byte >= 0x91 && byte <= 0x97) || WESTERN_SIGNS.has(byte)) signs += 1;
    } else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters += 1;
  }
  return high * 4 <= letters && signs * 2 >= high;
}

/** Share of words that must read as syllables of Vietnamese, which few other languages' words do. */
const VIETNAMESE = 0.85;

/**
 * The encoding in which nearly every word is a syllable of Vietnamese; null where none is. Its encodings put other letters
 * on the same bytes, so that a wrong one gives syllables nobody can say.
 */
function looksVietnamese(bytes: Uint8Array): string | null {
  const first = Math.max(0, bytes.findIndex((byte) => byte >= 0x80) - 200);
  const sample = bytes.subarray(first, first + 4_096);
  let best: string | null = null;
  let most = VIETNAMESE;
  for (const label of [...VIETNAMESE_LABELS, 'windows-1258']) {
    // The cut ends are no words.
    const text = decodeAs(sample, label)
      .normalize('NFC')
      .replace(/^\S*\s|\s\S*$/g, ' ');
    const share = vietnameseShare(text);
    if (share > most) {
      most = share;
      best = label;
    }
  }
  return best;
}

const WESTERN_SIGNS = new Set([0x80, 0x85, 0x99, 0xa0, 0xa3, 0xa7, 0xa9, 0xab, 0xb0, 0xbb]);

/**
 * Korean in windows-949. The detector takes some of it for Chinese, whose bytes have the same shape; but syllables of
 * Hangul have lead bytes B0 to C8, where Chinese has hardly more than half of its characters.
 */
function looksKorean(bytes: Uint8Array): boolean {
  let hangul = 0;
  let other = 0;
  for (let at = 0; at < Math.min(bytes.length, SAMPLE) - 1; at += 1) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1]!;
    if (lead < 0x81 || lead > 0xfd || trail < 0x41) return false;
    if (lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1) hangul += 1;
    // Rows A1 to AF are signs in both.
    else if (lead < 0xa1 || lead > 0xaf) other += 1;
    at += 1;
  }
  return hangul >= 8 && other * 8 <= hangul;
}

/**
 * The label of each encoding the detector can name and we can read, by the detector's own name. Of the rest (Johab, HZ) it is
 * better said that they are not known than to leave them to its second best.
 */
export const DETECTED: Readonly<Record<string, string>> = {
  ascii: 'windows-1252',
  'utf-8': 'utf-8',
  'utf-8-sig': 'utf-8',
  'utf-16-le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  'utf-32-le': 'utf-32le',
  'utf-32-be': 'utf-32be',
  big5hkscs: 'big5',
  cp932: 'shift_jis',
  shift_jis_2004: 'shift_jis',
  euc_jis_2004: 'euc-jp',
  iso2022_jp_2: 'iso-2022-jp',
  cp949: 'euc-kr',
  euc_kr: 'euc-kr',
  gb18030: 'gb18030',
  cp874: 'windows-874',
  'tis-620': 'windows-874',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1252: 'windows-1252',
  cp1253: 'windows-1253',
  cp1254: 'windows-1254',
  cp1255: 'windows-1255',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  cp1258: 'windows-1258',
  'koi8-r': 'koi8-r',
  'koi8-u': 'koi8-u',
  'koi8-t': 'koi8-t',
  'iso8859-1': 'windows-1252',
  'iso8859-2': 'iso-8859-2',
  'iso8859-3': 'iso-8859-3',
  'iso8859-4': 'iso-8859-4',
  'iso8859-5': 'iso-8859-5',
  'iso8859-6': 'iso-8859-6',
  'iso8859-7': 'iso-8859-7',
  'iso8859-8': 'iso-8859-8',
  'iso8859-9': 'windows-1254',
  'iso8859-10': 'iso-8859-10',
  'iso8859-13': 'iso-8859-13',
  'iso8859-14': 'iso-8859-14',
  'iso8859-15': 'iso-8859-15',
  'iso8859-16': 'iso-8859-16',
  'mac-cyrillic': 'x-mac-cyrillic',
  'mac-greek': 'macgreek',
  'mac-iceland': 'maciceland',
  'mac-latin2': 'maccenteuro',
  'mac-roman': 'macintosh',
  'mac-turkish': 'macturkish',
  cp720: 'cp720',
  cp1125: 'cp1125',
  kz1048: 'rk1048',
  ptcp154: 'pt154',
  'hp-roman8': 'hp-roman8',
};

const noEncoding = (label: string): AppError =>
  new AppError('bad-input', `“${label}” is no encoding Dossier reads.`, 'Choose one of the list.');

/** Bytes in an encoding given by its label, what cannot be read as U+FFFD. Throws `bad-input` for a label of none. */
export function decodeAs(bytes: Uint8Array, encoding: string): string {
  if (isVietnamese(encoding)) return decodeVietnamese(bytes, encoding);
  // TextDecoder does Unicode fast. For the rest its tables differ between runtimes: Node 20 reads windows-1252 as
  // ISO-8859-1 and lacks half of windows-949.
  if (/^(utf-(8|16le|16be)|iso-2022-jp)$/.test(encoding)) {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  }
  if (encoding === MAC_CYRILLIC) {
    // WHATWG's table is that of Ukraine, with the euro where the old one has the sign of any currency.
    return iconv
      .decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'macukraine')
      .replaceAll('¤', '€');
  }
  if (!iconv.encodingExists(encoding)) {
    throw noEncoding(encoding);
  }
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding);
  // Halves of pairs are no characters in UTF-32, but iconv-lite lets them through.
  return encoding.startsWith('utf-32') ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
}

const MAC_CYRILLIC = 'x-mac-cyrillic';

const isVietnamese = (label: string): label is VietnameseLabel =>
  (VIETNAMESE_LABELS as readonly string[]).includes(label);

function read(bytes: Uint8Array, encoding: string): DecodedText {
  const raw = decodeAs(bytes, encoding);
  const text = raw.replaceAll('\0', '\uFFFD');
  const remarks: string[] = [];
  if (encoding !== 'utf-8') remarks.push(`read as ${encodingName(encoding)}`);
  const lost = unread(text) - (encoding === 'utf-8' ? replacementsInFile(bytes) : 0);
  if (lost > 0)
    remarks.push(lost === 1 ? '1 character could not be read' : `${lost} characters could not be read`);
  return { text, encoding, remarks };
}

function unread(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1;
  return count;
}

/** Replacement characters that stood in the file already: lost before it reached us. */
function replacementsInFile(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = buffer.indexOf('\uFFFD'); at >= 0; at = buffer.indexOf('\uFFFD', at + 3)) count += 1;
  return count;
}
