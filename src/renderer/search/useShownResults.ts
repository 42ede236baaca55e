import { useMemo } from 'react';
import type { Id } from '../../core/model/id';
import { notIn, type SavedSearch } from '../../core/model/savedSearch';
import type { HitGroup } from '../../core/model/search';
import type { ShownSearch } from './lastSearch';
import type { Reviewing } from './ResultRow';
import { resultRows, shownGroups, type Row } from './resultRows';
import { review } from './savedSearchEdits';
import type { Found } from './useSearch';

export type ShownResults = {
  readonly groups: readonly HitGroup[];
  readonly rows: readonly Row[];
  /** Hits among the rows. */
  readonly count: number;
  readonly isReviewed: (document: Id) => boolean;
  /** What a row shows of reviewing; null where there is nothing to review. */
  readonly reviewing: (row: Row) => Reviewing | null;
};

/** What of an answer is shown, line by line: of a saved search perhaps only what is new to it or not reviewed. */
export function useShownResults(
  found: Found | null,
  saved: SavedSearch | null,
  only: ShownSearch['only'],
  expanded: ReadonlySet<Id | null>,
): ShownResults {
  const reviewed = useMemo(() => new Set(saved?.reviewed), [saved]);
  const fresh = useMemo(() => {
    const documents = found?.answer.groups.flatMap(({ document }) => document ?? []) ?? [];
    return new Set(saved ? notIn(saved.seen, documents) : []);
  }, [saved, found]);
  const groups = useMemo(() => {
    const inside = (found?.answer.groups ?? []).filter(({ document }) => {
      if (only === null) return true;
      return document !== null && (only === 'new' ? fresh.has(document) : !reviewed.has(document));
    });
    return shownGroups(inside, expanded);
  }, [found, expanded, only, fresh, reviewed]);
  const rows = useMemo(() => (found ? resultRows(groups, found.answer) : []), [found, groups]);
  return {
    groups,
    rows,
    count: rows.reduce((sum, row) => sum + Number(row.kind === 'hit'), 0),
    isReviewed: (document) => reviewed.has(document),
    reviewing(row) {
      if (row.kind !== 'group' || !saved || row.group.document === null) return null;
      const { document } = row.group;
      return {
        isReviewed: reviewed.has(document),
        isNew: fresh.has(document),
        onReview: (isReviewed) => void review(saved.id, [document], isReviewed),
      };
    },
  };
}
