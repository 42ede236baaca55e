/** Words of each document. */
export const WORDS = 600;

/** A news-like document of an invented language. */
export type News = {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  /** The words of the text in small letters, without what stands between them. */
  readonly words: readonly string[];
  readonly published: string;
};

/**
 * So many documents, the same ones for the same `random`: words by Zipf's law, and names that keep coming as more is read
 * (Heaps' law: a few words of every document were never seen before).
 */
export function* newsCorpus(size: number, random: () => number): Generator<News, void> {
  const vocabulary: string[] = [];
  const coin = (): string => {
    const syllables = 1 + Math.floor(random() * 3.4);
    let word = '';
    for (let count = 0; count < syllables; count += 1) {
      word +=
        ONSETS[Math.floor(random() ** 1.5 * ONSETS.length)]! + CORES[Math.floor(random() * CORES.length)]!;
    }
    return word;
  };
  while (vocabulary.length < 4000) vocabulary.push(coin());
  for (let number = 0; number < size; number += 1) {
    for (let count = 0; count < 6; count += 1) vocabulary.push(coin());
    const words = Array.from({ length: WORDS }, () => vocabulary[Math.floor(vocabulary.length ** random())]!);
    const written = words.map((word, at) =>
      at % 14 === 0 ? `${word[0]!.toUpperCase()}${word.slice(1)}` : at % 14 === 13 ? `${word}.` : word,
    );
    yield {
      number,
      title: written.slice(0, 8).join(' '),
      text: written.join(' '),
      words,
      published: `20${10 + (number % 15)}-0${1 + (number % 9)}-1${number % 9}`,
    };
  }
}

const ONSETS = 's t r l n m k p d b st tr v h g f pr z c'.split(' ');
const CORES = 'a e i o u an er in on or al es ar ent'.split(' ');

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
