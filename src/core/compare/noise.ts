import type { Comparison, NoiseKind } from '../model/comparison';
import { words } from '../text/words';
import { houseStyle } from './houseStyle';
import { inDigits } from './numerals';

/** What a piece of text is compared by. */
export type Normal = (text: string) => string;

/** What two pieces are compared by when some differences are not to count; white space never does. */
export function normaliser(ignore: readonly NoiseKind[]): Normal {
  const has = (kind: NoiseKind): boolean => ignore.includes(kind);
  const byWord = has('spelling') || has('numerals') || has('small-words');
  return (text) => {
    let normal = text;
    if (has('spelling')) normal = normal.replace(PER_CENT, 'percent').replace(STOPS, '');
    if (byWord) normal = eachWord(normal, ignore);
    if (has('quotes')) normal = normal.replace(DOUBLE, '"').replace(SINGLE, "'").replace(DASHES, '-');
    normal = has('punctuation') ? normal.replace(MARKS, '') : normal.replace(/\s+/gu, ' ');
    if (has('case')) normal = normal.toLowerCase();
    return normal;
  };
}

/**
 * How many changes of a comparison each way of ignoring would take away by itself. Give it a comparison that ignores
 * nothing, and the two texts it was made of.
 */
export function countNoise(a: string, b: string, comparison: Comparison): Record<NoiseKind, number> {
  const counts = { case: 0, quotes: 0, punctuation: 0, spelling: 0, numerals: 0, 'small-words': 0 };
  const kinds = (Object.keys(counts) as NoiseKind[]).map((kind) => ({ kind, normal: normaliser([kind]) }));
  for (const { edits } of comparison.pairs) {
    for (const edit of edits) {
      if (edit.kind === 'same') continue;
      const left = a.slice(edit.a.from, edit.a.to);
      const right = b.slice(edit.b.from, edit.b.to);
      for (const { kind, normal } of kinds) if (normal(left) === normal(right)) counts[kind] += 1;
    }
  }
  return counts;
}

/** The text with each word in the form asked for; small words go with the space after them. */
function eachWord(text: string, ignore: readonly NoiseKind[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, key } of words(text)) {
    const word = text.slice(from, to);
    const small = ignore.includes('small-words') && SMALL_WORDS.has(key);
    result += text.slice(at, from);
    at = to;
    if (small) {
      while (/\s/.test(text[at] ?? '')) at += 1;
      continue;
    }
    let form = key;
    if (ignore.includes('spelling')) form = houseStyle(form);
    if (ignore.includes('numerals')) form = inDigits(form);
    // A word that has one form only keeps its case and accents, which are not what was asked to be ignored.
    result += form === key ? word : withCaseOf(word, form);
  }
  return (result + text.slice(at)).trim();
}

/** The form written as the word was: capital first, or all capitals. */
function withCaseOf(word: string, form: string): string {
  if (/^[0-9]/.test(form)) return form;
  if (word.length > 1 && word === word.toUpperCase()) return form.toUpperCase();
  return word.startsWith(word[0]!.toUpperCase()) ? form[0]!.toUpperCase() + form.slice(1) : form;
}

const PER_CENT = /\bper cent\b|(?<=\d) ?%/giu;
/** The stops of `U.N.` and `Mr.`, not that of a sentence's end. */
const STOPS =
  /(?<=\b\p{L}(?:\.\p{L})*)\.(?=\p{L}\b|\s|$)|(?<=\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Prof|Lt|Col|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\./gu;
const DOUBLE = /[“”„‟«»″＂]/gu;
const SINGLE = /[‘’‚‛‹›′ʼ＇`]/gu;
const DASHES = /(?<!\s)\s*[‐‑‒–—―−]\s*|(?<!\s)\s+-+\s+|--+/gu;
const MARKS = /[\p{P}\p{S}\s]+/gu;

const SMALL_WORDS: ReadonlySet<string> = new Set(
  'a an and as at by for from in into its of on onto or over that the their this to upon which with'.split(
    ' ',
  ),
);
