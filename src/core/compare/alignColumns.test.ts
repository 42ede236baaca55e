import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedPair } from '../model/comparison';
import { alignColumns, type ColumnPart, type ColumnRow } from './alignColumns';
import { compare, type ComparedText } from './compare';

const SENTENCES = [
  'The harbour office closed early on Friday because of thick fog over the bay.',
  'Every ferry to the outer islands was held back until noon, the operator said.',
  'Traders in the old market complained that nobody had told them about the delay.',
  'Two schools sent their pupils home after the morning lessons were cancelled.',
  'A crane driver watched the grey water rise past the second mark on the wall.',
  'Nobody in the ministry would say who had ordered the gates to stay open.',
];
const [FOG, FERRY, MARKET, SCHOOL, CRANE, GATES] = SENTENCES as [
  string,
  string,
  string,
  string,
  string,
  string,
];

function documentOf(paragraphs: readonly string[]): ComparedText {
  let from = 0;
  const blocks = paragraphs.map((paragraph) => {
    const block = { kind: 'paragraph' as const, from, to: from + paragraph.length };
    from = block.to + 2;
    return block;
  });
  return { text: paragraphs.join('\n\n'), blocks, layers: [] };
}

type Table = { readonly base: ComparedText; readonly others: readonly ComparedText[]; readonly rows: readonly ColumnRow[] }; // prettier-ignore

function tableOf(base: readonly string[], ...others: readonly (readonly string[])[]): Table {
  const [left, rest] = [documentOf(base), others.map(documentOf)];
  const columns = rest.map((one) => ({
    text: one.text,
    comparison: compare(left, one, { ignore: [], skipLayers: true }, Infinity),
  }));
  return { base: left, others: rest, rows: alignColumns(columns) };
}

/** The first word of each block; `>` moved here, `<` moved away, `+` only there. */
function outline({ base, others, rows }: Table): string[] {
  const first = (text: string, ranges: ComparedPair['a']): string =>
    [ranges ?? []].flat().map(({ from }) => /\w+/.exec(text.slice(from))![0]).join('&'); // prettier-ignore
  const SIGNS = { answer: '', only: '+', 'moved-here': '>', 'moved-away': '<' };
  return rows.map((row) =>
    [
      row.base.map((range) => first(base.text, range)).join('&'),
      ...row.columns.map((parts, at) =>
        parts
          .map(
            ({ kind, pair }) => SIGNS[kind] + (kind === 'moved-away' ? '' : first(others[at]!.text, pair.b)),
          )
          .join(' '),
      ),
    ].join(' | '),
  );
}

describe('alignColumns', () => {
  it('puts what answers one paragraph of the base into one row', () => {
    expect(
      outline(tableOf([FOG, FERRY, MARKET], [FOG, MARKET], [FERRY.replace('noon', 'dusk'), MARKET])),
    ).toEqual(['The | The | ', 'Every |  | Every', 'Traders | Traders | Traders']);
  });

  it('shows what only one column has where it stands there, what two have alike in one row', () => {
    expect(
      outline(tableOf([FOG, MARKET], [FOG, CRANE, MARKET], [SCHOOL, FOG, CRANE, GATES, MARKET])),
    ).toEqual([
      ' |  | +Two',
      'The | The | The',
      ' | +A | +A',
      ' |  | +Nobody',
      'Traders | Traders | Traders',
    ]);
  });

  it('keeps the order of each column where two have the same the other way about', () => {
    const table = tableOf([FOG], [FOG, FERRY, MARKET], [FOG, MARKET, FERRY]);
    const [, ...below] = outline(table);
    const column = (at: number): string[] => below.map((row) => row.split(' | ')[at]!).filter(Boolean);
    expect([column(1), column(2)]).toEqual([
      ['+Every', '+Traders'],
      ['+Traders', '+Every'],
    ]);
    expect(below.filter((row) => /\+\w+ \| \+/.test(row))).toHaveLength(1);
  });

  it('shows a moved paragraph at both of its places', () => {
    expect(outline(tableOf([FOG, FERRY, MARKET], [FERRY, MARKET, FOG], [FOG, FERRY, MARKET]))).toEqual([
      'The | < | The',
      'Every | Every | Every',
      'Traders | Traders | Traders',
      ' | >The | ',
    ]);
  });

  it('keeps together what one column has as one paragraph, and there what the others have between', () => {
    expect(
      outline(tableOf([FOG, FERRY, MARKET], [`${FOG} ${FERRY}`, MARKET], [FOG, CRANE, FERRY, MARKET])),
    ).toEqual(['The&Every | The | The +A Every', 'Traders | Traders | Traders']);
  });

  const paragraph = fc.oneof(
    fc.constantFrom(...SENTENCES),
    fc
      .tuple(fc.constantFrom(...SENTENCES), fc.constantFrom(...SENTENCES))
      .map(([one, two]) => `${one} ${two}`),
  );
  const text = fc.array(paragraph, { maxLength: 7 });

  it('has every block of the base in one row, every block of a column in one place, all in order', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), (base, others) => {
        const table = tableOf(base, ...others);
        expect(table.rows.flatMap((row) => row.base.map(({ from }) => from))).toEqual(
          table.base.blocks.map(({ from }) => from),
        );
        table.others.forEach((other, at) => {
          const parts = table.rows.flatMap((row) => row.columns[at]!);
          const here = parts.filter(({ kind }) => kind !== 'moved-away').flatMap(startsOf);
          expect(here).toEqual(other.blocks.map(({ from }) => from));
          const ends = (kind: ColumnPart['kind']): number[] =>
            parts.filter((part) => part.kind === kind).flatMap(startsOf).sort((x, y) => x - y); // prettier-ignore
          expect(ends('moved-away')).toEqual(ends('moved-here'));
        });
      }),
    );
  });

  it('answers a block of the base only in the row where it stands', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), (base, others) => {
        for (const { base: own, columns } of tableOf(base, ...others).rows) {
          const starts = own.map(({ from }) => from);
          for (const { kind, pair } of columns.flat()) {
            if (kind !== 'answer' && kind !== 'moved-away') continue;
            for (const { from } of [pair.a ?? []].flat()) expect(starts).toContain(from);
          }
        }
      }),
    );
  });
});

const startsOf = ({ pair }: ColumnPart): number[] => [pair.b ?? []].flat().map(({ from }) => from);
