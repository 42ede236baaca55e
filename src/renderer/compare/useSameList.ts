import { useState } from 'react';

/** The list of the last drawing while it holds the same items, so that what depends on it is not made again. */
export function useSameList<T>(list: readonly T[]): readonly T[] {
  const [kept, keep] = useState(list);
  if (kept.length === list.length && kept.every((item, at) => Object.is(item, list[at]))) return kept;
  keep(list);
  return list;
}
