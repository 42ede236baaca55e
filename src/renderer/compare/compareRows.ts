import { alignColumns, type ColumnPart, type ColumnRow } from '../../core/compare/alignColumns';
import { paragraphNumbers } from '../../core/compare/paragraphNumbers';
import type { Comparison, WordEdit } from '../../core/model/comparison';
import type { Block, Layer } from '../../core/model/document';
import { overlaps, wholeCharacters, type Range } from '../../core/model/range';

/** One document as the view has it. */
export type ComparedDocument = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
};

/** Documents side by side that a display has room for. */
export const MOST_COLUMNS = 6;

/** Which of the documents, from the left: 0 is the base, which all others are compared with. */
export type Column = number;

/** `left` and `right` of two; of more `base`, `column 2` and so on. */
export function columnName(column: Column, columns: number): string {
  if (columns === 2) return column === 0 ? 'left' : 'right';
  return column === 0 ? 'base' : `column ${column + 1}`;
}

/** Blocks of one column in a row, or a part of one too long to lay out in one go. */
export type RowSide = Range & {
  readonly block: Block;
  /** Paragraph number as citations count it; null for headings and page furniture. */
  readonly number: number | null;
  /** Number of the last paragraph, where one of the other side was split into several or several were merged. */
  readonly lastNumber: number | null;
  readonly first: boolean;
};

/** The other end of a moved passage: its row, the name of its own button and of this one, and what this one says. */
export type Jump = { readonly key: string; readonly to: string; readonly id: string; readonly words: string };

/** What stands in one column of a row. `own` is null at the place that a passage has moved away from. */
export type RowPart = {
  readonly kind: 'same' | 'changed' | 'moved' | 'only';
  readonly own: RowSide | null;
  /** Against the base (`a`); empty in the base's own column. */
  readonly edits: readonly WordEdit[];
  readonly jump: Jump | null;
};

/**
 * A row of the display. `cells` has one entry for each column, the base first; an empty one where that has nothing. A moved
 * passage is in two rows, each with a jump to the other; passages too long for one row are in several.
 */
export type CompareRow = {
  readonly key: string;
  /** The most that happens in it. */
  readonly kind: RowPart['kind'];
  readonly cells: readonly (readonly RowPart[])[];
  /** The edits that touch the base's words here, for each other column. */
  readonly against: readonly (readonly WordEdit[])[];
};

/**
 * Something to step to: an edit of a column, or a passage that not all have (`edit` null): one of the base that `lacking`
 * do not have, or one that only the column has.
 */
export type Change = {
  readonly row: CompareRow;
  readonly column: Column;
  readonly edit: WordEdit | null;
  readonly lacking: readonly Column[];
};

/** Longest piece of a block in one row, in UTF-16 units; the same as in the reader. */
const LONGEST_PIECE = 6_000;
const NONE: readonly never[] = [];
const STRENGTH: readonly RowPart['kind'][] = ['same', 'changed', 'moved', 'only'];

/** The rows of all columns; `comparisons` are those of the first document with each other one. */
export function compareRows(
  documents: readonly ComparedDocument[],
  comparisons: readonly Comparison[],
): CompareRow[] {
  const sides = documents.map(sidesOf);
  const columns = comparisons.map((comparison, at) => ({ text: documents[at + 1]!.text, comparison }));
  const texts = documents.map(({ text }) => text);
  return alignColumns(columns).flatMap((row) => pieces(rowOf(row, sides), texts));
}

type SideOf = (ranges: readonly Range[]) => RowSide;

function rowOf({ base, columns }: ColumnRow, sides: readonly SideOf[]): CompareRow {
  const baseOwn = base.length > 0 ? sides[0]!(base) : null;
  const key = baseOwn ? `${baseOwn.from}` : hereKey(columns.findIndex((parts) => parts.length > 0), columns.flat()[0]!); // prettier-ignore
  const cells = columns.map((parts, at) => parts.map((part) => partOf(part, at, sides)));
  const alone = cells.every((parts) => parts.length === 0);
  const kinds = cells.map((parts) => (parts.length === 0 && baseOwn ? 'only' : strongest(parts.map(({ kind }) => kind)))); // prettier-ignore
  const kind = strongest(kinds);
  const moved = columns.flat().find((part) => part.kind === 'moved-here');
  const jump = baseOwn || !moved ? null : jumpBack(moved, columns.findIndex((parts) => parts.includes(moved)), sides); // prettier-ignore
  const baseKind = alone ? 'only' : kinds.length === 1 || kind !== 'only' ? kind : 'changed';
  const baseCell = baseOwn || jump ? [{ kind: baseKind, own: baseOwn, edits: NONE, jump }] : NONE;
  const against = columns.map((parts) =>
    parts.flatMap((part): readonly WordEdit[] =>
      part.kind === 'answer' || part.kind === 'moved-away' ? part.pair.edits : NONE,
    ),
  );
  return { key, kind, cells: [baseCell, ...cells], against };
}

function partOf({ kind, pair }: ColumnPart, at: number, sides: readonly SideOf[]): RowPart {
  const own = sides[at + 1]!([pair.b ?? []].flat());
  if (kind === 'only') return { kind, own, edits: NONE, jump: null };
  if (kind === 'moved-here') return { kind: 'moved', own, edits: pair.edits, jump: null };
  // Split and merged passages are told from changed ones by the numbers they carry.
  if (kind === 'answer') return { kind: pair.kind === 'same' ? 'same' : 'changed', own, edits: pair.edits, jump: null }; // prettier-ignore
  const key = hereKey(at, { kind, pair });
  const jump = { key, to: `${key} from`, id: `${key} to`, words: `Moved to ${nameOf(own)}` };
  return { kind: 'moved', own: null, edits: pair.edits, jump };
}

function jumpBack(part: ColumnPart, at: number, sides: readonly SideOf[]): Jump {
  const from = sides[0]!([part.pair.a ?? []].flat());
  const key = hereKey(at, part);
  return { key: `${from.from}`, to: `${key} to`, id: `${key} from`, words: `Moved from ${nameOf(from)}` };
}

/** The name of a row that the base has nothing in. */
const hereKey = (at: number, { pair }: ColumnPart): string => `+${at + 1}.${[pair.b ?? []].flat()[0]!.from}`;

const strongest = (kinds: readonly RowPart['kind'][]): RowPart['kind'] =>
  STRENGTH[Math.max(0, ...kinds.map((kind) => STRENGTH.indexOf(kind)))]!;

/** Everything a reader steps through, in order. What moved is no change by itself; edits inside it are. */
export function listChanges(rows: readonly CompareRow[]): Change[] {
  return rows.flatMap((row): Change[] => {
    const [base, ...others] = row.cells;
    const changes: Change[] = [];
    const own = base![0]?.own ?? null;
    if (own?.first) {
      const lacking = others.flatMap((parts, at) => (parts.length === 0 ? [at + 1] : []));
      if (lacking.length > 0) changes.push({ row, column: 0, edit: null, lacking });
    }
    const only = others.findIndex((parts) => parts.some((part) => part.kind === 'only' && part.own!.first));
    if (only >= 0) changes.push({ row, column: only + 1, edit: null, lacking: NONE });
    const edits = others.flatMap((parts, at) =>
      parts.flatMap((part) =>
        part.edits
          .filter((edit) => edit.kind !== 'same' && isShownAt(part, edit, others.length))
          .map((edit): Change => ({ row, column: at + 1, edit, lacking: NONE })),
      ),
    );
    edits.sort((x, y) => x.edit!.a.from - y.edit!.a.from || x.column - y.column || x.edit!.b.from - y.edit!.b.from); // prettier-ignore
    return [...changes, ...edits];
  });
}

/**
 * Of a moved passage beside one other column an insertion is seen where it moved to, all else where it came from. Beside
 * several, its column shows all of them where it stands.
 */
function isShownAt(part: RowPart, edit: WordEdit, others: number): boolean {
  if (part.kind !== 'moved') return true;
  if (others > 1) return part.own !== null;
  return (edit.kind === 'inserted') === (part.own !== null);
}

/** The passage a change is about, in the column where it stands; not the base's where it stands in both. */
export function placeOfChange({ row, column, edit }: Change): {
  readonly column: Column;
  readonly range: Range;
} {
  if (edit !== null)
    return edit.kind === 'deleted' ? { column: 0, range: edit.a } : { column, range: edit.b };
  const part = row.cells[column]!.find(({ kind, own }) => own !== null && (column === 0 || kind === 'only'));
  return { column, range: part!.own! };
}

/** `paragraph 4`; what has no number is called by its kind. */
export function nameOf(side: RowSide): string {
  if (side.number !== null) return `¶ ${numbersOf(side)}`;
  return side.block.kind === 'heading' ? 'a heading' : 'page furniture';
}

/** `4`, or `4–6` for several paragraphs; null for what has no number. */
export function numbersOf({ number, lastNumber }: RowSide): string | null {
  if (number === null) return null;
  return lastNumber === null || lastNumber === number ? `${number}` : `${number}–${lastNumber}`;
}

/** Blocks by their start, with the numbers that `placeOf` gives them. */
function sidesOf(document: ComparedDocument): SideOf {
  const sides = new Map<number, RowSide>();
  const numbers = paragraphNumbers(document.blocks, document.layers);
  for (const block of document.blocks) {
    const { from, to } = block;
    const number = numbers.get(from) ?? null;
    sides.set(from, { from, to, block, number, lastNumber: number, first: true });
  }
  return (ranges) => {
    const [first, last] = [ranges[0]!, ranges.at(-1)!];
    return { ...sides.get(first.from)!, to: last.to, lastNumber: sides.get(last.from)!.lastNumber };
  };
}

/** A row whose text is very long, as several: cut by the base where it has text, and inside what is the same to the letter. */
function pieces(row: CompareRow, texts: readonly string[]): CompareRow[] {
  const parts = row.cells.flat();
  const longest = Math.max(...parts.map(({ own }) => (own ? own.to - own.from : 0)));
  if (longest <= LONGEST_PIECE || row.cells.some((cell) => cell.length > 1)) return [row];
  const leader = row.cells.findIndex((cell) => cell[0]?.own);
  const lead = row.cells[leader]![0]!.own!;
  const cut = cuts(lead.from, lead.to, texts[leader]!);
  const side = leader === 0 ? 'a' : 'b';
  const cells = row.cells.map((cell, column) => {
    const part = cell[0];
    if (!part) return cut.map((): readonly RowPart[] => NONE);
    if (column === leader && part.edits.length === 0) return cut.map((range, at) => [cutPart(part, range, NONE, at)]);
    if (part.edits.length > 0 && (leader === 0 ? part.own !== null : column === leader)) {
      const shares = editsByCut(part.edits, cut, side);
      return shares.map((edits, at) => {
        const [first, last] = [edits[0], edits.at(-1)];
        return [cutPart(part, first && last ? { from: first.b.from, to: last.b.to } : null, edits, at)];
      });
    }
    // What has no words to divide, or the same words as the leading column, goes with the first piece.
    return cut.map((_, at): readonly RowPart[] => [at === 0 ? part : { ...part, own: null, edits: NONE, jump: null }]);
  }); // prettier-ignore
  return cut.map((range, at) => ({
    ...row,
    key: at === 0 ? row.key : `${row.key}/${at}`,
    cells: cells.map((cell) => cell[at]!),
    against: leader === 0 ? row.against.map((edits) => edits.filter((edit) => overlaps(edit.a, range))) : row.against,
  })); // prettier-ignore
}

const cutPart = (part: RowPart, range: Range | null, edits: readonly WordEdit[], at: number): RowPart => ({
  ...part,
  own: range && part.own && { ...part.own, ...range, first: at === 0 },
  edits,
  jump: at === 0 ? part.jump : null,
});

/** The edits of each piece, by where they begin on one side; what is the same to the letter is cut with it. */
function editsByCut(edits: readonly WordEdit[], cut: readonly Range[], side: 'a' | 'b'): WordEdit[][] {
  const shares = cut.map((): WordEdit[] => []);
  let piece = 0;
  for (let edit of edits) {
    while (piece < cut.length - 1 && edit[side].from >= cut[piece]!.to) piece += 1;
    const isExact = edit.kind === 'same' && edit.a.to - edit.a.from === edit.b.to - edit.b.from;
    while (isExact && piece < cut.length - 1 && edit[side].to > cut[piece]!.to) {
      const length = cut[piece]!.to - edit[side].from;
      const [a, b] = [edit.a.from + length, edit.b.from + length];
      shares[piece]!.push({ ...edit, a: { from: edit.a.from, to: a }, b: { from: edit.b.from, to: b } });
      edit = { ...edit, a: { from: a, to: edit.a.to }, b: { from: b, to: edit.b.to } };
      piece += 1;
    }
    shares[piece]!.push(edit);
  }
  return shares;
}

/** Pieces of a range, ending after a space where there is one. */
function cuts(from: number, to: number, text: string): Range[] {
  const ranges: Range[] = [];
  for (let at = from; at < to;) {
    const most = Math.min(to, at + LONGEST_PIECE);
    const space = most < to ? text.lastIndexOf(' ', most - 1) + 1 : to;
    const end = wholeCharacters(text, { from: at, to: space > at ? space : most }).to;
    ranges.push({ from: at, to: end });
    at = end;
  }
  return ranges;
}
