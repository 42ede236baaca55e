import type { Id } from '../model/id';
import type { Folded } from './folded';
import type { Kind } from './kinds';
import type { Tally } from './tally';

/**
 * Something that holds pieces of text and can be searched: a sealed segment, or what changed since. Its pieces of a kind
 * are numbered, and so are its words; the numbers mean nothing in another source.
 */
export type Source = {
  /** Numbers of the pieces of a kind lie below this. */
  capacity(kind: Kind): number;
  /** Pieces of a kind that have words and are not removed, and how many different words they have, summed up. */
  statistics(kind: Kind): { readonly pieces: number; readonly lengths: number };
  /** Numbers of words lie below this. */
  readonly vocabularySize: number;
  /** The number of a word; -1 where it does not stand in this source. */
  keyOf(term: string): number;
  termOf(key: number): string;
  /** The same for the same word in any source. */
  hashOf(key: number): number;
  /** UTF-16 units of a word. */
  lengthOf(key: number): number;
  /** Pieces of a kind that have the word and are not removed. */
  frequency(kind: Kind, key: number): number;
  /** Pieces of any kind that have the word, removed ones too: what looking it up costs. */
  postings(key: number): number;
  /** Adds `frequency` of each of the words, where it is 0 or more, to `sums`. */
  frequencies(kind: Kind, keys: Int32Array, sums: Float64Array): void;
  /** Adds to `tally` what these words give, by number of piece or, where a group has one piece at most, by group. */
  score(kind: Kind, words: Weighed, by: 'piece' | 'group', tally: Tally): void;
  /**
   * Calls `found` with every piece, not removed, of a group that `groups` wants, in which the words stand side by side, each
   * word being the only one of its step. False, without a call, where it is not kept at which words of a piece they stand.
   */
  eachPhrase(
    kind: Kind,
    words: readonly Weighed[],
    groups: Tally,
    found: (piece: number, group: number, score: number, doubt: number) => void,
  ): boolean;
  /**
   * Adds to `counts`, by number of text and only where it is not 0, how often one of these words stands in what is folded
   * of its document. False, with nothing added, where reading `pieces`, which are those, is less work.
   */
  countFolded(keys: Int32Array, pieces: Uint32Array, folded: Folded, counts: Uint32Array): boolean;
  /** Words with the same first letter and at most so many edits away, with the number of edits (0 for the word itself); of 32 units at most. */
  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void;
  /** Words of scripts whose words are looked for inside longer ones. */
  readonly joinedWords: readonly string[];

  /** What the piece belongs to. */
  group(kind: Kind, piece: number): number;
  /** The note, or the highlight of a comment or tag; null for other pieces. */
  origin(kind: Kind, piece: number): Id | null;
  /** The pieces of a group that are not removed. */
  piecesOf(kind: Kind, group: number): readonly number[];
  /** Bytes or units that reading the piece goes through. */
  extent(kind: Kind, piece: number): number;
  /** Numbers of its words in order. Overwritten by the next call. */
  read(kind: Kind, piece: number): Uint32Array;
  /** Where words `[from, to)` stand in the text, in UTF-16 units. */
  wordPlaces(kind: Kind, piece: number, from: number, to: number): WordPlaces;
  /** A part of the text; positions beyond its ends are moved to them. */
  slice(kind: Kind, piece: number, from: number, to: number): string;
  /** UTF-16 units of the text. */
  textLength(kind: Kind, piece: number): number;
};

/** Words of a source that may stand at one place of a phrase, with what each of them gives. */
export type Weighed = {
  /** Numbers of the words in the source, */
  readonly keys: Int32Array;
  /** and where what is known of each stands in the lists below. */
  readonly words: Int32Array;
  /** Weight times rarity; 0 for a word to be left out. */
  readonly factors: Float64Array;
  readonly doubts: Uint8Array;
  /** Average number of different words of a piece of the kind. */
  readonly average: number;
};

export type WordPlaces = { readonly starts: Uint32Array; readonly ends: Uint32Array };

/** MiniSearch's defaults for BM25+ (`bm25` of its search options). */
export const K = 1.2;
export const B = 0.7;
export const D = 0.5;
