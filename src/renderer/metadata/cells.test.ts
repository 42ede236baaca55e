import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgesOf, moved, oneCell, readCells, writeCells } from './cells';

describe('cells on the clipboard', () => {
  it('are read back as they were written', () => {
    const cell = fc
      .array(fc.constantFrom('a', '"', '\t', '\n', '\r\n', ' ', '港', ';', '=', "'", '@'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(table, (rows) => {
        expect(readCells(writeCells(rows))).toEqual(rows);
      }),
    );
  });

  it('are text to a spreadsheet, whatever a source is called', () => {
    expect(writeCells([['=HYPERLINK("x")', '+1 Barge', "'tis"]])).toBe("'=HYPERLINK(\"x\")\t'+1 Barge\t'tis");
    expect(readCells("=1\t'=1")).toEqual([['=1', '=1']]);
  });

  it('are read as spreadsheets leave them', () => {
    expect(readCells('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(readCells('one word')).toEqual([['one word']]);
    expect(readCells('"he said ""no""\nand left"\t2')).toEqual([['he said "no"\nand left', '2']]);
    // No quotation marks around a cell, but a quotation.
    expect(readCells('"Talks" end\tx')).toEqual([['"Talks" end', 'x']]);
    expect(readCells('a\t\tb')).toEqual([['a', '', 'b']]);
  });
});

describe('the cursor', () => {
  const size = { rows: 100, columns: 5, page: 20 };
  it('stays in the table', () => {
    expect(moved('ArrowUp', false, { row: 0, column: 2 }, size)).toEqual({ row: 0, column: 2 });
    expect(moved('PageDown', false, { row: 95, column: 2 }, size)).toEqual({ row: 99, column: 2 });
    expect(moved('ArrowRight', true, { row: 3, column: 0 }, size)).toEqual({ row: 3, column: 4 });
    expect(moved('Home', true, { row: 3, column: 3 }, size)).toEqual({ row: 0, column: 0 });
    expect(moved('x', false, { row: 3, column: 3 }, size)).toBeNull();
  });

  it('spans an area either way', () => {
    expect(edgesOf({ ...oneCell(5, 3), cursor: { row: 2, column: 4 } })).toEqual({
      top: 2,
      bottom: 5,
      left: 3,
      right: 4,
    });
  });
});
