import { describe, expect, it } from 'vitest';
import type { WordEdit } from '../model/comparison';
import { changeClass, type ChangeClass } from './changeClass';

/** One change a side, in brackets. */
function classOf(left: string, right: string): ChangeClass {
  const side = (text: string) => {
    const from = text.indexOf('[');
    const to = text.indexOf(']') - 1;
    return { text: text.replace(/[[\]]/g, ''), range: { from, to } };
  };
  const [a, b] = [side(left), side(right)];
  const edit: WordEdit = { kind: 'replaced', a: a.range, b: b.range };
  return changeClass(a.text, b.text, edit);
}

describe('changeClass', () => {
  it.each<[ChangeClass, string, string]>([
    ['date', 'The ferry left on [Monday] at dawn.', 'The ferry left on [Tuesday] at dawn.'],
    ['date', 'Built in [1998] it sank.', 'Built in [2003] it sank.'],
    ['date', 'They met [in May] again.', 'They met [] again.'],
    ['number', 'It carried [40] crates.', 'It carried [60] crates.'],
    ['number', 'It carried [four] crates.', 'It carried [five million] crates.'],
    ['name', 'He flew to [Harbin] alone.', 'He flew to [Dalian] alone.'],
    ['attribution', 'The ship sank[, two sources said].', 'The ship sank[].'],
    ['hedge', 'The ship [may have sunk] there.', 'The ship [sank] there.'],
    ['wording', 'The [quick] ferry left.', 'The [swift] ferry left.'],
    ['wording', 'Nobody came. [Boats] lay idle.', 'Nobody came. [Ships] lay idle.'],
    ['wording', 'It carried [four] crates.', 'It carried [4] crates.'],
    ['wording', 'They [march on] today.', 'They [walk on] today.'],
  ])('finds a change of %s in %s', (expected, left, right) => {
    expect(classOf(left, right)).toBe(expected);
  });

  it('tells who said it before a date, a date before a number, and a number before a name', () => {
    expect(classOf('It sank[ on Monday, he said].', 'It sank[].')).toBe('attribution');
    expect(classOf('On [Monday 3 crates] came.', 'On [Friday 4 crates] came.')).toBe('date');
    expect(classOf('The port of [Harbin, 3 crates] came.', 'The port of [Dalian, 4 crates] came.')).toBe(
      'number',
    );
  });
});
