import { useState } from 'react';
import { Button, Dialog, TextField } from '../ui';
import { importPasted } from './importDesk';

/** Text from the clipboard becomes a document. */
export function PasteDialog({ text: given, onClose }: { text: string; onClose: () => void }) {
  const [text, setText] = useState(given);
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    const done = await importPasted(text, title.trim() === '' ? null : title.trim());
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      title="Paste text as a document"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={text.trim() === '' || busy} onPress={() => void add()}>
            Add document
          </Button>
        </>
      }
    >
      <TextField
        label="Title"
        value={title}
        onChange={setTitle}
        description="Left empty, it is taken from the text."
        autoFocus={given !== ''}
        onSubmit={() => void add()}
      />
      <TextField
        label="Text"
        value={text}
        onChange={setText}
        multiline
        rows={12}
        autoFocus={given === ''}
        placeholder="Paste here."
        onSubmit={() => void add()}
      />
    </Dialog>
  );
}
