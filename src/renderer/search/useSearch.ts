import { useEffect, useState } from 'react';
import { AppError } from '../../core/model/appError';
import type { SearchAnswer } from '../../core/model/search';
import { askIndex, useIndexVersion, type Asking } from '../workers/searchClient';

export type Found = {
  /** What the answer is to; while the next one is under way it stays behind what is asked. */
  readonly query: string;
  readonly answer: SearchAnswer;
};

type Result = {
  readonly found: Found | null;
  readonly error: AppError | null;
  /** What it is the answer to. */
  readonly key: string;
};

/** The last answer of each asker, so that coming back shows it at once. */
const last = new Map<string, Result>();

/** Another library is open: its answers are others. */
export function forgetFound(): void {
  last.clear();
}

/**
 * Asks the window's index whenever the query, or what can be found, changes. The last answer stands until the next is
 * there, so that nothing flickers while one types; null before the first and for an empty query.
 */
export function useSearch(
  query: string,
  asking: Asking,
): { found: Found | null; error: AppError | null; isLatest: boolean } {
  const version = useIndexVersion();
  const { asker } = asking;
  const wanted = JSON.stringify([query, asking]);
  const [result, setResult] = useState<Result>(() => {
    const before = last.get(asker);
    return before?.key === wanted ? before : NOTHING;
  });
  const isEmpty = query.trim() === '';
  useEffect(() => {
    if (isEmpty) return undefined;
    const controller = new AbortController();
    const take = (found: Found | null, error: AppError | null): void => {
      const taken = { found, error, key: wanted };
      last.set(asker, taken);
      setResult(taken);
    };
    const [, asked] = JSON.parse(wanted) as [string, Asking];
    askIndex(query, asked, controller.signal).then(
      (answer) => {
        if (!controller.signal.aborted) take({ query, answer }, null);
      },
      (thrown: unknown) => {
        const error = AppError.from(thrown);
        if (error.code !== 'cancelled') take(null, error);
      },
    );
    return () => controller.abort();
  }, [query, isEmpty, asker, wanted, version]);
  if (isEmpty) return { ...NOTHING, isLatest: true };
  return { found: result.found, error: result.error, isLatest: result.key === wanted };
}

const NOTHING: Result = { found: null, error: null, key: '' };
