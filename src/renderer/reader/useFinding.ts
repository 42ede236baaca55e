import { useState } from 'react';
import type { Range } from '../../core/model/range';
import { firstFrom } from './findInText';
import { useFind, type Find } from './useFind';

type Asked = {
  readonly query: string;
  /** Index of the place shown; null until the reader steps, when it is the first after `origin`. */
  readonly at: number | null;
  readonly origin: number;
  readonly times: number;
};

export type Finding = {
  readonly isOpen: boolean;
  readonly query: string;
  readonly find: Find;
  readonly at: number | null;
  readonly current: Range | null;
  readonly times: number;
  open: (query: string | null, origin: number) => void;
  type: (query: string) => void;
  /** Goes to the next or previous place, round at the ends; null when there is none. */
  step: (by: 1 | -1) => Range | null;
  close: () => void;
};

/** Finding in one document: what was asked, what was found, which place is shown. */
export function useFinding(text: string): Finding {
  const [asked, setAsked] = useState<Asked | null>(null);
  const find = useFind(text, asked?.query ?? '');
  const { found } = find;
  const at = !asked || found.length === 0 ? null : (asked.at ?? firstFrom(found, asked.origin));
  return {
    isOpen: asked !== null,
    query: asked?.query ?? '',
    find,
    at,
    current: at === null ? null : (found[at] ?? null),
    times: asked?.times ?? 0,
    open: (query, origin) =>
      setAsked((before) => ({
        query: query ?? before?.query ?? '',
        at: null,
        origin,
        times: (before?.times ?? 0) + 1,
      })),
    type: (query) => {
      const origin = at === null ? undefined : found[at]?.from;
      setAsked((before) => before && { ...before, query, at: null, origin: origin ?? before.origin });
    },
    step: (by) => {
      if (!asked || at === null) return null;
      const next = (at + by + found.length) % found.length;
      setAsked({ ...asked, at: next });
      return found[next] ?? null;
    },
    close: () => setAsked(null),
  };
}
