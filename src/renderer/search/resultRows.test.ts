import { describe, expect, it } from 'vitest';
import type { Hit, HitGroup, SearchAnswer } from '../../core/model/search';
import { passageKey, resultRows, shownGroups } from './resultRows';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const hit = (document: number, from: number, more: Partial<Hit> = {}): Hit => ({
  document: id(document),
  title: `D${document}`,
  score: 1,
  where: 'text',
  source: null,
  anchor: { from, to: from + 4, quote: 'dock', prefix: '', suffix: '' },
  snippet: { text: 'dock', marks: [[0, 4]] },
  ...more,
});
/** A document with so many places, of which the answer holds the first. */
const group = (document: number, total: number, held = total): HitGroup => ({
  document: id(document),
  title: `D${document}`,
  publisher: null,
  published: '2019-06',
  score: 1,
  total,
  hits: Array.from({ length: held }, (_, at) => hit(document, at * 10)),
});
const answer = (totalDocuments: number, ...groups: HitGroup[]): SearchAnswer => ({
  groups,
  totalDocuments,
  totalHits: 0,
  precise: true,
  facets: [],
  problems: [],
});
/** `D1 0 1 +3 · D2 2 · 4 more documents`. */
function written(given: SearchAnswer, ...expanded: number[]): string {
  const shown = shownGroups(given.groups, new Set(expanded.map(id)));
  return resultRows(shown, given)
    .map((row) => {
      if (row.kind === 'group') return `· ${row.group.title}`;
      if (row.kind === 'hit') return String(row.number);
      return row.kind === 'more' ? `+${row.hidden}` : `· ${row.hidden} more documents`;
    })
    .join(' ');
}

describe('the lines of the results', () => {
  it('show the first places of each document and say how many more there are', () => {
    expect(written(answer(2, group(1, 7), group(2, 1)))).toBe('· D1 0 1 2 3 +3 · D2 4');
    expect(written(answer(2, group(1, 7), group(2, 1)), 1)).toBe('· D1 0 1 2 3 4 5 6 · D2 7');
  });

  it('say how many documents the answer does not hold', () => {
    expect(written(answer(5, group(1, 1)))).toBe('· D1 0 · 4 more documents');
  });

  it('make a document that was found without places reachable as a whole', () => {
    const given = answer(2, group(1, 1, 0), group(2, 1));
    expect(written(given)).toBe('· D1 0 · D2 1');
    const [whole] = shownGroups(given.groups, new Set());
    expect(whole!.hits[0]).toMatchObject({ document: id(1), anchor: null, snippet: { text: 'June 2019' } });
  });
});

describe('passageKey', () => {
  it('names places in texts, and nothing else', () => {
    expect(passageKey(hit(1, 7))).toBe(`${id(1)} 7 11`);
    expect(passageKey(hit(1, 7, { where: 'comment' }))).toBeNull();
    expect(passageKey(hit(1, 7, { anchor: null }))).toBeNull();
  });
});
