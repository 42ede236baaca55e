import { Link2, Plus, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Id } from '../../core/model/id';
import type { Note, NoteSubject } from '../../core/model/note';
import { goTo } from '../app/navigation';
import { act, call, useCall } from '../app/session';
import { useFocusKept } from '../app/useStartFocus';
import { newestPlace } from '../app/passage/newestPlace';
import { Button, ErrorNote, IconButton, TextField } from '../ui';
import type { InspectorProps } from './Inspector';
import { dossierLinks } from './noteLinks';
import { highlightName, shortQuote } from '../app/passage/shownHighlights';
import styles from './Inspector.module.css';

/** Notes on the document and on its highlights. What is typed is kept without a button. */
export function NotesPanel(props: InspectorProps) {
  const { document, noteDraft, onNoteDraft } = props;
  const notes = useCall('notes.list', { subject: { kind: 'document', document: document.id } });
  /** The draft that is saved already, as which note. */
  const [added, setAdded] = useState<{ readonly draft: NoteSubject; readonly id: Id } | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  useFocusKept(panel, notes.data?.length);
  const saved = added?.draft === noteDraft ? added.id : null;
  const listed = (notes.data ?? []).filter((note) => note.id !== saved);
  return (
    <div ref={panel} className={styles.panel}>
      <ErrorNote error={notes.error} />
      {noteDraft ? (
        <div className={styles.note}>
          <About subject={noteDraft} {...props} />
          <NoteEditor
            key={`draft ${draftKey(noteDraft)}`}
            {...props}
            note={null}
            subject={noteDraft}
            onAdded={(id) => setAdded({ draft: noteDraft, id })}
            // The next draft may be begun before this one is saved.
            onDone={() => onNoteDraft((now) => (now === noteDraft ? null : now))}
          />
        </div>
      ) : (
        <div className={styles.row}>
          <Button
            size="small"
            icon={<Plus aria-hidden />}
            onPress={() => onNoteDraft({ kind: 'document', document: document.id })}
          >
            Add note
          </Button>
        </div>
      )}
      {listed.length === 0 && !noteDraft && notes.data && (
        <p className={styles.quiet}>
          No notes on this document yet. Press N with a passage selected to note it.
        </p>
      )}
      {listed.map((note) => (
        <div key={note.id} className={styles.note}>
          <About subject={note.subject} {...props} />
          <NoteEditor {...props} note={note} subject={note.subject} />
        </div>
      ))}
    </div>
  );
}

const draftKeys = new WeakMap<NoteSubject, number>();
let drafts = 0;

/** One for each draft that was asked for: a second one of a passage is another note. */
function draftKey(draft: NoteSubject): number {
  const key = draftKeys.get(draft) ?? (drafts += 1);
  draftKeys.set(draft, key);
  return key;
}

/** What a note is about, as the way there. */
function About({
  subject,
  shown,
  onOpen,
}: { subject: NoteSubject } & Pick<InspectorProps, 'shown' | 'onOpen'>) {
  if (subject.kind !== 'highlight') return <p className={styles.about}>On this document</p>;
  const one = shown.find((candidate) => candidate.id === subject.highlight);
  if (!one) return <p className={styles.about}>On a highlight that is gone</p>;
  return (
    <button type="button" className={styles.link} onClick={() => onOpen(one)}>
      {one.tags.length > 0 && `${highlightName(one)}: `}“{shortQuote(one.highlight.anchor.quote, 70)}”
    </button>
  );
}

type NoteEditorProps = Pick<
  InspectorProps,
  'document' | 'passage' | 'text' | 'shown' | 'onShow' | 'onOpen' | 'onBack'
> & {
  /** Null while it is not saved for the first time. */
  note: Note | null;
  subject: NoteSubject;
  onAdded?: (id: Id) => void;
  /** Left, of a new note: it then stands in the list. */
  onDone?: () => void;
};

const MOST_SENT = 50;

function NoteEditor({ note, subject, onAdded, onDone, ...rest }: NoteEditorProps) {
  const { document, passage, text: source } = rest;
  const [text, setText] = useState(note?.text ?? '');
  const state = useRef({
    id: note?.id ?? null,
    saved: note?.text ?? '',
    text,
    busy: Promise.resolve(),
    isRemoved: false,
  });
  /** Texts that were saved from here and did not come back yet, oldest first. */
  const [sent, setSent] = useState<readonly string[]>([]);

  // Another hand (undo, the list of all notes) changed it.
  const [known, setKnown] = useState(note?.text ?? '');
  if (note && note.text !== known) {
    setKnown(note.text);
    // What is being typed stays; it was not saved yet, so it is newer. So it does when what was saved before comes back.
    const echo = sent.lastIndexOf(note.text);
    setSent(sent.slice(echo + 1));
    if (text === known && echo < 0) setText(note.text);
  }

  const save = useCallback((): Promise<void> => {
    const now = state.current;
    // One after the other: the first save gives the id that the next ones need.
    now.busy = now.busy.then(async () => {
      const typed = now.text;
      if (now.isRemoved || typed === now.saved || (now.id === null && typed.trim() === '')) return;
      setSent((before) => [...before, typed].slice(-MOST_SENT));
      if (now.id === null) {
        const added = await act('notes.add', { subject, text: typed });
        if (!added) return;
        now.id = added.id;
        onAdded?.(added.id);
      } else if (!(await act('notes.edit', { id: now.id, text: typed }))) return;
      now.saved = typed;
    });
    return now.busy;
  }, [subject, onAdded]);
  useEffect(() => {
    state.current.text = text;
    // At once, not after a pause: while the status line says Saved, it is. What is typed meanwhile goes together.
    void save();
  }, [text, save]);
  useEffect(() => {
    if (note) state.current.saved = note.text;
  }, [note]);
  useEffect(() => () => void save(), [save]);

  const links = dossierLinks(text);
  const follow = (link: ReturnType<typeof dossierLinks>[number]): void => {
    if (link.kind === 'highlight') {
      const one = rest.shown.find((candidate) => candidate.id === link.id);
      if (one) rest.onOpen(one);
      return;
    }
    if (link.id === document.id && link.at) rest.onShow(link.at);
    else
      void newestPlace(call, link.id, link.at).then((place) => {
        if (place.document === document.id && place.at) rest.onShow(place.at);
        else goTo({ view: 'reader', ...place });
      });
  };
  const remove = async (): Promise<void> => {
    const now = state.current;
    now.isRemoved = true;
    // What is being saved must be there before it can go.
    await now.busy;
    if (now.id !== null) await act('notes.remove', { id: now.id });
    now.isRemoved = false;
    now.text = now.saved;
    setText(now.saved);
    onDone?.();
  };
  return (
    <div
      onBlur={(event) => {
        const to = event.relatedTarget;
        if (to instanceof Node && event.currentTarget.contains(to)) return;
        void save().then(() => {
          if (to !== null) onDone?.();
        });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        void save().then(() => onDone?.());
        rest.onBack();
      }}
    >
      <TextField
        className={styles.editor}
        label="Note"
        hideLabel
        multiline
        rows={4}
        placeholder="Write in Markdown…"
        value={text}
        autoFocus={note === null}
        onChange={setText}
        onSubmit={() => void save().then(() => onDone?.())}
      />
      {links.length > 0 && (
        <div className={styles.links}>
          {links.map((link, index) => (
            <button key={index} type="button" className={styles.link} onClick={() => follow(link)}>
              {link.words}
            </button>
          ))}
        </div>
      )}
      <div className={styles.tools}>
        {passage && (
          <IconButton
            label="Link to the selected passage"
            size="small"
            icon={<Link2 aria-hidden />}
            onPress={() => {
              const words = shortQuote(source.slice(passage.from, passage.to), 60).replace(/[[\]]/g, '');
              const link = `[${words}](dossier:document/${document.id}#${passage.from}-${passage.to})`;
              setText((before) =>
                before === '' || /\s$/.test(before) ? before + link : `${before} ${link}`,
              );
            }}
          />
        )}
        <IconButton
          label="Delete note"
          size="small"
          icon={<Trash2 aria-hidden />}
          onPress={() => void remove()}
        />
      </div>
    </div>
  );
}
