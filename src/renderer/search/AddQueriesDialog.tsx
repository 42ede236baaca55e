import { useState } from 'react';
import { LONGEST_QUERY, nameOfQuery, type SearchWish } from '../../core/model/savedSearch';
import { Button, Dialog, TextField } from '../ui';
import { counted } from './TagHitsDialog';
import styles from './TagHitsDialog.module.css';

/** What the service takes in one call. */
const MOST_QUERIES = 500;

export type AddQueriesDialogProps = {
  notebook: string;
  onClose: () => void;
  onAdd: (wishes: readonly SearchWish[]) => void;
};

/** Many queries at once, a line each. */
export function AddQueriesDialog({ notebook, onClose, onAdd }: AddQueriesDialogProps) {
  const [text, setText] = useState('');
  const lines = text.split('\n').map((line) => line.trim());
  const queries = [...new Set(lines)].filter((line) => line !== '');
  const tooLong = queries.some((query) => query.length > LONGEST_QUERY);
  const error =
    queries.length > MOST_QUERIES
      ? `These are ${queries.length.toLocaleString('en')} queries; add ${MOST_QUERIES} at a time.`
      : tooLong
        ? `A query has ${LONGEST_QUERY.toLocaleString('en')} letters at most.`
        : null;
  const add = (): void => {
    if (queries.length === 0 || error !== null) return;
    onAdd(
      queries.map((query) => ({
        name: nameOfQuery(query),
        query,
        choices: [],
        sort: 'relevance',
        notebook,
      })),
    );
  };
  return (
    <Dialog
      title="Add queries"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={queries.length === 0 || error !== null} onPress={add}>
            {queries.length === 0
              ? 'Add'
              : `Add ${counted(queries.length, 'search').replace(/searchs$/, 'searches')}`}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label="Queries, one on each line"
          multiline
          rows={10}
          value={text}
          onChange={setText}
          autoFocus
          error={error}
          onSubmit={add}
          placeholder={'"night shift" coal\ntitle:sanctions -draft\n항구'}
        />
      </div>
    </Dialog>
  );
}
