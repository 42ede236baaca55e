import { useState } from 'react';
import { DEFAULT_NOTEBOOK, nameOfQuery } from '../../core/model/savedSearch';
import { Button, Dialog, Select, TextField } from '../ui';
import { useCall } from '../app/session';
import styles from './TagHitsDialog.module.css';

export type SaveSearchDialogProps = {
  query: string;
  onClose: () => void;
  onSave: (name: string, notebook: string) => void;
};

const NEW = '\0new';

/** Asks for the name and notebook of a search. */
export function SaveSearchDialog({ query, onClose, onSave }: SaveSearchDialogProps) {
  const { data: searches } = useCall('searches.list', {});
  const names = [...new Set([DEFAULT_NOTEBOOK, ...(searches ?? []).map(({ notebook }) => notebook)])];
  const [name, setName] = useState(() => nameOfQuery(query));
  const [notebook, setNotebook] = useState(DEFAULT_NOTEBOOK);
  const [newName, setNewName] = useState('');
  const chosen = notebook === NEW ? newName.trim() : notebook;
  const isComplete = name.trim() !== '' && chosen !== '';
  const save = (): void => {
    if (isComplete) onSave(name.trim(), chosen);
  };
  return (
    <Dialog
      title="Save search"
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={!isComplete} onPress={save}>
            Save
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField label="Name" value={name} onChange={setName} autoFocus onSubmit={save} />
        <Select
          label="Notebook"
          options={[...names.map((id) => ({ id, label: id })), { id: NEW, label: 'New notebook…' }]}
          value={notebook}
          onChange={setNotebook}
        />
        {notebook === NEW && (
          <TextField
            label="Name of the notebook"
            value={newName}
            onChange={setNewName}
            autoFocus
            onSubmit={save}
          />
        )}
        <p className={styles.note}>What it finds now counts as seen; what it finds later is marked as new.</p>
      </div>
    </Dialog>
  );
}
