import { createHash } from 'node:crypto';
import type { Address, Attachment, Email } from '../parseMessage';

/**
 * A message as mail programs keep it (RFC 5322, MIME), of ASCII alone. The same message gives the same bytes, so that a file
 * that is imported twice is known again.
 */
export function writeMessage(email: Email): Uint8Array {
  const { subject = '', messageId, inReplyTo, references, text, html } = email;
  const fields: [string, string][] = [
    ['From', email.from === undefined ? '' : addresses([email.from])],
    ['To', addresses(email.to ?? [])],
    ['Cc', addresses(email.cc ?? [])],
    ['Subject', encoded(subject)],
    ['Date', email.headers.find(({ key }) => key === 'date')?.value ?? ''],
    ['Message-ID', ids(messageId)],
    ['In-Reply-To', ids(inReplyTo)],
    ['References', ids(references)],
    ['MIME-Version', '1.0'],
  ];
  const texts = [
    ...(text === undefined ? [] : [part('Content-Type: text/plain; charset=utf-8', text)]),
    ...(html === undefined ? [] : [part('Content-Type: text/html; charset=utf-8', html)]),
  ];
  const body =
    texts.length === 1
      ? texts[0]!
      : multipart('alternative', texts.length === 0 ? [part('Content-Type: text/plain', '')] : texts);
  const whole =
    email.attachments.length === 0 ? body : multipart('mixed', [body, ...email.attachments.map(attached)]);
  const head = fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(head.join('') + whole, 'latin1');
}

const base64 = (content: Uint8Array | string): string =>
  Buffer.from(content)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');

const part = (fields: string, content: Uint8Array | string): string =>
  `${fields}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(content)}\r\n`;

function multipart(kind: 'mixed' | 'alternative', parts: readonly string[]): string {
  const boundary = `=_${createHash('sha256').update(parts.join('')).digest('hex').slice(0, 40)}`;
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n`,
    ...parts.map((one) => `--${boundary}\r\n${one}\r\n`),
    `--${boundary}--\r\n`,
  ].join('');
}

function attached({ filename, mimeType, contentId, content }: Attachment): string {
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : content instanceof Uint8Array
        ? content
        : new Uint8Array(content);
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream';
  // Half a character of two halves cannot be written.
  const name = encodeURIComponent(Buffer.from(filename ?? '').toString()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  const fields = [
    `Content-Type: ${type}`,
    `Content-Disposition: attachment${name === '' ? '' : `; filename*=UTF-8''${name}`}`,
    ...(contentId === undefined ? [] : [`Content-ID: ${oneLine(contentId)}`]),
  ].join('\r\n');
  // A message in a message stands as it is: it has been written here as well.
  if (type === 'message/rfc822') return `${fields}\r\n\r\n${Buffer.from(bytes).toString('latin1')}\r\n`;
  return part(fields, bytes);
}

const oneLine = (words: string): string => words.replace(/[^\x20-\x7e]+/g, ' ').trim();

const ids = (field: string | undefined): string =>
  Array.from((field ?? '').matchAll(/<[^<>\s]+>/g), ([id]) => oneLine(id)).join('\r\n ');

/** Words as a header field holds them (RFC 2047); each encoded word has whole characters and at most 75 signs. */
function encoded(words: string): string {
  const plain = words.replace(/\s+/g, ' ').trim();
  if (/^[\x20-\x7e]*$/.test(plain) && plain.length <= 900 && !plain.includes('=?')) return plain;
  return (plain.match(/.{1,10}/gsu) ?? [])
    .map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`)
    .join('\r\n ');
}

function addresses(list: readonly Address[]): string {
  return list
    .flatMap((one) => one.group ?? [one])
    .map(({ name, address }) => {
      const shown = name.replace(/\s+/g, ' ').trim();
      const quoted = /^[\w .-]*$/.test(shown)
        ? shown
        : /^[\x20-\x7e]*$/.test(shown)
          ? `"${shown.replace(/["\\]/g, '\\$&')}"`
          : encoded(shown);
      const at = oneLine(address).replace(/[<>\s]/g, '');
      // A name alone would be taken for an address.
      return at === '' ? `${quoted} <>` : shown === '' ? `<${at}>` : `${quoted} <${at}>`;
    })
    .join(',\r\n ');
}
