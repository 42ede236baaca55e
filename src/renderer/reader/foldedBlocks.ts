import { isFolded, type Block, type Layer } from '../../core/model/document';
import { linesOfText } from '../../core/model/foldedParts';
import { contains, type Range } from '../../core/model/range';
import { countWords } from '../../core/text/words';
import { writtenNumber } from '../../core/text/writtenNumber';

/** A block, or a part of one too long to lay out in one go. */
export type Piece = Range & {
  readonly block: Block;
  readonly first: boolean;
  readonly last: boolean;
};

export type TextRow = Range & {
  readonly kind: 'text';
  readonly key: string;
  /** One piece, or neighbouring list items or table rows that belong in one element. */
  readonly pieces: readonly Piece[];
  /** True inside a fold that stands open: shown quietly. */
  readonly quiet: boolean;
};

/**
 * A part that is not the article. closed: the blocks are hidden. open: shown for now. kept: its layers are switched off,
 * the blocks are shown like any other.
 */
export type FoldRow = Range & {
  readonly kind: 'fold';
  readonly key: string;
  readonly state: 'closed' | 'open' | 'kept';
  readonly layers: readonly Layer[];
  readonly label: string;
};

export type ReaderRow = TextRow | FoldRow;

/** Longest piece of one block, in UTF-16 units: a few screens, so that layout never takes long. */
export const LONGEST_PIECE = 6_000;
const ITEMS_IN_ROW = 16;

/**
 * The rows of the reader, in order: every block is in exactly one text row or behind one closed fold. `open` has the keys
 * of folds the reader opened for now. A text without blocks is shown line by line.
 */
export function foldedBlocks(
  text: string,
  blocks: readonly Block[],
  layers: readonly Layer[],
  open: ReadonlySet<string>,
): ReaderRow[] {
  const rows: ReaderRow[] = [];
  const all = blocks.length > 0 ? blocks : linesOfText(text);
  const sorted = [...layers].sort((a, b) => a.from - b.from || b.to - a.to);
  for (let index = 0; index < all.length;) {
    const layer = layerOf(all[index]!, sorted);
    if (!layer) {
      index = pushText(rows, text, all, index, all.length, sorted, false);
      continue;
    }
    // Neighbouring parts of one kind are one fold: three advertising lines are one interruption, not three.
    let end = index;
    const folded: Layer[] = [];
    for (; end < all.length; end += 1) {
      const next = layerOf(all[end]!, sorted);
      if (next?.reason !== layer.reason || next.active !== layer.active) break;
      if (!folded.includes(next)) folded.push(next);
    }
    const inside = all.slice(index, end);
    const range = { from: inside[0]!.from, to: inside.at(-1)!.to };
    const key = `fold:${range.from}-${range.to}`;
    const state = !layer.active ? 'kept' : open.has(key) ? 'open' : 'closed';
    rows.push({ kind: 'fold', key, ...range, state, layers: folded, label: foldLabel(text, inside, folded) });
    if (state !== 'closed') {
      for (let at = index; at < end;) at = pushText(rows, text, all, at, end, null, state === 'open');
    }
    index = end;
  }
  return rows;
}

/**
 * What a fold says is behind it: “Advertising marker”, “3 lines of page furniture”, “Repeated body, 1,200 words”. Of what an
 * outlet repeats it says where: “3 lines of page furniture · repeated in 14 documents of The Harbour Post”.
 */
function foldLabel(text: string, blocks: readonly Block[], layers: readonly Layer[]): string {
  const layer = layers[0]!;
  if (layer.reason === 'repeated-body') {
    const count = blocks.reduce((sum, block) => sum + countWords(text.slice(block.from, block.to)), 0);
    return `Repeated body, ${writtenNumber(count)} ${count === 1 ? 'word' : 'words'}`;
  }
  const label = layer.label.trim();
  const repeated = layers.find(({ by }) => by === 'outlet');
  const lines = `${blocks.length} ${blocks.length === 1 ? 'line' : 'lines'} of page furniture`;
  if (repeated) return `${lines} · ${repeated.label}`;
  if (layers.length === 1 && label !== '') {
    const named = label.charAt(0).toUpperCase() + label.slice(1);
    return blocks.length > 1 ? `${named}, ${blocks.length} lines` : named;
  }
  return lines;
}

/** An active layer wins over one switched off: what is folded stays folded. */
function layerOf(block: Range, layers: readonly Layer[]): Layer | null {
  const holding = layers.filter((layer) => contains(layer, block));
  return holding.find((layer) => isFolded(block, [layer])) ?? holding[0] ?? null;
}

/** Pushes the row or rows that begin with the block at `index`; returns the index after what it took. */
function pushText(
  rows: ReaderRow[],
  text: string,
  blocks: readonly Block[],
  index: number,
  end: number,
  layers: readonly Layer[] | null,
  quiet: boolean,
): number {
  const block = blocks[index]!;
  if (block.kind === 'list-item' || block.kind === 'table-row') {
    const pieces: Piece[] = [];
    let at = index;
    for (; at < end && pieces.length < ITEMS_IN_ROW; at += 1) {
      const next = blocks[at]!;
      if (next.kind !== block.kind || next.to - next.from > LONGEST_PIECE) break;
      if (at > index && layers && layerOf(next, layers)) break;
      pieces.push({ block: next, from: next.from, to: next.to, first: true, last: true });
    }
    if (pieces.length > 0) {
      rows.push(textRow(pieces, quiet));
      return at;
    }
  }
  for (const piece of splitLong(text, block)) rows.push(textRow([piece], quiet));
  return index + 1;
}

function textRow(pieces: readonly Piece[], quiet: boolean): TextRow {
  const from = pieces[0]!.from;
  return { kind: 'text', key: `text:${from}`, from, to: pieces.at(-1)!.to, pieces, quiet };
}

/** A block as pieces of at most `longest` units, cut behind white space where there is some, never inside a character. */
export function splitLong(text: string, block: Block, longest: number = LONGEST_PIECE): Piece[] {
  const pieces: Piece[] = [];
  for (let from = block.from; from < block.to || pieces.length === 0;) {
    const to = block.to - from <= longest ? block.to : cutBefore(text, from, from + longest);
    pieces.push({ block, from, to, first: from === block.from, last: to === block.to });
    from = to;
  }
  return pieces;
}

function cutBefore(text: string, from: number, limit: number): number {
  for (let at = limit; at > from + (limit - from) / 2; at -= 1) {
    if (/\s/.test(text.charAt(at - 1))) return at;
  }
  // A run without a space: the boundary of a whole character, found from a little way back.
  const start = Math.max(from, limit - 64);
  let cut = limit;
  for (const part of new Intl.Segmenter('und').segment(text.slice(start, limit + 64))) {
    if (start + part.index > limit) break;
    if (start + part.index > from) cut = start + part.index;
  }
  return cut;
}

/** Index of the row that shows a position, or of the closed fold or row before it; 0 before the first. */
export function rowAt(rows: readonly ReaderRow[], position: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.from <= position) low = middle + 1;
    else high = middle;
  }
  const at = Math.max(0, low - 1);
  const row = rows[at];
  // The head of an open fold spans the rows under it: the row under it is the better answer.
  return row?.kind === 'fold' &&
    row.state !== 'closed' &&
    at + 1 < rows.length &&
    rows[at + 1]!.from <= position
    ? at + 1
    : at;
}
