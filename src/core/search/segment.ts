import type { Id } from '../model/id';
import type { Folded } from './folded';
import { KINDS, type Kind } from './kinds';
import {
  contentName,
  encodeSections,
  encodingSections,
  openSections,
  stringAt,
  sumIn,
  type Sections,
  type StringArena,
} from './packed';
import { Postings } from './postings';
import type { Source, Weighed, WordPlaces } from './source';
import { Streams } from './streams';
import type { Tally } from './tally';
import { WordList } from './wordList';

/** Version of the format of a segment's bytes; a reader refuses every other. */
const FORMAT = 5;

/**
 * A sealed part of the index: pieces of text in packed arrays that never change, but that pieces can be marked as removed.
 * A text is kept once, as a stream of symbols (`Streams`), from which its words with their places and its snippets are read.
 * Beside it stand its words in order (`WordList`), so that a prefix is a range, and for each kind and each word in which
 * pieces the word is and how often (`Postings`).
 */
export class Segment implements Source {
  readonly words: WordList;
  readonly streams: Streams;
  readonly #sections: Sections;
  readonly #postings = new Map<Kind, Postings>();
  readonly #origins = new Map<Kind, StringArena>();
  #sums: Uint32Array | null = null;
  #name: string | null = null;

  /** `name` where it is known. */
  constructor(sections: Sections, name: string | null = null) {
    this.#sections = sections;
    this.#name = name;
    for (const kind of KINDS) {
      if (!sections.has(`${kind}.groups`)) continue;
      this.#postings.set(kind, new Postings(sections, kind));
      const origins = arena(sections, `${kind}.origin`);
      if (origins) this.#origins.set(kind, origins);
    }
    this.words = new WordList(arena(sections, 'key')!, sections.get('keySigns') as Uint32Array);
    this.streams = new Streams(sections, arena(sections, 'symbol')!, this.#postings.keys());
  }

  /** The segment as bytes, with what was removed from it since. */
  encode(): Uint8Array {
    const sum = this.#name === null ? undefined : sumIn(this.#name);
    const bytes = encodeSections(FORMAT, this.#sections, sum);
    this.#name = contentName(bytes);
    return bytes;
  }

  /** Finds its name out, in steps of about a millisecond, so that asking for the name or the bytes takes no time later. */
  *naming(): Generator<void, void> {
    if (this.#name !== null) return;
    this.#name = contentName(yield* encodingSections(FORMAT, this.#sections));
  }

  /** True where asking for the name takes no time. */
  get isNamed(): boolean {
    return this.#name !== null;
  }

  /** Names the bytes of `encode`: others have others. */
  get name(): string {
    if (this.#name === null) this.encode();
    return this.#name!;
  }

  /** Bytes of its arrays, about. */
  get size(): number {
    let size = 0;
    for (const array of this.#sections.values()) size += array.byteLength;
    return size;
  }

  // -------------------------------------------------------------------------------------------------- pieces

  capacity(kind: Kind): number {
    return this.#postings.get(kind)?.groups.length ?? 0;
  }

  statistics(kind: Kind): { readonly pieces: number; readonly lengths: number } {
    return this.#postings.get(kind)?.statistics ?? NOTHING;
  }

  group(kind: Kind, piece: number): number {
    return this.#postings.get(kind)!.groups[piece]!;
  }

  origin(kind: Kind, piece: number): Id | null {
    const origins = this.#origins.get(kind);
    const origin = origins ? stringAt(origins, piece) : '';
    return origin === '' ? null : origin;
  }

  piecesOf(kind: Kind, group: number): readonly number[] {
    return this.#postings.get(kind)?.piecesOf(group) ?? [];
  }

  /** Of the pieces that have words, the share that is removed. */
  get shareRemoved(): number {
    let all = 0;
    let alive = 0;
    for (const postings of this.#postings.values()) {
      all += postings.withWords;
      alive += postings.statistics.pieces;
    }
    return all === 0 ? 0 : 1 - alive / all;
  }

  isRemoved(kind: Kind, piece: number): boolean {
    return this.#postings.get(kind)!.isRemoved(piece);
  }

  /** The pieces marked as removed. */
  removed(kind: Kind): number[] {
    return this.#postings.get(kind)?.removed() ?? [];
  }

  /** Marks a piece as removed; from here on it is in no answer and in no statistics. */
  remove(kind: Kind, piece: number): void {
    this.#postings.get(kind)!.remove(piece, this.read(kind, piece));
  }

  // --------------------------------------------------------------------------------------------------- words

  get vocabularySize(): number {
    return this.words.size;
  }

  keyOf(term: string): number {
    return this.words.keyOf(term);
  }

  termOf(key: number): string {
    return this.words.termOf(key);
  }

  hashOf(key: number): number {
    return this.words.hashOf(key);
  }

  lengthOf(key: number): number {
    return this.words.lengthOf(key);
  }

  eachTypo(word: string, distance: 1 | 2, found: (term: string, edits: number) => void): void {
    this.words.eachTypo(word, distance, found);
  }

  get joinedWords(): readonly string[] {
    return this.words.joinedWords;
  }

  // ------------------------------------------------------------------------------------------------- postings

  frequency(kind: Kind, key: number): number {
    return this.#postings.get(kind)?.frequency(key) ?? 0;
  }

  /** Counted once: a prefix asks it of ten thousands of words. */
  postings(key: number): number {
    if (this.#sums === null) {
      this.#sums = new Uint32Array(this.vocabularySize);
      for (const postings of this.#postings.values()) postings.addTo(this.#sums);
    }
    return this.#sums[key]!;
  }

  frequencies(kind: Kind, keys: Int32Array, sums: Float64Array): void {
    this.#postings.get(kind)?.frequencies(keys, sums);
  }

  score(kind: Kind, words: Weighed, by: 'piece' | 'group', tally: Tally): void {
    this.#postings.get(kind)?.score(words, by, tally);
  }

  eachPhrase(
    kind: Kind,
    words: readonly Weighed[],
    groups: Tally,
    found: (piece: number, group: number, score: number, doubt: number) => void,
  ): boolean {
    return this.#postings.get(kind)?.eachPhrase(words, groups, found) ?? true;
  }

  countFolded(keys: Int32Array, pieces: Uint32Array, folded: Folded, counts: Uint32Array): boolean {
    let toRead = 0;
    for (const piece of pieces) toRead += this.extent('text', piece);
    return this.#postings.get('text')?.countFolded(keys, toRead, folded, counts) ?? false;
  }

  // --------------------------------------------------------------------------------------------------- texts

  extent(kind: Kind, piece: number): number {
    return this.streams.extent(kind, piece);
  }

  read(kind: Kind, piece: number): Uint32Array {
    return this.streams.read(kind, piece);
  }

  wordPlaces(kind: Kind, piece: number, from: number, to: number): WordPlaces {
    return this.streams.wordPlaces(kind, piece, from, to);
  }

  slice(kind: Kind, piece: number, from: number, to: number): string {
    return this.streams.slice(kind, piece, from, to);
  }

  textLength(kind: Kind, piece: number): number {
    return this.streams.textLength(kind, piece);
  }
}

/** The bytes of a segment, found to be whole. */
export type CheckedSegment = { readonly name: string; readonly sections: Sections };

/** Checks what `encode` gave; null for bytes of another version or damaged in any place. Keeps the bytes. */
export function checkSegment(bytes: Uint8Array): CheckedSegment | null {
  const sections = openSections(FORMAT, bytes);
  return sections && { name: contentName(bytes), sections };
}

/** A segment of what `encode` gave; null as for `checkSegment`. */
export function openSegment(bytes: Uint8Array): Segment | null {
  const checked = checkSegment(bytes);
  return checked && new Segment(checked.sections, checked.name);
}

const NOTHING = { pieces: 0, lengths: 0 };

function arena(sections: Sections, name: string): StringArena | null {
  const units = sections.get(`${name}Units`);
  const starts = sections.get(`${name}Starts`);
  return units && starts ? { units: units as Uint16Array, starts: starts as Uint32Array } : null;
}
