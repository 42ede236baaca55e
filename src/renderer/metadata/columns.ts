import type { DocumentKnown, DocumentQuestion } from '../../core/api/contract';
import type { MetadataField } from '../../core/model/document';
import type { MetadataEdit } from '../../core/model/metadataEdit';
import { readGrade, writtenGrade } from '../app/details/grades';
import { FIELD_FORMS, readField, showField } from '../app/details/metadataFields';

/** What a cell's words change; a sentence where they cannot be taken. */
export type CellEdit = { readonly edit: Partial<MetadataEdit> } | { readonly problem: string };

/** A column of the details table: a field of the metadata, the grade, or a field of the analyst's own. */
export type Column = {
  readonly id: string;
  readonly title: string;
  /** In rem. */
  readonly width: number;
  readonly sortBy: DocumentQuestion['sort']['by'];
  /** The field whose guess it shows; null for what is never guessed. */
  readonly field: MetadataField | null;
  show(known: DocumentKnown): string;
  read(typed: string): CellEdit;
};

const WIDTHS: Readonly<Record<MetadataField, number>> = {
  title: 22, publisher: 11, agency: 8, authors: 12, published: 9, updated: 9, placeLine: 9, language: 6, address: 15,
}; // prettier-ignore

const FIELDS: readonly Column[] = FIELD_FORMS.map(({ field, label }) => ({
  id: field,
  title: label,
  width: WIDTHS[field],
  sortBy: field,
  field,
  show: ({ metadata }) => showField(metadata, field),
  read: (typed) => {
    const read = readField(field, typed);
    return 'problem' in read ? read : { edit: { changes: read.changes } };
  },
}));

const GRADE: Column = {
  id: 'reliability',
  title: 'Grade',
  width: 5,
  sortBy: 'reliability',
  field: null,
  show: ({ metadata }) => metadata.reliability ?? '',
  read: (typed) => {
    if (typed.trim() === '') return { edit: { changes: { reliability: null } } };
    const reliability = readGrade(typed);
    return reliability === null
      ? { problem: `“${typed.trim()}” is no grade. Write A to F and 1 to 6, as B2.` }
      : { edit: { changes: { reliability } } };
  },
};

export function ownColumn(name: string): Column {
  return {
    id: `own:${name}`,
    title: name,
    width: 9,
    sortBy: { own: name },
    field: null,
    show: ({ metadata }) => (Object.hasOwn(metadata.custom, name) ? metadata.custom[name]! : ''),
    read: (typed) => ({ edit: { own: { [name]: typed.trim() === '' ? null : typed.trim() } } }),
  };
}

/** Every column there can be: the title first, the analyst's own fields last. */
export const allColumns = (ownFields: readonly string[]): Column[] => [
  ...FIELDS,
  GRADE,
  ...ownFields.map(ownColumn),
];

/** What stands below the table for a cell: its column, and where a guess is from. */
export function explained(column: Column, known: DocumentKnown | undefined): string {
  if (!known) return column.title;
  const shown = column.show(known);
  if (isGuess(column, known)) {
    const evidence = known.evidence[column.field!];
    return `${column.title}: guessed${evidence === undefined ? '' : `, from ${evidence}`}`;
  }
  if (column.id === GRADE.id && shown !== '') return `Grade: ${writtenGrade(shown)}`;
  const source = column.field === null ? undefined : known.evidence[column.field];
  return source !== undefined && shown !== '' ? `${column.title}: from ${source}` : column.title;
}

export const isGuess = (column: Column, known: DocumentKnown): boolean =>
  column.field !== null && known.guessed.includes(column.field);
