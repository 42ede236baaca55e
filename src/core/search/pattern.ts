import { isJoinedScript } from '../text/words';
import type { Phrase, QueryWord } from './query';
import {
  joinedSteps,
  type PrefixStep,
  type Step,
  type Variant,
  type Variants,
  type Vocabulary,
} from './vocabulary';

/**
 * What a phrase of a query is looked for by: sequences of steps, any of which will do; a step is the words of the index
 * that may stand there. A word of a script with spaces is one sequence of one step. A word of a script without them has
 * several: the dictionary may have divided it otherwise in the text than in the query, or joined it to its neighbours.
 */
export type Pattern = readonly (readonly Step[])[];

const FOUND: Variant = { weight: 1, doubt: 0 };

/** MiniSearch's own weights (`weights` of its search options, and how they fall with the distance). */
const prefixWeight = (length: number, distance: number): number =>
  (0.375 * length) / (length + 0.3 * distance);
const typoWeight = (length: number, edits: number): number => (0.45 * length) / (length + edits);

/** Typos in a word: a fifth of its letters, two at most; more than that finds other words (and costs more than it gives). */
const TYPOS_PER_LETTER = 0.2;

const MOST_SEQUENCES = 64;
const LONGEST_JOINED = 40;
const FEWEST_LETTERS_FOR_TYPOS = 5;
const MOST_LETTERS_FOR_TYPOS = 32;

export type CompiledPattern = {
  readonly pattern: Pattern;
  /** Prefixes that were asked for and have more words than were taken. */
  readonly cut: readonly string[];
  /** False where a prefix has more words than were taken, also one that is only being typed. */
  readonly precise: boolean;
  /** Postings that the words with its prefixes have. */
  readonly postings: number;
};

type FoundPrefix = PrefixStep & { readonly isTyped: boolean };

/** Letters of a word that has only begun to be typed, */
const FEW_LETTERS = 2;
/**
 * and the postings that it may bring in: a frame's work in a library of 50,000 documents. Nobody means a letter; the answer
 * to it shows that one comes.
 */
const MOST_FOR_FEW_LETTERS = 400_000;
/** In the article alone, also when not being typed: for each posting it is looked at which words of the text it stands. */
const MOST_FOR_FEW_LETTERS_IN_ARTICLE = 250_000;

/**
 * Finds what the phrase stands for in a vocabulary. `typos` allows near spellings where the phrase does; `most` is how many
 * postings its prefixes may bring in, of which the commonest words are taken where there are more.
 */
export function compilePhrase(
  phrase: Phrase,
  vocabulary: Vocabulary,
  typos: boolean,
  most: number,
): CompiledPattern {
  const longer: FoundPrefix[] = [];
  let sequences: Step[][] = [[]];
  for (const word of phrase.words) {
    const options = isJoinedScript(word.key)
      ? joinedWord(word, vocabulary)
      : [[spacedWord(word, vocabulary, typos && !phrase.exact, mostFor(word, phrase, most), longer)]];
    sequences = sequences
      .flatMap((head) => options.map((tail) => [...head, ...tail]))
      .slice(0, MOST_SEQUENCES);
  }
  return {
    pattern: sequences.filter((steps) => steps.every((step) => step.size > 0)),
    cut: longer.flatMap(({ prefix, cut, isTyped }) => (cut && !isTyped ? [prefix] : [])),
    precise: longer.every(({ cut }) => !cut),
    postings: longer.reduce((sum, { postings }) => sum + postings, 0),
  };
}

/** How many postings a word may bring in where `most` are left. */
function mostFor(word: QueryWord, { article }: Phrase, most: number): number {
  if (word.key.length > FEW_LETTERS) return most;
  if (article) return Math.min(most, MOST_FOR_FEW_LETTERS_IN_ARTICLE);
  return word.prefix === 'typing' ? Math.min(most, MOST_FOR_FEW_LETTERS) : most;
}

function spacedWord(
  word: QueryWord,
  vocabulary: Vocabulary,
  typos: boolean,
  most: number,
  prefixes: FoundPrefix[],
): Step {
  const { key } = word;
  const isPrefix = word.prefix !== 'no';
  const variants: Variants = new Map();
  if (!isPrefix) variants.set(key, FOUND);
  const length = key.length;
  if (typos && length >= FEWEST_LETTERS_FOR_TYPOS && length <= MOST_LETTERS_FOR_TYPOS && !/\d/.test(key)) {
    const isNew = (term: string): boolean => !variants.has(term) && !(isPrefix && term.startsWith(key));
    // Two letters in the wrong order are one slip of the hand, though two edits.
    for (let at = 1; at < length - 1; at += 1) {
      const swapped = key.slice(0, at) + key[at + 1]! + key[at]! + key.slice(at + 2);
      if (isNew(swapped)) variants.set(swapped, { weight: typoWeight(length, 1), doubt: 2 });
    }
    const distance = Math.round(length * TYPOS_PER_LETTER) > 1 ? 2 : 1;
    vocabulary.eachTypo(key, distance, (term, edits) => {
      if (edits > 0 && isNew(term)) variants.set(term, { weight: typoWeight(term.length, edits), doubt: 2 });
    });
  }
  const step = vocabulary.step(variants);
  if (!isPrefix) return step;
  const isTyped = word.prefix === 'typing';
  const longer = vocabulary.prefixStep(key, most, isTyped ? 1 : 0, (units) =>
    prefixWeight(units, units - length),
  );
  prefixes.push({ ...longer, isTyped });
  return joinedSteps(longer.step, step);
}

/**
 * A word of a script without spaces, or of Hangul with its particles: as a word, at the start of a longer word (북한 in
 * 북한이), inside one (제재 in 대북제재), or divided among neighbours.
 */
function joinedWord(word: QueryWord, vocabulary: Vocabulary): Step[][] {
  const key = word.key.slice(0, LONGEST_JOINED);
  const whole: Variants = new Map();
  // Longer words that end with the first `at` units of the key, or begin with those from `at` on.
  const heads = new Map<number, string[]>();
  const tails = new Map<number, string[]>();
  // One syllable at a seam is chance rather than a word.
  const least = 2;
  for (const term of vocabulary.joinedWords()) {
    if (term.startsWith(key)) {
      whole.set(
        term,
        term === key ? FOUND : { weight: prefixWeight(term.length, term.length - key.length), doubt: 0 },
      );
      continue;
    }
    if (key.length < least) continue;
    if (term.length > key.length && term.includes(key)) {
      whole.set(term, { weight: prefixWeight(term.length, term.length - key.length), doubt: 1 });
      continue;
    }
    for (let at = key.indexOf(term[0]!, 1); at > 0; at = key.indexOf(term[0]!, at + 1)) {
      const rest = key.length - at;
      const enough = rest >= least || word.prefix !== 'no';
      if (enough && term.length > rest && term.startsWith(key.slice(at))) push(tails, at, term);
    }
    const end = term[term.length - 1]!;
    for (let at = key.indexOf(end, 1) + 1; at > 0 && at < key.length; at = key.indexOf(end, at) + 1) {
      if (term.length > at && term.endsWith(key.slice(0, at))) push(heads, at, term);
    }
  }

  const sequences: Step[][] = whole.size > 0 ? [[vocabulary.step(whole)]] : [];
  // Spaces part Hangul, so a seam there needs as much on both sides as makes a word.
  const shortest = /^\p{sc=Hangul}/u.test(key) ? least : 1;
  const step = (from: number, to: number, longer: readonly string[]): Step => {
    const part = key.slice(from, to);
    const variants: Variants = new Map();
    if (part.length >= shortest && vocabulary.has(part)) variants.set(part, FOUND);
    for (const term of longer) variants.set(term, { weight: prefixWeight(term.length, 1), doubt: 1 });
    return vocabulary.step(variants);
  };
  const extend = (steps: Step[], from: number): void => {
    if (sequences.length >= MOST_SEQUENCES) return;
    const last = step(from, key.length, tails.get(from) ?? []);
    if (last.size > 0) sequences.push([...steps, last]);
    for (let to = key.length - 1; to > from; to -= 1) {
      const middle = step(from, to, []);
      if (middle.size > 0) extend([...steps, middle], to);
    }
  };
  for (let at = key.length - 1; at >= 1; at -= 1) {
    const first = step(0, at, heads.get(at) ?? []);
    if (first.size > 0) extend([first], at);
  }
  return sequences.length > 0 ? sequences : [[vocabulary.step(whole)]];
}

function push(map: Map<number, string[]>, at: number, term: string): void {
  const list = map.get(at);
  if (list) list.push(term);
  else map.set(at, [term]);
}
