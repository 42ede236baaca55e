import { codePageEncoding } from '../../codePageEncoding';
import { decodeAs } from '../../decode';
import type { CompoundFile } from '../compoundFile';
import type { DocumentProperties } from '../documentProperties';

const TITLE = 2;
const AUTHOR = 4;
const CODE_PAGE = 1;

/** Title and author of an Office file of before 2007, from its property set ([MS-OLEPS]). */
export function summaryOf(file: CompoundFile): DocumentProperties {
  const entry = file.find('\u0005SummaryInformation');
  const set = entry === null ? Buffer.alloc(0) : file.read(entry);
  // One set, behind a header that says where it begins.
  const start = set.length >= 48 ? set.readUInt32LE(44) : set.length;
  const values = new Map<number, Buffer>();
  const count = start + 8 <= set.length ? Math.min(set.readUInt32LE(start + 4), 1_000) : 0;
  for (let index = 0; index < count; index += 1) {
    const at = start + 8 + index * 8;
    if (at + 8 > set.length) break;
    values.set(set.readUInt32LE(at), set.subarray(start + set.readUInt32LE(at + 4)));
  }
  const page = values.get(CODE_PAGE);
  const encoding =
    codePageEncoding(page !== undefined && page.length >= 6 ? page.readUInt16LE(4) : null) ?? 'windows-1252';
  const words = (id: number): string | null => {
    const value = values.get(id);
    if (value === undefined || value.length < 8) return null;
    const [type, length] = [value.readUInt32LE(0), value.readUInt32LE(4)];
    if (type === 0x1e) return decodeAs(value.subarray(8, 8 + length), encoding).split('\0')[0]!;
    return type === 0x1f ? value.toString('utf16le', 8, 8 + length * 2).split('\0')[0]! : null;
  };
  return { title: words(TITLE), creators: [words(AUTHOR) ?? ''] };
}
