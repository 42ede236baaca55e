import type { Id } from '../../model/id';
import { NEARLY_ALL, OTHERWISE_DIFFERENT, inTime, type Publication } from '../../model/reuse';
import type { Range } from '../../model/range';
import { sentences } from '../../text/sentences';
import type { ComparedText } from '../side';
import { fingerprint } from './fingerprint';
import { FingerprintIndex } from './fingerprintIndex';
import { hashedWords, withoutRanges, type HashedWords } from './hashedWords';
import { readKeptReuse, writeKeptReuse, type KeptDocument } from './keptReuse';
import { repeatedInside, type RepeatedInside } from './repeatedInside';
import { linesOf, RepeatedLines } from './repeatedLines';
import { MIN_WORDS, sharedPassages, type SharedPassage, type SharedPassages } from './sharedPassages';

/** A document as the index takes it in. */
export type ReuseSource = ComparedText &
  Publication & {
    readonly id: Id;
    /** Who published it: lines that one outlet repeats do not count. Null where nobody knows. */
    readonly outlet: string | null;
    /** Stands for text, active layers and outlet: with the same stamp nothing of it is read again. */
    readonly stamp: string;
  };

/** A document of which the one asked about has something, with the words both have. */
export type FoundPartner = {
  readonly id: Id;
  readonly share: number;
  readonly shareOther: number;
  readonly passages: readonly SharedPassage[];
};

/** How much two documents have of each other, seen from the first. */
export type PairShares = { readonly id: Id; readonly share: number; readonly shareOther: number };

export type FoundNovelty = {
  readonly sentences: number;
  readonly met: readonly (Range & { readonly document: Id; readonly at: Range })[];
};

export type FoundLineage = {
  /** In the order of time. */
  readonly documents: readonly Id[];
  readonly arrows: readonly { readonly from: Id; readonly to: Id; readonly share: number }[];
  /** True where the family has more documents than are told. */
  readonly cut: boolean;
};

export type FoundQuotation = {
  readonly words: number;
  /** In the order of time, each document once. */
  readonly places: readonly { readonly id: Id; readonly at: Range }[];
};

/** Documents whose words are kept in memory: twelve bytes for each word. */
const KEPT = 2_000;
/** Numbers two documents must share to be held against each other when one is taken in; 15 words in a row share three. */
const FEWEST = 3;
/** Documents a new one is held against when it is taken in. */
const HELD_AGAINST = 24;
/** Words of a passage that makes a sentence one that was met before. */
const MET_WORDS = 8;
/** Share of a sentence's words that must have been met. */
const MET_SHARE = 0.8;
/** A story's family: documents that have this much of one another, and how many are told. */
const FAMILY_SHARE = 0.2;
const FAMILY = 40;
/** What a document must have from another, beyond what it has from those before, for an arrow. */
const ARROW_SHARE = 0.03;
/** Pairs whose passages are looked at again for a list of quotations, those with most words first. */
const MOST_QUOTING = 400;
const MOST_QUOTATIONS = 200;

type Known = Publication & { readonly outlet: string | null; readonly stamp: string };

/**
 * Who shares passages with whom across a library. Takes documents in and lets them go one by one; what a document shares
 * with those already here is found as it comes. Texts stay outside: `read` gives one when its words are needed again, null
 * when it is not there any more. Calls must not overlap: each waits for the one before.
 */
export class ReuseIndex {
  #numbers = new FingerprintIndex();
  #lines = new RepeatedLines();
  readonly #documents = new Map<Id, Known>();
  /** Both ways: what each document has of others, as far as it is in `FEWEST` numbers. */
  readonly #pairs = new Map<Id, Map<Id, PairShares>>();
  readonly #words = new Map<Id, HashedWords & { readonly blocks: readonly Range[] }>();
  /** Documents whose pairs are to be found again: a line became, or is no more, the outlet's own. */
  readonly #dirty = new Set<Id>();
  readonly #changed = new Set<Id>();

  constructor(private readonly read: (id: Id) => Promise<ComparedText | null>) {}

  /** The index that was kept, and what its keeper wrote with it; null when it is damaged or of another version. */
  static restore(
    bytes: Uint8Array,
    read: (id: Id) => Promise<ComparedText | null>,
  ): { index: ReuseIndex; note: string } | null {
    const kept = readKeptReuse(bytes);
    if (!kept) return null;
    const numbers = FingerprintIndex.from(kept.numbers);
    const lines = RepeatedLines.from(kept.lines, kept.lineKeys);
    if (!numbers || !lines || numbers.size !== kept.documents.length) return null;
    const index = new ReuseIndex(read);
    index.#numbers = numbers;
    index.#lines = lines;
    for (const { id, ...known } of kept.documents) {
      index.#documents.set(id, known);
      index.#changed.add(id);
    }
    for (const [a, b, share, shareOther] of kept.pairs) {
      const [first, second] = [kept.documents[a]?.id, kept.documents[b]?.id];
      if (first === undefined || second === undefined) return null;
      index.#pair(first, second, share, shareOther);
    }
    return { index, note: kept.note };
  }

  /** Everything, for `restore`; `note` is the keeper's own. */
  save(note: string): Uint8Array {
    const documents: KeptDocument[] = [];
    const places = new Map<Id, number>();
    for (const [id, known] of this.#documents) {
      places.set(id, documents.length);
      documents.push({ id, ...known });
    }
    const pairs: [number, number, number, number][] = [];
    for (const [id, partners] of this.#pairs) {
      for (const { id: other, share, shareOther } of partners.values())
        if (id < other) pairs.push([places.get(id)!, places.get(other)!, share, shareOther]);
    }
    return writeKeptReuse({
      note,
      documents,
      pairs,
      numbers: this.#numbers.parts(),
      lines: this.#lines.parts(),
      lineKeys: documents.map(({ id }) => [id, this.#lines.linesOf(id)!] as const),
    });
  }

  get size(): number {
    return this.#documents.size;
  }

  /** About what it takes in memory for its documents, in bytes; without words kept for a while. */
  get bytes(): number {
    return this.#numbers.bytes + this.#lines.bytes;
  }

  /** Every document in it with its stamp. */
  stamps(): [Id, string][] {
    return Array.from(this.#documents, ([id, { stamp }]) => [id, stamp]);
  }

  /** A document of which only the dates may have changed. */
  date(id: Id, { published, importedAt }: Publication): void {
    const known = this.#documents.get(id);
    if (!known) return;
    this.#documents.set(id, { ...known, published, importedAt });
    this.#changed.add(id);
    for (const other of this.#pairs.get(id)?.keys() ?? []) this.#changed.add(other);
  }

  /** Takes a document in, or replaces it, and finds with whom it shares passages. */
  async put(source: ReuseSource): Promise<void> {
    const { id, outlet, stamp, published, importedAt, blocks } = source;
    if (this.#documents.has(id)) this.remove(id);
    const words = { ...hashedWords(source), blocks: blocks.map(({ from, to }) => ({ from, to })) };
    this.#keepWords(id, words);
    this.#documents.set(id, { outlet, stamp, published, importedAt });
    this.#changed.add(id);
    for (const touched of this.#lines.put(id, linesOf(blocks, words, outlet))) this.#dirty.add(touched);
    await this.#relate(id, words);
    for (const dirty of this.#dirty) {
      this.#dirty.delete(dirty);
      const known = await this.#wordsOf(dirty);
      this.#unpair(dirty);
      if (known) await this.#relate(dirty, known);
    }
  }

  /** Forgets a document; nothing happens when it is not there. */
  remove(id: Id): void {
    if (!this.#documents.delete(id)) return;
    this.#numbers.remove(id);
    for (const touched of this.#lines.remove(id)) this.#dirty.add(touched);
    this.#dirty.delete(id);
    this.#unpair(id);
    this.#words.delete(id);
    this.#changed.add(id);
  }

  /** Documents whose partners may be others than before, since this was asked last. */
  takeChanged(): Id[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** The document of which this one has most; null where it has nothing of any. The earlier of equals. */
  best(id: Id): PairShares | null {
    let best: PairShares | null = null;
    for (const pair of this.#pairs.get(id)?.values() ?? []) {
      const order = best === null ? 1 : pair.share - best.share || -this.#inTime(pair.id, best.id);
      if (order > 0) best = pair;
    }
    return best;
  }

  /** Documents that share passages with one, those of which it has most first; looked up anew, shorter passages too. */
  async partners(id: Id, minWords: number = MIN_WORDS): Promise<FoundPartner[]> {
    const own = await this.#counted(id);
    if (!own) return [];
    const found: FoundPartner[] = [];
    for (const other of this.#likely(id, own)) {
      const words = await this.#counted(other);
      if (!words) continue;
      const { passages, shareOfA, shareOfB } = sharedBy(id, own, other, words, minWords);
      if (passages.length > 0) found.push({ id: other, share: shareOfA, shareOther: shareOfB, passages });
    }
    return found.sort((a, b) => b.share - a.share || this.#inTime(a.id, b.id));
  }

  /** Which sentences of a document stand in one that came earlier, and where. */
  async novelty(id: Id): Promise<FoundNovelty> {
    const text = await this.read(id);
    const words = await this.#counted(id);
    if (!text || !words) return { sentences: 0, met: [] };
    const earlier: { id: Id; passages: readonly SharedPassage[]; words: HashedWords }[] = [];
    for (const partner of await this.partners(id, MET_WORDS)) {
      if (this.#inTime(partner.id, id) < 0)
        earlier.push({ ...partner, words: (await this.#counted(partner.id))! });
    }
    earlier.sort((a, b) => this.#inTime(a.id, b.id));
    const met: (Range & { document: Id; at: Range })[] = [];
    let count = 0;
    let next = 0;
    for (const block of text.blocks) {
      if (block.from >= (words.to.at(-1) ?? 0)) break;
      for (const part of sentences(text.text.slice(block.from, block.to))) {
        const sentence = { from: block.from + part.from, to: block.from + part.to };
        while (next < words.from.length && words.from[next]! < sentence.from) next += 1;
        let end = next;
        while (end < words.from.length && words.from[end]! < sentence.to) end += 1;
        // Folded away, or the outlet's own.
        if (end === next) continue;
        count += 1;
        const found = whereMet(sentence, words, next, end, earlier);
        if (found) met.push({ ...sentence, ...found });
      }
    }
    return { sentences: count, met };
  }

  /** The documents that go back to the same text as this one, in the order of time, and who took how much from whom. */
  async lineage(id: Id): Promise<FoundLineage> {
    const family = new Set<Id>(this.#documents.has(id) ? [id] : []);
    let cut = false;
    for (const one of family) {
      const near = [...(this.#pairs.get(one)?.values() ?? [])]
        .filter((pair) => Math.max(pair.share, pair.shareOther) >= FAMILY_SHARE && !family.has(pair.id))
        .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
      for (const pair of near) {
        if (family.size < FAMILY) family.add(pair.id);
        else cut = true;
      }
    }
    const documents = [...family].sort((a, b) => this.#inTime(a, b));
    const arrows: { from: Id; to: Id; share: number }[] = [];
    for (const [at, to] of documents.entries()) {
      const words = await this.#counted(to);
      if (!words) continue;
      const sources: { id: Id; passages: readonly SharedPassage[] }[] = [];
      for (const from of documents.slice(0, at)) {
        if (!this.#pairs.get(to)?.has(from)) continue;
        const earlier = await this.#counted(from);
        if (earlier) sources.push({ id: from, passages: sharedPassages(words, earlier).passages });
      }
      arrows.push(...taken(to, words, sources));
    }
    return { documents, arrows, cut };
  }

  /** Documents that are nearly the same text, in groups of two or more; each group, and the groups, in order of time. */
  nearDuplicates(): Id[][] {
    const groups: Id[][] = [];
    const met = new Set<Id>();
    for (const id of [...this.#pairs.keys()].sort((a, b) => this.#inTime(a, b))) {
      if (met.has(id)) continue;
      const group = new Set([id]);
      for (const one of group) {
        for (const pair of this.#pairs.get(one)!.values())
          if (pair.share >= NEARLY_ALL && pair.shareOther >= NEARLY_ALL) group.add(pair.id);
      }
      for (const one of group) met.add(one);
      if (group.size > 1) groups.push([...group].sort((a, b) => this.#inTime(a, b)));
    }
    return groups;
  }

  /** Passages that otherwise different documents share, those in most documents first; `cut` where there are more. */
  async quotations(): Promise<{ quotations: FoundQuotation[]; cut: boolean }> {
    const quoting: [a: Id, b: Id, share: number][] = [];
    for (const [id, partners] of this.#pairs) {
      for (const { id: other, share, shareOther } of partners.values()) {
        if (id < other && share < OTHERWISE_DIFFERENT && shareOther < OTHERWISE_DIFFERENT)
          quoting.push([id, other, share + shareOther]);
      }
    }
    quoting.sort((x, y) => y[2] - x[2]);
    const clusters: Cluster[] = [];
    const ofDocument = new Map<Id, Cluster[]>();
    for (const [a, b] of quoting.slice(0, MOST_QUOTING)) {
      const [wordsOfA, wordsOfB] = [await this.#counted(a), await this.#counted(b)];
      if (!wordsOfA || !wordsOfB) continue;
      for (const passage of sharedPassages(wordsOfA, wordsOfB).passages)
        gather(clusters, ofDocument, { id: a, at: passage.a }, { id: b, at: passage.b }, passage.words);
    }
    const quotations = clusters
      .filter((cluster) => cluster.places.size > 1)
      .map(({ places, words }) => ({
        words,
        places: [...places].map(([id, at]) => ({ id, at })).sort((x, y) => this.#inTime(x.id, y.id)),
      }))
      .sort((x, y) => y.places.length - x.places.length || y.words - x.words);
    return {
      quotations: quotations.slice(0, MOST_QUOTATIONS),
      cut: quoting.length > MOST_QUOTING || quotations.length > MOST_QUOTATIONS,
    };
  }

  /** Passages that a document has twice, with the whole blocks of the second. */
  async repeats(id: Id): Promise<(RepeatedInside & { readonly fold: Range | null })[]> {
    const words = await this.#counted(id);
    if (!words) return [];
    return repeatedInside(words).map((passage) => {
      const whole = words.blocks.filter(
        ({ from, to }) => from < to && passage.again.from - from <= 2 && to - passage.again.to <= 2,
      );
      const inside = whole.filter(({ from, to }) => to > passage.again.from && from < passage.again.to);
      return {
        ...passage,
        fold: inside.length === 0 ? null : { from: inside[0]!.from, to: inside.at(-1)!.to },
      };
    });
  }

  /** Puts the numbers of a document into the index and holds it against those that share some. */
  async #relate(id: Id, words: HashedWords & { readonly blocks: readonly Range[] }): Promise<void> {
    const own = this.#withoutRepeated(id, words);
    const print = fingerprint(own.keys);
    this.#numbers.put(id, print);
    const likely = this.#numbers.sharing(print, id, Math.min(FEWEST, print.length)).slice(0, HELD_AGAINST);
    for (const { id: other } of likely) {
      const theirs = await this.#counted(other);
      if (!theirs) continue;
      const { passages, shareOfA, shareOfB } = sharedBy(id, own, other, theirs);
      if (passages.length > 0) this.#pair(id, other, shareOfA, shareOfB);
    }
  }

  #likely(id: Id, own: HashedWords): Id[] {
    const likely = new Set(this.#numbers.likely(fingerprint(own.keys), id));
    // Whoever was held against it before is told too, however many others share more with it.
    for (const other of this.#pairs.get(id)?.keys() ?? []) likely.add(other);
    return [...likely];
  }

  #pair(a: Id, b: Id, shareOfA: number, shareOfB: number): void {
    const add = (id: Id, pair: PairShares): void => {
      const partners = this.#pairs.get(id);
      if (partners) partners.set(pair.id, pair);
      else this.#pairs.set(id, new Map([[pair.id, pair]]));
      this.#changed.add(id);
    };
    add(a, { id: b, share: shareOfA, shareOther: shareOfB });
    add(b, { id: a, share: shareOfB, shareOther: shareOfA });
  }

  #unpair(id: Id): void {
    for (const other of this.#pairs.get(id)?.keys() ?? []) {
      const partners = this.#pairs.get(other);
      partners?.delete(id);
      if (partners?.size === 0) this.#pairs.delete(other);
      this.#changed.add(other);
    }
    this.#pairs.delete(id);
  }

  /** The words of a document that count; null where it cannot be read. */
  async #counted(id: Id): Promise<(HashedWords & { readonly blocks: readonly Range[] }) | null> {
    const words = await this.#wordsOf(id);
    return words && { ...this.#withoutRepeated(id, words), blocks: words.blocks };
  }

  #withoutRepeated(id: Id, words: HashedWords & { readonly blocks: readonly Range[] }): HashedWords {
    const lines = this.#lines.linesOf(id);
    if (!lines) return words;
    return withoutRanges(
      words,
      words.blocks.filter((_, at) => this.#lines.isRepeated(lines.keys[at] ?? 0)),
    );
  }

  async #wordsOf(id: Id): Promise<(HashedWords & { readonly blocks: readonly Range[] }) | null> {
    const known = this.#words.get(id);
    if (known) return this.#keepWords(id, known);
    if (!this.#documents.has(id)) return null;
    const source = await this.read(id);
    if (!source) return null;
    const blocks = source.blocks.map(({ from, to }) => ({ from, to }));
    return this.#keepWords(id, { ...hashedWords(source), blocks });
  }

  /** Those asked for last stay. */
  #keepWords<W extends HashedWords & { readonly blocks: readonly Range[] }>(id: Id, words: W): W {
    this.#words.delete(id);
    this.#words.set(id, words);
    if (this.#words.size > KEPT) this.#words.delete(this.#words.keys().next().value!);
    return words;
  }

  #inTime(a: Id, b: Id): number {
    const [x, y] = [this.#documents.get(a), this.#documents.get(b)];
    if (!x || !y) return x ? -1 : y ? 1 : 0;
    return inTime(x, y) || (a < b ? -1 : a > b ? 1 : 0);
  }
}

/** The first document in which enough of a sentence's words stand, and where; null when there is none. */
function whereMet(
  sentence: Range,
  words: HashedWords,
  first: number,
  end: number,
  earlier: readonly { id: Id; passages: readonly SharedPassage[]; words: HashedWords }[],
): { document: Id; at: Range } | null {
  for (const { id, passages } of earlier) {
    const touching = passages.filter(({ a }) => a.from < sentence.to && a.to > sentence.from);
    let met = 0;
    for (let at = first; at < end; at += 1) {
      const place = words.from[at]!;
      if (touching.some(({ a }) => a.from <= place && place < a.to)) met += 1;
    }
    if (met === 0 || met < MET_SHARE * (end - first)) continue;
    const longest = touching.reduce((best, one) => (one.words > best.words ? one : best));
    return { document: id, at: longest.b };
  }
  return null;
}

/** What a document took: the source that has most of it, then those that have most of the rest. */
function taken(
  to: Id,
  words: HashedWords,
  sources: readonly { id: Id; passages: readonly SharedPassage[] }[],
): { from: Id; to: Id; share: number }[] {
  const free = new Uint8Array(words.keys.length).fill(1);
  const places = sources.map(({ id, passages }) => {
    const own: number[] = [];
    let next = 0;
    for (let at = 0; at < words.from.length; at += 1) {
      while (next < passages.length && passages[next]!.a.to <= words.from[at]!) next += 1;
      if (next < passages.length && passages[next]!.a.from <= words.from[at]!) own.push(at);
    }
    return { id, own };
  });
  const arrows: { from: Id; to: Id; share: number }[] = [];
  for (;;) {
    let best: (typeof places)[number] | null = null;
    let most = ARROW_SHARE * words.keys.length;
    for (const source of places) {
      const count = source.own.reduce((sum, at) => sum + free[at]!, 0);
      // Of equals the earlier one: sources come in the order of time.
      if (count > most) [best, most] = [source, count];
    }
    if (!best) return arrows;
    for (const at of best.own) free[at] = 0;
    arrows.push({ from: best.id, to, share: most / words.keys.length });
  }
}

type Cluster = { places: Map<Id, Range>; words: number };

/** Puts a passage of two documents to the quotation that has its place in either, joining two that it connects. */
function gather(
  clusters: Cluster[],
  ofDocument: Map<Id, Cluster[]>,
  a: { id: Id; at: Range },
  b: { id: Id; at: Range },
  words: number,
): void {
  const known = [a, b].map(({ id, at }) =>
    ofDocument.get(id)?.find((cluster) => overlapsHalf(cluster.places.get(id)!, at)),
  );
  const into = known[0] ?? known[1] ?? { places: new Map<Id, Range>(), words };
  if (!known[0] && !known[1]) clusters.push(into);
  const add = (id: Id, at: Range): void => {
    if (into.places.has(id)) return;
    into.places.set(id, at);
    const list = ofDocument.get(id);
    if (list) list.push(into);
    else ofDocument.set(id, [into]);
  };
  add(a.id, a.at);
  add(b.id, b.at);
  into.words = Math.min(into.words, words);
  const other = known[1];
  if (!known[0] || !other || other === into) return;
  for (const [id, at] of other.places) {
    add(id, at);
    ofDocument.set(
      id,
      ofDocument.get(id)!.filter((cluster) => cluster !== other),
    );
  }
  other.places.clear();
}

/** True when two places of one document are mostly the same. */
function overlapsHalf(a: Range, b: Range): boolean {
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  return shared * 2 > Math.min(a.to - a.from, b.to - b.from);
}

/**
 * The passages of two documents, always looked for from the shorter one, so that both tell the same of each other: which
 * run of words is taken first decides a little of what else is found.
 */
function sharedBy(
  id: Id,
  own: HashedWords,
  other: Id,
  theirs: HashedWords,
  minWords?: number,
): SharedPassages {
  const longer = own.keys.length - theirs.keys.length;
  if (longer < 0 || (longer === 0 && id < other)) return sharedPassages(own, theirs, minWords);
  const { passages, shareOfA, shareOfB } = sharedPassages(theirs, own, minWords);
  return {
    passages: passages
      .map(({ a, b, words }) => ({ a: b, b: a, words }))
      .sort((x, y) => x.a.from - y.a.from || x.a.to - y.a.to),
    shareOfA: shareOfB,
    shareOfB: shareOfA,
  };
}
