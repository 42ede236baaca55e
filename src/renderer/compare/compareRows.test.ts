import { describe, expect, it } from 'vitest';
import { compare } from '../../core/compare/compare';
import type { Block } from '../../core/model/document';
import type { Range } from '../../core/model/range';
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

function rowsOf(...texts: readonly (readonly string[])[]): CompareRow[] {
  return rowsOfDocuments(texts.map(documentOf));
}

function rowsOfDocuments(documents: readonly ComparedDocument[]): CompareRow[] {
  const [base, ...others] = documents;
  return compareRows(
    documents,
    others.map((other) => compare(base!, other, { ignore: [], skipLayers: true })),
  );
}

/** `kind base|column…`, with the name of what stands there or `-`, and where jumps lead. */
function outline(rows: readonly CompareRow[]): string[] {
  return rows.map(({ kind, cells }) => {
    const names = cells.map((parts) => parts.map(({ own }) => (own ? nameOf(own) : '-')).join('+') || '-');
    const jumps = cells.flat().flatMap(({ jump }) => (jump ? ` ${jump.words}` : []));
    return `${kind} ${names.join('|')}${jumps.join('')}`;
  });
}

const ownOf = (row: CompareRow, column: number): Range | null => row.cells[column]![0]?.own ?? null;

describe('compareRows', () => {
  it('numbers paragraphs as citations do: headings and folded furniture do not count', () => {
    expect(outline(rowsOf(['# News', FOG, '~Subscribe now', FERRY], [FOG, FERRY]))).toEqual([
      'only a heading|-',
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
    const [there, back] = [from!.cells[1]![0]!.jump!, to!.cells[0]![0]!.jump!];
    expect([there.key, back.key]).toEqual([to!.key, from!.key]);
    expect([there.to, back.to]).toEqual([back.id, there.id]);
  });

  it('cuts a very long paragraph into rows that hold all of it', () => {
    const long = Array.from({ length: 5_000 }, (_, at) => `word${at}`);
    const other = long.map((word, at) => (at % 100 === 7 ? 'else' : word));
    const [a, b] = [documentOf([long.join(' ')]), documentOf([other.join(' ')])];
    const rows = rowsOfDocuments([a, b]);
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.map((row) => a.text.slice(ownOf(row, 0)!.from, ownOf(row, 0)!.to)).join('')).toBe(
      long.join(' '),
    );
    expect(rows.map((row) => b.text.slice(ownOf(row, 1)!.from, ownOf(row, 1)!.to)).join('')).toBe(
      other.join(' '),
    );
    expect(rows.filter((row) => row.cells[0]![0]!.own!.first)).toHaveLength(1);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  it('cuts a very long paragraph of one side too', () => {
    const long = 'fog '.repeat(5_000).trim();
    const rows = rowsOf([long], []);
    expect(rows.length).toBeGreaterThan(2);
    expect(listChanges(rows)).toHaveLength(1);
    expect(rows.reduce((sum, row) => sum + ownOf(row, 0)!.to - ownOf(row, 0)!.from, 0)).toBe(long.length);
  });
});

describe('compareRows of three', () => {
  it('has a column for each, and says what a column lacks', () => {
    expect(outline(rowsOf([FOG, FERRY, MARKET], [FOG, MARKET], [FOG, SHORT, FERRY, MARKET]))).toEqual([
      'same ¶ 1|¶ 1|¶ 1',
      'only -|-|¶ 2',
      'only ¶ 2|-|¶ 3',
      'same ¶ 3|¶ 2|¶ 4',
    ]);
  });

  it('leads from where one column has nothing to where it has moved', () => {
    expect(outline(rowsOf([SHORT, FOG, MARKET], [FOG, SHORT, MARKET], [SHORT, FOG, MARKET]))).toEqual([
      'moved ¶ 1|-|¶ 1 Moved to ¶ 2',
      'same ¶ 2|¶ 1|¶ 2',
      'moved -|¶ 2|- Moved from ¶ 1',
      'same ¶ 3|¶ 3|¶ 3',
    ]);
  });

  it('cuts a very long paragraph in all columns at once, and loses nothing of any', () => {
    const long = Array.from({ length: 5_000 }, (_, at) => `word${at}`);
    const texts = [7, 11].map((by) => long.map((word, at) => (at % 90 === by ? 'else' : word)).join(' '));
    const documents = [long.join(' '), ...texts].map((text) => documentOf([text]));
    const rows = rowsOfDocuments(documents);
    expect(rows.length).toBeGreaterThan(4);
    documents.forEach(({ text }, column) => {
      const shown = rows
        .flatMap((row) => ownOf(row, column) ?? [])
        .map(({ from, to }) => text.slice(from, to));
      expect(`${shown.join('')}\n\n`).toBe(text);
    });
    expect(listChanges(rows)).toHaveLength(112);
  });
});

describe('listChanges', () => {
  it('goes through all columns at each place, and counts once what several lack', () => {
    const rows = rowsOf([FOG, FERRY], [FOG.replace('early', 'late')], [FOG.replace('early', 'late').replace('thick ', '')]); // prettier-ignore
    expect(listChanges(rows).map(({ column, edit, lacking }) => [column, edit?.kind ?? lacking])).toEqual([
      [1, 'replaced'],
      [2, 'replaced'],
      [2, 'deleted'],
      [0, [1, 2]],
    ]);
  });

  it('steps through edits and through what stands in one text only', () => {
    const rows = rowsOf([FOG, FERRY], [FOG.replace('early', 'late').replace('thick ', ''), FERRY, MARKET]);
    expect(listChanges(rows).map(({ column, edit }) => edit?.kind ?? `only in ${column}`)).toEqual([
      'replaced',
      'deleted',
      'only in 1',
    ]);
  });

  it('does not count a move, only what changed inside it, each at the place where it is seen', () => {
    const rows = rowsOf([FOG, FERRY, MARKET], [FERRY, MARKET, FOG.replace('over the bay', 'over all of the wide bay').replace('thick ', '')]); // prettier-ignore
    const changes = listChanges(rows);
    expect(changes.map(({ row, edit }) => [edit?.kind, ownOf(row, 0) === null ? 'b' : 'a'])).toEqual([
      ['deleted', 'a'],
      ['inserted', 'b'],
      ['inserted', 'b'],
    ]);
    expect(listChanges(rowsOf([FOG, FERRY, MARKET], [FERRY, MARKET, FOG]))).toEqual([]);
  });
});
