import { useEffect, useState } from 'react';
import type { Id } from '../../core/model/id';
import { overlaps, type Range } from '../../core/model/range';
import { askPlaces, useIndexVersion } from '../workers/searchClient';
import { firstFrom } from './findInText';

export type Hits = {
  /** Every place of the document that the search found, in order and apart. */
  readonly found: readonly Range[];
  /** Index of the one gone to last; null where the document was not opened at one. */
  readonly at: number | null;
  readonly current: Range | null;
  readonly isOpen: boolean;
  /** Goes to the next or previous one, round at the ends; from `position` on where none was gone to. */
  step: (by: 1 | -1, position: number) => Range | null;
  /** Takes the marks away until the document is opened at another place. */
  close: () => void;
};

type Walk = {
  /** What the document was opened with; a new one begins the walk anew. */
  readonly opened: unknown;
  readonly at: number | null;
  readonly isClosed: boolean;
};

/** What a search found in a document, asked of the index: typos, beginnings and phrases are marked as they were found. */
export function useHits(document: Id, query: string | undefined, opened: Range | null): Hits {
  const version = useIndexVersion();
  const [answer, setAnswer] = useState<{ of: string; found: readonly Range[] }>({ of: '', found: NONE });
  const [walk, setWalk] = useState<Walk>({ opened, at: null, isClosed: false });
  const asked = query === undefined || query.trim() === '' ? null : `${document} ${query}`;
  useEffect(() => {
    if (asked === null || query === undefined) return undefined;
    const controller = new AbortController();
    placesOf(query, document, controller.signal).then(
      (found) => setAnswer({ of: asked, found }),
      // Without marks the text is still there to be read; the search view says what is wrong.
      () => undefined,
    );
    return () => controller.abort();
  }, [asked, query, document, version]);
  if (walk.opened !== opened) setWalk({ opened, at: null, isClosed: false });
  const isOpen = asked !== null && !walk.isClosed;
  const found = isOpen && answer.of === asked ? answer.found : NONE;
  const openedAt = opened ? found.findIndex((place) => overlaps(place, opened)) : -1;
  const at = walk.at !== null && walk.at < found.length ? walk.at : openedAt < 0 ? null : openedAt;
  return {
    found,
    at,
    current: at === null ? null : found[at]!,
    isOpen,
    step: (by, position) => {
      if (found.length === 0) return null;
      const next =
        at === null
          ? (firstFrom(found, position) + (by > 0 ? 0 : found.length - 1)) % found.length
          : (at + by + found.length) % found.length;
      setWalk({ opened, at: next, isClosed: false });
      return found[next]!;
    },
    close: () => setWalk((before) => ({ ...before, isClosed: true })),
  };
}

const NONE: readonly Range[] = [];

/** A query from a place where one types may end within a word. */
async function placesOf(query: string, document: Id, signal: AbortSignal): Promise<readonly Range[]> {
  const found = await askPlaces(query, document, signal);
  return found.length === 0 && /[\p{L}\p{M}\p{N}]$/u.test(query)
    ? askPlaces(`${query}*`, document, signal)
    : found;
}
