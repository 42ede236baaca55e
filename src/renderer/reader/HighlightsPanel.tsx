import { useEffect, useMemo, useRef, useState } from 'react';
import type { Id } from '../../core/model/id';
import { Button, classes, Select, TagChip, VirtualList, type VirtualListHandle } from '../ui';
import type { InspectorProps } from './Inspector';
import { shortQuote } from '../app/passage/shownHighlights';
import { ToCheck } from './ToCheck';
import styles from './Inspector.module.css';

/** The highlights in reading order; those whose passage was not found where it was saved come first, for review. */
export function HighlightsPanel(props: InspectorProps & { isReadOnly: boolean }) {
  const { shown, lost, toCheck, active, placeOf, onOpen, onRemove } = props;
  const [filter, setFilter] = useState<string>('all');
  const list = useRef<VirtualListHandle>(null);
  const used = useMemo(() => {
    const counts = new Map<Id, { name: string; count: number }>();
    for (const one of shown)
      for (const tag of one.tags)
        counts.set(tag.id, { name: tag.name, count: (counts.get(tag.id)?.count ?? 0) + 1 });
    return counts;
  }, [shown]);
  const untagged = shown.filter((one) => one.tags.length === 0).length;
  const chosen = filter === 'all' || filter === 'none' || used.has(filter) ? filter : 'all';
  const listed = useMemo(
    () =>
      shown.filter((one) =>
        chosen === 'all'
          ? true
          : chosen === 'none'
            ? one.tags.length === 0
            : one.tags.some((tag) => tag.id === chosen),
      ),
    [shown, chosen],
  );
  const at = listed.findIndex((one) => one.id === active);
  useEffect(() => {
    if (at >= 0) list.current?.scrollTo(at);
  }, [at]);

  if (shown.length === 0 && lost.length === 0 && toCheck.length === 0) {
    return (
      <div className={styles.panel}>
        <p className={styles.quiet}>
          Nothing is highlighted yet. Select a passage with the mouse, or with Shift and the arrow keys; then
          press H to highlight it or T to tag it.
        </p>
      </div>
    );
  }
  return (
    <div className={classes(styles.panel, styles.fill)}>
      {toCheck.length > 0 && (
        <ToCheck
          highlights={toCheck}
          text={props.text}
          selected={props.selected}
          isReadOnly={props.isReadOnly}
          onShow={props.onShow}
        />
      )}
      {lost.length > 0 && (
        <div>
          {lost.map((highlight) => (
            <div key={highlight.id} className={styles.entry}>
              <span className={styles.quote}>{shortQuote(highlight.anchor.quote, 200)}</span>
              {highlight.comment !== '' && <p className={styles.comment}>{highlight.comment}</p>}
              <span className={styles.review}>Needs review: the passage is not in the text.</span>
              <Button variant="plain" size="small" onPress={() => onRemove([highlight.id])}>
                Remove
              </Button>
            </div>
          ))}
        </div>
      )}
      {used.size > 0 && (
        <Select
          label="Filter by tag"
          hideLabel
          value={chosen}
          onChange={setFilter}
          options={[
            { id: 'all', label: `All highlights (${shown.length})` },
            ...[...used]
              .sort(([, a], [, b]) => a.name.localeCompare(b.name))
              .map(([id, { name, count }]) => ({ id, label: `${name} (${count})` })),
            ...(untagged > 0 ? [{ id: 'none', label: `Without a tag (${untagged})` }] : []),
          ]}
        />
      )}
      <VirtualList
        label="Highlights"
        className={styles.list}
        handleRef={list}
        count={listed.length}
        estimate={6}
        itemKey={(index) => listed[index]!.id}
      >
        {(index) => {
          const one = listed[index]!;
          const place = placeOf(one.from);
          return (
            <div className={styles.entry} {...(one.id === active && { 'data-active': true })}>
              <button
                type="button"
                className={styles.open}
                aria-current={one.id === active}
                onClick={() => onOpen(one)}
              >
                {place !== null && <span className={styles.place}>{place}</span>}
                <span className={styles.quote}>{shortQuote(one.highlight.anchor.quote, 240)}</span>
              </button>
              {one.tags.length > 0 && (
                <div className={styles.chips}>
                  {one.tags.map((tag) => (
                    <TagChip key={tag.id} name={tag.name} colour={tag.colour} />
                  ))}
                </div>
              )}
              {one.highlight.comment !== '' && <p className={styles.comment}>{one.highlight.comment}</p>}
              {!one.exact && (
                <span className={styles.review}>
                  Needs review: found at another place than it was saved at.
                </span>
              )}
            </div>
          );
        }}
      </VirtualList>
    </div>
  );
}
