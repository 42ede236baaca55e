import { bytesOf, isSignedOrEncrypted } from './messageParts';
import { parseMessage, type OpenedEmail } from './parseMessage';
import { signedContent } from './signedContent';

/** Signatures in signatures; mailing lists sign what was signed. */
const DEEPEST = 4;

/**
 * The message with what lies inside its signature (S/MIME, RFC 8551, 3.5.2: `smime-type=signed-data`) taken out: its text
 * and files are those of the message. Where the message has a text of its own beside it, what was signed is a message
 * attached to it. What is encrypted stays as it is.
 */
export async function withSigned(email: OpenedEmail, label: string, encoding?: string): Promise<OpenedEmail> {
  let whole = email;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const wrapped = whole.attachments.find(isSignedOrEncrypted);
    const content = wrapped === undefined ? null : signedContent(bytesOf(wrapped));
    if (wrapped === undefined || content === null) return whole;
    const others = whole.attachments.filter((one) => one !== wrapped);
    if (`${whole.text ?? ''}${whole.html ?? ''}`.trim() !== '') {
      const filename = 'Signed message.eml';
      const attached = { filename, mimeType: 'message/rfc822', disposition: 'attachment', content } as const;
      return { ...whole, attachments: [...others, attached], isOpened: true };
    }
    const { email: inner } = await parseMessage(content, label, encoding);
    whole = {
      ...inner,
      ...whole,
      ...(inner.text !== undefined && { text: inner.text }),
      ...(inner.html !== undefined && { html: inner.html }),
      subject: whole.subject ?? inner.subject ?? '',
      attachments: [...inner.attachments, ...others],
      isOpened: true,
    };
  }
  return whole;
}
