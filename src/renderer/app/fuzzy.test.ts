import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from './fuzzy';

const best = (query: string, ...titles: string[]): string | undefined =>
  titles
    .map((title) => ({ title, score: fuzzyMatch(query, title)?.score ?? -1 }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)[0]?.title;

describe('fuzzyMatch', () => {
  it.each([
    ['mt', 'Merge tags', 'Move to trash', 'Format'],
    ['theme', 'Theme: dark', 'Open the selected document'],
    ['new br', 'New brief', 'New library…'],
    ['zo', 'Zoom out', 'Go to Notes'],
  ])('finds “%s” first as %s', (query, wanted, ...others) => {
    expect(best(query, ...others, wanted)).toBe(wanted);
  });

  it('takes the letters in their order, wherever they are', () => {
    expect(fuzzyMatch('lrr', 'library rename')).not.toBeNull();
    expect(fuzzyMatch('emoc', 'Compare')).toBeNull();
  });

  it('marks the letters it meant', () => {
    expect(fuzzyMatch('tag', 'Stage tags')?.marks).toEqual([6, 7, 8]);
  });
});
