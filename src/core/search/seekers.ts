import type { Documents } from './documents';
import { isAmong } from './folded';
import { KINDS, type Kind } from './kinds';
import type { Pattern } from './pattern';
import { Finder, nearOccurrences, Occurrences } from './places';
import { wantedPhrases, type Field, type Near, type Phrase } from './query';
import type { Source } from './source';
import type { Vocabulary } from './vocabulary';

const KINDS_OF_FIELD: Readonly<Record<Field, readonly Kind[]>> = {
  title: ['title'],
  outlet: ['outlet', 'agency'],
  author: ['author'],
  tag: ['tag'],
  note: ['note', 'comment'],
  lang: ['lang'],
  text: ['text'],
};
/** Where a word is looked for that names no field. */
export const KINDS_OF_ANY_FIELD: readonly Kind[] = KINDS.filter((kind) => kind !== 'lang');

/** Where the words of a phrase are looked for. */
export function kindsOf({ field, scope }: Phrase): readonly Kind[] {
  if (scope === 'highlights') return KINDS_OF_FIELD.text;
  return field === null ? KINDS_OF_ANY_FIELD : KINDS_OF_FIELD[field];
}

/** What is looked in, and what each phrase of the query is looked for by. */
export type Asked = {
  readonly vocabulary: Vocabulary;
  readonly documents: Documents;
  pattern(phrase: Phrase): Pattern;
};

/** Looks for one part of a query in the pieces of one source. */
export type Seeker = {
  readonly kinds: readonly Kind[];
  /** True where it stands in the piece. */
  stands(kind: Kind, piece: number, group: number): boolean;
  /** Adds the places to show, in order, and the words to mark; `keys` are those of the piece. */
  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void;
};

/** A phrase with the slot it fills in what is shown. */
export type SlottedPhrase = { readonly phrase: Phrase; readonly slot: number; readonly pattern: Pattern };

/** Phrases of one field and scope, in the article or in all of a text. */
export class PhraseSeeker implements Seeker {
  readonly kinds: readonly Kind[];
  readonly #finder: Finder;
  readonly #inHighlights: boolean;
  readonly #inArticle: boolean;
  readonly #all = new Occurrences();

  constructor(
    readonly source: Source,
    phrases: readonly SlottedPhrase[],
    readonly asked: Asked,
  ) {
    const number = asked.vocabulary.sources.indexOf(source);
    this.kinds = kindsOf(phrases[0]!.phrase);
    this.#inHighlights = phrases[0]!.phrase.scope !== null;
    this.#inArticle = phrases[0]!.phrase.article;
    this.#finder = new Finder(
      phrases.map(({ slot, pattern }) => ({
        slot,
        sequences: pattern.map((steps) => steps.map(({ keys }) => keys[number]!)),
      })),
      source.vocabularySize,
    );
  }

  stands(kind: Kind, piece: number, group: number): boolean {
    const keys = this.source.read(kind, piece);
    if (!this.#isNarrowed(kind, group)) return this.#finder.stands(keys);
    this.#all.clear();
    this.#findNarrowed(keys, kind, piece, group, this.#all);
    return this.#all.length > 0;
  }

  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void {
    const before = found.length;
    if (this.#isNarrowed(kind, group)) this.#findNarrowed(keys, kind, piece, group, found);
    else this.#finder.find(keys, found);
    if (marks !== found) marks.addAll(found, before);
  }

  #isNarrowed(kind: Kind, group: number): boolean {
    return (
      kind === 'text' && (this.#inHighlights || (this.#inArticle && this.asked.documents.isFolded(group)))
    );
  }

  /** Only what stands inside one highlighted passage, or outside what is folded. */
  #findNarrowed(keys: Uint32Array, kind: Kind, piece: number, group: number, found: Occurrences): void {
    const { documents } = this.asked;
    const highlights = this.#inHighlights ? (documents.head(group)?.highlights ?? []) : null;
    if (highlights?.length === 0) return;
    const all = new Occurrences();
    this.#finder.find(keys, all);
    if (all.length === 0) return;
    const folded = this.#inArticle ? documents.foldedWords(group) : null;
    const places = highlights && this.source.wordPlaces(kind, piece, 0, keys.length);
    for (let at = 0; at < all.length; at += 1) {
      const [first, end] = [all.from[at]!, all.to[at]!];
      if (folded && isAmong(folded, first, end)) continue;
      if (places) {
        const from = places.starts[first]!;
        const to = places.ends[end - 1]!;
        if (!highlights.some((highlight) => highlight.from <= from && to <= highlight.to)) continue;
      }
      found.add(first, end, all.phrase[at]!);
    }
  }
}

/** The parts of a NEAR: each stretch of them that stand near each other is one place. */
export class NearSeeker implements Seeker {
  readonly kinds = KINDS_OF_ANY_FIELD;
  readonly #parts: readonly { readonly seekers: readonly PhraseSeeker[] }[];

  constructor(
    readonly source: Source,
    readonly near: Near,
    readonly slot: number,
    asked: Asked,
  ) {
    this.#parts = near.parts.map((part, number) => ({
      seekers: wantedPhrases(part).map(
        (phrase) =>
          new PhraseSeeker(source, [{ phrase, slot: number, pattern: asked.pattern(phrase) }], asked),
      ),
    }));
  }

  stands(kind: Kind, piece: number, group: number): boolean {
    return this.#near(this.source.read(kind, piece), kind, piece, group).length > 0;
  }

  find(
    keys: Uint32Array,
    kind: Kind,
    piece: number,
    group: number,
    found: Occurrences,
    marks: Occurrences,
  ): void {
    const near = this.#near(keys, kind, piece, group);
    let end = -Infinity;
    let start = 0;
    const close = (): void => {
      if (end > start) found.add(start, end, this.slot);
    };
    for (let at = 0; at < near.length; at += 1) {
      const [from, to] = [near.from[at]!, near.to[at]!];
      if (marks !== found) marks.add(from, to, this.slot);
      if (from - end > this.near.within) {
        close();
        start = from;
      }
      end = Math.max(end, to);
    }
    close();
  }

  /** Every occurrence that is near others of all parts. */
  #near(keys: Uint32Array, kind: Kind, piece: number, group: number): Occurrences {
    const all = new Occurrences();
    for (const { seekers } of this.#parts) {
      const before = all.length;
      for (const seeker of seekers) {
        if (seeker.kinds.includes(kind)) seeker.find(keys, kind, piece, group, all, all);
      }
      if (all.length === before) return new Occurrences();
    }
    all.sort();
    const near = nearOccurrences(all, this.near.parts.length, this.near.within);
    const kept = new Occurrences();
    near.forEach((is, at) => is && kept.add(all.from[at]!, all.to[at]!, all.phrase[at]!));
    return kept;
  }
}
