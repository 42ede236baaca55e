import { useMemo } from 'react';
import type { SavedSearch } from '../../core/model/savedSearch';
import { useCall } from '../app/session';
import { useRuns, type Runs } from './useRuns';

export type Notebook = { readonly name: string; readonly searches: readonly SavedSearch[] };

const NONE: readonly SavedSearch[] = [];

/** The saved searches by notebook, run. With a name, only that notebook's, which may have none. */
export function useNotebooks(only: string | null = null): {
  notebooks: readonly Notebook[];
  all: readonly SavedSearch[];
  runs: Runs;
} {
  const all = useCall('searches.list', {}).data ?? NONE;
  const shown = useMemo(
    () => (only === null ? all : all.filter(({ notebook }) => notebook === only)),
    [all, only],
  );
  const runs = useRuns(shown);
  const notebooks = useMemo(() => {
    const byName = new Map<string, SavedSearch[]>();
    for (const search of shown) byName.set(search.notebook, [...(byName.get(search.notebook) ?? []), search]);
    return Array.from(byName, ([name, searches]): Notebook => ({ name, searches }));
  }, [shown]);
  return { notebooks, all, runs };
}
