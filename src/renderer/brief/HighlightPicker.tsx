import { useEffect, useState } from 'react';
import type { HighlightInContext } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { tagPath, withDescendants, type Codebook, type Tag } from '../../core/model/tag';
import type { Id } from '../../core/model/id';
import { useCall, useClient } from '../app/session';
import { EmptyState, ErrorNote, Select, Spinner, TagChip } from '../ui';
import { PickerDialog, type PickerOption } from './PickerDialog';
import { sourceLine } from './sourceLine';
import styles from './Passage.module.css';

export type HighlightPickerProps = {
  /** Highlights the brief already quotes; they can be chosen again. */
  used: ReadonlySet<Id>;
  onPick: (chosen: HighlightInContext[]) => void;
  onClose: () => void;
};

const EVERY_TAG = 'all';

/** Chooses highlights of the whole library, narrowed by a tag and by typing. */
export function HighlightPicker({ used, onPick, onClose }: HighlightPickerProps) {
  const [tag, setTag] = useState<Id | null>(null);
  const { data: tags = [] } = useCall('tags.list', {});
  const codebook: Codebook = { version: 1, tags: [...tags] };
  const offered = tag === null ? null : withDescendants(codebook, tag);
  const { rows, error } = useHighlights();
  const tagsOf = new Map((rows ?? []).map(({ highlight }) => [highlight.id, highlight.tags]));
  const options = (rows ?? []).map((row) => optionOf(row, tags, used.has(row.highlight.id)));
  return (
    <PickerDialog
      title="Add highlights"
      label="Highlights"
      options={options}
      isOffered={({ id }) => offered === null || (tagsOf.get(id) ?? []).some((own) => offered.has(own))}
      filters={
        <Select
          label="Tag"
          hideLabel
          value={tag ?? EVERY_TAG}
          onChange={(id) => setTag(id === EVERY_TAG ? null : id)}
          options={[
            { id: EVERY_TAG, label: 'Every tag' },
            ...tags.map(({ id }) => ({ id, label: tagPath(codebook, id) })),
          ]}
        />
      }
      empty={
        error ? (
          <ErrorNote error={error} />
        ) : rows === null ? (
          <Spinner />
        ) : (
          <EmptyState title="No highlights yet">
            Open a document, select a passage and press H. What you mark there can be quoted here.
          </EmptyState>
        )
      }
      action={(count) => (count < 2 ? 'Add highlight' : `Add ${count} highlights`)}
      onPick={(ids) => {
        const chosen = new Set(ids);
        onPick((rows ?? []).filter(({ highlight }) => chosen.has(highlight.id)));
      }}
      onClose={onClose}
    />
  );
}

function optionOf(row: HighlightInContext, tags: readonly Tag[], isUsed: boolean): PickerOption {
  const { highlight } = row;
  const own = highlight.tags.flatMap((id) => tags.find((tag) => tag.id === id) ?? []);
  const source = [sourceLine(row), row.place].filter(Boolean).join(', ');
  return {
    id: highlight.id,
    isDisabled: highlight.check !== undefined,
    name: highlight.anchor.quote.slice(0, 200),
    searched: [highlight.anchor.quote, highlight.comment, source, ...own.map(({ name }) => name)].join('\n'),
    content: (
      <>
        <span className={styles.clamped}>{highlight.anchor.quote}</span>
        <span className={styles.source}>
          {source}
          {highlight.check && <span className={styles.used}>to check in its document</span>}
          {isUsed && <span className={styles.used}>already in this brief</span>}
        </span>
        {own.length > 0 && (
          <span className={styles.tags}>
            {own.map(({ id, name, colour }) => (
              <TagChip key={id} name={name} colour={colour} />
            ))}
          </span>
        )}
      </>
    ),
  };
}

const PAGE = 1000;

/** All highlights of the library, read page by page; `rows` is null until the first page is there. */
function useHighlights(): { rows: HighlightInContext[] | null; error: AppError | null } {
  const client = useClient();
  const [rows, setRows] = useState<HighlightInContext[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const found: HighlightInContext[] = [];
      for (let total = 1; found.length < total;) {
        const input = { tag: null, from: found.length, count: PAGE };
        const page = await client.call('highlights.list', input, { signal: stop.signal });
        found.push(...page.rows);
        total = page.rows.length === 0 ? 0 : page.total;
        if (!stop.signal.aborted) setRows([...found]);
      }
    };
    read().catch((thrown: unknown) => {
      if (!stop.signal.aborted) setError(AppError.from(thrown));
    });
    return () => stop.abort();
  }, [client]);
  return { rows, error };
}
