import type { Id } from '../model/id';
import type { Folded } from './folded';
import type { Kind } from './kinds';

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
  /** Adds to `scores`, by number of piece, what one word gives that stands for the step they are at. */
  score(kind: Kind, key: number, scores: Scores): void;
  /**
   * For pieces in order that have all of these words: 1 for each in which they stand side by side. Null where reading the
   * pieces is less work.
   */
  adjacent(kind: Kind, keys: readonly number[], pieces: Uint32Array): Uint8Array | null;
  /**
   * Adds to `counts`, by number of text and only where it is not 0, how often one of these words stands in what is folded
   * of its document. False, with nothing added, where reading `pieces`, which are those, is less work.
   */
  countFolded(keys: Int32Array, pieces: Uint32Array, folded: Folded, counts: Uint32Array): boolean;
  /** Words with the same first letter and at most so many edits away, with the number of edits (0 for the word itself). */
  eachTypo(word: string, distance: number, found: (term: string, edits: number) => void): void;
  /** Words of scripts whose words are looked for inside longer ones. */
  readonly joinedWords: readonly string[];

  /** What the piece belongs to. */
  group(kind: Kind, piece: number): number;
  /** The same for many pieces. */
  groups(kind: Kind, pieces: Uint32Array): Uint32Array;
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

export type WordPlaces = { readonly starts: Uint32Array; readonly ends: Uint32Array };

/** MiniSearch's defaults for BM25+ (`bm25` of its search options). */
export const K = 1.2;
export const B = 0.7;
export const D = 0.5;

/** Sums by number of piece, used again for one source after another: what was touched is put back. */
export class Scores {
  sums = new Float64Array(0);
  /** Steps a piece has. */
  passed = new Uint8Array(0);
  doubts = new Uint8Array(0);
  /** Occurrences of the words. */
  counts = new Uint32Array(0);
  /** For who counts what is folded: left as zeros. */
  inside = new Uint32Array(0);
  /** Number of the step: only pieces that have all steps before it count. */
  step = 0;
  /** Of the variant that is being scored. */
  doubt = 0;
  /** Weight of the variant times the rarity of the word. */
  factor = 0;
  /** Average number of different words of a piece of the kind. */
  average = 0;
  /** The pieces that have the first step; the first `size` numbers count. */
  touched = new Uint32Array(0);
  size = 0;

  reserve(pieces: number): void {
    if (pieces <= this.sums.length) return;
    const room = Math.ceil(pieces * 1.25);
    this.sums = new Float64Array(room);
    this.passed = new Uint8Array(room);
    this.doubts = new Uint8Array(room);
    this.counts = new Uint32Array(room);
    this.inside = new Uint32Array(room);
    this.touched = new Uint32Array(room);
  }

  /** `share` is what BM25+ makes of the count and the length of the piece. */
  add(piece: number, share: number, count: number): void {
    const { passed, step, doubt } = this;
    const score = this.factor * (D + share);
    const before = passed[piece]!;
    if (before < step) return;
    if (before === step) {
      passed[piece] = step + 1;
      if (step === 0) {
        this.touched[this.size++] = piece;
        this.sums[piece] = score;
        this.counts[piece] = count;
        this.doubts[piece] = doubt;
        return;
      }
    }
    this.sums[piece]! += score;
    this.counts[piece]! += count;
    if (doubt < this.doubts[piece]!) this.doubts[piece] = doubt;
  }

  /** The pieces that have all of so many steps, in the order they were met. */
  passedBy(steps: number): Uint32Array {
    const { passed } = this;
    const touched = this.touched.subarray(0, this.size);
    return steps === 1 ? touched : touched.filter((piece) => passed[piece] === steps);
  }

  clear(): void {
    for (let at = 0; at < this.size; at += 1) this.passed[this.touched[at]!] = 0;
    this.size = 0;
  }
}
