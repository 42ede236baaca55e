import { describe } from '../model/anchor';
import type { Id } from '../model/id';
import type { Range } from '../model/range';
import type { FacetChoice, FeedItem, Hit, HitGroup, SearchAnswer, SearchSort } from '../model/search';
import { compilePhrase, type Pattern } from './pattern';
import { KINDS, LIBRARY, Pieces, type GroupKey, type Kind, type Piece } from './pieces';
import { bitCount, Finder, placesOf, type Place } from './places';
import { parseQuery } from './parseQuery';
import {
  isDated,
  MOST_PHRASES,
  wantedPhrases,
  type Expression,
  type Field,
  type Phrase,
  type Problem,
} from './query';
import { SNIPPET, snippetAround } from './snippet';

export type SearchOptions = {
  /** Groups wanted; the answer counts the others too. */
  readonly limit: number;
  readonly hitsPerDocument: number;
  /** True while the query is being typed: its last word stands for all words that begin so. */
  readonly typing: boolean;
  /** `relevance` when left out. */
  readonly sort?: SearchSort;
  readonly choices?: readonly FacetChoice[];
};

/**
 * The search index of a library: documents, their titles and metadata, highlights' comments and tags, and notes. All
 * words of a query must be in a document or in what belongs to it, not necessarily in one place. Answers depend on what
 * was put in, not on the order or on what has been taken out again.
 */
export type SearchIndex = {
  /**
   * Adds a thing, replaces what stood under its id, or forgets it (`gone`). A document whose text is the same costs only
   * what changed beside the text.
   */
  put(item: FeedItem): void;
  /**
   * Answers in one go, best first. Work is bounded: `limit` groups get hits; where a count would need more words to be
   * read than `MOST_WORDS_READ`, the documents ranked last count as one place each.
   */
  search(query: string, options: SearchOptions): SearchAnswer;
  /** Documents in the index. */
  readonly size: number;
};

export function createSearchIndex(): SearchIndex {
  return new Index();
}

/** How much a word counts by where it stands. */
const BOOST: Readonly<Record<Kind, number>> = {
  text: 1,
  title: 3,
  note: 1.5,
  comment: 1.5,
  tag: 2,
  outlet: 1.5,
  agency: 1.5,
  author: 1.5,
  lang: 0,
};

const KINDS_OF_FIELD: Readonly<Record<Field, readonly Kind[]>> = {
  title: ['title'],
  outlet: ['outlet', 'agency'],
  author: ['author'],
  tag: ['tag'],
  note: ['note', 'comment'],
  lang: ['lang'],
  text: ['text'],
};
const KINDS_OF_ANY_FIELD: readonly Kind[] = KINDS.filter((kind) => kind !== 'lang');

/** Fields that narrow a search: the places to show are those of the other words. */
const NARROWING: ReadonlySet<Field | null> = new Set<Field | null>(['outlet', 'author', 'lang']);

/** Words read in one answer to count places and to check phrases: about 50 ms. */
const MOST_WORDS_READ = 12_000_000;
/** Phrases that get typo tolerance: looking for near spellings costs milliseconds each. */
const MOST_TYPO_SEARCHES = 8;
/** What one phrase found in one group. */
type Match = { score: number; doubt: number; readonly pieces: number[] };
type Matches = Map<GroupKey, Match>;

class Index implements SearchIndex {
  readonly #pieces = new Pieces();

  get size(): number {
    return this.#pieces.size;
  }

  put(item: FeedItem): void {
    this.#pieces.put(item);
  }

  search(text: string, options: SearchOptions): SearchAnswer {
    const { root, problems: queryProblems } = parseQuery(text, options.typing);
    const problems: Problem[] = [...queryProblems];
    const wanted = wantedPhrases(root).slice(0, MOST_PHRASES);
    if (wanted.length === 0)
      return { groups: [], totalDocuments: 0, totalHits: 0, precise: true, facets: [], problems };

    const run = new Run(wanted, problems, text.length);
    const matches = this.#evaluate(root, null, run);
    const found = this.#rank(matches, run);
    const groups = found
      .slice(0, options.limit)
      .map((group) => this.#describe(group, run, options.hitsPerDocument));
    return {
      groups,
      totalDocuments: found.length,
      totalHits: found.reduce((sum, group) => sum + group.total, 0),
      precise: true,
      facets: [],
      problems,
    };
  }

  // ------------------------------------------------------------------------------------------ which documents

  /** Groups that satisfy the expression. `among` are the only ones still of interest; null means all. */
  #evaluate(expression: Expression, among: Matches | null, run: Run): Matches {
    if (expression.kind === 'phrase') return this.#find(expression, among, run);
    if (expression.kind === 'not') return this.#evaluate(expression.part, among, run);
    if (expression.kind === 'any') {
      const either: Matches = new Map();
      for (const part of expression.parts) {
        for (const [key, match] of this.#evaluate(part, among, run)) {
          const other = either.get(key);
          either.set(key, {
            score: match.score + (other?.score ?? 0),
            doubt: Math.min(match.doubt, other?.doubt ?? match.doubt),
            pieces: [...(other?.pieces ?? []), ...match.pieces],
          });
        }
      }
      return either;
    }
    // Dates narrow what words found.
    if (expression.kind === 'date') return new Map();
    let result = among;
    for (const part of expression.parts) {
      if (part.kind === 'not' || part.kind === 'date' || result?.size === 0) continue;
      const found = this.#evaluate(part, result, run);
      if (result === null) result = found;
      else {
        const both: Matches = new Map();
        for (const [key, a] of result) {
          const b = found.get(key);
          if (!b) continue;
          both.set(key, {
            score: a.score + b.score,
            doubt: a.doubt + b.doubt,
            pieces: [...a.pieces, ...b.pieces],
          });
        }
        result = both;
      }
    }
    if (result === null) return new Map();
    for (const part of expression.parts) {
      if (part.kind === 'date') {
        for (const key of [...result.keys()]) {
          if (key === LIBRARY || !isDated(part, this.#pieces.head(key).published)) result.delete(key);
        }
      }
      if (part.kind !== 'not') continue;
      for (const key of this.#evaluate(part, result, run).keys()) result.delete(key);
    }
    return result;
  }

  #find(phrase: Phrase, among: Matches | null, run: Run): Matches {
    const kinds = kindsOf(phrase);
    const number = run.wanted.indexOf(phrase);
    const excluded = number < 0;
    const { pattern, cut } = compilePhrase(
      phrase,
      {
        indexes: kinds.map((kind) => this.#pieces.terms(kind)),
        has: (term) => this.#pieces.number(term) !== undefined,
        joined: this.#pieces.joinedWords,
      },
      !excluded && run.typoSearches++ < MOST_TYPO_SEARCHES,
    );
    for (const prefix of cut) {
      run.problems.push({
        from: 0,
        to: run.length,
        message: `Very many words begin with “${prefix}”; the commonest of them were searched.`,
      });
    }
    if (!excluded) run.patterns[number] = pattern;

    const matches: Matches = new Map();
    const verify = pattern.some((steps) => steps.length > 1) ? this.#finder([pattern]) : null;
    for (const kind of kinds) {
      // By group the best piece counts, or the many tags of one document would outweigh its text.
      const best = new Map<GroupKey, number>();
      for (const steps of pattern) {
        for (const { entry, score, doubt } of this.#pieces.terms(kind).candidates(steps)) {
          const piece = this.#pieces.piece(entry);
          const { group } = piece;
          if (among ? !among.has(group) : !this.#pieces.isShown(group)) continue;
          if (verify && steps.length > 1) {
            if (!run.read(piece.numbers.length)) break;
            if (verify.occurrences(piece.numbers, 1).length === 0) continue;
          }
          const match = matches.get(group);
          if (match) {
            match.doubt = Math.min(match.doubt, doubt);
            match.pieces.push(entry);
            best.set(group, Math.max(best.get(group) ?? 0, score));
          } else {
            matches.set(group, { score: 0, doubt, pieces: [entry] });
            best.set(group, score);
          }
        }
      }
      for (const [group, score] of best) matches.get(group)!.score += score * BOOST[kind];
    }
    return matches;
  }

  #finder(patterns: readonly Pattern[]): Finder {
    const numbered = patterns.map((pattern) =>
      pattern.map((steps) =>
        steps.map((step) => {
          const numbers = new Set<number>();
          for (const term of step.keys()) numbers.add(this.#pieces.number(term)!);
          return numbers;
        }),
      ),
    );
    return new Finder(numbered, this.#pieces.vocabularySize);
  }

  // --------------------------------------------------------------------------------------------- in what order

  #rank(matches: Matches, run: Run): Found[] {
    run.finder = this.#finder(Array.from(run.wanted, (_, number) => run.patterns[number] ?? []));
    const candidates = Array.from(matches, ([key, { score, doubt, pieces }]) => ({
      key,
      // Rounded, so that sums taken in another order do not change the answer.
      score: rounded(score),
      doubt,
      pieces,
    }));
    candidates.sort((a, b) => a.doubt - b.doubt || b.score - a.score || compareText(a.key, b.key));
    const severalShown = bitCount(run.shown) > 1;
    const found = candidates.map(({ key, score, doubt, pieces }): Found => {
      const simple = severalShown ? null : this.#countPlaces(pieces, run);
      const places = simple === null ? this.#placesOfGroup(pieces, run) : null;
      // Words that stand together mean more than the same words far apart; an exact word more than any likely typo.
      let closeness = 1;
      if (severalShown) {
        for (const { place } of places ?? []) {
          if (place.phrases === run.shown) closeness = Math.max(closeness, place.inSequence ? 2 : 1.5);
        }
      }
      const value = (score * closeness) / (1 + score * closeness);
      const floor = 1 / (doubt + 2);
      return {
        key,
        title: this.#pieces.head(key).title,
        score: rounded(floor + (1 / (doubt + 1) - floor) * value),
        total: simple ?? places?.length ?? 1,
        pieces,
      };
    });
    return found.sort(
      (a, b) => b.score - a.score || compareText(a.title, b.title) || compareText(a.key, b.key),
    );
  }

  /** How many places a group has for a query of one word; null where that takes more than counting. */
  #countPlaces(pieces: readonly number[], run: Run): number | null {
    const phrase = 31 - Math.clz32(run.shown);
    let total = 0;
    for (const id of pieces.length > 1 ? new Set(pieces) : pieces) {
      const piece = this.#pieces.piece(id);
      if (run.shownIn(piece.kind) === 0) continue;
      const count = run.read(piece.numbers.length) ? run.finder!.count(piece.numbers, phrase) : null;
      if (count === null) return null;
      total += count;
    }
    return total;
  }

  /** The places of a group to show, in no order; null when the answer has no more words to read. */
  #placesOfGroup(pieces: readonly number[], run: Run): PlaceInPiece[] | null {
    const all: PlaceInPiece[] = [];
    let fewest = Infinity;
    let most = 0;
    for (const id of pieces.length > 1 ? new Set(pieces) : pieces) {
      const piece = this.#pieces.piece(id);
      if (!run.read(piece.numbers.length)) return null;
      for (const place of placesOf(run.finder!.occurrences(piece.numbers, run.shownIn(piece.kind)))) {
        const count = bitCount(place.phrases);
        fewest = Math.min(fewest, count);
        most = Math.max(most, count);
        all.push({ piece, place, count });
      }
    }
    if (fewest === most) return all;
    // The fullest places; of others only those with a word that no fuller place shows.
    all.sort((a, b) => b.count - a.count);
    const chosen: PlaceInPiece[] = [];
    let covered = 0;
    for (let at = 0; at < all.length;) {
      const { count } = all[at]!;
      const before = covered;
      for (; at < all.length && all[at]!.count === count; at += 1) {
        const { phrases } = all[at]!.place;
        if (before !== 0 && (phrases & ~before) === 0) continue;
        chosen.push(all[at]!);
        covered |= phrases;
      }
    }
    return chosen;
  }

  #compare(a: PlaceInPiece, b: PlaceInPiece): number {
    const fuller = b.count - a.count || Number(b.place.inSequence) - Number(a.place.inSequence);
    if (a.piece === b.piece) return fuller || a.place.from - b.place.from;
    return (
      fuller ||
      KINDS.indexOf(a.piece.kind) - KINDS.indexOf(b.piece.kind) ||
      (this.#pieces.highlight(a.piece)?.from ?? 0) - (this.#pieces.highlight(b.piece)?.from ?? 0) ||
      compareText(a.piece.source ?? '', b.piece.source ?? '') ||
      compareText(a.piece.text, b.piece.text)
    );
  }

  // -------------------------------------------------------------------------------------------------- the hits

  #describe(found: Found, run: Run, most: number): HitGroup {
    const { key, score, total } = found;
    const { title, publisher, published } = this.#pieces.head(key);
    // A document ranked after the last word that could be read still shows where.
    const places = this.#placesOfGroup(found.pieces, run.withoutBudget()) ?? [];
    places.sort((a, b) => this.#compare(a, b));
    const document = key === LIBRARY ? null : key;
    return {
      document,
      title,
      publisher,
      published,
      score,
      total,
      hits: places.slice(0, most).map((place) => this.#hit(document, title, score, place, run)),
    };
  }

  #hit(document: Id | null, title: string, score: number, found: PlaceInPiece, run: Run): Hit {
    const { piece, place, count } = found;
    const divided = this.#pieces.words(piece);
    const range = { from: divided[place.from]!.from, to: divided[place.to - 1]!.to };
    // A word has a character at least, so that the snippet ends within so many words on each side.
    const start = Math.max(0, place.from - SNIPPET);
    const near = piece.numbers.subarray(start, place.to + SNIPPET);
    const { from, to } = run.finder!.occurrences(near, run.shownIn(piece.kind));
    const marks = from.map((first, at) => ({
      from: divided[start + first]!.from,
      to: divided[start + to[at]! - 1]!.to,
    }));
    const highlight = this.#pieces.highlight(piece);
    const passage = piece.kind === 'text' ? range : highlight;
    const text = this.#pieces.textOf(piece.group);
    return {
      document,
      title,
      score: score * (count / Math.max(1, bitCount(run.shown))) * (place.inSequence ? 1 : 0.9),
      where: WHERE[piece.kind],
      source: piece.source,
      anchor: passage && passage.to <= text.length ? describe(text, passage) : null,
      snippet: snippetAround(piece.text, range, merged(marks)),
    };
  }
}

const WHERE: Readonly<Record<Kind, Hit['where']>> = {
  text: 'text',
  title: 'title',
  note: 'note',
  comment: 'comment',
  tag: 'tag',
  outlet: 'metadata',
  agency: 'metadata',
  author: 'metadata',
  lang: 'metadata',
};

type PlaceInPiece = { readonly piece: Piece; readonly place: Place; readonly count: number };

type Found = {
  readonly key: GroupKey;
  readonly title: string;
  readonly score: number;
  readonly total: number;
  readonly pieces: readonly number[];
};

/** One answer being made: its phrases, what they were found by, and what it may still spend. */
class Run {
  /** By number of the phrase in `wanted`. */
  readonly patterns: Pattern[] = [];
  finder: Finder | null = null;
  typoSearches = 0;
  /** Bit set of the phrases whose places are shown. */
  readonly shown: number;
  #wordsLeft = MOST_WORDS_READ;
  readonly #shownIn = new Map<Kind, number>();

  constructor(
    readonly wanted: readonly Phrase[],
    readonly problems: Problem[],
    /** Of the query, in UTF-16 units. */
    readonly length: number,
  ) {
    const onlyNarrowing = wanted.every((phrase) => NARROWING.has(phrase.field));
    let shown = 0;
    wanted.forEach((phrase, number) => {
      if (!onlyNarrowing && NARROWING.has(phrase.field)) return;
      shown |= 1 << number;
      for (const kind of kindsOf(phrase)) {
        this.#shownIn.set(kind, (this.#shownIn.get(kind) ?? 0) | (1 << number));
      }
    });
    this.shown = shown;
  }

  shownIn(kind: Kind): number {
    return this.#shownIn.get(kind) ?? 0;
  }

  /** False when so many words may not be read any more. */
  read(count: number): boolean {
    this.#wordsLeft -= count;
    return this.#wordsLeft >= 0;
  }

  withoutBudget(): this {
    this.#wordsLeft = Infinity;
    return this;
  }
}

function kindsOf(phrase: Phrase): readonly Kind[] {
  return phrase.field === null ? KINDS_OF_ANY_FIELD : KINDS_OF_FIELD[phrase.field];
}

/** The ranges in order, with those that touch or overlap made one. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
