/**
 * Words with their places. The one tokeniser of the product: search indexes by it, compare aligns by it, word counts
 * count by it, so they never disagree about what a word is.
 */
export type Word = {
  /** Half-open range in UTF-16 units of the text given. */
  readonly from: number;
  readonly to: number;
  /** Folded form for comparing: see `fold`. Never empty. */
  readonly key: string;
};

/**
 * The folded form of a word, in which spellings that mean the same word meet: compatibility forms (half and full width),
 * case, accents, the stops of an abbreviation (`U.N.`, `UN`), apostrophes, the commas of a number. What makes a different
 * word stays: Thai vowel signs, Japanese voicing marks; Hangul stays composed. Folding twice changes nothing.
 */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  if (PLAIN_WITH_CAPITALS.test(word)) return word.toLowerCase();
  const folded = compatible(word)
    .replace(ACCENTS, '')
    .toLowerCase()
    // Lower-casing can set marks of its own (İ) and final sigma.
    .replace(ACCENTS, '')
    .replace(UNDECOMPOSED, (letter) => BASE_LETTERS[letter]!)
    .replace(THAI_TONE_FIRST, '\u0e4d$1');
  if (!NUMERAL.test(folded)) return folded.replace(NO_PART_OF_WORD, '').normalize('NFC');
  const digits = folded.replace(NO_PART_OF_NUMERAL, '');
  // ⒈ is a one.
  let end = digits.length;
  while (digits[end - 1] === '.') end -= 1;
  return digits.slice(0, end);
}

/** Compatibility forms taken apart, but for ½ and its like: 12 is another number. */
function compatible(word: string): string {
  return FRACTION.test(word)
    ? word.replace(/[^¼-¾⅐-⅟↉]+/g, (part) => part.normalize('NFKD'))
    : word.normalize('NFKD');
}
const FRACTION = /[¼-¾⅐-⅟↉]/;

const PLAIN = /^[a-z0-9]+$/;
const PLAIN_WITH_CAPITALS = /^[A-Za-z0-9]+$/;
const NUMERAL = /^[0-9][0-9.,]*$/;
/** Marks on Latin, Greek and Cyrillic letters, the vowels of Hebrew and Arabic, and the stretch of Arabic letters. */
const ACCENTS =
  /[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]|[\u0591-\u05c7]|[\u0610-\u061a]|[\u064b-\u065f]|\u0670|\u0640/g;
/** What is left of `⑴` when it is taken apart, stops and apostrophes, joiners, and choices between shapes of a letter. */
const NO_PART_OF_WORD = /[^\p{L}\p{N}\p{M}]|\u02bc|[\ufe00-\ufe0f]|[\u180b-\u180f]|[\u{e0100}-\u{e01ef}]/gu;
/** น้ำ is written with the ring of its last vowel before the tone mark or after it. */
const THAI_TONE_FIRST = /([\u0e48-\u0e4b])\u0e4d/g;
const NO_PART_OF_NUMERAL = /[^0-9.]/g;
/** Latin letters that Unicode does not take apart, and the sigma of word ends. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  đ: 'd', ð: 'd', ø: 'o', ł: 'l', ħ: 'h', ı: 'i', æ: 'ae', œ: 'oe', ß: 'ss', þ: 'th', ς: 'σ',
}; // prettier-ignore
const UNDECOMPOSED = /[đðøłħıæœßþς]/g;

/**
 * The words of a text, in order and without overlap. Hyphens and spaces both separate, so `Jong-un` is two words; `U.N.`,
 * `O’Brien` and `1,250.5` are one; the s of a possessive belongs to no word; a change between Latin, Hangul and the
 * scripts written without spaces separates (`UN이`, `6月`). Han, Kana, Thai, Lao, Khmer and Myanmar are divided by the
 * platform's dictionaries (UAX 29, `Intl.Segmenter`). Linear in the text; no word crosses white space, so
 * `words(a + ' ' + b)` is `words(a)` followed by `words(b)`.
 */
export function words(text: string): Word[] {
  const found: Word[] = [];
  // Few distinct words need real folding; a text repeats them.
  const folded = new Map<string, string>();
  eachWord(text, (from, to, plain) => {
    const word = text.slice(from, to);
    let key: string | undefined = word;
    if (!plain) {
      key = folded.get(word);
      if (key === undefined) folded.set(word, (key = fold(word)));
    }
    if (key !== '') found.push({ from, to, key });
  });
  return found;
}

/**
 * The places of `words(text)` without their keys, for who folds each different word once: also given is what folds to
 * nothing and is no word. `plain` words are their own keys. `hash` is the `hashOfUnits` of the word where it was worked out
 * on the way; else 0.
 */
export function eachWord(
  text: string,
  add: (from: number, to: number, plain: boolean, hash: number) => void,
): void {
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind < LETTER) {
      at += 1;
      continue;
    }
    const from = at;
    if (kind === LETTER) {
      // Nearly all words of Latin text end here: letters of ASCII between signs that divide whatever stands around them.
      const end = endOfPlain(text, from);
      if (end !== 0) {
        add(from, end, !hasCapitals, plainHash);
        at = end;
        continue;
      }
    }
    if (kind === UNSPACED) {
      at = endOfRun(text, from, UNSPACED);
      for (let start = from; start < at;) {
        const end = at - start > LONGEST_RUN ? wholeCharacterAt(text, start + LONGEST_RUN) : at;
        for (const part of segmenter().segment(text.slice(start, end))) {
          add(start + part.index, start + part.index + part.segment.length, false, 0);
        }
        start = end;
      }
    } else if (kind === HANGUL) {
      at = endOfRun(text, from, HANGUL);
      add(from, at, false, 0);
    } else if (isPossessive(text, from - 1)) {
      at += 1;
    } else {
      at =
        (kind === LETTER && endOfAbbreviation(text, from)) ||
        (kind === DIGIT && endOfNumber(text, from)) ||
        0;
      if (at !== 0) {
        add(from, at, false, 0);
        continue;
      }
      at = from;
      let plain = true;
      for (;;) {
        const here = kindAt(text, at);
        if (here === APOSTROPHE) {
          if (kindAt(text, at - 1) < LETTER || kindAt(text, at + 1) !== LETTER) break;
          if (isPossessive(text, at) || isElision(text, from, at)) break;
          plain = false;
        } else if (here === LETTER || here === DIGIT) {
          // Lower-case ASCII is by far the most common and is its own key.
          const unit = text.charCodeAt(at);
          plain &&= (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);
        } else if (here === MARK || here === NUMBER) plain = false;
        else break;
        at += 1;
      }
      add(from, at, plain, 0);
    }
  }
}

/** Of UTF-16 units: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over units instead of bytes. */
export function hashOfUnits(text: string, from: number, to: number): number {
  let hash = HASH_START;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), HASH_FACTOR);
  return hash;
}
export const HASH_START = 0x811c9dc5 | 0;
export const HASH_FACTOR = 0x01000193;

let hasCapitals = false;
let plainHash = 0;

/**
 * The end of a run of ASCII letters and digits at `from` where that is a word by itself whatever follows: after no
 * apostrophe, before a sign that only divides. Else 0. Sets `hasCapitals` and `plainHash`.
 */
function endOfPlain(text: string, from: number): number {
  hasCapitals = false;
  let at = from;
  let unit = text.charCodeAt(at);
  let hash = HASH_START;
  for (; unit < 128 && ASCII[unit]! >= ALNUM; unit = text.charCodeAt((at += 1))) {
    if (ASCII[unit] === CAPITAL) hasCapitals = true;
    hash = Math.imul(hash ^ unit, HASH_FACTOR);
  }
  plainHash = hash;
  if (at === from) return 0;
  if (unit === FULL_STOP) {
    // A sentence ends; U.N. and port.example are looked at more closely.
    const next = text.charCodeAt(at + 1);
    if (at - from < 2 || !(next === 32 || next === 10 || next !== next)) return 0;
  } else if (unit >= 128 || (unit < 128 && ASCII[unit] !== DIVIDES)) return 0;
  return from > 0 && kindAt(text, from - 1) === APOSTROPHE ? 0 : at;
}

const FULL_STOP = 46;
const DIVIDES = 1;
const ALNUM = 2;
const CAPITAL = 3;
/** What the characters of ASCII are to a word; 0 for those that depend on what is around them. */
const ASCII = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/[A-Z]/.test(character)) return CAPITAL;
  if (/[a-z0-9]/.test(character)) return ALNUM;
  return /['.]/.test(character) ? 0 : DIVIDES;
});

/** How many words a text has. */
export function countWords(text: string): number {
  return words(text).length;
}

/**
 * True for a word whose script does not part words by spaces, or hangs particles on them (Korean): it is to be looked for
 * inside longer words too.
 */
export function isJoinedScript(word: string): boolean {
  const kind = kindAt(word, 0);
  return kind === UNSPACED || kind === HANGUL;
}

// Kinds of characters; from LETTER on they are part of words.
const UNKNOWN = 0;
const SEPARATOR = 1;
const APOSTROPHE = 2;
const LETTER = 3;
const DIGIT = 4;
const NUMBER = 5;
const MARK = 6;
const HANGUL = 7;
const UNSPACED = 8;

// Filled as characters are met: a lookup is many times cheaper than a Unicode property, and few are ever met.
const kinds = new Uint8Array(0x10000);

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  // NaN at both ends of the text.
  if (!(unit >= 0)) return SEPARATOR;
  if (unit >= 0xd800 && unit <= 0xdfff) {
    // Both halves of a character beyond the basic plane are of its kind, so that the caller can step by units.
    const start = unit >= 0xdc00 ? at - 1 : at;
    const point = text.codePointAt(start) ?? 0;
    return point > 0xffff ? kindOf(String.fromCodePoint(point)) : SEPARATOR;
  }
  const known = kinds[unit]!;
  return known === UNKNOWN ? (kinds[unit] = kindOf(text[at]!)) : known;
}

const UNSPACED_SCRIPT =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function kindOf(character: string): number {
  if (/['’‘＇]/.test(character)) return APOSTROPHE;
  if (/[0-9]/.test(character)) return DIGIT;
  // Soft hyphens, joiners and marks of direction are inside words and mean nothing.
  if (/[\p{M}\u00ad\u200c\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]|\u200d/u.test(character))
    return MARK;
  if (!/[\p{L}\p{N}]/u.test(character)) return SEPARATOR;
  if (/\p{sc=Hangul}/u.test(character)) return HANGUL;
  // ﾞ and ﾟ are letters by Unicode, of no script; kana are voiced by them.
  if (UNSPACED_SCRIPT.test(character) || /[ﾞﾟ]/.test(character)) return UNSPACED;
  return /\p{L}/u.test(character) ? LETTER : NUMBER;
}

function endOfRun(text: string, from: number, kind: number): number {
  let at = from + 1;
  for (let here = kindAt(text, at); here === kind || here === MARK; here = kindAt(text, at)) at += 1;
  return at;
}

/** Longest piece given to the dictionaries at once: their time grows with the square of it. */
const LONGEST_RUN = 512;

/** The next position that cuts neither a surrogate pair nor a letter from its marks. */
function wholeCharacterAt(text: string, from: number): number {
  let at = from;
  // A letter under hundreds of marks is no letter of any language: it may be cut.
  while (at - from < LONGEST_RUN && (kindAt(text, at) === MARK || (text.charCodeAt(at) & 0xfc00) === 0xdc00))
    at += 1;
  return at;
}

/** The end of `U.N.` or `U.N` at `from`, its last stop included; 0 where there is no abbreviation. */
function endOfAbbreviation(text: string, from: number): number {
  let end = 0;
  for (let at = from; text[at + 1] === '.' && kindAt(text, at + 2) === LETTER; at += 2) {
    if (kindAt(text, at + 3) < LETTER) end = text[at + 3] === '.' ? at + 4 : at + 3;
  }
  return end;
}

/** The end of `1,250,000.5` or `60.8` at `from`; 0 for plain digits and for chains like 12.06.2019, which are apart. */
function endOfNumber(text: string, from: number): number {
  // Inside a chain that was refused at its start.
  if (/[.,]/.test(text[from - 1] ?? '') && kindAt(text, from - 2) === DIGIT) return 0;
  DECIMAL.lastIndex = from;
  const end = DECIMAL.test(text) ? DECIMAL.lastIndex : 0;
  if (end === 0 || kindAt(text, end) >= LETTER) return 0;
  return /[.,]/.test(text[end] ?? '') && kindAt(text, end + 1) === DIGIT ? 0 : end;
}
const DECIMAL = /[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+/y;

/** True where an apostrophe stands at `at` and the single s after it ends a word. */
function isPossessive(text: string, at: number): boolean {
  return kindAt(text, at) === APOSTROPHE && /[sS]/.test(text[at + 1] ?? '') && kindAt(text, at + 2) < LETTER;
}

/** French l’, d’, qu’: the word after it is looked for by itself. */
function isElision(text: string, from: number, apostrophe: number): boolean {
  const length = apostrophe - from;
  return length <= 2 && /^(?:[cdjlmnst]|qu)$/i.test(text.slice(from, apostrophe));
}

let shared: Intl.Segmenter | null = null;
function segmenter(): Intl.Segmenter {
  shared ??= new Intl.Segmenter('und', { granularity: 'word' });
  return shared;
}
