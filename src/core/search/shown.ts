import { KINDS, type Kind } from './kinds';
import { Occurrences } from './places';
import { wantedPhrases, type Expression, type Field, type Near } from './query';
import { kindsOf, NearSeeker, PhraseSeeker, type Asked, type Seeker, type SlottedPhrase } from './seekers';
import type { Source } from './source';

/** What a query shows: its phrases with the slots they fill, gathered by field, and its NEARs. */
export class Shown {
  /** Bit set of the slots. */
  readonly slots: number;
  /** True for a single word, perhaps without others or of some dates: its places are counted where they are found. */
  readonly isOneWord: boolean;
  readonly #asked: Asked;
  readonly #phrases: SlottedPhrase[] = [];
  readonly #nears: { readonly near: Near; readonly slot: number }[] = [];
  readonly #seekers = new Map<Source, readonly Seeker[]>();
  readonly #shelves: readonly { readonly source: Source; readonly kind: Kind }[];
  readonly #found = new Occurrences();
  readonly #marks = new Occurrences();

  constructor(asked: Asked, expression: Expression) {
    this.#asked = asked;
    const phrases = wantedPhrases(expression);
    const onlyNarrowing = phrases.every(({ field }) => NARROWING.has(field));
    let slots = 0;
    // Alternatives fill the same slots.
    const place = (part: Expression, slot: number): number => {
      switch (part.kind) {
        case 'date':
        case 'not':
          return slot;
        case 'any':
          return part.parts.reduce((end, each) => Math.max(end, place(each, slot)), slot);
        case 'all':
          return part.parts.reduce((end, each) => place(each, end), slot);
        case 'near':
          this.#nears.push({ near: part, slot: Math.min(slot, LAST_SLOT) });
          slots |= 1 << Math.min(slot, LAST_SLOT);
          return slot + 1;
        case 'phrase':
          // Fields that narrow a search: the places to show are those of the other words.
          if (!onlyNarrowing && NARROWING.has(part.field)) return slot;
          this.#phrases.push({
            phrase: part,
            slot: Math.min(slot, LAST_SLOT),
            pattern: asked.pattern(part),
          });
          slots |= 1 << Math.min(slot, LAST_SLOT);
          return slot + 1;
      }
    };
    place(expression, 0);
    this.slots = slots;
    const anywhere = this.#nears.length > 0;
    const kinds = KINDS.filter(
      (kind) =>
        (anywhere && kind !== 'lang') || this.#phrases.some(({ phrase }) => kindsOf(phrase).includes(kind)),
    );
    this.#shelves = asked.vocabulary.sources.flatMap((source) =>
      kinds.filter((kind) => source.capacity(kind) > 0).map((kind) => ({ source, kind })),
    );
    const [only] = this.#phrases;
    const parts = expression.kind === 'all' ? expression.parts : [expression];
    this.isOneWord =
      only !== undefined &&
      parts.filter(({ kind }) => kind !== 'not' && kind !== 'date').length === 1 &&
      parts.includes(only.phrase) &&
      only.phrase.scope === null &&
      only.pattern.every((steps) => steps.length === 1);
  }

  #seekersOf(source: Source): readonly Seeker[] {
    let seekers = this.#seekers.get(source);
    if (!seekers) {
      const byField = new Map<string, SlottedPhrase[]>();
      for (const slotted of this.#phrases) {
        const key = `${slotted.phrase.field ?? ''} ${slotted.phrase.scope ?? ''} ${slotted.phrase.article}`;
        const same = byField.get(key);
        if (same) same.push(slotted);
        else byField.set(key, [slotted]);
      }
      seekers = [
        ...Array.from(byField.values(), (phrases) => new PhraseSeeker(source, phrases, this.#asked)),
        ...this.#nears.map(({ near, slot }) => new NearSeeker(source, near, slot, this.#asked)),
      ];
      this.#seekers.set(source, seekers);
    }
    return seekers;
  }

  /** Every piece of a group in which something that is shown may stand, until `visit` says false; then false. */
  eachPiece(group: number, visit: (source: Source, kind: Kind, piece: number) => boolean): boolean {
    for (const { source, kind } of this.#shelves) {
      for (const piece of source.piecesOf(kind, group)) if (!visit(source, kind, piece)) return false;
    }
    return true;
  }

  /** Where what is shown stands in a piece, in order. Both are overwritten by the next call. */
  find(source: Source, kind: Kind, piece: number, group: number): FoundInPiece {
    const [found, marks] = [this.#found, this.#marks];
    found.clear();
    marks.clear();
    const seekers = this.#seekersOf(source);
    const [first] = seekers;
    const keys = source.read(kind, piece);
    if (seekers.length === 1 && first instanceof PhraseSeeker) {
      if (first.kinds.includes(kind)) first.find(keys, kind, piece, group, found, found);
      return { found, marks: found, words: keys.length };
    }
    for (const seeker of seekers) {
      if (seeker.kinds.includes(kind)) seeker.find(keys, kind, piece, group, found, marks);
    }
    found.sort();
    marks.sort();
    return { found, marks, words: keys.length };
  }
}

type FoundInPiece = {
  readonly found: Occurrences;
  readonly marks: Occurrences;
  /** How many words the piece has. */
  readonly words: number;
};

const NARROWING: ReadonlySet<Field | null> = new Set<Field | null>(['outlet', 'author', 'lang']);
/** More things than the language lets a query ask for at once. */
const LAST_SLOT = 29;
