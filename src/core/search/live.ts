import type { Id } from '../model/id';
import { isJoinedScript, words } from '../text/words';
import { KINDS, type Kind } from './kinds';
import type { NewPiece } from './segmentBuilder';
import { D, type Source, type Weighed, type WordPlaces } from './source';
import type { Tally } from './tally';
import { TermIndex } from './termIndex';

type LivePiece = NewPiece & { readonly numbers: Uint32Array; readonly length: number };

/** What changed since the rest was sealed: MiniSearch, with the texts beside it. */
export class Live implements Source {
  readonly #terms = new Map(KINDS.map((kind) => [kind, new TermIndex()]));
  readonly #statistics = new Map(KINDS.map((kind) => [kind, { pieces: 0, lengths: 0 }]));
  readonly #pieces = new Map<number, LivePiece>();
  readonly #byGroup = new Map<number, Set<number>>();
  /** Words by number; it only grows. */
  readonly #vocabulary = new Map<string, number>();
  readonly #vocabularyByNumber: string[] = [];
  readonly #joined: string[] = [];
  #next = 0;
  #words = 0;

  /** Words in it. */
  get size(): number {
    return this.#words;
  }

  get isEmpty(): boolean {
    return this.#pieces.size === 0;
  }

  /** Everything in it, in the order it came. */
  pieces(): Iterable<NewPiece> {
    return this.#pieces.values();
  }

  add(piece: NewPiece): void {
    const { kind, group, text } = piece;
    const keys = words(text).map((word) => word.key);
    const id = this.#next;
    this.#next += 1;
    const length = new Set(keys).size;
    this.#pieces.set(id, {
      ...piece,
      length,
      numbers: Uint32Array.from(keys, (key) => this.#numberFor(key)),
    });
    const inGroup = this.#byGroup.get(group);
    if (inGroup) inGroup.add(id);
    else this.#byGroup.set(group, new Set([id]));
    this.#words += keys.length;
    if (length === 0) return;
    this.#terms.get(kind)!.add({ id, keys });
    const statistics = this.#statistics.get(kind)!;
    statistics.pieces += 1;
    statistics.lengths += length;
  }

  remove(kind: Kind, id: number): void {
    const { group, numbers, length } = this.#pieces.get(id)!;
    this.#pieces.delete(id);
    const inGroup = this.#byGroup.get(group)!;
    inGroup.delete(id);
    if (inGroup.size === 0) this.#byGroup.delete(group);
    this.#words -= numbers.length;
    if (length === 0) return;
    // MiniSearch's discard is quicker and leaves the scores of others askew until its garbage is collected.
    const keys = Array.from(numbers, (number) => this.#vocabularyByNumber[number]!);
    this.#terms.get(kind)!.remove({ id, keys });
    const statistics = this.#statistics.get(kind)!;
    statistics.pieces -= 1;
    statistics.lengths -= length;
  }

  #numberFor(key: string): number {
    let number = this.#vocabulary.get(key);
    if (number === undefined) {
      number = this.#vocabularyByNumber.length;
      this.#vocabulary.set(key, number);
      this.#vocabularyByNumber.push(key);
      if (isJoinedScript(key)) this.#joined.push(key);
    }
    return number;
  }

  capacity(): number {
    return this.#next;
  }

  statistics(kind: Kind): { pieces: number; lengths: number } {
    return this.#statistics.get(kind)!;
  }

  get vocabularySize(): number {
    return this.#vocabularyByNumber.length;
  }

  keyOf(term: string): number {
    return this.#vocabulary.get(term) ?? -1;
  }

  termOf(key: number): string {
    return this.#vocabularyByNumber[key]!;
  }

  hashOf(key: number): number {
    const term = this.termOf(key);
    let hash = 0;
    for (let at = 0; at < term.length; at += 1) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
    return hash ^ (hash >>> 15);
  }

  lengthOf(key: number): number {
    return this.termOf(key).length;
  }

  frequency(kind: Kind, key: number): number {
    return this.#terms.get(kind)!.frequency(this.termOf(key));
  }

  frequencies(kind: Kind, keys: Int32Array, sums: Float64Array): void {
    keys.forEach((key, at) => {
      if (key >= 0) sums[at]! += this.frequency(kind, key);
    });
  }

  postings(key: number): number {
    let sum = 0;
    for (const kind of KINDS) sum += this.frequency(kind, key);
    return sum;
  }

  score(
    kind: Kind,
    { keys, words: numbers, factors, doubts, average }: Weighed,
    by: 'piece' | 'group',
    tally: Tally,
  ): void {
    const terms = this.#terms.get(kind)!;
    keys.forEach((key, at) => {
      const factor = factors[numbers[at]!]!;
      if (factor === 0) return;
      terms.eachPosting(this.termOf(key), average, (piece, share, count) => {
        const number = by === 'group' ? this.group(kind, piece) : piece;
        tally.add(number, factor * (D + share), doubts[numbers[at]!]!, count);
      });
    });
  }

  eachPhrase(): boolean {
    return false;
  }

  countFolded(): boolean {
    return false;
  }

  /** Words that begin so, in the order of their UTF-16 units. */
  withPrefix(prefix: string): number[] {
    const terms = new Set<string>();
    for (const index of this.#terms.values()) index.eachWithPrefix(prefix, (term) => terms.add(term));
    return [...terms].sort((a, b) => (a < b ? -1 : 1)).map((term) => this.#vocabulary.get(term)!);
  }

  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void {
    for (const index of this.#terms.values()) index.eachTypo(word, distance, found);
  }

  get joinedWords(): readonly string[] {
    return this.#joined;
  }

  group(_kind: Kind, piece: number): number {
    return this.#pieces.get(piece)!.group;
  }

  origin(_kind: Kind, piece: number): Id | null {
    return this.#pieces.get(piece)!.origin;
  }

  piecesOf(kind: Kind, group: number): number[] {
    return [...(this.#byGroup.get(group) ?? [])].filter((id) => this.#pieces.get(id)!.kind === kind);
  }

  extent(_kind: Kind, piece: number): number {
    return this.#pieces.get(piece)!.numbers.length;
  }

  read(_kind: Kind, piece: number): Uint32Array {
    return this.#pieces.get(piece)!.numbers;
  }

  wordPlaces(_kind: Kind, piece: number, from: number, to: number): WordPlaces {
    const divided = words(this.#pieces.get(piece)!.text).slice(from, to);
    return {
      starts: Uint32Array.from(divided, (word) => word.from),
      ends: Uint32Array.from(divided, (word) => word.to),
    };
  }

  slice(_kind: Kind, piece: number, from: number, to: number): string {
    return this.#pieces.get(piece)!.text.slice(Math.max(0, from), Math.max(0, to));
  }

  textLength(_kind: Kind, piece: number): number {
    return this.#pieces.get(piece)!.text.length;
  }
}
