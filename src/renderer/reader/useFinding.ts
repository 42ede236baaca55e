import { useState } from 'react';
import type { Range } from '../../core/model/range';
import { findInText, firstFrom } from './findInText';
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
  /** Ends it and gives the place it stood at; null when there was none. */
  close: () => Range | null;
};

/**
 * Finding in one document: what was asked, what was found, which place is shown. A step and the end go by the words as they
 * are typed, also where the looking is not that far yet: it is then done at once.
 */
export function useFinding(text: string): Finding {
  const [asked, setAsked] = useState<Asked | null>(null);
  const find = useFind(text, asked?.query ?? '');
  const at = asked && placeAt(asked, find.found, find.complete || find.isOlder);
  const lookFor = (enough: (found: readonly Range[]) => boolean): readonly Range[] => {
    if (!find.isOlder && (find.complete || enough(find.found))) return find.found;
    const looking = findInText(text, asked?.query ?? '');
    let part = looking.next();
    while (part.done !== true && !enough(part.value)) part = looking.next();
    return part.value;
  };
  const stand = (): { found: readonly Range[]; at: number | null } => {
    if (!asked) return { found: [], at: null };
    const found = lookFor((some) => placeAt(asked, some, false) !== null);
    return { found, at: placeAt(asked, found, true) };
  };
  return {
    isOpen: asked !== null,
    query: asked?.query ?? '',
    find,
    at,
    current: at === null ? null : (find.found[at] ?? null),
    times: asked?.times ?? 0,
    open: (query, origin) =>
      setAsked((before) => ({
        query: query ?? before?.query ?? '',
        at: null,
        origin,
        times: (before?.times ?? 0) + 1,
      })),
    type: (query) => {
      const origin = at === null ? undefined : find.found[at]?.from;
      setAsked((before) => before && { ...before, query, at: null, origin: origin ?? before.origin });
    },
    step: (by) => {
      const from = stand().at;
      if (!asked || from === null) return null;
      const found = lookFor((some) => by > 0 && some.length > from + 1);
      const next = (from + by + found.length) % found.length;
      setAsked({ ...asked, at: next });
      return found[next] ?? null;
    },
    close: () => {
      const { found, at: last } = stand();
      setAsked(null);
      return last === null ? null : (found[last] ?? null);
    },
  };
}

/** Index of the place that is shown of those found so far; null when there is none, or it may still come. */
function placeAt({ at, origin }: Asked, found: readonly Range[], isAll: boolean): number | null {
  if (at !== null) return at < found.length ? at : null;
  if (found.length === 0 || (!isAll && found.at(-1)!.from < origin)) return null;
  return firstFrom(found, origin);
}
