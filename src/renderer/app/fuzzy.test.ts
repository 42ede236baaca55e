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

  it.each([
    ['flag', 'Fold the navigation'],
    ['heme', 'Theme: dark'],
    ['emoc', 'Compare'],
    ['zoom x', 'Zoom out'],
  ])(
    'does not find “%s” in “%s”: letters stand at the start of words or follow each other',
    (query, title) => {
      expect(fuzzyMatch(query, title)).toBeNull();
    },
  );

  it('finds a word behind one that begins alike', () => {
    expect(fuzzyMatch('tag', 'Take the tags')?.marks).toEqual([9, 10, 11]);
  });

  it('marks the letters it meant', () => {
    expect(fuzzyMatch('tag', 'Stage tags')?.marks).toEqual([6, 7, 8]);
  });
});
