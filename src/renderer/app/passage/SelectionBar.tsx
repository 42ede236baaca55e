import {
  BookPlus,
  Highlighter,
  MessageSquare,
  Quote,
  StickyNote,
  Tag as TagIcon,
  Trash2,
} from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { BriefSummary } from '../../../core/api/contract';
import type { Id } from '../../../core/model/id';
import type { Tag } from '../../../core/model/tag';
import { act, useCall } from '../session';
import { Button, IconButton, Kbd, TagChip, TagPicker, TextField, Toolbar } from '../../ui';
import type { BarWork, Target } from './target';
import styles from './SelectionBar.module.css';

/** What the bar shows: its buttons, or one of them at work. */
export type BarMode = 'actions' | BarWork['mode'];

export type SelectionBarProps = {
  target: Target;
  mode: BarMode;
  tags: readonly Tag[];
  again: Tag | null;
  lastBrief: Id | null;
  barRef: Ref<HTMLDivElement>;
  onMode: (mode: BarMode) => void;
  onHighlight: () => void;
  onTag: (id: Id) => void;
  onUntag: (id: Id) => void;
  onNewTag: (name: string) => void;
  onTagAgain: () => void;
  onComment: (comment: string) => void;
  onNote: () => void;
  /** Saves a note typed in the bar; only where there is no other place for notes. */
  onSaveNote?: (text: string) => void;
  onBrief: (brief: Id | { title: string }) => void;
  onCite: () => void;
  onRemove: () => void;
  /** Finished here: the focus goes back to the text. */
  onDone: () => void;
  /** What else is to be decided about the passage; in the bar after its own buttons. */
  more?: ReactNode;
};

/** The small bar beside a selection or a selected highlight. Every button has a key that works without it. */
export function SelectionBar({ barRef, ...props }: SelectionBarProps) {
  const { target, mode, onMode, onDone } = props;
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    onDone();
  };
  let content: ReactNode;
  switch (mode) {
    case 'actions':
      content = <Actions {...props} />;
      break;
    case 'tag': {
      const own = target.highlight?.highlight.tags ?? [];
      content = (
        <div className={styles.panel}>
          <TagPicker
            tags={props.tags}
            selected={own}
            autoFocus
            onChange={(selected) => {
              const added = selected.find((id) => !own.includes(id));
              const removed = own.find((id) => !selected.includes(id));
              if (added !== undefined) props.onTag(added);
              else if (removed !== undefined) props.onUntag(removed);
            }}
            onCreate={props.onNewTag}
            onDone={onDone}
          />
        </div>
      );
      break;
    }
    case 'comment':
      content = (
        <Writing
          label="Comment"
          hint="Comment on this passage…"
          initial={target.highlight?.highlight.comment ?? ''}
          onSave={props.onComment}
          onDone={onDone}
        />
      );
      break;
    case 'note':
      content = (
        <Writing
          label="Note"
          hint="Note on this passage…"
          initial=""
          onSave={(text) => text.trim() !== '' && props.onSaveNote?.(text)}
          onDone={onDone}
        />
      );
      break;
    case 'brief':
      content = <BriefPicker {...props} />;
      break;
  }
  return (
    // Escape is heard for all of it; the controls inside are what takes part in the Tab order.
    <div
      ref={barRef}
      className={styles.bar}
      role="group"
      aria-label={target.highlight ? 'Highlight' : 'Selection'}
      onKeyDown={press}
      // A press on the bar must not take the selection away from the text.
      onMouseDown={(event) => {
        if (!(event.target instanceof HTMLInputElement) && !(event.target instanceof HTMLTextAreaElement))
          event.preventDefault();
      }}
      data-mode={mode}
      {...(mode !== 'actions' && { onBlur: (event) => leaves(event) && onMode('actions') })}
    >
      {content}
    </div>
  );
}

type Inside = Omit<SelectionBarProps, 'barRef'>;

function Actions(props: Inside) {
  const { target, onMode } = props;
  const own = target.highlight;
  return (
    <>
      {own && own.tags.length > 0 && (
        <div className={styles.chips}>
          {own.tags.map((tag) => (
            <TagChip
              key={tag.id}
              name={tag.name}
              colour={tag.colour}
              onRemove={() => props.onUntag(tag.id)}
            />
          ))}
        </div>
      )}
      {own && own.highlight.comment !== '' && <p className={styles.comment}>{own.highlight.comment}</p>}
      <Toolbar label={own ? 'Highlight' : 'Selection'} className={styles.actions}>
        {!own && (
          <Button variant="plain" size="small" icon={<Highlighter aria-hidden />} onPress={props.onHighlight}>
            Highlight <Kbd keys="h" />
          </Button>
        )}
        <Button variant="plain" size="small" icon={<TagIcon aria-hidden />} onPress={() => onMode('tag')}>
          Tag <Kbd keys="t" />
        </Button>
        {props.again && !own?.highlight.tags.includes(props.again.id) && (
          <Button
            variant="plain"
            size="small"
            label={`Tag again: ${props.again.name}`}
            onPress={props.onTagAgain}
          >
            <TagChip name={props.again.name} colour={props.again.colour} /> <Kbd keys="q" />
          </Button>
        )}
        <IconButton
          label="Comment"
          keys="c"
          size="small"
          icon={<MessageSquare aria-hidden />}
          onPress={() => onMode('comment')}
        />
        <IconButton
          label="Note"
          keys="n"
          size="small"
          icon={<StickyNote aria-hidden />}
          onPress={props.onNote}
        />
        <IconButton
          label="Add to brief"
          keys="b"
          size="small"
          icon={<BookPlus aria-hidden />}
          onPress={() => onMode('brief')}
        />
        <IconButton
          label="Copy with citation"
          keys="Shift+c"
          size="small"
          icon={<Quote aria-hidden />}
          onPress={props.onCite}
        />
        {own && (
          <IconButton
            label="Remove highlight"
            keys="Delete"
            size="small"
            icon={<Trash2 aria-hidden />}
            onPress={props.onRemove}
          />
        )}
        {props.more}
      </Toolbar>
    </>
  );
}

type WritingProps = {
  label: string;
  hint: string;
  initial: string;
  onSave: (text: string) => void;
  onDone: () => void;
};

function Writing({ label, hint, initial, onSave, onDone }: WritingProps) {
  // Null while nothing is typed: what was saved before may still be on its way here.
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef(typed);
  const save = useRef(onSave);
  useEffect(() => {
    latest.current = typed;
    save.current = onSave;
  });
  // Whatever way it is left (Escape, a press elsewhere), what was typed is kept.
  useEffect(
    () => () => {
      if (latest.current !== null) save.current(latest.current);
    },
    [],
  );
  return (
    <div className={styles.panel}>
      <TextField
        label={label}
        hideLabel
        placeholder={hint}
        value={typed ?? initial}
        onChange={setTyped}
        multiline
        rows={4}
        autoFocus
        onSubmit={onDone}
      />
      <p className={styles.hint}>
        Saved when you leave. <Kbd keys="$mod+Enter" />
      </p>
    </div>
  );
}

function BriefPicker({ onBrief, onDone, lastBrief }: Inside) {
  const briefs = useCall('briefs.list', {});
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState(0);
  const optionsIn = (briefs: readonly BriefSummary[]) => {
    const query = typed.trim().toLowerCase();
    const found = briefs
      .filter((brief) => brief.title.toLowerCase().includes(query))
      .sort((a, b) => Number(b.id === lastBrief) - Number(a.id === lastBrief));
    const options: { key: string; label: string; take: () => void }[] = found.map((brief) => ({
      key: brief.id,
      label: brief.title,
      take: () => onBrief(brief.id),
    }));
    const title = typed.trim() === '' ? 'Untitled brief' : typed.trim();
    if (!found.some((brief) => brief.title.toLowerCase() === query) && (query !== '' || found.length === 0))
      options.push({ key: 'new', label: `New brief “${title}”`, take: () => onBrief({ title }) });
    return options;
  };
  const options = briefs.data ? optionsIn(briefs.data) : [];
  const at = Math.min(marked, Math.max(0, options.length - 1));
  return (
    <div className={styles.panel}>
      <input
        className={styles.field}
        role="combobox"
        aria-label="Brief"
        aria-expanded
        aria-controls="bar-briefs"
        {...(options.length > 0 && { 'aria-activedescendant': `bar-brief-${at}` })}
        placeholder="Find or name a brief…"
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setMarked(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const count = Math.max(1, options.length);
            setMarked((at + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            if (briefs.data) options[at]?.take();
            // Typed faster than the briefs are read: what stands first among them then is meant.
            else void act('briefs.list', {}).then((read) => read && optionsIn(read)[0]?.take());
            onDone();
          }
        }}
      />
      <div id="bar-briefs" role="listbox" aria-label="Briefs" className={styles.options}>
        {options.map((option, index) => (
          <div
            key={option.key}
            id={`bar-brief-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onMouseMove={() => setMarked(index)}
            onClick={() => {
              option.take();
              onDone();
            }}
          >
            {option.label}
          </div>
        ))}
      </div>
    </div>
  );
}

function leaves(event: React.FocusEvent): boolean {
  return event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget);
}
