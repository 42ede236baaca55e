import type { FormatReader } from '../../readSource';
import { messageSource } from '../messageSource';
import type { OpenedEmail } from '../parseMessage';
import { mapiObject } from './mapiObject';
import { readMsgStorage } from './msgStorage';
import { outlookMessage } from './outlookMessage';
import { readTnef } from './tnef';

/** A message that Outlook saved as .msg, taken apart. Rejects with AppError for what cannot be read. */
export async function parseMsg(bytes: Uint8Array, name: string): Promise<OpenedEmail> {
  return outlookMessage(readMsgStorage(bytes, name), name);
}

/** A message that Outlook saved as .msg, as a document. Its attachments are given out by `unpackFile`. */
export const readMsg: FormatReader = async (bytes, name) => messageSource(await parseMsg(bytes, name), name);

/** What Outlook packs into `winmail.dat`, where that file is all there is, taken apart. */
export async function parsePackedMessage(bytes: Uint8Array, name: string): Promise<OpenedEmail> {
  return outlookMessage(readTnef(bytes) ?? mapiObject(), name);
}

/** What Outlook packs into `winmail.dat`, as a document. Its attachments are given out by `unpackFile`. */
export const readPackedMessage: FormatReader = async (bytes, name) =>
  messageSource(await parsePackedMessage(bytes, name), name);
