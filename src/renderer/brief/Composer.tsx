import {
  ArrowLeft,
  Copy,
  Download,
  Heading as HeadingIcon,
  NotebookPen,
  PanelRight,
  Quote,
  Text,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { AppError } from '../../core/model/appError';
import type { Brief, BriefItem } from '../../core/model/brief';
import { newId, type Id } from '../../core/model/id';
import { useCommands, type Command } from '../app/commands';
import { undo } from '../app/history';
import { keepLettersFor } from '../app/keepLettersFor';
import { showMessage } from '../app/messages';
import { useNavigation } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { useCall, useClient } from '../app/session';
import { SplitView } from '../app/SplitView';
import { Button, EmptyState, ErrorNote, IconButton, Spinner, TextField, Toolbar, ViewHead } from '../ui';
import { BriefPage } from './BriefPage';
import { download } from '../app/download';
import { HighlightPicker } from './HighlightPicker';
import { ITEM_NAMES } from './itemSummary';
import { moveItems, type ItemMove } from './moveItems';
import { NotePicker } from './NotePicker';
import { Outline } from './Outline';
import { Preview } from './Preview';
import { useBriefEditor, type BriefEditor } from './useBriefEditor';
import { useSavedText } from '../app/useSavedText';
import styles from './Composer.module.css';

/** What a brief is called until its author says otherwise. */
export const NEW_TITLE = 'Untitled brief';

/** Composes one brief: its outline, the page it is written on, and what it will read like. */
export function Composer({ id, canEdit }: { id: Id; canEdit: boolean }) {
  const { go } = useNavigation();
  const { brief, error, edit, settled } = useBriefEditor(id);
  if (error) {
    return (
      <ErrorNote error={error} action={<Button onPress={() => go({ view: 'briefs' })}>All briefs</Button>} />
    );
  }
  return brief ? <Desk {...{ brief, edit, settled, canEdit }} /> : <Spinner />;
}

/** Pixels of a window in which outline, page and preview have room beside each other. */
const WIDE = 1200;

type DeskProps = {
  brief: Brief;
  edit: BriefEditor['edit'];
  settled: () => Promise<void>;
  canEdit: boolean;
};

function Desk({ brief, edit, settled, canEdit }: DeskProps) {
  const { go } = useNavigation();
  const client = useClient();
  const { items } = brief;
  const order = items.map((item) => item.id);
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  const [opened, setOpened] = useState<Id | null>(null);
  const [picking, setPicking] = useState<'highlights' | 'notes' | null>(null);
  const [hasPreview, setPreview] = useState(() =>
    recall('brief.preview', z.boolean(), window.innerWidth >= WIDE),
  );
  const [said, say] = useState('');
  const { data: notes } = useCall(
    'notes.list',
    { subject: null },
    { enabled: items.some(({ kind }) => kind === 'note') },
  );
  const notesById = new Map((notes ?? []).map((note) => [note.id, note.text]));

  const insert = async (added: BriefItem[]): Promise<void> => {
    const after = order.findLastIndex((item) => chosen.has(item));
    const before = after < 0 ? null : (order[after + 1] ?? null);
    if (added.length === 0) return;
    const inserting = edit({ kind: 'insert', items: added, before });
    const opensField = added.some((item) => item.kind === 'heading' || item.kind === 'prose');
    if (!(await (opensField ? keepLettersFor(inserting) : inserting))) return;
    setChosen(new Set(added.map((item) => item.id)));
    // The last one: what is added next comes after all of them.
    setOpened(added.at(-1)!.id);
    say(added.length === 1 ? `${ITEM_NAMES[added[0]!.kind]} added.` : `${added.length} items added.`);
  };
  /** Moves items, from where they are when the steps before are done. */
  const move = async (stepIn: (order: readonly Id[]) => ItemMove | null): Promise<void> => {
    let words = '';
    const moved = await edit((now) => {
      const order = now.items.map((item) => item.id);
      const step = stepIn(order);
      if (!step) return null;
      const [first] = step.items;
      const what =
        step.items.length === 1
          ? ITEM_NAMES[now.items.find((item) => item.id === first)!.kind]
          : `${step.items.length} items`;
      const place =
        step.before === null
          ? order.length - step.items.length
          : order.filter((item) => !step.items.includes(item)).indexOf(step.before);
      words = `${what} moved to place ${place + 1} of ${order.length}.`;
      return { kind: 'move', ...step };
    });
    if (moved) say(words);
  };
  const remove = async (gone: ReadonlySet<Id>): Promise<void> => {
    let removed: readonly BriefItem[] = [];
    let next: Id | undefined;
    const isDone = await edit((now) => {
      removed = now.items.filter((item) => gone.has(item.id));
      if (removed.length === 0) return null;
      const left = now.items.slice(now.items.indexOf(removed.at(-1)!) + 1);
      next = left.find((item) => !gone.has(item.id))?.id;
      return { kind: 'remove', items: removed.map((item) => item.id) };
    });
    if (!isDone) return;
    // What was chosen meanwhile stays chosen.
    setChosen((now) =>
      [...now].every((item) => gone.has(item)) ? new Set(next === undefined ? [] : [next]) : now,
    );
    const what =
      removed.length === 1 ? `the ${ITEM_NAMES[removed[0]!.kind].toLowerCase()}` : `${removed.length} items`;
    showMessage({
      kind: 'info',
      text: `Removed ${what}.`,
      action: { label: 'Undo', run: () => void undo() },
    });
  };
  const exported = async (
    deliver: (file: { fileName: string; text: string }) => void | Promise<void>,
    done: string,
  ): Promise<void> => {
    try {
      await settled();
      const file = await client.call('briefs.export', { id: brief.id, format: 'md' });
      await deliver(file);
      const trouble = file.problems.length;
      showMessage({
        kind: 'info',
        text: `${done} ${file.citations} ${file.citations === 1 ? 'citation' : 'citations'}.`,
        next:
          trouble === 0
            ? null
            : `${trouble} of them could not be found in the library; they are marked in the text.`,
      });
    } catch (thrown) {
      const { message, next } = AppError.from(thrown);
      showMessage({ kind: 'error', text: message, next });
    }
  };

  const step = (by: -1 | 1, moved: ReadonlySet<Id> = chosen): void =>
    void move((now) => moveItems(now, moved, by));
  const hasChosen = canEdit && chosen.size > 0;
  const commands = {
    heading: {
      title: 'Add heading',
      keys: '$mod+Alt+KeyH',
      run: () => void insert([{ id: newId(), kind: 'heading', level: 2, text: '' }]),
    },
    prose: {
      title: 'Add prose',
      keys: '$mod+Alt+KeyP',
      run: () => void insert([{ id: newId(), kind: 'prose', markdown: '' }]),
    },
    highlights: { title: 'Add highlights…', keys: '$mod+Alt+KeyQ', run: () => setPicking('highlights') },
    notes: { title: 'Add notes…', keys: '$mod+Alt+KeyM', run: () => setPicking('notes') },
    up: { title: 'Move up', keys: 'Alt+ArrowUp', enabled: hasChosen, run: () => step(-1) },
    down: { title: 'Move down', keys: 'Alt+ArrowDown', enabled: hasChosen, run: () => step(1) },
    remove: { title: 'Remove from the brief', enabled: hasChosen, run: () => void remove(chosen) },
    export: {
      title: 'Export to Markdown…',
      keys: '$mod+Shift+e',
      enabled: true,
      run: () => void exported(({ fileName, text }) => download(fileName, text), 'Exported with'),
    },
    copy: {
      title: 'Copy as Markdown',
      enabled: true,
      run: () => void exported(({ text }) => navigator.clipboard.writeText(text), 'Copied with'),
    },
    preview: {
      title: hasPreview ? 'Hide the preview' : 'Show the preview',
      keys: '$mod+Alt+KeyV',
      enabled: true,
      run: () => {
        setPreview(!hasPreview);
        remember('brief.preview', !hasPreview);
      },
    },
  } satisfies Record<string, Omit<Command, 'id' | 'group'>>;
  useCommands(
    Object.entries(commands).map(([name, command]) => ({
      enabled: canEdit,
      ...command,
      id: `brief-${name}`,
      group: 'Brief',
    })),
  );

  return (
    <div className={styles.desk}>
      <ViewHead
        title={<h1 className={styles.unseen}>{brief.title}</h1>}
        before={
          <IconButton
            label="All briefs"
            icon={<ArrowLeft aria-hidden />}
            onPress={() => go({ view: 'briefs' })}
          />
        }
        actions={
          <>
            <IconButton
              label="Preview"
              keys={commands.preview.keys}
              icon={<PanelRight aria-hidden />}
              isPressed={hasPreview}
              onPress={commands.preview.run}
            />
            <IconButton label="Copy as Markdown" icon={<Copy aria-hidden />} onPress={commands.copy.run} />
            <Button
              variant="primary"
              size="small"
              icon={<Download aria-hidden />}
              onPress={commands.export.run}
            >
              Export to Markdown…
            </Button>
          </>
        }
      >
        <Toolbar label="Add to the brief" className={styles.tools}>
          <Button
            size="small"
            icon={<HeadingIcon aria-hidden />}
            isDisabled={!canEdit}
            onPress={commands.heading.run}
          >
            Heading
          </Button>
          <Button size="small" icon={<Text aria-hidden />} isDisabled={!canEdit} onPress={commands.prose.run}>
            Prose
          </Button>
          <Button
            size="small"
            icon={<Quote aria-hidden />}
            isDisabled={!canEdit}
            onPress={commands.highlights.run}
          >
            Highlights…
          </Button>
          <Button
            size="small"
            icon={<NotebookPen aria-hidden />}
            isDisabled={!canEdit}
            onPress={commands.notes.run}
          >
            Notes…
          </Button>
        </Toolbar>
      </ViewHead>
      <div className={styles.panels}>
        <SplitView
          name="brief-outline"
          side="start"
          label="Width of the outline"
          size={{ initial: 14, min: 9, max: 24 }}
          panel={
            <Outline
              items={items}
              notes={notesById}
              chosen={chosen}
              onChoose={setChosen}
              onOpen={setOpened}
              onMove={(dropped) => void move(() => dropped)}
              onStep={(by) => canEdit && step(by)}
              onRemove={() => void remove(chosen)}
              canEdit={canEdit}
            />
          }
        >
          <SplitView
            name="brief-preview"
            side="end"
            label="Width of the preview"
            size={{ initial: 26, min: 16, max: 60 }}
            panel={hasPreview && <Preview brief={brief.id} />}
          >
            <div className={styles.page}>
              <TitleFields brief={brief} edit={edit} canEdit={canEdit} />
              {items.length === 0 ? (
                <EmptyState
                  title="An empty page"
                  actions={
                    <>
                      <Button isDisabled={!canEdit} onPress={commands.highlights.run}>
                        Add highlights…
                      </Button>
                      <Button isDisabled={!canEdit} onPress={commands.prose.run}>
                        Write prose
                      </Button>
                    </>
                  }
                >
                  Bring in the passages you highlighted, put headings between them, and write what connects
                  them. Drag the outline to change the order.
                </EmptyState>
              ) : (
                <BriefPage
                  items={items}
                  chosen={chosen}
                  opened={opened}
                  onFocus={(item) => {
                    setOpened(null);
                    setChosen(new Set([item]));
                  }}
                  onChange={(item) => edit({ kind: 'change', item })}
                  onStep={(item, by) => step(by, new Set([item]))}
                  onRemove={(item) => void remove(new Set([item]))}
                  canEdit={canEdit}
                />
              )}
            </div>
          </SplitView>
        </SplitView>
      </div>
      <p className={styles.unseen} role="status">
        {said}
      </p>
      {picking === 'highlights' && (
        <HighlightPicker
          used={new Set(items.flatMap((item) => (item.kind === 'quotation' ? (item.highlight ?? []) : [])))}
          onPick={(rows) =>
            void insert(
              rows.map(({ highlight }) => ({
                id: newId(),
                kind: 'quotation',
                document: highlight.document,
                anchor: highlight.anchor,
                highlight: highlight.id,
              })),
            )
          }
          onClose={() => setPicking(null)}
        />
      )}
      {picking === 'notes' && (
        <NotePicker
          used={new Set(items.flatMap((item) => (item.kind === 'note' ? item.note : [])))}
          onPick={(picked) =>
            void insert(picked.map((note) => ({ id: newId(), kind: 'note', note: note.id })))
          }
          onClose={() => setPicking(null)}
        />
      )}
    </div>
  );
}

function TitleFields({ brief, edit, canEdit }: Pick<DeskProps, 'brief' | 'edit' | 'canEdit'>) {
  const [title, typeTitle] = useSavedText(brief.title, (typed, stored) => typed.trim() === stored);
  const [author, typeAuthor] = useSavedText(brief.author);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [startsWithTitle] = useState(brief.title === NEW_TITLE && brief.items.length === 0);
  useEffect(() => {
    if (startsWithTitle) field.current?.select();
  }, [startsWithTitle]);
  // A brief is never without a title: while the field is empty, the last one stands.
  const retitle = (newTitle: string, newAuthor: string): Promise<boolean> =>
    edit({ kind: 'retitle', title: newTitle.trim() || brief.title, author: newAuthor });
  return (
    <div className={styles.titles}>
      <TextField
        label="Title"
        hideLabel
        wraps
        className={styles.title}
        inputRef={field}
        value={title}
        onChange={(typed) => typeTitle(typed, (kept) => retitle(kept, author))}
        isReadOnly={!canEdit}
        error={
          title.trim() === ''
            ? `A brief needs a title; “${brief.title}” stays until you write another.`
            : null
        }
      />
      <TextField
        label="Author"
        hideLabel
        placeholder="Author"
        className={styles.author}
        value={author}
        onChange={(typed) => typeAuthor(typed, (kept) => retitle(title, kept))}
        isReadOnly={!canEdit}
      />
    </div>
  );
}
