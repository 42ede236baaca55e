import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { PairShares, ReuseSource } from '../../../core/compare/reuse/reuseIndex';
import { AppError } from '../../../core/model/appError';
import type { Document, DocumentText, Layer } from '../../../core/model/document';
import type { Id } from '../../../core/model/id';
import { messageHead } from '../../../core/model/messageFields';
import type { ReuseState } from '../../../core/model/reuse';
import type { Library } from '../../library/library';
import type { Desk } from '../desk';
import { changesSince } from '../feed';
import type { ReuseCalls, RunningReuse, StartReuse } from './reuseEngine';

/** The name it is kept under, beside the library. */
const CACHE = 'reuse-index';
/** Documents read at once. */
const READ_TOGETHER = 8;
/** Milliseconds after a change before it is looked at: an import goes first. */
const PAUSE = 120;
/** While an import runs: so many documents are looked at in so many milliseconds, that it has the processors nearly for itself. */
const BESIDE_IMPORT = { documents: 16, every: 500 };
/** Milliseconds from one word on progress to the next. */
const PROGRESS = 1_000;
/** Documents taken in since the index was kept from which it is worth keeping again; fewer are read again at the next start. */
const WORTH_KEEPING = 200;

type Followed = {
  readonly library: Library;
  readonly running: RunningReuse;
  /** Documents to be looked at again, in the order they came. */
  readonly pending: Set<Id>;
  /** Of every document in the index. */
  readonly stamps: Map<Id, string>;
  readonly best: Map<Id, PairShares>;
  readonly stop: () => void;
  size: number;
  unkept: number;
  isRestoring: boolean;
  work: Promise<void> | null;
};

/**
 * Keeps an index of reuse in step with the open library. It begins when it is first asked, from what was kept beside the
 * library where that is sound, and follows every edit from then on; with the library's closing it ends, and nothing of the
 * library stays in memory.
 */
export class ReuseFollower {
  #now: Followed | null = null;
  #problem: string | null = null;
  #toldAt = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #waiters = new Set<() => void>();
  /** Grows whenever answers may have changed. */
  version = 0;

  /** `isImporting` says whether an import runs, which goes before all that nobody waits for. */
  constructor(
    private readonly desk: Desk,
    private readonly start: StartReuse,
    private readonly isImporting: () => boolean = () => false,
  ) {
    desk.onEvent((name) => {
      if (name === 'library' && this.#now && !desk.isUsing(this.#now.library)) this.close();
    });
  }

  /** The index of the open library, as far as it is. Throws `no-library-open`. */
  engine(): ReuseCalls {
    return this.#follow().running.engine;
  }

  /** The partner of which each document has most, as far as is known. */
  best(): ReadonlyMap<Id, PairShares> {
    return this.#follow().best;
  }

  state(): ReuseState {
    const { library, size, pending, isRestoring, work } = this.#follow();
    const total = library.summaries().reduce((sum, { trashedAt }) => sum + Number(trashedAt === null), 0);
    return {
      done: Math.min(size, total),
      total,
      building: this.#problem === null && (isRestoring || pending.size > 0 || work !== null),
      problem: this.#problem,
    };
  }

  /** Resolves when these documents, or all, are in the index; when `signal` is aborted, when it failed, and after `wait` ms. */
  async reached(ids: readonly Id[] | null, signal: AbortSignal, wait = Infinity): Promise<void> {
    const end = performance.now() + wait;
    for (;;) {
      const { pending, isRestoring, work } = this.#follow();
      const waits =
        isRestoring || (ids === null ? pending.size > 0 || work !== null : ids.some((id) => pending.has(id)));
      const left = end - performance.now();
      if (!waits || signal.aborted || left <= 0 || this.#problem !== null) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(left, 1_000));
        this.#waiters.add(done);
        // What gave way to an import does so no more.
        this.#workNow();
      });
    }
  }

  /** Ends following; what was not kept is found again the next time. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#now?.stop();
    this.#now?.running.end();
    this.#now = null;
    this.#wake();
  }

  #follow(): Followed {
    const { library } = this.desk;
    if (this.#now?.library === library) return this.#now;
    this.close();
    this.#problem = null;
    const pending = new Set<Id>();
    const followed: Followed = {
      library,
      running: this.start((id) => readText(library, id)),
      pending,
      stamps: new Map(),
      best: new Map(),
      stop: library.onChange(({ changes }) => {
        for (const { kind, id } of changes) if (kind === 'document') pending.add(id);
        if (pending.size > 0) this.#workSoon(followed);
      }),
      size: 0,
      unkept: 0,
      isRestoring: true,
      work: null,
    };
    this.#now = followed;
    this.#workSoon(followed, 0);
    return followed;
  }

  /** True while what is pending is to wait: an import runs, and nobody waits for an answer. */
  get #givesWay(): boolean {
    return this.#waiters.size === 0 && this.isImporting();
  }

  #workNow(): void {
    const followed = this.#now;
    if (!followed || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#workSoon(followed, 0);
  }

  #workSoon(followed: Followed, pause = this.#givesWay ? BESIDE_IMPORT.every : PAUSE): void {
    if (followed.work || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#now !== followed) return;
      followed.work = this.#work(followed)
        .catch((thrown: unknown) => {
          // Closing the library ends its index in the middle of whatever it does.
          if (this.#now === followed && this.desk.isUsing(followed.library))
            this.#problem = `What documents share cannot be looked for: ${AppError.from(thrown).message}`;
        })
        .then(() => {
          followed.work = null;
          if (this.#now !== followed) return;
          if (followed.pending.size > 0 && this.#problem === null)
            this.#workSoon(followed, this.#givesWay ? BESIDE_IMPORT.every : 0);
          this.#tell(followed.pending.size === 0);
        });
    }, pause);
    // What is begun is waited for by who asked; it keeps no program running.
    this.#timer.unref();
  }

  async #work(followed: Followed): Promise<void> {
    if (followed.isRestoring) await this.#restore(followed);
    const { library, pending, running } = followed;
    let looked = 0;
    while (pending.size > 0 && this.#now === followed) {
      if (looked >= BESIDE_IMPORT.documents && this.#givesWay) return;
      looked += READ_TOGETHER;
      const ids = firstOf(pending, READ_TOGETHER);
      for (const id of ids) pending.delete(id);
      await Promise.all(ids.map((id) => this.#look(followed, id)));
      const { size, best } = await running.engine.changes();
      this.#take(followed, size, best);
      this.#tell(false);
      await turn();
    }
    if (this.#now === followed && library.readOnly === null && followed.unkept >= WORTH_KEEPING) {
      await this.#keep(followed);
    }
  }

  async #restore(followed: Followed): Promise<void> {
    const { library, pending, running, stamps } = followed;
    const bytes = await library.caches.read(CACHE);
    const kept = bytes && (await running.engine.restore(bytes));
    let changes = null;
    if (kept) {
      for (const [id, stamp] of kept.stamps) stamps.set(id, stamp);
      const last = (await library.past(1))[0]?.seq ?? 0;
      changes = await changesSince(library, Number(kept.note), last);
    }
    if (changes) for (const { kind, id } of changes) if (kind === 'document') pending.add(id);
    const there = new Set(library.summaries().flatMap(({ id, trashedAt }) => (trashedAt === null ? id : [])));
    // What the kept index does not know, and what it knows and is gone, whatever the edits say.
    for (const id of there) if (!changes || !stamps.has(id)) pending.add(id);
    for (const id of stamps.keys()) if (!there.has(id)) pending.add(id);
    followed.isRestoring = false;
    const { size, best } = await running.engine.changes();
    this.#take(followed, size, best);
  }

  /** Brings one document up to date in the index. */
  async #look(followed: Followed, id: Id): Promise<void> {
    const { library, running, stamps } = followed;
    const document =
      library.summary(id)?.trashedAt === null ? await readable(library.get('document', id)) : null;
    const text =
      document && (stamps.get(id) === stampOf(document) ? 'known' : await readable(library.get('text', id)));
    if (!document || !text || document.trashedAt !== null) {
      if (stamps.delete(id)) {
        followed.unkept += 1;
        await running.engine.remove(id);
      }
      return;
    }
    const { published, publisher } = document.metadata;
    if (text === 'known') {
      await running.engine.date(id, published, document.importedAt);
      return;
    }
    const source: ReuseSource = {
      id,
      text: text.text,
      blocks: text.blocks,
      layers: leftOut(document, text),
      outlet: publisher,
      published,
      importedAt: document.importedAt,
      stamp: stampOf(document),
    };
    stamps.set(id, source.stamp);
    followed.unkept += 1;
    await running.engine.put(source);
  }

  #take(followed: Followed, size: number, best: readonly (readonly [Id, PairShares | null])[]): void {
    followed.size = size;
    for (const [id, pair] of best) {
      if (pair) followed.best.set(id, pair);
      else followed.best.delete(id);
    }
    if (best.length > 0) this.version += 1;
    this.#wake();
  }

  async #keep(followed: Followed): Promise<void> {
    const { library, running, pending } = followed;
    const last = (await library.past(1))[0]?.seq ?? 0;
    const bytes = await running.engine.save(String(last));
    // An edit in between may be in the index or not: then it is kept after the next one.
    if (pending.size > 0 || this.#now !== followed) return;
    await library.caches.write(CACHE, bytes).catch(() => undefined);
    followed.unkept = 0;
  }

  #tell(isDone: boolean): void {
    this.#wake();
    const now = performance.now();
    if (!isDone && now - this.#toldAt < PROGRESS) return;
    this.#toldAt = now;
    this.desk.emit('reuse', this.state());
  }

  #wake(): void {
    for (const wake of [...this.#waiters]) wake();
  }
}

function firstOf<T>(all: Iterable<T>, most: number): T[] {
  const some: T[] = [];
  for (const one of all) {
    if (some.length === most) break;
    some.push(one);
  }
  return some;
}

/** Changes with everything of a document that decides what it shares. */
function stampOf({ textSha256, layers, metadata, mail }: Document): string {
  const active = layers.filter((layer) => layer.active).map(({ from, to }) => [from, to]);
  return createHash('sha256')
    .update(JSON.stringify([textSha256, active, metadata.publisher, ...(mail ? ['without head'] : [])]))
    .digest('base64')
    .slice(0, 16);
}

/** What is not looked at: what the reader folds, and of a message what stands above its text. */
function leftOut({ layers, mail }: Document, { text, blocks }: DocumentText): readonly Layer[] {
  const head = mail ? messageHead(text, blocks) : null;
  return head ? [...layers, { ...head, reason: 'furniture', label: '', active: true }] : layers;
}

async function readText(
  library: Library,
  id: Id,
): Promise<Pick<ReuseSource, 'text' | 'blocks' | 'layers'> | null> {
  const [document, text] = await Promise.all([
    readable(library.get('document', id)),
    readable(library.get('text', id)),
  ]);
  return document && text && { text: text.text, blocks: text.blocks, layers: leftOut(document, text) };
}

/** A damaged file hides itself, not the rest; the library lists it among its problems. */
const readable = <T>(reading: Promise<T | null>): Promise<T | null> => reading.catch(() => null);
