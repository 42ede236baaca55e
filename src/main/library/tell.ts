/** A listener that throws is a bug of the listener: it surfaces, but what is on disk stays acknowledged. */
export function tell<L>(listeners: ReadonlySet<L>, call: (listener: L) => void): void {
  for (const listener of [...listeners]) {
    try {
      call(listener);
    } catch (bug) {
      queueMicrotask(() => {
        throw bug;
      });
    }
  }
}
