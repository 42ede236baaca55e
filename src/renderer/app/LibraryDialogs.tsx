import { useEffect, useState } from 'react';
import type { LibraryStatus } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { Button, Dialog, TextField } from '../ui';
import { ChangePassphraseDialog } from './protection/ChangePassphraseDialog';
import { CopyLibraryDialog } from './protection/CopyLibraryDialog';
import { ProtectionDialog } from './protection/ProtectionDialog';
import { RenewCodeDialog } from './protection/RenewCodeDialog';
import { useClient } from './session';
import { closeDialog, useWindowDialog } from './windowDialog';

/** Dialogs about the open library. */
export function LibraryDialogs({ library }: { library: LibraryStatus }) {
  const open = useWindowDialog((state) => state.open);
  // A library that locked itself must not come back with a dialog in front of it.
  useEffect(() => closeDialog, []);
  switch (open) {
    case 'rename-library':
      return <RenameDialog library={library} />;
    case 'protection':
      return <ProtectionDialog library={library} onClose={closeDialog} />;
    case 'change-passphrase':
      return <ChangePassphraseDialog onClose={closeDialog} />;
    case 'recovery-code':
      return <RenewCodeDialog replaces={library.hasRecoveryCode} onClose={closeDialog} />;
    case 'copy-library':
      return <CopyLibraryDialog library={library} onClose={closeDialog} />;
    default:
      return null;
  }
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
