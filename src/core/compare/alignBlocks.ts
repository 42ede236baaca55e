import { alignWords, type Words } from './alignWords';
import type { Budget } from './budget';
import { risingRun } from './risingRun';
import type { Side, SideBlock } from './side';

/** Least similarity of two blocks that answer each other in order. Unrelated prose of one language shares about 0.3. */
const ANSWERS = 0.5;
/** The same where nothing else stands between two answered neighbours: the place itself is evidence. */
const ANSWERS_IN_PLACE = 0.4;
/** Least similarity of blocks that answer each other out of order; there the place speaks against it. */
const MOVED = 0.75;
/** Share of the shorter block that makes a move clear when the longer one has words around it. */
const MOVED_INSIDE = 0.85;
/** Words that moved blocks must have in common: short lines are alike by chance. */
const MOVED_WORDS = 6;
/** Blocks whose lengths differ more than this many times are not one passage. */
const LENGTH_RATIO = 3;

/** Partners looked at closely for each block. */
const CANDIDATES = 6;
/** Partners with less than this share of the best one's rare words are not looked at. */
const CLOSE = 0.25;
/** A clue that more blocks hold than this leads to none of them. */
const COMMON = 24;
/** Blocks beyond which single words are no clue. */
const MANY = 600;
/** Table cells of an exact word comparison; longer pairs are compared along landmarks. */
const CELLS = 1 << 20;
/** Pairs of blocks between two answered neighbours up to which each is looked at. */
const GAP = 2_500;

/** Blocks that answer each other, by their places on either side; `moved` where their order differs from the rest. */
export type BlockPair = {
  readonly a: number;
  readonly b: number;
  readonly moved: boolean;
  /** From alignWords, where finding the pair took it already. */
  readonly answers: Int32Array | null;
};

/**
 * Pairs the blocks of two documents; each is in at most one pair, in the order of `a`. Candidates share rare words or all
 * of their content; those that keep their order and share most words in sum are answers (a heaviest rising run); what is
 * left over and clearly alike has moved. Time grows with the number of words.
 */
export function alignBlocks(a: Side, b: Side, likeness: Likeness): BlockPair[] {
  const ends = commonEnds(a, b);
  const inner = {
    a0: ends.before,
    a1: a.blocks.length - ends.after,
    b0: ends.before,
    b1: b.blocks.length - ends.after,
  };
  const pairs: BlockPair[] = [];
  for (let at = 0; at < ends.before; at += 1) pairs.push({ a: at, b: at, moved: false, answers: null });
  for (let at = 0; at < ends.after; at += 1) {
    pairs.push({ a: inner.a1 + at, b: inner.b1 + at, moved: false, answers: null });
  }

  const candidates = likelyPairs(a, b, inner)
    .map(([atA, atB]) => likeness.of(atA, atB))
    .filter((like) => like.similarity >= ANSWERS || isMove(like));
  const chain = risingRun(candidates.filter((like) => like.similarity >= ANSWERS));
  let from = { a: inner.a0, b: inner.b0 };
  for (const link of [...chain, null]) {
    const end = link ?? { a: inner.a1, b: inner.b1 };
    for (const answer of answersInGap(likeness, { a0: from.a, a1: end.a, b0: from.b, b1: end.b })) {
      pairs.push(pairOf(answer, false));
    }
    if (link) pairs.push(pairOf(link, false));
    from = { a: end.a + 1, b: end.b + 1 };
  }

  const takenA = new Set(pairs.map((pair) => pair.a));
  const takenB = new Set(pairs.map((pair) => pair.b));
  const moves = candidates
    .filter(isMove)
    .sort((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
  for (const move of moves) {
    if (takenA.has(move.a) || takenB.has(move.b)) continue;
    takenA.add(move.a);
    takenB.add(move.b);
    pairs.push(pairOf(move, true));
  }
  return pairs.sort((x, y) => x.a - y.a);
}

type Area = { readonly a0: number; readonly a1: number; readonly b0: number; readonly b1: number };

/** How alike two blocks are: `weight` is the number of words they share in order (at least a little, for lines without). */
type Like = {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
  readonly weight: number;
  readonly shorter: number;
  readonly answers: Int32Array | null;
};

const pairOf = (like: Like, moved: boolean): BlockPair => ({
  a: like.a,
  b: like.b,
  moved,
  answers: like.answers,
});

function isMove(like: Like): boolean {
  if (like.weight < MOVED_WORDS) return false;
  return (
    like.similarity >= MOVED || (like.similarity >= ANSWERS && like.weight / like.shorter >= MOVED_INSIDE)
  );
}

function commonEnds(a: Side, b: Side): { before: number; after: number } {
  const most = Math.min(a.blocks.length, b.blocks.length);
  let before = 0;
  while (before < most && a.blocks[before]!.content === b.blocks[before]!.content) before += 1;
  let after = 0;
  while (
    after < most - before &&
    a.blocks[a.blocks.length - 1 - after]!.content === b.blocks[b.blocks.length - 1 - after]!.content
  ) {
    after += 1;
  }
  return { before, after };
}

/** Order-sensitive similarity of blocks: twice the words they share in order over the words of both. */
export class Likeness {
  readonly #a: Side;
  readonly #b: Side;
  readonly #budget: Budget;
  /** Scratch of `#sharedInOrder`; `#rows` by word number, all 0 between two calls. */
  readonly #rows: Int32Array;
  #bits = new Int32Array(1_024);
  #row = new Int32Array(256);

  constructor(a: Side, b: Side, budget: Budget) {
    this.#a = a;
    this.#b = b;
    this.#budget = budget;
    this.#rows = new Int32Array(1 + Math.max(highestOf(a.keys), highestOf(b.keys)));
  }

  /** Words that two stretches share in order, each a block or several side by side. 0 when the time is up. */
  shared(blockA: SideBlock, blockB: SideBlock): number {
    const wordsA = blockA.endWord - blockA.firstWord;
    const wordsB = blockB.endWord - blockB.firstWord;
    if (this.#budget.spent) {
      this.#budget.cut = true;
      return 0;
    }
    return wordsA * wordsB > CELLS
      ? answered(alignWords(wordsOf(this.#a, blockA), wordsOf(this.#b, blockB), this.#budget))
      : this.#sharedInOrder(wordsOf(this.#a, blockA), wordsOf(this.#b, blockB));
  }

  of(a: number, b: number): Like {
    const blockA = this.#a.blocks[a]!;
    const blockB = this.#b.blocks[b]!;
    const wordsA = blockA.endWord - blockA.firstWord;
    const wordsB = blockB.endWord - blockB.firstWord;
    const shorter = Math.min(wordsA, wordsB);
    if (blockA.content === blockB.content) {
      return { a, b, similarity: 1, weight: Math.max(shorter, 0.5), shorter, answers: null };
    }
    const unlike = { a, b, similarity: 0, weight: 0, shorter, answers: null };
    if (shorter === 0 || Math.max(wordsA, wordsB) > LENGTH_RATIO * shorter) return unlike;
    if (this.#budget.spent) {
      this.#budget.cut = true;
      return unlike;
    }
    const answers =
      wordsA * wordsB > CELLS
        ? alignWords(wordsOf(this.#a, blockA), wordsOf(this.#b, blockB), this.#budget)
        : null;
    const shared = answers
      ? answered(answers)
      : this.#sharedInOrder(wordsOf(this.#a, blockA), wordsOf(this.#b, blockB));
    return { a, b, similarity: (2 * shared) / (wordsA + wordsB), weight: shared, shorter, answers };
  }

  /**
   * Length of the longest common subsequence, thirty words of `a` at a time: Hyyrö, "Bit-parallel LCS-length computation
   * revisited" (2004), V' = (V + (V & M)) | (V & ~M), its zeros being the answer.
   */
  #sharedInOrder(a: Words, b: Words): number {
    const [short, long] = a.end - a.from <= b.end - b.from ? [a, b] : [b, a];
    const length = short.end - short.from;
    const limbs = Math.ceil(length / LIMB);
    if (limbs === 0) return 0;
    // Each different word of the shorter side gets a row of bits: where it stands there.
    const rows = this.#rows;
    let used = 0;
    if (this.#bits.length < length * limbs) this.#bits = new Int32Array(2 * length * limbs);
    const bits = this.#bits.fill(0, 0, length * limbs);
    for (let at = 0; at < length; at += 1) {
      const key = short.keys[short.from + at]!;
      let row = rows[key]!;
      if (row === 0) rows[key] = row = ++used;
      bits[(row - 1) * limbs + Math.floor(at / LIMB)]! |= 1 << (at % LIMB);
    }
    if (this.#row.length < limbs) this.#row = new Int32Array(2 * limbs);
    const vector = this.#row.fill(ALL, 0, limbs);
    for (let at = long.from; at < long.end; at += 1) {
      const row = rows[long.keys[at]!]!;
      if (row === 0) continue;
      let carry = 0;
      for (let limb = 0, bit = (row - 1) * limbs; limb < limbs; limb += 1, bit += 1) {
        const before = vector[limb]!;
        const matched = before & bits[bit]!;
        const sum = before + matched + carry;
        carry = sum >>> LIMB;
        vector[limb] = (sum & ALL) | (before & ~matched);
      }
    }
    for (let at = short.from; at < short.end; at += 1) rows[short.keys[at]!] = 0;
    let shared = 0;
    for (let at = 0; at < length; at += 1) {
      if ((vector[Math.floor(at / LIMB)]! & (1 << (at % LIMB))) === 0) shared += 1;
    }
    return shared;
  }
}

/** Bits used of each number: their sum and a carry still fit into 32. */
const LIMB = 30;
const ALL = 2 ** LIMB - 1;

const highestOf = (keys: Int32Array): number => keys.reduce((most, key) => Math.max(most, key), 0);

const answered = (answers: Int32Array): number =>
  answers.reduce((sum, answer) => sum + (answer >= 0 ? 1 : 0), 0);

/** The words of a block as a stretch for alignWords. */
export function wordsOf(side: Side, block: SideBlock): Words {
  return { keys: side.keys, from: block.firstWord, end: block.endWord };
}

/** Pairs of blocks that share rare words or everything, a few for each block of `a`. */
function likelyPairs(a: Side, b: Side, area: Area): [number, number][] {
  const bits = 32 - Math.clz32(2 * Math.max(1, b.keys.length));
  const byPairs = area.b1 - area.b0 > MANY;
  const holders = blocksOf(b, area.b0, area.b1, (block, add) => eachClue(b, block, byPairs, bits, add), bits);
  const sameContent = new Map<number, number[]>();
  for (let at = area.b0; at < area.b1; at += 1) {
    const { content } = b.blocks[at]!;
    const equals = sameContent.get(content);
    if (equals) equals.push(at);
    else sameContent.set(content, [at]);
  }
  const seenContent = new Map<number, number>();
  const scores = new Float64Array(b.blocks.length);
  const pairs: [number, number][] = [];
  for (let at = area.a0; at < area.a1; at += 1) {
    const block = a.blocks[at]!;
    const partners = new Set<number>();
    // Of many equal lines the n-th answers the n-th: with all against all a repeated line would cost its square.
    const equals = sameContent.get(block.content);
    if (equals) {
      const nth = seenContent.get(block.content) ?? 0;
      seenContent.set(block.content, nth + 1);
      for (const other of equals.slice(Math.max(0, nth - 2), nth + 3)) partners.add(other);
    }
    const touched: number[] = [];
    eachClue(a, block, byPairs, bits, (clue) => {
      const first = holders.first[clue]!;
      const end = holders.first[clue + 1]!;
      for (let entry = first; entry < end; entry += 1) {
        const other = holders.blocks[entry]!;
        if (scores[other] === 0) touched.push(other);
        scores[other]! += 1 / (end - first);
      }
    });
    touched.sort((x, y) => scores[y]! - scores[x]! || x - y);
    const least = touched.length > 0 ? scores[touched[0]!]! * CLOSE : 0;
    for (const other of touched.slice(0, CANDIDATES)) if (scores[other]! >= least) partners.add(other);
    for (const other of touched) scores[other] = 0;
    for (const other of partners) pairs.push([at, other]);
  }
  return pairs;
}

/**
 * What may lead from a block to its answer, as numbers below 2 to the power of `bits`: its words, or in long texts, where
 * hardly a word is rare, its pairs of neighbours. Two clues that meet in one number cost time, no more.
 */
function eachClue(
  side: Side,
  block: SideBlock,
  byPairs: boolean,
  bits: number,
  add: (clue: number) => void,
): void {
  for (let word = block.firstWord; word < block.endWord; word += 1) {
    const key = side.keys[word]!;
    const next = byPairs && word + 1 < block.endWord ? side.keys[word + 1]! : 0;
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
    add(Math.imul(Math.imul(key, 0x9e3779b1) ^ next, 0x9e3779b1) >>> (32 - bits));
  }
}

/** For each clue the blocks in `[from, end)` that hold it, `blocks[first[n]]` to `blocks[first[n + 1]]`; none for common ones. */
function blocksOf(
  side: Side,
  from: number,
  end: number,
  each: (block: SideBlock, add: (clue: number) => void) => void,
  bits: number,
): { first: Int32Array; blocks: Int32Array } {
  const clues = 2 ** bits;
  const counts = new Int32Array(clues);
  const lastBlock = new Int32Array(clues);
  const eachBlock = (visit: (clue: number, block: number) => void): void => {
    lastBlock.fill(-1);
    for (let at = from; at < end; at += 1) {
      each(side.blocks[at]!, (clue) => {
        if (lastBlock[clue] === at) return;
        lastBlock[clue] = at;
        visit(clue, at);
      });
    }
  };
  eachBlock((clue) => (counts[clue]! += 1));
  const first = new Int32Array(clues + 1);
  for (let clue = 0; clue < clues; clue += 1) {
    first[clue + 1] = first[clue]! + (counts[clue]! > COMMON ? 0 : counts[clue]!);
  }
  const blocks = new Int32Array(first[clues]!);
  const filled = first.slice();
  eachBlock((clue, block) => {
    if (counts[clue]! <= COMMON) blocks[filled[clue]!++] = block;
  });
  return { first, blocks };
}

/** What answers what between two answered neighbours, where every pair can be looked at and less is asked for. */
function answersInGap(likeness: Likeness, area: Area): Like[] {
  if ((area.a1 - area.a0) * (area.b1 - area.b0) > GAP) return [];
  const likes: Like[] = [];
  for (let a = area.a0; a < area.a1; a += 1) {
    for (let b = area.b0; b < area.b1; b += 1) {
      const like = likeness.of(a, b);
      if (like.similarity >= ANSWERS_IN_PLACE) likes.push(like);
    }
  }
  return risingRun(likes);
}
