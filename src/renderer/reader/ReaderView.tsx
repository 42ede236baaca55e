import { useDeferredValue } from 'react';
import { useCall } from '../app/session';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { EmptyState, ErrorNote, Spinner } from '../ui';
import { Reading } from './Reading';
import styles from './ReaderView.module.css';

export type ReaderViewProps = {
  document: Id;
  /** The passage to open at. */
  at?: Range | null | undefined;
  /** What was searched: its words are marked in the text. */
  query?: string | undefined;
  /** The saved search whose documents are being gone through. */
  search?: Id | undefined;
};

/** The reader of one document: the text, its highlights and, beside it, what is known and noted of it. */
export function ReaderView({ document: id, at = null, query, search }: ReaderViewProps) {
  const document = useCall('documents.get', { id });
  const text = useCall('documents.text', { id });
  // Drawn in slices: the first drawing of five megabytes would hold up the window.
  const drawn = useDeferredValue(text.data, undefined);
  const highlights = useCall('highlights.ofDocument', { document: id });
  const tags = useCall('tags.list', {});

  const error = document.error ?? text.error ?? highlights.error;
  if (error) {
    return (
      <EmptyState title="This document cannot be shown">
        <ErrorNote error={error} />
      </EmptyState>
    );
  }
  // Also for the tags: one that is not known yet would be made a second time by typing its name.
  if (!document.data || drawn?.id !== id || !highlights.data || tags.loading) {
    return (
      <div className={styles.loading}>
        <Spinner label="Opening the document" />
      </div>
    );
  }
  return (
    <Reading
      key={id}
      document={document.data}
      text={drawn}
      highlights={highlights.data}
      tags={tags.data ?? NO_TAGS}
      at={at}
      query={query}
      search={search}
    />
  );
}

const NO_TAGS: readonly never[] = [];
