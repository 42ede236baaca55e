import { ArrowUpRight, NotebookPen, Trash2 } from 'lucide-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Id } from '../../core/model/id';
import { noteTitle, type Note } from '../../core/model/note';
import { Button, EmptyState, ErrorNote, IconButton, SearchField, TextField, ViewHead } from '../ui';
import { runCommand } from '../app/commands';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { act, useCall, useClient } from '../app/session';
import { useSavedText } from '../app/useSavedText';
import { useFocusKept } from '../app/useStartFocus';
import { writtenMoment } from '../app/writtenTime';
import { noteSummary } from './noteSummary';
import styles from './NotesView.module.css';

/** All notes of the library, newest first; each is edited where it stands. */
export function NotesView({ note: wanted }: { note?: Id }) {
  const { data: notes, error } = useCall('notes.list', { subject: null });
  const { data: library } = useCall('library.status', {});
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<Id | null>(wanted ?? null);
  const text = useDeferredValue(typed);
  const view = useRef<HTMLOListElement>(null);
  useFocusKept(view, `${notes?.length ?? 0} ${open ?? ''}`);
  const canChange = library?.readOnly === null;
  const [lastWanted, setLastWanted] = useState(wanted);
  if (wanted !== lastWanted) {
    setLastWanted(wanted);
    setOpen(wanted ?? null);
  }

  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (notes ?? []).filter(
      (note) => note.id === open || words.every((word) => note.text.toLowerCase().includes(word)),
    );
  }, [notes, text, open]);

  return (
    <div className={styles.view}>
      <ViewHead
        title="Notes"
        actions={
          <Button
            icon={<NotebookPen aria-hidden />}
            isDisabled={!canChange}
            onPress={() => runCommand('note-new')}
          >
            New note
          </Button>
        }
      >
        <SearchField
          label="Filter notes"
          placeholder="Filter by words…"
          value={typed}
          onChange={setTyped}
          className={styles.filter}
        />
      </ViewHead>
      <ErrorNote error={error} />
      {notes?.length === 0 ? (
        <EmptyState
          title="No notes yet"
          actions={
            <Button variant="primary" isDisabled={!canChange} onPress={() => runCommand('note-new')}>
              Write a note
            </Button>
          }
        >
          Write what you think about the case here, or press N in a document to note something about it or
          about a passage. Every note is found by search and can go into a brief.
        </EmptyState>
      ) : (
        <div className={styles.scroll}>
          <ol ref={view} className={styles.notes} aria-label="Notes">
            {shown.map((note) => (
              <li key={note.id} className={styles.item}>
                <NoteCard
                  note={note}
                  isOpen={note.id === open}
                  canChange={canChange}
                  onOpen={() => setOpen(note.id)}
                  onClose={() => setOpen(null)}
                />
              </li>
            ))}
          </ol>
          {notes !== undefined && shown.length === 0 && (
            <p className={styles.none}>No note has these words.</p>
          )}
        </div>
      )}
    </div>
  );
}

type NoteCardProps = {
  note: Note;
  isOpen: boolean;
  canChange: boolean;
  onOpen: () => void;
  onClose: () => void;
};

function NoteCard({ note, isOpen, canChange, onOpen, onClose }: NoteCardProps) {
  const client = useClient();
  const remove = async (): Promise<void> => {
    try {
      await client.call('notes.remove', { id: note.id });
      showMessage({
        kind: 'info',
        text: `Deleted the note “${noteTitle(note) || 'Untitled'}”.`,
        action: { label: 'Undo', run: () => void undo() },
      });
    } catch (thrown) {
      showError(thrown);
    }
  };
  const { title, rest } = noteSummary(note);
  return (
    <article className={styles.note}>
      <div className={styles.meta}>
        <Subject note={note} />
        <time dateTime={note.changedAt}>{writtenMoment(note.changedAt)}</time>
        <IconButton
          label="Delete note"
          size="small"
          isDisabled={!canChange}
          icon={<Trash2 aria-hidden />}
          onPress={() => void remove()}
        />
      </div>
      {isOpen ? (
        <NoteEditor note={note} isReadOnly={!canChange} onClose={onClose} />
      ) : (
        <button type="button" className={styles.body} data-heir onClick={onOpen}>
          {title !== null && <span className={styles.noteTitle}>{title}</span>}
          {rest !== '' && <span className={title === null ? styles.text : styles.rest}>{rest}</span>}
          {title === null && rest === '' && <span className={styles.rest}>Empty note</span>}
        </button>
      )}
    </article>
  );
}

/** The note as its Markdown. What is typed is kept as it is typed. */
function NoteEditor({ note, isReadOnly, onClose }: { note: Note; isReadOnly: boolean; onClose: () => void }) {
  const { id } = note;
  const [text, type] = useSavedText(note.text);
  return (
    <div
      className={styles.editor}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <TextField
        label="Note"
        hideLabel
        multiline
        rows={5}
        value={text}
        onChange={(typed) =>
          type(typed, async (latest) => (await act('notes.edit', { id, text: latest })) !== null)
        }
        autoFocus
        isReadOnly={isReadOnly}
        placeholder="Markdown. The first line is its title."
        onSubmit={onClose}
      />
    </div>
  );
}

function Subject({ note }: { note: Note }) {
  const { subject } = note;
  if (subject.kind === 'library') return <span className={styles.subject}>On the library</span>;
  return <DocumentSubject note={note} document={subject.document} />;
}

function DocumentSubject({ note, document }: { note: Note; document: Id }) {
  const client = useClient();
  const { data } = useCall('documents.get', { id: document });
  const { subject } = note;
  const go = async (): Promise<void> => {
    if (subject.kind !== 'highlight') {
      goTo({ view: 'reader', document });
      return;
    }
    try {
      const highlights = await client.call('highlights.ofDocument', { document });
      const anchor = highlights.find((highlight) => highlight.id === subject.highlight)?.anchor;
      goTo({ view: 'reader', document, ...(anchor && { at: { from: anchor.from, to: anchor.to } }) });
    } catch (thrown) {
      showError(thrown);
    }
  };
  return (
    <Button variant="plain" size="small" className={styles.subject} onPress={() => void go()}>
      <span className={styles.subjectText}>
        {subject.kind === 'highlight' ? 'On a passage of ' : 'On '}
        {data ? `“${data.metadata.title}”` : 'a document'}
      </span>
      <ArrowUpRight aria-hidden />
    </Button>
  );
}
