import { describe, expect, it } from 'vitest';
import { describe as anchorAt } from './anchor';
import { placeInSnippet } from './keywordInContext';
import type { Hit } from './search';

const TEXT = 'The coal lay there.\nNobody sold coal at night, and coal was cheap.';
const hit = (from: number, to: number, snippet: Hit['snippet'], more: Partial<Hit> = {}): Hit => ({
  document: null,
  title: '',
  score: 1,
  where: 'text',
  source: null,
  anchor: anchorAt(TEXT, { from, to }),
  snippet,
  ...more,
});
const marks = (text: string): [number, number][] =>
  Array.from(text.matchAll(/coal|night/g), ({ index, 0: word }) => [index, index + word.length]);
const shown = (found: Hit): string => {
  const { from, to } = placeInSnippet(found);
  const { text } = found.snippet;
  return `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`;
};

describe('placeInSnippet', () => {
  const text = TEXT.replace('\n', ' ');
  it.each([
    [4, 8, 'The [coal] lay there. Nobody sold coal at night, and coal was cheap.'],
    [32, 36, 'The coal lay there. Nobody sold [coal] at night, and coal was cheap.'],
    [51, 55, 'The coal lay there. Nobody sold coal at night, and [coal] was cheap.'],
    [32, 45, 'The coal lay there. Nobody sold [coal at night], and coal was cheap.'],
  ])('tells [%d, %d) from the others that read the same', (from, to, expected) => {
    expect(shown(hit(from, to, { text, marks: marks(text) }))).toBe(expected);
  });

  it('is the first marked word where the snippet is of something else', () => {
    const snippet = { text: 'On coal', marks: marks('On coal') };
    expect(shown(hit(0, 3, snippet, { where: 'comment' }))).toBe('On [coal]');
    expect(shown(hit(32, 45, { text: '…sold coal…', marks: [[6, 10]] }))).toBe('…sold [coal]…');
    expect(shown(hit(0, 3, { text: 'On coal', marks: [] }, { where: 'tag' }))).toBe('[]On coal');
    expect(shown(hit(4, 4, { text: 'On coal', marks: marks('On coal') }))).toBe('On [coal]');
  });
});
