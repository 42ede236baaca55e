import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import type { Hit, HitGroup, SearchAnswer } from '../../core/model/search';

/** A line of the list of results. */
export type Row =
  | { readonly kind: 'group'; readonly group: HitGroup; readonly first: number }
  /** `number` counts the hits of the whole list. */
  | { readonly kind: 'hit'; readonly group: HitGroup; readonly hit: Hit; readonly number: number }
  | { readonly kind: 'more'; readonly group: HitGroup; readonly hidden: number }
  | { readonly kind: 'more-documents'; readonly hidden: number };

/** Places shown of a document until all of them are asked for. */
export const SHOWN_PLACES = 4;
export const ALL_PLACES = 500;

/**
 * The groups with the hits that are shown: those of unfolded documents, the first few of the others. A document found by
 * its date alone has no places; the whole of it stands as its one hit, so that it can be reached and opened like others.
 */
export function shownGroups(groups: readonly HitGroup[], expanded: ReadonlySet<Id | null>): HitGroup[] {
  return groups.map((group) => {
    if (group.hits.length === 0) return { ...group, hits: [wholeDocument(group)] };
    return expanded.has(group.document) ? group : { ...group, hits: group.hits.slice(0, SHOWN_PLACES) };
  });
}

function wholeDocument({ document, title, score, published }: HitGroup): Hit {
  return {
    document,
    title,
    score,
    where: 'metadata',
    source: null,
    anchor: null,
    snippet: { text: published === null ? title : writtenDate(published), marks: [] },
  };
}

/** The lines of an answer whose shown groups are given. */
export function resultRows(shown: readonly HitGroup[], { totalDocuments, groups }: SearchAnswer): Row[] {
  const rows: Row[] = [];
  let number = 0;
  for (const group of shown) {
    rows.push({ kind: 'group', group, first: number });
    for (const hit of group.hits) {
      rows.push({ kind: 'hit', group, hit, number });
      number += 1;
    }
    const hidden = group.total - group.hits.length;
    if (hidden > 0 && group.hits.length < ALL_PLACES) rows.push({ kind: 'more', group, hidden });
  }
  const hidden = totalDocuments - groups.length;
  if (hidden > 0) rows.push({ kind: 'more-documents', hidden });
  return rows;
}

export function keyOf(row: Row): string {
  if (row.kind === 'more-documents') return row.kind;
  return row.kind === 'hit' ? `hit ${row.number}` : `${row.kind} ${row.group.document ?? 'library'}`;
}

/** A hit in a text by its place: what is selected stays so while the answer changes. Null for hits beside the text. */
export function passageKey({ document, where, anchor }: Hit): string | null {
  return where === 'text' && anchor && document ? `${document} ${anchor.from} ${anchor.to}` : null;
}
