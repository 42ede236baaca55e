import { useRef, useState, type KeyboardEvent } from 'react';
import type { TagWithCount } from '../../core/api/contract';
import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import { counted } from '../../core/text/writtenNumber';
import { goTo } from '../app/navigation';
import { useCall } from '../app/session';
import { ErrorNote, Spinner, Switch, TagChip, VirtualList, type VirtualListHandle } from '../ui';
import styles from './TagsView.module.css';

const PAGE = 50;

export type PassageListProps = { tag: Id | null; tags: readonly TagWithCount[] };

/** The passages of a tag, of any number: read a page at a time, as they are scrolled to. Enter opens one in the reader. */
export function PassageList({ tag, tags }: PassageListProps) {
  const [isDeep, setDeep] = useState(true);
  const withDescendants = isDeep;
  const first = useCall('highlights.list', { tag, withDescendants, from: 0, count: PAGE });
  const list = useRef<VirtualListHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const hasChildren = tag !== null && tags.some((one) => one.parent === tag);

  if (first.error) return <ErrorNote error={first.error} />;
  if (!first.data) return <Spinner label="Reading the passages" />;
  const { total } = first.data;

  const go = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    const at = Number(
      (event.target as HTMLElement).closest<HTMLElement>('[data-passage]')?.dataset.passage ?? -1,
    );
    const next = Math.min(total - 1, Math.max(0, at + by));
    event.preventDefault();
    list.current?.scrollTo(next);
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>(`[data-passage="${next}"]`)?.focus(),
    );
  };
  return (
    <div ref={frame} className={styles.list} onKeyDown={go}>
      {(hasChildren || tag === null) && (
        <div className={styles.listHead}>
          <span className={styles.quiet}>{counted(total, 'passage')}</span>
          {hasChildren && (
            <Switch isSelected={isDeep} onChange={setDeep}>
              With the tags under it
            </Switch>
          )}
        </div>
      )}
      {total === 0 ? (
        <p className={styles.none}>
          {tag === null
            ? 'Nothing is highlighted in this library yet.'
            : 'Select a passage while reading and press T to give it this tag.'}
        </p>
      ) : (
        <VirtualList label="Passages" className={styles.scroll} handleRef={list} count={total} estimate={7.5}>
          {(index) => <Passage index={index} tag={tag} withDescendants={withDescendants} tags={tags} />}
        </VirtualList>
      )}
    </div>
  );
}

function Passage({
  index,
  tag,
  withDescendants,
  tags,
}: {
  index: number;
  tag: Id | null;
  withDescendants: boolean;
  tags: readonly TagWithCount[];
}) {
  const from = index - (index % PAGE);
  const page = useCall('highlights.list', { tag, withDescendants, from, count: PAGE });
  const row = page.data?.rows[index - from];
  if (!row) return <div className={styles.passage} aria-busy />;
  const { highlight, title, publisher, published, place } = row;
  const source = [publisher, published === null ? null : writtenDate(published), place].filter(
    (fact) => fact !== null,
  );
  const { anchor, check, comment, document } = highlight;
  const range = check ? (check.candidates?.[0] ?? { from: 0, to: 0 }) : anchor;
  return (
    <button
      type="button"
      className={styles.passage}
      data-passage={index}
      onClick={() => goTo({ view: 'reader', document, at: { from: range.from, to: range.to } })}
    >
      <span className={styles.source}>
        <span className={styles.documentTitle}>{title}</span>
        {source.length > 0 && <span> · {source.join(' · ')}</span>}
      </span>
      <span className={styles.quote}>{anchor.quote}</span>
      {check && <span className={styles.toCheck}>To check: its document was replaced</span>}
      {comment !== '' && <span className={styles.comment}>{comment}</span>}
      <span className={styles.chips}>
        {highlight.tags
          .map((id) => tags.find((one) => one.id === id))
          .filter((one) => one !== undefined)
          .map((one) => (
            <TagChip key={one.id} name={one.name} colour={one.colour} />
          ))}
      </span>
    </button>
  );
}
