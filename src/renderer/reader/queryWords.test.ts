import { describe, expect, it } from 'vitest';
import { markWords, queryWords } from './queryWords';

const marked = (query: string, text: string): string[] => {
  const asked = queryWords(query);
  if (!asked) return [];
  return markWords(text, { from: 0, to: text.length }, asked).map((range) =>
    text.slice(range.from, range.to),
  );
};

describe('queryWords', () => {
  it.each([
    ['harbour', 'The Harbour, the harbours', ['Harbour']],
    ['harb*', 'The Harbour, the harbours', ['Harbour', 'harbours']],
    ['"pilot boat" AND tide', 'A pilot met the boat at high tide', ['pilot', 'boat', 'tide']],
    ['tide NOT boat', 'tide and boat', ['tide']],
    ['tide -boat', 'tide and boat', ['tide']],
    ['UN', 'the U.N. and un', ['U.N.', 'un']],
    ['title:tide', 'a tide', ['tide']],
    ['', 'a tide', []],
  ])('marks for %j', (query, text, expected) => {
    expect(marked(query, text)).toEqual(expected);
  });

  it('gives places in the whole text for a part of it', () => {
    expect(markWords('low tide, high tide', { from: 10, to: 19 }, queryWords('tide')!)).toEqual([
      { from: 15, to: 19 },
    ]);
  });
});
