import { describe } from '../model/anchor';
import type { Id } from '../model/id';
import type { Range } from '../model/range';
import type { FacetChoice, FeedItem, Hit, HitGroup, SearchAnswer, SearchSort } from '../model/search';
import { LIBRARY } from './documents';
import { Narrowing } from './facets';
import { KINDS, type Kind } from './kinds';
import { Matching, Workspace } from './matching';
import { parseQuery } from './parseQuery';
import { Pieces, type Sizes } from './pieces';
import { bitCount, placesOf, type Occurrences, type Place } from './places';
import type { Expression, Problem } from './query';
import type { CheckedSegment } from './segment';
import { Shown } from './shown';
import { SNIPPET, snippetAround } from './snippet';
import type { Source, WordPlaces } from './source';
import type { Matches } from './tally';
import { Vocabulary } from './vocabulary';

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
   * Answers in one go, best first. Work is bounded in counted steps, not by the clock; where a bound is met the answer
   * says that it is not `precise`: its totals are then the least there can be.
   */
  search(query: string, options: SearchOptions): SearchAnswer;
  /**
   * Every place in the text of a document where a word or phrase of the query stands, in order and apart, by whatever
   * spelling it was found; of a NEAR those that are near. Empty for a document that is not in the index. What is left out
   * by the query does not matter: this is for marking in a text that is shown anyway.
   */
  places(query: string, document: Id): Range[];
  /**
   * Does about a millisecond of tidying up, which makes later answers come sooner and changes none, and saving short; false
   * when there is nothing left to do. `put` does as much as it must by itself.
   */
  tidy(): boolean;
  /** Documents in the index. */
  readonly size: number;
  /** Of every document and note in the index: the keys of `stamps`, without reading what is kept of each. */
  ids(): Iterable<Id>;
  /**
   * For every document and note in the index its stamp, to be compared with `stampOf` of what the library has: where they
   * are equal the index need not be told of it, and what the library has no more is to be put as `gone`.
   */
  stamps(): ReadonlyMap<Id, string>;
  /**
   * The index as it is now, to be opened again. Segments never change and are named by what is in them: those whose names
   * were written before need not be written again, and once a manifest is safely written, segments that it does not name
   * may be deleted. A derived thing: whoever loses it builds the index anew.
   */
  save(): SavedIndex;
};

export type SavedIndex = {
  readonly manifest: Uint8Array;
  /** `bytes` makes them at each call; nothing is held for it. */
  readonly segments: readonly { readonly name: string; bytes(): Uint8Array }[];
};

/** An empty index. `sizes` changes no answer, only when work is done. */
export function createSearchIndex(sizes: Partial<Sizes> = {}): SearchIndex {
  return new Index(new Pieces(sizes));
}

/**
 * The index that `save` gave, from its manifest and the bytes of the segments that it names (`segmentsOf`); checking them
 * (`checkSegment`) is nearly all of the work, and may be done as they come. Nothing is parsed or copied: the bytes are used as they lie, and must not change. Null when any of them is missing, is damaged in
 * any place, is of another version, or was made where words are divided otherwise: then nothing of it is used.
 */
export function openSearchIndex(
  manifest: Uint8Array,
  segments: ReadonlyMap<string, Uint8Array | CheckedSegment>,
  sizes: Partial<Sizes> = {},
): SearchIndex | null {
  const pieces = Pieces.open(manifest, segments, sizes);
  return pieces && new Index(pieces);
}

export { segmentsOf, stampOf } from './pieces';
export { checkSegment, type CheckedSegment } from './segment';

/**
 * Groups whose texts are read to see how close the words of a query stand together: the best ones by their words alone,
 * well under a millisecond. Those behind them keep their order.
 */
const MOST_READ_CLOSELY = 100;

class Index implements SearchIndex {
  readonly #pieces: Pieces;
  readonly #workspace = new Workspace();

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  get size(): number {
    return this.#pieces.documents.size;
  }

  put(item: FeedItem): void {
    this.#pieces.put(item);
  }

  tidy(): boolean {
    return this.#pieces.work();
  }

  ids(): Iterable<Id> {
    return this.#pieces.ids();
  }

  stamps(): ReadonlyMap<Id, string> {
    return this.#pieces.stamps();
  }

  save(): SavedIndex {
    const { manifest, segments } = this.#pieces.save();
    return {
      manifest,
      segments: segments.map((segment) => ({ name: segment.name, bytes: () => segment.encode() })),
    };
  }

  search(text: string, options: SearchOptions): SearchAnswer {
    const { root, problems } = parseQuery(text, options.typing);
    return new Answering(this.#pieces, this.#workspace, root, [...problems], text.length, options).answer();
  }

  places(text: string, document: Id): Range[] {
    const { root } = parseQuery(text, false);
    const { documents } = this.#pieces;
    const group = documents.number(document);
    if (group === undefined || !documents.head(group)) return [];
    const vocabulary = new Vocabulary(this.#pieces.segments, this.#pieces.live);
    const matching = new Matching(vocabulary, documents, this.#workspace);
    const shown = new Shown(matching, root);
    const ranges: Range[] = [];
    for (const source of vocabulary.sources) {
      for (const piece of source.piecesOf('text', group)) {
        const { marks } = shown.find(source, 'text', piece, group);
        ranges.push(...rangesOf(marks, source, 'text', piece));
      }
    }
    return merged(ranges);
  }
}

/** One answer being made. */
class Answering {
  readonly #matching: Matching;
  readonly #vocabulary: Vocabulary;
  readonly #shown: Shown;
  /** False when places could not be counted in all groups. */
  #countedAll = true;

  constructor(
    readonly pieces: Pieces,
    workspace: Workspace,
    readonly root: Expression,
    readonly problems: Problem[],
    /** Of the query, in UTF-16 units. */
    readonly length: number,
    readonly options: SearchOptions,
  ) {
    this.#vocabulary = new Vocabulary(pieces.segments, pieces.live);
    this.#matching = new Matching(this.#vocabulary, pieces.documents, workspace);
    this.#shown = new Shown(this.#matching, root);
  }

  answer(): SearchAnswer {
    const { documents } = this.pieces;
    const { limit, sort = 'relevance', choices = [] } = this.options;
    const found = this.#matching.evaluate(this.root);
    const { kept, facets } = new Narrowing(documents, choices).narrow(found);
    for (const prefix of this.#matching.cut) {
      this.problems.push({
        from: 0,
        to: this.length,
        message: `Very many words begin with “${prefix}”; the commonest of them were searched.`,
      });
    }
    const ranked = this.#rank(kept, sort, limit);
    const groups = ranked.best
      .slice(0, limit)
      .map((group) => this.#describe(group, this.options.hitsPerDocument));
    return {
      groups,
      totalDocuments: kept.groups.length,
      totalHits: ranked.totalHits,
      precise: this.#matching.precise && this.#countedAll,
      facets,
      problems: this.problems,
    };
  }

  // --------------------------------------------------------------------------------------------- in what order

  #rank(matches: Matches, sort: SearchSort, limit: number): { best: Found[]; totalHits: number } {
    const { documents } = this.pieces;
    const { groups, scores, doubts, counts } = matches;
    const size = groups.length;
    // Rounded, so that sums taken in another order do not change the answer.
    const before = (a: number, b: number): number =>
      doubts[a]! - doubts[b]! ||
      rounded(scores[b]!) - rounded(scores[a]!) ||
      compareText(documents.id(a), documents.id(b));
    const sign = sort === 'newest' ? -1 : 1;
    const byDate = (a: number, b: number): number => {
      const [x, y] = [documents.date(a), documents.date(b)];
      // Documents without a date come last either way.
      if (x === 0 || y === 0) return Number(x === 0) - Number(y === 0) || before(a, b);
      return sign * (x - y) || before(a, b);
    };
    const relevance = sort === 'relevance';
    const wanted = Math.min(size, Math.max(limit, relevance ? MOST_READ_CLOSELY : 0));
    const chosen = relevance ? bestOf(groups, wanted, before, matches) : bestOf(groups, wanted, byDate, null);

    const several = bitCount(this.#shown.slots) > 1;
    let totalHits = this.#shown.isOneWord ? sumOf(counts, groups) : 0;
    const best = chosen.map((group, rank): Found => {
      let total = 1;
      // Words that stand together mean more than the same words far apart; an exact word more than any likely typo.
      let closeness = 1;
      if (this.#shown.slots === 0) total = 0;
      else if (this.#shown.isOneWord) total = Math.max(1, counts[group]!);
      else if (rank < Math.max(MOST_READ_CLOSELY, Math.min(limit, MOST_GROUPS_COUNTED))) {
        const places = this.#placesOf(group, false);
        total = places.length;
        if (several) {
          for (const { place } of places) {
            if (place.phrases === this.#shown.slots)
              closeness = Math.max(closeness, place.inSequence ? 2 : 1.5);
          }
        }
      } else this.#countedAll = false;
      const score = rounded(scores[group]!);
      const value = (score * closeness) / (1 + score * closeness);
      const floor = 1 / (doubts[group]! + 2);
      return {
        group,
        title: documents.head(group)?.title ?? NOTES,
        score: rounded(floor + (1 / (doubts[group]! + 1) - floor) * value),
        total,
      };
    });
    if (!this.#shown.isOneWord && this.#shown.slots !== 0) {
      for (const { total } of best) totalHits += total;
      totalHits += size - best.length;
      if (size > best.length) this.#countedAll = false;
    }
    if (relevance) {
      best.sort(
        (a, b) =>
          b.score - a.score ||
          compareText(a.title, b.title) ||
          compareText(documents.id(a.group), documents.id(b.group)),
      );
    }
    return { best, totalHits };
  }

  /**
   * The places of a group to show, in no order. A group that must be shown is read whatever was read before; for others
   * there may be nothing left to spend, and they count as having none.
   */
  #placesOf(group: number, always: boolean): PlaceInPiece[] {
    const all: PlaceInPiece[] = [];
    let fewest = Infinity;
    let most = 0;
    const complete = this.#shown.eachPiece(group, (source, kind, piece) => {
      if (!always && !this.#matching.mayRead(source.extent(kind, piece))) return false;
      const { found, marks, words } = this.#shown.find(source, kind, piece, group);
      if (found.length === 0) return true;
      const read: ReadPiece = {
        source,
        kind,
        piece,
        group,
        words,
        shownTo: 0,
        places: null,
        marks: always ? marks.copy() : null,
      };
      for (const place of placesOf(found)) {
        const count = bitCount(place.phrases);
        fewest = Math.min(fewest, count);
        most = Math.max(most, count);
        all.push({ read, place, count });
      }
      return true;
    });
    if (!complete) return [];
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
    if (a.read === b.read) return fuller || a.place.from - b.place.from;
    const text = ({ read: { source, kind, piece } }: PlaceInPiece): string =>
      source.slice(kind, piece, 0, 1000);
    const origin = ({ read: { source, kind, piece } }: PlaceInPiece): string =>
      source.origin(kind, piece) ?? '';
    return (
      fuller ||
      KINDS.indexOf(a.read.kind) - KINDS.indexOf(b.read.kind) ||
      (this.#highlight(a.read)?.from ?? 0) - (this.#highlight(b.read)?.from ?? 0) ||
      compareText(origin(a), origin(b)) ||
      compareText(text(a), text(b))
    );
  }

  // -------------------------------------------------------------------------------------------------- the hits

  #describe({ group, score, total }: Found, most: number): HitGroup {
    const { documents } = this.pieces;
    const head = documents.head(group);
    const title = head?.title ?? NOTES;
    const document = group === LIBRARY ? null : documents.id(group);
    const places = most === 0 ? [] : this.#placesOf(group, true);
    places.sort((a, b) => this.#compare(a, b));
    const shown = places.slice(0, most);
    for (const { read, place } of shown) read.shownTo = Math.max(read.shownTo, place.to);
    return {
      document,
      title,
      publisher: head?.publisher ?? null,
      published: head?.published ?? null,
      score,
      total: Math.max(total, places.length),
      hits: shown.map((place) => this.#hit(document, title, score, place)),
    };
  }

  #hit(document: Id | null, title: string, score: number, { read, place, count }: PlaceInPiece): Hit {
    const { source, kind, piece, marks } = read;
    // A word has a character at least, so that the snippet ends within so many words on each side. Near the beginning of a
    // piece the places of all words up to the last hit serve all of its hits.
    const short = read.shownTo <= MOST_WORDS_PLACED;
    const first = short ? 0 : Math.max(0, place.from - SNIPPET);
    const { starts, ends } = short
      ? (read.places ??= source.wordPlaces(kind, piece, 0, Math.min(read.words, read.shownTo + SNIPPET)))
      : source.wordPlaces(kind, piece, first, place.to + SNIPPET);
    const range = { from: starts[place.from - first]!, to: ends[place.to - 1 - first]! };
    const marked: Range[] = [];
    for (let at = 0; at < marks!.length; at += 1) {
      const from = marks!.from[at]!;
      const to = marks!.to[at]!;
      if (from >= place.from - SNIPPET && to <= place.to + SNIPPET) {
        marked.push({ from: starts[from - first]!, to: ends[to - 1 - first]! });
      }
    }
    // As much of the text as the snippet and the anchor can reach into.
    const start = Math.max(0, range.from - REACH);
    const text = source.slice(kind, piece, start, range.to + REACH);
    const moved = (given: Range): Range => ({ from: given.from - start, to: given.to - start });
    return {
      document,
      title,
      score: score * (count / Math.max(1, bitCount(this.#shown.slots))) * (place.inSequence ? 1 : 0.9),
      where: WHERE[kind],
      source: source.origin(kind, piece),
      anchor: kind === 'text' ? anchorIn(text, start, range) : this.#anchor(read),
      snippet: snippetAround(text, moved(range), merged(marked.map(moved))),
    };
  }

  /** The passage of the highlight that a comment or tag belongs to; null for other pieces. */
  #anchor(read: ReadPiece): Hit['anchor'] {
    const passage = this.#highlight(read);
    if (!passage) return null;
    for (const source of this.#vocabulary.sources) {
      const [piece] = source.piecesOf('text', read.group);
      if (piece === undefined) continue;
      const start = Math.max(0, passage.from - REACH);
      const text = source.slice('text', piece, start, passage.to + REACH);
      return passage.to - start > text.length ? null : anchorIn(text, start, passage);
    }
    return passage.to === 0 ? describe('', passage) : null;
  }

  /** The highlight of a comment or tag; null for other pieces. */
  #highlight({ source, kind, piece, group }: ReadPiece): Range | null {
    if (kind !== 'comment' && kind !== 'tag') return null;
    const id = source.origin(kind, piece);
    const highlights = this.pieces.documents.head(group)?.highlights ?? [];
    return highlights.find((highlight) => highlight.id === id) ?? null;
  }
}

/** Characters on each side of a place that its snippet and its anchor may show, and some to see that there are more. */
const REACH = SNIPPET + 40;
/** Words at the beginning of a piece whose places are all worked out for its hits. */
const MOST_WORDS_PLACED = 4000;
/** Groups whose places are counted, where many are wanted at once. */
const MOST_GROUPS_COUNTED = 10_000;

const NOTES = 'Notes on the library';

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

type ReadPiece = {
  readonly source: Source;
  readonly kind: Kind;
  readonly piece: number;
  readonly group: number;
  /** How many words it has. */
  readonly words: number;
  /** Kept for pieces whose places are described. */
  readonly marks: Occurrences | null;
  /** The word behind the last place that is described. */
  shownTo: number;
  places: WordPlaces | null;
};

type PlaceInPiece = { readonly read: ReadPiece; readonly place: Place; readonly count: number };

type Found = {
  readonly group: number;
  readonly title: string;
  readonly score: number;
  readonly total: number;
};

/** The anchor of a range of a text of which the part from `start` on is given. */
function anchorIn(text: string, start: number, { from, to }: Range): Hit['anchor'] {
  const anchor = describe(text, { from: from - start, to: to - start });
  return { ...anchor, from: anchor.from + start, to: anchor.to + start };
}

/**
 * The groups that come first, `wanted` of them, in order. A heap of the best so far, the worst on top. Given the matches
 * where `compare` goes by doubt and score first, most are passed over by these alone.
 */
function bestOf(
  groups: Uint32Array,
  wanted: number,
  compare: (a: number, b: number) => number,
  byScore: Matches | null,
): number[] {
  const heap = Array.from(groups.subarray(0, wanted));
  if (wanted === groups.length || wanted === 0) return heap.sort(compare);
  const sink = (from: number): void => {
    for (let at = from; ;) {
      let worst = at;
      const left = 2 * at + 1;
      if (left < wanted && compare(heap[left]!, heap[worst]!) > 0) worst = left;
      if (left + 1 < wanted && compare(heap[left + 1]!, heap[worst]!) > 0) worst = left + 1;
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  };
  for (let node = wanted >> 1; node >= 0; node -= 1) sink(node);
  let at = wanted;
  /** The next that may be better than the worst. */
  const next = (): number => {
    if (byScore) {
      const { scores, doubts } = byScore;
      const doubt = doubts[heap[0]!]!;
      const score = scores[heap[0]!]! - ROUNDING;
      for (; at < groups.length; at += 1) {
        const group = groups[at]!;
        if (doubts[group]! <= doubt && (scores[group]! >= score || doubts[group]! < doubt)) break;
      }
    }
    return at++;
  };
  for (let here = next(); here < groups.length; here = next()) {
    if (compare(groups[here]!, heap[0]!) > 0) continue;
    heap[0] = groups[here]!;
    sink(0);
  }
  return heap.sort(compare);
}

/** The sum of what stands at these numbers, each being 1 at least. */
function sumOf(counts: Uint32Array, numbers: Uint32Array): number {
  const { length } = numbers;
  let sum = length;
  for (let at = 0; at < length; at += 1) {
    const count = counts[numbers[at]!]!;
    if (count > 1) sum += count - 1;
  }
  return sum;
}

/** More than rounding changes a score. */
const ROUNDING = 1e-5;

function rangesOf(marks: Occurrences, source: Source, kind: Kind, piece: number): Range[] {
  if (marks.length === 0) return [];
  let last = 0;
  for (let at = 0; at < marks.length; at += 1) last = Math.max(last, marks.to[at]!);
  const { starts, ends } = source.wordPlaces(kind, piece, 0, last);
  return Array.from({ length: marks.length }, (_, at) => ({
    from: starts[marks.from[at]!]!,
    to: ends[marks.to[at]! - 1]!,
  }));
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
