import MiniSearch from 'minisearch';
import { B, K } from './source';

/** One searchable piece of text, as the folded keys of its words in order. */
export type TermEntry = { readonly id: number; readonly keys: readonly string[] };

/**
 * MiniSearch over words that are divided already: it keeps the terms, their postings and the lengths, and finds prefixes
 * and near spellings. What is not its own is how a query is run: MiniSearch holds only what changed since the rest was
 * sealed, so that the rarity of a word and the average length come from the whole index, and scores are added up for all
 * of it in one place.
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

  /** Calls `found` with every term that begins with the prefix. */
  eachWithPrefix(prefix: string, found: (term: string) => void): void {
    for (const [term] of this._index.atPrefix(prefix)) found(term);
  }

  /** Terms at most so many edits away from the word, with the same first letter: the one people get right. */
  eachTypo(word: string, distance: number, found: (term: string, edits: number) => void): void {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const rest = this._index.atPrefix(first).fuzzyGet(word.slice(first.length), distance);
    for (const [end, [, edits]] of rest) found(first + end, edits);
  }

  /** Every entry that has the term, by its id, with what BM25+ makes of how often it has it and of its length. */
  eachPosting(
    term: string,
    average: number,
    found: (entry: number, share: number, count: number) => void,
  ): void {
    const postings = this._index.get(term)?.get(0);
    if (!postings) return;
    for (const [short, count] of postings) {
      const length = this._fieldLength.get(short)![0]!;
      const share = (count * (K + 1)) / (count + K * (1 - B + (B * length) / average));
      found(this._documentIds.get(short) as number, share, count);
    }
  }
}
