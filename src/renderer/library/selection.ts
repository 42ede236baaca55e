import type { Id } from '../../core/model/id';

/**
 * Which rows are chosen. `cursor` is where the keyboard is, `anchor` where a Shift range begins; both are row numbers. The
 * documents in these rows stand beside: rows may move. They are null where the row was not read yet.
 */
export type Selection = {
  readonly ids: ReadonlySet<Id>;
  readonly cursor: number;
  readonly anchor: number;
  readonly cursorId: Id | null;
  readonly anchorId: Id | null;
};

export const noSelection: Selection = {
  ids: new Set(),
  cursor: -1,
  anchor: -1,
  cursorId: null,
  anchorId: null,
};

/** One row alone. */
export function selectOnly(index: number, id: Id): Selection {
  return { ids: new Set([id]), cursor: index, anchor: index, cursorId: id, anchorId: id };
}

/** That row besides the others, or no more. */
export function toggleRow(selection: Selection, index: number, id: Id): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, cursor: index, anchor: index, cursorId: id, anchorId: id };
}

/** From the anchor to a row; `ids` are those of the rows between in their order, both ends included. */
export function selectRange(selection: Selection, index: number, ids: readonly Id[]): Selection {
  const { anchor, anchorId } = selection;
  const cursorId = (index < anchor ? ids[0] : ids.at(-1)) ?? null;
  const start = anchor < 0 ? { anchor: index, anchorId: cursorId } : { anchor, anchorId };
  return { ids: new Set(ids), cursor: index, cursorId, ...start };
}

/** After rows moved: cursor and anchor are in the rows where their documents are now; one that is gone leaves them in theirs. */
export function follow(
  selection: Selection,
  [cursor = null, anchor = null]: readonly (number | null)[],
): Selection {
  const next = { cursor: cursor ?? selection.cursor, anchor: anchor ?? selection.anchor };
  const isSame = next.cursor === selection.cursor && next.anchor === selection.anchor;
  return isSame ? selection : { ...selection, ...next };
}

/** Where a key moves the cursor in a list of `total` rows, `page` of which are seen; null for other keys. */
export function cursorAfter(key: string, cursor: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const clamp = (index: number): number => Math.min(total - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(cursor + 1);
    case 'ArrowUp':
      return clamp(cursor < 0 ? total - 1 : cursor - 1);
    case 'PageDown':
      return clamp(cursor + page);
    case 'PageUp':
      return clamp(cursor - page);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
