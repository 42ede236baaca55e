import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagWithCount } from '../../core/api/contract';
import { parentRow, tagRows } from './tagTree';

/** `Name<Parent:3` is a tag with three highlights under a parent. */
const book = (...entries: string[]): TagWithCount[] =>
  entries.map((entry) => {
    const [, name, parent, count] = /^([^<:]+)(?:<([^:]+))?(?::(\d+))?$/.exec(entry)!;
    return {
      id: name!,
      name: name!,
      colour: 'teal',
      description: '',
      parent: parent ?? null,
      highlights: Number(count ?? 0),
      documents: 0,
    };
  });
const drawn = (tags: TagWithCount[], closed: string[] = [], filter = ''): string[] =>
  tagRows(tags, new Set(closed), filter).map(
    (row) =>
      `${'  '.repeat(row.level - 1)}${row.tag.name}${row.hasChildren ? (row.isOpen ? ' ▾' : ' ▸') : ''}`,
  );

describe('tagRows', () => {
  const tags = book('Sea', 'Tide<Sea:2', 'Land:1', 'Ebb<Tide:3', 'Wind<Sea');

  it('puts children under their parents, in the order of the codebook', () => {
    expect(drawn(tags)).toEqual(['Sea ▾', '  Tide ▾', '    Ebb', '  Wind', 'Land']);
  });

  it('hides what is under a closed tag', () => {
    expect(drawn(tags, ['Sea'])).toEqual(['Sea ▸', 'Land']);
    expect(drawn(tags, ['Tide'])).toEqual(['Sea ▾', '  Tide ▸', '  Wind', 'Land']);
  });

  it('keeps what a filter finds with the way to it, open or closed', () => {
    expect(drawn(tags, ['Sea'], 'eb')).toEqual(['Sea ▾', '  Tide ▾', '    Ebb']);
  });

  it('sums the highlights under a tag, closed or open', () => {
    for (const closed of [[], ['Sea']]) {
      expect(tagRows(tags, new Set(closed))[0]!.total).toBe(5);
    }
  });

  it('says the place among siblings', () => {
    expect(tagRows(tags, new Set()).map((row) => [row.position, row.size])).toEqual([
      [1, 2],
      [1, 2],
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
  });

  it('shows every tag once, whatever its parent is said to be', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const parent = fc.constantFrom(null, ...names, 'gone');
    fc.assert(
      fc.property(fc.tuple(parent, parent, parent, parent, parent), (parents) => {
        const wild = book(...names).map((tag, index) => ({ ...tag, parent: parents[index]! }));
        const shown = tagRows(wild, new Set()).map((row) => row.tag.id);
        expect([...shown].sort()).toEqual(names);
      }),
    );
  });
});

describe('parentRow', () => {
  it('finds the row above that is one level up', () => {
    const rows = tagRows(book('Sea', 'Tide<Sea', 'Ebb<Tide', 'Wind<Sea'), new Set());
    expect([0, 1, 2, 3].map((index) => parentRow(rows, index))).toEqual([-1, 0, 1, 0]);
  });
});
