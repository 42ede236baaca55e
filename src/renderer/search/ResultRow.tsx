import { Check } from 'lucide-react';
import type { Hit, HitGroup } from '../../core/model/search';
import { writtenDate } from '../../core/model/date';
import { placeInSnippet } from '../../core/model/keywordInContext';
import { Checkbox, classes } from '../ui';
import { MarkedText } from './MarkedText';
import { passageKey, type Row } from './resultRows';
import styles from './ResultRow.module.css';

/** Passages being chosen, by key; what is not in a text cannot be. */
export type Selecting = {
  readonly selected: ReadonlySet<string>;
  onHit: (hit: Hit, isSelected: boolean) => void;
  onGroup: (group: HitGroup, isSelected: boolean) => void;
};

/** What a saved search knows of a document. */
export type Reviewing = {
  readonly isReviewed: boolean;
  readonly isNew: boolean;
  onReview: (isReviewed: boolean) => void;
};

export type ResultRowProps = {
  row: Row;
  /** The hit that has the keyboard, by number. */
  active: number;
  /** The words found stand below each other, as in a concordance. */
  aligned: boolean;
  /** Null while nothing is being selected. */
  selecting: Selecting | null;
  /** Null where the search is not a saved one, or the group no document. */
  reviewing: Reviewing | null;
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

export function ResultRow(props: ResultRowProps) {
  const { row, onExpand, onMoreDocuments } = props;
  if (row.kind === 'more-documents') {
    return (
      <button type="button" className={styles.more} onClick={onMoreDocuments}>
        {row.hidden.toLocaleString('en')} more {row.hidden === 1 ? 'document' : 'documents'}
      </button>
    );
  }
  if (row.kind === 'more') {
    return (
      <button
        type="button"
        className={styles.more}
        aria-label={`${row.hidden} more places in ${row.group.title}`}
        onClick={() => onExpand(row.group)}
      >
        {row.hidden.toLocaleString('en')} more {row.hidden === 1 ? 'place' : 'places'}
      </button>
    );
  }
  return row.kind === 'group' ? <GroupRow {...props} row={row} /> : <HitRow {...props} row={row} />;
}

type Of<K extends Row['kind']> = Omit<ResultRowProps, 'row'> & { row: Row & { kind: K } };

function GroupRow({ row: { group, first }, selecting, reviewing, onOpen }: Of<'group'>) {
  const source = [group.publisher, group.published && writtenDate(group.published)].filter(Boolean);
  const keys = group.hits.flatMap((hit) => passageKey(hit) ?? []);
  const chosen = selecting ? keys.filter((key) => selecting.selected.has(key)).length : 0;
  return (
    <div className={styles.group}>
      {selecting && keys.length > 0 && (
        <Checkbox
          label={`All places in ${group.title}`}
          isSelected={chosen === keys.length}
          isIndeterminate={chosen > 0 && chosen < keys.length}
          onChange={(isSelected) => selecting.onGroup(group, isSelected)}
        />
      )}
      <div className={styles.head}>
        <h2 className={styles.title}>
          <button type="button" className={styles.titleButton} tabIndex={-1} onClick={() => onOpen(first)}>
            {group.title}
          </button>
        </h2>
        {source.length > 0 && <span className={styles.source}>{source.join(', ')}</span>}
      </div>
      {reviewing?.isNew && <span className={styles.new}>New</span>}
      <span className={styles.count}>
        {group.total > 0 && `${group.total.toLocaleString('en')} ${group.total === 1 ? 'place' : 'places'}`}
      </span>
      {reviewing && (
        <button
          type="button"
          className={styles.review}
          aria-pressed={reviewing.isReviewed}
          aria-label={`Reviewed: ${group.title}`}
          onClick={() => reviewing.onReview(!reviewing.isReviewed)}
        >
          <Check aria-hidden />
          Reviewed
        </button>
      )}
    </div>
  );
}

function HitRow({ row: { hit, number }, active, aligned, selecting, onOpen, onFocus }: Of<'hit'>) {
  const where = WHERE[hit.where];
  const passage = hit.where === 'comment' || hit.where === 'tag' ? hit.anchor?.quote : undefined;
  const key = passageKey(hit);
  const button = (
    <button
      type="button"
      className={classes(styles.hit, aligned && styles.aligned)}
      data-hit={number}
      tabIndex={number === active ? 0 : -1}
      onFocus={() => onFocus(number)}
      onClick={() => onOpen(number)}
    >
      {aligned && where === null ? (
        <Aligned hit={hit} />
      ) : (
        <span className={styles.line}>
          {where !== null && <span className={styles.where}>{where}</span>}
          <span className={styles.snippet}>
            <MarkedText text={hit.snippet.text} marks={hit.snippet.marks} className={styles.mark} />
          </span>
          {passage !== undefined && <span className={styles.passage}>on “{passage}”</span>}
        </span>
      )}
    </button>
  );
  if (!selecting) return button;
  return (
    <div className={styles.selectable}>
      {key === null ? (
        <span className={styles.noBox} />
      ) : (
        <Checkbox
          label={`Select “${hit.snippet.text}”`}
          isSelected={selecting.selected.has(key)}
          onChange={(isSelected) => selecting.onHit(hit, isSelected)}
        />
      )}
      {button}
    </div>
  );
}

/** The line of a concordance: the words found begin at the same height in every line. */
function Aligned({ hit }: { hit: Hit }) {
  const { text, marks } = hit.snippet;
  const at = placeInSnippet(hit).from;
  const part = (from: number, to: number): [number, number][] =>
    marks.flatMap(([start, end]) =>
      start < to && end > from ? [[Math.max(start, from) - from, Math.min(end, to) - from]] : [],
    );
  return (
    <>
      <span className={styles.before}>
        <span className={styles.beforeText}>
          <MarkedText text={text.slice(0, at)} marks={part(0, at)} className={styles.mark} />
        </span>
      </span>
      <span className={styles.after}>
        <MarkedText text={text.slice(at)} marks={part(at, text.length)} className={styles.mark} />
      </span>
    </>
  );
}
