import { useCallback, useMemo, useState } from 'react';
import { z } from 'zod';
import { SortBy, type DocumentSummary } from '../../core/api/contract';
import type { ReuseSummary } from '../../core/model/reuse';
import type { AppError } from '../../core/model/appError';
import { newId, type Id } from '../../core/model/id';
import { useCall, useClient } from '../app/session';

/** How the table is ordered. */
export const Sort = z.object({ by: SortBy, descending: z.boolean() });
export type Sort = z.infer<typeof Sort>;
export const defaultSort: Sort = { by: 'importedAt', descending: true };

/** Rows to one call. No window is tall enough to see more than two of these pages. */
const PAGE = 200;

/** The rows of the table as far as they are seen. */
export type DocumentRows = {
  readonly total: number;
  readonly loading: boolean;
  readonly error: AppError | null;
  /** Undefined while the row is on its way. */
  row(index: number): DocumentSummary | undefined;
  /** The document of which one has most (reuse); undefined where there is none, or it is not known yet. */
  shared(id: Id): ReuseSummary | undefined;
  /** Tells which rows are seen, so that they are read. */
  readonly see: (from: number, to: number) => void;
  /** Ids of rows, both ends included, wherever they are; at once where all of them are read. */
  ids(from: number, to: number): Id[] | Promise<Id[]>;
  /** What the rows stand in; another word whenever it may be another order. */
  readonly order: string | undefined;
  /** Documents that came since the order is held, and are not among the rows. */
  readonly later: number;
  /** Takes them in. */
  readonly showLater: () => void;
  /** The row numbers of documents; null for those that are not among the rows. */
  readonly places: (ids: readonly Id[]) => Promise<(number | null)[]>;
};

/**
 * Reads the table page by page, and again when something changes. While `isHeld`, rows stay where they are: documents that come
 * are counted, and shown when they are asked for.
 */
export function useDocumentRows(
  query: { text: string; trashed: boolean; sort: Sort },
  isHeld: boolean,
): DocumentRows {
  const { text, trashed, sort } = query;
  const client = useClient();
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  // Held is what the service knows as an order; any other word asks for the rows as they are, and not for what was read before.
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const page = (number: number) => ({
    text,
    trashed,
    sort,
    from: number * PAGE,
    count: PAGE,
    order: asked,
  });
  const samePage = (number: number) => (previous: { from: number }) => previous.from === number * PAGE;
  // The first page stays asked for wherever one is: it has the total before the page that is seen has come.
  const base = useCall('documents.list', page(0), { keepPrevious: samePage(0) });
  const first = useCall('documents.list', page(seen.first), { keepPrevious: samePage(seen.first) });
  const last = useCall('documents.list', page(seen.last), {
    enabled: seen.last !== seen.first,
    keepPrevious: samePage(seen.last),
  });
  const total = base.data?.total ?? 0;
  const { order, later = 0 } = base.data ?? {};
  const [wasHeld, setWasHeld] = useState(isHeld);
  if (wasHeld !== isHeld) {
    setWasHeld(isHeld);
    if (!isHeld) setAsked((now) => now && newId());
  }
  // An answer to another question, or of an order that is kept no more, comes in an order of its own: it is held then.
  if (isHeld && order !== undefined && !base.isPrevious && asked !== order) setAsked(order);
  const firstShared = useShared(first.data?.rows);
  const lastShared = useShared(seen.last === seen.first ? undefined : last.data?.rows);

  const see = useCallback((from: number, to: number): void => {
    const next = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) };
    setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, []);
  const row = (index: number): DocumentSummary | undefined => {
    const number = Math.floor(index / PAGE);
    const { data } = number === seen.first ? first : number === seen.last ? last : { data: undefined };
    return data?.rows[index - number * PAGE];
  };
  const readIds = useCallback(
    async (from: number, to: number): Promise<Id[]> => {
      const found: Id[] = [];
      for (let at = from; at <= to; at += 1000) {
        const count = Math.min(1000, to - at + 1);
        const part = { text, trashed, sort, from: at, count, order };
        const { rows } = await client.call('documents.list', part);
        found.push(...rows.map((row) => row.id));
      }
      return found;
    },
    [client, text, trashed, sort, order],
  );
  const places = useCallback(
    async (of: readonly Id[]): Promise<(number | null)[]> => {
      const question = { text, trashed, sort, from: 0, count: 0, order, places: [...of] };
      return (await client.call('documents.list', question)).places ?? [];
    },
    [client, text, trashed, sort, order],
  );
  const showLater = useCallback(() => setAsked(newId()), []);
  return {
    total,
    loading: base.loading,
    error: base.error ?? first.error ?? last.error,
    row,
    shared: (id) => firstShared.get(id) ?? lastShared.get(id),
    see,
    ids: (from, to) => {
      const read: Id[] = [];
      for (let at = from; at <= to; at += 1) {
        const known = row(at);
        if (known === undefined) return readIds(from, to);
        read.push(known.id);
      }
      return read;
    },
    order,
    later,
    showLater,
    places,
  };
}

/** The reuse of a page of rows: read after them, and again whenever more is known. */
function useShared(rows: readonly DocumentSummary[] | undefined): ReadonlyMap<Id, ReuseSummary> {
  const ids = useMemo(() => (rows ?? []).map((row) => row.id), [rows]);
  const { data } = useCall('reuse.summary', { ids }, { enabled: ids.length > 0, keepPrevious: true });
  return useMemo(() => new Map((data ?? []).map((one) => [one.id, one])), [data]);
}
