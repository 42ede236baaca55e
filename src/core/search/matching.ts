import type { Documents } from './documents';
import { LIBRARY } from './documents';
import { KINDS, type Kind } from './kinds';
import { compilePhrase, type Pattern } from './pattern';
import { Finder, nearOccurrences, Occurrences } from './places';
import {
  isDated,
  wantedPhrases,
  type DateRange,
  type Expression,
  type Field,
  type Near,
  type Phrase,
} from './query';
import { Scores, type Source } from './source';
import type { Vocabulary } from './vocabulary';

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

export function kindsOf({ field, scope }: Phrase): readonly Kind[] {
  if (scope === 'highlights') return KINDS_OF_FIELD.text;
  return field === null ? KINDS_OF_ANY_FIELD : KINDS_OF_FIELD[field];
}

/** Bytes of texts read in one answer to check phrases and to count places: about 30 ms. */
const MOST_READ = 12_000_000;
/**
 * Postings that the prefixes of one query may bring in: about ten milliseconds. One letter begins a tenth of all words; in
 * a library beyond the size this is made for, the commonest words with the prefix are taken and the rest waits for the next
 * letter.
 */
const MOST_POSTINGS = 3_000_000;
/** What every prefix may bring in though others took all of that. */
const FEWEST_POSTINGS = 20_000;
/** Phrases that get typo tolerance: looking for near spellings takes time for each. */
const MOST_TYPO_SEARCHES = 12;

/** The groups that something finds, in no order, with parallel lists of what is known of each. */
export type Matches = {
  readonly groups: Uint32Array;
  readonly scores: Float64Array;
  /** How doubtful: the sum over what must all be there, the least of alternatives. */
  readonly doubts: Uint8Array;
  /** Occurrences of the words of a phrase of one word; of other things something less. */
  readonly counts: Uint32Array;
};

const NOTHING: Matches = {
  groups: new Uint32Array(0),
  scores: new Float64Array(0),
  doubts: new Uint8Array(0),
  counts: new Uint32Array(0),
};

/** Memory that answers use one after the other. */
export class Workspace {
  readonly scores = new Scores();
  #tally = new Tally(0);

  tally(groups: number): Tally {
    if (this.#tally.places.length < groups) this.#tally = new Tally(Math.ceil(groups * 1.25));
    return this.#tally;
  }
}

/** Finds which groups satisfy a query, and how well, over all sources; one for each answer. */
export class Matching {
  readonly #scores: Scores;
  readonly #patterns = new Map<Phrase, Pattern>();
  readonly #cut = new Set<string>();
  readonly #tally: Tally;
  #typoSearches = 0;
  #left = MOST_READ;
  #postingsLeft = MOST_POSTINGS;
  #precise = true;

  constructor(
    readonly vocabulary: Vocabulary,
    readonly documents: Documents,
    workspace: Workspace = new Workspace(),
  ) {
    this.#scores = workspace.scores;
    this.#tally = workspace.tally(documents.capacity);
  }

  /** Prefixes with more words than were taken. */
  get cut(): ReadonlySet<string> {
    return this.#cut;
  }

  /** False once something was left out to answer in time. */
  get precise(): boolean {
    return this.#precise && this.#cut.size === 0;
  }

  /** False when so many bytes may not be read any more; from then on the answer is not precise. */
  mayRead(extent: number): boolean {
    this.#left -= extent;
    if (this.#left >= 0) return true;
    this.#precise = false;
    return false;
  }

  evaluate(expression: Expression): Matches {
    return this.#evaluate(expression, null, true);
  }

  /** What a phrase of the query is looked for by. */
  pattern(phrase: Phrase): Pattern {
    return this.#compiled(phrase, true);
  }

  /** `among` are the only groups still of interest; null means all. */
  #evaluate(expression: Expression, among: Matches | null, wanted: boolean): Matches {
    switch (expression.kind) {
      case 'phrase':
        return this.#find(expression, among, wanted);
      case 'not':
        return this.#evaluate(expression.part, among, wanted);
      case 'any':
        return this.#either(expression.parts.map((part) => this.#evaluate(part, among, wanted)));
      case 'date':
        return this.#dated(expression, among);
      case 'near':
        return this.#near(expression, among, wanted);
      case 'all':
        break;
    }
    let result = among;
    let first = true;
    // What costs most to check comes when the fewest are left to be checked.
    for (const part of [...expression.parts].sort((a, b) => costOf(a) - costOf(b))) {
      if (part.kind === 'not') continue;
      const found = this.#evaluate(part, result, wanted);
      result = first ? found : this.#both(result!, found);
      first = false;
      if (result.groups.length === 0) return result;
    }
    if (first || result === null) return NOTHING;
    for (const part of expression.parts) {
      if (part.kind === 'not') result = this.#without(result, this.#evaluate(part.part, result, false));
    }
    return result;
  }

  #both(a: Matches, b: Matches): Matches {
    const { places } = this.#tally;
    for (let at = 0; at < a.groups.length; at += 1) places[a.groups[at]!] = at + 1;
    const size = b.groups.length;
    const groups = new Uint32Array(size);
    const scores = new Float64Array(size);
    const doubts = new Uint8Array(size);
    const counts = new Uint32Array(size);
    let found = 0;
    for (let at = 0; at < size; at += 1) {
      const group = b.groups[at]!;
      const other = places[group]! - 1;
      if (other < 0) continue;
      groups[found] = group;
      scores[found] = a.scores[other]! + b.scores[at]!;
      doubts[found] = a.doubts[other]! + b.doubts[at]!;
      counts[found] = a.counts[other]! + b.counts[at]!;
      found += 1;
    }
    for (const group of a.groups) places[group] = 0;
    return {
      groups: groups.subarray(0, found),
      scores: scores.subarray(0, found),
      doubts: doubts.subarray(0, found),
      counts: counts.subarray(0, found),
    };
  }

  #either(all: readonly Matches[]): Matches {
    const tally = this.#tally;
    for (const { groups, scores, doubts, counts } of all) {
      for (let at = 0; at < groups.length; at += 1) {
        tally.add(groups[at]!, scores[at]!, doubts[at]!, counts[at]!);
      }
    }
    return tally.take();
  }

  #without(a: Matches, b: Matches): Matches {
    const { places } = this.#tally;
    for (const group of b.groups) places[group] = 1;
    const kept = a.groups.map((_, at) => at).filter((at) => places[a.groups[at]!] === 0);
    for (const group of b.groups) places[group] = 0;
    return picked(a, kept);
  }

  #dated(range: DateRange, among: Matches | null): Matches {
    const { documents } = this;
    const known = new Map<number, boolean>();
    const fits = (group: number): boolean => {
      if (group === LIBRARY || !documents.isShown(group)) return false;
      const date = documents.date(group);
      let is = known.get(date);
      if (is === undefined) known.set(date, (is = isDated(range, documents.published(group))));
      return is;
    };
    const candidates = among?.groups ?? Uint32Array.from({ length: documents.capacity }, (_, group) => group);
    const groups = candidates.filter(fits);
    return {
      groups,
      scores: new Float64Array(groups.length),
      doubts: new Uint8Array(groups.length),
      counts: new Uint32Array(groups.length),
    };
  }

  // ------------------------------------------------------------------------------------------------ one phrase

  #compiled(phrase: Phrase, wanted: boolean): Pattern {
    let pattern = this.#patterns.get(phrase);
    if (!pattern) {
      const typos = wanted && !phrase.exact && this.#typoSearches++ < MOST_TYPO_SEARCHES;
      const compiled = compilePhrase(
        phrase,
        this.vocabulary,
        typos,
        Math.max(FEWEST_POSTINGS, this.#postingsLeft),
      );
      this.#postingsLeft -= compiled.postings;
      for (const prefix of compiled.cut) this.#cut.add(prefix);
      pattern = compiled.pattern;
      this.#patterns.set(phrase, pattern);
    }
    return pattern;
  }

  #find(phrase: Phrase, among: Matches | null, wanted: boolean): Matches {
    const pattern = this.#compiled(phrase, wanted);
    if (pattern.length === 0) return NOTHING;
    const tally = this.#tally;
    const allowed = among && tally.allow(among.groups);
    const interest = allowed ?? this.documents.shown;
    const seekers = new Map<Source, Seeker>();
    const seekerOf = (source: Source): Seeker => {
      let seeker = seekers.get(source);
      if (!seeker) {
        seeker = new PhraseSeeker(source, [{ phrase, slot: 0, pattern }], this);
        seekers.set(source, seeker);
      }
      return seeker;
    };
    const severalWords = pattern.some((steps) => steps.length > 1);
    for (const kind of kindsOf(phrase)) {
      for (const steps of pattern) {
        const isPlain = steps.length === 1 && phrase.scope === null;
        this.#eachSource(kind, steps, (source, number, scores) => {
          const { sums, doubts, counts } = scores;
          const passed = scores.passedBy(steps.length);
          const groups = source.groups(kind, passed);
          if (isPlain) {
            tally.offerAll(groups, interest, passed, scores, !severalWords);
            return;
          }
          const offer = (piece: number): void =>
            tally.offer(
              source.group(kind, piece),
              sums[piece]!,
              doubts[piece]!,
              severalWords ? 0 : counts[piece]!,
            );
          const candidates = passed.filter((_, at) => interest[groups[at]!] === 1);
          const isExact = phrase.scope === null && steps.every(({ size }) => size === 1);
          const keys = steps.map((step) => step.keys[number]![0]!);
          const adjacent = isExact && candidates.length > 0 ? source.adjacent(kind, keys, candidates) : null;
          for (let at = 0; at < candidates.length; at += 1) {
            const piece = candidates[at]!;
            if (adjacent) {
              if (adjacent[at] === 1) offer(piece);
            } else {
              if (!this.mayRead(source.extent(kind, piece))) break;
              if (seekerOf(source).stands(kind, piece, source.group(kind, piece))) offer(piece);
            }
          }
        });
      }
      tally.fold(BOOST[kind]);
    }
    if (among) tally.disallow(among.groups);
    return tally.take();
  }

  /** Calls `found` for every source with the scores of its pieces of a kind that have all steps, wherever they stand. */
  #eachSource(
    kind: Kind,
    steps: Pattern[number],
    found: (source: Source, number: number, scores: Scores) => void,
  ): void {
    const { sources } = this.vocabulary;
    let pieces = 0;
    let lengths = 0;
    for (const source of sources) {
      const statistics = source.statistics(kind);
      pieces += statistics.pieces;
      lengths += statistics.lengths;
    }
    if (pieces === 0) return;
    const scores = this.#scores;
    scores.average = lengths / pieces;
    const factors = steps.map(({ size, weights, keys, words }) => {
      const factor = new Float64Array(size);
      sources.forEach((source, number) => {
        const own = new Float64Array(keys[number]!.length);
        source.frequencies(kind, keys[number]!, own);
        for (let at = 0; at < own.length; at += 1) factor[words[number]![at]!]! += own[at]!;
      });
      for (let at = 0; at < size; at += 1) {
        const frequency = factor[at]!;
        // 0 where the word stands nowhere in this kind.
        if (frequency > 0)
          factor[at] = weights[at]! * Math.log(1 + (pieces - frequency + 0.5) / (frequency + 0.5));
      }
      return factor;
    });
    sources.forEach((source, number) => {
      if (source.statistics(kind).pieces === 0) return;
      scores.reserve(source.capacity(kind));
      for (let step = 0; step < steps.length; step += 1) {
        scores.step = step;
        const { doubts, keys, words } = steps[step]!;
        const own = keys[number]!;
        const ownWords = words[number]!;
        const factor = factors[step]!;
        for (let at = 0; at < own.length; at += 1) {
          const word = ownWords[at]!;
          if (factor[word] === 0) continue;
          scores.doubt = doubts[word]!;
          scores.factor = factor[word]!;
          source.score(kind, own[at]!, scores);
        }
        if (scores.size === 0) return;
      }
      found(source, number, scores);
      scores.clear();
    });
  }

  // -------------------------------------------------------------------------------------------------------- near

  #near(near: Near, among: Matches | null, wanted: boolean): Matches {
    let result = among;
    let first = true;
    for (const part of near.parts) {
      const found = this.#evaluate(part, result, wanted);
      result = first ? found : this.#both(result!, found);
      first = false;
    }
    const found = result ?? NOTHING;
    const seekers = this.vocabulary.sources.map((source) => new NearSeeker(source, near, 0, this));
    const kept = found.groups
      .map((_, at) => at)
      .filter((at) => {
        const group = found.groups[at]!;
        return this.vocabulary.sources.some((source, number) =>
          KINDS_OF_ANY_FIELD.some((kind) =>
            source
              .piecesOf(kind, group)
              .some(
                (piece) =>
                  this.mayRead(source.extent(kind, piece)) && seekers[number]!.stands(kind, piece, group),
              ),
          ),
        );
      });
    return picked(found, kept);
  }
}

const costOf = (expression: Expression): number => {
  switch (expression.kind) {
    case 'date':
      return 0;
    case 'phrase':
      return expression.scope !== null ? 3 : expression.words.length > 1 ? 2 : 1;
    case 'near':
      return 4;
    default:
      return 1;
  }
};

function picked(matches: Matches, kept: Uint32Array): Matches {
  return {
    groups: kept.map((at) => matches.groups[at]!),
    scores: Float64Array.from(kept, (at) => matches.scores[at]!),
    doubts: Uint8Array.from(kept, (at) => matches.doubts[at]!),
    counts: kept.map((at) => matches.counts[at]!),
  };
}

/** Sums by group, used again for one phrase after another: what was touched is put back. */
class Tally {
  /** For who combines matches: left as zeros. */
  readonly places: Uint32Array;
  readonly #allowed: Uint8Array;
  readonly #sums: Float64Array;
  readonly #doubts: Uint8Array;
  readonly #counts: Uint32Array;
  readonly #isTouched: Uint8Array;
  readonly #touched: Uint32Array;
  #size = 0;
  /** Of the kind at hand: by group the best piece counts, or the many tags of one document would outweigh its text. */
  readonly #best: Float64Array;
  readonly #isOffered: Uint8Array;
  readonly #offered: Uint32Array;
  #offers = 0;

  constructor(groups: number) {
    this.places = new Uint32Array(groups);
    this.#allowed = new Uint8Array(groups);
    this.#sums = new Float64Array(groups);
    this.#doubts = new Uint8Array(groups);
    this.#counts = new Uint32Array(groups);
    this.#isTouched = new Uint8Array(groups);
    this.#touched = new Uint32Array(groups);
    this.#best = new Float64Array(groups);
    this.#isOffered = new Uint8Array(groups);
    this.#offered = new Uint32Array(groups);
  }

  allow(groups: Uint32Array): Uint8Array {
    for (const group of groups) this.#allowed[group] = 1;
    return this.#allowed;
  }

  disallow(groups: Uint32Array): void {
    for (const group of groups) this.#allowed[group] = 0;
  }

  add(group: number, score: number, doubt: number, count: number): void {
    if (this.#isTouched[group] === 0) {
      this.#isTouched[group] = 1;
      this.#touched[this.#size++] = group;
      this.#sums[group] = score;
      this.#doubts[group] = doubt;
      this.#counts[group] = count;
      return;
    }
    this.#sums[group]! += score;
    this.#counts[group]! += count;
    if (doubt < this.#doubts[group]!) this.#doubts[group] = doubt;
  }

  /** A piece of the group in the kind at hand. */
  offer(group: number, score: number, doubt: number, count: number): void {
    if (this.#isOffered[group] === 0) {
      this.#isOffered[group] = 1;
      this.#offered[this.#offers++] = group;
      this.#best[group] = score;
    } else if (score > this.#best[group]!) this.#best[group] = score;
    this.add(group, 0, doubt, count);
  }

  /** `offer` for many pieces at once, of those whose groups are of interest. */
  offerAll(
    groups: Uint32Array,
    interest: Uint8Array,
    pieces: Uint32Array,
    scores: Scores,
    counted: boolean,
  ): void {
    const { sums, doubts, counts } = scores;
    const isTouched = this.#isTouched;
    const isOffered = this.#isOffered;
    for (let at = 0; at < pieces.length; at += 1) {
      const group = groups[at]!;
      if (interest[group] !== 1) continue;
      const piece = pieces[at]!;
      const count = counted ? counts[piece]! : 0;
      // Nearly always the first of its group.
      if (isTouched[group] === 0 && isOffered[group] === 0) {
        isTouched[group] = 1;
        isOffered[group] = 1;
        this.#touched[this.#size++] = group;
        this.#offered[this.#offers++] = group;
        this.#sums[group] = 0;
        this.#best[group] = sums[piece]!;
        this.#doubts[group] = doubts[piece]!;
        this.#counts[group] = count;
      } else this.offer(group, sums[piece]!, doubts[piece]!, count);
    }
  }

  /** Adds the best pieces of the kind at hand to the sums. */
  fold(boost: number): void {
    for (let at = 0; at < this.#offers; at += 1) {
      const group = this.#offered[at]!;
      this.#sums[group]! += boost * this.#best[group]!;
      this.#isOffered[group] = 0;
    }
    this.#offers = 0;
  }

  /** What was added up, and a fresh start. */
  take(): Matches {
    const groups = this.#touched.slice(0, this.#size);
    const scores = new Float64Array(groups.length);
    const doubts = new Uint8Array(groups.length);
    const counts = new Uint32Array(groups.length);
    for (let at = 0; at < groups.length; at += 1) {
      const group = groups[at]!;
      scores[at] = this.#sums[group]!;
      doubts[at] = this.#doubts[group]!;
      counts[at] = this.#counts[group]!;
      this.#isTouched[group] = 0;
    }
    this.#size = 0;
    return { groups, scores, doubts, counts };
  }
}

// ---------------------------------------------------------------------------------------------- where things stand

/** Looks for one part of a query in the pieces of one source. */
export type Seeker = {
  readonly kinds: readonly Kind[];
  /** True where it stands in the piece. */
  stands(kind: Kind, piece: number, group: number): boolean;
  /** Adds the places to show, in order, and the words to mark; `keys` are those of the piece. */
  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void;
};

type SlottedPhrase = { readonly phrase: Phrase; readonly slot: number; readonly pattern: Pattern };

/** Phrases of one field and scope. */
class PhraseSeeker implements Seeker {
  readonly kinds: readonly Kind[];
  readonly #finder: Finder;
  readonly #scoped: boolean;
  readonly #all = new Occurrences();

  constructor(
    readonly source: Source,
    phrases: readonly SlottedPhrase[],
    readonly matching: Matching,
  ) {
    const number = matching.vocabulary.sources.indexOf(source);
    this.kinds = kindsOf(phrases[0]!.phrase);
    this.#scoped = phrases[0]!.phrase.scope !== null;
    this.#finder = new Finder(
      phrases.map(({ slot, pattern }) => ({
        slot,
        sequences: pattern.map((steps) => steps.map(({ keys }) => keys[number]!)),
      })),
      source.vocabularySize,
    );
  }

  stands(kind: Kind, piece: number, group: number): boolean {
    const keys = this.source.read(kind, piece);
    if (!this.#scoped) return this.#finder.stands(keys);
    this.#all.clear();
    this.#findScoped(keys, kind, piece, group, this.#all);
    return this.#all.length > 0;
  }

  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void {
    const before = found.length;
    if (this.#scoped) this.#findScoped(keys, kind, piece, group, found);
    else this.#finder.find(keys, found);
    if (marks !== found) marks.addAll(found, before);
  }

  /** Only what stands inside one highlighted passage. */
  #findScoped(keys: Uint32Array, kind: Kind, piece: number, group: number, found: Occurrences): void {
    const highlights = this.matching.documents.head(group)?.highlights ?? [];
    if (highlights.length === 0) return;
    const all = new Occurrences();
    this.#finder.find(keys, all);
    if (all.length === 0) return;
    const { starts, ends } = this.source.wordPlaces(kind, piece, 0, keys.length);
    for (let at = 0; at < all.length; at += 1) {
      const from = starts[all.from[at]!]!;
      const to = ends[all.to[at]! - 1]!;
      if (highlights.some((highlight) => highlight.from <= from && to <= highlight.to)) {
        found.add(all.from[at]!, all.to[at]!, all.phrase[at]!);
      }
    }
  }
}

/** The parts of a NEAR: each stretch of them that stand near each other is one place. */
class NearSeeker implements Seeker {
  readonly kinds = KINDS_OF_ANY_FIELD;
  readonly #parts: readonly { readonly seekers: readonly PhraseSeeker[] }[];

  constructor(
    readonly source: Source,
    readonly near: Near,
    readonly slot: number,
    matching: Matching,
  ) {
    this.#parts = near.parts.map((part, number) => ({
      seekers: wantedPhrases(part).map(
        (phrase) =>
          new PhraseSeeker(source, [{ phrase, slot: number, pattern: matching.pattern(phrase) }], matching),
      ),
    }));
  }

  stands(kind: Kind, piece: number, group: number): boolean {
    return this.#near(this.source.read(kind, piece), kind, piece, group).length > 0;
  }

  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void {
    const near = this.#near(keys, kind, piece, group);
    let end = -Infinity;
    let start = 0;
    const close = (): void => {
      if (end > start) found.add(start, end, this.slot);
    };
    for (let at = 0; at < near.length; at += 1) {
      const [from, to] = [near.from[at]!, near.to[at]!];
      if (marks !== found) marks.add(from, to, this.slot);
      if (from - end > this.near.within) {
        close();
        start = from;
      }
      end = Math.max(end, to);
    }
    close();
  }

  /** Every occurrence that is near others of all parts. */
  #near(keys: Uint32Array, kind: Kind, piece: number, group: number): Occurrences {
    const all = new Occurrences();
    for (const { seekers } of this.#parts) {
      const before = all.length;
      for (const seeker of seekers) {
        if (seeker.kinds.includes(kind)) seeker.find(keys, kind, piece, group, all, all);
      }
      if (all.length === before) return new Occurrences();
    }
    all.sort();
    const near = nearOccurrences(all, this.near.parts.length, this.near.within);
    const kept = new Occurrences();
    near.forEach((is, at) => is && kept.add(all.from[at]!, all.to[at]!, all.phrase[at]!));
    return kept;
  }
}

/** What a query shows: its phrases with the slots they fill, gathered by field, and its NEARs. */
export class Shown {
  /** Bit set of the slots. */
  readonly slots: number;
  /** True for a single word, perhaps without others or of some dates: its places are counted where they are found. */
  readonly isOneWord: boolean;
  readonly #matching: Matching;
  readonly #phrases: SlottedPhrase[] = [];
  readonly #nears: { readonly near: Near; readonly slot: number }[] = [];
  readonly #seekers = new Map<Source, readonly Seeker[]>();
  readonly #shelves: readonly { readonly source: Source; readonly kind: Kind }[];
  readonly #found = new Occurrences();
  readonly #marks = new Occurrences();

  constructor(matching: Matching, expression: Expression) {
    this.#matching = matching;
    const phrases = wantedPhrases(expression);
    const onlyNarrowing = phrases.every(({ field }) => NARROWING.has(field));
    let slots = 0;
    // Alternatives fill the same slots.
    const place = (part: Expression, slot: number): number => {
      switch (part.kind) {
        case 'date':
        case 'not':
          return slot;
        case 'any':
          return part.parts.reduce((end, each) => Math.max(end, place(each, slot)), slot);
        case 'all':
          return part.parts.reduce((end, each) => place(each, end), slot);
        case 'near':
          this.#nears.push({ near: part, slot: Math.min(slot, LAST_SLOT) });
          slots |= 1 << Math.min(slot, LAST_SLOT);
          return slot + 1;
        case 'phrase':
          // Fields that narrow a search: the places to show are those of the other words.
          if (!onlyNarrowing && NARROWING.has(part.field)) return slot;
          this.#phrases.push({
            phrase: part,
            slot: Math.min(slot, LAST_SLOT),
            pattern: matching.pattern(part),
          });
          slots |= 1 << Math.min(slot, LAST_SLOT);
          return slot + 1;
      }
    };
    place(expression, 0);
    this.slots = slots;
    const anywhere = this.#nears.length > 0;
    const kinds = KINDS.filter(
      (kind) =>
        (anywhere && kind !== 'lang') || this.#phrases.some(({ phrase }) => kindsOf(phrase).includes(kind)),
    );
    this.#shelves = matching.vocabulary.sources.flatMap((source) =>
      kinds.filter((kind) => source.capacity(kind) > 0).map((kind) => ({ source, kind })),
    );
    const [only] = this.#phrases;
    const parts = expression.kind === 'all' ? expression.parts : [expression];
    this.isOneWord =
      only !== undefined &&
      parts.filter(({ kind }) => kind !== 'not' && kind !== 'date').length === 1 &&
      parts.includes(only.phrase) &&
      only.phrase.scope === null &&
      only.pattern.every((steps) => steps.length === 1);
  }

  #seekersOf(source: Source): readonly Seeker[] {
    let seekers = this.#seekers.get(source);
    if (!seekers) {
      const byField = new Map<string, SlottedPhrase[]>();
      for (const slotted of this.#phrases) {
        const key = `${slotted.phrase.field ?? ''} ${slotted.phrase.scope ?? ''}`;
        const same = byField.get(key);
        if (same) same.push(slotted);
        else byField.set(key, [slotted]);
      }
      seekers = [
        ...Array.from(byField.values(), (phrases) => new PhraseSeeker(source, phrases, this.#matching)),
        ...this.#nears.map(({ near, slot }) => new NearSeeker(source, near, slot, this.#matching)),
      ];
      this.#seekers.set(source, seekers);
    }
    return seekers;
  }

  /** Every piece of a group in which something that is shown may stand, until `visit` says false; then false. */
  eachPiece(group: number, visit: (source: Source, kind: Kind, piece: number) => boolean): boolean {
    for (const { source, kind } of this.#shelves) {
      for (const piece of source.piecesOf(kind, group)) if (!visit(source, kind, piece)) return false;
    }
    return true;
  }

  /** Where what is shown stands in a piece, in order. Both are overwritten by the next call. */
  find(source: Source, kind: Kind, piece: number, group: number): FoundInPiece {
    const [found, marks] = [this.#found, this.#marks];
    found.clear();
    marks.clear();
    const seekers = this.#seekersOf(source);
    const [first] = seekers;
    const keys = source.read(kind, piece);
    if (seekers.length === 1 && first instanceof PhraseSeeker) {
      if (first.kinds.includes(kind)) first.find(keys, kind, piece, group, found, found);
      return { found, marks: found, words: keys.length };
    }
    for (const seeker of seekers) {
      if (seeker.kinds.includes(kind)) seeker.find(keys, kind, piece, group, found, marks);
    }
    found.sort();
    marks.sort();
    return { found, marks, words: keys.length };
  }
}

type FoundInPiece = {
  readonly found: Occurrences;
  readonly marks: Occurrences;
  /** How many words the piece has. */
  readonly words: number;
};

const NARROWING: ReadonlySet<Field | null> = new Set<Field | null>(['outlet', 'author', 'lang']);
/** More things than the language lets a query ask for at once. */
const LAST_SLOT = 29;
