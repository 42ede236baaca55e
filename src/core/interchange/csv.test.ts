import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_ORDER_MARK, parseCsv, writeCsv } from './csv';

describe('writeCsv', () => {
  it.each<[string, string[][], string]>([
    ['plain cells', [['a', 'b']], 'a,b\r\n'],
    ['a comma, a quotation mark and a line end', [['a,b', '"so"', 'c\nd']], '"a,b","""so""","c\nd"\r\n'],
    ['an empty cell', [['', 'b', '']], ',b,\r\n'],
    ['one empty cell', [['']], '""\r\n'],
    ['a formula', [['=1+1', '+1', '-1', '@a']], "'=1+1,'+1,'-1,'@a\r\n"],
    ['a formula behind a space', [[' =1']], "' =1\r\n"],
    ['a formula in full width', [['＝SUM(1)']], "'＝SUM(1)\r\n"],
    ['a tab and a line end at the start', [['\ta', '\ra']], '\'\ta,"\'\ra"\r\n'],
    ['an apostrophe before a formula', [["'=1"]], "''=1\r\n"],
    ['an apostrophe before a word', [["'tis"]], "'tis\r\n"],
  ])('writes %s', (_, records, text) => {
    expect(writeCsv(records)).toBe(text);
    expect(parseCsv(text)).toEqual(records);
  });

  const letter = fc.constantFrom(...'ab",\r\n\t =+-@\'＝항', '😀');
  const cell = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(table, (records) => {
        expect(parseCsv(writeCsv(records))).toEqual(records);
        expect(parseCsv(BYTE_ORDER_MARK + writeCsv(records))).toEqual(records);
      }),
      { numRuns: 2000 },
    );
  });

  it('never gives a spreadsheet a cell that begins as a formula does', () => {
    // A reader that knows nothing of our apostrophes.
    const naive = (text: string): string[] => {
      const cells: string[] = [];
      for (const [, quoted, plain] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(?:,|\r\n)/g)) {
        cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
      }
      return cells;
    };
    fc.assert(
      fc.property(table, (records) => {
        for (const seen of naive(writeCsv(records))) expect(seen.trimStart()).not.toMatch(/^[=+\-@＝]/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseCsv', () => {
  it.each([
    ['LF and no last line end', 'a,b\nc,d', [['a', 'b'], ['c', 'd']]],
    ['CR', 'a\rb', [['a'], ['b']]],
    ['empty lines', '\n\na\n\n', [['a']]],
    ['an open quotation mark', '"a,b', [['a,b']]],
    ['letters behind a quotation', '"a"b,c', [['ab', 'c']]],
    ['a comma at the end', 'a,', [['a', '']]],
    ['nothing', '', []],
  ])('takes %s', (_, text, records) => {
    expect(parseCsv(text)).toEqual(records);
  }); // prettier-ignore
});
