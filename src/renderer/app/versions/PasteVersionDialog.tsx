import { useState } from 'react';
import type { Document } from '../../../core/model/document';
import { act } from '../session';
import { Button, Dialog, TextField } from '../../ui';
import { tellVersion } from './tellVersion';

/** Text from the clipboard takes a document's place. */
export function PasteVersionDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const replace = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    const source = { kind: 'pasted' as const, text, title: null };
    const report = await act('documents.replace', { id: document.id, source });
    setBusy(false);
    if (!report) return;
    onClose();
    tellVersion(report);
  };
  return (
    <Dialog
      title="Replace with pasted text"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={text.trim() === '' || busy} onPress={() => void replace()}>
            Replace document
          </Button>
        </>
      }
    >
      <TextField
        label="Text of the new version"
        value={text}
        onChange={setText}
        multiline
        rows={12}
        autoFocus
        placeholder="Paste here."
        onSubmit={() => void replace()}
      />
    </Dialog>
  );
}
