import { sep } from 'node:path';
import type { Id } from '../../core/model/id';
import { definitions, isId, isSingle, pathOf, type Kind } from './layout';

/** The record that stands in a file below the library's folder (`/` between parts); null where no record belongs. */
export function recordAt(file: string): { readonly kind: Kind; readonly id: Id } | null {
  const id =
    file
      .split('/')
      .map((part) => part.replace(/\.json$/, ''))
      .find(isId) ?? '';
  for (const kind of Object.keys(definitions) as Kind[]) {
    if (!isSingle(kind) && id === '') continue;
    if (pathOf(kind, id).split(sep).join('/') === file) return { kind, id };
  }
  return null;
}
