import { ArrowUpRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { BriefItem } from '../../core/model/brief';
import { useNavigation } from '../app/navigation';
import { useCall } from '../app/session';
import { Button, Select, TextField } from '../ui';
import { MarkdownEditor, type MarkdownEditorHandle } from './MarkdownEditor';
import { MarkdownText } from './MarkdownText';
import { sourceLine } from './sourceLine';
import { useSavedText } from '../app/useSavedText';
import styles from './BriefItemView.module.css';

export type ItemProps<K extends BriefItem['kind']> = {
  item: Extract<BriefItem, { kind: K }>;
  /** Resolves when it is on disk. */
  onChange: (item: BriefItem) => Promise<boolean>;
  canEdit: boolean;
  /** Just added, or opened from the outline: take the keyboard. */
  takesFocus: boolean;
};

const LEVELS = [
  { id: '2', label: 'Heading' },
  { id: '3', label: 'Subheading' },
  { id: '4', label: 'Minor heading' },
] as const;

/** A heading: its words and how deep it stands. */
export function HeadingItem({ item, onChange, canEdit, takesFocus }: ItemProps<'heading'>) {
  const [text, type] = useSavedText(item.text);
  const field = useFocusWhen<HTMLInputElement & HTMLTextAreaElement>(takesFocus);
  return (
    <div className={styles.heading} data-level={item.level}>
      <TextField
        label="Heading"
        hideLabel
        wraps
        placeholder="Heading"
        value={text}
        onChange={(typed) => type(typed, (kept) => onChange({ ...item, text: kept }))}
        isReadOnly={!canEdit}
        inputRef={field}
      />
      <Select
        label="Depth of the heading"
        hideLabel
        className={styles.level}
        options={LEVELS}
        value={String(item.level) as '2' | '3' | '4'}
        onChange={(level) => void onChange({ ...item, text, level: Number(level) })}
        isDisabled={!canEdit}
      />
    </div>
  );
}

/** The author's own words. */
export function ProseItem({ item, onChange, canEdit, takesFocus }: ItemProps<'prose'>) {
  const [text, type] = useSavedText(item.markdown);
  const editor = useFocusWhen<MarkdownEditorHandle>(takesFocus);
  return (
    <MarkdownEditor
      label="Prose, Markdown"
      hint="Write here. *Emphasis*, **strong** and lists are Markdown."
      value={text}
      onChange={(typed) => type(typed, (kept) => onChange({ ...item, markdown: kept }))}
      isReadOnly={!canEdit}
      handleRef={editor}
    />
  );
}

/** Words of a source, as on paper, with the way back to them. */
export function QuotationItem({ item, takesFocus }: ItemProps<'quotation'>) {
  const { go } = useNavigation();
  const { data: document, error } = useCall('documents.get', { id: item.document });
  const button = useFocusWhen<HTMLButtonElement>(takesFocus);
  const { from, to, quote } = item.anchor;
  return (
    <figure className={styles.quotation}>
      <blockquote className={styles.quote}>{quote}</blockquote>
      <figcaption className={styles.source}>
        {document && <span>{sourceLine(document.metadata)}</span>}
        {document?.trashedAt && <span className={styles.trouble}>In the trash</span>}
        {error && <span className={styles.trouble}>The document is not in the library any more</span>}
        {document && (
          <Button
            ref={button}
            variant="plain"
            size="small"
            className={styles.jump}
            icon={<ArrowUpRight aria-hidden />}
            onPress={() => go({ view: 'reader', document: item.document, at: { from, to } })}
          >
            Open in reader
          </Button>
        )}
      </figcaption>
    </figure>
  );
}

/** A note of the library, shown as it will read. */
export function NoteItem({ item }: ItemProps<'note'>) {
  const { go } = useNavigation();
  const { data: note, error } = useCall('notes.get', { id: item.note });
  const subject = note?.subject;
  return (
    <div className={styles.note}>
      {note && <MarkdownText markdown={note.text} onOpen={go} />}
      <div className={styles.source}>
        <span>{error ? 'This note is not in the library any more' : 'Note'}</span>
        {subject && subject.kind !== 'library' && (
          <Button
            variant="plain"
            size="small"
            className={styles.jump}
            icon={<ArrowUpRight aria-hidden />}
            onPress={() => go({ view: 'reader', document: subject.document })}
          >
            Open its document
          </Button>
        )}
      </div>
    </div>
  );
}

function useFocusWhen<T extends { focus(): void }>(takesFocus: boolean) {
  const target = useRef<T>(null);
  useEffect(() => {
    if (takesFocus) target.current?.focus();
  }, [takesFocus]);
  return target;
}
