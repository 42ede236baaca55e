import { useEffect, useState } from 'react';
import type { Range } from '../../core/model/range';
import { findInText } from './findInText';

export type Find = {
  readonly found: readonly Range[];
  /** False while the text is still being looked through. */
  readonly complete: boolean;
};

const NOTHING: Find = { found: [], complete: true };

/** Looks for a query through a text, a part per frame, so that typing never waits for five megabytes. */
export function useFind(text: string, query: string): Find {
  const [answer, setAnswer] = useState<Find & { of: string }>({ ...NOTHING, of: '' });
  useEffect(() => {
    if (query.trim() === '') return;
    const search = findInText(text, query);
    let timer: ReturnType<typeof setTimeout>;
    const work = (): void => {
      const until = performance.now() + 12;
      let step = search.next();
      while (!step.done && performance.now() < until) step = search.next();
      setAnswer({ found: step.value, complete: step.done === true, of: query });
      if (!step.done) timer = setTimeout(work);
    };
    timer = setTimeout(work, 40);
    return () => clearTimeout(timer);
  }, [text, query]);
  return query.trim() === '' ? NOTHING : answer;
}
