import { isFolded } from '../../model/document';
import type { Range } from '../../model/range';
import { words } from '../../text/words';
import { houseStyle } from '../houseStyle';
import type { ComparedText } from '../side';

/** The words of a document in order: a hash of each one's loosest form, and its place in the text. */
export type HashedWords = {
  readonly keys: Uint32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
};

/**
 * Takes a document apart for reuse. What is folded away (page furniture, a body that repeats itself) is left out: it is
 * shared by every page of an outlet and says nothing. Spelling, case and accents make no difference.
 */
export function hashedWords({ text, blocks, layers }: ComparedText): HashedWords {
  const active = layers.filter((layer) => layer.active);
  const keys: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const block of blocks) {
    if (isFolded(block, active)) continue;
    for (const word of words(text.slice(block.from, block.to))) {
      keys.push(hashOf(word.key));
      from.push(block.from + word.from);
      to.push(block.from + word.to);
    }
  }
  return { keys: new Uint32Array(keys), from: new Uint32Array(from), to: new Uint32Array(to) };
}

/** The words without those inside some ranges, which are in order and apart. The same value when there are no ranges. */
export function withoutRanges(words: HashedWords, ranges: readonly Range[]): HashedWords {
  if (ranges.length === 0) return words;
  const kept: number[] = [];
  let next = 0;
  for (let at = 0; at < words.keys.length; at += 1) {
    while (next < ranges.length && ranges[next]!.to <= words.from[at]!) next += 1;
    if (next === ranges.length || words.from[at]! < ranges[next]!.from) kept.push(at);
  }
  const pick = (numbers: Uint32Array): Uint32Array => Uint32Array.from(kept, (at) => numbers[at]!);
  return { keys: pick(words.keys), from: pick(words.from), to: pick(words.to) };
}

/** Hashes of words met before: texts of one language use the same few thousand over and over. */
const met = new Map<string, number>();
const MOST_KEPT = 200_000;

function hashOf(key: string): number {
  let hash = met.get(key);
  if (hash === undefined) {
    if (met.size >= MOST_KEPT) met.clear();
    met.set(key, (hash = mixed(key)));
  }
  return hash;
}

/** FNV-1a over UTF-16 units, mixed once more so that short words spread over all bits. */
function mixed(key: string): number {
  const form = houseStyle(key);
  let hash = 0x811c9dc5;
  for (let at = 0; at < form.length; at += 1) hash = Math.imul(hash ^ form.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
