import { describe, expect, it } from 'vitest';
import type { Block } from '../../core/model/document';
import { headingLevels } from './headingLevels';

const headings = (...levels: number[]): Block[] =>
  levels.map((level, index) => ({ kind: 'heading', level, from: index * 10, to: index * 10 + 5 }));
const shown = (title: number | null, ...levels: number[]): number[] => [
  ...headingLevels(headings(...levels), title).values(),
];

describe('headingLevels', () => {
  it('begins below the title of the page', () => {
    expect(shown(null, 1, 2, 2, 3)).toEqual([2, 3, 3, 4]);
    expect(shown(0, 1, 2, 2, 3)).toEqual([2, 2, 3]);
  });

  it('skips no level, whatever the source did', () => {
    expect(shown(null, 1, 4, 6, 2)).toEqual([2, 3, 4, 3]);
    expect(shown(null, 3, 1)).toEqual([2, 2]);
  });
});
