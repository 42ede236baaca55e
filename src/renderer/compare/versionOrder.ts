import type { Document } from '../../core/model/document';

/** Versions of one story in order of publication; what has no date by when it was imported. Dates as far as they are known. */
export function inOrderOfPublication(documents: readonly Document[]): Document[] {
  return [...documents].sort(
    (x, y) => order(dateOf(x), dateOf(y)) || order(x.importedAt, y.importedAt) || order(x.id, y.id),
  );
}

const dateOf = ({ metadata, importedAt }: Document): string => metadata.published ?? importedAt;

const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
