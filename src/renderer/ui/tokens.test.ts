import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TAG_COLOURS } from '../../core/model/tag';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours of one theme by name. */
function theme(name: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme='${name}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

/** Contrast ratio of two colours (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each(['light', 'dark', 'contrast'])('the %s theme', (name) => {
  const colours = theme(name);
  const ratio = (a: string, b: string): number => contrast(colours.get(a)!, colours.get(b)!);
  const least = name === 'contrast' ? 7 : 4.5;
  const grounds = ['surface', 'surface-raised', 'surface-sunken', 'hover'];

  it.each(grounds)('keeps words legible on %s', (ground) => {
    for (const words of ['text', 'text-quiet', 'accent', 'danger', 'warning']) {
      expect([words, ratio(words, ground) >= least]).toEqual([words, true]);
    }
  });

  it.each([
    ['accent-text', 'accent'],
    ['accent-text', 'accent-hover'],
    ['text', 'accent-soft'],
    ['accent', 'accent-soft'],
    ['text', 'danger-soft'],
    ['danger', 'danger-soft'],
    ['text', 'selection'],
    ['inserted-text', 'inserted'],
    ['deleted-text', 'deleted'],
  ])('keeps %s legible on %s', (words, ground) => {
    expect(ratio(words, ground)).toBeGreaterThanOrEqual(least);
  });

  it.each(TAG_COLOURS)(
    'keeps text legible on the mark %s, and its stripe distinct from the page',
    (colour) => {
      expect(ratio('text', `mark-${colour}`)).toBeGreaterThanOrEqual(least);
      for (const ground of ['surface', 'surface-raised', 'surface-sunken']) {
        expect(ratio(`stripe-${colour}`, ground)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('draws the edges of fields and the focus with enough contrast to be found', () => {
    for (const edge of ['line-strong', 'focus']) {
      expect(ratio(edge, 'surface')).toBeGreaterThanOrEqual(3);
    }
  });
});
