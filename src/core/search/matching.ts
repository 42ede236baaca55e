import type { Documents } from './documents';
import { LIBRARY } from './documents';
import { outsideFolded } from './folded';
import type { Kind } from './kinds';
import { compilePhrase, type Pattern } from './pattern';
import { isDated, type DateRange, type Expression, type Near, type Phrase } from './query';
import { kindsOf, KINDS_OF_ANY_FIELD, NearSeeker, PhraseSeeker, type Asked, type Seeker } from './seekers';
import type { Source, Weighed } from './source';
import { Tallies, type Matches, type Tally } from './tally';
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

/**
 * Of these a group has one piece at most, so that words can be added up by group at once; the others are few and short.
 * The language is left out because its words count for nothing.
 */
const ONE_PIECE: ReadonlySet<Kind> = new Set<Kind>(['text', 'title', 'outlet', 'agency']);

/** Memory that answers use one after the other. */
export class Workspace {
  readonly groups = new Tallies();
  readonly pieces = new Tallies();
}

/** Finds which groups satisfy a query, and how well, over all sources; one for each answer. */
export class Matching implements Asked {
  readonly #patterns = new Map<Phrase, Pattern>();
  readonly #cut = new Set<string>();
  #typoSearches = 0;
  #left = MOST_READ;
  #postingsLeft = MOST_POSTINGS;
  #precise = true;

  constructor(
    readonly vocabulary: Vocabulary,
    readonly documents: Documents,
    readonly workspace: Workspace = new Workspace(),
  ) {
    workspace.groups.restart();
    workspace.pieces.restart();
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

  /** What the query finds, until the next answer is made in the same workspace. */
  evaluate(expression: Expression): Matches {
    return this.#evaluate(expression, null, true).matches();
  }

  /** What a phrase of the query is looked for by. */
  pattern(phrase: Phrase): Pattern {
    return this.#compiled(phrase, true);
  }

  /** `among` are the only groups still of interest; null means all. */
  #evaluate(expression: Expression, among: Tally | null, wanted: boolean): Tally {
    switch (expression.kind) {
      case 'phrase':
        return this.#find(expression, among, wanted);
      case 'not':
        return this.#evaluate(expression.part, among, wanted);
      case 'any':
        return this.#any(expression.parts, among, wanted);
      case 'date':
        return this.#dated(expression, among);
      case 'near':
        return this.#near(expression, among, wanted);
      case 'all':
        return this.#all(expression.parts, among, wanted);
    }
  }

  #all(parts: readonly Expression[], among: Tally | null, wanted: boolean): Tally {
    // What costs most to check comes when the fewest are left to be checked, and the rarest of what costs the same first.
    const order = parts
      .filter(({ kind }) => kind !== 'not')
      .map((part) => ({ part, cost: costOf(part), uses: this.#usesOf(part) }))
      .sort((a, b) => a.cost - b.cost || a.uses - b.uses);
    let result: Tally | null = null;
    for (const { part } of order) {
      result = this.#both(result, this.#evaluate(part, result ?? among, wanted));
      if (result.size === 0) return result;
    }
    if (result === null) return this.#begun(EMPTY);
    for (const part of parts) {
      if (part.kind !== 'not') continue;
      const without = this.#evaluate(part.part, result, false);
      const marks = this.#begun(without.groups);
      result.keep((group) => !marks.isWanted(group));
      this.workspace.groups.giveBack(without);
      this.workspace.groups.giveBack(marks);
    }
    return result;
  }

  /** The sums of `b`, which was looked for among the groups of `a`. */
  #both(a: Tally | null, b: Tally): Tally {
    if (a === null) return b;
    for (let at = 0; at < b.size; at += 1) {
      const group = b.touched[at]!;
      b.scores[group]! += a.scores[group]!;
      b.doubts[group]! += a.doubts[group]!;
      b.counts[group]! += a.counts[group]!;
    }
    this.workspace.groups.giveBack(a);
    return b;
  }

  #any(parts: readonly Expression[], among: Tally | null, wanted: boolean): Tally {
    const result = this.#begun(null);
    for (const part of parts) {
      const found = this.#evaluate(part, among, wanted);
      result.addAll(found);
      this.workspace.groups.giveBack(found);
    }
    return result;
  }

  #dated(range: DateRange, among: Tally | null): Tally {
    const { documents } = this;
    const result = this.#begun(among?.groups ?? null);
    const known = new Map<number, boolean>();
    const look = (group: number): void => {
      if (group === LIBRARY || !result.isWanted(group)) return;
      const date = documents.date(group);
      let is = known.get(date);
      if (is === undefined) known.set(date, (is = isDated(range, documents.published(group))));
      if (is) result.add(group, 0, 0, 0);
    };
    if (among) among.groups.forEach(look);
    else for (let group = 0; group < documents.capacity; group += 1) look(group);
    return result;
  }

  /** A tally of groups begun anew, with interest in these; null means all. */
  #begun(among: Uint32Array | null): Tally {
    const tally = this.workspace.groups.take(this.documents.capacity);
    if (among) tally.beginAmong(among);
    else tally.begin(this.documents.shown);
    return tally;
  }

  /** About how many texts a part of a query has to look at. */
  #usesOf(part: Expression): number {
    if (part.kind !== 'phrase') return 0;
    let uses = 0;
    for (const steps of this.#compiled(part, true)) {
      let fewest = Infinity;
      for (const { keys } of steps) {
        let sum = 0;
        this.vocabulary.sources.forEach((source, number) => {
          for (const key of keys[number]!) sum += source.frequency('text', key);
        });
        fewest = Math.min(fewest, sum);
      }
      uses += fewest;
    }
    return uses;
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

  #find(phrase: Phrase, among: Tally | null, wanted: boolean): Tally {
    const pattern = this.#compiled(phrase, wanted);
    const result = this.#begun(among?.groups ?? null);
    const [only] = pattern;
    const isOneWord = pattern.length === 1 && only!.length === 1 && phrase.scope === null;
    for (const kind of kindsOf(phrase)) {
      if (isOneWord && ONE_PIECE.has(kind) && !(phrase.article && kind === 'text')) {
        const weighed = this.#weighed(kind, only!, BOOST[kind]);
        this.vocabulary.sources.forEach((source, number) => {
          for (const words of weighed) source.score(kind, words[number]!, 'group', result);
        });
      } else this.#findPieces(kind, phrase, pattern, result);
    }
    return result;
  }

  /** Adds the best piece of each group of a kind. */
  #findPieces(kind: Kind, phrase: Phrase, pattern: Pattern, result: Tally): void {
    const { documents, vocabulary } = this;
    const severalWords = pattern.some((steps) => steps.length > 1);
    const inArticle = phrase.article && kind === 'text';
    const best = this.#begun(null);
    const seekers = new Map<Source, Seeker>();
    const stands = (source: Source, piece: number, group: number): boolean => {
      if (!this.mayRead(source.extent(kind, piece))) return false;
      let seeker = seekers.get(source);
      if (!seeker) {
        seeker = new PhraseSeeker(source, [{ phrase, slot: 0, pattern }], this);
        seekers.set(source, seeker);
      }
      return seeker.stands(kind, piece, group);
    };
    for (const steps of pattern) {
      const weighed = this.#weighed(kind, steps, 1);
      const isPlain = steps.length === 1 && phrase.scope === null;
      const isExact = !isPlain && phrase.scope === null && steps.every(({ size }) => size === 1);
      vocabulary.sources.forEach((source, number) => {
        const words = weighed.map((step) => step[number]!);
        if (source.statistics(kind).pieces === 0 || words.some(({ keys }) => keys.length === 0)) return;
        const isDone =
          isExact &&
          source.eachPhrase(kind, words, result, (piece, group, score, doubt) => {
            // Side by side in the text is not yet side by side in the article.
            if (inArticle && documents.isFolded(group) && !stands(source, piece, group)) return;
            best.offer(group, score, doubt, 0);
          });
        if (isDone) return;
        const tally = this.workspace.pieces.take(source.capacity(kind));
        tally.beginAll();
        words.forEach((own, step) => {
          tally.step = step;
          if (step === 0 || tally.size > 0) source.score(kind, own, 'piece', tally);
        });
        const all = tally.passed(steps.length).filter((piece) => result.isWanted(source.group(kind, piece)));
        const passed =
          isPlain && inArticle ? outsideFolded(source, words[0]!.keys, all, tally, documents) : all;
        for (const piece of passed) {
          const group = source.group(kind, piece);
          if (!isPlain && !stands(source, piece, group)) continue;
          best.offer(
            group,
            tally.scores[piece]!,
            tally.doubts[piece]!,
            severalWords ? 0 : tally.counts[piece]!,
          );
        }
        this.workspace.pieces.giveBack(tally);
      });
    }
    for (const group of best.groups) {
      result.add(group, BOOST[kind] * best.scores[group]!, best.doubts[group]!, best.counts[group]!);
    }
    this.workspace.groups.giveBack(best);
  }

  /** For each step and source what its words give in a kind; none where nothing is of the kind. */
  #weighed(kind: Kind, steps: Pattern[number], boost: number): readonly (readonly Weighed[])[] {
    const { sources } = this.vocabulary;
    let pieces = 0;
    let lengths = 0;
    for (const source of sources) {
      const statistics = source.statistics(kind);
      pieces += statistics.pieces;
      lengths += statistics.lengths;
    }
    if (pieces === 0) return [];
    const average = lengths / pieces;
    return steps.map(({ size, weights, doubts, keys, words }) => {
      const factors = new Float64Array(size);
      sources.forEach((source, number) => {
        const own = new Float64Array(keys[number]!.length);
        source.frequencies(kind, keys[number]!, own);
        for (let at = 0; at < own.length; at += 1) factors[words[number]![at]!]! += own[at]!;
      });
      for (let at = 0; at < size; at += 1) {
        const frequency = factors[at]!;
        // 0 where the word stands nowhere in this kind.
        if (frequency > 0) {
          const rarity = Math.log(1 + (pieces - frequency + 0.5) / (frequency + 0.5));
          factors[at] = boost * weights[at]! * rarity;
        }
      }
      return sources.map((_, number) => ({
        keys: keys[number]!,
        words: words[number]!,
        factors,
        doubts,
        average,
      }));
    });
  }

  // -------------------------------------------------------------------------------------------------------- near

  #near(near: Near, among: Tally | null, wanted: boolean): Tally {
    let result: Tally | null = null;
    for (const part of near.parts) {
      result = this.#both(result, this.#evaluate(part, result ?? among, wanted));
    }
    if (result === null) return this.#begun(EMPTY);
    const { sources } = this.vocabulary;
    const seekers = sources.map((source) => new NearSeeker(source, near, 0, this));
    result.keep((group) =>
      sources.some((source, number) =>
        KINDS_OF_ANY_FIELD.some((kind) =>
          source
            .piecesOf(kind, group)
            .some(
              (piece) =>
                this.mayRead(source.extent(kind, piece)) && seekers[number]!.stands(kind, piece, group),
            ),
        ),
      ),
    );
    return result;
  }
}

const EMPTY = new Uint32Array(0);

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
