import { createHash } from 'node:crypto';
import { AppError } from '../../core/model/appError';
import type { DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { Library } from './openedLibrary';
import type { Transaction } from './transaction';

/**
 * Puts a text in place of one that is broken or missing; null when the text that was imported stands.
 * `setAside` moves the broken file away. Errors: `not-found` (no such document), `conflict` (not the text that was
 * imported), and those of `transact`.
 */
export async function repairText(
  library: Pick<Library, 'get' | 'transact'>,
  id: Id,
  text: DocumentText,
  setAside: () => Promise<void>,
): Promise<Transaction | null> {
  const document = await library.get('document', id);
  if (document === null) {
    throw new AppError(
      'not-found',
      `There is no document ${id} in this library.`,
      'Check the library again.',
    );
  }
  if (createHash('sha256').update(text.text, 'utf8').digest('hex') !== document.textSha256) {
    throw new AppError(
      'conflict',
      `The text read from “${document.original.name}” is not the one that was imported: this version of Dossier reads the file differently.`,
      'Put text.json back from a backup, or import the original again.',
    );
  }
  const stands = await library.get('text', id).then(
    () => true,
    (thrown: unknown) => {
      if (AppError.from(thrown).code === 'library-damaged') return false;
      throw thrown;
    },
  );
  if (stands) return null;
  await setAside();
  // The document goes with it, as it is: indexes that were kept know a text by its document's changes.
  return library.transact('Repair a text', [
    { kind: 'text', id, value: text },
    { kind: 'document', id, value: { ...document } },
  ]);
}
