type Kept = { readonly id: string; readonly createdAt: string; readonly changedAt: string };

/**
 * What was changed last first. Of what was changed in one millisecond what was made last, and by id where that is one
 * moment, too: a list is in the same order each time it is asked for, in this session and in the next.
 */
export const newestFirst = (a: Kept, b: Kept): number =>
  order(b.changedAt, a.changedAt) || order(b.createdAt, a.createdAt) || order(a.id, b.id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
