import type { WordEdit } from '../model/comparison';
import type { Normal } from './noise';
import type { Side, SideBlock } from './side';

/** Edits inside one pair, and how many words are the same in both. */
export type PairEdits = { readonly edits: WordEdit[]; readonly sameWords: number };

/**
 * Turns answered words into edits that cover both blocks completely and in order. Words come first: marks and spaces
 * between two answered words are compared only with each other, so a comma never pulls words apart. `answers` as
 * alignWords gives them for the words of the two blocks; `normal` says what does not count. Differences in white space alone are none.
 */
export function editsOf(
  a: Side,
  blockA: SideBlock,
  b: Side,
  blockB: SideBlock,
  answers: Int32Array,
  normal: Normal,
): PairEdits {
  const list = new EditList(blockA.from, blockB.from);
  let sameWords = 0;
  for (let word = 0; word < answers.length; word += 1) {
    const answer = answers[word]!;
    if (answer < 0) continue;
    const wordA = blockA.firstWord + word;
    const wordB = blockB.firstWord + answer;
    between(list, a.text, a.from[wordA]!, b.text, b.from[wordB]!, normal);
    const same = equal(
      a.text.slice(a.from[wordA], a.to[wordA]),
      b.text.slice(b.from[wordB], b.to[wordB]),
      normal,
    );
    if (same) sameWords += 1;
    list.add(same, a.to[wordA]!, b.to[wordB]!);
  }
  between(list, a.text, blockA.to, b.text, blockB.to, normal);
  return { edits: list.edits, sameWords };
}

/** What lies between two answered words: equal marks at both of its ends are the same, the rest is one change. */
function between(
  list: EditList,
  textA: string,
  endA: number,
  textB: string,
  endB: number,
  normal: Normal,
): void {
  const lengthA = endA - list.a;
  if (lengthA === endB - list.b && textA.slice(list.a, endA) === textB.slice(list.b, endB)) {
    list.add(true, endA, endB);
    return;
  }
  // The s of a possessive belongs to no word: it stays with the word before it.
  const ownA = POSSESSIVE.exec(textA.slice(list.a, endA))?.[0];
  const ownB = POSSESSIVE.exec(textB.slice(list.b, endB))?.[0];
  if (ownA && ownB && equal(ownA, ownB, normal)) list.add(true, list.a + ownA.length, list.b + ownB.length);
  const rawA = textA.slice(list.a, endA);
  const rawB = textB.slice(list.b, endB);
  if (equal(rawA, rawB, normal)) {
    list.add(true, endA, endB);
    return;
  }
  const marksA = marksAtEnds(rawA);
  const marksB = marksAtEnds(rawB);
  const first = commonCount(marksA.before, marksB.before, normal);
  const headA = total(marksA.before.slice(0, first));
  const headB = total(marksB.before.slice(0, first));
  // Where a side is all marks, they may serve one end only.
  const restA = marksA.wordless ? marksA.before.slice(first).reverse() : marksA.after;
  const restB = marksB.wordless ? marksB.before.slice(first).reverse() : marksB.after;
  const final = commonCount(restA, restB, normal);
  const tailA = total(restA.slice(0, final));
  const tailB = total(restB.slice(0, final));
  list.add(true, list.a + headA, list.b + headB);
  list.add(false, endA - tailA, endB - tailB);
  list.add(true, endA, endB);
}

const POSSESSIVE = /^['’ʼ＇]s(?![\p{L}\p{N}])/iu;

/** Builds edits in order; neighbours of one kind are one edit. */
class EditList {
  readonly #edits: WordEdit[] = [];
  /** The edit that may still grow. */
  #kind: WordEdit['kind'] | null = null;
  #fromA: number;
  #fromB: number;
  /** Ends of what is covered so far. */
  a: number;
  b: number;

  constructor(a: number, b: number) {
    this.#fromA = this.a = a;
    this.#fromB = this.b = b;
  }

  add(same: boolean, a: number, b: number): void {
    if (a === this.a && b === this.b) return;
    const kind = same ? 'same' : this.a === a ? 'inserted' : this.b === b ? 'deleted' : 'replaced';
    if (kind !== this.#kind) this.#close();
    this.#kind = kind;
    this.a = a;
    this.b = b;
  }

  get edits(): WordEdit[] {
    this.#close();
    return this.#edits;
  }

  #close(): void {
    if (this.#kind !== null) {
      const [a, b] = [
        { from: this.#fromA, to: this.a },
        { from: this.#fromB, to: this.b },
      ];
      this.#edits.push({ kind: this.#kind, a, b });
    }
    this.#kind = null;
    this.#fromA = this.a;
    this.#fromB = this.b;
  }
}

/** The same few words and marks are asked for again and again, in one pair and in all of a comparison. */
export function remembered(normal: Normal): Normal {
  const known = new Map<string, string>();
  return (text) => {
    let form = known.get(text);
    if (form === undefined) {
      form = normal(text);
      if (text.length <= LONGEST_KEPT) known.set(text, form);
    }
    return form;
  };
}

/** Units of a piece whose normal form is kept: a word and its marks. */
const LONGEST_KEPT = 32;

function equal(a: string, b: string, normal: Normal): boolean {
  return a === b || normal(a) === normal(b);
}

/** The marks and spaces at both ends of a piece, outermost first, each by itself. */
function marksAtEnds(raw: string): { before: string[]; after: string[]; wordless: boolean } {
  let first = raw.length;
  let last = 0;
  for (const letters of raw.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    first = Math.min(first, letters.index);
    last = letters.index + letters[0].length;
  }
  const wordless = last === 0;
  return {
    before: marks(raw.slice(0, first)),
    after: wordless ? [] : marks(raw.slice(last)).reverse(),
    wordless,
  };
}

const marks = (text: string): string[] => text.match(/\s+|./gsu) ?? [];

function commonCount(a: readonly string[], b: readonly string[], normal: Normal): number {
  let count = 0;
  while (count < a.length && count < b.length && equal(a[count]!, b[count]!, normal)) count += 1;
  return count;
}

const total = (parts: readonly string[]): number => parts.reduce((sum, part) => sum + part.length, 0);
