import { isFolded, type Block, type Layer } from '../model/document';
import { words } from '../text/words';
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

/** Numbers for strings, the same for both sides of a comparison; from 1, so that 0 is nothing. */
export type Vocabulary = Map<string, number>;

/** Takes a document apart. Blocks inside an active layer are left out when `skipLayers`. */
export function sideOf(source: ComparedText, skipLayers: boolean, vocabulary: Vocabulary): Side {
  const keys: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const layers = skipLayers ? source.layers.filter((layer) => layer.active) : [];
  const blocks: SideBlock[] = [];
  for (const block of source.blocks) {
    if (isFolded(block, layers)) continue;
    const firstWord = keys.length;
    const content = source.text.slice(block.from, block.to);
    for (const word of words(content)) {
      // Words pair by their loosest form; whether a pair differs is decided by what the reader asked to see.
      keys.push(numberOf(inDigits(houseStyle(word.key)), vocabulary));
      from.push(block.from + word.from);
      to.push(block.from + word.to);
    }
    // A space in front keeps contents apart from words, which have none.
    const plain = ` ${content.replace(/\s+/g, ' ').trim()}`;
    blocks.push({
      from: block.from,
      to: block.to,
      firstWord,
      endWord: keys.length,
      content: numberOf(plain, vocabulary),
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

function numberOf(key: string, vocabulary: Vocabulary): number {
  let number = vocabulary.get(key);
  if (number === undefined) {
    number = vocabulary.size + 1;
    vocabulary.set(key, number);
  }
  return number;
}
