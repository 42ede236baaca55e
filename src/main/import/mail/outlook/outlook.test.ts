import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../core/model/appError';
import { parseFile, type ParsedSource } from '../../importFile';
import { writeCompound, type CompoundContent } from '../../office/testing/writeCompound';
import { isArchive, unpackFile, type Part } from '../../unpackFile';

const wide = (words: string): Buffer => Buffer.from(words, 'utf16le');
const number = (type: number, id: number, value: number | bigint): Buffer => {
  const entry = Buffer.alloc(16);
  entry.writeUInt16LE(type, 0);
  entry.writeUInt16LE(id, 2);
  if (typeof value === 'bigint') entry.writeBigUInt64LE(value, 8);
  else entry.writeInt32LE(value, 8);
  return entry;
};
/** Steps of 100 nanoseconds since 1601. */
const moment = (time: string): bigint => (BigInt(Date.parse(time)) + 11_644_473_600_000n) * 10_000n;
const fixed = (header: number, ...entries: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.alloc(header), ...entries]);
const PROPERTIES = '__properties_version1.0';
const text = (id: string): string => `__substg1.0_${id}001F`;
const recipient = (type: number, name: string, address: string): CompoundContent => ({
  [PROPERTIES]: fixed(8, number(3, 0x0c15, type)),
  [text('3001')]: wide(name),
  [text('39FE')]: wide(address),
});

const INNER: CompoundContent = {
  [PROPERTIES]: fixed(24, number(0x40, 0x0039, moment('2024-03-11T07:00:00Z'))),
  [text('0037')]: wide('선착장 – the quay'),
  [text('0042')]: wide('Li, “Q.”'),
  [text('5D02')]: wide('li@pier.example'),
  [text('1000')]: wide('The quay is closed.\r\n닫혔습니다.'),
  '__attach_version1.0_#00000000': {
    [PROPERTIES]: fixed(8, number(3, 0x3705, 1)),
    [text('3707')]: wide('계획 1.txt'),
    '__substg1.0_37010102': Buffer.from('Plan of the quay.'),
  },
};
const MESSAGE: CompoundContent = {
  [PROPERTIES]: fixed(32, number(0x40, 0x0039, moment('2024-03-12T09:30:00Z'))),
  [text('001A')]: wide('IPM.Note'),
  [text('0037')]: wide('Ferry talks'),
  [text('0042')]: wide('Mira Anand'),
  [text('0065')]: wide('/O=PIER/CN=RECIPIENTS/CN=MIRA@HARBOUR'),
  [text('5D02')]: wide('mira@pier.example'),
  [text('1000')]: wide(
    'The talks ended at noon, and nobody on the pier could say when they would go on.\r\n',
  ),
  [text('1035')]: wide('<one@pier.example>'),
  '__recip_version1.0_#00000001': recipient(2, 'Tom Okafor', 'tom@pier.example'),
  '__recip_version1.0_#00000000': recipient(1, "'Ann Lee'", 'ann@pier.example'),
  '__recip_version1.0_#00000002': recipient(3, 'Blind', 'blind@pier.example'),
  '__attach_version1.0_#00000000': {
    [PROPERTIES]: fixed(8, number(3, 0x3705, 5)),
    [text('3001')]: wide('선착장 – the quay'),
    '__substg1.0_3701000D': INNER,
  },
  '__attach_version1.0_#00000001': {
    [PROPERTIES]: fixed(8, number(3, 0x3705, 1)),
    [text('3707')]: wide('tides.csv'),
    // Larger than what lies among small streams.
    '__substg1.0_37010102': Buffer.alloc(9_000, 'high,low\n'),
  },
};

const lines = ({ text: all, blocks }: ParsedSource): string[] =>
  blocks.map(({ kind, from, to }) => `${kind} | ${all.slice(from, to)}`);

async function parts(bytes: Uint8Array, name: string): Promise<Part[]> {
  const found: Part[] = [];
  for await (const part of unpackFile(bytes, name)) found.push(part);
  return found;
}
const contentOf = (part: Part | undefined): Buffer =>
  part !== undefined && 'bytes' in part ? Buffer.from(part.bytes) : Buffer.alloc(0);

describe('a message of Outlook', () => {
  const file = writeCompound(MESSAGE);

  it('reads as a message that came by mail', async () => {
    const parsed = await parseFile(file, 'talks.msg');
    expect(lines(parsed)).toEqual([
      'heading | Ferry talks',
      'paragraph | From: Mira Anand <mira@pier.example>',
      'paragraph | To: Ann Lee <ann@pier.example>',
      'paragraph | Cc: Tom Okafor <tom@pier.example>',
      'paragraph | Date: Tue, 12 Mar 2024 09:30:00 +0000',
      'paragraph | The talks ended at noon, and nobody on the pier could say when they would go on.',
    ]);
    expect(parsed).toMatchObject({
      mediaType: 'application/vnd.ms-outlook',
      contains: 2,
      mail: { messageId: 'one@pier.example', references: [] },
      metadata: { title: 'Ferry talks', authors: ['Mira Anand'], published: '2024-03-12' },
    });
    expect(isArchive(file, 'talks.msg')).toBe(false);
  });

  it('gives out its files, and messages in it as files of mail', async () => {
    const [quay, tides] = await parts(file, 'talks.msg');
    expect([quay?.path, tides?.path]).toEqual(['선착장 – the quay.eml', 'tides.csv']);
    expect(contentOf(tides)).toEqual(Buffer.alloc(9_000, 'high,low\n'));
    const inner = await parseFile(contentOf(quay), 'quay.eml');
    expect(lines(inner)).toEqual([
      'heading | 선착장 – the quay',
      'paragraph | From: Li, “Q.” <li@pier.example>',
      'paragraph | Date: Mon, 11 Mar 2024 07:00:00 +0000',
      'paragraph | The quay is closed.',
      'paragraph | 닫혔습니다.',
    ]);
    const [plan] = await parts(contentOf(quay), 'quay.eml');
    expect(plan?.path).toBe('계획 1.txt');
    expect(contentOf(plan).toString()).toBe('Plan of the quay.');
  });

  it('takes what the header says that it came with', async () => {
    const header = [
      'Received: from a by b',
      'Message-ID: <two@pier.example>',
      'References: <one@pier.example>',
      'Date: Tue, 12 Mar 2024 11:30:00 +0200',
      'Archived-At: <https://lists.pier.example/talks/2>',
      'Content-Type: multipart/mixed; boundary="gone"',
    ].join('\r\n');
    const parsed = await parseFile(writeCompound({ ...MESSAGE, [text('007D')]: wide(header) }), 'a.msg');
    expect(parsed.text).toContain('Date: Tue, 12 Mar 2024 11:30:00 +0200');
    expect(parsed.mail).toEqual({ messageId: 'two@pier.example', references: ['one@pier.example'] });
    expect(parsed.metadata.address).toBe('https://lists.pier.example/talks/2');
  });

  it('takes no link for its address, nor does a message in it', async () => {
    const link = {
      [text('1000')]: wide('See here:\r\n\r\nhttps://ledger.example/ferry\r\n\r\nThe ferry was late.'),
    };
    const [inner] = await parts(
      writeCompound({
        ...MESSAGE,
        '__attach_version1.0_#00000000': {
          [PROPERTIES]: fixed(8, number(3, 0x3705, 5)),
          '__substg1.0_3701000D': { [PROPERTIES]: fixed(24), [text('0037')]: wide('The link'), ...link },
        },
      }),
      'a.msg',
    );
    for (const parsed of [
      await parseFile(writeCompound({ ...MESSAGE, ...link }), 'a.msg'),
      await parseFile(contentOf(inner), 'inner.eml'),
    ]) {
      expect(parsed.text).toContain('https://ledger.example/ferry');
      expect(parsed.metadata.address).toBeNull();
    }
  });

  it('reads text that is not Unicode in the code page it states', async () => {
    const old = {
      [PROPERTIES]: fixed(32, number(3, 0x3ffd, 1_251)),
      '__substg1.0_0037001E': Buffer.from([0xcf, 0xee, 0xf0, 0xf2]),
      '__substg1.0_1000001E': Buffer.from([0xcf, 0xee, 0xf0, 0xf2, 0x20, 0xe7, 0xe0, 0xea, 0xf0, 0xfb, 0xf2]),
    };
    expect((await parseFile(writeCompound(old), 'a.msg')).text).toBe('Порт\n\nПорт закрыт');
  });

  it('reads the packed text where that is all there is', async () => {
    // What both sides know begins "{\\rtf1\\ansi": eleven signs from place 0, then seven and eight as they are.
    const packed = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 26, 0, 0, 0]),
      Buffer.from('LZFu\0\0\0\0'),
      Buffer.from([0b1, 0x00, 0x09]),
      Buffer.from(' The qu'),
      Buffer.from([0]),
      Buffer.from('ay shut}'),
    ]);
    const parsed = await parseFile(
      writeCompound({ [PROPERTIES]: fixed(32), '__substg1.0_10090102': packed }),
      'a.msg',
    );
    expect(parsed.text).toBe('The quay shut');
  });

  it('says when and where an appointment is', async () => {
    const appointment = {
      ...MESSAGE,
      [text('001A')]: wide('IPM.Appointment'),
      [text('8002')]: wide('Pier 4'),
      [PROPERTIES]: fixed(
        32,
        number(0x40, 0x8000, moment('2024-03-20T14:00:00Z')),
        number(0x40, 0x8001, moment('2024-03-20T15:00:00Z')),
      ),
      '__nameid_version1.0': {
        '__substg1.0_00030102': Buffer.concat(
          [0x820d, 0x820e, 0x8208].map((name, index) => {
            const entry = Buffer.alloc(8);
            entry.writeUInt32LE(name, 0);
            entry.writeUInt16LE(6, 4);
            entry.writeUInt16LE(index, 6);
            return entry;
          }),
        ),
      },
    };
    expect(lines(await parseFile(writeCompound(appointment), 'a.msg')).slice(-3)).toEqual([
      'paragraph | Begins: 2024-03-20 14:00 UTC',
      'paragraph | Ends: 2024-03-20 15:00 UTC',
      'paragraph | Place: Pier 4',
    ]);
  });

  it('ends in text or a named error wherever it is cut or changed', async () => {
    for (let at = 0; at < file.length; at += 97) {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
      for (const bytes of [file.subarray(0, at), changed]) {
        await parseFile(bytes, 'a.msg').catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
      }
    }
  });

  it('reads what a tree that goes in circles still names', async () => {
    const circle = Buffer.from(file);
    // The directory's first sector names itself as its next.
    const directory = circle.readUInt32LE(48);
    const table = (circle.readUInt32LE(76) + 1) * 512;
    circle.writeUInt32LE(directory, table + directory * 4);
    const parsed = await parseFile(circle, 'a.msg');
    expect(lines(parsed)).toEqual([
      'heading | Ferry talks',
      'paragraph | Date: Tue, 12 Mar 2024 09:30:00 +0000',
    ]);
  });
});

describe('what Outlook packs into winmail.dat', () => {
  const attribute = (id: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUInt8(id >>> 16 === 6 && (id & 0xf000) === 0x9000 ? 1 : 2, 0);
    head.writeUInt32LE(id, 1);
    head.writeUInt32LE(data.length, 5);
    return Buffer.concat([head, data, Buffer.alloc(2)]);
  };
  const properties = (...list: readonly [type: number, id: number, value: Buffer][]): Buffer =>
    Buffer.concat([
      u32(list.length),
      ...list.flatMap(([type, id, value]) => [
        u32(type + id * 0x1_0000),
        ...(value.length === 4 && type === 3
          ? [value]
          : [u32(1), u32(value.length), value, Buffer.alloc((4 - (value.length % 4)) % 4)]),
      ]),
    ]);
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const packed = Buffer.concat([
    u32(0x22_3e_9f_78),
    Buffer.alloc(2),
    attribute(0x0006_9007, u32(1_252)),
    attribute(0x0006_9003, properties([3, 0x3ffd, u32(1_252)], [0x1f, 0x1000, wide('See the plan.')])),
    attribute(0x0006_9002, Buffer.alloc(14)),
    attribute(0x0001_8010, Buffer.from('PLAN~1.TXT\0')),
    attribute(0x0006_800f, Buffer.from('The plan of the quay.')),
    attribute(0x0006_9005, properties([0x1f, 0x3707, wide('plan of 항구.txt')])),
  ]);
  const message = (content: Buffer): Buffer =>
    Buffer.from(
      [
        'From: Mira <mira@pier.example>',
        'Subject: The plan',
        'MIME-Version: 1.0',
        'Content-Type: application/ms-tnef; name="winmail.dat"',
        'Content-Transfer-Encoding: base64',
        '',
        content.toString('base64'),
      ].join('\r\n'),
    );

  it('is taken out: its text and its files under their long names', async () => {
    const parsed = await parseFile(message(packed), 'a.eml');
    expect(parsed.text).toContain('See the plan.');
    expect(parsed).toMatchObject({ contains: 1, remark: null });
    const [plan] = await parts(message(packed), 'a.eml');
    expect(plan?.path).toBe('plan of 항구.txt');
    expect(contentOf(plan).toString()).toBe('The plan of the quay.');
  });

  it('is read where it is all there is', async () => {
    expect(await parseFile(packed, 'winmail.dat')).toMatchObject({ text: 'See the plan.', contains: 1 });
    expect((await parts(packed, 'winmail.dat')).map(({ path }) => path)).toEqual(['plan of 항구.txt']);
  });

  it('is named where it cannot be read', async () => {
    const parsed = await parseFile(message(Buffer.from('no such thing')), 'a.eml');
    expect(parsed).toMatchObject({
      contains: 0,
      remark: 'what Outlook packed into “winmail.dat” was not read',
    });
  });
});
