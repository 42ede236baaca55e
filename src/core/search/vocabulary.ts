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
  /** For each source the numbers of the words in it; -1 where a word is not in it. */
  readonly keys: readonly Int32Array[];
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
  eachTypo(word: string, distance: number, found: (term: string, edits: number) => void): void {
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
    return {
      size: terms.length,
      weights: Float64Array.from(terms, ({ variant }) => variant.weight),
      doubts: Uint8Array.from(terms, ({ variant }) => variant.doubt),
      keys: this.sources.map((_, source) => Int32Array.from(terms, ({ keys }) => keys[source]!)),
    };
  }

  /**
   * All words that begin so, in order, at most so many that looking them up reads `most` postings; where there are more,
   * the word itself and the commonest, and `cut` is true. `weigh` gives the weight of a longer word by its length; the
   * word itself is what was asked for.
   */
  prefixStep(prefix: string, most: number, doubt: 0 | 1 | 2, weigh: (length: number) => number): PrefixStep {
    const { sources } = this;
    let words: Words = { size: 0, keys: sources.map(() => new Int32Array(0)), owner: new Int32Array(0) };
    this.segments.forEach((segment, source) => {
      const { from, to } = segment.prefixRange(prefix);
      if (from === to) return;
      words = this.#merged(words, source, to - from, (at) => from + at);
    });
    const live = this.live.withPrefix(prefix);
    if (live.length > 0) words = this.#merged(words, sources.length - 1, live.length, (at) => live[at]!);

    const postings = new Float64Array(words.size);
    let total = 0;
    sources.forEach((source, number) => {
      const keys = words.keys[number]!;
      for (let at = 0; at < words.size; at += 1) {
        const key = keys[at]!;
        if (key < 0) continue;
        const count = source.postings(key);
        postings[at]! += count;
        total += count;
      }
    });
    let chosen: Uint32Array | null = null;
    if (total > most) {
      const byUse = Uint32Array.from(postings, (_, at) => at).sort(
        (a, b) => postings[b]! - postings[a]! || a - b,
      );
      let sum = 0;
      let size = 0;
      while (size < byUse.length && (sum + postings[byUse[size]!]! <= most || size === 0)) {
        sum += postings[byUse[size]!]!;
        size += 1;
      }
      chosen = byUse.slice(0, size).sort();
      if (chosen[0] !== 0 && this.has(prefix)) chosen = Uint32Array.of(0, ...chosen);
    }
    const pick = (keys: Int32Array): Int32Array =>
      chosen ? Int32Array.from(chosen, (at) => keys[at]!) : keys.subarray(0, words.size);
    const keys = words.keys.map(pick);
    const owner = pick(words.owner);
    const size = owner.length;
    const weights = new Float64Array(size);
    const doubts = new Uint8Array(size);
    for (let at = 0; at < size; at += 1) {
      const length = sources[owner[at]!]!.lengthOf(keys[owner[at]!]![at]!);
      weights[at] = length === prefix.length ? 1 : weigh(length);
      doubts[at] = length === prefix.length ? 0 : doubt;
    }
    return {
      prefix,
      step: { size, weights, doubts, keys },
      cut: chosen !== null,
      postings: Math.min(total, most),
    };
  }

  /** The words with those of one more source, in order. */
  #merged(words: Words, source: number, count: number, keyAt: (at: number) => number): Words {
    const room = words.size + count;
    if (words.size === 0) {
      return {
        size: count,
        keys: this.sources.map((_, number) =>
          number === source
            ? Int32Array.from({ length: count }, (_each, at) => keyAt(at))
            : new Int32Array(count).fill(-1),
        ),
        owner: new Int32Array(count).fill(source),
      };
    }
    const keys = this.sources.map(() => new Int32Array(room).fill(-1));
    const owner = new Int32Array(room);
    let size = 0;
    let left = 0;
    let right = 0;
    while (left < words.size || right < count) {
      let order: number;
      if (left === words.size) order = 1;
      else if (right === count) order = -1;
      else {
        const of = words.owner[left]!;
        order = this.#compare(of, words.keys[of]![left]!, source, keyAt(right));
      }
      if (order <= 0) {
        for (let number = 0; number < keys.length; number += 1)
          keys[number]![size] = words.keys[number]![left]!;
        owner[size] = words.owner[left]!;
        left += 1;
      } else owner[size] = source;
      if (order >= 0) {
        keys[source]![size] = keyAt(right);
        right += 1;
      }
      size += 1;
    }
    return { size, keys, owner };
  }

  #compare(a: number, aKey: number, b: number, bKey: number): number {
    const [left, right] = [this.segments[a], this.segments[b]];
    if (left && right) return left.compareKeys(aKey, right, bKey);
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

type Words = {
  readonly size: number;
  readonly keys: readonly Int32Array[];
  /** For each word a source that has it. */
  readonly owner: Int32Array;
};

/** Two steps as one; a word that both have keeps what the first says of it. */
export function joinedSteps(a: Step, b: Step): Step {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  return {
    size: a.size + b.size,
    weights: concat(Float64Array, a.weights, b.weights),
    doubts: concat(Uint8Array, a.doubts, b.doubts),
    keys: a.keys.map((keys, source) => concat(Int32Array, keys, b.keys[source]!)),
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
