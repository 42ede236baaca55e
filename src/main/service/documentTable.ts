import type { DocumentQuestion, DocumentSummary } from '../../core/api/contract';
import { newId, type Id } from '../../core/model/id';
import { fold } from '../../core/text/words';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
import { TOLD_SHARE } from './reuse/reuseCalls';
import type { ReuseFollower } from './reuse/reuseFollower';

/** What the table asks of reuse: nothing, unless it is sorted by it. */
export type KnownShares = Pick<ReuseFollower, 'best' | 'version'>;

/** Orders that are kept: those of a few windows that hold theirs, and what comes between. */
const MOST_ORDERS = 8;

/**
 * An answer as it was given once, and the library then; `held` is the one last made of it, for the rows there were then, and
 * the name of the order that these stand in: another one when some went or came back, since those below them moved.
 */
type Order = {
  readonly question: string;
  readonly ids: readonly Id[];
  readonly library: readonly CatalogueEntry[];
  held: Held | null;
};
type Held = {
  readonly of: readonly CatalogueEntry[];
  readonly rows: readonly CatalogueEntry[];
  readonly name: string;
};

/** The catalogue filtered and sorted as last asked: scrolling a long table asks the same again and again. */
export class DocumentTable {
  #question = '';
  #entries: readonly CatalogueEntry[] = [];
  #rows: readonly CatalogueEntry[] = [];
  #order = '';
  /** By their names, the one used last at the end. */
  readonly #orders = new Map<string, Order>();

  constructor(
    private readonly desk: Desk,
    private readonly shares: KnownShares,
  ) {}

  /** Every document that fits, in order. */
  rows(asked: DocumentQuestion): readonly CatalogueEntry[] {
    const entries = this.desk.library.summaries();
    // Shares change without an edit: they are worked out piece by piece.
    const best = asked.sort.by === 'shared' ? this.shares.best() : NO_SHARES;
    const question = JSON.stringify([asked, asked.sort.by === 'shared' && this.shares.version]);
    // The catalogue is another array after each change, and the same one until then.
    if (entries !== this.#entries || question !== this.#question) {
      const likely = question === this.#question || asked.sort.by === 'shared' ? this.#rows : [];
      this.#rows = arrange(inLikelyOrder(entries, likely), asked, best);
      this.#entries = entries;
      this.#question = question;
      this.#order = newId();
    }
    return this.#rows;
  }

  /**
   * Every document that fits and was in the library when the answer named `order` was given to the same question, in the order
   * of that one: what fits again, back from the trash say, stands behind its neighbour. `later` counts those that are left out
   * for it. As `rows`, where the order is not kept any more.
   */
  rowsAsBefore(
    asked: DocumentQuestion,
    order: string | undefined,
  ): { readonly rows: readonly CatalogueEntry[]; readonly order: string; readonly later: number } {
    const rows = this.rows(asked);
    const question = JSON.stringify(asked);
    const before = order === undefined ? undefined : this.#orders.get(order);
    if (order === undefined || before?.question !== question) {
      const now = this.#orders.get(this.#order);
      const ids = rows.map(({ id }) => id);
      this.#keep(this.#order, now ?? { question, ids, library: this.#entries, held: null });
      return { rows, order: this.#order, later: 0 };
    }
    this.#keep(order, before);
    if (before.held?.of !== rows) before.held = this.#hold(rows, order, before);
    const { rows: held, name } = before.held;
    return { rows: held, order: name, later: rows.length - held.length };
  }

  #hold(rows: readonly CatalogueEntry[], name: string, order: Order): Held {
    const held = inHeldOrder(rows, order);
    const ids = held.map(({ id }) => id);
    if (ids.length === order.ids.length && ids.every((id, at) => id === order.ids[at])) {
      return { of: rows, rows: held, name };
    }
    const next: Held = { of: rows, rows: held, name: newId() };
    this.#keep(next.name, { ...order, ids, held: next });
    return next;
  }

  #keep(name: string, order: Order): void {
    this.#orders.delete(name);
    this.#orders.set(name, order);
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= MOST_ORDERS) break;
      this.#orders.delete(oldest);
    }
  }
}

/** The rows that stood in an order, as they stood, and those of its library that fit by now. */
function inHeldOrder(rows: readonly CatalogueEntry[], { ids, library }: Order): readonly CatalogueEntry[] {
  const byId = new Map(rows.map((entry) => [entry.id, entry]));
  const held = ids.flatMap((id) => byId.get(id) ?? []);
  if (held.length === rows.length) return held;
  const standing = new Set(ids);
  const known = new Set(library.map(({ id }) => id));
  /** What has come back, behind the row it stands behind without the hold; null for the first. */
  const back = new Map<Id | null, CatalogueEntry[]>();
  let neighbour: Id | null = null;
  for (const entry of rows) {
    if (standing.has(entry.id)) neighbour = entry.id;
    else if (known.has(entry.id)) {
      const behind = back.get(neighbour);
      if (behind) behind.push(entry);
      else back.set(neighbour, [entry]);
    }
  }
  if (back.size === 0) return held;
  return [...(back.get(null) ?? []), ...held.flatMap((entry) => [entry, ...(back.get(entry.id) ?? [])])];
}

/** The entries with those of `before` first, in that order: after an edit nearly sorted, which costs a fraction to sort. */
function inLikelyOrder(
  entries: readonly CatalogueEntry[],
  before: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  if (before.length === 0) return entries;
  const left = new Map(entries.map((entry) => [entry.id, entry]));
  const known = before.flatMap(({ id }) => {
    const entry = left.get(id);
    left.delete(id);
    return entry ?? [];
  });
  return [...known, ...left.values()];
}

function arrange(
  entries: readonly CatalogueEntry[],
  { text, trashed, tag, only, guesses, sort }: DocumentQuestion,
  shares: ReturnType<KnownShares['best']>,
): CatalogueEntry[] {
  const wanted = foldEach(text);
  const named: ReadonlySet<Id> | null = only === null ? null : new Set(only);
  const kept = entries.filter((entry) => {
    if ((entry.trashedAt !== null) !== trashed) return false;
    if (named !== null && !named.has(entry.id)) return false;
    if (guesses && entry.guesses === 0) return false;
    if (tag !== null && !entry.tags.includes(tag)) return false;
    return wanted.length === 0 || wanted.every((word) => wordsOf(entry).includes(word));
  });
  const direction = sort.descending ? -1 : 1;
  const byTitle = (a: CatalogueEntry, b: CatalogueEntry): number =>
    collator.compare(a.title, b.title) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return kept.sort((a, b) => {
    const [x, y] = [sortValue(a, sort.by, shares), sortValue(b, sort.by, shares)];
    // What is not known stands last whichever way the table is sorted.
    if (x === null || y === null) return x === y ? byTitle(a, b) : x === null ? 1 : -1;
    const order = typeof x === 'number' ? x - (y as number) : collator.compare(x, y as string);
    return order * direction || byTitle(a, b);
  });
}

function sortValue(
  entry: CatalogueEntry,
  by: DocumentQuestion['sort']['by'],
  shares: ReturnType<KnownShares['best']>,
): string | number | null {
  if (typeof by === 'object') return entry.own?.[by.own] ?? null;
  if (by === 'shared') {
    const share = shares.get(entry.id)?.share ?? 0;
    return share < TOLD_SHARE ? null : share;
  }
  const value = entry[by];
  return typeof value === 'object' && value !== null ? (value[0] ?? null) : value;
}

const NO_SHARES: ReturnType<KnownShares['best']> = new Map();

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What the filter of the table looks at, folded once for each state of a document. */
function wordsOf(entry: CatalogueEntry): string {
  let shown = folded.get(entry);
  if (shown === undefined) {
    const { title, publisher, agency, authors, fileName, placeLine, reliability, own } = entry;
    const parts = [
      title,
      publisher,
      agency,
      ...authors,
      fileName,
      placeLine,
      reliability,
      ...Object.values(own ?? {}),
    ];
    shown = foldEach(parts.join(' ')).join(' ');
    folded.set(entry, shown);
  }
  return shown;
}
/** What stands between spaces, each folded. */
const foldEach = (text: string): string[] => text.split(/\s+/).map(fold).filter(Boolean);
const folded = new WeakMap<CatalogueEntry, string>();

/** The row of the table; the catalogue knows more than the contract shows. */
export function toSummary(entry: CatalogueEntry): DocumentSummary {
  const { id, title, publisher, agency, authors, published, language, words } = entry;
  const { highlights, tags, fileName, importedAt, trashedAt } = entry;
  return { id, title, publisher, agency, authors, published, language, words, highlights, tags, fileName, importedAt, trashedAt }; // prettier-ignore
}
