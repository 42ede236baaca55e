import { AppError } from '../../../core/model/appError';
import type { FormatReader } from '../readSource';
import { compoundNames, damagedCompound } from './compoundFile';

/**
 * Workbooks and slides of before 2007, and encrypted ones of today, which lie in the same kind of container: says what a file is and
 * what to do. Always rejects with AppError, `format-unsupported`, `password-needed` or `file-damaged`.
 */
export const refuseOldOffice: FormatReader = (bytes, name) => Promise.reject(refusal(bytes, name));

function refusal(bytes: Uint8Array, name: string): AppError {
  const names = compoundNames(bytes);
  if (names.length === 0) return damagedCompound(name);
  const has = (stream: string): boolean => names.includes(stream);
  if (has('EncryptedPackage')) {
    return new AppError(
      'password-needed',
      `“${name}” is an Office document under a password, which Dossier cannot open.`,
      'Open it in Word or LibreOffice with its password, save it without one, and import that.',
    );
  }
  const [kind, next] = has('PowerPoint Document')
    ? ['a PowerPoint file of before 2007 (PPT)', 'Save it as PDF and import that.']
    : has('Workbook') || has('Book')
      ? ['an Excel workbook of before 2007 (XLS)', 'Save its sheets as CSV and import those.']
      : [
          'an old Office document',
          'Open it in the program it came from, save it as DOCX or PDF, and import that.',
        ];
  return new AppError('format-unsupported', `“${name}” is ${kind}, which Dossier does not read.`, next);
}
