import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimmed } from '../../../core/model/range';
import { move, nearest, wordAt, wordEdge, type Direction, type Stretches, type Unit } from './caret';

/** `|` is the caret, `{…}` a closed fold, ` / ` the white space between two blocks. */
function read(notation: string): { stretches: Stretches; caret: number } {
  let text = '';
  let caret = -1;
  const shown: { from: number; to: number }[] = [];
  for (const part of notation.split(/( \/ |\{[^}]*\})/)) {
    if (part === '') continue;
    if (part === ' / ') {
      text += '\n\n';
      continue;
    }
    const folded = part.startsWith('{');
    const body = folded ? part.slice(1, -1) : part;
    const from = text.length;
    if (!folded && body.includes('|')) caret = from + body.indexOf('|');
    text += body.replace('|', '');
    if (!folded) shown.push({ from, to: text.length });
  }
  return { stretches: { text, shown }, caret };
}

function after(notation: string, unit: Unit, direction: Direction): string {
  const { stretches, caret } = read(notation);
  const at = move(stretches, caret, unit, direction);
  return `${stretches.text.slice(0, at)}|${stretches.text.slice(at)}`.replaceAll('\n\n', ' / ');
}

describe('move', () => {
  it.each<[string, Unit, Direction, string]>([
    ['|port', 'character', 'forward', 'p|ort'],
    ['port|', 'character', 'forward', 'port|'],
    ['|port', 'character', 'back', '|port'],
    ['a|👩‍👩‍👧b', 'character', 'forward', 'a👩‍👩‍👧|b'],
    ['a👩‍👩‍👧|b', 'character', 'back', 'a|👩‍👩‍👧b'],
    ['one| / two', 'character', 'forward', 'one / |two'],
    ['one / |two', 'character', 'back', 'one| / two'],
    ['|The envoy left', 'word', 'forward', 'The| envoy left'],
    ['The en|voy left', 'word', 'forward', 'The envoy| left'],
    ['The envoy |left', 'word', 'back', 'The |envoy left'],
    ['The en|voy', 'word', 'back', 'The |envoy'],
    ['ships| / sail on', 'word', 'forward', 'ships / sail| on'],
    ['sail on| / |', 'word', 'back', 'sail |on / '],
    ['last|', 'word', 'forward', 'last|'],
    ['o|ne / two', 'paragraph', 'forward', 'one / |two'],
    ['one / tw|o', 'paragraph', 'back', 'one / |two'],
    ['one / |two', 'paragraph', 'back', '|one / two'],
    ['on|e / two', 'document', 'forward', 'one / two|'],
    ['one / tw|o', 'document', 'back', '|one / two'],
  ])('moves %s by %s %s', (before, unit, direction, expected) => {
    expect(after(before, unit, direction)).toBe(expected);
  });

  it('steps over a closed fold as if it were not there', () => {
    expect(after('one|{ share this }two', 'word', 'forward')).toBe('one share this two|');
    expect(after('one{ share this }|two', 'character', 'back')).toBe('one| share this two');
  });

  it('reaches every grapheme forward and the same ones back', () => {
    const piece = fc.constantFrom('a', 'é', '한국', '😀', '👍🏽', ' ', 'word', '\n\n', 'ไทย');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const shown = [...text.matchAll(/\S(?:[^\n]*\S)?/g)].map((match) => ({
          from: match.index,
          to: match.index + match[0].length,
        }));
        const walk = (direction: Direction): number[] => {
          const places = [move({ text, shown }, 0, 'document', direction === 'forward' ? 'back' : 'forward')];
          for (;;) {
            const next = move({ text, shown }, places.at(-1)!, 'character', direction);
            if (next === places.at(-1)) return places;
            places.push(next);
          }
        };
        expect(walk('back').reverse()).toEqual(walk('forward'));
      }),
    );
  });
});

describe('wordEdge', () => {
  it('finds the same edges in a text far longer than what it looks at', () => {
    const text = 'tide '.repeat(2_000) + 'x'.repeat(3_000);
    const stretches = { text, shown: [{ from: 0, to: text.length }] };
    expect(wordEdge(stretches, 5_003, 'end', 'forward')).toBe(5_004);
    expect(wordEdge(stretches, 5_003, 'start', 'back')).toBe(5_000);
    expect(wordEdge(stretches, 5_003, 'start', 'forward')).toBe(5_005);
    expect(wordEdge(stretches, 5_003, 'end', 'back')).toBe(4_999);
    expect(wordEdge(stretches, 0, 'start', 'back')).toBeNull();
  });
});

describe('nearest', () => {
  it('leaves a good place alone and moves out of what is hidden', () => {
    const { stretches } = read('one{ and a long fold }two');
    expect(nearest(stretches, 2)).toBe(2);
    expect(nearest(stretches, 5)).toBe(3);
    expect(nearest(stretches, 19)).toBe(stretches.shown[1]!.from);
    expect(nearest({ text: '', shown: [] }, 4)).toBe(0);
  });
});

describe('wordAt', () => {
  it('gives the word under the caret and nothing between words', () => {
    const stretches = { text: 'harbour — pilots', shown: [{ from: 0, to: 16 }] };
    expect(wordAt(stretches, 3)).toEqual({ from: 0, to: 7 });
    expect(wordAt(stretches, 8)).toBeNull();
  });
});

describe('trimmed', () => {
  it('drops white space at the ends and is null for nothing else', () => {
    expect(trimmed(' \n tide ', { from: 0, to: 8 })).toEqual({ from: 3, to: 7 });
    expect(trimmed(' \n ', { from: 0, to: 3 })).toBeNull();
  });
});
