import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../core/model/appError';
import { parseFile } from '../../importFile';
import { writeCompound } from '../testing/writeCompound';

const survey = readFileSync(join(import.meta.dirname, '../../fixtures/word-97-survey/input.doc'));

async function refusal(bytes: Uint8Array): Promise<AppError> {
  const thrown: unknown = await parseFile(bytes, 'a.doc').then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
}

describe('readDoc', () => {
  it('ends in text or a named error wherever it is cut or changed', async () => {
    for (let at = 0; at < survey.length; at += 61) {
      const changed = Buffer.from(survey);
      changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
      for (const bytes of [survey.subarray(0, at), changed]) {
        await parseFile(bytes, 'a.doc').catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
      }
    }
  }, 60_000);

  it('says of what it cannot read what it is', async () => {
    const header = (version: number, flags: number, length = 1_024): Buffer => {
      const main = Buffer.alloc(1_024);
      main.writeUInt16LE(0xa5ec, 0);
      main.writeUInt16LE(version, 2);
      main.writeUInt16LE(flags, 10);
      return writeCompound({ WordDocument: main.subarray(0, length), '1Table': Buffer.alloc(64) });
    };
    expect(await refusal(header(0xc1, 0x0100))).toMatchObject({ code: 'password-needed' });
    expect(await refusal(header(0x65, 0))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0x65, 0x0100))).toMatchObject({ code: 'password-needed' });
    expect(await refusal(header(0xc1, 0x0200))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0, 400))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0x0100, 31))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0x0100, 32))).toMatchObject({ code: 'password-needed' });
  });
});

describe('a document of Word 95 and before', () => {
  type Made = {
    notes?: Buffer;
    edges?: Buffer;
    language?: number;
    flags?: number;
    pieces?: readonly [at: number, length: number][];
    width?: number;
  };
  const START = 768;

  /** The stream of such a document: its header as far as it is read, its text, a table of its pieces. */
  function word95(
    text: Buffer,
    {
      notes = Buffer.alloc(0),
      edges = Buffer.alloc(0),
      language = 0x409,
      flags = 0,
      pieces,
      width = 1,
    }: Made = {},
  ): Buffer {
    const header = Buffer.alloc(START);
    const all = Buffer.concat([text, notes, edges]);
    header.writeUInt16LE(0xa5dc, 0);
    header.writeUInt16LE(104, 2);
    header.writeUInt16LE(language, 6);
    header.writeUInt16LE(flags | (pieces ? 4 : 0), 10);
    header.writeUInt32LE(START, 24);
    header.writeUInt32LE(START + all.length, 28);
    [text, notes, edges].forEach((part, at) => header.writeInt32LE(part.length / width, 52 + at * 4));
    const table = Buffer.alloc(5 + ((pieces?.length ?? 0) + 1) * 4 + (pieces?.length ?? 0) * 8);
    if (pieces) {
      table[0] = 2;
      table.writeUInt32LE(table.length - 5, 1);
      let end = 0;
      for (const [index, [at, length]] of pieces.entries()) {
        end += length;
        table.writeUInt32LE(end, 5 + (index + 1) * 4);
        table.writeUInt32LE(START + at, 5 + (pieces.length + 1) * 4 + index * 8 + 2);
      }
      header.writeUInt32LE(START + all.length, 352);
      header.writeUInt32LE(table.length, 356);
    }
    return writeCompound({ WordDocument: Buffer.concat([header, all, table, Buffer.alloc(4_096)]) });
  }

  const blocks = async (bytes: Buffer): Promise<string[]> => {
    const { text, blocks: found } = await parseFile(bytes, 'a.doc');
    return found.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);
  };

  it('is read by paragraphs, rows, results of fields, notes and heads', async () => {
    const text =
      'The quay is shut\r\rThe board met on \x13 DATE \x143 May 1996\x15 and asked\x02 nobody.\r' +
      'Port\x07Ships\x07\x07North\x07\x07\x07The rest\x0bwaits.\r';
    const bytes = word95(Buffer.from(text, 'latin1'), {
      notes: Buffer.from('\x02 Nor was asked.\r'),
      edges: Buffer.from('Harbour papers\r'),
    });
    const parsed = await parseFile(bytes, 'a.doc');
    expect(await blocks(bytes)).toEqual([
      'heading: The quay is shut',
      'paragraph: The board met on 3 May 1996 and asked[1] nobody.',
      'table-row: Port\tShips',
      'table-row: North',
      'paragraph: The rest\nwaits.',
      'footnote: [1] Nor was asked.',
      'paragraph: Harbour papers',
    ]);
    expect(parsed.layers.map(({ label }) => label)).toEqual(['page header']);
    expect(parsed.remark).toContain('Word 95 or earlier');
  });

  it('is read in the code page of its language', async () => {
    const russian = 'Паром не ходит: причал закрыт до второго мая, и никто не знает почему.';
    expect((await blocks(word95(iconv.encode(`${russian}\r`, 'win1251'), { language: 0x419 })))[0]).toContain(
      russian,
    );
    // The program spoke English, its writer Russian.
    expect((await blocks(word95(iconv.encode(`${russian} ${russian}\r`, 'win1251'))))[0]).toContain(russian);
    const korean =
      '여섯 항구 나라의 장관들은 금요일 회담을 마쳤으나 북쪽 항로를 언제 다시 열지 정하지 않았다.';
    const wide = Buffer.concat(
      [...`${korean}\r`].map((sign) => {
        const [first, second] = iconv.encode(sign, 'euc-kr');
        return Buffer.from(second === undefined ? [first!, 0] : [second, first!]);
      }),
    );
    expect((await blocks(word95(wide, { flags: 0x1000, width: 2 })))[0]).toContain(korean);
  });

  it('is read by the Word of its country where it has few letters', async () => {
    const wide = (text: string, encoding: string): Buffer =>
      Buffer.concat(
        [...`${text}\r`].map((sign) => {
          const [first, second] = iconv.encode(sign, encoding);
          return Buffer.from(second === undefined ? [first!, 0] : [second, first!]);
        }),
      );
    for (const [maker, text, encoding] of [
      [0xa697, '港は閉鎖', 'shift_jis'],
      [0xa698, '항구는 닫힘', 'euc-kr'],
      [0xa699, '港口關閉', 'big5'],
      [0xa699, '港口关闭', 'gb18030'],
    ] as const) {
      const bytes = word95(wide(text, encoding), { flags: 0x1000, width: 2 });
      bytes.writeUInt16LE(maker, bytes.indexOf(Buffer.from([0xdc, 0xa5])));
      expect((await blocks(bytes))[0]).toContain(text);
    }
  });

  it('is put together from the pieces a fast save leaves', async () => {
    const text = Buffer.from('and nobody asks why.\rThe quay is shut until May, ');
    const bytes = word95(text, {
      pieces: [
        [21, 28],
        [0, 21],
      ],
    });
    expect(await blocks(bytes)).toEqual(['paragraph: The quay is shut until May, and nobody asks why.']);
  });

  it('ends in text or a named error wherever its header is changed', async () => {
    const good = word95(Buffer.from('The quay is shut\r'.repeat(20)), {
      pieces: [
        [0, 100],
        [100, 240],
      ],
    });
    const start = good.indexOf(Buffer.from([0xdc, 0xa5]));
    for (let at = start; at < start + 364; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const changed = Buffer.from(good);
        changed[at] = value;
        await parseFile(changed, 'a.doc').catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
      }
    }
  });
});
