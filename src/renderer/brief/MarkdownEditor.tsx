import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Annotation, EditorState, Transaction, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useEffectEvent, useRef, type Ref, useImperativeHandle } from 'react';
import styles from './MarkdownEditor.module.css';

export type MarkdownEditorHandle = { focus(): void };

export type MarkdownEditorProps = {
  /** Read aloud. */
  label: string;
  /** A change from outside replaces what the editor holds, without entering its own undo. */
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  isReadOnly?: boolean;
  handleRef?: Ref<MarkdownEditorHandle>;
};

/** A field for Markdown that grows with its text. While it has the focus, undo and redo are its own. */
export function MarkdownEditor(props: MarkdownEditorProps) {
  const { label, value, onChange, hint = '', isReadOnly = false, handleRef } = props;
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const changed = useEffectEvent((text: string) => onChange(text));
  const initial = useEffectEvent(() => value);

  useEffect(() => {
    const view = new EditorView({
      parent: parent.current!,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          BASE,
          EditorView.cspNonce.of(nonce()),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true' }),
          placeholder(hint),
          EditorState.readOnly.of(isReadOnly),
          EditorView.editable.of(!isReadOnly),
          EditorView.updateListener.of((update) => {
            const isOurs = update.transactions.some((transaction) => transaction.annotation(fromOutside));
            if (update.docChanged && !isOurs) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [label, hint, isReadOnly]);

  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: [fromOutside.of(true), Transaction.addToHistory.of(false)],
    });
  }, [value]);

  useImperativeHandle(handleRef, () => ({ focus: () => editor.current?.focus() }));
  return <div ref={parent} className={styles.editor} />;
}

const fromOutside = Annotation.define<boolean>();

/** The page's policy lets in only style elements that carry its nonce. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? '';
}

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-reading)', fontSize: 'var(--size-4)', lineHeight: '1.6' },
  '.cm-content': { padding: 'var(--space-2) 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 var(--space-3)' },
  '.cm-placeholder': { color: 'var(--text-quiet)' },
});

const highlighting = HighlightStyle.define([
  { tag: [tags.heading1, tags.heading2, tags.heading3, tags.heading4], fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strong, fontWeight: '650' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.monospace, fontFamily: 'var(--font-mono)', fontSize: '0.9em' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: tags.quote, color: 'var(--text-quiet)' },
  { tag: [tags.processingInstruction, tags.meta, tags.contentSeparator], color: 'var(--text-quiet)' },
]);

const BASE: Extension = [
  history(),
  // Alt with arrows moves the whole item, here as everywhere in a brief; Tab leaves the field.
  keymap.of([
    ...historyKeymap,
    ...defaultKeymap.filter(({ key }) => !/^(Shift-)?Alt-Arrow(Up|Down)$/.test(key ?? '')),
  ]),
  markdown(),
  syntaxHighlighting(highlighting),
  EditorView.lineWrapping,
  theme,
];
