import { crc32, deflateRawSync } from 'node:zlib';

export type ZipSource = {
  readonly path: string | Uint8Array;
  readonly content: string | Uint8Array;
  /** As it is, instead of deflated. */
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** Sizes after the data, as programs write them that do not know them before. */
  readonly descriptor?: boolean;
  /** Sizes and offsets in the fields of ZIP64. */
  readonly wide?: boolean;
};

/** A ZIP archive for tests and fixtures: the same bytes for the same sources. */
export function writeZip(sources: readonly ZipSource[], { before = '' } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const { path, content, stored = false, flags = 0, method, descriptor, wide } of sources) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes, { level: 9 });
    const crc = crc32(bytes);
    const allFlags = flags | (typeof path === 'string' ? 0x800 : 0) | (descriptor ? 8 : 0);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(wide ? 45 : 20, 0);
    common.writeUInt16LE(allFlags, 2);
    common.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    // 1 January 1980: the archive does not tell when it was made.
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(wide ? 0xffff_ffff : packed.length, 14);
    common.writeUInt32LE(wide ? 0xffff_ffff : bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const localExtra = wide ? wideField([bytes.length, packed.length]) : Buffer.alloc(0);
    const local = Buffer.from(common);
    local.writeUInt16LE(localExtra.length, 24);
    if (descriptor) local.fill(0, 10, 22);
    parts.push(Buffer.from('PK\x03\x04'), local, name, localExtra, packed);
    const begin = at;
    at += 30 + name.length + localExtra.length + packed.length;
    if (descriptor) {
      const after = Buffer.alloc(16);
      after.write('PK\x07\x08', 'latin1');
      after.writeUInt32LE(crc, 4);
      after.writeUInt32LE(packed.length, 8);
      after.writeUInt32LE(bytes.length, 12);
      parts.push(after);
      at += 16;
    }
    const extra = wide ? wideField([bytes.length, packed.length, begin - before.length]) : Buffer.alloc(0);
    common.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(wide ? 0xffff_ffff : begin - before.length, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name, extra);
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(sources.length, 8);
  end.writeUInt16LE(sources.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at - before.length, 16);
  return Buffer.concat([...parts, list, end]);
}

function wideField(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return field;
}
