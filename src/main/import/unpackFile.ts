import { z } from 'zod';
import { AppError, ErrorValue } from '../../core/model/appError';
import { liesInLeftover } from '../../core/model/leftover';
import { fileKind } from './fileKind';
import type { Email } from './mail/parseMessage';
import type { ReadOptions } from './readSource';

/** One file inside another. */
export const Part = z.union([
  z.object({
    /** Its place inside, `letters/1.txt`: a label in a report, never a place on a disk. */
    path: z.string().min(1).max(4_096),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    /** A phrase for the report: "cut short". */
    remark: z.string().optional(),
  }),
  /** One that cannot be taken out. */
  z.object({ path: z.string().max(4_096), error: ErrorValue }),
]);
export type Part = z.infer<typeof Part>;

/** What is no document itself, only holds files. */
const ARCHIVES: readonly string[] = ['zip', 'mbox'];

/** Whether a file is taken apart instead of being read; by its content. */
export function isArchive(bytes: Uint8Array, name: string): boolean {
  return ARCHIVES.includes(fileKind(bytes, name)?.id ?? '');
}

/**
 * Gives the files inside an archive, a mailbox or a message, in its order, each taken out when it is asked for. One that
 * cannot be is given as its failure. Rejects with AppError where nothing can be: `file-damaged`, `file-too-large`,
 * `format-unsupported` for a file that holds no others.
 */
export async function* unpackFile(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions = {},
): AsyncGenerator<Part> {
  switch (fileKind(bytes, name)?.id) {
    case 'zip':
      yield* zipParts(bytes, name, options);
      return;
    case 'mbox':
      yield* mailboxParts(bytes);
      return;
    case 'email': {
      const { parseMessage } = await import('./mail/parseMessage');
      const { withPackedByOutlook } = await import('./mail/outlook/withPackedByOutlook');
      const { withSigned } = await import('./mail/withSigned');
      const { email } = await parseMessage(bytes, name, options.encoding);
      const signed = await withSigned(email, name, options.encoding);
      yield* attachmentParts((await withPackedByOutlook(signed, name)).email, name);
      return;
    }
    case 'msg': {
      const { parseMsg } = await import('./mail/outlook/readMsg');
      yield* attachmentParts(await parseMsg(bytes, name), name);
      return;
    }
    case 'tnef': {
      const { parsePackedMessage } = await import('./mail/outlook/readMsg');
      yield* attachmentParts(await parsePackedMessage(bytes, name), name);
      return;
    }
    default:
      throw new AppError('format-unsupported', `“${name}” holds no files.`, 'Import it as it is.');
  }
}

async function* zipParts(bytes: Uint8Array, name: string, options: ReadOptions): AsyncGenerator<Part> {
  const { openZip, ZIP_LIMITS } = await import('./office/boundedZip');
  const zip = await openZip(bytes, name, ZIP_LIMITS, options.password);
  for (const [index, entry] of zip.entries.entries()) {
    if (entry.isFolder || liesInLeftover(entry.path)) continue;
    // A name of nothing but dots and slashes is none.
    const path = (entry.path || `File ${index + 1}`).slice(-4_096);
    try {
      const content = zip.read(entry);
      yield { path, bytes: content.bytes, ...(!content.whole && { remark: 'damaged in the archive' }) };
    } catch (thrown) {
      yield { path, error: AppError.from(thrown).toValue() };
    }
  }
}

async function* mailboxParts(bytes: Uint8Array): AsyncGenerator<Part> {
  const { mboxMessages } = await import('./mail/mboxMessages');
  const { subjectOf } = await import('./mail/parseMessage');
  const { fileName } = await import('./mail/messageParts');
  let number = 0;
  for (const message of mboxMessages(bytes)) {
    number += 1;
    const subject = fileName(subjectOf(message)).slice(0, 60).trim();
    yield { path: `${[String(number), subject].filter(Boolean).join(' ')}.eml`, bytes: message };
  }
}

async function* attachmentParts(email: Email, name: string): AsyncGenerator<Part> {
  const { MAIL_LIMITS } = await import('./mail/parseMessage');
  const { attachedFiles } = await import('./mail/messageParts');
  const files = attachedFiles(email);
  for (const { name: path, bytes: content } of files.slice(0, MAIL_LIMITS.attachments))
    yield { path, bytes: content };
  const more = files.length - MAIL_LIMITS.attachments;
  if (more <= 0) return;
  const error = new AppError(
    'file-too-large',
    `“${name}” has ${files.length} attachments; Dossier takes ${MAIL_LIMITS.attachments} of a message.`,
    'Save the others in your mail program and import those.',
  );
  yield { path: `${more} more attachments`, error: error.toValue() };
}
