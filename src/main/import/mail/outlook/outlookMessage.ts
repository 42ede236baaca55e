import { codePageEncoding } from '../../codePageEncoding';
import { decode, decodeAs } from '../../decode';
import { readRtf } from '../../office/rtf';
import { parseMessage, type Address, type Attachment, type Email, type OpenedEmail } from '../parseMessage';
import { signedContent } from '../signedContent';
import { unpackRtf } from './compressedRtf';
import {
  bytesOf,
  encodingOf,
  momentOf,
  numberOf,
  PROPERTY,
  TYPE,
  wordsOf,
  type MapiObject,
} from './mapiObject';
import { writeMessage } from './writeMessage';

/**
 * A message of Outlook as one that came by mail, so that both are read alike. Of its forms of the text, all that are
 * there. Messages attached to it become files as mail programs keep them (EML); objects embedded in the text are left out.
 */
export async function outlookMessage(message: MapiObject, label: string): Promise<OpenedEmail> {
  const encoding = await encodingOf(message);
  const words = (id: number): string => wordsOf(message, id, encoding);
  const sent = await sentHeaders(words(PROPERTY.transportHeaders), label);
  const attachments = await attachmentsOf(message, encoding, label);
  const signed = await signedMessage(words(PROPERTY.messageClass), attachments, label);
  const to = recipientsOf(message, 1, encoding);
  const cc = recipientsOf(message, 2, encoding);
  const from = senderOf(message, encoding) ?? sent?.from;
  const named = (names: string): Address[] =>
    names.trim() === '' ? [] : [{ name: names.trim(), address: '' }];
  const date = sent?.headers.find(({ key }) => key === 'date')?.value ?? dateOf(message);
  const html = signed?.html ?? (await htmlOf(message, encoding, label));
  const text = signed?.text ?? (await textOf(message, encoding, label, html));
  const appointment = appointmentOf(message, encoding);
  const told: Partial<Email> = {
    ...(from && { from }),
    subject: subjectOf(words(PROPERTY.subject)),
    to: to.length > 0 ? to : (sent?.to ?? named(words(PROPERTY.displayTo))),
    cc: cc.length > 0 ? cc : (sent?.cc ?? named(words(PROPERTY.displayCc))),
    messageId: sent?.messageId ?? words(PROPERTY.messageId),
    inReplyTo: sent?.inReplyTo ?? words(PROPERTY.inReplyTo),
    references: sent?.references ?? words(PROPERTY.references),
    ...(text !== '' && { text }),
    ...(html !== '' && { html }),
  };
  return {
    headerLines: [],
    ...told,
    headers: [
      ...(date === null ? [] : [{ key: 'date', originalKey: 'Date', value: date }]),
      ...(sent?.headers.filter(({ key }) => key === 'archived-at') ?? []),
    ],
    ...(signed?.isOpened && { isOpened: true }),
    attachments: [...(signed?.attachments ?? attachments), ...(appointment === null ? [] : [appointment])],
  };
}

/** Old Outlooks put how long "Re: " is before the subject, behind a sign of control. */
const subjectOf = (words: string): string => (words.startsWith('\u0001') ? words.slice(2) : words);

/** The header the message came with, where Outlook kept it. */
async function sentHeaders(headers: string, label: string): Promise<Email | null> {
  if (!/^[!-9;-~]+:/m.test(headers)) return null;
  // Only the header is here: what it says of the parts of the message would be looked for in vain.
  const kept = headers
    .replace(/\r?\n/g, '\r\n')
    .replace(/^content-[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n/gim, '')
    .trim();
  return parseMessage(new TextEncoder().encode(`${kept}\r\n\r\n`), label, 'utf-8').then(
    ({ email }) => email,
    () => null,
  );
}

function senderOf(message: MapiObject, encoding: string): Address | undefined {
  const first = (...ids: readonly number[]): string =>
    ids.map((id) => wordsOf(message, id, encoding).trim()).find((words) => words !== '') ?? '';
  const name = first(PROPERTY.fromName, PROPERTY.senderName);
  const address = [PROPERTY.fromSmtp, PROPERTY.senderSmtp, PROPERTY.fromAddress, PROPERTY.senderAddress]
    .map((id) => wordsOf(message, id, encoding).trim())
    .find(isAddress);
  return name === '' && address === undefined ? undefined : { name, address: address ?? '' };
}

/** Inside an organisation addresses are paths of its directory: `/O=…/CN=…`. */
const isAddress = (words: string): boolean => /^[^\s/@]+@/.test(words);

function recipientsOf({ recipients }: MapiObject, type: number, encoding: string): Address[] {
  return recipients.flatMap((one): Address[] => {
    if (numberOf(one, PROPERTY.recipientType) !== type) return [];
    const [smtp, other, name] = [PROPERTY.smtpAddress, PROPERTY.address, PROPERTY.displayName].map((id) =>
      wordsOf(one, id, encoding).trim(),
    );
    const address = [smtp!, other!].find(isAddress) ?? '';
    const shown = name!.replace(/^'(.*)'$/, '$1');
    return shown === '' && address === '' ? [] : [{ name: shown, address }];
  });
}

/** When it was sent, as the header of a message says it; null where it was not. */
function dateOf(message: MapiObject): string | null {
  const moment = momentOf(message, PROPERTY.sent) ?? momentOf(message, PROPERTY.delivered);
  return moment === null ? null : moment.toUTCString().replace('GMT', '+0000');
}

async function htmlOf(message: MapiObject, encoding: string, label: string): Promise<string> {
  if (message.values.get(PROPERTY.html)?.type !== TYPE.binary)
    return wordsOf(message, PROPERTY.html, encoding);
  const bytes = bytesOf(message, PROPERTY.html)!;
  const stated = codePageEncoding(numberOf(message, PROPERTY.internetCodePage));
  if (stated !== null) return decodeAs(bytes, stated);
  return decode(bytes, label).then(
    ({ text }) => text,
    () => decodeAs(bytes, encoding),
  );
}

const rtfOf = (message: MapiObject): Buffer | null =>
  unpackRtf(bytesOf(message, PROPERTY.rtf) ?? Buffer.alloc(0));

async function textOf(message: MapiObject, encoding: string, label: string, html: string): Promise<string> {
  const text = wordsOf(message, PROPERTY.body, encoding);
  if (text.trim() !== '' || html.trim() !== '') return text;
  const rtf = rtfOf(message);
  if (rtf === null) return '';
  return Promise.resolve(readRtf(rtf, label, {})).then(
    (read) => read.text,
    () => '',
  );
}

const EMBEDDED_OBJECT = 6;

async function attachmentsOf(message: MapiObject, encoding: string, label: string): Promise<Attachment[]> {
  const found: Attachment[] = [];
  // HTML may be there only as what RTF says of it.
  const rtf = message.attachments.length > 0 ? rtfOf(message) : null;
  for (const one of message.attachments) {
    const words = (id: number): string => wordsOf(one, id, encoding).trim();
    if (one.message !== null) {
      const inner = await outlookMessage(one.message, label);
      const filename = [words(PROPERTY.displayName), inner.subject ?? ''].find((shown) => shown !== '');
      found.push({
        filename: filename === undefined ? null : `${filename.replace(/\.(msg|eml)$/i, '')}.eml`,
        mimeType: 'message/rfc822',
        disposition: 'attachment',
        content: writeMessage(inner),
      });
      continue;
    }
    const content = bytesOf(one, PROPERTY.data);
    if (content === null || numberOf(one, PROPERTY.attachMethod) === EMBEDDED_OBJECT) continue;
    const filename =
      words(PROPERTY.fileName) || words(PROPERTY.shortFileName) || words(PROPERTY.displayName) || null;
    const contentId = words(PROPERTY.contentId);
    const stated = words(PROPERTY.mimeType).toLowerCase();
    found.push({
      filename,
      mimeType: stated !== '' ? stated : isPicture(filename) ? 'image/*' : 'application/octet-stream',
      disposition: null,
      ...(contentId !== '' && { contentId: `<${contentId}>` }),
      // What the text shows is not among the attachments that Outlook lists.
      ...((numberOf(one, PROPERTY.hidden) === 1 ||
        (contentId !== '' && rtf?.includes(`cid:${contentId}`) === true)) && { related: true }),
      content,
    });
  }
  return found;
}

const isPicture = (filename: string | null): boolean => /\.(png|jpe?g|gif|bmp|webp)$/i.test(filename ?? '');

/** The content of a signed message, which Outlook keeps whole as its one attachment, beside the signature or inside it. */
async function signedMessage(
  messageClass: string,
  attachments: readonly Attachment[],
  label: string,
): Promise<OpenedEmail | null> {
  const [only] = attachments;
  const found = /\.smime(\.multipartsigned)?$/i.exec(messageClass);
  if (found === null || !(only?.content instanceof Uint8Array)) return null;
  const isInside = found[1] === undefined;
  const content = isInside ? signedContent(only.content) : only.content;
  if (content === null) return null;
  return parseMessage(content, label).then(
    ({ email }) => ({ ...email, ...(isInside && { isOpened: true as const }) }),
    () => null,
  );
}

/** Numbers of the fields of an appointment ([MS-OXPROPS]: PidLidLocation and its neighbours). */
const APPOINTMENT = { place: 0x8208, start: 0x820d, end: 0x820e } as const;

/** Place and time of an appointment as a calendar says them (RFC 5545). */
function appointmentOf(message: MapiObject, encoding: string): Attachment | null {
  if (!/^ipm\.(appointment|schedule\.meeting)/i.test(wordsOf(message, PROPERTY.messageClass, encoding)))
    return null;
  const id = (number: number): number => message.named.get(number) ?? -1;
  const moment = (named: number, other: number): string =>
    (momentOf(message, id(named)) ?? momentOf(message, other))?.toISOString().replace(/[-:]|\.\d+/g, '') ??
    '';
  const fields: [string, string][] = [
    ['DTSTART', moment(APPOINTMENT.start, PROPERTY.start)],
    ['DTEND', moment(APPOINTMENT.end, PROPERTY.end)],
    ['LOCATION', wordsOf(message, id(APPOINTMENT.place), encoding).replace(/\s+/g, ' ').trim()],
  ];
  const lines = fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}:${value}`);
  return {
    filename: null,
    mimeType: 'text/calendar',
    disposition: null,
    content: new TextEncoder().encode(lines.join('\r\n')),
  };
}
