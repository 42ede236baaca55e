import { useEffect, useState } from 'react';
import type { Problem } from '../../core/search/query';
import { problemPlace } from '../../core/search/problemPlace';
import { MarkedText } from './MarkedText';
import styles from './QueryProblems.module.css';

/** Problems shown at once; the first ones put right often settle the others. */
const SHOWN = 4;
const AROUND = 32;
/** Milliseconds without a key: whoever has just opened a quotation mark is about to close it. */
const REST = 600;

export type QueryProblemsProps = { query: string; problems: readonly Problem[] };

/**
 * What in a query could not be understood, each with a copy of its place and the place marked. What is new is told once
 * the query rests, so that the results do not jump about while one types; what was told stays until it is put right.
 */
export function QueryProblems({ query, problems }: QueryProblemsProps) {
  const [told, setTold] = useState<ReadonlySet<string>>(new Set());
  const keys = problems.map(keyOf).join('\n');
  useEffect(() => {
    const timer = setTimeout(() => setTold(new Set(keys.split('\n'))), REST);
    return () => clearTimeout(timer);
  }, [query, keys]);
  const shown = problems.filter((problem) => told.has(keyOf(problem)));
  const more = shown.length - SHOWN;
  return (
    <div role="status">
      {shown.length > 0 && (
        <ul className={styles.problems} aria-label="Problems in the query">
          {shown.slice(0, SHOWN).map((problem, index) => {
            const place = problemPlace(query, problem, AROUND);
            return (
              <li key={index} className={styles.problem}>
                {place && (
                  <code className={styles.place}>
                    <MarkedText text={place.text} marks={[[place.from, place.to]]} className={styles.wrong} />
                  </code>
                )}
                <span>{problem.message}</span>
              </li>
            );
          })}
          {more > 0 && (
            <li className={styles.problem}>
              {more} more {more === 1 ? 'problem' : 'problems'} after these.
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The same problem at the same place, wherever it ends by now. */
const keyOf = ({ from, message }: Problem): string => `${from} ${message}`;
