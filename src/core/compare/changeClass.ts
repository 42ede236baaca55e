import type { WordEdit } from '../model/comparison';
import { words } from '../text/words';
import { houseStyle } from './houseStyle';
import { inDigits } from './numerals';

/**
 * What a change is about, for readers who look for one sort of it: who is said to have said it, how sure it is said to be,
 * a date, a number or a name that differs; all else is wording.
 */
export const CHANGE_CLASSES = ['attribution', 'hedge', 'date', 'number', 'name', 'wording'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/**
 * The class of an edit that is not `same`: the first of CHANGE_CLASSES in which its two sides differ. Spelling, case and
 * numbers in words count as no difference here. Names are told by capital letters inside a sentence, so languages without
 * them have none; the words of attribution and doubt are English.
 */
export function changeClass(a: string, b: string, edit: WordEdit): ChangeClass {
  const left = evidence(a, edit.a.from, edit.a.to);
  const right = evidence(b, edit.b.from, edit.b.to);
  for (const kind of CHANGE_CLASSES) {
    if (kind !== 'wording' && left[kind] !== right[kind]) return kind;
  }
  return 'wording';
}

type Evidence = Record<Exclude<ChangeClass, 'wording'>, string>;

/** The words of a stretch that speak for each class, in order, as text to be compared. */
function evidence(text: string, from: number, to: number): Evidence {
  const found: Evidence = { date: '', number: '', name: '', attribution: '', hedge: '' };
  const stretch = text.slice(from, to);
  for (const word of words(stretch)) {
    const key = inDigits(houseStyle(word.key));
    const kind = kindOf(key, stretch.slice(word.from, word.to), () => startsSentence(text, from + word.from));
    if (kind) found[kind] += ` ${key}`;
  }
  return found;
}

function kindOf(key: string, written: string, starts: () => boolean): keyof Evidence | null {
  if (DATES.has(key) && (!ALSO_A_WORD.has(key) || isCapital(written))) return 'date';
  if (YEAR.test(key)) return 'date';
  if (/^[0-9]/.test(key)) return 'number';
  if (AMOUNTS.has(key)) return 'number';
  if (ATTRIBUTION.has(key)) return 'attribution';
  if (HEDGES.has(key)) return 'hedge';
  return isCapital(written) && !starts() ? 'name' : null;
}

const isCapital = (written: string): boolean => /^\p{Lu}/u.test(written);

/** True where nothing stands between the place and the end of a sentence, or the start of the text, but spaces and marks. */
function startsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 8), at).replace(/[\s\p{Pi}\p{Ps}"'*_-]+$/u, '');
  return (
    before === '' ||
    /[.!?:…。！？]$/u.test(before) ||
    /\n[^\p{L}\p{N}]*$/u.test(text.slice(Math.max(0, at - 8), at))
  );
}

const YEAR = /^(1[89]|20)[0-9]{2}$/;
const DATES: ReadonlySet<string> = new Set(
  `january february march april may june july august september october november december jan feb mar apr jun jul aug sep
  sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight`.split(
    /\s+/,
  ),
);
/** Months that are words of their own when written small. */
const ALSO_A_WORD: ReadonlySet<string> = new Set(['march', 'may', 'mar', 'jun', 'dec', 'sun']);
const AMOUNTS: ReadonlySet<string> = new Set(
  'hundred thousand million billion trillion dozen dozens half double triple percent'.split(' '),
);
const ATTRIBUTION: ReadonlySet<string> = new Set(
  `said says say saying told tells according stated states announced announces claimed claims reported reports confirmed
  confirms denied denies added adds quoted quotes source sources spokesman spokeswoman spokesperson official officials
  acknowledged argued insisted warned noted anonymity`.split(/\s+/),
);
const HEDGES: ReadonlySet<string> = new Set(
  `may might could would should can likely unlikely possibly perhaps probably apparently allegedly alleged reportedly
  supposedly presumably seemingly seem seems seemed appear appears appeared suggest suggests suggested believed thought
  suspected about around roughly nearly almost approximately estimated expected potential potentially possible`.split(
    /\s+/,
  ),
);
