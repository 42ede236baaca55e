import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFolded, type Block, type Layer } from './document';
import { foldedParts } from './foldedParts';
import type { Range } from './range';

const layer = (from: number, to: number, active = true): Layer => ({
  from,
  to,
  reason: 'furniture',
  label: '',
  active,
});
/** Five lines of three letters: 0–3, 4–7, 8–11, 12–15, 16–19. */
const text = 'abc\ndef\nghi\njkl\nmno';
const blocks: Block[] = [0, 4, 8, 12, 16].map((from) => ({ kind: 'paragraph', from, to: from + 3 }));
const shown = (layers: readonly Layer[], of: readonly Block[] = blocks): string =>
  foldedParts({ text, blocks: [...of] }, layers)
    .map(({ from, to }) => `${from}-${to}`)
    .join(' ');

describe('foldedParts', () => {
  it.each<[string, Layer[], string]>([
    ['no layer', [], ''],
    ['a line', [layer(4, 7)], '4-7'],
    ['lines beside each other, of two layers', [layer(8, 11), layer(4, 7)], '4-11'],
    ['lines apart', [layer(0, 3), layer(8, 11)], '0-3 8-11'],
    ['a layer that was switched off', [layer(4, 7, false)], ''],
    ['a layer inside one that is switched off', [layer(0, 19, false), layer(4, 7)], '4-7'],
    ['a layer that holds a part of a line', [layer(5, 7)], ''],
    ['a line and a part of the next', [layer(0, 5)], '0-3'],
    ['a long layer that begins before a short one', [layer(0, 19), layer(4, 5)], '0-19'],
  ])('of %s', (_name, layers, expected) => {
    expect(shown(layers)).toBe(expected);
    expect(shown(layers, [])).toBe(expected);
  });

  it('hold exactly the blocks that are folded, whatever the layers', () => {
    const layers = fc.array(
      fc
        .tuple(fc.nat(19), fc.nat(19), fc.boolean())
        .map(([a, b, on]) => layer(Math.min(a, b), Math.max(a, b), on)),
    );
    fc.assert(
      fc.property(layers, (given) => {
        const parts = foldedParts({ text, blocks }, given);
        const inParts = ({ from, to }: Range): boolean =>
          parts.some((part) => part.from <= from && to <= part.to);
        expect(blocks.map(inParts)).toEqual(blocks.map((block) => isFolded(block, given)));
      }),
    );
  });
});
