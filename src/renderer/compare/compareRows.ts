import { paragraphNumbers } from '../../core/compare/paragraphNumbers';
import type { ComparedPair, Comparison, WordEdit } from '../../core/model/comparison';
import type { Block, Layer } from '../../core/model/document';
import { wholeCharacters, type Range } from '../../core/model/range';

/** One document as the view has it. */
export type ComparedDocument = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
};

/** The left or the right document. */
export type Side = 'a' | 'b';

/** A block on one side of a row, or a part of one too long to lay out in one go. */
export type RowSide = Range & {
  readonly block: Block;
  /** Paragraph number as citations count it; null for headings and page furniture. */
  readonly number: number | null;
  /** Number of the last paragraph, where one of the other side was split into several or several were merged. */
  readonly lastNumber: number | null;
  readonly first: boolean;
};

/** The other end of a moved passage: which row, and how it is called. */
export type Jump = { readonly key: string; readonly words: string };

/**
 * A row of the display. A moved pair is two rows, each with one side and a jump to the other; a pair too long for one row
 * is several.
 */
export type CompareRow = {
  readonly key: string;
  readonly kind: 'same' | 'changed' | 'moved' | 'only-a' | 'only-b';
  readonly a: RowSide | null;
  readonly b: RowSide | null;
  readonly edits: readonly WordEdit[];
  readonly jump: Jump | null;
};

/** Something to step to: an edit of a row, or the whole row where it stands in one text only (`edit` null). */
export type Change = { readonly row: CompareRow; readonly edit: WordEdit | null };

/** Longest piece of a block in one row, in UTF-16 units; the same as in the reader. */
const LONGEST_PIECE = 6_000;

/** The rows of a comparison in the order of both columns. */
export function compareRows(comparison: Comparison, a: ComparedDocument, b: ComparedDocument): CompareRow[] {
  const sideOfA = sidesOf(a);
  const sideOfB = sidesOf(b);
  const rows: CompareRow[] = [];
  const movedToB: CompareRow[] = [];
  for (const pair of comparison.pairs) {
    const left = pair.a && sideOfA(pair.a);
    const right = pair.b && sideOfB(pair.b);
    const key = `${left?.from ?? ''}:${right?.from ?? ''}`;
    if (pair.kind === 'moved') {
      rows.push({
        key: `${key}:a`,
        kind: 'moved',
        a: left,
        b: null,
        edits: pair.edits,
        jump: { key: `${key}:b`, words: `Moved to ${nameOf(right!)}` },
      });
      movedToB.push({
        key: `${key}:b`,
        kind: 'moved',
        a: null,
        b: right,
        edits: pair.edits,
        jump: { key: `${key}:a`, words: `Moved from ${nameOf(left!)}` },
      });
      continue;
    }
    rows.push(
      ...pieces(
        { key, kind: shownKind(pair), a: left, b: right, edits: pair.edits, jump: null },
        a.text,
        b.text,
      ),
    );
  }
  return putInOrder(rows, movedToB);
}

/** Everything a reader steps through, in order. What moved is no change by itself; edits inside it are. */
export function listChanges(rows: readonly CompareRow[]): Change[] {
  return rows.flatMap((row): Change[] => {
    if (row.kind === 'only-a' || row.kind === 'only-b') {
      return (row.a ?? row.b)!.first ? [{ row, edit: null }] : [];
    }
    return row.edits
      .filter((edit) => edit.kind !== 'same' && isShownIn(row, edit))
      .map((edit) => ({ row, edit }));
  });
}

/** An insertion in a moved passage is seen where it moved to, all else where it came from. */
function isShownIn(row: CompareRow, edit: WordEdit): boolean {
  if (row.kind !== 'moved') return true;
  return (edit.kind === 'inserted') === (row.a === null);
}

/** The passage a change is about, on the side where it stands; the right one where it stands on both. */
export function placeOfChange({ row, edit }: Change): { readonly side: Side; readonly range: Range } {
  const side = (edit === null ? row.b === null : edit.kind === 'deleted') ? 'a' : 'b';
  return { side, range: edit?.[side] ?? row[side]! };
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

function shownKind(pair: ComparedPair): CompareRow['kind'] {
  // Split and merged passages are told from changed ones by the numbers they carry.
  return pair.kind === 'split' || pair.kind === 'merged' ? 'changed' : pair.kind;
}

/** Blocks by their start, with the numbers that `placeOf` gives them. */
function sidesOf(document: ComparedDocument): (range: Range | Range[]) => RowSide {
  const sides = new Map<number, RowSide>();
  const numbers = paragraphNumbers(document.blocks, document.layers);
  for (const block of document.blocks) {
    const { from, to } = block;
    const number = numbers.get(from) ?? null;
    sides.set(from, { from, to, block, number, lastNumber: number, first: true });
  }
  return (range) => {
    if (!Array.isArray(range)) return { ...sides.get(range.from)!, ...range };
    const [first, last] = [range[0]!, range.at(-1)!];
    return { ...sides.get(first.from)!, to: last.to, lastNumber: sides.get(last.from)!.lastNumber };
  };
}

/** The b halves of moved pairs go before the first row whose own b side stands after them. */
function putInOrder(rows: readonly CompareRow[], moved: readonly CompareRow[]): CompareRow[] {
  const waiting = [...moved].sort((x, y) => x.b!.from - y.b!.from);
  const ordered: CompareRow[] = [];
  let next = 0;
  for (const row of rows) {
    while (next < waiting.length && row.b && waiting[next]!.b!.from < row.b.from)
      ordered.push(waiting[next++]!);
    ordered.push(row);
  }
  return [...ordered, ...waiting.slice(next)];
}

/** A row whose text is very long, as several: cut between edits, and inside what is the same to the letter. */
function pieces(row: CompareRow, textOfA: string, textOfB: string): CompareRow[] {
  const length = Math.max((row.a?.to ?? 0) - (row.a?.from ?? 0), (row.b?.to ?? 0) - (row.b?.from ?? 0));
  if (length <= LONGEST_PIECE) return [row];
  if (row.edits.length === 0) {
    const side = (row.a ?? row.b)!;
    return cuts(side.from, side.to, row.a ? textOfA : textOfB).map((range, at) => {
      const part = { ...side, ...range, first: at === 0 };
      return { ...row, key: `${row.key}/${at}`, a: row.a && part, b: row.b && part };
    });
  }
  const edits = row.edits.flatMap((edit) => cutSame(edit, textOfA));
  const parts: CompareRow[] = [];
  for (let at = 0; at < edits.length;) {
    const start = edits[at]!;
    let end = at;
    while (end < edits.length && (end === at || edits[end]!.a.to - start.a.from + edits[end]!.b.to - start.b.from <= 2 * LONGEST_PIECE)) end += 1; // prettier-ignore
    const last = edits[end - 1]!;
    const first = at === 0;
    parts.push({
      ...row,
      key: `${row.key}/${at}`,
      a: row.a && { ...row.a, from: start.a.from, to: last.a.to, first },
      b: row.b && { ...row.b, from: start.b.from, to: last.b.to, first },
      edits: edits.slice(at, end),
    });
    at = end;
  }
  return parts;
}

function cutSame(edit: WordEdit, textOfA: string): WordEdit[] {
  const length = edit.a.to - edit.a.from;
  if (edit.kind !== 'same' || length <= LONGEST_PIECE || length !== edit.b.to - edit.b.from) return [edit];
  return cuts(edit.a.from, edit.a.to, textOfA).map((a) => ({
    kind: 'same',
    a,
    b: { from: a.from - edit.a.from + edit.b.from, to: a.to - edit.a.from + edit.b.from },
  }));
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
