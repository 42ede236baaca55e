import { createHash } from 'node:crypto';
import { AppError } from '../../core/model/appError';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { ParserPool, SourceFile } from '../import/parserPool';
import type { Library } from '../library/library';
import { recordAt } from '../library/recordAt';
import type { Desk } from './desk';

/** What became of one file that was to be repaired. `remark` is a sentence. */
export type Repaired = { readonly file: string; readonly repaired: boolean; readonly remark: string };

/**
 * Puts one broken file of the open library right, or says why it cannot: a text is read again from its original, any other
 * record is made anew from the last edit of it that is kept. Throws only when it is aborted, or nothing can be changed.
 */
export async function repair(
  desk: Desk,
  parsers: ParserPool,
  file: string,
  signal: AbortSignal,
): Promise<Repaired> {
  const { library } = desk;
  const left = (remark: string): Repaired => ({ file, repaired: false, remark });
  const record = recordAt(file);
  if (record === null) return left('It is no record of the library, so it is not touched.');
  try {
    const { kind, id } = record;
    if (kind === 'text') return { file, ...(await repairText(desk, library, parsers, id, signal)) };
    // Reading makes a broken record anew by itself.
    await desk.inTurn(() => library.get(kind, id));
    const { revision } = library;
    const changes = [{ kind, id: id === '' ? library.record.id : id }];
    desk.emit('changed', { revision, name: 'Repair', changes, history: desk.history.state });
    return { file, repaired: true, remark: 'It stands as the last edit of it that is kept made it.' };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message, next } = AppError.from(thrown);
    if (code === 'read-only' || code === 'no-library-open') throw thrown;
    return left(next === null ? message : `${message} ${next}`);
  }
}

async function repairText(
  desk: Desk,
  library: Library,
  parsers: ParserPool,
  id: Id,
  signal: AbortSignal,
): Promise<Omit<Repaired, 'file'>> {
  const document = await desk.record('document', id);
  const bytes = await originalOf(library, document);
  const { text, blocks } = await parsers.parse(asItWasRead(document, bytes), signal);
  const repaired = await desk.inTurn(async () => {
    // What was read for one library must never be written to another.
    if (!desk.isUsing(library)) throw new AppError('cancelled', 'The library was closed.');
    const transaction = await library.repairText(id, { version: 1, id, text, blocks });
    if (transaction) desk.announce(transaction);
    return transaction !== null;
  });
  return {
    repaired: true,
    remark: repaired ? 'The text was read again from its original.' : 'The text stands as it was imported.',
  };
}

/** An original with the choices it was read with, so that the same text comes again. */
export function asItWasRead(
  { original: { name, encoding, encodingChosen } }: Document,
  bytes: Uint8Array,
): SourceFile {
  return { name, bytes, options: encodingChosen === true && encoding !== null ? { encoding } : {} };
}

/** The imported file. Throws `library-damaged` when it is not byte for byte what was imported. */
export async function originalOf(library: Library, { id, original }: Document): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await library.readOriginal(id)).stream()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (createHash('sha256').update(bytes).digest('hex') === original.sha256) return bytes;
  throw new AppError(
    'library-damaged',
    `The original “${original.name}” is not the file that was imported, so the text cannot be read from it.`,
    'Put the original or the text back from a backup.',
  );
}
