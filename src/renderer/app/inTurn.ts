let last: Promise<unknown> = Promise.resolve();
const resting = new Set<() => void>();

/**
 * Runs `work` when all that was given before is done, so that each step finds what the one before it made, however fast
 * the keys come. What fails holds nothing up. Rejects as `work` does.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const run = last.then(work);
  last = run.catch(() => null);
  return run;
}

/**
 * `begin` starts what waits for a pause of the hands (and does nothing when nothing waits): undo comes after it. Returns
 * what takes it back.
 */
export function beforeUndo(begin: () => void): () => void {
  resting.add(begin);
  return () => void resting.delete(begin);
}

/** Runs an undo or redo after everything that was begun before it. */
export function undoInTurn<T>(work: () => Promise<T>): Promise<T> {
  for (const begin of [...resting]) begin();
  return inTurn(work);
}
