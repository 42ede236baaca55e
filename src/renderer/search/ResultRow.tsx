import type { Hit, HitGroup } from '../../core/model/search';
import { writtenDate } from '../../core/model/date';
import { MarkedText } from './MarkedText';
import styles from './ResultRow.module.css';

/** A line of the list of results. */
export type Row =
  | { readonly kind: 'group'; readonly group: HitGroup; readonly first: number }
  /** `number` counts the hits of the whole list. */
  | { readonly kind: 'hit'; readonly group: HitGroup; readonly hit: Hit; readonly number: number }
  | { readonly kind: 'more'; readonly group: HitGroup; readonly hidden: number }
  | { readonly kind: 'more-documents'; readonly hidden: number };

export type ResultRowProps = {
  row: Row;
  /** The hit that has the keyboard, by number. */
  active: number;
  onOpen: (number: number) => void;
  onFocus: (number: number) => void;
  onExpand: (group: HitGroup) => void;
  onMoreDocuments: () => void;
};

const WHERE: Readonly<Record<Hit['where'], string | null>> = {
  text: null,
  title: 'Title',
  metadata: 'Details',
  comment: 'Comment',
  tag: 'Tag',
  note: 'Note',
};

export function ResultRow({ row, active, onOpen, onFocus, onExpand, onMoreDocuments }: ResultRowProps) {
  if (row.kind === 'more-documents') {
    return (
      <button type="button" className={styles.more} onClick={onMoreDocuments}>
        {row.hidden.toLocaleString()} more {row.hidden === 1 ? 'document' : 'documents'}
      </button>
    );
  }
  const { group } = row;
  if (row.kind === 'more') {
    return (
      <button
        type="button"
        className={styles.more}
        aria-label={`${row.hidden} more places in ${group.title}`}
        onClick={() => onExpand(group)}
      >
        {row.hidden.toLocaleString()} more {row.hidden === 1 ? 'place' : 'places'}
      </button>
    );
  }
  if (row.kind === 'group') {
    const source = [group.publisher, group.published && writtenDate(group.published)].filter(Boolean);
    return (
      <div className={styles.group}>
        <div className={styles.head}>
          <h2 className={styles.title}>
            <button
              type="button"
              className={styles.titleButton}
              tabIndex={-1}
              onClick={() => onOpen(row.first)}
            >
              {group.title}
            </button>
          </h2>
          {source.length > 0 && <span className={styles.source}>{source.join(', ')}</span>}
        </div>
        <span className={styles.count}>
          {group.total.toLocaleString()} {group.total === 1 ? 'place' : 'places'}
        </span>
      </div>
    );
  }
  const { hit, number } = row;
  const where = WHERE[hit.where];
  const passage = hit.where === 'comment' || hit.where === 'tag' ? hit.anchor?.quote : undefined;
  return (
    <button
      type="button"
      className={styles.hit}
      data-hit={number}
      tabIndex={number === active ? 0 : -1}
      onFocus={() => onFocus(number)}
      onClick={() => onOpen(number)}
    >
      {where !== null && <span className={styles.where}>{where}</span>}
      <span className={styles.snippet}>
        <MarkedText text={hit.snippet.text} marks={hit.snippet.marks} className={styles.mark} />
      </span>
      {passage !== undefined && <span className={styles.passage}>on “{passage}”</span>}
    </button>
  );
}
