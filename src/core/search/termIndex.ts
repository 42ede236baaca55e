import MiniSearch from 'minisearch';

/** One searchable piece of text, as the folded keys of its words in order. */
export type TermEntry = { readonly id: number; readonly keys: readonly string[] };

export type Candidate = { readonly entry: number; readonly score: number; readonly doubt: number };

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

/** MiniSearch's defaults for BM25+ (`bm25` of its search options). */
const K = 1.2;
const B = 0.7;
const D = 0.5;

/**
 * MiniSearch over words that are divided already: it keeps the terms, their postings and the lengths, and its formula
 * gives the scores. What is not its own is how a query is run. `MiniSearch.search` expands a prefix to every term that has
 * it, which for one letter is most of the library, and makes an object with the matches of every document found; here the
 * terms are chosen before and the postings added up in an array. A test holds the scores against `search`.
 */
export class TermIndex extends MiniSearch<TermEntry> {
  constructor() {
    super({
      fields: ['keys'],
      extractField: (entry, field) => (field === 'id' ? entry.id : entry.keys.join('\n')) as string,
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
   * Entries that have at least one of the variants at each step, with the sum of their scores and the least doubt of the
   * variants they have.
   */
  candidates(steps: readonly Variants[]): Candidate[] {
    const scores = new Float64Array(this._nextId);
    const doubts = new Uint8Array(this._nextId).fill(2);
    // Steps an entry has: one that misses a step stays behind and is no candidate.
    const passed = new Uint8Array(this._nextId);
    const average = this._avgFieldLength[0] ?? 0;
    let met: number[] = [];
    steps.forEach((step, number) => {
      const found: number[] = [];
      for (const [term, { weight, doubt }] of step) {
        const postings = this._index.get(term)?.get(0);
        if (!postings) continue;
        const rarity = Math.log(1 + (this._documentCount - postings.size + 0.5) / (postings.size + 0.5));
        for (const [short, frequency] of postings) {
          if (passed[short]! < number) continue;
          if (passed[short] === number) {
            passed[short] = number + 1;
            found.push(short);
          }
          const length = this._fieldLength.get(short)![0]!;
          const share = (frequency * (K + 1)) / (frequency + K * (1 - B + (B * length) / average));
          scores[short]! += weight * rarity * (D + share);
          if (doubt < doubts[short]!) doubts[short] = doubt;
        }
      }
      met = found;
    });
    return met.map((short) => ({
      entry: this._documentIds.get(short) as number,
      score: scores[short]!,
      doubt: doubts[short]!,
    }));
  }
}
