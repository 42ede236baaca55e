import type { PartialDate } from '../model/date';
import type { Id } from '../model/id';
import type { Facet, FeedDocument } from '../model/search';
import { putTexts, textAt, type Sections } from './packed';

/** Notes that belong to the library rather than to a document have this number. */
export const LIBRARY = 0;

/** What is known of a document beside its pieces of text. */
export type Head = Pick<
  FeedDocument,
  'id' | 'title' | 'publisher' | 'published' | 'language' | 'textSha256' | 'folded' | 'highlights'
> & {
  /** Of everything but the text: equal for equal documents. */
  readonly stamp: string;
};

export const FACETS: readonly Facet[] = ['outlet', 'year', 'language', 'tag'];

/**
 * The documents by number: what stands over their hits, and what they are narrowed and sorted by. A number once given
 * means the same document for good, so that segments can name documents by it.
 */
export class Documents {
  /** Made when it is first needed: an index that was opened answers queries without it. */
  #numbers: Map<Id, number> | null = new Map();
  /** Of an opened index what was not asked for yet is undefined. */
  readonly #ids: (Id | undefined)[] = ['library'];
  readonly #heads: (Head | null | undefined)[] = [null];
  #stored: Sections | null = null;
  /** By number of the document its profile, see `profiles`. */
  #profiles = new Uint32Array(64);
  /** Of each profile the values of a facet after the other. */
  #profileValues = new Uint32Array(64);
  #profileCount = 0;
  /** By those values; made when it is first needed. */
  #profileNumbers: Map<string, number> | null = null;
  readonly #tags = new Map<number, readonly number[]>();
  /** Year, month and day as decimal digits, 0 for what is not known. */
  #dates = new Uint32Array(64);
  /** Where in `#foldedWords` a document's begin, plus one; 0 where it has none. */
  #foldedAt = new Uint32Array(64);
  /** For each a count of numbers, then these: from and to of each stretch. Those that changed stay behind until it is saved. */
  #foldedWords = new Uint32Array(64);
  #foldedSize = 0;
  /** 1 for each that is; the library itself always is. */
  #isThere = new Uint8Array(64).fill(1, LIBRARY, LIBRARY + 1);
  #values = new Map<string, number>([['', 0]]);
  #valueList: string[] = [''];
  #size = 0;

  /** Documents that are there. */
  get size(): number {
    return this.#size;
  }

  /** Numbers lie below this. */
  get capacity(): number {
    return this.#ids.length;
  }

  /** The number of a document, known or not. */
  numberFor(id: Id): number {
    let number = this.number(id);
    if (number === undefined) {
      number = this.#ids.length;
      this.#numbers!.set(id, number);
      this.#ids.push(id);
      this.#heads.push(null);
      if (number >= this.#dates.length) {
        this.#profiles = grown(this.#profiles);
        this.#dates = grown(this.#dates);
        this.#isThere = grown(this.#isThere);
        this.#foldedAt = grown(this.#foldedAt);
      }
    }
    return number;
  }

  number(id: Id): number | undefined {
    if (!this.#numbers) {
      this.#numbers = new Map();
      for (let number = 1; number < this.#ids.length; number += 1) this.#numbers.set(this.id(number), number);
    }
    return this.#numbers.get(id);
  }

  /** The id of a document; `library` for the library's own notes. */
  id(number: number): Id {
    return (this.#ids[number] ??= textAt(this.#stored!, 'id', number));
  }

  /** Null for a document that is gone or was never put, and for the library's own notes. */
  head(number: number): Head | null {
    let head = this.#heads[number];
    if (head === undefined) {
      const text = textAt(this.#stored!, 'head', number);
      // Written by `sections` below, and checked as a whole when it was opened.
      head = text === '' ? null : { ...(JSON.parse(text) as Omit<Head, 'id'>), id: this.id(number) };
      this.#heads[number] = head;
    }
    return head;
  }

  /** `folded` are the words of its text that the reader folds, as `foldedWords` gives them; null where it folds none. */
  put(number: number, head: Head, folded: Uint32Array | null): void {
    if (this.head(number) === null) this.#size += 1;
    this.#heads[number] = head;
    this.#isThere[number] = 1;
    this.#fold(number, folded);
    const date = dateNumber(head.published);
    this.#dates[number] = date;
    const tags = new Set(head.highlights.flatMap((highlight) => highlight.tags));
    this.#profiles[number] = this.#profileFor([
      this.#valueFor(head.publisher ?? ''),
      Math.floor(date / 10_000),
      this.#valueFor(head.language ?? ''),
      tags.size === 0 ? 0 : 1,
    ]);
    if (tags.size === 0) this.#tags.delete(number);
    else
      this.#tags.set(
        number,
        Array.from(tags, (tag) => this.#valueFor(tag)),
      );
  }

  #fold(number: number, folded: Uint32Array | null): void {
    if (sameNumbers(this.foldedWords(number), folded)) return;
    this.#foldedAt[number] = 0;
    if (!folded) return;
    const needed = this.#foldedSize + 1 + folded.length;
    while (this.#foldedWords.length < needed) this.#foldedWords = grown(this.#foldedWords);
    this.#foldedAt[number] = this.#foldedSize + 1;
    this.#foldedWords[this.#foldedSize] = folded.length;
    this.#foldedWords.set(folded, this.#foldedSize + 1);
    this.#foldedSize = needed;
  }

  /**
   * The stretches of `foldedWords` of all documents, for who goes through many: by number of the document where its own begin
   * in `words`, 0 for none; before them stands how many numbers they are.
   */
  get folds(): { readonly starts: Uint32Array; readonly words: Uint32Array } {
    return { starts: this.#foldedAt, words: this.#foldedWords };
  }

  /** True for a document of whose text the reader folds some words. */
  isFolded(number: number): boolean {
    return this.#foldedAt[number] !== 0;
  }

  /**
   * The words of its text that the reader folds: from and to of each stretch, as half-open ranges of word numbers, in order
   * and apart. Null for none.
   */
  foldedWords(number: number): Uint32Array | null {
    const at = this.#foldedAt[number]!;
    return at === 0 ? null : this.#foldedWords.subarray(at, at + this.#foldedWords[at - 1]!);
  }

  remove(number: number): void {
    if (this.head(number) !== null) this.#size -= 1;
    this.#heads[number] = null;
    this.#isThere[number] = 0;
    this.#fold(number, null);
  }

  #valueFor(value: string): number {
    let number = this.#values.get(value);
    if (number === undefined) {
      number = this.#valueList.length;
      this.#values.set(value, number);
      this.#valueList.push(value);
    }
    return number;
  }

  #profileFor(values: readonly number[]): number {
    if (!this.#profileNumbers) {
      this.#profileNumbers = new Map();
      for (let profile = 0; profile < this.#profileCount; profile += 1) {
        const own = this.#profileValues.subarray(profile * FACETS.length, (profile + 1) * FACETS.length);
        this.#profileNumbers.set(own.join(' '), profile);
      }
    }
    const key = values.join(' ');
    let profile = this.#profileNumbers.get(key);
    if (profile === undefined) {
      profile = this.#profileCount;
      this.#profileCount += 1;
      this.#profileNumbers.set(key, profile);
      const at = profile * FACETS.length;
      if (at >= this.#profileValues.length) this.#profileValues = grown(this.#profileValues);
      this.#profileValues.set(values, at);
    }
    return profile;
  }

  /** False for what waits unseen: notes whose document is gone or not known yet. */
  isShown(number: number): boolean {
    return this.#isThere[number] === 1;
  }

  /** 1 for each number of which `isShown` is true. */
  get shown(): Uint8Array {
    return this.#isThere;
  }

  /** Grows with the date of publication; 0 without one. */
  date(number: number): number {
    return this.#dates[number]!;
  }

  published(number: number): PartialDate | null {
    return this.head(number)?.published ?? null;
  }

  /**
   * By number of the document a number that it shares with those of the same outlet, year and language that have tags if it
   * has: what is found is counted by it, once for all facets.
   */
  get profiles(): Uint32Array {
    return this.#profiles;
  }

  /** Numbers of profiles lie below this. */
  get profileCount(): number {
    return this.#profileCount;
  }

  /** Of each profile the values of `FACETS`, one after the other, as numbers; that of a year is the year, of tags 1 for having any. */
  get profileValues(): Uint32Array {
    return this.#profileValues;
  }

  /** None for most documents. */
  tags(number: number): readonly number[] {
    return this.#tags.get(number) ?? NONE;
  }

  /** Numbers of values of a facet lie below this. */
  valueCount(facet: Facet): number {
    return facet === 'year' ? 10_000 : this.#valueList.length;
  }

  /** The name of a value; empty for 0, which is having none. */
  valueName(facet: Facet, value: number): string {
    if (facet !== 'year') return this.#valueList[value]!;
    return value === 0 ? '' : String(value).padStart(4, '0');
  }

  /** The number of a value; -1 for one that no document ever had. */
  valueNumber(facet: Facet, name: string): number {
    if (facet !== 'year') return this.#values.get(name) ?? -1;
    if (name === '') return 0;
    return /^\d{4}$/.test(name) ? Number(name) : -1;
  }

  /** Every document that is there. */
  *all(): Iterable<Head> {
    for (let number = 1; number < this.#ids.length; number += 1) {
      const head = this.head(number);
      if (head) yield head;
    }
  }

  /** Their ids, without reading the rest of them. */
  *ids(): Iterable<Id> {
    for (let number = 1; number < this.#ids.length; number += 1) {
      if (this.#isThere[number] === 1) yield this.id(number);
    }
  }

  /** All of it as arrays, for `openDocuments`. */
  sections(): Map<string, Uint8Array | Uint16Array | Uint32Array> {
    const count = this.#ids.length;
    const sections = new Map<string, Uint8Array | Uint16Array | Uint32Array>();
    putTexts(sections, 'id', count, (number) => this.id(number));
    putTexts(sections, 'head', count, (number) => {
      const head = this.head(number);
      return head ? JSON.stringify({ ...head, id: undefined }) : '';
    });
    putTexts(sections, 'value', this.#valueList.length, (number) => this.#valueList[number]!);
    sections.set('profiles', this.#profiles.slice(0, count));
    sections.set('profileValues', this.#profileValues.slice(0, this.#profileCount * FACETS.length));
    sections.set('dates', this.#dates.slice(0, count));
    sections.set('isThere', this.#isThere.slice(0, count));
    const folded: number[] = [];
    for (let number = 0; number < count; number += 1) {
      const words = this.foldedWords(number);
      if (words) folded.push(number, words.length, ...words);
    }
    sections.set('folded', Uint32Array.from(folded));
    sections.set(
      'tags',
      Uint32Array.from([...this.#tags].flatMap(([number, tags]) => [number, tags.length, ...tags])),
    );
    return sections;
  }

  /** The documents of `sections`, read as they are asked for. */
  static open(sections: Sections): Documents {
    const documents = new Documents();
    const array = (name: string) => sections.get(name) as Uint32Array;
    const isThere = sections.get('isThere') as Uint8Array;
    const count = isThere.length;
    documents.#stored = sections;
    documents.#numbers = null;
    documents.#ids.length = count;
    documents.#heads.length = count;
    // Copies: these change.
    documents.#profiles = array('profiles').slice();
    documents.#profileCount = array('profileValues').length / FACETS.length;
    documents.#profileValues = new Uint32Array(array('profileValues').length + FACETS.length);
    documents.#profileValues.set(array('profileValues'));
    documents.#dates = array('dates').slice();
    documents.#isThere = isThere.slice();
    documents.#isThere[LIBRARY] = 1;
    documents.#size = documents.#isThere.reduce((sum, is) => sum + is, -1);
    const values = array('valueStarts').length - 1;
    documents.#valueList = Array.from({ length: values }, (_, value) => textAt(sections, 'value', value));
    documents.#values = new Map(documents.#valueList.map((value, number) => [value, number]));
    const folded = array('folded');
    documents.#foldedAt = new Uint32Array(count);
    documents.#foldedWords = new Uint32Array(Math.max(64, folded.length));
    for (let at = 0; at < folded.length; at += 2 + folded[at + 1]!) {
      documents.#fold(folded[at]!, folded.subarray(at + 2, at + 2 + folded[at + 1]!));
    }
    const tags = array('tags');
    for (let at = 0; at < tags.length; at += 2 + tags[at + 1]!) {
      documents.#tags.set(tags[at]!, [...tags.subarray(at + 2, at + 2 + tags[at + 1]!)]);
    }
    return documents;
  }
}

const NONE: readonly number[] = [];

function grown<T extends Uint32Array | Uint16Array | Uint8Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}

function sameNumbers(a: Uint32Array | null, b: Uint32Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function dateNumber(date: PartialDate | null): number {
  if (date === null) return 0;
  const [year, month, day] = date.split('-').map(Number);
  return year! * 10_000 + (month ?? 0) * 100 + (day ?? 0);
}
