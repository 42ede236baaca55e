import { describe, expect, it } from 'vitest';
import { PartialDate, writtenDate } from './date';
import { isFolded, placeOf, type Block, type Layer } from './document';

/** `blocks('h:Title|p:One|f:Advertisement|p:Two')`: blocks one after another; f is a folded paragraph. */
function parse(notation: string): { blocks: Block[]; layers: Layer[]; at: (words: string) => number } {
  const blocks: Block[] = [];
  const layers: Layer[] = [];
  let text = '';
  for (const part of notation.split('|')) {
    const [sign, words] = [part.slice(0, 1), part.slice(2)];
    const range = { from: text.length, to: text.length + words.length };
    blocks.push({ kind: sign === 'h' ? 'heading' : sign === 'r' ? 'rule' : 'paragraph', ...range });
    if (sign === 'f') layers.push({ ...range, reason: 'furniture', label: '', active: true });
    text += `${words}\n`;
  }
  return { blocks, layers, at: (words) => text.indexOf(words) };
}

describe('placeOf', () => {
  const { blocks, layers, at } = parse('h:Title|p:One|f:Advertisement|r:***|p:Two|h:Part|p:Three');
  it.each([
    ['Title', 'heading'],
    ['One', 'paragraph 1'],
    ['Advertisement', 'page furniture'],
    ['Two', 'paragraph 2'],
    ['Part', 'heading after paragraph 2'],
    ['Three', 'paragraph 3'],
  ])('says of %s: %s', (words, place) => {
    expect(placeOf(at(words), blocks, layers)).toBe(place);
  });

  it('counts what is unfolded again', () => {
    const open = layers.map((layer) => ({ ...layer, active: false }));
    expect(placeOf(at('Two'), blocks, open)).toBe('paragraph 3');
  });

  it('is null without blocks', () => {
    expect(placeOf(0, [], [])).toBeNull();
  });
});

describe('isFolded', () => {
  it('needs the whole block inside an active layer', () => {
    const layer: Layer = { from: 2, to: 8, reason: 'furniture', label: '', active: true };
    expect(isFolded({ from: 2, to: 8 }, [layer])).toBe(true);
    expect(isFolded({ from: 1, to: 8 }, [layer])).toBe(false);
    expect(isFolded({ from: 2, to: 8 }, [{ ...layer, active: false }])).toBe(false);
  });
});

describe('PartialDate', () => {
  it.each([
    ['2019', '2019'],
    ['2019-06', 'June 2019'],
    ['2019-06-02', '2 June 2019'],
  ])('writes %s as %s', (date, written) => {
    expect(PartialDate.parse(date)).toBe(date);
    expect(writtenDate(date)).toBe(written);
  });

  it.each(['19', '2019-13', '2019-6', '2019-06-32', 'June 2019'])('refuses %s', (date) => {
    expect(PartialDate.safeParse(date).success).toBe(false);
  });
});
