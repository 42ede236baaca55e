/** Chance that comes again: the same seed gives the same run. */
export type Seeded = {
  /** A whole number from 0 to below `below`. */
  below(below: number): number;
  /** True once in `times` asks. */
  once(times: number): boolean;
  /** One of the items, of which there must be one. */
  pick<T>(items: readonly T[]): T;
  /** A source of its own that follows from this one. */
  branch(): Seeded;
};

/** Mulberry32 by Tommy Ettinger: small, and good enough to pick test cases. Not for secrets. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    once: (times) => below(times) === 0,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    branch: () => seeded(next()),
  };
}
