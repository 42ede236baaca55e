import { useState } from 'react';

/**
 * What a value was when it began to be held, for as long as it is. Marks are held while a drag selects: one that came
 * under it would take the letters from below the pointer that the browser selects from.
 */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  if (isHeld) return kept;
  if (kept !== value) setKept(value);
  return value;
}
