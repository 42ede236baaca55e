import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Layer } from '../../core/model/document';
import { foldedBlocks, rowAt, splitLong } from './foldedBlocks';

/** One line, one block: `# ` a heading, `- ` a list item, else a paragraph. `~` in front: furniture, `=`: repeated. */
function page(...lines: string[]): { text: string; blocks: Block[]; layers: Layer[] } {
  const blocks: Block[] = [];
  const layers: Layer[] = [];
  let text = '';
  for (const line of lines) {
    const body = line.replace(/^[~=]/, '');
    const from = text.length;
    text += `${body}\n\n`;
    const kind = body.startsWith('- ') ? 'list-item' : body.startsWith('# ') ? 'heading' : 'paragraph';
    const range = { from, to: from + body.length };
    blocks.push({ ...range, kind });
    if (line.startsWith('~'))
      layers.push({ ...range, reason: 'furniture', label: 'share links', active: true });
    if (line.startsWith('=')) layers.push({ ...range, reason: 'repeated-body', label: '', active: true });
  }
  return { text, blocks, layers };
}

/** `[label]` a fold, else the text of the row. */
function shown(source: ReturnType<typeof page>, open: string[] = []): string[] {
  return foldedBlocks(source.text, source.blocks, source.layers, new Set(open)).map((row) =>
    row.kind === 'fold'
      ? `[${row.state} ${row.label}]`
      : row.pieces.map((piece) => source.text.slice(piece.from, piece.to)).join(' / '),
  );
}

describe('foldedBlocks', () => {
  it('folds one furniture line under its own name', () => {
    expect(shown(page('A port opens', '~Share this', 'Ships came'))).toEqual([
      'A port opens',
      '[closed Share links]',
      'Ships came',
    ]);
  });

  it('folds neighbours of one reason together and counts lines and words', () => {
    expect(shown(page('~One', '~Two', '~Three', 'Body', '=Body again here'))).toEqual([
      '[closed 3 lines of page furniture]',
      'Body',
      '[closed Repeated body, 3 words]',
    ]);
  });

  it('shows the blocks of an opened fold quietly under its head', () => {
    const source = page('Body', '~Share this');
    const key = foldedBlocks(source.text, source.blocks, source.layers, new Set())[1]!.key;
    const rows = foldedBlocks(source.text, source.blocks, source.layers, new Set([key]));
    expect(rows.map((row) => row.kind === 'text' && row.quiet)).toEqual([false, false, true]);
    expect(shown(source, [key])).toEqual(['Body', '[open Share links]', 'Share this']);
  });

  it('shows a layer that is switched off, with a head to fold it again', () => {
    const source = page('~Share this', 'Body');
    source.layers[0] = { ...source.layers[0]!, active: false };
    expect(shown(source)).toEqual(['[kept Share links]', 'Share this', 'Body']);
  });

  it('keeps list items of one list in one row', () => {
    expect(shown(page('Lead', '- one', '- two', 'Tail', '- three'))).toEqual([
      'Lead',
      '- one / - two',
      'Tail',
      '- three',
    ]);
  });

  it('leaves a block that is only partly in a layer alone', () => {
    const source = page('Body of it');
    source.layers.push({ from: 0, to: 4, reason: 'furniture', label: '', active: true });
    expect(shown(source)).toEqual(['Body of it']);
  });

  it('shows a text without blocks line by line', () => {
    const rows = foldedBlocks('First\n\n  Second  \n', [], [], new Set());
    expect(rows.map((row) => [row.from, row.to])).toEqual([
      [0, 5],
      [9, 15],
    ]);
  });

  it('has every block in one row or behind one closed fold', () => {
    const line = fc.tuple(fc.constantFrom('', '~', '='), fc.constantFrom('word', '- item', '# head'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, opened) => {
        const source = page(...lines.map(([mark, body]) => mark + body));
        const closed = foldedBlocks(source.text, source.blocks, source.layers, new Set());
        const open = new Set(opened ? closed.map((row) => row.key) : []);
        const rows = foldedBlocks(source.text, source.blocks, source.layers, open);
        const covered = rows.flatMap((row) =>
          row.kind === 'text'
            ? row.pieces.map((piece) => piece.from)
            : row.state === 'closed'
              ? source.blocks
                  .filter((block) => row.from <= block.from && block.to <= row.to)
                  .map((block) => block.from)
              : [],
        );
        expect(covered).toEqual(source.blocks.map((block) => block.from));
        rows.forEach((row, index) => {
          if (row.kind === 'text') expect(rowAt(rows, row.from)).toBe(index);
        });
      }),
    );
  });
});

describe('splitLong', () => {
  it('rebuilds the block and never cuts inside a character', () => {
    const unit = fc.constantFrom('a', 'word ', '한', '😀', '👩‍👩‍👧', 'é', ' ');
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 200 }), (units) => {
        const text = units.join('');
        const pieces = splitLong(text, { kind: 'paragraph', from: 0, to: text.length }, 40);
        expect(pieces.map((piece) => text.slice(piece.from, piece.to)).join('')).toBe(text);
        const graphemes = new Set([...new Intl.Segmenter('und').segment(text)].map((part) => part.index));
        for (const piece of pieces) {
          expect(piece.to - piece.from).toBeLessThanOrEqual(40);
          expect(piece.to - piece.from).toBeGreaterThan(0);
          expect(graphemes.has(piece.from)).toBe(true);
        }
        expect([pieces[0]!.first, pieces.at(-1)!.last]).toEqual([true, true]);
      }),
    );
  });
});
