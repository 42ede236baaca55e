import { codePageEncoding } from '../../codePageEncoding';
import { decode, decodeAs } from '../../decode';

/** A property as it is stored; `type` is that of [MS-OXCDATA], 2.11.1. */
export type MapiValue = { readonly type: number; readonly bytes: Buffer };

/** A message, a recipient or an attachment: what Outlook knows of it, by property ([MS-OXPROPS]). */
export type MapiObject = {
  readonly values: Map<number, MapiValue>;
  /** Ids of properties that have a number of their own set, by that number: the fields of appointments. */
  readonly named: ReadonlyMap<number, number>;
  readonly recipients: MapiObject[];
  readonly attachments: MapiObject[];
  /** Of an attachment that is a message. */
  message: MapiObject | null;
};

export const mapiObject = (named: ReadonlyMap<number, number> = new Map()): MapiObject => ({
  values: new Map(),
  named,
  recipients: [],
  attachments: [],
  message: null,
});

export const PROPERTY = {
  messageClass: 0x001a,
  subject: 0x0037,
  sent: 0x0039,
  fromName: 0x0042,
  start: 0x0060,
  end: 0x0061,
  fromAddress: 0x0065,
  transportHeaders: 0x007d,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  displayTo: 0x0e04,
  displayCc: 0x0e03,
  delivered: 0x0e06,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  messageId: 0x1035,
  references: 0x1039,
  inReplyTo: 0x1042,
  displayName: 0x3001,
  address: 0x3003,
  data: 0x3701,
  shortFileName: 0x3704,
  attachMethod: 0x3705,
  fileName: 0x3707,
  mimeType: 0x370e,
  contentId: 0x3712,
  smtpAddress: 0x39fe,
  internetCodePage: 0x3fde,
  codePage: 0x3ffd,
  senderSmtp: 0x5d01,
  fromSmtp: 0x5d02,
  hidden: 0x7ffe,
} as const;

export const TYPE = { narrow: 0x1e, wide: 0x1f, binary: 0x102, object: 0x0d } as const;

/** A whole number or a truth value; null where there is none. */
export function numberOf({ values }: MapiObject, id: number): number | null {
  const value = values.get(id);
  if (value === undefined || value.bytes.length < 2) return null;
  return value.bytes.length >= 4 ? value.bytes.readInt32LE(0) : value.bytes.readInt16LE(0);
}

/** A moment; null where there is none, or none that a date can say. */
export function momentOf({ values }: MapiObject, id: number): Date | null {
  const value = values.get(id);
  if (value?.type !== 0x40 || value.bytes.length < 8) return null;
  // Steps of 100 nanoseconds since 1601.
  const time = Number(value.bytes.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 || date.getUTCFullYear() > 9999
    ? null
    : date;
}

export const bytesOf = ({ values }: MapiObject, id: number): Buffer | null => values.get(id)?.bytes ?? null;

/** Words; empty where there are none. `encoding` is that of text that is not Unicode. */
export function wordsOf({ values }: MapiObject, id: number, encoding: string): string {
  const value = values.get(id);
  if (value === undefined || (value.type !== TYPE.narrow && value.type !== TYPE.wide)) return '';
  const { type, bytes } = value;
  const words =
    type === TYPE.wide
      ? bytes.toString('utf16le', 0, bytes.length - (bytes.length % 2))
      : decodeAs(bytes, encoding);
  return words.replace(/\0+$/, '').replaceAll('\0', '\uFFFD');
}

/**
 * The encoding of a message's text that is not Unicode: as it says, else as its text looks; `windows-1252` where there is no
 * such text.
 */
export async function encodingOf(message: MapiObject): Promise<string> {
  const stated = windowsEncoding(numberOf(message, PROPERTY.codePage));
  if (stated !== null) return stated;
  const narrow = [message, ...message.recipients, ...message.attachments].flatMap(({ values }) =>
    Array.from(values.values()).filter(({ type }) => type === TYPE.narrow),
  );
  if (narrow.length === 0) return 'windows-1252';
  const sample = Buffer.concat(narrow.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]));
  const internet = windowsEncoding(numberOf(message, PROPERTY.internetCodePage));
  // A text of ASCII alone does not care.
  return decode(sample.subarray(0, 65_536), '').then(
    ({ encoding }) => encoding,
    () => internet ?? 'windows-1252',
  );
}

/** Of a code page that Windows keeps text in; null for others and none. */
function windowsEncoding(page: number | null): string | null {
  return page !== null && (page < 10_000 || page === 65_001) ? codePageEncoding(page) : null;
}
