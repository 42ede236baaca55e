import type { PartialDate } from '../model/date';

/**
 * What a query asks for; docs/search.md says what each kind finds. Every tree that `parseQuery` gives is in normal form:
 * `all`, `any` and `near` have two parts or more (but for the empty query, which is `all` of nothing and finds nothing),
 * no `all` stands directly in an `all` nor an `any` in an `any`, and a `not` stands only as a part of an `all` that has a
 * part of another kind, so that a query never finds what only lacks something.
 */
export type Expression =
  | { readonly kind: 'all'; readonly parts: readonly Expression[] }
  | { readonly kind: 'any'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | Near
  | DateRange
  | Phrase;

/**
 * One occurrence of each part in the same piece of text, in any order and without overlap, with at most `within` words
 * between each and the next one in the text.
 */
export type Near = { readonly kind: 'near'; readonly parts: readonly NearPart[]; readonly within: number };

/** Words or a phrase, or alternatives of them. */
export type NearPart = Phrase | { readonly kind: 'any'; readonly parts: readonly Phrase[] };

/** Documents published between two dates, both included; null is open. See `isDated`. */
export type DateRange = {
  readonly kind: 'date';
  readonly from: PartialDate | null;
  readonly to: PartialDate | null;
};

/** Words to be found side by side; one word is the phrase of one. */
export type Phrase = {
  readonly kind: 'phrase';
  readonly words: readonly QueryWord[];
  /** In quotes: no typos, no spellings of its own. */
  readonly exact: boolean;
  readonly field: Field | null;
  /** `highlights`: in the text, and inside one highlighted passage; the field is null or `text` then. */
  readonly scope: 'highlights' | null;
  /** In texts only outside what the reader folds. True only where the field is null or `text`: nothing else is folded. */
  readonly article: boolean;
};

export type QueryWord = {
  /** Folded as `words` folds. */
  readonly key: string;
  /** `asked`: with a star. `typing`: the last word while the query is being typed. */
  readonly prefix: 'no' | 'asked' | 'typing';
};

export const FIELDS = ['title', 'outlet', 'author', 'tag', 'note', 'lang', 'text'] as const;
export type Field = (typeof FIELDS)[number];

/** What a group can be narrowed to by `in:`. */
export const SCOPES = ['highlights', 'notes', 'titles', 'article'] as const;
export type Scope = (typeof SCOPES)[number];

/** What could not be understood, at its place in the query; the rest is searched. */
export type Problem = { readonly from: number; readonly to: number; readonly message: string };

export type Query = { readonly root: Expression; readonly problems: readonly Problem[] };

/** Things a document must have at once, alternatives counted as one; those after it are left out with a problem. */
export const MOST_PHRASES = 24;
/** Words and phrases of a query, alternatives and exclusions included; those after it are left out with a problem. */
export const MOST_TERMS = 256;
/** Parts of one NEAR. */
export const MOST_NEAR_PARTS = 5;
/** Parentheses within parentheses; deeper ones are not read. */
export const DEEPEST_GROUP = 32;
export const LONGEST_QUERY = 10_000;
/** Problems of one query; nobody reads more. */
export const MOST_PROBLEMS = 20;

/** Every phrase that is looked for rather than left out, in the order of the query. */
export function wantedPhrases(expression: Expression): Phrase[] {
  if (expression.kind === 'phrase') return [expression];
  return 'parts' in expression ? expression.parts.flatMap(wantedPhrases) : [];
}

/**
 * True for a document whose date of publication may lie in the range. A date without its day or month stands for all the
 * days it may be, so `2018` lies in June 2018 and June 2018 in `2018`. A document without a date lies in no range.
 */
export function isDated({ from, to }: DateRange, published: PartialDate | null): boolean {
  if (published === null) return false;
  const compare = (bound: PartialDate): number => {
    const length = Math.min(bound.length, published.length);
    const [a, b] = [published.slice(0, length), bound.slice(0, length)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  return (from === null || compare(from) >= 0) && (to === null || compare(to) <= 0);
}
