import PostalMime, { decodeWords, type Address, type Attachment, type Email } from 'postal-mime';
import { AppError } from '../../../core/model/appError';
import { decode } from '../decode';

export type { Address, Attachment, Email };

export const MAIL_LIMITS = {
  /** Parts inside parts, and messages inside messages. */
  depth: 32,
  headerBytes: 2 * 1024 * 1024,
  attachments: 200,
};

/** A message, perhaps taken out of a signature that nobody checked. */
export type OpenedEmail = Email & { readonly isOpened?: true };

export type Message = {
  readonly email: Email;
  /** The encoding of what does not state its own; null where everything does, or is UTF-8. */
  readonly encoding: string | null;
};

/**
 * A message (RFC 5322, MIME) taken apart; messages inside it stay whole, as attachments. Text that states no encoding is
 * read as `encoding` where a person chose one, else as what it looks like. Rejects `file-too-large` for headers beyond the
 * limit, `file-damaged` for parts nested too deep.
 */
export async function parseMessage(bytes: Uint8Array, name: string, encoding?: string): Promise<Message> {
  const told = await inUtf8(bytes, name, encoding);
  try {
    const email = await PostalMime.parse(told.bytes, {
      forceRfc822Attachments: true,
      maxNestingDepth: MAIL_LIMITS.depth,
      maxHeadersSize: MAIL_LIMITS.headerBytes,
    });
    return { email: withUntypedText(email), encoding: told.encoding };
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message : '';
    if (/nesting/i.test(problem)) {
      throw new AppError(
        'file-damaged',
        `“${name}” nests its parts more than ${MAIL_LIMITS.depth} deep, as only messages made to do harm do.`,
        'Ask whoever sent it for the text itself.',
        { cause: thrown },
      );
    }
    if (/header/i.test(problem)) {
      throw new AppError(
        'file-too-large',
        `“${name}” has more than 2 MB of header fields.`,
        'Open it in a mail program, save its text and import that.',
        { cause: thrown },
      );
    }
    throw thrown;
  }
}

/** A type that is none (`Content-Type: text`) means text, as where there is none (RFC 2045, 5.2). */
function withUntypedText(email: Email): Email {
  if (email.text !== undefined || email.html !== undefined) return email;
  const untyped = email.attachments.find(
    ({ mimeType, filename }) => filename === null && !mimeType.includes('/'),
  );
  if (untyped === undefined || typeof untyped.content === 'string') return email;
  return {
    ...email,
    text: new TextDecoder().decode(untyped.content),
    attachments: email.attachments.filter((one) => one !== untyped),
  };
}

/** Without the mark that says UTF-8, and with what states no encoding as UTF-8, which the parser takes it for. */
async function inUtf8(
  bytes: Uint8Array,
  name: string,
  chosen: string | undefined,
): Promise<{ bytes: Uint8Array; encoding: string | null }> {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(marked ? 3 : 0);
  const head = headLength(message);
  const states = /charset\s*=/i.test(message.toString('latin1', 0, Math.min(message.length, 1_048_576)));
  const open = states ? message.subarray(0, head) : message;
  if (isUtf8(open) && (chosen === undefined || isAscii(open))) return { bytes: message, encoding: null };
  const read = await decode(open, name, chosen).catch(() => null);
  if (read === null) return { bytes: message, encoding: null };
  const rest = states ? message.subarray(head) : new Uint8Array();
  return {
    bytes: Buffer.concat([Buffer.from(read.text), rest]),
    encoding: states ? null : read.encoding,
  };
}

function headLength(message: Buffer): number {
  const head = message.toString('latin1', 0, Math.min(message.length, MAIL_LIMITS.headerBytes));
  const blank = /\r?\n\r?\n/.exec(head);
  return blank === null ? head.length : blank.index + blank[0].length;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

/** The subject of a message as its header gives it, decoded; empty where it has none. Cheap: nothing else is read. */
export function subjectOf(message: Uint8Array): string {
  const head = Buffer.from(message.buffer, message.byteOffset, Math.min(message.length, 65_536)).toString();
  const blank = /\r?\n\r?\n/.exec(head);
  const field = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head.slice(0, blank?.index))?.[1] ?? '';
  return decodeWords(field.replace(/\r?\n[ \t]+/g, ' ')).trim();
}
