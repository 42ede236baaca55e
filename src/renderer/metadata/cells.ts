import { harmlessCell, originalCell } from '../../core/interchange/csv';

/**
 * Cells as they lie on the clipboard: rows by line ends, cells by tabs; a cell with either, or one that begins with a
 * quotation mark, stands in quotation marks, doubled inside. How every spreadsheet writes and reads them. What one would
 * run as a formula is made harmless: titles and names are what sources say they are.
 */
export function writeCells(rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string): string =>
    /[\t\n\r]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return rows.map((row) => row.map((cell) => quoted(harmlessCell(cell))).join('\t')).join('\n');
}

/** The cells of a text, as they were before `writeCells`; one line end at its end is none of theirs. */
export function readCells(text: string): string[][] {
  const rows: string[][] = [[]];
  const quoted = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
  const plain = /[^\t\r\n]*/y;
  for (let at = 0; ;) {
    quoted.lastIndex = plain.lastIndex = at;
    const whole = text[at] === '"' ? quoted.exec(text) : null;
    const [cell] = whole ?? plain.exec(text)!;
    rows.at(-1)!.push(originalCell(whole ? whole[1]!.replaceAll('""', '"') : cell));
    at += cell.length;
    if (text[at] === '\t') {
      at += 1;
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    if (at >= text.length) return rows;
    rows.push([]);
  }
}

/** A rectangle of cells: where it was begun, and where the cursor is. */
export type Area = {
  readonly anchor: { readonly row: number; readonly column: number };
  readonly cursor: { readonly row: number; readonly column: number };
};

/** Its edges, both ends included. */
export function edgesOf({ anchor, cursor }: Area): {
  top: number;
  bottom: number;
  left: number;
  right: number;
} {
  return {
    top: Math.min(anchor.row, cursor.row),
    bottom: Math.max(anchor.row, cursor.row),
    left: Math.min(anchor.column, cursor.column),
    right: Math.max(anchor.column, cursor.column),
  };
}

export const oneCell = (row: number, column: number): Area => ({
  anchor: { row, column },
  cursor: { row, column },
});

/** Where a key takes the cursor in a table of this size, `page` rows of which are seen; null for other keys. */
export function moved(
  key: string,
  far: boolean,
  { row, column }: Area['cursor'],
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): Area['cursor'] | null {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const to = (nextRow: number, nextColumn: number): Area['cursor'] => ({
    row: Math.min(lastRow, Math.max(0, nextRow)),
    column: Math.min(lastColumn, Math.max(0, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(far ? lastRow : row + 1, column);
    case 'ArrowUp':
      return to(far ? 0 : row - 1, column);
    case 'ArrowRight':
      return to(row, far ? lastColumn : column + 1);
    case 'ArrowLeft':
      return to(row, far ? 0 : column - 1);
    case 'PageDown':
      return to(row + size.page, column);
    case 'PageUp':
      return to(row - size.page, column);
    case 'Home':
      return to(far ? 0 : row, 0);
    case 'End':
      return to(far ? lastRow : row, lastColumn);
    default:
      return null;
  }
}
