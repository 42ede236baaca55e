import { describe, expect, it } from 'vitest';
import { compare } from './compare';
import { columnsHtml, columnsMarkdown, type ExportedColumns } from './exportColumns';
import type { ExportedSide } from './exportComparison';

const sideOf = (title: string, ...paragraphs: string[]): ExportedSide => {
  let from = 0;
  const blocks = paragraphs.map((paragraph) => {
    const block = { kind: 'paragraph' as const, from, to: from + paragraph.length };
    from = block.to + 2;
    return block;
  });
  return { text: paragraphs.join('\n\n'), blocks, layers: [], title, facts: '' };
};

const FOG = 'The harbour office closed early on Friday because of thick fog over the bay.';
const FERRY = 'Every ferry to the outer islands was held back until noon, the operator said.';
const ODD = 'Boats <b>stayed</b> in the *harbour*.';

function exportedOf(base: ExportedSide, ...sides: ExportedSide[]): ExportedColumns {
  const columns = sides.map((side) => ({ side, comparison: compare(base, side, { ignore: [], skipLayers: true }) }));
  return { base, columns, ignored: [] };
} // prettier-ignore

const exported = exportedOf(
  sideOf('First', FOG, FERRY),
  sideOf('Second', FOG.replace('early', 'late'), FERRY),
  sideOf('Third', FERRY, FOG, ODD),
);

describe('columnsMarkdown', () => {
  it('says under each paragraph of the base what each column has there', () => {
    const [, ...parts] = columnsMarkdown(exported).split(/\n\n(?=¶ |Not in)/);
    expect(parts).toEqual([
      `Not in the base:\n\n- 3, ¶ 1, moved from ¶ 2: ${FERRY}`,
      `¶ 1: ${FOG}\n\n- 2, ¶ 1: The harbour office closed ~~early~~ **late** on Friday because of thick fog over the bay.\n- 3, ¶ 2: the same`,
      `¶ 2: ${FERRY}\n\n- 2, ¶ 2: the same\n- 3, moved to ¶ 1`,
      expect.stringContaining('Not in the base:\n\n- 3, ¶ 3, only there: **Boats \\<b\\>stayed'),
    ]);
  });
});

describe('columnsHtml', () => {
  it('has a column for each document, and reads nothing of a text as HTML', () => {
    const html = columnsHtml(exported);
    expect(html.match(/<th scope="col">[^<]*/g)).toEqual([
      '<th scope="col">Base: First',
      '<th scope="col">2: Second',
      '<th scope="col">3: Third',
    ]);
    expect(html).toContain('<del>early</del><ins>late</ins>');
    expect(html).not.toContain('<b>stayed');
  });
});
