import { useState } from 'react';
import { writtenDate } from '../../core/model/date';
import type { Document, Metadata, MetadataField } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { Button, classes, ErrorNote, TextField } from '../ui';
import { act, useCall } from '../app/session';
import styles from './DetailsPanel.module.css';
import { languageName } from './languageName';
import { readPartialDate } from './partialDateField';

export type DetailsPanelProps = {
  ids: readonly Id[];
  isTrashed: boolean;
  canChange: boolean;
  onOpen: (id: Id) => void;
  onCompare: () => void;
  onTrash: () => void;
  onRestore: () => void;
};

/** What is known of the selected document, to be corrected in place. */
export function DetailsPanel(props: DetailsPanelProps) {
  const { ids, isTrashed, canChange, onOpen, onCompare, onTrash, onRestore } = props;
  const [id] = ids;
  return (
    <aside className={styles.panel} aria-label="Details" id="document-details">
      {id === undefined ? (
        <p className={styles.none}>Select a document to see what is known of it.</p>
      ) : ids.length > 1 ? (
        <>
          <h2 className={styles.title}>{ids.length.toLocaleString()} documents</h2>
          <div className={styles.actions}>
            {ids.length === 2 && !isTrashed && <Button onPress={onCompare}>Compare the two</Button>}
            {isTrashed ? (
              <Button isDisabled={!canChange} onPress={onRestore}>
                Restore
              </Button>
            ) : (
              <Button variant="danger" isDisabled={!canChange} onPress={onTrash}>
                Move to trash
              </Button>
            )}
          </div>
        </>
      ) : (
        <>
          <SingleDocument key={id} id={id} isReadOnly={!canChange || isTrashed} />
          <div className={styles.actions}>
            <Button variant={isTrashed ? 'quiet' : 'primary'} onPress={() => onOpen(id)}>
              Read
            </Button>
            {isTrashed ? (
              <Button isDisabled={!canChange} onPress={onRestore}>
                Restore
              </Button>
            ) : (
              <>
                <Button onPress={onCompare}>Compare with…</Button>
                <Button variant="danger" isDisabled={!canChange} onPress={onTrash}>
                  Move to trash
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </aside>
  );
}

function SingleDocument({ id, isReadOnly }: { id: Id; isReadOnly: boolean }) {
  const { data: document, error } = useCall('documents.get', { id });
  if (error) return <ErrorNote error={error} />;
  if (!document) return null;
  const field = (name: MetadataField): Omit<FieldProps, 'label'> => ({
    document,
    field: name,
    isReadOnly,
  });
  return (
    <>
      <div className={styles.fields}>
        <Field {...field('title')} label="Title" multiline className={styles.titleField} />
        <Field {...field('publisher')} label="Outlet" />
        <Field {...field('agency')} label="Agency" />
        <Field {...field('authors')} label="Authors" description="Separate them by semicolons." />
        <Field
          {...field('published')}
          label="Published"
          description="As far as it is known: 2019, June 2019, 12 June 2019."
        />
        <Field {...field('updated')} label="Updated" />
        <Field {...field('language')} label="Language" />
        <Field {...field('address')} label="Address" />
      </div>
      <dl className={styles.facts}>
        <Fact name="File" value={document.original.name} />
        <Fact name="Size" value={writtenSize(document.original.bytes)} />
        {document.original.encoding !== null && (
          <Fact name="Encoding" value={document.original.encoding.toUpperCase()} />
        )}
        <Fact name="Words" value={document.words.toLocaleString()} />
        <Fact
          name="Imported"
          value={new Date(document.importedAt).toLocaleString(undefined, {
            dateStyle: 'medium',
            timeStyle: 'short',
          })}
        />
      </dl>
    </>
  );
}

type FieldProps = {
  document: Document;
  field: MetadataField;
  label: string;
  description?: string;
  multiline?: boolean;
  className?: string | undefined;
  isReadOnly: boolean;
};

/** One field; what is typed is kept when the field is left or Enter is pressed, and can be undone like any step. */
function Field({
  document,
  field,
  label,
  description,
  multiline = false,
  className,
  isReadOnly,
}: FieldProps) {
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
      multiline={multiline}
      rows={2}
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

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
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
export function readField(
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
