import { CompoundFile, type CompoundEntry } from '../../office/compoundFile';
import { mapiObject, numberOf, PROPERTY, TYPE, type MapiObject } from './mapiObject';

/** More recipients or attachments than this are not taken out of one message. */
const MOST_PARTS = 10_000;
const DEEPEST = 32;

/** A message as Outlook saves it ([MS-OXMSG], .msg). Rejects with AppError as CompoundFile does. */
export function readMsgStorage(bytes: Uint8Array, label: string): MapiObject {
  const file = new CompoundFile(bytes, label);
  return objectAt(file, file.root, 32, namedProperties(file), 0);
}

/** `headerLength`: what stands before the fixed values, by kind of object ([MS-OXMSG], 2.4). */
function objectAt(
  file: CompoundFile,
  storage: CompoundEntry,
  headerLength: number,
  named: ReadonlyMap<number, number>,
  depth: number,
): MapiObject {
  const object = mapiObject(named);
  const fixed = file.find('__properties_version1.0', storage);
  if (fixed !== null) {
    const table = file.read(fixed);
    for (let at = headerLength; at + 16 <= table.length; at += 16) {
      const [type, id] = [table.readUInt16LE(at), table.readUInt16LE(at + 2)];
      // Longer values stand in streams of their own; here is only their length.
      const isFixed = type < TYPE.object || type === 0x14 || type === 0x40;
      if (isFixed) object.values.set(id, { type, bytes: table.subarray(at + 8, at + 16) });
    }
  }
  // Numbered by their names; the tree of the file has an order of its own.
  const children = [...storage.children].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const child of children) {
    const stream = /^__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})$/i.exec(child.name);
    if (stream !== null) {
      const [id, type] = [parseInt(stream[1]!, 16), parseInt(stream[2]!, 16)];
      if (!child.isStorage) object.values.set(id, { type, bytes: file.read(child) });
      else if (id === PROPERTY.data && numberOf(object, PROPERTY.attachMethod) === 5 && depth < DEEPEST)
        object.message = objectAt(file, child, 24, named, depth + 1);
    } else if (child.isStorage && /^__recip_version1\.0_/i.test(child.name)) {
      if (object.recipients.length < MOST_PARTS)
        object.recipients.push(objectAt(file, child, 8, named, depth));
    } else if (child.isStorage && /^__attach_version1\.0_/i.test(child.name)) {
      if (object.attachments.length < MOST_PARTS)
        object.attachments.push(objectAt(file, child, 8, named, depth));
    }
  }
  return object;
}

/** Which properties stand for numbers of their own set ([MS-OXMSG], 2.2.3). */
function namedProperties(file: CompoundFile): Map<number, number> {
  const named = new Map<number, number>();
  const stream = file.find('__nameid_version1.0/__substg1.0_00030102');
  if (stream === null) return named;
  const entries = file.read(stream);
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const isNumber = (entries.readUInt16LE(at + 4) & 1) === 0;
    if (isNumber) named.set(entries.readUInt32LE(at), 0x8000 + entries.readUInt16LE(at + 6));
  }
  return named;
}
