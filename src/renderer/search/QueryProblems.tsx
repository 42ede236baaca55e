import type { Problem } from '../../core/search/query';
import { problemPlace } from '../../core/search/problemPlace';
import { MarkedText } from './MarkedText';
import styles from './QueryProblems.module.css';

/** Problems shown at once; the first ones put right often settle the others. */
const SHOWN = 4;
const AROUND = 32;

export type QueryProblemsProps = { query: string; problems: readonly Problem[] };

/** What in a query could not be understood, each with a copy of its place and the place marked. */
export function QueryProblems({ query, problems }: QueryProblemsProps) {
  if (problems.length === 0) return null;
  const more = problems.length - SHOWN;
  return (
    <ul className={styles.problems} aria-label="Problems in the query">
      {problems.slice(0, SHOWN).map((problem, index) => {
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
  );
}
