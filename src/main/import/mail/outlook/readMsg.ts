import type { FormatReader } from '../../readSource';
import { messageSource } from '../messageSource';
import type { Email } from '../parseMessage';
import { readMsgStorage } from './msgStorage';
import { outlookMessage } from './outlookMessage';

/** A message that Outlook saved as .msg, taken apart. Rejects with AppError for what cannot be read. */
export async function parseMsg(bytes: Uint8Array, name: string): Promise<Email> {
  return outlookMessage(readMsgStorage(bytes, name), name);
}

/** A message that Outlook saved as .msg, as a document. Its attachments are given out by `unpackFile`. */
export const readMsg: FormatReader = async (bytes, name) => messageSource(await parseMsg(bytes, name), name);
