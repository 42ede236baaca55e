import type { Id } from '../model/id';
import type { Range } from '../model/range';
import type { FeedDocument, FeedItem, FeedNote, HitGroup } from '../model/search';
import { isJoinedScript, words, type Word } from '../text/words';
import { TermIndex } from './termIndex';

/** What a piece of text is, which is also what a field of the query can ask for. */
export const KINDS = [
  'text',
  'title',
  'note',
  'comment',
  'tag',
  'outlet',
  'agency',
  'author',
  'lang',
] as const;
export type Kind = (typeof KINDS)[number];

/** Words of texts whose places are kept between answers, so that each keystroke does not divide them again. */
const MOST_WORDS_KEPT = 2_000_000;
/** Notes that belong to the library rather than to a document. */
export const LIBRARY = 'library';
/** A document's id, or LIBRARY. */
export type GroupKey = string;

/** A piece of text of its own: a document's text or title, a note, a comment, a tag on a highlight. */
export type Piece = {
  readonly id: number;
  readonly group: GroupKey;
  readonly kind: Kind;
  readonly text: string;
  /** Its words as numbers of the vocabulary, in order. */
  readonly numbers: Uint32Array;
  /** The note, or the highlight of a comment or tag. */
  readonly source: Id | null;
};

type DocumentEntry = {
  document: FeedDocument;
  /** By slot: what the piece is to the document. */
  readonly pieces: Map<string, Piece>;
};

/**
 * Everything that can be found, as pieces of text in the groups that answers name: put in and taken out as the library
 * changes, divided into words once. What is looked for in them, and in what order it is shown, is none of its business.
 */
export class Pieces {
  readonly #documents = new Map<Id, DocumentEntry>();
  readonly #notes = new Map<Id, { note: FeedNote; piece: Piece }>();
  readonly #pieces = new Map<number, Piece>();
  readonly #terms = new Map(KINDS.map((kind) => [kind, new TermIndex()]));
  /** Words by number. It only grows: a number must mean the same in every piece. */
  readonly #vocabulary = new Map<string, number>();
  readonly #vocabularyByNumber: string[] = [];
  readonly #joined: string[] = [];
  readonly #kept = new Map<number, Word[]>();
  #keptWords = 0;
  #lastPiece = 0;

  /** Documents. */
  get size(): number {
    return this.#documents.size;
  }

  /** Adds a thing, replaces what stood under its id, or forgets it. */
  put(item: FeedItem): void {
    if (item.kind === 'document') this.#putDocument(item);
    else if (item.kind === 'note') this.#putNote(item);
    else {
      const entry = this.#documents.get(item.id);
      for (const piece of entry?.pieces.values() ?? []) this.#remove(piece);
      this.#documents.delete(item.id);
      this.#removeNote(item.id);
    }
  }

  #putDocument(document: FeedDocument): void {
    const entry = this.#documents.get(document.id) ?? { document, pieces: new Map<string, Piece>() };
    const sameText = entry.document.textSha256 === document.textSha256;
    const wanted = new Map<string, { kind: Kind; text: string; source: Id | null }>();
    const want = (kind: Kind, text: string | null, slot: string = kind, source: Id | null = null): void => {
      if (text) wanted.set(slot, { kind, text, source });
    };
    want('text', document.text);
    want('title', document.title);
    want('outlet', document.publisher);
    want('agency', document.agency);
    want('lang', document.language);
    document.authors.forEach((author, rank) => want('author', author, `author/${rank}`));
    for (const { id, comment, tags } of document.highlights) {
      want('comment', comment, `comment/${id}`, id);
      for (const tag of tags) want('tag', tag, `tag/${id}/${tag}`, id);
    }
    for (const [slot, piece] of entry.pieces) {
      const now = wanted.get(slot);
      const same = now && (slot === 'text' ? sameText : now.text === piece.text);
      if (same) wanted.delete(slot);
      else {
        this.#remove(piece);
        entry.pieces.delete(slot);
      }
    }
    for (const [slot, { kind, text, source }] of wanted) {
      entry.pieces.set(slot, this.#add(document.id, kind, text, source));
    }
    entry.document = document;
    this.#documents.set(document.id, entry);
  }

  #putNote(note: FeedNote): void {
    const before = this.#notes.get(note.id);
    if (before?.note.text === note.text && before.note.document === note.document) return;
    this.#removeNote(note.id);
    this.#notes.set(note.id, {
      note,
      piece: this.#add(note.document ?? LIBRARY, 'note', note.text, note.id),
    });
  }

  #removeNote(id: Id): void {
    const entry = this.#notes.get(id);
    if (entry) this.#remove(entry.piece);
    this.#notes.delete(id);
  }

  #add(group: GroupKey, kind: Kind, text: string, source: Id | null): Piece {
    this.#lastPiece += 1;
    const id = this.#lastPiece;
    const divided = words(text);
    const keys = divided.map((word) => word.key);
    const piece = {
      id,
      group,
      kind,
      text,
      source,
      numbers: Uint32Array.from(keys, (key) => this.#numberFor(key)),
    };
    this.#pieces.set(id, piece);
    if (keys.length > 0) this.#terms.get(kind)!.add({ id, keys });
    return piece;
  }

  #remove(piece: Piece): void {
    const keys = Array.from(piece.numbers, (number) => this.#vocabularyByNumber[number]!);
    // MiniSearch's discard is quicker and leaves the scores of others askew until its garbage is collected.
    if (keys.length > 0) this.#terms.get(piece.kind)!.remove({ id: piece.id, keys });
    this.#pieces.delete(piece.id);
    const kept = this.#kept.get(piece.id);
    if (kept) this.#keptWords -= kept.length;
    this.#kept.delete(piece.id);
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

  /** The words of all pieces of a kind. */
  terms(kind: Kind): TermIndex {
    return this.#terms.get(kind)!;
  }

  piece(id: number): Piece {
    return this.#pieces.get(id)!;
  }

  /** Empty for the library's own notes. */
  textOf(group: GroupKey): string {
    return this.#documents.get(group)?.document.text ?? '';
  }

  /** The number of a word in `Piece.numbers`; undefined for one that never stood anywhere. */
  number(word: string): number | undefined {
    return this.#vocabulary.get(word);
  }

  /** Numbers given so far. */
  get vocabularySize(): number {
    return this.#vocabularyByNumber.length;
  }

  /** Words of scripts whose words are to be looked for inside longer ones. */
  get joinedWords(): readonly string[] {
    return this.#joined;
  }

  /** Notes whose document is gone or not known yet wait unseen. */
  isShown(group: GroupKey): boolean {
    return group === LIBRARY || this.#documents.has(group);
  }

  /** What stands over the hits of a group. */
  head(key: GroupKey): Pick<HitGroup, 'title' | 'publisher' | 'published'> {
    const document = this.#documents.get(key)?.document;
    return document ?? { title: 'Notes on the library', publisher: null, published: null };
  }

  /** The highlight of a comment or tag; null for other pieces. */
  highlight(piece: Piece): (Range & { readonly id: Id }) | null {
    if (piece.kind !== 'comment' && piece.kind !== 'tag') return null;
    const { highlights } = this.#documents.get(piece.group)!.document;
    return highlights.find((highlight) => highlight.id === piece.source) ?? null;
  }

  /** The words of a piece with their places, from memory where they were asked for lately. */
  words(piece: Piece): Word[] {
    let kept = this.#kept.get(piece.id);
    // Taken out and put in again: the map's order is that of use.
    this.#kept.delete(piece.id);
    if (kept) this.#keptWords -= kept.length;
    else kept = words(piece.text);
    this.#kept.set(piece.id, kept);
    this.#keptWords += kept.length;
    for (const [id, oldest] of this.#kept) {
      if (this.#keptWords <= MOST_WORDS_KEPT || id === piece.id) break;
      this.#kept.delete(id);
      this.#keptWords -= oldest.length;
    }
    return kept;
  }
}
