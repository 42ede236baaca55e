import { useState } from 'react';
import { PartialDate } from '../../core/model/date';
import type { Document, Metadata, MetadataField } from '../../core/model/document';
import { act } from '../app/session';
import { TextField } from '../ui';
import styles from './Inspector.module.css';

const FIELDS: readonly { field: MetadataField; label: string; description?: string }[] = [
  { field: 'title', label: 'Title' },
  { field: 'publisher', label: 'Outlet' },
  { field: 'agency', label: 'Agency' },
  { field: 'authors', label: 'Authors', description: 'Separated by semicolons' },
  { field: 'published', label: 'Published', description: '2019, 2019-06 or 2019-06-12' },
  { field: 'updated', label: 'Updated' },
  { field: 'language', label: 'Language', description: 'Code such as en, ko, zh-Hant' },
  { field: 'address', label: 'Address' },
];

/** What is known of the source. A field is saved when it is left; what import guessed is marked until it is edited. */
export function DetailsPanel({ document }: { document: Document }) {
  const { original } = document;
  return (
    <div className={styles.panel}>
      {FIELDS.map(({ field, ...rest }) => (
        <DetailField key={field} document={document} field={field} {...rest} />
      ))}
      <dl className={styles.facts}>
        <dt>File</dt>
        <dd title={original.name}>{original.name}</dd>
        <dt>Size</dt>
        <dd>{fileSize(original.bytes)}</dd>
        {original.encoding !== null && (
          <>
            <dt>Encoding</dt>
            <dd>{original.encoding}</dd>
          </>
        )}
        <dt>Imported</dt>
        <dd>{new Date(document.importedAt).toLocaleString()}</dd>
        <dt>SHA-256</dt>
        <dd title={original.sha256}>{original.sha256.slice(0, 16)}…</dd>
      </dl>
    </div>
  );
}

function DetailField({
  document,
  field,
  label,
  description,
}: {
  document: Document;
  field: MetadataField;
  label: string;
  description?: string;
}) {
  const saved = written(document.metadata, field);
  const [known, setKnown] = useState(saved);
  const [value, setValue] = useState(saved);
  const [error, setError] = useState<string | null>(null);
  if (saved !== known) {
    setKnown(saved);
    setValue(saved);
  }
  const save = (): void => {
    if (value.trim() === saved) return;
    const changes = read(field, value);
    if (typeof changes === 'string') {
      setError(changes);
      return;
    }
    setError(null);
    void act('documents.edit', { id: document.id, changes });
  };
  return (
    <TextField
      label={label}
      mark={document.guessed.includes(field) ? 'guessed' : undefined}
      value={value}
      onChange={setValue}
      onBlur={save}
      onSubmit={save}
      error={error}
      {...(description !== undefined && { description })}
    />
  );
}

function written(metadata: Metadata, field: MetadataField): string {
  return field === 'authors' ? metadata.authors.join('; ') : (metadata[field] ?? '');
}

/** What a field says, as a change of the metadata; a sentence where it cannot be one. */
function read(field: MetadataField, typed: string): Partial<Metadata> | string {
  const value = typed.trim();
  switch (field) {
    case 'title':
      return value === '' ? 'A document needs a title.' : { title: value };
    case 'authors':
      return { authors: value.split(';').map((name) => name.trim()).filter(Boolean) }; // prettier-ignore
    case 'published':
    case 'updated':
      return value === '' || PartialDate.safeParse(value).success
        ? { [field]: value === '' ? null : value }
        : `“${value}” is no date: write it as 2019, 2019-06 or 2019-06-12.`;
    default:
      return { [field]: value === '' ? null : value };
  }
}

function fileSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${amount.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}
