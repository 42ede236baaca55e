import type { PartialDate } from '../../model/date';
import type { Id } from '../../model/id';
import { overlaps, type Range } from '../../model/range';
import type { FeedDocument, FeedItem, FeedNote } from '../../model/search';
import { isJoinedScript, words, type Word } from '../../text/words';
import { wantedPhrases, type Expression, type Field, type Near, type Phrase, type QueryWord } from '../query';

/** Where a phrase stands: half-open positions in the text of a piece. */
export type NaiveRange = { readonly piece: NaivePiece; readonly from: number; readonly to: number };

export type NaivePiece = {
  readonly kind: 'text' | 'title' | 'outlet' | 'agency' | 'author' | 'lang' | 'comment' | 'tag' | 'note';
  readonly text: string;
  /** The note, or the highlight of a comment or tag. */
  readonly source: Id | null;
};

export type NaiveMatch = {
  /** Null for the notes on the library. */
  readonly document: Id | null;
  /** Every place of every phrase that is looked for, by piece and position; those of a NEAR only where they are near. */
  readonly ranges: readonly NaiveRange[];
};

/**
 * What a query finds, worked out straight from docs/search.md by trying everything: no index, no bounds on the work, no
 * order of rank. For tests to hold the real index against; items of the same id replace each other.
 */
export function naiveSearch(items: readonly FeedItem[], expression: Expression): NaiveMatch[] {
  return groupsOf(items)
    .filter((group) => !isEmpty(expression) && satisfies(group, expression, true))
    .map((group) => ({ document: group.document?.id ?? null, ranges: rangesOf(group, expression) }));
}

type Group = { readonly document: FeedDocument | null; readonly pieces: readonly DividedPiece[] };
type DividedPiece = NaivePiece & {
  readonly words: readonly Word[];
  readonly highlights: FeedDocument['highlights'];
  /** Of texts what is folded. */
  readonly folded: readonly Range[];
};

function groupsOf(items: readonly FeedItem[]): Group[] {
  const documents = new Map<Id, FeedDocument>();
  const notes = new Map<Id, FeedNote>();
  for (const item of items) {
    if (item.kind === 'document') documents.set(item.id, item);
    else if (item.kind === 'note') notes.set(item.id, item);
    else {
      documents.delete(item.id);
      notes.delete(item.id);
    }
  }
  const notesOn = (id: Id | null): NaivePiece[] =>
    [...notes.values()]
      .filter((note) => note.document === id)
      .map((note) => ({ kind: 'note', text: note.text, source: note.id }));
  const divided = (pieces: readonly NaivePiece[], document: FeedDocument | null): Group => ({
    document,
    pieces: pieces
      .filter(({ text }) => text !== '')
      .map((piece) => ({
        ...piece,
        words: words(piece.text),
        highlights: document?.highlights ?? [],
        folded: piece.kind === 'text' ? (document?.folded ?? []) : [],
      })),
  });
  const piece = (kind: NaivePiece['kind'], text: string | null, source: Id | null = null): NaivePiece => ({
    kind,
    text: text ?? '',
    source,
  });
  const groups = [...documents.values()].map((document) =>
    divided(
      [
        piece('text', document.text),
        piece('title', document.title),
        piece('outlet', document.publisher),
        piece('agency', document.agency),
        piece('lang', document.language),
        ...document.authors.map((author) => piece('author', author)),
        ...document.highlights.flatMap(({ id, comment, tags }) => [
          piece('comment', comment, id),
          ...tags.map((tag) => piece('tag', tag, id)),
        ]),
        ...notesOn(document.id),
      ],
      document,
    ),
  );
  return [...groups, divided(notesOn(null), null)];
}

const isEmpty = (expression: Expression): boolean =>
  expression.kind === 'all' && expression.parts.length === 0;

/** `wanted` is false inside what is left out, where near spellings do not count. */
function satisfies(group: Group, expression: Expression, wanted: boolean): boolean {
  switch (expression.kind) {
    case 'all':
      return expression.parts.every((part) => satisfies(group, part, wanted));
    case 'any':
      return expression.parts.some((part) => satisfies(group, part, wanted));
    case 'not':
      return !satisfies(group, expression.part, false);
    case 'date': {
      const published = group.document?.published ?? null;
      if (published === null) return false;
      const [from, to] = [expression.from ?? '0000', expression.to ?? '9999'];
      return lastDay(published) >= firstDay(from) && firstDay(published) <= lastDay(to);
    }
    case 'near':
      return group.pieces.some((piece) => nearPlaces(piece, expression, wanted).length > 0);
    case 'phrase':
      return group.pieces.some((piece) => places(piece, expression, wanted).length > 0);
  }
}

const firstDay = (date: PartialDate): string => date + '-01-01'.slice(date.length - 4);
const lastDay = (date: PartialDate): string => date + '-12-31'.slice(date.length - 4);

function rangesOf(group: Group, expression: Expression): NaiveRange[] {
  const near: Near[] = [];
  const phrases = new Set(wantedPhrases(expression));
  const visit = (part: Expression): void => {
    if (part.kind === 'near') {
      near.push(part);
      for (const phrase of wantedPhrases(part)) phrases.delete(phrase);
    } else if ('parts' in part) part.parts.forEach(visit);
  };
  visit(expression);
  return group.pieces.flatMap((whole) => {
    const { kind, text, source, words: divided } = whole;
    const piece: NaivePiece = { kind, text, source };
    const found = [
      ...[...phrases].flatMap((phrase) => places(whole, phrase, true)),
      ...near.flatMap((part) => nearPlaces(whole, part, true)),
    ];
    const seen = new Set<string>();
    return found
      .map(({ from, to }) => ({ piece, from: divided[from]!.from, to: divided[to - 1]!.to }))
      .filter(({ from, to }) => !seen.has(`${from} ${to}`) && seen.add(`${from} ${to}`))
      .sort((a, b) => a.from - b.from || a.to - b.to);
  });
}

/** Numbers of words, half-open. */
type Place = { readonly from: number; readonly to: number };

/** The places that belong to a choice of one place for each part in which every next one is near. */
function nearPlaces(piece: DividedPiece, { parts, within }: Near, wanted: boolean): Place[] {
  const choices = parts.map((part) =>
    (part.kind === 'any' ? part.parts : [part]).flatMap((phrase) => places(piece, phrase, wanted)),
  );
  const found: Place[] = [];
  const choose = (chosen: readonly Place[]): void => {
    const next = choices[chosen.length];
    if (next) for (const place of next) choose([...chosen, place]);
    else {
      const inText = [...chosen].sort((a, b) => a.from - b.from);
      const fits = inText.every((place, at) => {
        const before = inText[at - 1];
        return !before || (place.from >= before.to && place.from - before.to <= within);
      });
      if (fits) found.push(...chosen);
    }
  };
  choose([]);
  return found;
}

const KINDS_OF_FIELD: Readonly<Record<Field, readonly NaivePiece['kind'][]>> = {
  title: ['title'],
  outlet: ['outlet', 'agency'],
  author: ['author'],
  tag: ['tag'],
  note: ['note', 'comment'],
  lang: ['lang'],
  text: ['text'],
};

function places(piece: DividedPiece, phrase: Phrase, wanted: boolean): Place[] {
  const { field, scope, article } = phrase;
  if (field === null ? piece.kind === 'lang' : !KINDS_OF_FIELD[field].includes(piece.kind)) return [];
  if (scope === 'highlights' && piece.kind !== 'text') return [];
  const keys = piece.words.map(({ key }) => key);
  const typos = wanted && !phrase.exact;
  const found: Place[] = [];
  for (let from = 0; from < keys.length; from += 1) {
    const ends = phrase.words.reduce<ReadonlySet<number>>(
      (starts, word) => new Set([...starts].flatMap((start) => endsOf(word, keys, start, typos))),
      new Set([from]),
    );
    for (const to of ends) {
      const inside = piece.words.slice(from, to);
      const isFolded = inside.some((word) => piece.folded.some((range) => overlaps(range, word)));
      if (!article || !isFolded) found.push({ from, to });
    }
  }
  if (scope === null) return found;
  return found.filter(({ from, to }) =>
    piece.highlights.some(
      (highlight) => highlight.from <= piece.words[from]!.from && piece.words[to - 1]!.to <= highlight.to,
    ),
  );
}

/** Where a word of the query that begins at a word of the text can end: numbers of words. */
function endsOf(word: QueryWord, keys: readonly string[], at: number, typos: boolean): number[] {
  const first = keys[at];
  if (first === undefined) return [];
  const { key } = word;
  const isPrefix = word.prefix !== 'no';
  if (!isJoinedScript(key)) {
    const found = first === key || (isPrefix && first.startsWith(key)) || (typos && isTypo(key, first));
    return found ? [at + 1] : [];
  }
  if (first.startsWith(key) || (key.length >= 2 && first.includes(key))) return [at + 1];
  // Divided among neighbours: the end of the first, whole ones, the beginning of the last.
  const ends: number[] = [];
  const isHangul = /^\p{sc=Hangul}/u.test(key);
  for (let head = 1; head < key.length; head += 1) {
    if (!first.endsWith(key.slice(0, head))) continue;
    // Hangul is written with spaces: a single syllable that stands alone is a word of its own.
    const standsAlone = (length: number): boolean => !isHangul || length >= 2;
    // One character at a seam is chance: 京都 does not stand in 東京|都.
    if (first.length === head ? !standsAlone(head) : head < 2) continue;
    let rest = key.slice(head);
    for (let next = at + 1; next < keys.length; next += 1) {
      const here = keys[next]!;
      const isLast =
        here === rest ? standsAlone(rest.length) : here.startsWith(rest) && (rest.length >= 2 || isPrefix);
      if (isLast) ends.push(next + 1);
      if (here.length >= rest.length || !rest.startsWith(here) || !standsAlone(here.length)) break;
      rest = rest.slice(here.length);
    }
  }
  return ends;
}

/** One edit in a word of five letters or more, two from eight on, after the same first letter; or two letters swapped. */
function isTypo(key: string, word: string): boolean {
  if (key.length < 5 || key.length > 40 || /\d/.test(key)) return false;
  const first = String.fromCodePoint(key.codePointAt(0)!);
  if (!word.startsWith(first)) return false;
  for (let at = 1; at < key.length - 1; at += 1) {
    if (key.slice(0, at) + key[at + 1]! + key[at]! + key.slice(at + 2) === word) return true;
  }
  const most = Math.min(2, Math.round(key.length * 0.2));
  return edits(key.slice(first.length), word.slice(first.length)) <= most;
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
