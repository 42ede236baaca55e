import { ReuseIndex, type PairShares, type ReuseSource } from '../../../core/compare/reuse/reuseIndex';
import type { ComparedText } from '../../../core/compare/side';
import type { Id } from '../../../core/model/id';

/** Gives a document's text when its words are needed again; null when it is not there any more. */
export type ReadText = (id: Id) => Promise<ComparedText | null>;

/** What the index says after it took something in: documents in it, and the partners that may be others than before. */
export type ReuseChanges = {
  readonly size: number;
  readonly best: readonly (readonly [Id, PairShares | null])[];
};

/**
 * The index of reuse, wherever it runs. Calls are done one after the other; questions go before documents that wait to be
 * taken in. Everything that goes in and comes out can be cloned.
 */
export class ReuseEngine {
  #index: ReuseIndex;
  readonly #questions: (() => Promise<void>)[] = [];
  readonly #arrivals: (() => Promise<void>)[] = [];
  #working = false;

  constructor(private readonly read: ReadText) {
    this.#index = new ReuseIndex(read);
  }

  /** Begins with an index that was kept. Null when it cannot be used; else its keeper's note and the stamps of what is in it. */
  restore(bytes: Uint8Array): Promise<{ note: string; stamps: [Id, string][] } | null> {
    return this.#ask(() => {
      const kept = ReuseIndex.restore(bytes, this.read);
      if (!kept) return null;
      this.#index = kept.index;
      return { note: kept.note, stamps: kept.index.stamps() };
    });
  }

  save(note: string): Promise<Uint8Array> {
    return this.#ask(() => this.#index.save(note));
  }

  /** Takes a document in, or replaces it. */
  put(source: ReuseSource): Promise<void> {
    return this.#queue(this.#arrivals, () => this.#index.put(source));
  }

  date(id: Id, published: string | null, importedAt: string): Promise<void> {
    return this.#queue(this.#arrivals, () => this.#index.date(id, { published, importedAt }));
  }

  remove(id: Id): Promise<void> {
    return this.#queue(this.#arrivals, () => this.#index.remove(id));
  }

  /** Since this was asked last. */
  changes(): Promise<ReuseChanges> {
    return this.#ask(() => ({
      size: this.#index.size,
      best: this.#index.takeChanged().map((id) => [id, this.#index.best(id)] as const),
    }));
  }

  partners(id: Id, minWords: number): ReturnType<ReuseIndex['partners']> {
    return this.#ask(() => this.#index.partners(id, minWords));
  }

  novelty(id: Id): ReturnType<ReuseIndex['novelty']> {
    return this.#ask(() => this.#index.novelty(id));
  }

  lineage(id: Id): ReturnType<ReuseIndex['lineage']> {
    return this.#ask(() => this.#index.lineage(id));
  }

  nearDuplicates(): Promise<Id[][]> {
    return this.#ask(() => this.#index.nearDuplicates());
  }

  quotations(): ReturnType<ReuseIndex['quotations']> {
    return this.#ask(() => this.#index.quotations());
  }

  repeats(id: Id): ReturnType<ReuseIndex['repeats']> {
    return this.#ask(() => this.#index.repeats(id));
  }

  #ask<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#queue(this.#questions, work);
  }

  #queue<T>(line: (() => Promise<void>)[], work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      line.push(async () => {
        try {
          resolve(await work());
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (;;) {
      const next = this.#questions.shift() ?? this.#arrivals.shift();
      if (!next) break;
      await next();
    }
    this.#working = false;
  }
}

/** The calls of an engine, as they cross to a thread. */
export type ReuseCalls = Pick<ReuseEngine, keyof ReuseEngine>;

/** An engine that runs, and how it ends. */
export type RunningReuse = {
  readonly engine: ReuseCalls;
  /** What is asked from then on, or not answered yet, rejects. */
  end(): void;
};

/** Starts an engine. */
export type StartReuse = (read: ReadText) => RunningReuse;

/** An engine in this thread: for tests, and for who has few documents. */
export const reuseHere: StartReuse = (read) => ({ engine: new ReuseEngine(read), end: () => undefined });
