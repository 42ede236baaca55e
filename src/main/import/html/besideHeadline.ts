import type { PartialDate } from '../../../core/model/date';
import { byline, isPersonName, personsIn } from '../credits';
import { dateIn, type NumericOrder } from '../dates';
import type { Guess } from '../guess';
import { collapsed, isProse, width } from '../line';
import { isDateLine, labelledDates, namesUpdate } from '../publication';
import type { PageBlock } from './pageBlocks';
import { attributeOf, isElement, isText, nodesOf, type PageElement, type PageTree } from './pageTree';

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

/** An element that its own marks call the author or the day. */
export type Mark = {
  readonly kind: 'author' | 'day';
  readonly words: string;
  /** What links and innermost parts of it say. */
  readonly parts: readonly string[];
  /** What it says to programs: an ISO date. */
  readonly stamp: string | null;
};

const AUTHOR =
  /\b(?:by ?lines?|author|authors|author ?name|auteurs?|autore?|autores|autoren|firma|signature|writer|reporter|journalist|contributor|penulis|tac ?gia|vcard)\b/;
const DAY =
  /\b(?:date|dates|date ?time|date ?line|time|\w*(?:time|tm|date|dt) ?st(?:am|m)p|publi\w*|pub ?date|posted|fecha|datum|tanggal|updated|modified)\b/;
/** Marks of other people and other days. */
const OTHERS =
  /\b(?:comments?|comment\w*|bio|fans?|related|promo|teasers?|next|prev\w*|follow|question|publisher|publicidad|publicite|publi ?c\w*|ads?)\b/;
const MOST_MARKS = 400;
const LONGEST_MARK = 160;

/** What a page's elements call its authors and days, in the order of the page. */
export function marksOf(tree: PageTree): Mark[] {
  const marks: Mark[] = [];
  for (const node of nodesOf(tree.documentElement, (element) => !UNSEEN.has(element.localName))) {
    if (!isElement(node) || marks.length >= MOST_MARKS) continue;
    const kind = kindOf(node);
    if (kind === null) continue;
    const words = seenWords(node);
    if (words === '' || words.length > LONGEST_MARK) continue;
    const parts: string[] = [];
    for (const inner of nodesOf(node))
      if (inner !== node && isElement(inner) && (inner.localName === 'a' || kindOf(inner) === 'author'))
        parts.push(seenWords(inner));
    const stamp = attributeOf(node, 'datetime') ?? attributeOf(node, 'content') ?? attributeOf(node, 'title');
    marks.push({
      kind,
      words,
      parts,
      stamp: stamp !== null && /^\d{4}-\d\d-\d\d/.test(stamp) ? stamp : null,
    });
  }
  return marks;
}

const UNSEEN = new Set(['script', 'style', 'noscript', 'svg', 'template', 'head', 'select']);

function kindOf(element: PageElement): Mark['kind'] | null {
  const item = attributeOf(element, 'itemprop') ?? '';
  if (/^(?:author|creator)$/.test(item) || attributeOf(element, 'rel') === 'author') return 'author';
  if (element.localName === 'abbr' && /^\d{4}-\d\d-\d\dT/.test(attributeOf(element, 'title') ?? ''))
    return 'day';
  if (element.localName === 'time' || /^date(?:Published|Created|Modified)$/.test(item)) return 'day';
  if (/^(?:html|body|main|article|form|h1)$/.test(element.localName)) return null;
  const marks = `${attributeOf(element, 'id')?.slice(0, 60) ?? ''} ${attributeOf(element, 'class')?.slice(0, 200) ?? ''}`;
  if (marks.length <= 2) return null;
  const words = marks
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');
  if (OTHERS.test(words)) return null;
  return AUTHOR.test(words) ? 'author' : DAY.test(words) ? 'day' : null;
}

/** The words of an element that a reader sees, of a large one only the beginning. */
function seenWords(element: PageElement): string {
  let words = '';
  for (const node of nodesOf(element, (inner) => !UNSEEN.has(inner.localName))) {
    if (isText(node)) words += node.data;
    else if (isElement(node) && /^(?:br|div|p|li|span)$/.test(node.localName)) words += ' ';
    if (words.length > 1_000) break;
  }
  return collapsed(words.normalize('NFC'));
}

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

/** `on 12 June 2019 by Jane Doe`, `The Post | 12 June 2019 | By Jane Doe` */
function bylineWithin(words: string): string[] | null {
  const found = /(?:[|•·\d]|\s[-–—]|\d\p{L}{0,3})\s(?:by|par|von|por|oleh)\s+(.{4,120})$/iu.exec(words);
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
