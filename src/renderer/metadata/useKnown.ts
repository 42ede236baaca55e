import { useCallback, useState } from 'react';
import type { DocumentKnown } from '../../core/api/contract';
import type { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { useCall, useClient } from '../app/session';

const PAGE = 200;
const AT_ONCE = 500;

/** What is known of the documents of a table, as far as they are seen. */
export type Known = {
  readonly error: AppError | null;
  /** Undefined while it is on its way; null where the document is gone. */
  row(index: number): DocumentKnown | null | undefined;
  readonly see: (from: number, to: number) => void;
  /** Of any rows, both ends included, as they are now. */
  read(from: number, to: number): Promise<(DocumentKnown | null)[]>;
};

/** Reads the rows of `order` page by page, and those again that change. */
export function useKnown(order: readonly Id[]): Known {
  const client = useClient();
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const page = (number: number): Id[] => order.slice(number * PAGE, (number + 1) * PAGE);
  const first = useCall('details.read', { ids: page(seen.first) });
  const last = useCall('details.read', { ids: page(seen.last) }, { enabled: seen.last !== seen.first });
  const see = useCallback((from: number, to: number): void => {
    const next = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) };
    setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, []);
  return {
    error: first.error ?? last.error,
    row: (index) => {
      const number = Math.floor(index / PAGE);
      const { data } = number === seen.first ? first : number === seen.last ? last : { data: undefined };
      return data?.[index - number * PAGE];
    },
    see,
    read: async (from, to) => {
      const ids = order.slice(from, to + 1);
      const found: (DocumentKnown | null)[] = [];
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        found.push(...(await client.call('details.read', { ids: ids.slice(at, at + AT_ONCE) })));
      }
      return found;
    },
  };
}
