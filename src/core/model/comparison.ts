import { z } from 'zod';
import { Range } from './range';

const Ranges = z.union([Range, z.array(Range)]);

/** Words inside a pair. Both sides are always present; the side that has nothing there is an empty range at its place. */
export const WordEdit = z.object({
  kind: z.enum(['same', 'deleted', 'inserted', 'replaced']),
  a: Range,
  b: Range,
});
export type WordEdit = z.infer<typeof WordEdit>;

/**
 * Blocks of two documents put against each other. A side is null where the passage stands only in the other, a list of
 * ranges where one block answers several (`split`, `merged`).
 */
export const ComparedPair = z.object({
  kind: z.enum(['same', 'changed', 'moved', 'split', 'merged', 'only-a', 'only-b']),
  a: Ranges.nullable(),
  b: Ranges.nullable(),
  /** In order of both sides; empty for `only-a` and `only-b`. */
  edits: z.array(WordEdit),
});
export type ComparedPair = z.infer<typeof ComparedPair>;

/** The alignment of two texts: every block of either side is in exactly one pair. Pairs are in the order of a display. */
export const Comparison = z.object({
  /** Share of words that both texts have in common, 0 to 1. */
  similarity: z.number().min(0).max(1),
  /** Share of the words of `a` that stand in `b`, and of the words of `b` that stand in `a`, 0 to 1. */
  shareOfA: z.number().min(0).max(1),
  shareOfB: z.number().min(0).max(1),
  /** False where a time limit was met and some pairs are coarser than they could be. */
  precise: z.boolean(),
  pairs: z.array(ComparedPair),
});
export type Comparison = z.infer<typeof Comparison>;

/**
 * Differences that a reader may ask not to see as changes. `quotes`: the shapes of quotation marks, apostrophes and dashes;
 * `punctuation`: all marks; `spelling`: the spellings newsrooms choose between and the stops of abbreviations; `numerals`:
 * small numbers in words or digits; `small-words`: articles, prepositions and the like.
 */
export const NoiseKind = z.enum(['case', 'quotes', 'punctuation', 'spelling', 'numerals', 'small-words']);
export type NoiseKind = z.infer<typeof NoiseKind>;

/** What the reader of a comparison asked not to see as a change. */
export const CompareOptions = z.object({
  ignore: z.array(NoiseKind).default([]),
  /** Leave out page furniture and repeated bodies of both documents. */
  skipLayers: z.boolean().default(true),
});
export type CompareOptions = z.infer<typeof CompareOptions>;
