import { noteTitle, type Note } from '../../core/model/note';
import type { Id } from '../../core/model/id';
import { useCall } from '../app/session';
import { EmptyState, ErrorNote, Spinner } from '../ui';
import { PickerDialog } from './PickerDialog';
import styles from './Passage.module.css';

export type NotePickerProps = {
  used: ReadonlySet<Id>;
  onPick: (chosen: Note[]) => void;
  onClose: () => void;
};

/** Chooses notes of the library, newest first. */
export function NotePicker({ used, onPick, onClose }: NotePickerProps) {
  const { data: notes, error } = useCall('notes.list', { subject: null });
  return (
    <PickerDialog
      title="Add notes"
      label="Notes"
      options={(notes ?? []).map((note) => ({
        id: note.id,
        name: noteTitle(note) || 'Empty note',
        searched: note.text,
        content: (
          <>
            <span className={styles.clamped}>{note.text.trim() || 'Empty note'}</span>
            <span className={styles.source}>
              {ATTACHED[note.subject.kind]}
              {used.has(note.id) && <span className={styles.used}>already in this brief</span>}
            </span>
          </>
        ),
      }))}
      empty={
        error ? (
          <ErrorNote error={error} />
        ) : notes === undefined ? (
          <Spinner />
        ) : (
          <EmptyState title="No notes yet">
            Write one beside any document, or under Notes. Its text stands in the brief as you wrote it.
          </EmptyState>
        )
      }
      action={(count) => (count < 2 ? 'Add note' : `Add ${count} notes`)}
      onPick={(ids) => {
        const chosen = new Set(ids);
        onPick((notes ?? []).filter(({ id }) => chosen.has(id)));
      }}
      onClose={onClose}
    />
  );
}

const ATTACHED: Readonly<Record<Note['subject']['kind'], string>> = {
  library: 'A note of the library',
  document: 'A note on a document',
  highlight: 'A note on a highlight',
};
