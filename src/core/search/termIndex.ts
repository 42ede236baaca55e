import MiniSearch from 'minisearch';

/** One searchable piece of text, as the folded keys of its words in order. */
export type TermEntry = { readonly id: number; readonly keys: readonly string[] };

/** A word of the index that a word of a query stands for. */
export type Variant = {
  /** Factor on the score, 1 for the word itself. */
  readonly weight: number;
  /** 0: the word itself or what was asked for. 1: longer than what was asked for. 2: a likely typo. */
  readonly doubt: 0 | 1 | 2;
};

export type Variants = Map<string, Variant>;

/** MiniSearch's own weights (`weights` of its search options, and how they fall with the distance). */
export const prefixWeight = (term: string, distance: number): number =>
  (0.375 * term.length) / (term.length + 0.3 * distance);
export const typoWeight = (term: string, distance: number): number =>
  (0.45 * term.length) / (term.length + distance);

/** Typos in a word: a fifth of its letters, two at most; more than that finds other words (and costs more than it gives). */
const TYPOS_PER_LETTER = 0.2;
const MOST_TYPOS = 2;

/**
 * MiniSearch over words that are divided already. It gives candidates with scores (BM25+); it knows no order of words and
 * no places. What is taken from inside MiniSearch is its radix tree of terms: MiniSearch itself expands a prefix to every
 * term that has it, which for one letter is most of the library.
 */
export class TermIndex extends MiniSearch<TermEntry> {
  constructor() {
    super({
      fields: ['keys'],
      extractField: (entry, field) => (field === 'id' ? String(entry.id) : entry.keys.join('\n')),
      tokenize: (text) => text.split('\n'),
      processTerm: (term) => term,
      autoVacuum: false,
      logger: (_level, message) => {
        throw new Error(message);
      },
    });
  }

  /** Entries that have the term. */
  frequency(term: string): number {
    return this._index.get(term)?.get(0)?.size ?? 0;
  }

  /** Calls `found` with every longer term that begins with the prefix and the number of entries that have it. */
  eachWithPrefix(prefix: string, found: (term: string, frequency: number) => void): void {
    for (const [term, entries] of this._index.atPrefix(prefix)) {
      if (term !== prefix) found(term, entries.get(0)?.size ?? 0);
    }
  }

  /** Terms a typo or two away from the word, with the same first letter: the one people get right. */
  addTypos(word: string, variants: Variants): void {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const distance = Math.min(MOST_TYPOS, Math.round(word.length * TYPOS_PER_LETTER));
    if (distance === 0) return;
    const rest = this._index.atPrefix(first).fuzzyGet(word.slice(first.length), distance);
    for (const [end, [, typos]] of rest) {
      const term = first + end;
      if (typos > 0 && !variants.has(term)) {
        variants.set(term, { weight: typoWeight(term, typos), doubt: 2 });
      }
    }
  }

  /**
   * Entries that have at least one of the variants at each step. `only` limits the work to some entries. The least doubt
   * is that of the best variant an entry has.
   */
  candidates(
    steps: readonly Variants[],
    only: ((entry: number) => boolean) | null,
  ): { entry: number; score: number; doubt: number }[] {
    const weights = new Map<string, number>();
    const doubts = new Map<string, number>();
    for (const step of steps) {
      for (const [term, { weight, doubt }] of step) {
        weights.set(term, Math.max(weight, weights.get(term) ?? 0));
        doubts.set(term, Math.min(doubt, doubts.get(term) ?? 2));
      }
    }
    const queries = steps.map((step) => [...step.keys()].filter((term) => this.frequency(term) > 0));
    if (queries.some((terms) => terms.length === 0)) return [];
    const found = this.search(
      {
        combineWith: 'AND',
        queries: queries.map((terms) => ({ combineWith: 'OR', queries: [terms.join('\n')] })),
      },
      {
        boostTerm: (term) => weights.get(term)!,
        ...(only && { boostDocument: (id) => (only(Number(id)) ? 1 : 0) }),
      },
    );
    return found.map(({ id, score, queryTerms }) => ({
      entry: Number(id),
      // MiniSearch multiplies by the terms found, which counts words of the query; ours are spellings of one.
      score: score / queryTerms.length,
      doubt: Math.min(...queryTerms.map((term) => doubts.get(term)!)),
    }));
  }
}
