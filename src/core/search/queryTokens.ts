import { PartialDate } from '../model/date';
import { isJoinedScript, words } from '../text/words';
import { FIELDS, MOST_PROBLEMS, SCOPES, type Field, type Problem, type QueryWord, type Scope } from './query';

/** The pieces a query is made of, with their places. */
export type Token = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'open' | 'close' | 'or' | 'and' | 'not' }
  | { readonly kind: 'near'; readonly within: number }
  /** `title:` before what it holds for; null for a field that does not exist. */
  | { readonly kind: 'field'; readonly field: Field | null }
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: 'date'; readonly first: PartialDate | null; readonly last: PartialDate | null }
  /** Words side by side, any of the alternatives. */
  | {
      readonly kind: 'phrase';
      readonly alternatives: readonly (readonly QueryWord[])[];
      readonly exact: boolean;
    }
  /** What holds no word: stray punctuation, or something that a problem was told of already. */
  | { readonly kind: 'nothing'; readonly told: boolean }
);

/** Words that may stand between the sides of a NEAR without a number. */
export const DEFAULT_NEAR = 10;
const FARTHEST_NEAR = 1000;
const MOST_WORDS_IN_PHRASE = 64;

/**
 * Divides a query, adding what makes no sense to the problems. With `typing` the last word stands for all words that begin
 * so.
 */
export function readTokens(source: string, typing: boolean, problems: Problem[]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const from = at;
    const character = source[at]!;
    if (SPACE.test(character)) at += 1;
    else if (OPEN.test(character)) tokens.push({ kind: 'open', from, to: (at += 1) });
    else if (CLOSE.test(character)) tokens.push({ kind: 'close', from, to: (at += 1) });
    else if (OR.test(character))
      tokens.push({ kind: 'or', from, to: (at += source[at + 1] === character ? 2 : 1) });
    else if (QUOTE.test(character)) {
      const close = source.slice(at + 1).search(QUOTE);
      const end = close < 0 ? source.length : at + 1 + close;
      if (close < 0) {
        problems.push({
          from,
          to: from + 1,
          message: 'This quotation mark is not closed; the phrase goes to the end.',
        });
      }
      const to = Math.min(source.length, end + 1);
      tellOfMarks(source, from + 1, end, WRONG_STAR, problems);
      const found = readWords(source, from + 1, end, typing && close < 0);
      if (found.length === 0) {
        problems.push({ from, to, message: 'There is no word here to look for.' });
        tokens.push({ kind: 'nothing', told: true, from, to });
      } else {
        tokens.push({
          kind: 'phrase',
          exact: true,
          alternatives: [cut(found, from, to, problems), ...grownTogether(found)],
          from,
          to,
        });
      }
      at = to;
    } else {
      MINUS.lastIndex = at;
      if (tokens.at(-1)?.kind !== 'field' && MINUS.test(source))
        tokens.push({ kind: 'not', from, to: (at += 1) });
      else {
        FIELD.lastIndex = at;
        const name = FIELD.exec(source)?.[1];
        if (name === undefined) {
          at = endOfChunk(source, at);
          tokens.push(readChunk(source, from, at, typing, problems));
        } else {
          at += name.length + 1;
          const token = readField(source, name.toLowerCase(), from, at, problems);
          at = token.to;
          tokens.push(token);
        }
      }
    }
  }
  return tokens;
}

const SPACE = /\s/;
/** Of the Latin keyboards, of those that put in typographic ones, and of East Asia. */
const QUOTE = /["“”„«»＂「」『』〝〞〟]/;
const OPEN = /[(（]/;
const CLOSE = /[)）]/;
/** Twice is the same. */
const OR = /[|｜]/;
/** A hyphen before what it leaves out, also one that does not break, the minus sign, and the hyphens of full width. */
const MINUS = /(?<![^\s(（|｜])[-\u2010\u2011\u2212\ufe63\uff0d](?![-\s)）|｜]|$)/y;
/** An address (http://) is no field, nor is a word before a space (“said: the”). */
const FIELD = /([a-z]{2,12})[:：](?=[^\s/:：])/iy;
/** The same before a space or at the end. */
const FIELD_ALONE = /^([a-z]{2,12})[:：]$/i;
const KNOWN_FIELDS: readonly string[] = [...FIELDS, 'date', 'in'];
const CHUNK = /[^\s"“”„«»＂「」『』〝〞〟()（）|｜]*/y;

function endOfChunk(source: string, from: number): number {
  CHUNK.lastIndex = from;
  CHUNK.test(source);
  return CHUNK.lastIndex;
}

function readField(source: string, name: string, from: number, at: number, problems: Problem[]): Token {
  if (name === 'date' || name === 'in') {
    // A date in quotation marks is a date all the same.
    const quoted = QUOTED.exec(source.slice(at, at + LONGEST_VALUE))?.[0];
    const to = quoted === undefined ? endOfChunk(source, at) : at + quoted.length;
    const value = quoted === undefined ? source.slice(at, to) : quoted.slice(1, -1).trim();
    if (name === 'in') {
      const scope = SCOPES.find((known) => known === value.toLowerCase());
      if (scope !== undefined) return { kind: 'scope', scope, from, to };
      problems.push({
        from,
        to,
        message: `There is no place “${value}” to search in; there are ${SCOPES.join(', ')}.`,
      });
    } else {
      const range = readRange(value);
      if (range !== null && typeof range !== 'string') return { kind: 'date', ...range, from, to };
      problems.push({
        from,
        to,
        message:
          range ?? `“${value}” is no date: write 2018, 2018-06, 2018-06-12 or a range like 2018-06..2019.`,
      });
    }
    return { kind: 'nothing', told: true, from, to };
  }
  const field = FIELDS.find((known) => known === name) ?? null;
  if (field === null) {
    problems.push({
      from,
      to: at - 1,
      message: `There is no field “${source.slice(from, at - 1)}”; there are ${FIELDS.join(', ')}, date and in.`,
    });
  }
  return { kind: 'field', field, from, to: at };
}

const QUOTED = /^["“”„«»＂「」『』〝〞〟][^"“”„«»＂「」『』〝〞〟]*["“”„«»＂「」『』〝〞〟]/;
/** A longer one is no date and no place. */
const LONGEST_VALUE = 64;

/** Null where a date is none; a sentence where the dates make no range. */
function readRange(
  value: string,
): { readonly first: PartialDate | null; readonly last: PartialDate | null } | string | null {
  const [first, last, more] = value.split(/\.\.|…/).map((part) => part.trim());
  if (first === undefined || more !== undefined || (first === '' && !last)) return null;
  if (![first, last ?? ''].every((date) => date === '' || isDate(date))) return null;
  if (last === undefined) return { first, last: first };
  const length = Math.min(first.length, last.length);
  if (length > 0 && first.slice(0, length) > last.slice(0, length)) {
    return `The range ends (${last}) before it begins (${first}).`;
  }
  return { first: first || null, last: last || null };
}

function isDate(value: string): boolean {
  if (!PartialDate.safeParse(value).success) return false;
  const [year, month, day] = value.split('-').map(Number);
  return day === undefined || day <= new Date(Date.UTC(year!, month, 0)).getUTCDate();
}

/** What stands between spaces: an operator, or words that are to stand side by side as they do here. */
function readChunk(source: string, from: number, to: number, typing: boolean, problems: Problem[]): Token {
  const chunk = source.slice(from, to);
  if (chunk === 'AND' || chunk === 'OR' || chunk === 'NOT') {
    return { kind: chunk.toLowerCase() as 'and' | 'or' | 'not', from, to };
  }
  const near = /^NEAR(?:\/(\d{1,6}))?$/.exec(chunk);
  if (near) {
    const within = Number(near[1] ?? DEFAULT_NEAR);
    if (within > FARTHEST_NEAR) {
      problems.push({
        from,
        to,
        message: `NEAR reaches ${FARTHEST_NEAR} words at most; so far was searched.`,
      });
    }
    return { kind: 'near', within: Math.min(within, FARTHEST_NEAR), from, to };
  }
  tellOfMarks(source, from, to, WRONG_STAR, problems);
  // An address (http://port.example/?page=2) has marks of its own.
  if (!/[/=]/.test(chunk) || DISTANCE.test(chunk)) tellOfMarks(source, from, to, WRONG_MARKS, problems);
  const field = FIELD_ALONE.exec(chunk)?.[1];
  const goesOn = !typing || to < source.length;
  if (field !== undefined && goesOn && KNOWN_FIELDS.some((known) => known === field.toLowerCase())) {
    problems.push({
      from,
      to,
      message: `What ${field}: looks for stands right behind it, without a space; here “${field}” is a word to find.`,
    });
  }
  const found = readWords(source, from, to, typing && to === source.length);
  if (found.length === 0) return { kind: 'nothing', told: false, from, to };
  const kept = cut(found, from, to, problems);
  const closed = closedForm(source, found);
  const alternatives = closed === null ? [kept] : [kept, [closed]];
  return { kind: 'phrase', exact: false, alternatives, from, to };
}

/** Tells of marks that other programs give a meaning, and that would otherwise be passed over without a word. */
function tellOfMarks(
  source: string,
  from: number,
  to: number,
  marks: readonly (readonly [RegExp, string])[],
  problems: Problem[],
): void {
  if (problems.length >= MOST_PROBLEMS) return;
  for (const [pattern, message] of marks) {
    const found = pattern.exec(source.slice(from, to));
    if (found) problems.push({ from: from + found.index, to: from + found.index + found[0].length, message });
  }
}

const WRONG_STAR: readonly (readonly [RegExp, string])[] = [
  [
    /[*＊](?=[\p{L}\p{N}])/u,
    'A star stands at the end of a word, for all words that begin so; nothing stands for letters before or inside it.',
  ],
];
/** As other programs write NEAR/5: dtSearch before the second word, Lucene behind a phrase. */
const DISTANCE = /^(?:(?:near|w|within|pre|adj)\/|~)\d{1,6}$/i;
const WRONG_MARKS: readonly (readonly [RegExp, string])[] = [
  [
    /(?<=[\p{L}\p{N}])[?？](?=[\p{L}\p{N}])/u,
    'A question mark stands for no letter; a star at the end of a word finds all words that begin so.',
  ],
  [/^[!！](?=[\p{L}\p{N}])/u, 'To leave a word out, write a hyphen before it, or NOT; “!” was passed over.'],
  [
    /^[–—](?=[\p{L}\p{N}])/u,
    'To leave a word out, write a hyphen before it, or NOT; a dash was passed over.',
  ],
  [/(?<=[\p{L}\p{N}])~\d*$/u, 'Near spellings are found without “~”, in words of five letters and more.'],
  [DISTANCE, 'Words near each other are found with NEAR/5 between them, in capitals.'],
];

function cut(found: readonly ReadWord[], from: number, to: number, problems: Problem[]): QueryWord[] {
  if (found.length > MOST_WORDS_IN_PHRASE) {
    problems.push({
      from,
      to,
      message: `A phrase has ${MOST_WORDS_IN_PHRASE} words at most; the rest of it was left out.`,
    });
  }
  return found.slice(0, MOST_WORDS_IN_PHRASE).map(({ key, prefix }) => ({ key, prefix }));
}

type ReadWord = QueryWord & { readonly from: number; readonly to: number };

/** The words between two places of the query; neighbours of a script without spaces are one word again. */
function readWords(source: string, from: number, to: number, typing: boolean): ReadWord[] {
  const result: { key: string; prefix: QueryWord['prefix']; from: number; to: number }[] = [];
  for (const word of words(source.slice(from, to))) {
    const last = result.at(-1);
    const start = from + word.from;
    const end = from + word.to;
    if (last?.to === start && isJoinedScript(last.key) && isJoinedScript(word.key)) {
      last.key += word.key;
      last.to = end;
    } else result.push({ key: word.key, prefix: 'no', from: start, to: end });
  }
  for (const word of result) {
    if ((source[word.to] === '*' || source[word.to] === '＊') && word.to < to) word.prefix = 'asked';
  }
  const last = result.at(-1);
  // Behind the last word nothing but closing punctuation: a space means the word is finished.
  if (typing && last?.prefix === 'no' && last.to === to) last.prefix = 'typing';
  return result;
}

/** `co-operation` as one word, as others spell it; null where the words are not joined by hyphens alone. */
function closedForm(source: string, found: readonly ReadWord[]): QueryWord | null {
  const last = found.at(-1)!;
  if (found.length < 2 || found.length > MOST_WORDS_IN_PHRASE) return null;
  if (found.every(({ key }) => /^[0-9.]+$/.test(key))) return null;
  for (let at = 1; at < found.length; at += 1) {
    if (!HYPHEN.test(source.slice(found[at - 1]!.to, found[at]!.from))) return null;
  }
  const key = found.map((word) => word.key).join('');
  const read = readWords(key, 0, key.length, false);
  return read.length === 1 && read[0]!.key === key ? { key, prefix: last.prefix } : null;
}
/** A phrase of Hangul as one word: writers differ in where they put spaces. At most one. */
function grownTogether(found: readonly ReadWord[]): QueryWord[][] {
  const isHangul = found.every(({ key, prefix }) => /^\p{sc=Hangul}+$/u.test(key) && prefix !== 'asked');
  if (!isHangul || found.length < 2 || found.length > MOST_GROWN_TOGETHER) return [];
  return [[{ key: found.map(({ key }) => key).join(''), prefix: found.at(-1)!.prefix }]];
}
const MOST_GROWN_TOGETHER = 4;

/** Hyphens, and the middle dot between the parts of a name in katakana. */
const HYPHEN = /^[-\u2010\u2011\u30fb\uff65]$/;
