import type { Client, EventValue, Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { FacetChoice, FeedItem, SearchAnswer } from '../../core/model/search';
import { keepIndex, readKeptIndex, type KeptBytes } from '../../core/search/keptIndex';
import { createSearchIndex, type SearchIndex, type SearchOptions } from '../../core/search/searchIndex';
import type { FoundDocuments } from './searchMessages';

/** How far the index is behind the library. */
export type IndexState = {
  /** Grows whenever answers may have changed. */
  readonly version: number;
  /** Documents in the index, of those in the library. */
  readonly done: number;
  readonly total: number;
  /** True until everything in the library can be found. */
  readonly building: boolean;
  /** Why it stays behind, in a sentence; null while it does not. It is tried again at the next change. */
  readonly problem: string | null;
};

export type SearchSession = {
  /** What is in the index now; while it is being built, from what is there. */
  search(query: string, options: SearchOptions): SearchAnswer;
  /** Every document that a finished query finds, and no hits: what a notebook asks of each of its searches. */
  documents(query: string, choices: readonly FacetChoice[]): FoundDocuments;
  /** Where what a finished query finds stands in the text of a document, in order and apart. */
  places(query: string, document: Id): Range[];
  readonly state: IndexState;
  /** Resolves when there is nothing left to read. */
  settled(): Promise<void>;
};

/** Characters of text asked for at once: a fraction of a second of work. */
const BATCH = 400_000;
/** Changes read at once; an import makes hundreds. */
const MOST_CHANGES = 40;
/** Places in one document that are marked and walked at most. */
const MOST_PLACES = 10_000;
/** Milliseconds of work after which whoever asked something gets an answer. */
const LONGEST_WORK = 12;
/** Milliseconds from one word on progress to the next: a person sees no more, and each has the window draw. */
const PROGRESS = 250;
/**
 * Milliseconds, while there is more to read, from one invitation to ask again to the next: an answer in between has the
 * index seal what came until then, much of it too small to stay.
 */
const ANSWERS = 500;

type Changed = EventValue<'changed'>;
type Change = Changed['changes'][number];

/** The index of the library that is open, and how much of the library is in it. */
type Indexed = {
  readonly library: Id;
  index: SearchIndex;
  /** Everything in the index, so that what a later reading does not meet can be taken out. */
  known: Set<Id>;
  /** What was kept from the last time is still to be looked for. */
  mustRestore: boolean;
  /** Documents and notes there must be once everything pending is read; null when that cannot be said any more. */
  things: number | null;
  /** Things put since the index was kept. */
  unkept: number;
  /** The last revision all of whose changes are in the index or in `pending`; null before the first answer. */
  revision: number | null;
  /** Events that came before the first answer. */
  readonly early: Changed[];
  /** By kind and id: what changed and was not read yet. */
  readonly pending: Map<string, Change>;
  /** For each batch that was asked for and is not in the index yet: what changed since, which may be older in it. */
  readonly sinceAsked: Set<Map<string, Change>>;
  /** The library is to be read from the start: at first, and after an event was missed. */
  mustRead: boolean;
  /** It is being read from the start. */
  isReading: boolean;
  total: number;
};

/** True when everything in the library, as far as is known, can be found. */
const isWhole = ({ mustRestore, mustRead, isReading, pending }: Indexed): boolean =>
  !mustRestore && !mustRead && !isReading && pending.size === 0;

/** A batch of a reading on its way, and what changed since it was asked for. */
type AskedBatch = { readonly batch: Promise<Output<'feed.read'>>; readonly changed: Map<string, Change> };

/** Where an index is kept from one window to the next, and when there is time for it. */
export type Keeping = KeptBytes & {
  /** Resolves when nobody has asked or changed anything for a while. */
  quiet(): Promise<void>;
};

/** Things that are worth keeping at once; fewer wait until it is quiet. */
const MANY = 200;

/**
 * Keeps a search index in step with whatever library is open. It reads the library in batches, then follows its events;
 * an event whose revision does not follow the last one means that one was missed, and the library is read again while the
 * old index answers. `pause` lets others work (a turn of the event loop); `onState` is told of every step.
 *
 * With `keeping` it begins with the index that was kept, asks only for what was edited since, and keeps its own when it is
 * whole. What was kept is never trusted further: where it cannot be told what changed, everything is read again while the
 * kept index answers.
 */
export function openSearchSession(
  client: Client,
  pause: () => Promise<void>,
  onState: (state: IndexState) => void,
  keeping: Keeping | null = null,
): SearchSession {
  let current: Indexed | null = null;
  let version = 0;
  let problem: string | null = null;
  let working: Promise<void> | null = null;

  const state = (): IndexState => ({
    version,
    done: current?.index.size ?? 0,
    total: Math.max(current?.total ?? 0, current?.index.size ?? 0),
    building: current !== null && !isWhole(current),
    problem,
  });
  let toldAt = -Infinity;
  let askedAgainAt = -Infinity;
  const tell = (): void => {
    version += 1;
    toldAt = askedAgainAt = performance.now();
    onState(state());
  };
  /** Tells of more in the index, now and then. */
  const tellProgress = (): void => {
    const now = performance.now();
    if (now - askedAgainAt >= ANSWERS) tell();
    else if (now - toldAt >= PROGRESS) {
      toldAt = now;
      onState(state());
    }
  };

  const open = (library: Id | null, revision: number): void => {
    if (library !== null && library === current?.library) {
      // The same library again, after its connection was lost or its name changed.
      if (current.revision !== null && current.revision !== revision) current.mustRead = true;
    } else {
      current =
        library === null
          ? null
          : {
              library,
              index: createSearchIndex(),
              known: new Set(),
              mustRestore: keeping !== null,
              things: null,
              unkept: 0,
              revision: null,
              early: [],
              pending: new Map(),
              sinceAsked: new Set(),
              mustRead: true,
              isReading: false,
              total: 0,
            };
      problem = null;
      tell();
    }
    work();
  };

  const note = (indexed: Indexed, event: Changed): void => {
    if (indexed.revision === null) {
      indexed.early.push(event);
      return;
    }
    if (event.revision <= indexed.revision) return;
    if (event.revision > indexed.revision + 1) indexed.mustRead = true;
    indexed.revision = event.revision;
    indexed.things = null;
    expect(indexed, event.changes);
  };

  /** Changes that are to be read, but for those of things that nobody searches. */
  const expect = (indexed: Indexed, changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.kind !== 'brief' && change.kind !== 'search' && change.kind !== 'library') {
        const key = `${change.kind} ${change.id}`;
        indexed.pending.set(key, change);
        for (const changed of indexed.sinceAsked) changed.set(key, change);
      }
    }
  };

  /** Takes up the library at a revision; events travel apart from answers and may have come before this one. */
  const takeUp = (indexed: Indexed, revision: number): void => {
    indexed.revision = revision;
    for (const event of indexed.early.splice(0).sort((a, b) => a.revision - b.revision)) note(indexed, event);
  };

  const restore = async (indexed: Indexed): Promise<void> => {
    indexed.mustRestore = false;
    if (!keeping) return;
    const found = await readKeptIndex(keeping).catch(() => null);
    if (!found || !isCurrent(indexed)) return;
    indexed.index = found.index;
    indexed.known = new Set(found.index.ids());
    tell();
    const since = await client.call('feed.since', { edit: found.edit });
    if (!isCurrent(indexed) || since.changes === null) return;
    indexed.mustRead = false;
    indexed.things = since.things;
    indexed.total = found.index.size;
    expect(indexed, since.changes);
    takeUp(indexed, since.revision);
  };

  /** Keeps the index, if it is whole: no edit may be missing from what is said to have them all. */
  const keep = async (indexed: Indexed): Promise<void> => {
    if (!keeping || indexed.unkept === 0) return;
    if (indexed.unkept < MANY) await keeping.quiet();
    const mayBeKept = (): boolean => isCurrent(indexed) && isWhole(indexed);
    if (!mayBeKept()) return;
    const { edit, revision } = await client.call('feed.since', { edit: null });
    if (!mayBeKept() || revision !== indexed.revision) return;
    indexed.unkept = 0;
    await keepIndex(keeping, indexed.index, edit, pause);
  };

  /** False when the library was closed or replaced meanwhile. */
  const isCurrent = (indexed: Indexed): boolean => current === indexed;

  const put = async (indexed: Indexed, items: readonly FeedItem[], met: Set<Id> | null): Promise<void> => {
    let since = performance.now();
    for (const item of items) {
      indexed.index.put(item);
      indexed.unkept += 1;
      if (item.kind === 'gone') indexed.known.delete(item.id);
      else {
        indexed.known.add(item.id);
        met?.add(item.id);
      }
      if (performance.now() - since < LONGEST_WORK) continue;
      tellProgress();
      await pause();
      if (!isCurrent(indexed)) return;
      since = performance.now();
    }
  };

  const readChanges = async (indexed: Indexed, met: Set<Id> | null): Promise<void> => {
    while (isCurrent(indexed) && indexed.pending.size > 0) {
      const some = [...indexed.pending].slice(0, MOST_CHANGES);
      for (const [key] of some) indexed.pending.delete(key);
      try {
        const items = await client.call('feed.items', { changes: some.map(([, change]) => change) });
        if (isCurrent(indexed)) await put(indexed, items, met);
        tellProgress();
      } catch (thrown) {
        // What changed once more meanwhile is pending already.
        for (const [key, change] of some) {
          if (!indexed.pending.has(key)) indexed.pending.set(key, change);
        }
        throw thrown;
      }
    }
  };

  const askForBatch = (indexed: Indexed, after: string | null): AskedBatch => {
    const changed = new Map<string, Change>();
    indexed.sinceAsked.add(changed);
    const batch = client.call('feed.read', { after, characters: BATCH });
    // It is awaited later, or never when the batch before it fails.
    batch.catch(() => undefined);
    return { batch, changed };
  };

  const readAll = async (indexed: Indexed): Promise<void> => {
    indexed.mustRead = false;
    indexed.isReading = true;
    const met = new Set<Id>();
    let isFirst = true;
    try {
      for (let asked: AskedBatch | null = askForBatch(indexed, null); asked;) {
        const { batch, changed }: AskedBatch = asked;
        const { items, next, revision, total }: Output<'feed.read'> = await batch;
        if (!isCurrent(indexed)) return;
        if (indexed.revision === null) takeUp(indexed, revision);
        indexed.total = total;
        // The service reads on while this batch is put into the index.
        asked = next === null ? null : askForBatch(indexed, next);
        await put(indexed, items, met);
        indexed.sinceAsked.delete(changed);
        for (const [key, change] of changed) indexed.pending.set(key, change);
        if (isFirst) tell();
        else tellProgress();
        isFirst = false;
        await readChanges(indexed, met);
        if (!isCurrent(indexed)) return;
      }
      const gone = [...indexed.known].filter((id) => !met.has(id));
      await put(
        indexed,
        gone.map((id): FeedItem => ({ kind: 'gone', id })),
        null,
      );
    } catch (thrown) {
      indexed.mustRead = true;
      throw thrown;
    } finally {
      indexed.sinceAsked.clear();
      indexed.isReading = false;
    }
  };

  const catchUp = async (): Promise<void> => {
    for (;;) {
      const indexed = current;
      if (!indexed) return;
      try {
        if (indexed.mustRestore) await restore(indexed);
        else if (indexed.mustRead) await readAll(indexed);
        else if (indexed.pending.size > 0) await readChanges(indexed, null);
        else if (indexed.things !== null && indexed.things !== indexed.known.size) {
          // Something left no trace among the edits, as what is deleted for good does not.
          indexed.things = null;
          indexed.mustRead = true;
        } else {
          problem = null;
          tell();
          tidyAndKeepLater(indexed);
          return;
        }
      } catch (thrown) {
        if (!isCurrent(indexed)) continue;
        const error = AppError.from(thrown);
        problem = `Some of the library cannot be found yet: ${error.message}`;
        tell();
        return;
      }
    }
  };

  /** Does what makes later answers come sooner, until there is something to read. */
  const tidy = async (indexed: Indexed): Promise<void> => {
    await pause();
    let since = performance.now();
    while (isCurrent(indexed) && !working && indexed.index.tidy()) {
      if (performance.now() - since < LONGEST_WORK) continue;
      await pause();
      since = performance.now();
    }
  };

  let keepingNow: Promise<void> = Promise.resolve();
  const tidyAndKeepLater = (indexed: Indexed): void => {
    // Tidy first: what is kept is then little changed by what comes.
    keepingNow = keepingNow
      .then(() => tidy(indexed))
      .then(() => keep(indexed))
      // Not being able to keep it costs the next window time and nobody anything else.
      .catch(() => undefined);
  };

  function work(): void {
    if (working || !current) return;
    working = catchUp().finally(() => {
      working = null;
    });
  }

  client.on('changed', (event) => {
    if (!current) return;
    note(current, event);
    // What touches nothing that is searched makes no answer new.
    if (current.mustRead || current.pending.size > 0) work();
  });
  client.on('library', (status) => open(status?.id ?? null, status?.revision ?? 0));
  const asked = client.call('library.status', {}).then(
    // An event may have come first, and knows better.
    (status) => void (current === null && status && open(status.id, status.revision)),
    (thrown: unknown) => {
      problem = AppError.from(thrown).message;
      tell();
    },
  );

  return {
    search: (query, options) => (current?.index ?? nothing).search(query, options),
    documents(query, choices) {
      const { groups, totalHits, precise, problems } = (current?.index ?? nothing).search(query, {
        limit: Number.MAX_SAFE_INTEGER,
        hitsPerDocument: 0,
        typing: false,
        choices,
      });
      return {
        documents: groups.flatMap(({ document }) => document ?? []),
        totalHits,
        precise,
        problem: problems[0]?.message ?? null,
      };
    },
    places: (query, document) => (current?.index ?? nothing).places(query, document).slice(0, MOST_PLACES),
    get state() {
      return state();
    },
    async settled() {
      await asked;
      while (working) await working;
      await keepingNow;
    },
  };
}

const nothing = createSearchIndex();
