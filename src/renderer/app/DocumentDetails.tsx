import { useState } from 'react';
import { writtenDate } from '../../core/model/date';
import type { Document, Metadata, MetadataField } from '../../core/model/document';
import { classes, TextField } from '../ui';
import { act } from './session';
import styles from './DocumentDetails.module.css';
import { languageName } from './languageName';
import { readPartialDate } from './partialDateField';
import { writtenMoment } from './writtenTime';

/** What is known of a document, to be corrected in place; what import guessed is marked until it is edited. */
export function DocumentDetails({ document, isReadOnly }: { document: Document; isReadOnly: boolean }) {
  const field = (name: MetadataField): Omit<FieldProps, 'label'> => ({
    document,
    field: name,
    isReadOnly,
  });
  const { original } = document;
  return (
    <div className={styles.details}>
      <div className={styles.fields}>
        <Field {...field('title')} label="Title" className={styles.titleField} />
        <Field {...field('publisher')} label="Outlet" />
        <Field {...field('agency')} label="Agency" />
        <Field {...field('authors')} label="Authors" description="Separate them by semicolons." />
        <Field
          {...field('published')}
          label="Published"
          description="As far as it is known: 2019, June 2019, 12 June 2019."
        />
        <Field {...field('updated')} label="Updated" />
        <Field {...field('language')} label="Language" description="Its code: en, ko, zh-Hant." />
        <Field {...field('address')} label="Address" />
      </div>
      {document.guessed.length > 0 && (
        <p className={styles.legend} aria-hidden>
          <span className={styles.sign} /> guessed when it was imported
        </p>
      )}
      <dl className={styles.facts}>
        <Fact name="File" value={original.name} />
        <Fact name="Size" value={writtenSize(original.bytes)} />
        {original.encoding !== null && <Fact name="Encoding" value={original.encoding.toUpperCase()} />}
        <Fact name="Words" value={document.words.toLocaleString('en')} />
        <Fact name="Imported" value={writtenMoment(document.importedAt)} />
        <Fact name="SHA-256" value={`${original.sha256.slice(0, 16)}…`} title={original.sha256} />
      </dl>
    </div>
  );
}

type FieldProps = {
  document: Document;
  field: MetadataField;
  label: string;
  description?: string;
  className?: string | undefined;
  isReadOnly: boolean;
};

/** One field; what is typed is kept when the field is left or Enter is pressed, and can be undone like any step. */
function Field({ document, field, label, description, className, isReadOnly }: FieldProps) {
  const shown = show(document.metadata, field);
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
    await act('documents.edit', { id: document.id, changes: read.changes });
    setDraft(null);
  };
  const isGuess = document.guessed.includes(field) && shown !== '';
  const language = field === 'language' && shown !== '' && draft === null ? languageName(shown) : null;
  return (
    <TextField
      label={label}
      mark={isGuess ? 'guessed' : undefined}
      value={draft ?? shown}
      onChange={setDraft}
      className={classes(styles.field, className)}
      wraps
      isReadOnly={isReadOnly}
      error={error}
      description={
        draft !== null || error !== null
          ? description
          : language !== null && language !== shown
            ? language
            : undefined
      }
      onBlur={() => void keep()}
      onSubmit={() => void keep()}
    />
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd title={title}>{value}</dd>
    </div>
  );
}

function show(metadata: Metadata, field: MetadataField): string {
  switch (field) {
    case 'authors':
      return metadata.authors.join('; ');
    case 'published':
    case 'updated': {
      const date = metadata[field];
      return date === null ? '' : writtenDate(date);
    }
    default:
      return metadata[field] ?? '';
  }
}

/** What was typed as a change of metadata, or the sentence that says why it cannot be one. */
function readField(
  field: MetadataField,
  typed: string,
): { changes: Partial<Metadata> } | { problem: string } {
  const text = typed.trim();
  switch (field) {
    case 'title':
      return text === ''
        ? { problem: 'A document needs a title.' }
        : { changes: { title: text.replace(/\s+/g, ' ') } };
    case 'authors':
      return {
        changes: {
          authors: text
            .split(';')
            .map((author) => author.trim())
            .filter((author) => author !== ''),
        },
      };
    case 'published':
    case 'updated': {
      if (text === '') return { changes: { [field]: null } };
      const date = readPartialDate(text);
      return date === null
        ? { problem: `“${text}” is no date. Write 2019, June 2019 or 12 June 2019.` }
        : { changes: { [field]: date } };
    }
    case 'language': {
      if (text === '') return { changes: { language: null } };
      try {
        return { changes: { language: Intl.getCanonicalLocales(text)[0] ?? null } };
      } catch {
        return { problem: `“${text}” is no language code. Write en, ko or zh-Hant.` };
      }
    }
    default:
      return { changes: { [field]: text === '' ? null : text } };
  }
}

function writtenSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
