import { Check } from 'lucide-react';
import { useState } from 'react';
import type { Document } from '../../../core/model/document';
import { classes, IconButton, TextField } from '../../ui';
import { languageName } from '../languageName';
import { act } from '../session';
import styles from './Details.module.css';
import type { DetailsPartProps } from './detailsPart';
import { FIELD_FORMS, readField, showField, type FieldForm } from './metadataFields';

/** The fields that every source has, to be corrected in place; a guess says where it is from until it is accepted or edited. */
export function FieldsPart({ document, isReadOnly }: DetailsPartProps) {
  return (
    <div className={styles.fields}>
      {FIELD_FORMS.map((form) => (
        <Field key={form.field} document={document} form={form} isReadOnly={isReadOnly} />
      ))}
    </div>
  );
}

type FieldProps = { document: Document; form: FieldForm; isReadOnly: boolean };

/** One field; what is typed is kept when the field is left or Enter is pressed, and can be undone like any step. */
function Field({ document, form: { field, label, help }, isReadOnly }: FieldProps) {
  const shown = showField(document.metadata, field);
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    if (draft === null) return;
    if (draft.trim() === shown) {
      setDraft(null);
      setError(null);
      return;
    }
    const read = readField(field, draft);
    if ('problem' in read) {
      setError(read.problem);
      return;
    }
    setError(null);
    await act('details.edit', { edits: [{ ids: [document.id], changes: read.changes }] });
    setDraft(null);
  };
  const evidence = document.evidence?.[field];
  const isGuess = document.guessed.includes(field) && shown !== '';
  const language = field === 'language' && shown !== '' && draft === null ? languageName(shown) : null;
  return (
    <div className={styles.entry}>
      <TextField
        label={label}
        mark={isGuess ? 'guessed' : undefined}
        value={draft ?? shown}
        onChange={setDraft}
        className={classes(styles.field, field === 'title' && styles.titleField)}
        wraps
        isReadOnly={isReadOnly}
        error={error}
        description={
          draft !== null || error !== null
            ? help
            : language !== null && language !== shown
              ? language
              : undefined
        }
        onBlur={() => void keep()}
        onSubmit={() => void keep()}
      />
      {isGuess && draft === null && (
        <p className={styles.guess}>
          <span>guessed{evidence !== undefined && `: from ${evidence}`}</span>
          {!isReadOnly && (
            <IconButton
              label={`Accept the guess of ${label.toLowerCase()}`}
              size="small"
              icon={<Check aria-hidden />}
              onPress={() => void act('details.edit', { edits: [{ ids: [document.id], accept: [field] }] })}
            />
          )}
        </p>
      )}
    </div>
  );
}
