import { blockWords } from './plainText';
import type { Block } from '../../core/model/document';

/** A value read out of a text, with what it rests on in a few words that follow "from": "the line above the text". */
export type Guess<T> = { readonly value: T; readonly evidence: string };

/** A block with its words in one line. */
export type BlockLine = { readonly block: Block; readonly words: string };

export const blockLine = (text: string, block: Block): BlockLine => ({
  block,
  words: blockWords(text, block),
});

/** The first that was found. */
export function firstGuess<T>(...guesses: readonly (Guess<T> | null | undefined)[]): Guess<T> | null {
  return guesses.find((guess) => guess !== null && guess !== undefined) ?? null;
}
