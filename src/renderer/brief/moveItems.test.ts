import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropItems, moveItems, type ItemMove } from './moveItems';

/** `a[b]cd`: items in order, those in brackets chosen. */
function parse(notation: string): { order: string[]; chosen: Set<string> } {
  const chosen = new Set(Array.from(notation.matchAll(/\[(\w+)\]/g)).flatMap(([, inside]) => [...inside!]));
  return { order: [...notation.replace(/[[\]]/g, '')], chosen };
}

function after(order: readonly string[], move: ItemMove | null): string {
  if (!move) return 'no move';
  const rest = order.filter((id) => !move.items.includes(id));
  const at = move.before === null ? rest.length : rest.indexOf(move.before);
  return [...rest.slice(0, at), ...move.items, ...rest.slice(at)].join('');
}

describe('moveItems', () => {
  it.each([
    ['a[b]cd', -1, 'bacd'],
    ['a[b]cd', 1, 'acbd'],
    ['ab[c]d', 1, 'abdc'],
    ['abc[d]', 1, 'no move'],
    ['[a]bcd', -1, 'no move'],
    ['ab[cd]', -1, 'acdb'],
    ['[ab]cd', 1, 'cabd'],
    ['a[b]c[d]e', -1, 'bdace'],
    ['a[b]c[d]e', 1, 'acebd'],
    ['abcd', 1, 'no move'],
  ] as const)('it turns %s by %i into %s', (notation, by, expected) => {
    const { order, chosen } = parse(notation);
    expect(after(order, moveItems(order, chosen, by))).toBe(expected);
  });
});

describe('dropItems', () => {
  it.each([
    ['a[b]cd', 'd', 'after', 'acdb'],
    ['a[b]cd', 'a', 'before', 'bacd'],
    ['a[b]cd', 'a', 'after', 'no move'],
    ['a[b]cd', 'c', 'before', 'no move'],
    ['a[b]cd', 'b', 'after', 'no move'],
    ['a[bc]d', 'b', 'after', 'no move'],
    ['[a]b[c]d', 'd', 'after', 'bdac'],
    ['[a]b[c]d', 'a', 'before', 'acbd'],
  ] as const)('it drops %s at %s, %s: %s', (notation, target, position, expected) => {
    const { order, chosen } = parse(notation);
    expect(after(order, dropItems(order, chosen, target, position))).toBe(expected);
  });

  it('it never loses an item, and keeps the order of those that stay', () => {
    const order = ['a', 'b', 'c', 'd', 'e'];
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...order)),
        fc.constantFrom(...order),
        fc.constantFrom('before' as const, 'after' as const),
        (dropped, target, position) => {
          const move = dropItems(order, new Set(dropped), target, position);
          if (!move) return;
          const result = after(order, move);
          expect([...result].sort().join('')).toBe('abcde');
          const staying = order.filter((id) => !dropped.includes(id)).join('');
          expect([...result].filter((id) => !dropped.includes(id)).join('')).toBe(staying);
          if (move.before !== null) expect(move.items).not.toContain(move.before);
        },
      ),
    );
  });
});
