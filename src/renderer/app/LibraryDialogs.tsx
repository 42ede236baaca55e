import { useState } from 'react';
import type { LibraryStatus } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { Button, Dialog, TextField } from '../ui';
import { useClient } from './session';
import { closeDialog, useWindowDialog } from './windowDialog';

/** Dialogs about the open library. */
export function LibraryDialogs({ library }: { library: LibraryStatus }) {
  const open = useWindowDialog((state) => state.open);
  return open === 'rename-library' ? <RenameDialog library={library} /> : null;
}

function RenameDialog({ library }: { library: LibraryStatus }) {
  const client = useClient();
  const [name, setName] = useState(library.name);
  const [error, setError] = useState<string | null>(null);
  const rename = async (): Promise<void> => {
    try {
      await client.call('library.rename', { name });
      closeDialog();
    } catch (thrown) {
      const { message, next } = AppError.from(thrown);
      setError([message, next].filter(Boolean).join(' '));
    }
  };
  return (
    <Dialog
      title="Rename library"
      size="small"
      isOpen
      onClose={closeDialog}
      actions={
        <>
          <Button onPress={closeDialog}>Cancel</Button>
          <Button variant="primary" isDisabled={name.trim() === ''} onPress={() => void rename()}>
            Rename
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        error={error}
        autoFocus
        onSubmit={() => void rename()}
        description="The folder on disk keeps its name."
      />
    </Dialog>
  );
}
