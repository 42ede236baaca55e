import { useEffect, useState } from 'react';
import { AppError } from '../../core/model/appError';
import type { SearchAnswer } from '../../core/model/search';
import { askIndex, useIndexState, type Asking } from '../workers/searchClient';

export type Found = {
  /** What the answer is to; while the next one is under way it stays behind what is asked. */
  readonly query: string;
  readonly answer: SearchAnswer;
};

/**
 * Asks the window's index whenever the query, or what can be found, changes. The last answer stands until the next is
 * there, so that nothing flickers while one types; null before the first and for an empty query.
 */
export function useSearch(
  query: string,
  { asker, limit, hitsPerDocument, typing }: Asking,
): { found: Found | null; error: AppError | null } {
  const version = useIndexState()?.version;
  const [result, setResult] = useState<{ found: Found | null; error: AppError | null }>(NOTHING);
  const isEmpty = query.trim() === '';
  useEffect(() => {
    if (isEmpty) return undefined;
    const controller = new AbortController();
    askIndex(query, { asker, limit, hitsPerDocument, typing }, controller.signal).then(
      (answer) => {
        if (!controller.signal.aborted) setResult({ found: { query, answer }, error: null });
      },
      (thrown: unknown) => {
        const error = AppError.from(thrown);
        if (error.code !== 'cancelled') setResult({ found: null, error });
      },
    );
    return () => controller.abort();
  }, [query, isEmpty, asker, limit, hitsPerDocument, typing, version]);
  return isEmpty ? NOTHING : result;
}

const NOTHING = { found: null, error: null };
