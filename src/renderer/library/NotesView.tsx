import { ArrowUpRight, NotebookPen, Trash2 } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Id } from '../../core/model/id';
import { noteTitle, type Note } from '../../core/model/note';
import { Button, EmptyState, ErrorNote, IconButton, SearchField, TextField } from '../ui';
import { runCommand } from '../app/commands';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { act, useCall, useClient } from '../app/session';
import styles from './NotesView.module.css';

/** How long typing must rest before a note is kept, in milliseconds. */
const REST = 500;

/** All notes of the library, newest first; each is edited where it stands. */
export function NotesView({ note: wanted }: { note?: Id }) {
  const { data: notes, error } = useCall('notes.list', { subject: null });
  const { data: library } = useCall('library.status', {});
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<Id | null>(wanted ?? null);
  const text = useDeferredValue(typed);
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
      <header className={styles.head}>
        <h1 className={styles.title}>Notes</h1>
        <SearchField
          label="Filter notes"
          placeholder="Filter…"
          value={typed}
          onChange={setTyped}
          className={styles.filter}
        />
        <Button
          icon={<NotebookPen aria-hidden />}
          className={styles.add}
          isDisabled={!canChange}
          onPress={() => runCommand('note-new')}
        >
          New note
        </Button>
      </header>
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
          <ol className={styles.notes} aria-label="Notes">
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
  const rest = note.text.trim().split('\n').slice(1).join(' ').trim();
  return (
    <article className={styles.note}>
      <div className={styles.meta}>
        <Subject note={note} />
        <time dateTime={note.changedAt}>
          {new Date(note.changedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
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
        <button type="button" className={styles.body} onClick={onOpen}>
          <span className={styles.noteTitle}>{noteTitle(note) || 'Empty note'}</span>
          {rest !== '' && <span className={styles.rest}>{rest}</span>}
        </button>
      )}
    </article>
  );
}

/** The note as its Markdown. What is typed is kept when typing rests, and when the editor is left. */
function NoteEditor({ note, isReadOnly, onClose }: { note: Note; isReadOnly: boolean; onClose: () => void }) {
  const [text, setText] = useState(note.text);
  const kept = useRef(note.text);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  const id = note.id;
  useEffect(() => {
    if (text === kept.current) return undefined;
    const timer = setTimeout(() => {
      kept.current = text;
      void act('notes.edit', { id, text });
    }, REST);
    return () => clearTimeout(timer);
  }, [text, id]);
  useEffect(
    () => () => {
      if (latest.current !== kept.current) void act('notes.edit', { id, text: latest.current });
    },
    [id],
  );
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
        onChange={setText}
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
        {data?.metadata.title ?? 'a document'}
      </span>
      <ArrowUpRight aria-hidden />
    </Button>
  );
}
