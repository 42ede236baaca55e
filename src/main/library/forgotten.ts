import type { Id } from '../../core/model/id';
import type { RecordName } from './snapshots';

/** Whether a record is to leave no trace; `states` are some it has been in, as they were kept. */
export type IsForgotten = (kind: string, id: Id, states: readonly unknown[]) => boolean;

/**
 * What goes with records that were deleted for good: they, and of the documents among them the notes that were deleted
 * before. `stands` says that a note is there: one that moved to another version of its document keeps its past.
 */
export function forgottenWith(records: readonly RecordName[], stands: (note: Id) => boolean): IsForgotten {
  const named = new Set(records.map(({ kind, id }) => `${kind} ${id}`));
  const documents = new Set(records.flatMap(({ kind, id }) => (kind === 'document' ? id : [])));
  const isOnOne = (note: unknown): boolean => {
    const { document } = (note as { subject?: { document?: unknown } } | null | undefined)?.subject ?? {};
    return typeof document === 'string' && documents.has(document);
  };
  return (kind, id, states) =>
    named.has(`${kind} ${id}`) || (kind === 'note' && states.some(isOnOne) && !stands(id));
}
