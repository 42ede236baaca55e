import { describe, expect, it } from 'vitest';
import { entryOf, readBlocks, sourceLines } from './sourceEntries';

describe('entryOf', () => {
  const entries = sourceLines('Tides\n\n  The ferry left.\n\nTides\n\nNobody came.');
  it('finds the line where a block begins', () => {
    expect(entryOf(entries, 'The ferry left.\nAt dawn.', 0.2)).toBe(2);
  });
  it('takes the nearest of lines that read the same', () => {
    expect(entryOf(entries, 'Tides', 0)).toBe(0);
    expect(entryOf(entries, 'Tides', 0.7)).toBe(4);
  });
  it('says that no line has the words', () => {
    expect(entryOf(entries, 'Fog', 0.5)).toBeNull();
    expect(entryOf(entries, '', 0.5)).toBeNull();
  });
});

describe('readBlocks', () => {
  it('names each page once', () => {
    const text = 'One\n\nTwo\n\nThree';
    const blocks = [
      { kind: 'paragraph' as const, from: 0, to: 3, page: 1 },
      { kind: 'paragraph' as const, from: 5, to: 8, page: 1 },
      { kind: 'paragraph' as const, from: 10, to: 15, page: 2 },
    ];
    expect(readBlocks({ version: 1, id: 'x', text, blocks })).toEqual([
      { label: 'page 1', words: 'One' },
      { label: '', words: 'Two' },
      { label: 'page 2', words: 'Three' },
    ]);
  });
});
