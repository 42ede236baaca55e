import { isJoinedScript, words } from '../text/words';

/**
 * The query language. Words are ANDed; `"a phrase"` wants its words side by side; `-word` or `NOT word` leaves documents
 * out; `prefix*`; `title: outlet: author: tag: note: lang:` before a word or a phrase look in that field only.
 *
 * The tree has one kind of node for each thing the language can say; more of the language is more kinds.
 */
export type Expression =
  | { readonly kind: 'all'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | Phrase;

/** Words to be found side by side; one word is the phrase of one. */
export type Phrase = {
  readonly kind: 'phrase';
  readonly words: readonly QueryWord[];
  /** In quotes: no typos, no spellings of its own. */
  readonly exact: boolean;
  readonly field: Field | null;
};

export type QueryWord = {
  /** Folded as `words` folds. */
  readonly key: string;
  /** `asked`: with a star. `typing`: the last word while the query is being typed. */
  readonly prefix: 'no' | 'asked' | 'typing';
};

const FIELDS = ['title', 'outlet', 'author', 'tag', 'note', 'lang'] as const;
export type Field = (typeof FIELDS)[number];

/** What could not be understood, at its place in the query; the rest is searched. */
export type Problem = { readonly from: number; readonly to: number; readonly message: string };

export type Query = { readonly root: Expression; readonly problems: readonly Problem[] };

/** Words and phrases a query may have; those after it are left out with a problem. */
export const MOST_PHRASES = 24;
const MOST_WORDS_IN_PHRASE = 64;
/** Nobody reads more. */
const MOST_PROBLEMS = 20;
const LONGEST_QUERY = 10_000;

/**
 * Reads a query. Never fails: what makes no sense is a problem, and what remains is the query. With `typing` the last
 * word stands for all words that begin so.
 */
export function parseQuery(text: string, typing: boolean): Query {
  const problems: Problem[] = [];
  const parts: Expression[] = [];
  let phrases = 0;
  let at = 0;
  /** Place of a NOT that waits for its word. */
  let not: { from: number; to: number } | null = null;
  const source = text.slice(0, LONGEST_QUERY);
  if (text.length > LONGEST_QUERY) {
    problems.push({
      from: LONGEST_QUERY,
      to: text.length,
      message: `A query has ${LONGEST_QUERY} characters at most; what follows was left out.`,
    });
  }

  while (at < source.length) {
    if (/\s/.test(source[at]!)) {
      at += 1;
      continue;
    }
    const from = at;
    let excluded = not !== null;
    if (source[at] === '-' && /\S/.test(source[at + 1] ?? '') && source[at + 1] !== '-') {
      excluded = true;
      at += 1;
    }
    const field = fieldAt(source, at);
    if (field) {
      if (field.name === null) {
        problems.push({
          from: at,
          to: field.to - 1,
          message: `There is no field “${source.slice(at, field.to - 1)}”; there are ${FIELDS.join(', ')}.`,
        });
      }
      at = field.to;
    }

    let found: QueryWord[][];
    const quoted = isQuote(source[at]);
    let end: number;
    if (quoted) {
      const close = closingQuote(source, at + 1);
      if (close === null) {
        problems.push({
          from: at,
          to: at + 1,
          message: 'This quotation mark is not closed; the phrase goes to the end.',
        });
      }
      end = close === null ? source.length : close + 1;
      const inside = readWords(source, at + 1, close ?? source.length, typing && close === null);
      found = inside.length === 0 ? [] : [inside];
    } else {
      end = at;
      while (end < source.length && !/\s/.test(source[end]!) && !isQuote(source[end])) end += 1;
      const chunk = source.slice(at, end);
      if (!field && !excluded && chunk === 'NOT') {
        not = { from, to: end };
        at = end;
        continue;
      }
      if (!field && (chunk === 'AND' || chunk === 'OR')) {
        if (chunk === 'OR') {
          problems.push({
            from,
            to: end,
            message: 'OR is not understood; documents with all the words are found.',
          });
        }
        at = end;
        continue;
      }
      found = readWords(source, at, end, typing && end === source.length).map((word) => [word]);
    }
    at = end;

    if (found.length === 0) {
      // Stray punctuation is harmless, an operator without its word is not.
      if (field || excluded || quoted) {
        problems.push({
          from: not?.from ?? from,
          to: Math.max(end, from + 1),
          message: 'There is no word here to look for.',
        });
      }
      not = null;
      continue;
    }
    not = null;
    for (const keys of found) {
      phrases += 1;
      if (phrases > MOST_PHRASES) break;
      if (keys.length > MOST_WORDS_IN_PHRASE) {
        problems.push({
          from,
          to: end,
          message: `A phrase has ${MOST_WORDS_IN_PHRASE} words at most; the rest of it was left out.`,
        });
      }
      const phrase: Phrase = {
        kind: 'phrase',
        words: keys.slice(0, MOST_WORDS_IN_PHRASE),
        exact: quoted,
        field: field?.name ?? null,
      };
      parts.push(excluded ? { kind: 'not', part: phrase } : phrase);
    }
    if (phrases > MOST_PHRASES) {
      problems.push({
        from,
        to: text.length,
        message: `The first ${MOST_PHRASES} words were searched; the rest was left out.`,
      });
      break;
    }
  }
  if (not) problems.push({ ...not, message: 'NOT needs a word after it.' });
  if (parts.length > 0 && parts.every((part) => part.kind === 'not')) {
    problems.push({
      from: 0,
      to: text.length,
      message: 'Say at least one word to find, beside those to leave out.',
    });
  }
  return { root: { kind: 'all', parts }, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** Every phrase that is looked for rather than left out, in the order of the query. */
export function wantedPhrases(expression: Expression): Phrase[] {
  if (expression.kind === 'phrase') return [expression];
  return expression.kind === 'all' ? expression.parts.flatMap(wantedPhrases) : [];
}

/** The words between two places of the query; neighbours of a script without spaces are one word again. */
function readWords(source: string, from: number, to: number, typing: boolean): QueryWord[] {
  const result: { key: string; prefix: QueryWord['prefix']; to: number }[] = [];
  for (const word of words(source.slice(from, to))) {
    const last = result.at(-1);
    if (last?.to === from + word.from && isJoinedScript(last.key) && isJoinedScript(word.key)) {
      result[result.length - 1] = { key: last.key + word.key, prefix: 'no', to: from + word.to };
    } else result.push({ key: word.key, prefix: 'no', to: from + word.to });
  }
  for (const word of result) if (source[word.to] === '*' && word.to < to) word.prefix = 'asked';
  const last = result.at(-1);
  // Behind the last word nothing but closing punctuation: a space means the word is finished.
  if (typing && last?.prefix === 'no' && last.to === to) last.prefix = 'typing';
  return result.map(({ key, prefix }) => ({ key, prefix }));
}

/** `title:` and what follows at once. The name is null where it is no field of ours; null where there is no field. */
function fieldAt(source: string, at: number): { name: Field | null; to: number } | null {
  FIELD.lastIndex = at;
  const match = FIELD.exec(source);
  if (!match) return null;
  const name = match[1]!.toLowerCase();
  return { name: FIELDS.find((field) => field === name) ?? null, to: FIELD.lastIndex };
}
// An address (http://) is no field, nor is a word before a space (“said: the”).
const FIELD = /([a-z]{2,12}):(?=[^\s/:])/iy;

const isQuote = (character: string | undefined): boolean =>
  character !== undefined && '"“”„«»＂'.includes(character);

function closingQuote(source: string, from: number): number | null {
  for (let at = from; at < source.length; at += 1) if (isQuote(source[at])) return at;
  return null;
}
