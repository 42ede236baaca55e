import { sep } from 'node:path';
import { AppError } from '../../core/model/appError';

export const FAULT_KINDS = [
  /** A record that is missing or cannot be read. */
  'record',
  /** A text that is not the one that was imported. */
  'text',
  /** An original that is missing or not byte for byte what was imported. */
  'original',
  /** A highlight or quotation whose passage is not in its text. */
  'anchor',
  /** A tag that is used and not in the codebook, or a codebook that contradicts itself. */
  'tag',
  /** A note or brief about a document that is not there. */
  'reference',
  /** A folder of a document without the record that makes it one. */
  'orphan',
  /** Lines of the journal that cannot be read. */
  'journal',
  /** A catalogue that contradicts the files. */
  'catalogue',
  /** A file that was set aside as damaged. */
  'quarantine',
  /** Harmless: what an interrupted write left. */
  'leftover',
  /** Harmless: evidence that was removed by hand while what it was used for stays. */
  'loose-end',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One thing that is wrong with a library. */
export type LibraryFault = {
  /** Below the library's folder, with `/` between its parts. */
  readonly file: string;
  readonly kind: FaultKind;
  /** What is wrong, in a sentence. Never holds text of a document. */
  readonly fault: string;
  /** What a person can do, in a sentence. */
  readonly next: string;
  /** There where Dossier can try to put it right by itself: see `repair` in the service. */
  readonly canRepair?: true | undefined;
};

/** True for what is listed so that nothing is kept from a person, but is no damage. */
export const isHarmless = ({ kind }: Pick<LibraryFault, 'kind'>): boolean =>
  kind === 'leftover' || kind === 'loose-end';

/** What a person can do about a file that nothing in the library can make anew. */
export const FROM_BACKUP = 'Put this file back from a backup.';

/** A path below the library as faults name it: with `/` on every system. */
export const fileOf = (path: string): string => path.split(sep).join('/');

/** What went wrong with a file, as a fault of it. */
export function faultOf(path: string, kind: FaultKind, thrown: unknown): LibraryFault {
  const { message, next } = AppError.from(thrown);
  return { file: fileOf(path), kind, fault: message, next: next ?? FROM_BACKUP };
}
