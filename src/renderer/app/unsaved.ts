import { create } from 'zustand';

/** Text that a person typed and the library does not have yet. */
export type Unsaved = {
  /** Tries again to save it; `quiet` where a failure was told already. */
  readonly retry: () => void;
};

const useUnsaved = create<ReadonlySet<Unsaved>>(() => new Set());

/** How many texts wait in this window after a save that failed. */
export const useUnsavedCount = (): number => useUnsaved((set) => set.size);

/** Pauses between two tries without a keystroke, in milliseconds: growing, and never too long for a person who waits. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

let tries = 0;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Keeps a text among those that wait until it is taken back. */
export function addUnsaved(text: Unsaved): void {
  if (useUnsaved.getState().has(text)) return;
  useUnsaved.setState((set) => new Set(set).add(text), true);
  wait();
}

/** The text is saved, or given up by the person. */
export function dropUnsaved(text: Unsaved): void {
  if (!useUnsaved.getState().has(text)) return;
  useUnsaved.setState((set) => new Set([...set].filter((other) => other !== text)), true);
  if (useUnsaved.getState().size > 0) return;
  tries = 0;
  if (timer !== null) clearTimeout(timer);
  timer = null;
}

/** Tries to save everything that waits, now. */
export function retryUnsaved(): void {
  for (const text of useUnsaved.getState()) text.retry();
}

/** True while closing the window would lose something. */
export const hasUnsaved = (): boolean => useUnsaved.getState().size > 0;

function wait(): void {
  if (timer !== null) return;
  const pause = PAUSES[Math.min(tries, PAUSES.length - 1)]!;
  timer = setTimeout(() => {
    timer = null;
    tries += 1;
    if (!hasUnsaved()) return;
    retryUnsaved();
    wait();
  }, pause);
}

/**
 * Tries again when the window is looked at again, and asks before it is closed on text that is not kept. `isBusy` tells
 * whether a change is on its way. Returns what stops it.
 */
export function guardUnsaved(isBusy: () => boolean, target: Window = window): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (hasUnsaved() || isBusy()) event.preventDefault();
  };
  target.addEventListener('focus', retryUnsaved);
  target.addEventListener('online', retryUnsaved);
  target.addEventListener('beforeunload', ask);
  return () => {
    target.removeEventListener('focus', retryUnsaved);
    target.removeEventListener('online', retryUnsaved);
    target.removeEventListener('beforeunload', ask);
  };
}
