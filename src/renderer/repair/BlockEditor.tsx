import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button, Kbd, TextField } from '../ui';
import styles from './RepairView.module.css';

export type BlockEditorProps = {
  /** split: the caret says where. correct: the words are changed. */
  mode: 'split' | 'correct';
  words: string;
  onSplit: (caret: number) => void;
  onCorrect: (words: string) => void;
  onCancel: () => void;
};

/** The words of one block, to put the caret between them or to correct them. */
export function BlockEditor({ mode, words, onSplit, onCorrect, onCancel }: BlockEditorProps) {
  const [draft, setDraft] = useState(words);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, 0);
  }, []);
  const splitHere = (): void => onSplit(field.current?.selectionStart ?? 0);
  const press = (event: KeyboardEvent): void => {
    // The keys of the list are none here.
    event.stopPropagation();
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && mode === 'split') {
      event.preventDefault();
      splitHere();
    }
  };
  return (
    <div className={styles.editor} onKeyDown={press}>
      <TextField
        label={mode === 'split' ? 'Put the caret where the second block begins' : 'Words of this block'}
        value={draft}
        // A field that is read only has no caret to move in some browsers.
        onChange={mode === 'split' ? () => undefined : setDraft}
        multiline
        rows={Math.min(16, Math.max(3, Math.ceil(words.length / 70)))}
        inputRef={field}
        description={
          mode === 'correct'
            ? 'Other words make a new version of the document: the original is kept, highlights come over.'
            : undefined
        }
        onSubmit={() => mode === 'correct' && onCorrect(draft)}
      />
      <div className={styles.editorActions}>
        {mode === 'split' ? (
          <Button size="small" variant="primary" onPress={splitHere}>
            Split here <Kbd keys="Enter" />
          </Button>
        ) : (
          <Button
            size="small"
            variant="primary"
            isDisabled={draft.trim() === '' || draft === words}
            onPress={() => onCorrect(draft)}
          >
            Save as a new version
          </Button>
        )}
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
