import { writtenDate } from '../../../core/model/date';
import type { Metadata, MetadataField } from '../../../core/model/document';
import { readPartialDate } from './partialDateField';

/** A field of the metadata as people see and type it. */
export type FieldForm = {
  readonly field: MetadataField;
  readonly label: string;
  /** How it is written, shown while it is typed. */
  readonly help?: string;
};

/** The fields in the order in which they are shown everywhere. */
export const FIELD_FORMS: readonly FieldForm[] = [
  { field: 'title', label: 'Title' },
  { field: 'publisher', label: 'Outlet' },
  { field: 'agency', label: 'Agency' },
  { field: 'authors', label: 'Authors', help: 'Separate them by semicolons.' },
  {
    field: 'published',
    label: 'Published',
    help: 'As far as it is known: 2019, June 2019, 12 June 2019.',
  },
  { field: 'updated', label: 'Updated', help: 'As far as it is known: 2019, June 2019, 12 June 2019.' },
  { field: 'placeLine', label: 'Place line', help: 'Where the text says it was written.' },
  { field: 'language', label: 'Language', help: 'Its code: en, ko, zh-Hant.' },
  { field: 'address', label: 'Address' },
];

/** A field's value as it is written in a form; empty where it is not known. */
export function showField(metadata: Metadata, field: MetadataField): string {
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
): { changes: Partial<Omit<Metadata, 'custom'>> } | { problem: string } {
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
