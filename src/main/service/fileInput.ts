import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../core/model/appError';
import { MAX_FILE_BYTES } from '../import/checkFile';
import type { ImportInput } from './importInput';

/** A file on this machine as an input of an import, under the path given. Nothing is read until its turn comes. */
export function fileInput(path: string): ImportInput {
  return {
    path,
    name: basename(path),
    read: async () => {
      try {
        const found = await stat(path);
        // A pipe nobody writes to and a device without an end would hold the import for ever.
        if (!found.isFile()) {
          throw new AppError(
            'file-unreadable',
            `${path} is no file but a pipe or a device.`,
            'Save it as a file first.',
          );
        }
        // Refused without being read.
        if (found.size > MAX_FILE_BYTES) {
          throw new AppError(
            'file-too-large',
            `${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
            'Split the file, or import the part you need.',
          );
        }
        return await readFile(path);
      } catch (thrown) {
        throw unreadable(path, thrown);
      }
    },
  };
}

/** Why nothing can be read at a path, in a sentence. */
export function unreadable(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new AppError('file-unreadable', `There is no file ${path}.`, 'Check the path.', { cause: thrown });
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError(
      'permission',
      `You are not allowed to read ${path}.`,
      'Ask for permission to read it, or copy it first.',
      { cause: thrown },
    );
  }
  return new AppError(
    'file-unreadable',
    `${path} cannot be read (${code ?? String(thrown)}).`,
    'Copy it to another place and try again.',
    { cause: thrown },
  );
}
