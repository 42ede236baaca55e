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
 * The folded form of a word: compatibility forms, case and accents removed; the stops of an abbreviation go, so that
 * `U.N.` and `UN` meet.
 */
export function fold(word: string): string {
  // Plain lower-case ASCII is by far the most common and needs no work.
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.’']/gu, '');
}

// An abbreviation with stops (U.N., D.P.R.K.) is one word; hyphens and spaces both separate; the possessive is no word.
const LATIN = /\p{Lu}(?:\.\p{Lu})+\.?|[\p{L}\p{N}\p{M}]+(?:[.,](?=\p{N})[\p{N}]+)*/gu;
// Scripts written without spaces between words.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The words of a text in order. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(LATIN)) {
    const from = match.index;
    const word = match[0];
    if (UNSPACED.test(word)) {
      for (const part of segmenter().segment(word)) {
        if (!part.isWordLike) continue;
        const key = fold(part.segment);
        if (key !== '')
          found.push({ from: from + part.index, to: from + part.index + part.segment.length, key });
      }
      continue;
    }
    const key = fold(word);
    if (key === '') continue;
    // The s of a possessive (Korea’s) belongs to no query.
    if (key === 's' && from > 0 && /[’']/.test(text[from - 1]!)) continue;
    found.push({ from, to: from + word.length, key });
  }
  return found;
}

/** How many words a text has. */
export function countWords(text: string): number {
  return words(text).length;
}

let shared: Intl.Segmenter | null = null;
function segmenter(): Intl.Segmenter {
  shared ??= new Intl.Segmenter('und', { granularity: 'word' });
  return shared;
}
