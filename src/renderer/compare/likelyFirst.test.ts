import { describe, expect, it } from 'vitest';
import { likelyFirst } from './likelyFirst';

const titlesOf = (typed: string, ...titles: string[]): string[] =>
  likelyFirst(
    titles.map((title) => ({ title })),
    typed,
  ).map(({ title }) => title);

describe('likelyFirst', () => {
  it.each([
    ['what is coal', 'What is coal, asked again', 'What is coal?'],
    ['Coal!', 'Coal, again', 'Coal!'],
    ['coal', '“Coal”, again', '“Coal”'],
    ['cafe', 'Café, a history', 'Café.'],
    ['何が石炭か', '何が石炭か、再び', '何が石炭か？'],
  ])('prefers the title that is %j to the one that begins with it', (typed, longer, same) => {
    expect(titlesOf(typed, longer, same)).toEqual([same, longer]);
  });

  it('puts titles that begin with it before those that have it elsewhere, whole words first', () => {
    expect(titlesOf('coal', 'A ship of coal', 'Coalition talks', 'Coal in a ship')).toEqual([
      'Coal in a ship',
      'Coalition talks',
      'A ship of coal',
    ]);
  });

  it('keeps the order of what fits alike, and of all while nothing is typed', () => {
    expect(titlesOf('coal', 'Coal two', 'Coal one')).toEqual(['Coal two', 'Coal one']);
    expect(titlesOf(' ', 'B', 'A')).toEqual(['B', 'A']);
  });
});
