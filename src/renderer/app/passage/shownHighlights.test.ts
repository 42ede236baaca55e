import { describe, expect, it } from 'vitest';
import { describe as anchorOf } from '../../../core/model/anchor';
import type { Highlight } from '../../../core/model/highlight';
import type { Tag } from '../../../core/model/tag';
import { highlightName, highlightsAt, nextHighlight, shortQuote, showHighlights } from './shownHighlights';

const text = 'The pilot boarded at dawn and the tug left the harbour.';
const tag: Tag = { id: 't', name: 'Pilots', colour: 'teal', description: '', parent: null };
const highlight = (id: string, from: number, to: number, tags: string[] = []): Highlight => ({
  id,
  document: 'd',
  anchor: anchorOf(text, { from, to }),
  tags,
  comment: '',
  createdAt: '2024-01-01T00:00:00Z',
  changedAt: '2024-01-01T00:00:00Z',
});
const never = (): never => {
  throw new Error('an exact anchor needs no search');
};
const show = (...highlights: Highlight[]) =>
  showHighlights(text, highlights, new Map([['t', tag]]), never).shown;

describe('showHighlights', () => {
  it('takes the colour of the first tag that exists, else the plain marker', () => {
    expect(show(highlight('a', 0, 9, ['gone', 't'])).map((one) => one.colour)).toEqual(['teal']);
    expect(show(highlight('a', 0, 9)).map((one) => one.colour)).toEqual(['yellow']);
  });

  it('asks for a passage that is not where it was, and keeps what is lost apart', () => {
    const moved = {
      ...highlight('m', 4, 9),
      anchor: { ...anchorOf(text, { from: 4, to: 9 }), from: 5, to: 10 },
    };
    const lost = {
      ...highlight('l', 4, 9),
      anchor: { ...anchorOf(text, { from: 4, to: 9 }), quote: 'whale' },
    };
    const { shown, lost: gone } = showHighlights(text, [moved, lost], new Map(), (_, anchor) =>
      anchor.quote === 'whale' ? { status: 'lost' } : { status: 'moved', from: 4, to: 9 },
    );
    expect(shown.map((one) => [one.id, one.from, one.exact])).toEqual([['m', 4, false]]);
    expect(gone.map((one) => one.id)).toEqual(['l']);
  });
});

describe('going from highlight to highlight', () => {
  const shown = show(highlight('long', 0, 25), highlight('short', 4, 9), highlight('far', 30, 40));

  it('finds the shortest first under a position', () => {
    expect(highlightsAt(shown, 5).map((one) => one.id)).toEqual(['short', 'long']);
    expect(highlightsAt(shown, 25)).toEqual([]);
  });

  it('goes on from the active one, round at the ends', () => {
    expect(nextHighlight(shown, { position: 0, active: 'short' }, 1)!.id).toBe('far');
    expect(nextHighlight(shown, { position: 0, active: 'far' }, 1)!.id).toBe('long');
    expect(nextHighlight(shown, { position: 0, active: 'long' }, -1)!.id).toBe('far');
  });

  it('goes on from the caret when none is active', () => {
    expect(nextHighlight(shown, { position: 10, active: null }, 1)!.id).toBe('far');
    expect(nextHighlight(shown, { position: 10, active: null }, -1)!.id).toBe('short');
    expect(nextHighlight([], { position: 10, active: null }, 1)).toBeNull();
  });
});

describe('names', () => {
  it('is the tags, else the first words', () => {
    expect(highlightName(show(highlight('a', 0, 9, ['t']))[0]!)).toBe('Pilots');
    expect(highlightName(show(highlight('a', 0, 9))[0]!)).toBe('Highlight “The pilot”');
  });

  it('cuts a long quote at a word', () => {
    expect(shortQuote('The pilot  boarded\nat dawn', 18)).toBe('The pilot boarded…');
  });
});
