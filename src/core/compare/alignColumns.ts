import type { ComparedPair, Comparison } from '../model/comparison';
import type { Range } from '../model/range';

/** What one column has in a row: what answers the row's part of the base, and what only it has there, in its own order. */
export type ColumnPart =
  /** Answers blocks of the base in this row. */
  | { readonly kind: 'answer'; readonly pair: ComparedPair }
  /** Stands only in this column. */
  | { readonly kind: 'only'; readonly pair: ComparedPair }
  /** The base's block stands elsewhere in this column: nothing of the column is here. */
  | { readonly kind: 'moved-away'; readonly pair: ComparedPair }
  /** Stands here in this column, elsewhere in the base. */
  | { readonly kind: 'moved-here'; readonly pair: ComparedPair };

/**
 * A row of several documents against one base. `base` are its blocks in order, more than one where some column has several
 * of them as one; empty where the base has nothing. `columns` has an entry for each other document, empty where that has
 * nothing here.
 */
export type ColumnRow = {
  readonly base: readonly Range[];
  readonly columns: readonly (readonly ColumnPart[])[];
};

/** One other document: its text, and the comparison of the base (`a`) with it (`b`). */
export type AlignedColumn = { readonly text: string; readonly comparison: Comparison };

/**
 * Puts the comparisons of one base with several documents into one table. All were made with the same `skipLayers`. Every
 * block of the base is in exactly one row, and every block of a column in exactly one `answer`, `only` or `moved-here`; both
 * keep their order from row to row. What several columns say to the letter at one place, where the base says nothing,
 * shares a row. Time grows with the number of blocks.
 */
export function alignColumns(columns: readonly AlignedColumn[]): ColumnRow[] {
  const groups = groupBase(columns);
  const groupOf = new Map(groups.flatMap((group, at) => group.map((block) => [block.from, at] as const)));
  const cells = columns.map(({ comparison }) => placeColumn(comparison.pairs, groupOf, groups.length));

  const rows: ColumnRow[] = [];
  for (let at = 0; at <= groups.length; at += 1) {
    rows.push(
      ...rowsBetween(
        columns,
        cells.map((cell) => cell.before[at]!),
      ),
    );
    if (at < groups.length) rows.push({ base: groups[at]!, columns: cells.map((cell) => cell.inside[at]!) });
  }
  return rows;
}

/** The base's blocks in order, those together that some column has as one. */
function groupBase(columns: readonly AlignedColumn[]): Range[][] {
  const blocks = new Map<number, Range>();
  /** By the start of a block: the start of the last one that belongs to it. */
  const lastOf = new Map<number, number>();
  for (const { comparison } of columns) {
    for (const { a } of comparison.pairs) {
      const own = listed(a);
      for (const block of own) blocks.set(block.from, block);
      const [first, last] = [own[0], own.at(-1)];
      if (first && last) lastOf.set(first.from, Math.max(lastOf.get(first.from) ?? 0, last.from));
    }
  }
  const groups: Range[][] = [];
  let until = -1;
  for (const block of [...blocks.values()].sort((x, y) => x.from - y.from)) {
    if (block.from <= until) groups.at(-1)!.push(block);
    else groups.push([block]);
    until = Math.max(until, lastOf.get(block.from) ?? block.from);
  }
  return groups;
}

type Placed = {
  /** By group of the base: what stands in its row. */
  readonly inside: readonly ColumnPart[][];
  /** By group: what stands before its row; one more for the end. */
  readonly before: readonly ColumnPart[][];
};

function placeColumn(
  pairs: readonly ComparedPair[],
  groupOf: ReadonlyMap<number, number>,
  groups: number,
): Placed {
  const inside = Array.from({ length: groups }, (): ColumnPart[] => []);
  const before = Array.from({ length: groups + 1 }, (): ColumnPart[] => []);
  const own: ColumnPart[] = [];
  for (const pair of pairs) {
    if (pair.kind === 'only-a') continue;
    if (pair.kind === 'only-b') own.push({ kind: 'only', pair });
    else if (pair.kind === 'moved') {
      own.push({ kind: 'moved-here', pair });
      inside[groupAt(pair, groupOf)]!.push({ kind: 'moved-away', pair });
    } else own.push({ kind: 'answer', pair });
  }
  own.sort((x, y) => listed(x.pair.b)[0]!.from - listed(y.pair.b)[0]!.from);
  // What stands between two answers of one group is in its row; all else before the row of the next answer.
  const next = new Array<number>(own.length);
  let following = groups;
  for (let at = own.length - 1; at >= 0; at -= 1) {
    if (own[at]!.kind === 'answer') following = groupAt(own[at]!.pair, groupOf);
    next[at] = following;
  }
  let last = -1;
  own.forEach((part, at) => {
    const group = next[at]!;
    if (part.kind === 'answer' || group === last) inside[group]!.push(part);
    else before[group]!.push(part);
    if (part.kind === 'answer') last = group;
  });
  return { inside, before };
}

const groupAt = ({ a }: ComparedPair, groupOf: ReadonlyMap<number, number>): number => groupOf.get(listed(a)[0]!.from)!; // prettier-ignore

/** Rows for what stands between two rows of the base, each column in its order; what is alike to the letter together. */
function rowsBetween(
  columns: readonly AlignedColumn[],
  parts: readonly (readonly ColumnPart[])[],
): ColumnRow[] {
  const rows: { content: string; columns: (readonly ColumnPart[])[] }[] = [];
  parts.forEach((own, column) => {
    let at = 0;
    for (const part of own) {
      const content = contentOf(columns[column]!.text, part);
      const same = part.kind === 'only' ? rows.findIndex((row, index) => index >= at && row.content === content && row.columns[column]!.length === 0) : -1; // prettier-ignore
      if (same >= 0) {
        rows[same]!.columns[column] = [part];
        at = same + 1;
        continue;
      }
      const row = { content, columns: columns.map((): readonly ColumnPart[] => []) };
      row.columns[column] = [part];
      rows.splice(at, 0, row);
      at += 1;
    }
  });
  return rows.map((row) => ({ base: [], columns: row.columns }));
}

/** What is compared of a block that the base lacks; nothing for what moved, which has a row of its own. */
function contentOf(text: string, { kind, pair }: ColumnPart): string {
  if (kind !== 'only') return '';
  return listed(pair.b)
    .map(({ from, to }) => text.slice(from, to).replace(/\s+/g, ' ').trim())
    .join('\n');
}

const listed = (ranges: ComparedPair['a']): readonly Range[] => [ranges ?? []].flat();
