import { describe, expect, it } from 'vitest';
import type { Hit, HitGroup } from '../../core/model/search';
import { hitLocation, noWalk, stepFrom, walkOf } from './walk';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const hit = (document: number | null, from: number, more: Partial<Hit> = {}): Hit => ({
  document: document === null ? null : id(document),
  title: 'D',
  score: 1,
  where: 'text',
  source: null,
  anchor: { from, to: from + 4, quote: 'dock', prefix: '', suffix: '' },
  snippet: { text: 'dock', marks: [[0, 4]] },
  ...more,
});
const answer = (...hits: Hit[]): HitGroup[] => [
  { document: null, title: '', publisher: null, published: null, score: 1, total: hits.length, hits },
];

describe('hitLocation', () => {
  it('is the passage in its document, with the query', () => {
    expect(hitLocation(hit(1, 7), 'dock')).toEqual({
      view: 'reader',
      document: id(1),
      at: { from: 7, to: 11 },
      query: 'dock',
    });
  });

  it('names the saved search that is gone through', () => {
    expect(hitLocation(hit(1, 7), 'dock', id(5))).toMatchObject({ search: id(5) });
    expect(hitLocation(hit(1, 7), 'dock')).not.toHaveProperty('search');
  });

  it.each([
    ['do', 'do*'],
    ['dock', 'dock'],
    ['quay do', 'quay do*'],
    ['"do"', '"do"'],
    ['quay', 'quay'],
  ])('marks what %j found as %j', (query, expected) => {
    expect(hitLocation(hit(1, 7), query)).toMatchObject({ query: expected });
  });

  it('is the document where the hit is in no text, and the note where it is in a note', () => {
    expect(hitLocation(hit(1, 0, { where: 'title', anchor: null }), 'dock')).toMatchObject({ at: null });
    expect(hitLocation(hit(null, 0, { where: 'note', source: id(9), anchor: null }), 'dock')).toEqual({
      view: 'notes',
      note: id(9),
    });
  });
});

describe('walking hits', () => {
  const walk = walkOf(noWalk, 'dock', answer(hit(1, 0), hit(1, 9), hit(2, 0)));

  it.each([
    [null, 1, 0],
    [null, -1, 2],
    [0, 1, 1],
    [2, 1, 0],
    [0, -1, 2],
  ])('from %s by %s goes to %s', (at, steps, expected) => {
    expect(stepFrom({ ...walk, at }, steps)).toBe(expected);
  });

  it('goes nowhere without hits', () => {
    expect(stepFrom(noWalk, 1)).toBeNull();
  });

  it('keeps its place when the answer to the same query changes', () => {
    const grown = answer(hit(3, 0), hit(1, 0), hit(1, 9), hit(2, 0));
    expect(walkOf({ ...walk, at: 1 }, 'dock', grown).at).toBe(2);
    expect(walkOf({ ...walk, at: 1 }, 'dock', answer(hit(2, 0))).at).toBeNull();
    expect(walkOf({ ...walk, at: 1 }, 'quay', grown).at).toBeNull();
  });
});
