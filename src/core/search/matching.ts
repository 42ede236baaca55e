import type { Documents } from './documents';
import { LIBRARY } from './documents';
import { outsideFolded } from './folded';
import type { Kind } from './kinds';
import { compilePhrase, type Pattern } from './pattern';
import { isDated, type DateRange, type Expression, type Near, type Phrase } from './query';
import { kindsOf, KINDS_OF_ANY_FIELD, NearSeeker, PhraseSeeker, type Asked, type Seeker } from './seekers';
import { Scores, type Source } from './source';
import { Tally, type Matches } from './tally';
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
export class Matching implements Asked {
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
    return this.#precise;
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
      if (!compiled.precise) this.#precise = false;
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
        const inArticle = phrase.article && kind === 'text';
        this.#eachSource(kind, steps, (source, number, scores) => {
          const { sums, doubts, counts } = scores;
          const all = scores.passedBy(steps.length);
          const passed =
            isPlain && inArticle
              ? outsideFolded(source, steps[0]!.keys[number]!, all, interest, scores, this.documents)
              : all;
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
            const group = source.group(kind, piece);
            // Side by side in the text is not yet side by side in the article.
            if (adjacent && (adjacent[at] === 0 || !inArticle || !this.documents.isFolded(group))) {
              if (adjacent[at] === 1) offer(piece);
            } else if (this.mayRead(source.extent(kind, piece))) {
              if (seekerOf(source).stands(kind, piece, group)) offer(piece);
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
