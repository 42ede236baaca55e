import { useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { SavedSearch } from '../../core/model/savedSearch';
import { runSearches, useIndexState, type FoundDocuments } from '../workers/searchClient';

type Run = { readonly of: string; readonly version: number; readonly found: FoundDocuments };

/** What each saved search found when it was run last; kept while the window is, so that numbers do not blink. */
const useFound = create<ReadonlyMap<Id, Run>>(() => new Map<Id, Run>());

export type Runs = {
  /** Null where a search was not run yet. An answer stays until the next, also while the index changes. */
  readonly of: (search: SavedSearch) => FoundDocuments | null;
  /** Searches run, of those to run; null while nothing runs. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly error: AppError | null;
  /** Stops after the one under way; what was found stays. */
  readonly stop: () => void;
  /** Runs them all again. */
  readonly again: () => void;
};

/** Milliseconds of rest after a change of the index before everything is run again. */
const REST = 400;

/** Runs saved searches now and whenever what they find may have changed. */
export function useRuns(searches: readonly SavedSearch[]): Runs {
  const state = useIndexState();
  const found = useFound();
  const [progress, setProgress] = useState<Runs['progress']>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asked, setAsked] = useState(0);
  const controller = useRef<AbortController | null>(null);
  // While the index is built every batch changes it: the first numbers are given, the next when it is whole.
  const version = state === null || state.building ? 0 : state.version;
  const wanted = JSON.stringify(searches.map((search) => [search.id, keyOf(search)]));
  const latest = useRef(searches);
  useEffect(() => {
    latest.current = searches;
  });
  useEffect(() => {
    const stale = latest.current.filter((search) => {
      const run = useFound.getState().get(search.id);
      return run?.of !== keyOf(search) || run.version < version;
    });
    if (stale.length === 0) return undefined;
    const running = new AbortController();
    const timer = setTimeout(
      () => {
        controller.current = running;
        setError(null);
        setProgress({ done: 0, total: stale.length });
        runSearches(
          stale.map(({ query, choices }) => ({ query, choices })),
          (at, documents) => {
            const search = stale[at]!;
            useFound.setState(
              (before) => new Map(before).set(search.id, { of: keyOf(search), version, found: documents }),
              true,
            );
            setProgress({ done: at + 1, total: stale.length });
          },
          running.signal,
        ).then(
          () => setProgress(null),
          (thrown: unknown) => {
            const problem = AppError.from(thrown);
            setProgress(null);
            if (problem.code !== 'cancelled') setError(problem);
          },
        );
      },
      useFound.getState().size === 0 ? 0 : REST,
    );
    return () => {
      clearTimeout(timer);
      running.abort();
    };
  }, [wanted, version, asked]);
  return {
    of: (search) => {
      const run = found.get(search.id);
      return run?.of === keyOf(search) ? run.found : null;
    },
    progress,
    error,
    stop: () => controller.current?.abort(),
    again: () => {
      useFound.setState(
        (before) => new Map([...before].map(([id, run]) => [id, { ...run, version: -1 }])),
        true,
      );
      setAsked((times) => times + 1);
    },
  };
}

/** What each finds right now, for a search that is to be kept with it as seen. */
export async function foundNow(
  searches: readonly Pick<SavedSearch, 'query' | 'choices'>[],
  signal: AbortSignal,
): Promise<FoundDocuments[]> {
  const found: FoundDocuments[] = [];
  await runSearches(searches, (at, documents) => (found[at] = documents), signal);
  return found;
}

/** Another library is open. */
export function forgetRuns(): void {
  useFound.setState(new Map(), true);
}

const keyOf = ({ query, choices }: SavedSearch): string => JSON.stringify([query, choices]);
