import type { Segment } from './segment';
import type { Source } from './source';
import type { Live } from './live';

/** A word of the index that a word of a query stands for. */
export type Variant = {
  /** Factor on the score, 1 for the word itself. */
  readonly weight: number;
  /** 0: the word itself or what was asked for. 1: longer than what was asked for. 2: a likely typo. */
  readonly doubt: 0 | 1 | 2;
};

export type Variants = Map<string, Variant>;

/** Any of these words may stand at one place of a phrase. */
export type Step = {
  readonly size: number;
  readonly weights: Float64Array;
  readonly doubts: Uint8Array;
  /** For each source the numbers of those of the words that it has, */
  readonly keys: readonly Int32Array[];
  /** and which of the words they are. */
  readonly words: readonly Int32Array[];
};

/** All words of all sources, for one answer. */
export class Vocabulary {
  readonly sources: readonly Source[];
  readonly #known = new Map<string, readonly number[] | null>();

  constructor(
    readonly segments: readonly Segment[],
    readonly live: Live,
  ) {
    this.sources = [...segments, live];
  }

  has(term: string): boolean {
    return this.#keysOf(term) !== null;
  }

  /** The numbers of a word by source; null where none knows it. */
  #keysOf(term: string): readonly number[] | null {
    let keys = this.#known.get(term);
    if (keys === undefined) {
      const found = this.sources.map((source) => source.keyOf(term));
      keys = found.some((key) => key >= 0) ? found : null;
      this.#known.set(term, keys);
    }
    return keys;
  }

  /** Words that look like the given one, with the number of edits. */
  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void {
    for (const source of this.sources) source.eachTypo(word, distance, found);
  }

  *joinedWords(): Iterable<string> {
    const seen = new Set<string>();
    for (const { joinedWords } of this.sources) {
      for (const term of joinedWords) {
        if (this.sources.length > 1) {
          if (seen.has(term)) continue;
          seen.add(term);
        }
        yield term;
      }
    }
  }

  /** The words as a step. Those that no source knows are left out. */
  step(variants: Variants): Step {
    const terms = [...variants].flatMap(([term, variant]) => {
      const keys = this.#keysOf(term);
      return keys ? [{ keys, variant }] : [];
    });
    const own = this.sources.map((_, source) =>
      terms.flatMap(({ keys }, word) => (keys[source]! >= 0 ? [{ key: keys[source]!, word }] : [])),
    );
    return {
      size: terms.length,
      weights: Float64Array.from(terms, ({ variant }) => variant.weight),
      doubts: Uint8Array.from(terms, ({ variant }) => variant.doubt),
      keys: own.map((all) => Int32Array.from(all, ({ key }) => key)),
      words: own.map((all) => Int32Array.from(all, ({ word }) => word)),
    };
  }

  /**
   * All words that begin so, at most so many that looking them up reads `most` postings; where there are more,
   * the word itself and the commonest, and `cut` is true. `weigh` gives the weight of a longer word by its length; the
   * word itself is what was asked for.
   */
  prefixStep(prefix: string, most: number, doubt: 0 | 1 | 2, weigh: (length: number) => number): PrefixStep {
    const { sources } = this;
    const live = this.live.withPrefix(prefix);
    const all = sources.map((_, source) => {
      const segment = this.segments[source];
      if (!segment) return Int32Array.from(live);
      const { from, to } = segment.words.prefixRange(prefix);
      const keys = new Int32Array(to - from);
      for (let key = from; key < to; key += 1) keys[key - from] = key;
      return keys;
    });
    const keys = commonest(sources, all, most, prefix.length);
    const isThinned = keys !== all;
    const { size: known, words, owners, ownKeys } = this.#united(keys);

    const postings = new Float64Array(known);
    let total = 0;
    sources.forEach((source, number) => {
      keys[number]!.forEach((key, at) => {
        const count = source.postings(key);
        postings[words[number]![at]!]! += count;
        total += count;
      });
    });
    const lengthOf = (word: number): number => sources[owners[word]!]!.lengthOf(ownKeys[word]!);
    /** The number that each word has among those taken; -1 for the others. */
    const places = new Int32Array(known);
    let size = known;
    if (total <= most) for (let word = 0; word < known; word += 1) places[word] = word;
    else {
      places.fill(-1);
      const byUse = Float64Array.from(
        postings,
        (count, word) => (0x7fffffff - count) * 0x400000 + word,
      ).sort();
      let sum = 0;
      size = 0;
      for (const value of byUse) {
        const word = value % 0x400000;
        sum += postings[word]!;
        if (sum > most && size > 0 && lengthOf(word) > prefix.length) continue;
        places[word] = size++;
      }
    }
    const weights = new Float64Array(size);
    const doubts = new Uint8Array(size);
    for (let word = 0; word < known; word += 1) {
      const place = places[word]!;
      if (place < 0) continue;
      const length = lengthOf(word);
      weights[place] = length === prefix.length ? 1 : weigh(length);
      doubts[place] = length === prefix.length ? 0 : doubt;
    }
    const isTaken = (source: number) => (_: number, at: number) => places[words[source]![at]!]! >= 0;
    return {
      prefix,
      step: {
        size,
        weights,
        doubts,
        keys: keys.map((all, source) => all.filter(isTaken(source))),
        words: words.map((all) => all.map((word) => places[word]!).filter((place) => place >= 0)),
      },
      cut: isThinned || total > most,
      postings: Math.min(total, most),
    };
  }

  /** Numbers the words that several sources have, whose numbers in them are given: equal words share one. */
  #united(keys: readonly Int32Array[]): United {
    let room = 0;
    for (const all of keys) room += all.length;
    const owners = new Int32Array(room);
    const ownKeys = new Int32Array(room);
    let length = 16;
    while (length < 2 * room) length *= 2;
    // Numbers plus one by hash, as in any open hash table.
    const table = new Int32Array(length);
    let size = 0;
    const words = keys.map((all, source) =>
      all.map((key) => {
        let place = this.sources[source]!.hashOf(key) & (length - 1);
        for (; table[place] !== 0; place = (place + 1) & (length - 1)) {
          const word = table[place]! - 1;
          if (owners[word] !== source && this.#compare(owners[word]!, ownKeys[word]!, source, key) === 0)
            return word;
        }
        owners[size] = source;
        ownKeys[size] = key;
        table[place] = size + 1;
        return size++;
      }),
    );
    return { size, words, owners, ownKeys };
  }

  #compare(a: number, aKey: number, b: number, bKey: number): number {
    const [left, right] = [this.segments[a], this.segments[b]];
    if (left && right) return left.words.compareKeys(aKey, right.words, bKey);
    const [x, y] = [this.sources[a]!.termOf(aKey), this.sources[b]!.termOf(bKey)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
}

export type PrefixStep = {
  readonly prefix: string;
  readonly step: Step;
  readonly cut: boolean;
  /** That the words taken have. */
  readonly postings: number;
};

type United = {
  readonly size: number;
  /** For each source and each of its words the number of the word. */
  readonly words: readonly Int32Array[];
  /** For each word a source that has it, and its number there. */
  readonly owners: Int32Array;
  readonly ownKeys: Int32Array;
};

/** Two steps as one; they share no word. */
export function joinedSteps(a: Step, b: Step): Step {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  return {
    size: a.size + b.size,
    weights: concat(Float64Array, a.weights, b.weights),
    doubts: concat(Uint8Array, a.doubts, b.doubts),
    keys: a.keys.map((keys, source) => concat(Int32Array, keys, b.keys[source]!)),
    words: a.words.map((words, source) =>
      concat(
        Int32Array,
        words,
        b.words[source]!.map((word) => word + a.size),
      ),
    ),
  };
}

function concat<T extends Float64Array | Uint8Array | Int32Array>(
  type: new (length: number) => T,
  a: T,
  b: T,
): T {
  const both = new type(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/**
 * The keys of each source, or, where all of them have far more postings than `most`, the commonest of each in proportion:
 * to learn which of a hundred thousand words are the commonest of all would take longer than the answer may. A word of
 * `length` units, which is what was asked for, stays.
 */
function commonest(
  sources: readonly Source[],
  keys: readonly Int32Array[],
  most: number,
  length: number,
): readonly Int32Array[] {
  // Postings of the words of a source, by the power of two of how many each has.
  const sums = sources.map((source, number) => {
    const sum = new Float64Array(32);
    for (const key of keys[number]!) {
      const count = source.postings(key);
      sum[31 - Math.clz32(count)]! += count;
    }
    return sum;
  });
  const total = sums.reduce((all, sum) => all + sum.reduce((a, b) => a + b, 0), 0);
  if (total <= 2 * most) return keys;
  return sources.map((source, number) => {
    const sum = sums[number]!;
    const share = (most / total) * sum.reduce((a, b) => a + b, 0);
    let least = 31;
    for (let taken = sum[least]!; least > 0 && taken < share; taken += sum[least]!) least -= 1;
    return keys[number]!.filter(
      (key) => source.postings(key) >= 2 ** least || source.lengthOf(key) === length,
    );
  });
}
