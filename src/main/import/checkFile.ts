import { AppError } from '../../core/model/appError';
import { fileKind } from './fileKind';
import { FORMATS, isFormat, type Format } from './formats';

/** The largest file of any format. */
export const MAX_FILE_BYTES = 300 * 1024 * 1024;
/** The largest file that is all text: five million words, more than any reader, index or comparison is made for. */
export const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/**
 * The checks of `parseFile` that need no parsing, by size and first bytes: cheap enough for any process. Throws AppError
 * for a file that cannot become a document.
 */
export function checkFile(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw emptyFile(name);
  refuseLarger(bytes, name, MAX_FILE_BYTES);
  const kind = fileKind(bytes, name);
  if (kind !== null && isFormat(kind.id)) {
    const format: Format = FORMATS[kind.id];
    if (format.isText) refuseLarger(bytes, name, MAX_TEXT_BYTES);
    return;
  }
  if (kind?.source === true) throw unsupported(name, kind.name);
  if (kind !== null) {
    throw new AppError(
      'file-binary',
      `“${name}” is ${kind.name}, not a text.`,
      'Choose the document itself: a text, a page, a PDF, an office file or a mail.',
    );
  }
  refuseLarger(bytes, name, MAX_TEXT_BYTES);
}

/** The failure of a file that is a source, `kind` with its article, which Dossier does not read. */
export function unsupported(name: string, kind: string): AppError {
  return new AppError(
    'format-unsupported',
    `“${name}” is ${kind}, a format Dossier does not read yet.`,
    'Copy or save its text as a .txt file and import that.',
  );
}

function refuseLarger(bytes: Uint8Array, name: string, limit: number): void {
  if (bytes.length <= limit) return;
  throw new AppError(
    'file-too-large',
    `“${name}” has ${megabytes(bytes.length)} MB; Dossier reads ${limit === MAX_TEXT_BYTES ? 'text ' : ''}files up to ${megabytes(limit)} MB.`,
    'Split it into smaller files and import those.',
  );
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);

/** The failure of a file without text. */
export function emptyFile(name: string): AppError {
  return new AppError(
    'file-empty',
    `“${name}” has no text in it.`,
    'Check that the file was saved or downloaded completely.',
  );
}
