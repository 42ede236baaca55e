import type { Id } from '../model/id';
import type { FeedDocument, FeedItem, FeedNote } from '../model/search';
import { words } from '../text/words';
import { Documents, LIBRARY } from './documents';
import { wordsIn } from './folded';
import { KINDS, type Kind } from './kinds';
import { Live } from './live';
import { encodeSections, openSections, putTexts, textAt, type Sections } from './packed';
import { checkSegment, Segment, type CheckedSegment } from './segment';
import { Adopted, SegmentBuilder, type NewPiece } from './segmentBuilder';

/** When what is put in moves on from one form to the next. */
export type Sizes = {
  /** UTF-16 units that come at once and still go into the live part, where adding a little costs little. */
  readonly atOnce: number;
  /** Words of the live part; then it is sealed. */
  readonly liveWords: number;
  /** Symbols gathered for a segment before it is sealed. */
  readonly segmentSymbols: number;
  /** So many segments of about a size become one. */
  readonly tier: number;
  /** With so many segments more coming waits for merging, which idle turns do otherwise. */
  readonly behind: number;
  /** Bytes of the segments of the lowest tier; each is `tier` times larger than the one below. */
  readonly lowestTier: number;
  /** Larger segments are not made of smaller ones: what is won by it is less than the memory it takes meanwhile. */
  readonly largestSegment: number;
  /** Share of removed pieces at which a segment is written anew. */
  readonly removed: number;
};

/** Sealing a segment takes about 40 ms then, and a library of 50,000 documents is read without merging on the way. */
const SIZES: Sizes = {
  atOnce: 20_000,
  liveWords: 100_000,
  segmentSymbols: 1_200_000,
  tier: 6,
  behind: 40,
  lowestTier: 4_000_000,
  largestSegment: 48_000_000,
  removed: 0.25,
};

/** The kinds of pieces that belong to a document itself rather than to a note on it. */
const DOCUMENT_KINDS = KINDS.filter((kind) => kind !== 'note');

type NoteEntry = { readonly document: Id | null; readonly group: number; readonly stamp: string };

/**
 * Everything that can be found, as pieces of text in the groups that answers name, put in and taken out as the library
 * changes. Most of it lies in sealed segments, what changed lately in the live part. What came last waits until it is
 * asked for or until there is enough of it to be sealed at once. What is looked for, and in what order it is shown, is
 * none of its business.
 */
export class Pieces {
  readonly documents: Documents;
  readonly #notes = new Map<Id, NoteEntry>();
  #segments: Segment[] = [];
  #live = new Live();
  #waiting: NewPiece[] = [];
  #waitingUnits = 0;
  /** Takes what waits once it is too much for the live part. */
  #builder: SegmentBuilder | null = null;
  /** What was gathered for a segment, being sealed; what comes meanwhile waits as before. */
  #sealing: ReturnType<SegmentBuilder['sealing']> | null = null;
  /** Groups of which something waits or is being sealed, or was until lately. */
  readonly #waitingGroups = new Set<number>();
  #merge: Merge | null = null;
  #naming: { readonly segment: Segment; readonly steps: Generator<void, void> } | null = null;
  readonly #sizes: Sizes;

  constructor(sizes: Partial<Sizes> = {}, documents = new Documents()) {
    this.#sizes = { ...SIZES, ...sizes };
    this.documents = documents;
  }

  /** The sealed segments. Everything that was put is in them or in `live`. */
  get segments(): readonly Segment[] {
    this.settle();
    return this.#segments;
  }

  get live(): Live {
    this.settle();
    return this.#live;
  }

  /** Adds a thing, replaces what stood under its id, or forgets it. */
  put(item: FeedItem): void {
    // Sealing and merging keep up with what comes, a step at a time.
    if (this.#sealing) this.#stepSealing();
    else if (this.#merge && this.#segments.length >= this.#sizes.behind) this.work();
    if (item.kind === 'document') this.#putDocument(item);
    else if (item.kind === 'note') this.#putNote(item);
    else {
      const group = this.documents.number(item.id);
      if (group !== undefined && this.documents.head(group)) {
        this.#eachPiece(group, DOCUMENT_KINDS, (source, kind, piece) => this.#remove(source, kind, piece));
        this.documents.remove(group);
      }
      this.#removeNote(item.id);
    }
  }

  #putDocument(document: FeedDocument): void {
    const group = this.documents.numberFor(document.id);
    const before = this.documents.head(group);
    const wanted = new Map<string, NewPiece>();
    const want = (kind: Kind, text: string | null, origin: Id | null = null): void => {
      if (text) wanted.set(slot(kind, origin, kind === 'text' ? '' : text), { kind, group, origin, text });
    };
    want('text', document.text);
    want('title', document.title);
    want('outlet', document.publisher);
    want('agency', document.agency);
    want('lang', document.language);
    for (const author of document.authors) want('author', author);
    for (const { id, comment, tags } of document.highlights) {
      want('comment', comment, id);
      for (const tag of tags) want('tag', tag, id);
    }
    if (before) {
      const sameText = before.textSha256 === document.textSha256;
      this.#eachPiece(group, DOCUMENT_KINDS, (source, kind, piece) => {
        const isText = kind === 'text';
        const key = slot(
          kind,
          source.origin(kind, piece),
          isText ? '' : source.slice(kind, piece, 0, Infinity),
        );
        if (isText ? sameText : wanted.has(key)) wanted.delete(key);
        else this.#remove(source, kind, piece);
      });
      if (sameText) wanted.delete(slot('text', null, ''));
    }
    const { id, title, publisher, published, language, textSha256, folded, highlights } = document;
    const sameFolded =
      before?.textSha256 === textSha256 && JSON.stringify(before.folded) === JSON.stringify(folded);
    const head = {
      id,
      title,
      publisher,
      published,
      language,
      textSha256,
      ...(folded && { folded }),
      highlights: highlights.length === 0 ? NO_HIGHLIGHTS : highlights,
      stamp: stampOf(document),
    };
    this.documents.put(
      group,
      head,
      sameFolded ? this.documents.foldedWords(group) : wordsIn(document.text, folded ?? []),
    );
    for (const piece of wanted.values()) this.#add(piece);
  }

  #putNote(note: FeedNote): void {
    const before = this.#notes.get(note.id);
    if (before?.document === note.document && this.#textOfNote(before.group, note.id) === note.text) return;
    this.#removeNote(note.id);
    const group = note.document === null ? LIBRARY : this.documents.numberFor(note.document);
    this.#notes.set(note.id, { document: note.document, group, stamp: stampOf(note) });
    if (note.text !== '') this.#add({ kind: 'note', group, origin: note.id, text: note.text });
  }

  #textOfNote(group: number, id: Id): string {
    let text = '';
    this.#eachPiece(group, ['note'], (source, kind, piece) => {
      if (source.origin(kind, piece) === id) text = source.slice(kind, piece, 0, Infinity);
    });
    return text;
  }

  #removeNote(id: Id): void {
    const entry = this.#notes.get(id);
    if (!entry) return;
    this.#eachPiece(entry.group, ['note'], (source, kind, piece) => {
      if (source.origin(kind, piece) === id) this.#remove(source, kind, piece);
    });
    this.#notes.delete(id);
  }

  /** The pieces of a group, which must not wait for this. */
  #eachPiece(
    group: number,
    kinds: readonly Kind[],
    visit: (source: Live | Segment, kind: Kind, piece: number) => void,
  ): void {
    if (this.#waitingGroups.has(group)) this.settle();
    for (const source of [...this.#segments, this.#live]) {
      for (const kind of kinds) for (const piece of source.piecesOf(kind, group)) visit(source, kind, piece);
    }
  }

  #remove(source: Live | Segment, kind: Kind, piece: number): void {
    source.remove(kind, piece);
  }

  #add(piece: NewPiece): void {
    this.#waitingGroups.add(piece.group);
    if (this.#builder) this.#builder.add(piece);
    else {
      this.#waiting.push(piece);
      this.#waitingUnits += piece.text.length;
      if (this.#waitingUnits <= this.#sizes.atOnce) return;
      this.#builder = new SegmentBuilder();
      for (const each of this.#waiting) this.#builder.add(each);
      this.#waiting = [];
      this.#waitingUnits = 0;
    }
    if (this.#builder.size < this.#sizes.segmentSymbols) return;
    this.#finishSealing();
    this.#sealing = this.#builder.sealing();
    this.#builder = null;
  }

  #stepSealing(): void {
    const { done, value } = this.#sealing!.next();
    if (!done) return;
    this.#sealing = null;
    this.#take(value.segment);
  }

  #finishSealing(): void {
    while (this.#sealing) this.#stepSealing();
  }

  /** Makes what waits part of the sources. */
  settle(): void {
    if (this.#waitingGroups.size === 0) return;
    this.#waitingGroups.clear();
    this.#finishSealing();
    if (this.#builder) {
      const builder = this.#builder;
      this.#builder = null;
      this.#seal(builder);
    } else {
      for (const piece of this.#waiting) this.#live.add(piece);
      this.#waiting = [];
      this.#waitingUnits = 0;
      if (this.#live.size > this.#sizes.liveWords) this.sealLive();
    }
  }

  /** Seals the live part, so that everything is in segments. */
  sealLive(): void {
    if (this.#live.isEmpty) return;
    const builder = new SegmentBuilder();
    for (const piece of this.#live.pieces()) builder.add(piece);
    this.#live = new Live();
    this.#seal(builder);
  }

  #seal(builder: SegmentBuilder): void {
    this.#take(builder.seal());
  }

  #take(segment: Segment): void {
    this.#segments.push(segment);
    this.#merge ??= this.#planned();
  }

  /** Of every document and note. */
  *ids(): Iterable<Id> {
    yield* this.documents.ids();
    yield* this.#notes.keys();
  }

  /** For every document and note its `stampOf`. */
  stamps(): Map<Id, string> {
    const stamps = new Map<Id, string>();
    for (const { id, stamp } of this.documents.all()) stamps.set(id, stamp);
    for (const [id, { stamp }] of this.#notes) stamps.set(id, stamp);
    return stamps;
  }

  // ----------------------------------------------------------------------------------------------------- saving

  /** Everything as bytes, for `open`. What is live is sealed for it. */
  save(): SavedPieces {
    this.settle();
    this.sealLive();
    const segments = [...this.#segments];
    const sections = this.documents.sections();
    const others: Others = {
      words: wordsMark(),
      notes: Array.from(this.#notes, ([id, { document, group, stamp }]) => [id, document, group, stamp]),
      segments: segments.map((segment) => ({
        name: segment.name,
        removed: KINDS.map((kind) => [kind, segment.removed(kind)] as const).filter(
          ([, pieces]) => pieces.length > 0,
        ),
      })),
    };
    putTexts(sections, 'others', 1, () => JSON.stringify(others));
    return { manifest: encodeSections(FORMAT, sections), segments };
  }

  /** Null for a manifest or a segment that is missing, damaged or of another version. */
  static open(
    manifest: Uint8Array,
    segments: ReadonlyMap<string, Uint8Array | CheckedSegment>,
    sizes: Partial<Sizes> = {},
  ): Pieces | null {
    const sections = openSections(FORMAT, manifest);
    const others = sections && othersOf(sections);
    if (!others) return null;
    const pieces = new Pieces(sizes, Documents.open(sections));
    for (const { name, removed } of others.segments) {
      const given = segments.get(name);
      const checked = given instanceof Uint8Array ? checkSegment(given) : given;
      if (checked?.name !== name) return null;
      const segment = new Segment(checked.sections, name);
      for (const [kind, gone] of removed) for (const piece of gone) segment.remove(kind, piece);
      pieces.#segments.push(segment);
    }
    for (const [id, document, group, stamp] of others.notes)
      pieces.#notes.set(id, { document, group, stamp });
    return pieces;
  }

  // ---------------------------------------------------------------------------------------------------- merging

  /**
   * Does about a millisecond of merging small segments into larger ones; false when there is nothing to do. Answers are
   * the same before, between and after; they come sooner from fewer segments. Then the segments are named, so that saving
   * does not take long.
   */
  work(): boolean {
    if (this.#sealing) {
      this.#stepSealing();
      return true;
    }
    this.#merge ??= this.#planned() ?? this.#spare();
    if (!this.#merge) return this.#name();
    const { done, value } = this.#merge.steps.next();
    if (done) {
      const merged = this.#merge.segments;
      const first = this.#segments.indexOf(merged[0]!);
      this.#segments = this.#segments.filter((segment) => !merged.includes(segment));
      if (value) this.#segments.splice(Math.min(first, this.#segments.length), 0, value);
      this.#merge = this.#planned();
    }
    return true;
  }

  #name(): boolean {
    if (!this.#naming || !this.#segments.includes(this.#naming.segment)) {
      const segment = this.#segments.find(({ isNamed }) => !isNamed);
      this.#naming = segment ? { segment, steps: segment.naming() } : null;
    }
    if (this.#naming?.steps.next().done) this.#naming = null;
    return this.#naming !== null || this.#segments.some(({ isNamed }) => !isNamed);
  }

  #planned(): Merge | null {
    const worn = this.#segments.find((segment) => segment.shareRemoved > this.#sizes.removed);
    if (worn) return { segments: [worn], steps: merging([worn]) };
    const tiers = new Map<number, Segment[]>();
    for (const segment of this.#segments) {
      const tier = Math.max(
        0,
        Math.ceil(Math.log(segment.size / this.#sizes.lowestTier) / Math.log(this.#sizes.tier)),
      );
      const others = tiers.get(tier);
      if (others) others.push(segment);
      else tiers.set(tier, [segment]);
    }
    for (const [, segments] of [...tiers].sort(([a], [b]) => a - b)) {
      const some = segments.slice(0, this.#sizes.tier);
      const size = some.reduce((sum, segment) => sum + segment.size, 0);
      if (some.length === this.#sizes.tier && size <= this.#sizes.largestSegment) {
        return { segments: some, steps: merging(some) };
      }
    }
    return null;
  }

  /**
   * What is worth merging when there is nothing else to do: the most of the smallest segments of which none is larger than
   * those before it together. So each is written anew only when what it is in at least doubles.
   */
  #spare(): Merge | null {
    const bySize = [...this.#segments].sort((a, b) => a.size - b.size);
    let size = 0;
    let count = 0;
    for (const [at, segment] of bySize.entries()) {
      if (size + segment.size > this.#sizes.largestSegment) break;
      if (at > 0 && segment.size <= size) count = at + 1;
      size += segment.size;
    }
    if (count === 0) return null;
    const some = new Set(bySize.slice(0, count));
    const segments = this.#segments.filter((segment) => some.has(segment));
    return { segments, steps: merging(segments) };
  }
}

export type SavedPieces = { readonly manifest: Uint8Array; readonly segments: readonly Segment[] };

/** Version of the manifest's format. */
const FORMAT = 3;

/** What a manifest holds beside the documents. */
type Others = {
  readonly words: string;
  readonly notes: readonly (readonly [Id, Id | null, number, string])[];
  readonly segments: readonly {
    readonly name: string;
    readonly removed: readonly (readonly [Kind, readonly number[]])[];
  }[];
};

/** Null where words were divided otherwise than they are here: then nothing of it may be used. */
function othersOf(sections: Sections): Others | null {
  const others = JSON.parse(textAt(sections, 'others', 0)) as Others;
  return others.words === wordsMark() ? others : null;
}

/** The segments that a manifest names, which `open` needs; null for one that cannot be used. */
export function segmentsOf(manifest: Uint8Array): string[] | null {
  const sections = openSections(FORMAT, manifest);
  const others = sections && othersOf(sections);
  // Two segments may hold the same and differ in what was removed from them.
  return others && [...new Set(others.segments.map(({ name }) => name))];
}

/** Changes with how words are divided and folded, by us or by the dictionaries of the platform. */
function wordsMark(): string {
  return (knownMark ??= markOf(JSON.stringify(words(SAMPLE))));
}
let knownMark: string | null = null;
const SAMPLE =
  'The U.N. said O’Brien’s co-operation cost 1,250.5 in São Tomé. 检查人员昨天抵达港口，安理会今天开会。' +
  '検査官は昨日、港に到着した。 대북제재위원회는 항구의 창고가 เจ้าหน้าที่ตรวจเรือที่ท่าเรือเมื่อวานนี้ thanh tra viên đã đến cảng';

/**
 * A mark of everything that the index takes from a document or note: equal for equal ones. Of a document the text counts
 * by its hash, so that it need not be read for this.
 */
export function stampOf(item: Omit<FeedDocument, 'text'> | FeedNote): string {
  if (item.kind === 'note') return markOf(JSON.stringify([item.document, item.text]));
  const { title, publisher, agency, authors, published, language, textSha256, folded, highlights } = item;
  return markOf(
    JSON.stringify([title, publisher, agency, authors, published, language, textSha256, folded, highlights]),
  );
}

/** 64 bits in hexadecimal; no protection against somebody who wants equal marks. */
function markOf(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
    a = (a << 5) | (a >>> 27);
    b = (b << 7) | (b >>> 25);
  }
  return [a ^ (b >>> 15), b ^ (a >>> 13)].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

type Merge = { readonly segments: readonly Segment[]; readonly steps: Generator<void, Segment | null> };

/** One segment of what is left of several; null when nothing is. Pauses about every millisecond. */
function* merging(segments: readonly Segment[]): Generator<void, Segment | null> {
  const builder = new SegmentBuilder();
  const moved: { readonly from: Segment; readonly kind: Kind; readonly piece: number }[] = [];
  let since = 0;
  for (const segment of segments) {
    const known = new Adopted(segment);
    yield* builder.learn(segment);
    for (const kind of KINDS) {
      for (let piece = 0; piece < segment.capacity(kind); piece += 1) {
        if (segment.isRemoved(kind, piece)) continue;
        builder.adopt(segment, known, kind, piece);
        moved.push({ from: segment, kind, piece });
        if (builder.size - since > 100_000) {
          since = builder.size;
          yield;
        }
      }
    }
  }
  const { segment, pieces } = yield* builder.sealing();
  // What was removed while this was going on.
  let left = 0;
  moved.forEach(({ from, kind, piece }, added) => {
    if (from.isRemoved(kind, piece)) segment.remove(kind, pieces[added]!);
    else left += 1;
  });
  return left === 0 ? null : segment;
}

const slot = (kind: Kind, origin: Id | null, text: string): string => `${kind}\n${origin ?? ''}\n${text}`;
const NO_HIGHLIGHTS: FeedDocument['highlights'] = [];
