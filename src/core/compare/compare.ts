import type { ComparedPair, CompareOptions, Comparison } from '../model/comparison';
import { alignBlocks, Likeness, wordsOf } from './alignBlocks';
import { alignWords, dropCoincidences } from './alignWords';
import { Budget } from './budget';
import { joined, joinNeighbours, type BlockRun } from './joinNeighbours';
import type { Range } from '../model/range';
import { shownBlocks, sideOf, Vocabulary, type ComparedText, type Side, type SideBlock } from './side';
import { normaliser, type Normal } from './noise';
import { editsOf, remembered } from './wordEdits';

export type { ComparedText } from './side';

/** Time a comparison may take unless the caller says otherwise: far above what texts of 100,000 words need. */
const BUDGET_MILLISECONDS = 5_000;

/**
 * Puts two documents against each other: blocks paired, then words inside pairs. A paragraph that the other text has as
 * several neighbours is `split`, several that it has as one are `merged`. Every block that is not folded away is in exactly
 * one pair; pairs follow the order of `a`, what stands only in `b` where it stands there, a moved passage at its
 * place in `a`. The edits of a pair cover both sides completely and in order, from the first of several
 * blocks to the last.
 *
 * Blocks are found by folded words (case, accents and the stops of abbreviations do not matter); what counts as a change
 * inside them is the text as it stands, less what `options.ignore` names. The same input gives the same result; when the
 * time is up, pairs not yet looked into become one coarse change each and `precise` is false.
 */
export function compare(
  a: ComparedText,
  b: ComparedText,
  options: CompareOptions,
  budgetMilliseconds = BUDGET_MILLISECONDS,
): Comparison {
  const budget = new Budget(budgetMilliseconds);
  const alone = oneSided(a, b, options.skipLayers);
  if (alone) return alone;
  const vocabulary = new Vocabulary();
  const sideA = sideOf(a, options.skipLayers, vocabulary);
  const sideB = sideOf(b, options.skipLayers, vocabulary);
  const likeness = new Likeness(sideA, sideB, budget);
  const answers = joinNeighbours(sideA, sideB, alignBlocks(sideA, sideB, likeness), likeness);

  const normal = remembered(normaliser(options.ignore));
  const pairs: ComparedPair[] = [];
  let sameWords = 0;
  const answeredB = new Set(answers.flatMap(({ b: { first, last } }) => numbers(first, last)));
  let nextB = 0;
  /** What stands only in `b` before a block of it; moved blocks of `b` were told at their place in `a`. */
  const onlyBefore = (end: number): void => {
    for (; nextB < end; nextB += 1) {
      if (!answeredB.has(nextB))
        pairs.push({ kind: 'only-b', a: null, b: rangeOf(sideB.blocks[nextB]!), edits: [] });
    }
  };
  let nextA = 0;
  const onlyUpTo = (end: number): void => {
    for (; nextA < end; nextA += 1) {
      pairs.push({ kind: 'only-a', a: rangeOf(sideA.blocks[nextA]!), b: null, edits: [] });
    }
  };
  for (const answer of answers) {
    onlyUpTo(answer.a.first);
    nextA = answer.a.last + 1;
    if (!answer.moved) onlyBefore(answer.b.first);
    const blockA = joined(sideA, answer.a);
    const blockB = joined(sideB, answer.b);
    const { edits, same, words } = pairEdits(sideA, blockA, sideB, blockB, answer.answers, normal, budget);
    sameWords += words;
    const split = answer.b.last > answer.b.first;
    const merged = answer.a.last > answer.a.first;
    const kind = answer.moved ? 'moved' : split ? 'split' : merged ? 'merged' : same ? 'same' : 'changed';
    pairs.push({ kind, a: rangesOf(sideA, answer.a), b: rangesOf(sideB, answer.b), edits });
  }
  onlyUpTo(sideA.blocks.length);
  onlyBefore(sideB.blocks.length);
  return { ...sharesOf(sideA, sideB, pairs, sameWords), precise: !budget.cut, pairs };
}

/** What can be told without looking at words: one side has nothing, or neither has. Null where both have blocks. */
function oneSided(a: ComparedText, b: ComparedText, skipLayers: boolean): Comparison | null {
  const shownA = shownBlocks(a, skipLayers);
  const shownB = shownBlocks(b, skipLayers);
  if (shownA.length > 0 && shownB.length > 0) return null;
  const share = shownA.length === shownB.length ? 1 : 0;
  const pairs = [
    ...shownA.map((block): ComparedPair => ({ kind: 'only-a', a: rangeOf(block), b: null, edits: [] })),
    ...shownB.map((block): ComparedPair => ({ kind: 'only-b', a: null, b: rangeOf(block), edits: [] })),
  ];
  return { similarity: share, shareOfA: share, shareOfB: share, precise: true, pairs };
}

function pairEdits(
  a: Side,
  blockA: SideBlock,
  b: Side,
  blockB: SideBlock,
  known: Int32Array | null,
  normal: Normal,
  budget: Budget,
): { edits: ComparedPair['edits']; same: boolean; words: number } {
  const rangeA = rangeOf(blockA);
  const rangeB = rangeOf(blockB);
  if (blockA.content === blockB.content) {
    const edits =
      rangeA.from === rangeA.to && rangeB.from === rangeB.to
        ? []
        : [{ kind: 'same' as const, a: rangeA, b: rangeB }];
    return { edits, same: true, words: blockA.endWord - blockA.firstWord };
  }
  const answers = known ?? alignWords(wordsOf(a, blockA), wordsOf(b, blockB), budget);
  dropCoincidences(answers, blockB.endWord - blockB.firstWord);
  const { edits, sameWords } = editsOf(a, blockA, b, blockB, answers, normal);
  return { edits, same: edits.every((edit) => edit.kind === 'same'), words: sameWords };
}

/** Words that are the same in pairs over those of both sides and of each; for sides without words, whether all blocks are the same. */
function sharesOf(
  a: Side,
  b: Side,
  pairs: readonly ComparedPair[],
  sameWords: number,
): Pick<Comparison, 'similarity' | 'shareOfA' | 'shareOfB'> {
  const [wordsA, wordsB] = [a.keys.length, b.keys.length];
  const share = (same: number, all: number): number =>
    all > 0 ? same / all : pairs.every((pair) => pair.kind === 'same') ? 1 : 0;
  return {
    similarity: share(2 * sameWords, wordsA + wordsB),
    shareOfA: share(sameWords, wordsA),
    shareOfB: share(sameWords, wordsB),
  };
}

/** One range, or those of all blocks of a run of several. */
function rangesOf(side: Side, { first, last }: BlockRun): ComparedPair['a'] {
  if (first === last) return rangeOf(side.blocks[first]!);
  return numbers(first, last).map((block) => rangeOf(side.blocks[block]!));
}

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

const rangeOf = (block: Range): { from: number; to: number } => ({ from: block.from, to: block.to });
