import { countedLists, type Definition, type Instance, type Level, type Numbering } from '../docxNumbering';
import { TABLE, type WordBinary } from './wordBinary';
import { sprms } from './wordFormatting';

/** The lists of a document ([MS-DOC], 2.9.131 and 2.9.149); a paragraph names the number of a use, from 1. */
export function wordLists(document: WordBinary, fontName: (number: number) => string): Numbering {
  const definitions = new Map<string, Definition>();
  const lists = new ByteReader(document.tableAndRest(TABLE.lists));
  const count = document.table(TABLE.lists).length < 2 ? 0 : lists.u16();
  const heads = Array.from({ length: Math.min(count, 10_000) }, () => lists.take(28)).filter(
    ({ length }) => length === 28,
  );
  for (const head of heads) {
    const definition: Definition = { levels: new Map(), byStyle: new Map(), link: null, style: null };
    definitions.set(String(head.readInt32LE(0)), definition);
    const levels = (head[26]! & 1) === 1 ? 1 : 9;
    for (let depth = 0; depth < levels; depth += 1) {
      const level = readLevel(lists, fontName);
      if (level !== null) definition.levels.set(depth, level);
    }
  }

  const instances = new Map<string, Instance>();
  const uses = new ByteReader(document.table(TABLE.listUses));
  const used = Math.min(uses.u32(), 100_000);
  const bases: { instance: Instance; changes: number }[] = [];
  for (let number = 1; number <= used && uses.left >= 16; number += 1) {
    const use = uses.take(16);
    const instance: Instance = {
      definition: String(use.readInt32LE(0)),
      starts: new Map(),
      levels: new Map(),
    };
    instances.set(String(number), instance);
    bases.push({ instance, changes: use[12]! });
  }
  for (const { instance, changes } of bases) {
    if (uses.left < 4) break;
    uses.take(4);
    for (let change = 0; change < changes && uses.left >= 8; change += 1) {
      const start = uses.i32();
      const flags = uses.u32();
      const depth = flags & 15;
      if ((flags & 0x20) !== 0) {
        const level = readLevel(uses, fontName);
        if (level === null) continue;
        instance.levels.set(depth, level);
        instance.starts.set(depth, level.start);
      } else if ((flags & 0x10) !== 0) instance.starts.set(depth, start);
    }
  }
  return countedLists(definitions, instances);
}

/** [MS-DOC], 2.9.150. Null where the bytes end before. */
function readLevel(bytes: ByteReader, fontName: (number: number) => string): Level | null {
  if (bytes.left < 30) return null;
  const head = bytes.take(28);
  bytes.take(head[25]!);
  const properties = bytes.take(head[24]!);
  const length = bytes.u16();
  const letters = bytes.take(length * 2).toString('utf16le');
  let font = '';
  for (const { code, value } of sprms(properties)) {
    if (code === 0x4a4f) font = fontName(value.readUInt16LE(0));
  }
  const flags = head[5]!;
  return {
    start: head.readInt32LE(0),
    format: FORMATS[head[4]!] ?? 'decimal',
    // A sign below 9 stands for the number of that level, counted from 0.
    text: Array.from(letters, (sign) => (sign < '\u0009' ? `%${sign.charCodeAt(0) + 1}` : sign)).join(''),
    restart: (flags & 8) === 0 ? null : head[26]!,
    legal: (flags & 4) !== 0,
    font,
  };
}

/** Names of ISO/IEC 29500-1, 17.18.59 for the numbers of [MS-OSHARED], 2.2.1.3. */
const FORMATS: Readonly<Record<number, string>> = {
  1: 'upperRoman', 2: 'lowerRoman', 3: 'upperLetter', 4: 'lowerLetter', 5: 'ordinal', 10: 'ideographDigital',
  11: 'japaneseCounting', 12: 'aiueo', 13: 'iroha', 14: 'decimalFullWidth', 16: 'japaneseLegal',
  17: 'japaneseDigitalTenThousand', 18: 'decimalEnclosedCircle', 19: 'decimalFullWidth2', 20: 'aiueoFullWidth',
  21: 'irohaFullWidth', 22: 'decimalZero', 23: 'bullet', 24: 'ganada', 25: 'chosung', 26: 'decimalEnclosedFullstop',
  27: 'decimalEnclosedParen', 28: 'decimalEnclosedCircleChinese', 30: 'ideographTraditional', 33: 'taiwaneseCounting',
  34: 'ideographLegalTraditional', 35: 'taiwaneseCountingThousand', 36: 'taiwaneseDigital', 37: 'chineseCounting',
  38: 'chineseLegalSimplified', 39: 'chineseCountingThousand', 41: 'koreanDigital', 42: 'koreanCounting',
  43: 'koreanLegal', 45: 'hebrew1', 46: 'arabicAlpha', 47: 'hebrew2', 48: 'arabicAbjad', 53: 'thaiLetters',
  58: 'russianLower', 59: 'russianUpper', 255: 'none',
}; // prettier-ignore

/** Reads on from where it stopped; beyond the end everything is zero or empty. */
class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at = Math.min(this.#bytes.length, this.#at + length);
    return taken;
  }

  #number(length: number): Buffer {
    return Buffer.concat([this.take(length), Buffer.alloc(length)], length);
  }

  u16 = (): number => this.#number(2).readUInt16LE(0);
  u32 = (): number => this.#number(4).readUInt32LE(0);
  i32 = (): number => this.#number(4).readInt32LE(0);
}
