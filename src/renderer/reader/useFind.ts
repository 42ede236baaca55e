import { useEffect, useState } from 'react';
import type { Range } from '../../core/model/range';
import { findInText } from './findInText';

export type Find = {
  readonly found: readonly Range[];
  /** False while the text is still being looked through. */
  readonly complete: boolean;
  /** The places are of an older query: they stay in sight until there are newer ones, and none of them is the answer. */
  readonly isOlder: boolean;
};

/** Milliseconds of looking at a time, and between two tellings. */
const SLICE = 8;
const TELL = 200;

const NOTHING: Find = { found: [], complete: true, isOlder: false };

/** Looks for a query through a text, a part per frame, so that typing never waits for five megabytes. */
export function useFind(text: string, query: string): Find {
  const [answer, setAnswer] = useState<Omit<Find, 'isOlder'> & { of: string }>({ ...NOTHING, of: '' });
  useEffect(() => {
    if (query.trim() === '') return;
    const search = findInText(text, query);
    let timer: ReturnType<typeof setTimeout>;
    let told = 0;
    const work = (): void => {
      const until = performance.now() + SLICE;
      let step = search.next();
      while (!step.done && performance.now() < until) step = search.next();
      // Told at the first place found, then now and then: each telling draws the page anew.
      const now = performance.now();
      if (step.done || (step.value.length > 0 && now - told > TELL)) {
        told = now;
        setAnswer({ found: step.value, complete: step.done === true, of: query });
      }
      if (!step.done) timer = setTimeout(work);
    };
    timer = setTimeout(work, 40);
    return () => clearTimeout(timer);
  }, [text, query]);
  if (query.trim() === '') return NOTHING;
  if (answer.of === query) return { ...answer, isOlder: false };
  return { found: answer.found, complete: false, isOlder: true };
}
