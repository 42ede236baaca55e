import type { Range } from '../model/range';
import { words } from '../text/words';
import type { Documents } from './documents';
import type { Source } from './source';
import type { Tally } from './tally';

/** Of documents the words of their texts that the reader folds. */
export type Folded = Pick<Documents, 'isFolded' | 'foldedWords' | 'folds'>;

/**
 * The words of a text that lie, even with one character, in one of these ranges, which are in order and apart: from and to
 * of each stretch of them, half-open, in numbers of words. Null where there is no such word.
 */
export function wordsIn(text: string, ranges: readonly Range[]): Uint32Array | null {
  if (ranges.length === 0) return null;
  const found: number[] = [];
  let at = 0;
  words(text).forEach(({ from, to }, number) => {
    while (at < ranges.length && ranges[at]!.to <= from) at += 1;
    if (at === ranges.length || ranges[at]!.from >= to) return;
    if (found.at(-1) === number) found[found.length - 1] = number + 1;
    else found.push(number, number + 1);
  });
  return found.length === 0 ? null : Uint32Array.from(found);
}

/** True where one of the words `[from, to)` is in these stretches. */
export function isAmong(stretches: Uint32Array, from: number, to: number): boolean {
  // The first that ends behind `from`.
  let low = 0;
  let high = stretches.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stretches[2 * middle + 1]! <= from) low = middle + 1;
    else high = middle;
  }
  return 2 * low < stretches.length && stretches[2 * low]! < to;
}

/**
 * The texts, of those that have one of these words, in which it stands outside what is folded; `tally` counts it only there
 * then. None is read whose document has nothing folded.
 */
export function outsideFolded(
  source: Source,
  keys: Int32Array,
  pieces: Uint32Array,
  tally: Tally,
  folded: Folded,
): Uint32Array {
  const some = pieces.filter((piece) => folded.isFolded(source.group('text', piece)));
  if (some.length === 0) return pieces;
  const { counts } = tally;
  const inside = new Uint32Array(source.capacity('text'));
  for (const piece of some) inside[piece] = 1;
  if (!source.countFolded(keys, some, folded, inside)) {
    const wanted = new Set(keys);
    for (const piece of some) {
      const text = source.read('text', piece);
      const stretches = folded.foldedWords(source.group('text', piece))!;
      for (let at = 0; at < stretches.length; at += 2) {
        for (let word = stretches[at]!; word < stretches[at + 1]!; word += 1) {
          if (wanted.has(text[word]!)) inside[piece]! += 1;
        }
      }
    }
  }
  for (const piece of some) counts[piece]! -= inside[piece]! - 1;
  return pieces.filter((piece) => counts[piece]! > 0);
}
