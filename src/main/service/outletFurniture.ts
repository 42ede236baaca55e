import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../core/model/appError';
import type { Document, DocumentText, Layer, Metadata } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import {
  applyTaught,
  foldRepeated,
  lineKey,
  linesOf,
  lineWords,
  outletOf,
  OutletLines,
  STORIES,
  type Outlet,
  type OutletLine,
  type RepeatedLine,
} from '../../core/model/outletLines';
import { contains } from '../../core/model/range';
import { taughtOf } from '../../core/model/taughtLine';
import type { Library, RecordChange } from '../library/library';
import type { Desk } from './desk';

/** Earlier documents of an outlet that are read to know it again: the newest. */
const READ_EARLIER = 48;
/** Earlier documents looked through for a line that only now proved to be furniture. */
const MOST_EARLIER = 1_000;
/** Stories of an outlet from which its lines are known well enough to fold them as documents come. */
const SURE_FROM = 20;
/** Documents read at once, and written in one edit. */
export const READ_TOGETHER = 8;
const WRITTEN_TOGETHER = 200;

type Known = {
  readonly outlet: Outlet;
  readonly lines: OutletLines;
  /** Earlier documents of the outlet, the newest first. */
  readonly earlier: readonly Id[];
  /** The lines of those that were read, and of this run's, but for what was folded as they came. */
  readonly read: Map<Id, Float64Array>;
  readonly own: Map<Id, Float64Array>;
  /** Lines that are in a part folded as the outlet's own, or were until a person showed it. */
  readonly standing: Set<number>;
};

/**
 * What outlets repeat, during one import. New documents are folded by what their outlet is known for as they come; what only
 * proves to be furniture on the way is folded when all have come, in earlier documents too. What a person said of a part
 * stays as it is. Nothing is kept after the run but what a person taught: an outlet is known again by its newest documents.
 */
export class OutletFurniture {
  readonly #known = new Map<string, Known>();
  #earlier: Map<string, Id[]> | null = null;
  #taught: { of: Library['record']; outlet: string; lines: ReadonlyMap<string, boolean> } | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly library: Library,
  ) {}

  /** Gets to know the outlets of documents that are about to come. Reads, and takes no turn. */
  async meet(documents: readonly Pick<Metadata, 'publisher' | 'address'>[]): Promise<void> {
    for (const metadata of documents) {
      const outlet = outletOf(metadata);
      if (!outlet || this.#known.has(outlet.key)) continue;
      const earlier = this.#earlierOf(outlet.key);
      const known: Known = {
        outlet,
        lines: new OutletLines(),
        earlier,
        read: new Map(),
        own: new Map(),
        standing: new Set(),
      };
      this.#known.set(outlet.key, known);
      // The newest is learned last: it is forgotten last.
      const newest = earlier.slice(0, READ_EARLIER).reverse();
      await readTogether(this.library, newest, ({ document, text }) => {
        const found = linesOf({ ...text, layers: document.layers, metadata: document.metadata });
        known.lines.put(document.id, found);
        known.read.set(document.id, keysOf(found.lines));
        for (const layer of document.layers) {
          if (layer.by !== 'outlet') continue;
          for (const block of text.blocks)
            if (contains(layer, block)) known.standing.add(keyAt(text.text, block));
        }
      });
    }
  }

  /** A document that is about to be written, with what is known of its outlet folded. */
  fold(document: Document, { text, blocks }: DocumentText): Document {
    const outlet = outletOf(document.metadata);
    const known = outlet && this.#known.get(outlet.key);
    if (!known) return document;
    const taught = this.#taughtOf(outlet);
    const { metadata } = document;
    const said = applyTaught({ text, blocks, layers: document.layers }, taught, outlet.name);
    const { lines, story } = linesOf({ text, blocks, layers: said, metadata });
    known.lines.put(document.id, { lines, story });
    const repeated = known.lines.size < SURE_FROM ? [] : this.#repeated(known, lines);
    const layers = foldRepeated(said, blocks, repeated, outlet.name);
    const folded = new Set(repeated.map(({ at }) => at));
    known.own.set(document.id, keysOf(lines.filter(({ at }) => !folded.has(at))));
    return layers === document.layers ? document : { ...document, layers: [...layers] };
  }

  /** Folds what proved to be furniture, as a part of the run's step. Once, when all documents have come. */
  async settle(step: string, signal: AbortSignal): Promise<void> {
    for (const known of this.#known.values()) {
      if (known.lines.size < STORIES) continue;
      const never = this.#neverOf(known.outlet);
      const repeated = new Set(known.lines.repeatedKeys().filter((key) => !never.has(key)));
      const fresh = new Set([...repeated].filter((key) => !known.standing.has(key)));
      await this.#foldIn(known, holding(known.own, repeated), repeated, step, signal);
      if (fresh.size === 0) continue;
      const unread = known.earlier.slice(READ_EARLIER, MOST_EARLIER);
      await this.#foldIn(known, [...holding(known.read, fresh), ...unread], fresh, step, signal);
    }
  }

  async #foldIn(
    known: Known,
    ids: readonly Id[],
    keys: ReadonlySet<number>,
    step: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { library } = this;
    for (let from = 0; from < ids.length && !signal.aborted; from += WRITTEN_TOGETHER) {
      const planned: LayersOf[] = [];
      await readTogether(library, ids.slice(from, from + WRITTEN_TOGETHER), ({ document, text }) => {
        const { id, layers: before, metadata } = document;
        if (outletOf(metadata)?.key !== known.outlet.key) return;
        const { lines } = linesOf({ ...text, layers: before, metadata });
        const repeated = this.#repeated(
          known,
          lines.filter(({ key }) => keys.has(key)),
        );
        const after = foldRepeated(before, text.blocks, repeated, known.outlet.name);
        if (after !== before) planned.push({ id, before, after });
      });
      if (planned.length === 0) continue;
      await this.desk.inTurn(async () => {
        if (!this.desk.isUsing(library)) return;
        const changes = await layerChanges(library, planned);
        if (changes.length === 0) return;
        const transaction = await library.transact('Import', changes, {
          step: { kind: 'edit', mergeKey: step },
        });
        this.desk.keep(transaction);
      });
    }
  }

  #repeated(known: Known, lines: readonly OutletLine[]): RepeatedLine[] {
    const never = this.#neverOf(known.outlet);
    return lines.flatMap((line) => {
      const documents = never.has(line.key) ? null : known.lines.repeats(line);
      return documents === null ? [] : { at: line.at, documents };
    });
  }

  #neverOf(outlet: Outlet): ReadonlySet<number> {
    const never = new Set<number>();
    for (const [folded, furniture] of this.#taughtOf(outlet)) if (!furniture) never.add(lineKey(folded));
    return never;
  }

  #taughtOf({ key }: Outlet): ReadonlyMap<string, boolean> {
    const { record } = this.library;
    if (this.#taught?.of !== record || this.#taught.outlet !== key)
      this.#taught = { of: record, outlet: key, lines: taughtOf(record.taught, key) };
    return this.#taught.lines;
  }

  #earlierOf(key: string): Id[] {
    if (!this.#earlier) {
      this.#earlier = new Map();
      const there = this.library.summaries().filter(({ trashedAt }) => trashedAt === null);
      for (const entry of there.sort((a, b) => (a.importedAt < b.importedAt ? 1 : -1))) {
        const outlet = outletOf(entry);
        if (!outlet) continue;
        const ids = this.#earlier.get(outlet.key);
        if (ids) ids.push(entry.id);
        else this.#earlier.set(outlet.key, [entry.id]);
      }
    }
    return this.#earlier.get(key) ?? [];
  }
}

/** Layers of a document as they were when it was looked at, and as they are to be. */
export type LayersOf = {
  readonly id: Id;
  readonly before: readonly Layer[];
  readonly after: readonly Layer[];
};

/** The changes of documents whose layers nobody touched meanwhile. */
export async function layerChanges(library: Library, planned: readonly LayersOf[]): Promise<RecordChange[]> {
  const changes: RecordChange[] = [];
  for (const { id, before, after } of planned) {
    const document = await readable(library.get('document', id));
    if (document?.trashedAt !== null) continue;
    if (JSON.stringify(document.layers) !== JSON.stringify(before)) continue;
    changes.push({ kind: 'document', id, value: { ...document, layers: [...after] } });
  }
  return changes;
}

/** Reads documents with their texts, some at once, and gives way in between. What is damaged or in the trash is left out. */
export async function readTogether(
  library: Library,
  ids: readonly Id[],
  take: (read: { document: Document; text: DocumentText }) => void,
): Promise<void> {
  for (let from = 0; from < ids.length; from += READ_TOGETHER) {
    const read = await Promise.all(
      ids
        .slice(from, from + READ_TOGETHER)
        .map(
          async (id) =>
            [await readable(library.get('document', id)), await readable(library.get('text', id))] as const,
        ),
    );
    for (const [document, text] of read) if (document?.trashedAt === null && text) take({ document, text });
    await breathe();
  }
}

/** The library lists a fault among its problems; it must not stop what is done to the others. */
const readable = <T>(reading: Promise<T | null>): Promise<T | null> =>
  reading.catch((thrown: unknown) => {
    if (thrown instanceof AppError) return null;
    throw thrown;
  });

const keysOf = (lines: readonly OutletLine[]): Float64Array => Float64Array.from(lines, ({ key }) => key);
const keyAt = (text: string, { from, to }: { from: number; to: number }): number =>
  lineKey(lineWords(text.slice(from, to)));
const holding = (documents: ReadonlyMap<Id, Float64Array>, keys: ReadonlySet<number>): Id[] =>
  [...documents].flatMap(([id, own]) => (own.some((key) => keys.has(key)) ? id : []));
