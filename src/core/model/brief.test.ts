import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editBrief, type Brief, type BriefItem } from './brief';
import { newId } from './id';

const heading = (text: string): BriefItem => ({ id: newId(), kind: 'heading', level: 2, text });

function brief(...texts: string[]): Brief {
  const now = '2026-01-01T00:00:00.000Z';
  return {
    version: 1,
    id: newId(),
    title: 'Brief',
    author: '',
    items: texts.map(heading),
    createdAt: now,
    changedAt: now,
  };
}
const texts = ({ items }: Brief): string =>
  items.map((item) => (item.kind === 'heading' ? item.text : '?')).join('');

describe('editBrief', () => {
  it.each([
    ['abcd', [0], 2, 'bacd'],
    ['abcd', [3], 0, 'dabc'],
    ['abcd', [0, 2], null, 'bdac'],
    ['abcd', [1, 2], 0, 'bcad'],
    ['abcd', [1], 1, 'abcd'],
  ] as const)('moves in %s the items %j before %s: %s', (start, moving, before, expected) => {
    const given = brief(...start);
    const items = moving.map((index) => given.items[index]!.id);
    const target = before === null ? null : given.items[before]!.id;
    expect(texts(editBrief(given, { kind: 'move', items, before: target }))).toBe(expected);
  });

  it('gives back the same value when nothing moves', () => {
    const given = brief('a', 'b');
    expect(editBrief(given, { kind: 'move', items: [given.items[0]!.id], before: given.items[1]!.id })).toBe(
      given,
    );
    expect(editBrief(given, { kind: 'retitle', title: 'Brief', author: '' })).toBe(given);
  });

  it('refuses an item twice and one that is not there', () => {
    const given = brief('a');
    expect(() => editBrief(given, { kind: 'insert', items: [given.items[0]!], before: null })).toThrow(
      'already has',
    );
    expect(() => editBrief(given, { kind: 'remove', items: [newId()] })).toThrow('has no item');
  });

  it('keeps every item exactly once, whatever is moved', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5)), fc.option(fc.nat(5)), (moving, before) => {
        const given = brief(...'abcdef');
        const after = editBrief(
          moving.length === 0
            ? given
            : editBrief(given, {
                kind: 'move',
                items: moving.map((index) => given.items[index]!.id),
                before: before === null ? null : given.items[before]!.id,
              }),
          { kind: 'retitle', title: 'Other', author: '' },
        );
        expect([...texts(after)].sort().join('')).toBe('abcdef');
      }),
    );
  });
});
