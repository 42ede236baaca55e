import type { PartialDate } from '../../core/model/date';
import { BEGINS_WITH_BY } from './byWord';
import { agencyName, isPersonName, personsIn } from './credits';
import { dateIn, type NumericOrder } from './dates';
import { endsSentence, width } from './line';
import { isOutletName, isProperName } from './outletName';
import { isDateLine } from './publication';

/** Who published a text and when, as one line by the title says. */
export type SourceLine = {
  readonly publisher: string | null;
  readonly agency: string | null;
  readonly authors: string[] | null;
  readonly published: PartialDate;
};

const LONGEST = 100;
const MOST_PARTS = 4;

/**
 * `The Coast Herald, 3 May 2019`, `Kim Ha-eun | Harbour Times | June 3, 2019, 10:21 a.m.`: names and a whole date in one line,
 * and nothing else. Null for any other line, for a place and its date (`Singapore, 3 May 2019`), and for a sentence.
 */
export function sourceLine(words: string, order: NumericOrder): SourceLine | null {
  if (width(words) > LONGEST || endsSentence(words.replace(/\b[ap]\.m\.$/i, ''))) return null;
  const found = dateIn(words, order);
  if (found?.date.length !== 10) return null;
  const [before, after] = [words.slice(0, found.from), words.slice(found.to)];
  // Words on both sides of a date are a sentence, or a list that says more.
  const named = /\p{L}/u.test(withoutTime(before)) ? before : after;
  const rest = named === before ? after : before;
  if (!isDateLine(`${words.slice(found.from, found.to)} ${withoutTime(rest)}`)) return null;
  const parts = withoutTime(named)
    .split(/\s?[|·•/]\s?| [-–—] |[(（)）,，]\s?/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > MOST_PARTS) return null;
  const isListed = /[|·•]/u.test(named);
  let publisher: string | null = null;
  let agency: string | null = null;
  const authors: string[] = [];
  for (const part of parts) {
    const person = BEGINS_WITH_BY.test(part) || (isListed && isPersonName(part));
    if (isOutletName(part)) publisher ??= part;
    else if (agencyName(part) !== null) agency ??= agencyName(part);
    else if (person) authors.push(...(personsIn(part.replace(BEGINS_WITH_BY, '')) ?? []));
    // Between bars stands what the writer of the line set apart: a name, even of a kind not known.
    else if (isListed && isProperName(part)) publisher ??= part;
    else return null;
  }
  if (publisher === null && agency === null) return null;
  return { publisher, agency, authors: authors.length === 0 ? null : authors, published: found.date };
}

/** Without weekday, time and zone at its ends. */
const withoutTime = (words: string): string =>
  words
    .replace(/\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?\s*$/iu, '')
    .replace(/(?:^|[\s,(（|·•-])(?:published|posted|updated|on|at|,|:)[\s:,]*$/iu, '')
    .replace(/[\s,|·•–—-]+$/u, '');
