import type { Attachment, Email } from './parseMessage';
import { subjectOf } from './parseMessage';

/** A file that a message brings along. */
export type AttachedFile = { readonly name: string; readonly bytes: Uint8Array };

/** What Outlook packs formatted text and attachments into (TNEF). */
const TNEF = /^(application\/(vnd\.)?ms-tnef)$/;
/** Of no interest to a reader: signatures of keys, and what mail servers tell each other. */
const MACHINERY =
  /^(application\/(x-)?pkcs7-signature|application\/pgp-(signature|encrypted|keys)|message\/(delivery-status|disposition-notification|feedback-report)|text\/rfc822-headers)$/;

/** The attachments that are documents: not pictures its HTML shows, not calendar entries, which stand in its text. */
export function attachedFiles(email: Email): AttachedFile[] {
  const { attachments, html } = email;
  const taken = new Map<string, number>();
  return attachments
    .filter((one) => isDocument(one, html ?? '') && !isCipher(one, attachments))
    .map((one, index) => {
      const name = nameOf(one, index);
      const before = taken.get(name) ?? 0;
      taken.set(name, before + 1);
      const bytes = bytesOf(one);
      return { name: before === 0 ? name : numbered(name, before + 1), bytes };
    });
}

/** The calendar entries and invitations of a message, as their files say them (RFC 5545). */
export function calendars({ attachments }: Email): string[] {
  return attachments.filter(isCalendar).map((one) => new TextDecoder().decode(bytesOf(one)));
}

/** Whether the message itself lies in it encrypted, by PGP (RFC 3156) or S/MIME (RFC 8551). */
export const isEncrypted = ({ attachments, text, html }: Email): boolean =>
  attachments.some((one) => isCipher(one, attachments)) && `${text ?? ''}${html ?? ''}`.trim() === '';

/** The encrypted message among the parts: of PGP, what follows the part that says so. */
function isCipher(one: Attachment, attachments: readonly Attachment[]): boolean {
  if (isSignedOrEncrypted(one)) return true;
  const before = attachments[attachments.indexOf(one) - 1];
  return one.mimeType === 'application/octet-stream' && before?.mimeType === 'application/pgp-encrypted';
}

/** Whether it is a message inside a signature or a cipher (S/MIME): only its bytes tell which. */
export const isSignedOrEncrypted = (one: Attachment): boolean =>
  /^application\/(x-)?pkcs7-mime$/.test(one.mimeType) ||
  (one.mimeType === 'application/octet-stream' && /^smime\.p7m$/i.test(one.filename ?? ''));

/** Whether it is what Outlook packs text and attachments into. */
export const isTnef = (one: Attachment): boolean =>
  TNEF.test(one.mimeType) || one.filename?.toLowerCase() === 'winmail.dat';

const isCalendar = (one: Attachment): boolean =>
  one.mimeType === 'text/calendar' || one.mimeType === 'application/ics';

function isDocument(one: Attachment, html: string): boolean {
  if (isTnef(one) || isCalendar(one) || MACHINERY.test(one.mimeType)) return false;
  if (!one.mimeType.startsWith('image/')) return true;
  const id = one.contentId?.replace(/^<|>$/g, '') ?? '';
  return !(one.related === true || (id !== '' && html.includes(`cid:${id}`)));
}

export function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

const ENDINGS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'message/rfc822': 'eml',
  'application/pdf': 'pdf',
  'application/rtf': 'rtf',
  'application/zip': 'zip',
};

/** A name for a report and a file: the attachment's own without folders, or one made from what it is. */
function nameOf(one: Attachment, index: number): string {
  const given = fileName(one.filename ?? '');
  const ending = ENDINGS[one.mimeType];
  if (given !== '') return given;
  if (one.mimeType === 'message/rfc822')
    return `${fileName(subjectOf(bytesOf(one))) || `Message ${index + 1}`}.eml`;
  const made = fileName(one.description ?? '') || `Attachment ${index + 1}`;
  return ending === undefined ? made : `${made}.${ending}`;
}

/** Words as a file's name: without signs that folders, systems or eyes would mistake. */
export function fileName(words: string): string {
  return words
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[:*?"<>|\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .slice(0, 120)
    .trim();
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name} (${number})` : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
}
