import type { BlockPair, Likeness } from './alignBlocks';
import type { Side, SideBlock } from './side';

/** Blocks side by side, both ends included. */
export type BlockRun = { readonly first: number; readonly last: number };

/** Blocks of both sides that answer each other; one side may be several neighbours. */
export type Answer = {
  readonly a: BlockRun;
  readonly b: BlockRun;
  readonly moved: boolean;
  /** From alignWords, where finding the pair took it already. */
  readonly answers: Int32Array | null;
};

/** Neighbours that one block may be answered by. */
const MOST = 4;
/** Share of a neighbour's words that must be new to the answer, in order, for it to belong there. */
const BELONGS = 0.6;
/** Words it must bring: a short line is found in any long paragraph. */
const FEWEST = 4;
/** Blocks between two answers up to which every run is tried. */
const GAP = 60;

/**
 * Finds where one block of a side is several neighbours of the other: those beside a pair whose words the pair still lacks
 * (a paragraph cut in two leaves its second half over), then runs of left-over blocks that only together are like one. Gives
 * the pairs, some with more blocks than before, in the order of `a`. Blocks with something folded away between them are not
 * neighbours.
 */
export function joinNeighbours(a: Side, b: Side, pairs: readonly BlockPair[], likeness: Likeness): Answer[] {
  const taken = { a: new Set(pairs.map((pair) => pair.a)), b: new Set(pairs.map((pair) => pair.b)) };
  const answers = pairs.map((pair): Answer => {
    const one: Answer = {
      a: { first: pair.a, last: pair.a },
      b: { first: pair.b, last: pair.b },
      moved: pair.moved,
      answers: pair.answers,
    };
    if (pair.moved || a.blocks[pair.a]!.content === b.blocks[pair.b]!.content) return one;
    const runB = grown(b, one.b, taken.b, (run) => likeness.shared(joined(a, one.a), joined(b, run)));
    if (runB) return { ...one, b: runB, answers: null };
    const runA = grown(a, one.a, taken.a, (run) => likeness.shared(joined(a, run), joined(b, one.b)));
    return runA ? { ...one, a: runA, answers: null } : one;
  });

  const kept = answers.filter((answer) => !answer.moved).sort((x, y) => x.a.first - y.a.first);
  const more: Answer[] = [];
  let from = { a: 0, b: 0 };
  for (const answer of [...kept, null]) {
    const gapA = numbers(from.a, answer?.a.first ?? a.blocks.length).filter((at) => !taken.a.has(at));
    const gapB = numbers(from.b, answer?.b.first ?? b.blocks.length).filter((at) => !taken.b.has(at));
    if (gapA.length > 0 && gapB.length > 0 && gapA.length + gapB.length <= GAP) {
      const found = together(a, gapA, b, gapB, taken, (x, y) => likeness.shared(x, y));
      more.push(...found.map(({ one, run }) => ({ a: one, b: run, moved: false, answers: null })));
      const back = together(b, gapB, a, gapA, { a: taken.b, b: taken.a }, (x, y) => likeness.shared(y, x));
      more.push(...back.map(({ one, run }) => ({ a: run, b: one, moved: false, answers: null })));
    }
    if (answer) from = { a: answer.a.last + 1, b: answer.b.last + 1 };
  }
  return inOrder([...answers, ...more]);
}

/** The run with free neighbours that belong to it, both ways; null where none does. Takes them. */
function grown(
  side: Side,
  run: BlockRun,
  taken: Set<number>,
  shared: (run: BlockRun) => number,
): BlockRun | null {
  let best = run;
  let has: number | null = null;
  for (const step of [1, -1]) {
    while (best.last - best.first + 1 < MOST) {
      const at = step > 0 ? best.last + 1 : best.first - 1;
      if (taken.has(at) || !areNeighbours(side, Math.min(at, at - step), Math.max(at, at - step))) break;
      const wider = step > 0 ? { ...best, last: at } : { ...best, first: at };
      const count = wordCount(side.blocks[at]!);
      if (count < FEWEST) break;
      has ??= shared(best);
      const now = shared(wider);
      if (now - has < Math.max(FEWEST, BELONGS * count)) break;
      best = wider;
      has = now;
      taken.add(at);
    }
  }
  return best === run ? null : best;
}

/** Left-over blocks that are like a run of two and more left-over neighbours of the other side, in order. */
function together(
  side: Side,
  left: readonly number[],
  other: Side,
  others: readonly number[],
  taken: { readonly a: Set<number>; readonly b: Set<number> },
  shared: (one: SideBlock, run: SideBlock) => number,
): { one: BlockRun; run: BlockRun }[] {
  const found: { one: BlockRun; run: BlockRun }[] = [];
  let least = -1;
  for (const at of left) {
    const block = side.blocks[at]!;
    if (taken.a.has(at) || wordCount(block) < 2 * FEWEST) continue;
    for (const start of others) {
      if (start <= least || taken.b.has(start)) continue;
      let run = { first: start, last: start };
      let has = shared(block, joined(other, run));
      const belongs = (number: number, brings: number): boolean =>
        brings >= Math.max(FEWEST, BELONGS * wordCount(other.blocks[number]!));
      if (!belongs(start, has)) continue;
      for (let next = start + 1; next < start + MOST; next += 1) {
        if (!others.includes(next) || taken.b.has(next) || !areNeighbours(other, next - 1, next)) break;
        const now = shared(block, joined(other, { first: start, last: next }));
        if (!belongs(next, now - has)) break;
        run = { first: start, last: next };
        has = now;
      }
      if (run.last === run.first || has < BELONGS * wordCount(block)) continue;
      found.push({ one: { first: at, last: at }, run });
      taken.a.add(at);
      for (let number = run.first; number <= run.last; number += 1) taken.b.add(number);
      least = run.last;
      break;
    }
  }
  return found;
}

/** True where nothing but white space stands between two blocks that follow each other. */
function areNeighbours(side: Side, first: number, second: number): boolean {
  const [before, after] = [side.blocks[first], side.blocks[second]];
  return before !== undefined && after !== undefined && side.text.slice(before.to, after.from).trim() === '';
}

/** A run as one block. */
export function joined(side: Side, { first, last }: BlockRun): SideBlock {
  const start = side.blocks[first]!;
  const end = side.blocks[last]!;
  // No content of its own: it is like nothing to the letter.
  return first === last ? start : { ...start, to: end.to, endWord: end.endWord, content: Number.NaN };
}

/** By their place in `a`. Of what was found on both ways through a gap, the later that crosses an earlier is given up. */
function inOrder(answers: readonly Answer[]): Answer[] {
  let end = -1;
  return [...answers]
    .sort((x, y) => x.a.first - y.a.first)
    .filter((answer) => {
      if (answer.moved) return true;
      if (answer.b.first <= end) return false;
      end = answer.b.last;
      return true;
    });
}

const wordCount = (block: SideBlock): number => block.endWord - block.firstWord;

const numbers = (from: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - from) }, (_, at) => from + at);
