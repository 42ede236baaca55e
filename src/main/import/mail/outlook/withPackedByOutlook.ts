import { isTnef, bytesOf } from '../messageParts';
import type { Attachment, OpenedEmail } from '../parseMessage';
import { outlookMessage } from './outlookMessage';
import { readTnef } from './tnef';

/**
 * The message with what Outlook packed into `winmail.dat` taken out: its files beside the others, its text where the message
 * has none of its own. `unread` names packed parts that cannot be read; they stay among the attachments.
 */
export async function withPackedByOutlook(
  email: OpenedEmail,
  label: string,
): Promise<{ email: OpenedEmail; unread: string[] }> {
  if (!email.attachments.some(isTnef)) return { email, unread: [] };
  const unread: string[] = [];
  const attachments: Attachment[] = [];
  let whole = email;
  for (const one of email.attachments) {
    const packed = isTnef(one) ? readTnef(bytesOf(one)) : null;
    if (packed === null) {
      if (isTnef(one)) unread.push(one.filename ?? 'winmail.dat');
      attachments.push(one);
      continue;
    }
    const inner = await outlookMessage(packed, label);
    attachments.push(...inner.attachments);
    const isBare = (whole.text ?? '').trim() === '' && (whole.html ?? '').trim() === '';
    if (isBare) {
      whole = {
        ...whole,
        ...(inner.text !== undefined && { text: inner.text }),
        ...(inner.html !== undefined && { html: inner.html }),
      };
    }
  }
  return { email: { ...whole, attachments }, unread };
}
