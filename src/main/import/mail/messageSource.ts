import type { Layer } from '../../../core/model/document';
import type { MessageField } from '../../../core/model/messageFields';
import { normalise } from '../normalise';
import { SourceWriter, type ReadSource } from '../readSource';
import { addHtmlBody } from './htmlBody';
import { addMailBody, isRealText } from './mailBody';
import { attachedFiles, calendars, isEncrypted } from './messageParts';
import type { Address, Email, OpenedEmail } from './parseMessage';

/**
 * A message as a document: its subject as the heading, the lines that say who wrote to whom and when, its text. The plain
 * text is taken where it is the message, else its HTML. Attachments are counted.
 */
export async function messageSource(email: OpenedEmail, name: string): Promise<ReadSource> {
  const writer = new SourceWriter();
  writer.add({ kind: 'heading', level: 1 }, email.subject ?? '');
  addFields(writer, email);
  const layers = await addBody(writer, email, name);
  for (const calendar of calendars(email)) addCalendar(writer, calendar);
  return {
    text: writer.text,
    blocks: writer.blocks,
    declared: declaredBy(email),
    layers,
    mail: mailOf(email),
    contains: attachedFiles(email).length,
    remarks: [
      ...(isEncrypted(email)
        ? ['its text is encrypted: save it from your mail program as text and import that']
        : []),
      ...(email.isOpened === true ? ['it is signed; the signature was not checked'] : []),
    ],
  };
}

function addFields(writer: SourceWriter, email: Email): void {
  const date = header(email, 'date');
  const fields: [MessageField, string][] = [
    ['From', email.from === undefined ? '' : written([email.from])],
    ['To', written(email.to)],
    ['Cc', written(email.cc)],
    ['Date', date ?? ''],
  ];
  let close = false;
  for (const [label, value] of fields) {
    if (value.trim() === '') continue;
    writer.add({ kind: 'paragraph' }, `${label}: ${value.replace(/\s+/g, ' ')}`, { close });
    close = true;
  }
}

const header = ({ headers }: Email, key: string): string | undefined =>
  headers.find((one) => one.key === key)?.value;

/** More recipients than this are counted, not listed. */
const MOST_RECIPIENTS = 100;

function written(addresses: readonly Address[] = []): string {
  const shown = addresses.slice(0, MOST_RECIPIENTS).map((one): string => {
    if (one.group !== undefined) return `${one.name}: ${written(one.group)};`;
    if (one.name === '' || one.name === one.address) return one.address;
    return one.address === '' ? one.name : `${one.name} <${one.address}>`;
  });
  const more = addresses.length - shown.length;
  return `${shown.filter(Boolean).join(', ')}${more > 0 ? `, and ${more} others` : ''}`;
}

async function addBody(writer: SourceWriter, email: Email, name: string): Promise<readonly Layer[]> {
  const { text = '', html = '' } = email;
  if (html.trim() === '' || (text.trim() !== '' && isRealText(text, html))) return addMailBody(writer, text);
  return addHtmlBody(writer, html, name);
}

/** Calendar fields a reader needs, in its order, each a line. */
function addCalendar(writer: SourceWriter, calendar: string): void {
  // Long lines are folded: RFC 5545, 3.1.
  const lines = calendar.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  let close = false;
  for (const line of lines) {
    const found = /^(SUMMARY|DTSTART|DTEND|LOCATION|ORGANIZER|DESCRIPTION)((?:;[^:]*)?):(.*)$/i.exec(line);
    if (found === null) continue;
    const named = /CN="?([^";:]+)/i.exec(found[2]!)?.[1];
    const value = named ?? moment(found[3]!) ?? found[3]!.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');
    writer.add({ kind: 'paragraph' }, `${CALENDAR[found[1]!.toUpperCase()]!}: ${value}`, { close });
    close = true;
  }
}

/** `20240610T090000Z` as a person writes it; null for what is no time of a calendar. */
function moment(value: string): string | null {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(value.trim());
  if (found === null) return null;
  const [, year, month, day, hour, minute, utc] = found;
  const time = hour === undefined ? '' : ` ${hour}:${minute}${utc === 'Z' ? ' UTC' : ''}`;
  return `${year}-${month}-${day}${time}`;
}

const CALENDAR: Readonly<Record<string, string>> = {
  SUMMARY: 'Event',
  DTSTART: 'Begins',
  DTEND: 'Ends',
  LOCATION: 'Place',
  ORGANIZER: 'Organiser',
  DESCRIPTION: 'Description',
};

function declaredBy(email: Email): ReadSource['declared'] {
  const title = normalise((email.subject ?? '').replace(/\s+/g, ' ')).trim();
  const name = normalise(email.from?.name ?? '').trim();
  const author = name === '' ? (email.from?.address ?? '') : name;
  const published = dayOf(header(email, 'date') ?? '');
  // RFC 5064: where the list it was sent to keeps it.
  const address = /^<?(https?:\/\/[^\s<>]{1,2000})>?$/i.exec(
    (header(email, 'archived-at') ?? '').trim(),
  )?.[1];
  return {
    // “...” is how programs hide a subject.
    ...(/[\p{L}\p{N}]/u.test(title) && { title }),
    ...(author !== '' && { authors: [author] }),
    ...(published !== null && { published }),
    ...(address !== undefined && { address }),
  };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The day a date field names (RFC 5322, 3.3), where the writer was; null where it names none. */
function dayOf(date: string): string | null {
  const found = /\b(\d{1,2})[ -]+([A-Za-z]{3})[a-z]*[ -]+(\d{4}|\d{2})\b/.exec(date);
  if (found === null) return null;
  const [day, month, year] = [
    Number(found[1]),
    MONTHS.indexOf(found[2]!.toLowerCase()) + 1,
    Number(found[3]),
  ];
  if (month === 0 || day < 1 || day > 31) return null;
  // RFC 5322, 4.3: two digits below 50 are this century.
  const full = found[3]!.length === 4 ? year : year + (year < 50 ? 2000 : 1900);
  return [String(full), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** RFC 5322, 3.6.4. In-Reply-To stands in for References where a program wrote only that. */
function mailOf({ messageId, inReplyTo, references }: Email): NonNullable<ReadSource['mail']> {
  const ids = (field: string | undefined): string[] =>
    Array.from((field ?? '').matchAll(/<([^<>\s]{1,990})>/g), (found) => found[1]!);
  const all = [...new Set([...ids(references), ...ids(inReplyTo)])];
  return { messageId: ids(messageId)[0] ?? null, references: all.slice(-200) };
}
