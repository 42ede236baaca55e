import type { PartialDate } from '../../../core/model/date';
import { BY_WORD } from '../byWord';
import { byline, isPersonName, personsIn } from '../credits';
import { dateIn, type NumericOrder } from '../dates';
import type { Guess } from '../guess';
import { collapsed, isProse, width } from '../line';
import { isDateLine, labelledDates, namesUpdate } from '../publication';
import type { Mark } from './marksOf';
import type { PageBlock } from './pageBlocks';

/** Whom and which day a page names beside its headline, whatever the page takes that part for. */
export type BesideHeadline = {
  readonly authors: Guess<string[]> | null;
  readonly published: Guess<PartialDate> | null;
  readonly updated: Guess<PartialDate> | null;
  /** The lines that say so, by their places among the blocks: no furniture. */
  readonly lines: readonly number[];
  /** What stands behind a name or a day in those lines: a place, an office, an outlet. */
  readonly rests: readonly string[];
};

/** So many blocks before and after the headline are looked at, and so many sentences of the article. */
const BEFORE = 6;
const AFTER = 40;
const SENTENCES = 2;
/** What lies farther than this from the headline is not believed where the page calls it something else. */
const NEAR = 4;
const ELSEWHERE = new Set([
  'related items', 'comment section', 'sidebar', 'menu', 'page footer', 'advertising', 'pop-up', 'cookie notice', 'archive banner',
  'about the author',
]); // prettier-ignore

/**
 * Reads the lines about the headline at `headline` (null where the page has none: then those above the text). `labels`
 * are what the blocks are taken for. `order` is how the page writes 03/04/2019.
 */
export function besideHeadline(
  blocks: readonly PageBlock[],
  labels: readonly (string | null)[],
  headline: number | null,
  marks: readonly Mark[],
  order: NumericOrder,
): BesideHeadline {
  const lines = linesNear(blocks, labels, headline);
  const places = placesOf(marks, blocks);
  const near = lines.map((at): NearLine => {
    const words = collapsed(blocks[at]!.words);
    const own = marks.filter((_, index) => places[index] === at);
    return { at, words, marks: own };
  });
  const authors = authorsOf(near);
  const days = daysOf(near, order);
  const used = [authors?.at, days.published?.at, days.updated?.at].filter((at) => at !== undefined);
  return {
    authors: authors && { value: authors.value, evidence: 'the byline' },
    published: days.published && guessed(days.published, 'the date beside the headline'),
    updated: days.updated && guessed(days.updated, 'the date of the update beside the headline'),
    lines: [...new Set(used)],
    rests: near
      .filter(({ at }) => used.includes(at))
      .flatMap(({ words, marks: own }) => [words, ...own.map((mark) => mark.words)])
      .flatMap((words) => words.split(/\s?[|,·•]\s?| [-–—] /u).map((part) => part.trim()))
      .filter((part) => part !== ''),
  };
}

const guessed = ({ value, label }: Day, evidence: string): Guess<PartialDate> => ({
  value,
  evidence: label === null ? evidence : `the line that says “${label}”`,
});

type NearLine = { readonly at: number; readonly words: string; readonly marks: readonly Mark[] };
type Found<T> = { readonly value: T; readonly at: number };
/** With the words that call it so; null where none do. */
type Day = Found<PartialDate> & { readonly label: string | null };

/** Places of the lines about the headline, those after it first. */
function linesNear(
  blocks: readonly PageBlock[],
  labels: readonly (string | null)[],
  headline: number | null,
): number[] {
  const firstProse = blocks.findIndex(({ words }, at) => labels[at] === null && isProse(words));
  const from = headline ?? firstProse;
  if (from < 0) return [];
  const after: number[] = [];
  let sentences = 0;
  for (let at = headline === null ? from : from + 1; at < blocks.length && at - from <= AFTER; at += 1) {
    const { words } = blocks[at]!;
    const label = labels[at] ?? null;
    if (label === null && isProse(words) && (sentences += 1) > SENTENCES) break;
    if (width(words) > 200 || (label !== null && ELSEWHERE.has(label) && at - from > NEAR)) continue;
    after.push(at);
  }
  const before: number[] = [];
  for (let at = from - 1; at >= 0 && from - at <= BEFORE; at -= 1) {
    const label = labels[at] ?? null;
    if (width(blocks[at]!.words) <= 200 && (label === null || label === 'page header')) before.push(at);
  }
  return [...after, ...before];
}

/** In which block the words of each mark stand: the first that has them, going through both in order; -1 for none. */
function placesOf(marks: readonly Mark[], blocks: readonly PageBlock[]): number[] {
  const words = blocks.map((block) => (block.words.length > 2_000 ? '' : collapsed(block.words)));
  let next = 0;
  return marks.map((mark) => {
    for (let at = next; at < words.length && at < next + 400; at += 1)
      if (words[at]!.includes(mark.words)) return (next = at);
    return -1;
  });
}

function authorsOf(lines: readonly NearLine[]): Found<string[]> | null {
  for (const { at, words, marks } of lines) {
    const marked = marks.filter(({ kind }) => kind === 'author');
    // Every author has a link of their own; else the words of the line tell.
    const linked = marked
      .flatMap(({ words: own, parts }) => [...parts, own])
      .flatMap((part) => byline(part) ?? [part])
      .filter(isPersonName);
    const listed = marked
      .map(({ words: own }) => byline(own) ?? personsIn(own))
      .find((names) => names !== null);
    const stated = byline(words) ?? bylineWithin(words) ?? nameAndDay(words);
    const names = [listed, stated, personsOf(linked)].filter(
      (found) => found !== null && found !== undefined,
    );
    const most = names.sort((a, b) => b.length - a.length)[0];
    const exact = personsOf(linked);
    // `Jane Doe / John de Roe Harbour Town`: what the links say has no place behind it.
    if (exact !== null && (most === undefined || exact.length >= most.length)) return { value: exact, at };
    if (most !== undefined) return { value: most, at };
  }
  return null;
}

function personsOf(names: readonly string[]): string[] | null {
  const persons = [...new Set(names.flatMap((name) => personsIn(name) ?? []))];
  return persons.length === 0 ? null : persons;
}

const BYLINE_WITHIN = new RegExp(
  `(?:[|•·\\d]|\\s[-–—]|\\d\\p{L}{0,3})\\s(?:${BY_WORD})\\s+(.{4,120})$`,
  'iu',
);

/** `on 12 June 2019 by Jane Doe`, `The Post | 12 June 2019 | By Jane Doe` */
function bylineWithin(words: string): string[] | null {
  const found = BYLINE_WITHIN.exec(words);
  return found && personsIn(found[1]!);
}

/** `Jane Doe 12 June 2019, 10:21`, `Jane Doe | Harbour Post | June 12, 2019` */
function nameAndDay(words: string): string[] | null {
  if (width(words) > 100) return null;
  const long = dateIn(words, 'day-first');
  const date = long ?? shortDateIn(words, 'day-first');
  if (date === null || date.from < 5 || (long !== null && !isDateLine(words.slice(date.from)))) return null;
  return personsIn(words.slice(0, date.from));
}

function daysOf(
  lines: readonly NearLine[],
  order: NumericOrder,
): { readonly published: Day | null; readonly updated: Day | null } {
  let published: Day | null = null;
  let updated: Day | null = null;
  for (const { at, words, marks } of lines) {
    const labelled = labelledDates(words, order);
    for (const { isUpdate, date, label } of labelled) {
      if (isUpdate) updated ??= { value: date, at, label };
      else published ??= { value: date, at, label };
    }
    if (labelled.length > 0) continue;
    const marked = marks.filter(({ kind }) => kind === 'day');
    const isCredit =
      marks.some(({ kind }) => kind === 'author') ||
      (byline(words) ?? bylineWithin(words) ?? nameAndDay(words)) !== null;
    if (marked.length === 0 && !isCredit && !isDateLine(words)) continue;
    const sources = [...marked.map((mark) => mark.words), words];
    const day =
      sources.map((source) => dayIn(source, order)).find((date) => date !== null) ??
      marked.map(({ stamp }) => stamp?.slice(0, 10)).find((stamp) => stamp !== undefined);
    if (day === undefined) continue;
    if (namesUpdate(words)) updated ??= { value: day, at, label: null };
    else published ??= { value: day, at, label: null };
  }
  return { published, updated };
}

function dayIn(words: string, order: NumericOrder): PartialDate | null {
  if (width(words) > 160) return null;
  const date = dateIn(words, order)?.date ?? shortDateIn(words, order)?.date ?? null;
  return date !== null && date.length === 10 ? date : null;
}

/** `8/17/13 11:04am`: beside a headline even a year of two digits is one, where a time or nothing follows. */
function shortDateIn(words: string, order: NumericOrder): { date: PartialDate; from: number } | null {
  const found =
    /(?<![\d/.-])(\d{1,2})([/.-]) ?(\d{1,2})\2(\d{2})(?=$|,? \d{1,2}[:.]\d\d|[\s|,)])(?![/.-]\d)/u.exec(
      words,
    );
  if (found === null) return null;
  const zone = /\b(?:E[SD]?T|P[SD]?T|C[SD]T|M[SD]T)\b/.test(words) ? 'month-first' : order;
  const whole = `${found[1]!}${found[2]!}${found[3]!}${found[2]!}20${found[4]!}`;
  const date = dateIn(whole, zone)?.date;
  return date?.length === 10 ? { date, from: found.index } : null;
}
