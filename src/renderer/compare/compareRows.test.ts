import { describe, expect, it } from 'vitest';
import { compare } from '../../core/compare/compare';
import type { Block } from '../../core/model/document';
import { compareRows, listChanges, nameOf, type ComparedDocument, type CompareRow } from './compareRows';

const FOG = 'The harbour office closed early on Friday because of thick fog over the bay.';
const FERRY = 'Every ferry to the outer islands was held back until noon, the operator said.';
const SHORT = 'All boats stayed in the harbour over night.';
const MARKET = 'Traders in the old market complained that nobody had told them about the delay.';

/** Paragraphs as a document; one that begins with `# ` is a heading, with `~` folded furniture. */
function documentOf(paragraphs: readonly string[]): ComparedDocument {
  let text = '';
  const blocks: Block[] = [];
  const layers: ComparedDocument['layers'][number][] = [];
  for (const paragraph of paragraphs) {
    const content = paragraph.replace(/^(# |~)/, '');
    const range = { from: text.length, to: text.length + content.length };
    blocks.push(
      paragraph.startsWith('# ') ? { ...range, kind: 'heading', level: 1 } : { ...range, kind: 'paragraph' },
    );
    if (paragraph.startsWith('~')) {
      layers.push({ ...range, reason: 'furniture', label: 'plea', active: true });
    }
    text += `${content}\n\n`;
  }
  return { text, blocks, layers };
}

function rowsOf(left: readonly string[], right: readonly string[]): CompareRow[] {
  const [a, b] = [documentOf(left), documentOf(right)];
  return compareRows(compare(a, b, { ignore: [], skipLayers: true }), a, b);
}

/** `kind a|b`, with the name of each side or `-`, and where a jump leads. */
function outline(rows: readonly CompareRow[]): string[] {
  return rows.map(
    ({ kind, a, b, jump }) =>
      `${kind} ${a ? nameOf(a) : '-'}|${b ? nameOf(b) : '-'}${jump ? ` ${jump.words}` : ''}`,
  );
}

describe('compareRows', () => {
  it('numbers paragraphs as citations do: headings and folded furniture do not count', () => {
    expect(outline(rowsOf(['# News', FOG, '~Subscribe now', FERRY], [FOG, FERRY]))).toEqual([
      'only-a a heading|-',
      'same ¶ 1|¶ 1',
      'same ¶ 2|¶ 2',
    ]);
  });

  it('names all paragraphs of a side that was split or merged', () => {
    expect(outline(rowsOf([`${FOG} ${FERRY}`, MARKET], [FOG, FERRY, MARKET]))).toEqual([
      'changed ¶ 1|¶ 1–2',
      'same ¶ 2|¶ 3',
    ]);
    expect(outline(rowsOf([FOG, FERRY], [`${FOG} ${FERRY}`]))).toEqual(['changed ¶ 1–2|¶ 1']);
  });

  it('shows a moved paragraph at both of its places, each leading to the other', () => {
    const rows = rowsOf([SHORT, FOG, MARKET], [FOG, SHORT, MARKET]);
    expect(outline(rows)).toEqual([
      'moved ¶ 1|- Moved to ¶ 2',
      'same ¶ 2|¶ 1',
      'moved -|¶ 2 Moved from ¶ 1',
      'same ¶ 3|¶ 3',
    ]);
    const [from, , to] = rows;
    expect([from!.jump!.key, to!.jump!.key]).toEqual([to!.key, from!.key]);
  });

  it('cuts a very long paragraph into rows that hold all of it', () => {
    const long = Array.from({ length: 5_000 }, (_, at) => `word${at}`);
    const other = long.map((word, at) => (at % 100 === 7 ? 'else' : word));
    const [a, b] = [documentOf([long.join(' ')]), documentOf([other.join(' ')])];
    const rows = compareRows(compare(a, b, { ignore: [], skipLayers: true }), a, b);
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.map((row) => a.text.slice(row.a!.from, row.a!.to)).join('')).toBe(long.join(' '));
    expect(rows.map((row) => b.text.slice(row.b!.from, row.b!.to)).join('')).toBe(other.join(' '));
    expect(rows.filter((row) => row.a!.first)).toHaveLength(1);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  it('cuts a very long paragraph of one side too', () => {
    const long = 'fog '.repeat(5_000).trim();
    const rows = rowsOf([long], []);
    expect(rows.length).toBeGreaterThan(2);
    expect(listChanges(rows)).toHaveLength(1);
    expect(rows.reduce((sum, row) => sum + row.a!.to - row.a!.from, 0)).toBe(long.length);
  });
});

describe('listChanges', () => {
  it('steps through edits and through what stands in one text only', () => {
    const rows = rowsOf([FOG, FERRY], [FOG.replace('early', 'late').replace('thick ', ''), FERRY, MARKET]);
    expect(listChanges(rows).map(({ row, edit }) => edit?.kind ?? row.kind)).toEqual([
      'replaced',
      'deleted',
      'only-b',
    ]);
  });

  it('does not count a move, only what changed inside it, each at the place where it is seen', () => {
    const rows = rowsOf([FOG, FERRY, MARKET], [FERRY, MARKET, FOG.replace('over the bay', 'over all of the wide bay').replace('thick ', '')]); // prettier-ignore
    const changes = listChanges(rows);
    expect(changes.map(({ row, edit }) => [edit?.kind, row.a === null ? 'b' : 'a'])).toEqual([
      ['deleted', 'a'],
      ['inserted', 'b'],
      ['inserted', 'b'],
    ]);
    expect(listChanges(rowsOf([FOG, FERRY, MARKET], [FERRY, MARKET, FOG]))).toEqual([]);
  });
});
