import { placeInSnippet } from '../model/keywordInContext';
import type { Id } from '../model/id';
import type { HitGroup } from '../model/search';

/** The columns of a table of hits. `from` and `to` are a half-open range in UTF-16 units of the text whose hash is given. */
export const HIT_COLUMNS = [
  'query',
  'document',
  'title',
  'outlet',
  'date',
  'from',
  'to',
  'quote',
  'before',
  'after',
  'reviewed',
  'sha256',
] as const;

/** What a table says of a query beside what it found. */
export type HitsOf = {
  readonly query: string;
  /** Documents marked as reviewed; null where the query is not a saved one, and the column stays empty. */
  readonly reviewed: ReadonlySet<Id> | null;
  /** SHA-256 of the documents' texts. */
  readonly checksums: ReadonlyMap<Id, string>;
};

/**
 * A record for each hit, in the order of the answer. A hit beside the text (in a title, tag, comment or note) has no place
 * in it: `from`, `to` and `sha256` are then empty. A document none of whose hits are given has a record without one.
 */
export function hitRecords({ query, reviewed, checksums }: HitsOf, groups: readonly HitGroup[]): string[][] {
  return groups.flatMap(({ document, title, publisher, published, hits }) => {
    const head = [query, document ?? '', title, publisher ?? '', published ?? ''];
    const isReviewed = reviewed === null || document === null ? '' : reviewed.has(document) ? 'yes' : 'no';
    if (hits.length === 0) return [[...head, '', '', '', '', '', isReviewed, '']];
    return hits.map((hit) => {
      const { anchor, snippet, where } = hit;
      const inText = where === 'text' && anchor !== null;
      const { from, to } = placeInSnippet(hit);
      return [
        ...head,
        inText ? String(anchor.from) : '',
        inText ? String(anchor.to) : '',
        inText ? anchor.quote : snippet.text.slice(from, to),
        snippet.text.slice(0, from),
        snippet.text.slice(to),
        isReviewed,
        inText ? (checksums.get(document ?? '') ?? '') : '',
      ];
    });
  });
}
