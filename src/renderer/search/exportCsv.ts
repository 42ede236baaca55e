import { BYTE_ORDER_MARK, writeCsv } from '../../core/interchange/csv';
import { HIT_COLUMNS, hitRecords } from '../../core/interchange/hitRecords';
import type { Id } from '../../core/model/id';
import type { HitGroup } from '../../core/model/search';
import type { SavedSearch } from '../../core/model/savedSearch';
import { download } from '../app/download';
import { call } from '../app/session';
import { askIndex } from '../workers/searchClient';

/** Documents of one search, places of one document, and lines in all that a table holds at most. */
const MOST_DOCUMENTS = 10_000;
const MOST_PLACES = 500;
const MOST_RECORDS = 200_000;

export type ExportedHits = {
  readonly records: number;
  /** False when there was more than a table holds. */
  readonly complete: boolean;
};

/** A search for a table. `reviewed` is null where it was not saved. */
export type ExportedSearch = Pick<SavedSearch, 'query' | 'choices' | 'sort'> & {
  readonly reviewed: readonly Id[] | null;
};

/**
 * Saves what searches find as a table: a line for each hit, with its context and the hash of the text its place is in. The
 * file begins with a byte-order mark, for spreadsheets take it for another encoding without. Rejects with `cancelled`.
 */
export async function exportCsv(
  name: string,
  searches: readonly ExportedSearch[],
  onSearch: (done: number) => void,
  signal: AbortSignal,
): Promise<ExportedHits> {
  const parts = [BYTE_ORDER_MARK, writeCsv([HIT_COLUMNS])];
  let records = 0;
  let complete = true;
  for (const [at, { query, choices, sort, reviewed }] of searches.entries()) {
    const { groups, totalDocuments } = await askIndex(
      query,
      {
        asker: 'export',
        limit: MOST_DOCUMENTS,
        hitsPerDocument: MOST_PLACES,
        typing: false,
        sort,
        choices,
      },
      signal,
    );
    const checksums = await checksumsOf(groups, signal);
    const all = hitRecords({ query, reviewed: reviewed && new Set(reviewed), checksums }, groups);
    const some = all.slice(0, MOST_RECORDS - records);
    if (some.length < all.length || totalDocuments > groups.length || groups.some(isCut)) complete = false;
    records += some.length;
    parts.push(writeCsv(some));
    onSearch(at + 1);
  }
  download(`${fileName(name)}.csv`, parts.join(''), 'text/csv');
  return { records, complete };
}

const isCut = ({ total, hits }: HitGroup): boolean => total > hits.length && hits.length >= MOST_PLACES;

async function checksumsOf(
  groups: readonly HitGroup[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Id, string>> {
  const ids = groups.flatMap(({ document }) => document ?? []);
  const checksums = ids.length === 0 ? [] : await call('documents.checksums', { ids }, { signal });
  return new Map(ids.flatMap((id, at) => (checksums[at] ? [[id, checksums[at]]] : [])));
}

/** A name that every system takes. */
function fileName(name: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-+|-+$/g, ''); // prettier-ignore
  return plain.slice(0, 60).toLowerCase() || 'searches';
}
