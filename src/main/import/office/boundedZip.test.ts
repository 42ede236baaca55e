import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/model/appError';
import { openZip, storedEntry, ZIP_LIMITS, zipNames, type BoundedZip } from './boundedZip';
import { writeZip } from './testing/writeZip';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const contents = (zip: BoundedZip): Record<string, string> =>
  Object.fromEntries(zip.entries.map((entry) => [entry.path, text(zip.read(entry).bytes)]));

async function refusal(work: () => unknown): Promise<AppError> {
  const thrown: unknown = await Promise.resolve()
    .then(work)
    .then(
      () => null,
      (error: unknown) => error,
    );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
}

const two = [
  { path: 'a.txt', content: 'The ferry sailed at noon.\n'.repeat(40) },
  { path: 'letters/b.txt', content: 'It came back.', stored: true },
];

describe('openZip', () => {
  it('reads what was written, in all shapes of the format', async () => {
    const source = fc.record({
      path: fc.stringMatching(/^[a-z가-힣]{1,8}$/),
      content: fc.uint8Array({ maxLength: 300 }),
      stored: fc.boolean(),
      wide: fc.boolean(),
      descriptor: fc.boolean(),
    });
    const sources = fc.uniqueArray(source, { maxLength: 8, selector: ({ path }) => path.normalize('NFC') });
    await fc.assert(
      fc.asyncProperty(sources, fc.constantFrom('', 'MZ a program in front'), async (given, before) => {
        const zip = await openZip(writeZip(given, { before }), 'a.zip');
        expect(zip.whole).toBe(true);
        expect(zip.entries.map(({ path }) => path)).toEqual(given.map(({ path }) => path.normalize('NFC')));
        for (const [index, entry] of zip.entries.entries()) {
          expect(zip.read(entry)).toEqual({ bytes: expect.anything() as unknown, whole: true });
          expect(Buffer.from(zip.read(entry).bytes)).toEqual(Buffer.from(given[index]!.content));
        }
      }),
    );
  });

  it('ends in entries or a named error wherever the archive is cut or changed', async () => {
    const whole = writeZip([...two, { path: 'c', content: 'x'.repeat(500), descriptor: true }]);
    const place = fc.nat(whole.length - 1);
    await fc.assert(
      fc.asyncProperty(place, place, fc.nat(255), async (cut, at, byte) => {
        const bytes = Buffer.from(whole.subarray(0, cut));
        if (at < bytes.length) bytes[at] = byte;
        try {
          const zip = await openZip(bytes, 'a.zip');
          for (const entry of zip.entries) {
            try {
              zip.read(entry);
            } catch (error) {
              expect(error).toBeInstanceOf(AppError);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('reads what is left of an archive without its end', async () => {
    const bytes = writeZip([...two, { path: 'c.txt', content: 'Nobody was aboard.\n'.repeat(500) }]);
    const directory = bytes.indexOf('PK\x01\x02');
    const zip = await openZip(bytes.subarray(0, directory), 'a.zip');
    expect(zip.whole).toBe(false);
    expect(Object.keys(contents(zip))).toEqual(['a.txt', 'letters/b.txt', 'c.txt']);
    const cut = await openZip(bytes.subarray(0, directory - 12), 'a.zip');
    const last = cut.read(cut.find('c.txt')!);
    expect(last.whole).toBe(false);
    expect(text(last.bytes)).toMatch(/^Nobody was aboard\.\n/);
  });

  it('gives what is sound of an entry that was changed, and says so', async () => {
    const bytes = writeZip([
      { path: 'a.txt', content: Array.from({ length: 900 }, (_, at) => `line ${at * 7919}`).join('\n') },
    ]);
    bytes.fill(0xff, 1_500, 1_520);
    const zip = await openZip(bytes, 'a.zip');
    const { bytes: read, whole } = zip.read(zip.entries[0]!);
    expect(whole).toBe(false);
    expect(text(read)).toMatch(/^line 0\nline 7919\n/);
  });

  it('refuses bombs by what they unpack to, not by what they claim', async () => {
    const bomb = writeZip([{ path: 'word/document.xml', content: Buffer.alloc(64 * 1024 * 1024) }]);
    // The claim of both headers is made small.
    for (const at of [bomb.indexOf('PK\x03\x04') + 22, bomb.indexOf('PK\x01\x02') + 24])
      bomb.writeUInt32LE(100, at);
    const zip = await openZip(bomb, 'bomb.docx');
    const refused = await refusal(() => zip.read(zip.entries[0]!));
    expect(refused.code).toBe('file-too-large');
    expect(refused.message).toContain('“word/document.xml” in “bomb.docx”');
  });

  it('takes any ratio up to ten megabytes', async () => {
    const zip = await openZip(
      writeZip([{ path: 'a', content: Buffer.alloc(9 * 1024 * 1024, ' ') }]),
      'a.zip',
    );
    expect(zip.read(zip.entries[0]!).bytes).toHaveLength(9 * 1024 * 1024);
  });

  it('counts all that is read of one archive', async () => {
    const limits = { ...ZIP_LIMITS, totalBytes: 1_060 };
    const zip = await openZip(writeZip(two), 'a.zip', limits);
    zip.read(zip.entries[0]!);
    zip.read(zip.entries[1]!);
    expect((await refusal(() => zip.read(zip.entries[0]!))).code).toBe('file-too-large');
    const small = await openZip(writeZip(two), 'a.zip', { ...ZIP_LIMITS, entryBytes: 100 });
    expect((await refusal(() => small.read(small.entries[0]!))).code).toBe('file-too-large');
  });

  it('refuses entries that share bytes', async () => {
    const bytes = writeZip([two[0]!, { ...two[0]!, path: 'b.txt' }]);
    // The second entry of the directory is made to point at the first header.
    bytes.writeUInt32LE(0, bytes.lastIndexOf('PK\x01\x02') + 42);
    const refused = await refusal(() => openZip(bytes, 'a.zip'));
    expect(refused.code).toBe('file-damaged');
    expect(refused.message).toContain('same bytes');
  });

  it('refuses more entries than its limit', async () => {
    const many = writeZip(
      Array.from({ length: 10_001 }, (_, at) => ({ path: `${at}`, content: '', stored: true })),
    );
    const refused = await refusal(() => openZip(many, 'many.zip'));
    expect(refused.code).toBe('file-too-large');
    expect(refused.message).toContain('10,001');
  });

  it('names encrypted entries and methods it does not know', async () => {
    const zip = await openZip(
      writeZip([
        { path: 'secret.txt', content: 'x', flags: 1 },
        { path: 'aes.txt', content: 'x', method: 99 },
        { path: 'new.txt', content: 'x', method: 93 },
      ]),
      'a.zip',
    );
    expect(zip.entries.map(({ encrypted }) => encrypted)).toEqual([true, true, false]);
    expect((await refusal(() => zip.read(zip.entries[0]!))).code).toBe('password-needed');
    expect((await refusal(() => zip.read(zip.entries[1]!))).code).toBe('password-needed');
    const method = await refusal(() => zip.read(zip.entries[2]!));
    expect(`${method.code} ${method.message}`).toMatch(/format-unsupported .*Zstandard/);
  });

  it('makes labels of paths that lead elsewhere', async () => {
    const zip = await openZip(
      writeZip(
        [
          '../../etc/passwd',
          '/abs/a.txt',
          'C:\\Users\\b.txt',
          './x/../y.txt',
          'a\0\u202etxt.exe',
          'folder/',
        ].map((path) => ({ path, content: '' })),
      ),
      'a.zip',
    );
    expect(zip.entries.map(({ path }) => path)).toEqual([
      'etc/passwd',
      'abs/a.txt',
      'Users/b.txt',
      'x/y.txt',
      'atxt.exe',
      'folder',
    ]);
    expect(zip.entries.map(({ isFolder }) => isFolder)).toEqual([false, false, false, false, false, true]);
  });

  it.each([
    ['euc-kr', ['항구 보고서 삼월.txt', '선박 명단과 화물 목록.txt', '부두 사진 설명.txt']],
    ['shift_jis', ['港湾の報告書（三月）.txt', 'フェリーの乗客名簿.txt', 'あいさつ.txt']],
    ['gb18030', ['港口三月份的报告.txt', '渡轮乘客名单和货物清单.txt', '码头照片说明文字.txt']],
    ['cp437', ['résumé.txt', 'Hafengebühr.txt', 'año nuevo.txt']],
    ['utf-8', ['Überfahrt.txt', '항구.txt']],
  ])('reads names in %s that are not flagged', async (encoding, names) => {
    const zip = await openZip(
      writeZip(names.map((name) => ({ path: iconv.encode(name, encoding), content: '' }))),
      'a.zip',
    );
    expect(zip.entries.map(({ path }) => path)).toEqual(names);
  });

  it('refuses what is no archive', async () => {
    expect((await refusal(() => openZip(Buffer.from('PK\x03\x04'), 'a.zip'))).code).toBe('file-damaged');
    expect((await openZip(writeZip([]), 'empty.zip')).entries).toEqual([]);
  });
});

describe('zipNames', () => {
  it('lists names without reading anything, also of a cut archive, and nothing of other bytes', () => {
    const bytes = writeZip([{ path: 'mimetype', content: 'application/epub+zip', stored: true }, ...two]);
    expect(zipNames(bytes)).toEqual(['mimetype', 'a.txt', 'letters/b.txt']);
    expect(zipNames(bytes.subarray(0, 120))).toEqual(['mimetype', 'a.txt']);
    expect(zipNames(Buffer.from('no archive'))).toEqual([]);
    expect(storedEntry(bytes, 'mimetype')).toBe('application/epub+zip');
    expect(storedEntry(bytes, 'a.txt')).toBeNull();
  });
});
