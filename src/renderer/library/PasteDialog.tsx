import { useState } from 'react';
import { useClient } from '../app/session';
import { Button, Checkbox, Dialog, TextField } from '../ui';
import { importPasted, type Pasted } from './importDesk';

/** What was copied becomes a document: the words as they are shown here, or the page they were copied from. */
export function PasteDialog({ pasted, onClose }: { pasted: Pasted; onClose: () => void }) {
  const client = useClient();
  const given = pasted.text;
  const [text, setText] = useState(given);
  const [asPage, setAsPage] = useState(pasted.html !== null);
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    const done = await importPasted(
      client,
      { text, html: asPage ? pasted.html : null },
      title.trim() === '' ? null : title.trim(),
    );
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
        onChange={(edited) => {
          setText(edited);
          // What was changed here is not in the page.
          setAsPage(false);
        }}
        multiline
        rows={12}
        autoFocus={given === ''}
        placeholder="Paste here."
        onSubmit={() => void add()}
      />
      {pasted.html !== null && (
        <Checkbox isSelected={asPage} onChange={setAsPage} isDisabled={text !== given}>
          Keep headings, lists and tables of the page it was copied from
        </Checkbox>
      )}
    </Dialog>
  );
}
