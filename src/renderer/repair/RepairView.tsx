import type { Id } from '../../core/model/id';
import { useCall } from '../app/session';
import { EmptyState, ErrorNote, Spinner } from '../ui';
import { Repairing } from './Repairing';
import styles from './RepairView.module.css';

export type RepairViewProps = { document: Id; at?: number | undefined };

/** The text of a document beside its original: its structure is repaired, its words are corrected. */
export function RepairView({ document: id, at }: RepairViewProps) {
  const document = useCall('documents.get', { id });
  const text = useCall('documents.text', { id });
  const source = useCall('documents.source', { id });
  const status = useCall('library.status', {});
  const error = document.error ?? text.error;
  if (error) {
    return (
      <EmptyState title="This document cannot be shown">
        <ErrorNote error={error} />
      </EmptyState>
    );
  }
  if (!document.data || !text.data || source.loading || !status.data) {
    return (
      <div className={styles.loading}>
        <Spinner label="Opening the document" />
      </div>
    );
  }
  return (
    <Repairing
      document={document.data}
      text={text.data}
      source={source.data ?? null}
      isReadOnly={status.data.readOnly !== null || document.data.trashedAt !== null}
      at={at ?? 0}
    />
  );
}
