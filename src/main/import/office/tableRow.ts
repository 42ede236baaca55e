import type { Piece } from './officeWriter';

/** A cell as it is read. */
export type Cell = {
  readonly pieces: Piece[];
  /** How many columns it covers. */
  span: number;
  /** It goes on with the cell above it. */
  continues: boolean;
  /** A table lies in it. */
  hasTable: boolean;
};

/** More than any program allows. */
export const MOST_COLUMNS = 1_024;

export const emptyCell = (): Cell => ({ pieces: [], span: 1, continues: false, hasTable: false });

/** A cell of so many paragraphs and characters is a column of a layout, not a datum. */
const LAYOUT_PARAGRAPHS = 4;
const LAYOUT_CHARACTERS = 800;

/**
 * A row as one piece, cells apart by tabs; columns under a wide cell are empty, so that the others stay where they are.
 * Where a cell holds a table or columns of prose, the row is laid out and not a row of data: then what is in it follows
 * cell by cell.
 */
export function rowPieces(cells: readonly Cell[], table: number): Piece[] {
  const flows = cells.some(
    ({ pieces, hasTable }) =>
      hasTable ||
      (pieces.length >= LAYOUT_PARAGRAPHS &&
        pieces.reduce((sum, { words }) => sum + words.length, 0) > LAYOUT_CHARACTERS),
  );
  if (flows) return cells.flatMap(({ pieces }) => pieces);
  const words: string[] = [];
  for (const cell of cells) {
    words.push(cell.continues ? '' : wordsOf(cell));
    for (let column = 1; column < cell.span && words.length < MOST_COLUMNS; column += 1) words.push('');
  }
  const page = cells.flatMap(({ pieces }) => pieces.map((piece) => piece.page)).find(Boolean);
  return [{ kind: 'table-row', words: words.join('\t'), table, ...(page !== undefined && { page }) }];
}

function wordsOf({ pieces }: Cell): string {
  return pieces
    .map(({ kind, marker, words }) =>
      kind === 'list-item' && marker !== undefined ? `${marker} ${words}` : words,
    )
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
