import { sep } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { LibraryFault } from '../../core/model/libraryFault';

/** What a person can do about a file that nothing in the library can make anew. */
export const FROM_BACKUP = 'Put this file back from a backup.';

/** A path below the library as faults name it: with `/` on every system. */
export const fileOf = (path: string): string => path.split(sep).join('/');

/** What went wrong with a file, as a fault of it. */
export function faultOf(path: string, kind: LibraryFault['kind'], thrown: unknown): LibraryFault {
  const { message, next } = AppError.from(thrown);
  return { file: fileOf(path), kind, fault: message, next: next ?? FROM_BACKUP };
}
