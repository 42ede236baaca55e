import { describe, expect, it } from 'vitest';
import {
  lastComparison,
  recentLocations,
  startTrail,
  step,
  visit,
  type Location,
  type Trail,
} from './navigation';

const search = (query: string): Location => ({ view: 'search', query });
const reader = (document: string, from?: number): Location => ({
  view: 'reader',
  document,
  ...(from !== undefined && { at: { from, to: from + 1 } }),
});
const walk = (...locations: Location[]): Trail => locations.reduce(visit, startTrail);
const here = (trail: Trail): Location => trail.entries[trail.at]!;

describe('the trail of places', () => {
  it('goes back and forward through what was visited', () => {
    const trail = walk(search('salt'), reader('a'));
    expect(here(step(trail, -1))).toEqual(search('salt'));
    expect(here(step(step(trail, -2), 2))).toEqual(reader('a'));
  });

  it('stays at its ends', () => {
    const trail = walk(search('salt'));
    expect(step(trail, 1)).toBe(trail);
    expect(here(step(trail, -9))).toEqual({ view: 'library' });
  });

  it('forgets what was ahead when it turns off', () => {
    const trail = visit(step(walk(search('salt'), reader('a')), -1), reader('b'));
    expect(trail.entries).toEqual([{ view: 'library' }, search('salt'), reader('b')]);
  });

  it('does not grow by going where one is', () => {
    const trail = walk(reader('a', 4));
    expect(visit(trail, reader('a', 4))).toBe(trail);
    expect(visit(trail, reader('a', 9)).entries).toHaveLength(3);
  });

  it('keeps the last 200 places', () => {
    const trail = walk(...Array.from({ length: 250 }, (_, number) => search(String(number))));
    expect(trail.entries).toHaveLength(200);
    expect(here(trail)).toEqual(search('249'));
  });

  it('tells the comparison shown last, and the empty one before the first', () => {
    const compare: Location = { view: 'compare', a: 'a', b: 'b' };
    const trail = walk({ view: 'compare' }, compare, search('salt'));
    expect(lastComparison(trail)).toEqual(compare);
    expect(lastComparison(step(trail, -2))).toEqual({ view: 'compare' });
  });

  it('lists recent places once, the last first, without the present one', () => {
    const trail = walk(reader('a', 1), search('salt'), reader('a', 7), reader('b'));
    expect(recentLocations(trail, 2)).toEqual([reader('a', 7), search('salt')]);
  });
});
