import { useState } from 'react';
import { AppError } from '../../../core/model/appError';
import type { Document } from '../../../core/model/document';
import { call } from '../session';
import { Button, Dialog, ErrorNote, TextField } from '../../ui';
import { tellVersion } from './tellVersion';

/** Asks for the password of an original that opens with one, and reads it again. The password is not kept. */
export function PasswordDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const read = async (): Promise<void> => {
    if (password === '' || busy) return;
    setBusy(true);
    try {
      const report = await call('documents.reread', { id: document.id, encoding: null, password });
      onClose();
      tellVersion(report);
    } catch (thrown) {
      setError(AppError.from(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Read its original again"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={password === '' || busy} onPress={() => void read()}>
            Read again
          </Button>
        </>
      }
    >
      <p>“{document.original.name}” opens only with its password. Dossier does not keep it.</p>
      <TextField
        label="Password"
        secret="current"
        value={password}
        onChange={(typed) => {
          setPassword(typed);
          setError(null);
        }}
        autoFocus
        onSubmit={() => void read()}
      />
      <ErrorNote error={error} />
    </Dialog>
  );
}
