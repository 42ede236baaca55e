import { Check, ChevronDown, ChevronUp, List, X } from 'lucide-react';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { runCommand, useCommands } from '../app/commands';
import { act, useCall } from '../app/session';
import { classes, IconButton } from '../ui';
import find from './FindBar.module.css';
import styles from './HitBar.module.css';
import type { Hits } from './useHits';

export type HitBarProps = {
  document: Id;
  title: string;
  query: string;
  /** The saved search whose documents are being gone through. */
  search: Id | undefined;
  hits: Hits;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
};

/** What the document was found for: which of its hits this is, the ways to the others and back to the results. */
export function HitBar({ document, title, query, search, hits, onStep, onClose }: HitBarProps) {
  const { data: searches } = useCall('searches.list', {}, { enabled: search !== undefined });
  const { data: library } = useCall('library.status', {});
  const saved = searches?.find(({ id }) => id === search) ?? null;
  const isReviewed = saved?.reviewed.includes(document) ?? false;
  const canReview = saved !== null && library?.readOnly === null;
  const { found, at } = hits;
  const review = (): void => {
    if (saved) {
      void act('searches.review', { id: saved.id, documents: [document], reviewed: !isReviewed });
    }
  };
  useCommands([
    {
      id: 'reader.nextHit',
      title: 'Next hit in this document',
      group: 'Search',
      keys: '$mod+g',
      enabled: found.length > 0,
      run: () => onStep(1),
    },
    {
      id: 'reader.previousHit',
      title: 'Previous hit in this document',
      group: 'Search',
      keys: '$mod+Shift+g',
      enabled: found.length > 0,
      run: () => onStep(-1),
    },
    {
      id: 'reader.review',
      title: isReviewed ? 'Mark this document as not reviewed' : 'Mark this document as reviewed',
      group: 'Search',
      keys: 'r',
      enabled: canReview,
      run: review,
    },
  ]);
  const total = writtenNumber(found.length);
  const count =
    found.length === 0
      ? 'Not in the text'
      : at === null
        ? `${total} ${found.length === 1 ? 'hit' : 'hits'}`
        : `Hit ${writtenNumber(at + 1)} of ${total}`;
  return (
    <div className={classes(find.bar, styles.bar)} role="group" aria-label={`Hits for ${query}`}>
      <span className={styles.query} title={query}>
        {saved?.name ?? query}
      </span>
      <span className={find.count} role="status">
        {count}
      </span>
      <IconButton
        label="Previous hit"
        keys="$mod+Shift+g"
        size="small"
        icon={<ChevronUp aria-hidden />}
        isDisabled={found.length === 0}
        onPress={() => onStep(-1)}
      />
      <IconButton
        label="Next hit"
        keys="$mod+g"
        size="small"
        icon={<ChevronDown aria-hidden />}
        isDisabled={found.length === 0}
        onPress={() => onStep(1)}
      />
      {saved && (
        <IconButton
          label={isReviewed ? `Reviewed: ${title}` : `Not reviewed: ${title}`}
          keys="r"
          size="small"
          isPressed={isReviewed}
          isDisabled={!canReview}
          icon={<Check aria-hidden />}
          onPress={review}
        />
      )}
      <IconButton
        label="All results"
        size="small"
        icon={<List aria-hidden />}
        onPress={() => runCommand('go-search')}
      />
      <IconButton label="Close the hits" size="small" icon={<X aria-hidden />} onPress={onClose} />
    </div>
  );
}
