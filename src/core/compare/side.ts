import { isFolded, type Block, type Layer } from '../model/document';
import { eachWord, fold } from '../text/words';
import { houseStyle } from './houseStyle';
import { inDigits } from './numerals';

/** A document as `compare` sees it. */
export type ComparedText = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
};

/** One side of a comparison: its blocks and the words of all of them in one run, in typed arrays. */
export type Side = {
  readonly text: string;
  readonly blocks: readonly SideBlock[];
  /** Loosest form of each word (folded, one house style, digits) as a number that both sides share. */
  readonly keys: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
};

export type SideBlock = {
  readonly from: number;
  readonly to: number;
  /** Its words, as a half-open range of the side's. */
  readonly firstWord: number;
  readonly endWord: number;
  /** Of everything in it but white space: equal where two blocks say the same to the letter. */
  readonly content: number;
};

/** Numbers for strings, the same for both sides of a comparison. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  /** By the word as it is written: a text repeats its words, and only a new one is folded. */
  readonly #written = new Map<string, number>();

  /** From 1, so that 0 is nothing. */
  numberOf(key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The number of a word's loosest form; 0 for what folds to nothing and is no word. */
  numberOfWord(written: string): number {
    let number = this.#written.get(written);
    if (number === undefined) {
      const key = fold(written);
      // Words pair by their loosest form; whether a pair differs is decided by what the reader asked to see.
      number = key === '' ? 0 : this.numberOf(inDigits(houseStyle(key)));
      this.#written.set(written, number);
    }
    return number;
  }
}

/** The blocks of a document that are compared: those inside an active layer are left out when `skipLayers`. */
export function shownBlocks({ blocks, layers }: ComparedText, skipLayers: boolean): readonly Block[] {
  const active = skipLayers ? layers.filter((layer) => layer.active) : [];
  return active.length === 0 ? blocks : blocks.filter((block) => !isFolded(block, active));
}

/** Takes a document apart: its `shownBlocks`, and the words in them. */
export function sideOf(source: ComparedText, skipLayers: boolean, vocabulary: Vocabulary): Side {
  const keys: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const blocks: SideBlock[] = [];
  for (const block of shownBlocks(source, skipLayers)) {
    const firstWord = keys.length;
    const content = source.text.slice(block.from, block.to);
    eachWord(content, (start, end) => {
      const number = vocabulary.numberOfWord(content.slice(start, end));
      if (number === 0) return;
      keys.push(number);
      from.push(block.from + start);
      to.push(block.from + end);
    });
    // A space in front keeps contents apart from words, which have none.
    const plain = ` ${content.replace(/\s+/g, ' ').trim()}`;
    blocks.push({
      from: block.from,
      to: block.to,
      firstWord,
      endWord: keys.length,
      content: vocabulary.numberOf(plain),
    });
  }
  return {
    text: source.text,
    blocks,
    keys: Int32Array.from(keys),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
  };
}
