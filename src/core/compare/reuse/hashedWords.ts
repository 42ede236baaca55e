import { isFolded } from '../../model/document';
import type { Range } from '../../model/range';
import { eachWord, fold, hashOfUnits } from '../../text/words';
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
  let room = 16 + (text.length >>> 2);
  let [keys, from, to] = [new Uint32Array(room), new Uint32Array(room), new Uint32Array(room)];
  let count = 0;
  for (const block of blocks) {
    if (isFolded(block, active)) continue;
    const content = text.slice(block.from, block.to);
    eachWord(content, (start, end, _, hash) => {
      const key = keyOf(content, start, end, hash);
      if (key === NO_WORD) return;
      if (count === room) {
        room *= 2;
        [keys, from, to] = [wider(keys, room), wider(from, room), wider(to, room)];
      }
      keys[count] = key;
      from[count] = block.from + start;
      to[count] = block.from + end;
      count += 1;
    });
  }
  return { keys: keys.slice(0, count), from: from.slice(0, count), to: to.slice(0, count) };
}

function wider(numbers: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(room);
  more.set(numbers);
  return more;
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

/**
 * Keys of words as they were written lately, each in the one slot that its hash has: texts of one language use the same few
 * thousand over and over. Two written words of one hash get one key, as two forms of one hash do.
 */
const SLOTS = 1 << 16;
const written = new Int32Array(SLOTS);
const keysOfWritten = new Uint32Array(SLOTS);
/** What folds to nothing. */
const NO_WORD = 0;

function keyOf(text: string, from: number, to: number, known: number): number {
  const hash = known === 0 ? hashOfUnits(text, from, to) : known;
  const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
  // A slot that is free is that of the hash 0, which is not looked for.
  if (written[slot] === hash && hash !== 0) return keysOfWritten[slot]!;
  written[slot] = hash;
  const form = fold(text.slice(from, to));
  return (keysOfWritten[slot] = form === '' ? NO_WORD : mixed(houseStyle(form)));
}

/** FNV-1a over UTF-16 units, mixed once more so that short words spread over all bits; never 0. */
function mixed(form: string): number {
  let hash = hashOfUnits(form, 0, form.length);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
