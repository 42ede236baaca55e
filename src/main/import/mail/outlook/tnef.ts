import { codePageEncoding } from '../../codePageEncoding';
import { mapiObject, PROPERTY, TYPE, type MapiObject } from './mapiObject';

const SIGNATURE = 0x22_3e_9f_78;
const DEEPEST = 32;
/** Attributes of [MS-OXTNEF], 2.1.3.2. */
const ATTRIBUTE = {
  subject: 0x0001_8004,
  body: 0x0002_800c,
  attachmentData: 0x0006_800f,
  attachmentTitle: 0x0001_8010,
  attachmentBegins: 0x0006_9002,
  messageProperties: 0x0006_9003,
  attachmentProperties: 0x0006_9005,
  codePage: 0x0006_9007,
} as const;

/**
 * What Outlook packs into `winmail.dat` ([MS-OXTNEF]): the message as it stands there, above all its attachments. Read as far
 * as it goes; null for what is none, or holds nothing.
 */
export function readTnef(bytes: Uint8Array, depth = 0): MapiObject | null {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (packed.length < 6 || packed.readUInt32LE(0) !== SIGNATURE || depth > DEEPEST) return null;
  const message = mapiObject();
  let attachment: MapiObject | null = null;
  for (let at = 6; at + 9 <= packed.length;) {
    const id = packed.readUInt32LE(at + 1);
    const length = packed.readUInt32LE(at + 5);
    const data = packed.subarray(at + 9, at + 9 + length);
    at += 9 + length + 2;
    switch (id) {
      case ATTRIBUTE.codePage:
        if (data.length >= 4 && codePageEncoding(data.readUInt32LE(0)) !== null)
          message.values.set(PROPERTY.codePage, { type: 3, bytes: data });
        break;
      case ATTRIBUTE.subject:
        message.values.set(PROPERTY.subject, { type: TYPE.narrow, bytes: data });
        break;
      case ATTRIBUTE.body:
        message.values.set(PROPERTY.body, { type: TYPE.narrow, bytes: data });
        break;
      case ATTRIBUTE.messageProperties:
        readProperties(data, message, depth);
        break;
      case ATTRIBUTE.attachmentBegins:
        attachment = mapiObject();
        message.attachments.push(attachment);
        break;
      case ATTRIBUTE.attachmentTitle:
        attachment?.values.set(PROPERTY.shortFileName, { type: TYPE.narrow, bytes: data });
        break;
      case ATTRIBUTE.attachmentData:
        attachment?.values.set(PROPERTY.data, { type: TYPE.binary, bytes: data });
        break;
      case ATTRIBUTE.attachmentProperties:
        if (attachment !== null) readProperties(data, attachment, depth);
        break;
      default:
        break;
    }
  }
  return message.values.size + message.attachments.length === 0 ? null : message;
}

/** Bytes of a value of each type; others have a length of their own. */
const FIXED: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const SEVERAL = 0x1000;

/** Properties of [MS-OXTNEF], 2.1.3.4, into `object`; ends where they make no sense. */
function readProperties(data: Buffer, object: MapiObject, depth: number): void {
  let at = 0;
  const more = (length: number): boolean => length >= 0 && at + length <= data.length;
  const take = (length: number): Buffer => data.subarray(at, (at += length));
  const padded = (length: number): number => length + ((4 - (length % 4)) % 4);
  if (!more(4)) return;
  for (let left = take(4).readUInt32LE(0); left > 0 && more(4); left -= 1) {
    const type = take(2).readUInt16LE(0);
    const id = take(2).readUInt16LE(0);
    if (id >= 0x8000) {
      if (!more(24)) return;
      const kind = take(20).readUInt32LE(16);
      const number = take(4).readUInt32LE(0);
      if (kind === 1) {
        if (!more(padded(number))) return;
        take(padded(number));
      }
    }
    const fixed = FIXED[type & ~SEVERAL];
    let count = 1;
    if (fixed === undefined || (type & SEVERAL) !== 0) {
      if (!more(4)) return;
      count = take(4).readUInt32LE(0);
    }
    for (; count > 0; count -= 1) {
      let length = fixed;
      if (length === undefined) {
        if (!more(4)) return;
        length = take(4).readUInt32LE(0);
      }
      if (!more(length)) return;
      const bytes = take(length);
      at = Math.min(data.length, at + padded(length) - length);
      if ((type & SEVERAL) === 0) object.values.set(id, { type, bytes });
    }
    const value = object.values.get(id);
    // An object begins with the id of its interface; a message in it is packed likewise.
    if (id === PROPERTY.data && value?.type === TYPE.object && value.bytes.length > 16)
      object.message = readTnef(value.bytes.subarray(16), depth + 1);
  }
}
