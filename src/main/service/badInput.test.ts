import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOutcome } from '../../core/api/contract';
import { inThisProcess } from '../import/inThisProcess';
import { wordFile } from '../import/office/testing/writeOffice';
import { writeZip } from '../import/office/testing/writeZip';
import { makePdf } from '../import/pdf/testing/makePdf';
import { createParserPool, forkParser, type ParserPool } from '../import/parserPool';
import { createLibrary } from '../library/library';
import { Desk } from './desk';
import type { ImportInput } from './importInput';
import { Importer } from './imports';
import { Uploads } from './uploads';

/** Files as people send them by mistake or on purpose; each made here, so that no harmful file lies in the repository. */

const MEGABYTE = 1024 * 1024;
const GOOD = 'The lamp on the pier was lit at five.\n\nNobody had signed the book.\n';
const MULTIPART =
  'From: a@b.example\nSubject: Parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=';

/** Parts in parts, or messages in messages. */
function nested(levels: number, level: (inner: string, depth: number) => string): string {
  let inner = 'Content-Type: text/plain\n\nThe core of it.\n';
  for (let depth = levels; depth > 0; depth -= 1) inner = level(inner, depth);
  return inner;
}
const parts = (inner: string, depth: number): string =>
  `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${inner}\n--b${depth}--\n`;
const messages = (inner: string, depth: number): string =>
  `From: a@b.example\nSubject: Level ${depth}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m${depth}\n\n--m${depth}\n\nLevel ${depth}.\n--m${depth}\nContent-Type: message/rfc822\n\n${inner}\n--m${depth}--\n`;

const DEEP = 100_000;
const pdf = (words: string, user?: string): Uint8Array =>
  makePdf({
    pages: Array.from({ length: 4 }, () => ({ words: [{ text: words, x: 72, y: 700 }] })),
    ...(user !== undefined && { user }),
  });
/** One page that is drawn by these packed commands; without a table of places, which readers make anew. */
const pdfOf = (commands: Uint8Array): Uint8Array => {
  const packed = deflateSync(commands, { level: 1 });
  const objects = [
    '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
    '2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj',
    '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >> endobj',
    `4 0 obj << /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`,
  ];
  const end = '\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n';
  return Buffer.concat([Buffer.from(`%PDF-1.5\n${objects.join('\n')}`), packed, Buffer.from(end)]);
};
const book = (chapter: string | Uint8Array): Uint8Array =>
  writeZip([
    { path: 'mimetype', content: 'application/epub+zip', stored: true },
    { path: 'META-INF/container.xml', content: '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>' },
    { path: 'b.opf', content: '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>' },
    { path: 'a.xhtml', content: chapter },
  ]); // prettier-ignore
/** An entity of ten of the one before, eight times: a thousand million words. */
const LAUGHS = `<!DOCTYPE w:document [<!ENTITY e0 "lamp ">${Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('')}]>`;
const laughing = (): Uint8Array =>
  writeZip([
    { path: '[Content_Types].xml', content: '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>' },
    { path: 'word/document.xml', content: `<?xml version="1.0"?>${LAUGHS}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>` },
  ]); // prettier-ignore

/** A file; the status or the failure's code of each line of the report that is of it; a word of the first line's remark. */
type Case = [name: string, bytes: () => Uint8Array | string, expected: readonly string[], remark?: RegExp];

const CASES: readonly Case[] = [
  ['empty.txt', () => '', ['file-empty']],
  ['blank.txt', () => ' \n\t\n', ['file-empty']],
  ['200 MB.txt', () => new Uint8Array(200 * MEGABYTE).fill(97), ['file-too-large']],
  ['not all utf-8.txt', () => Buffer.concat([Buffer.from('Die Fähre fuhr um fünf. '.repeat(40)), Buffer.from([0xc3, 0x28]), Buffer.from(GOOD)]), ['imported'], /could not be read/],
  ['binary.txt', () => Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 251 % 97)), ['file-binary']],
  ['database.txt', () => 'SQLite format 3\0 and more', ['file-binary']],
  ['really a text.pdf', () => GOOD, ['imported']],
  ['half.zip', () => writeZip([{ path: 'a.txt', content: GOOD.repeat(200) }]).subarray(0, 60), ['file-damaged|imported']],
  ['sealed.zip', () => writeZip([{ path: 'sealed.txt', content: GOOD, flags: 1 }]), ['password-needed']],
  ['bomb.zip', () => writeZip([{ path: 'zeros.txt', content: new Uint8Array(30 * MEGABYTE) }, { path: 'after.txt', content: `After. ${GOOD}` }]), ['file-too-large', 'imported']],
  ['no files.zip', () => writeZip([{ path: 'folder/', content: '' }]), ['file-empty']],
  ['too many.zip', () => writeZip(Array.from({ length: 10_001 }, (_, at) => ({ path: `${at}.txt`, content: 'x', stored: true }))), ['file-too-large']],
  ['elsewhere.zip', () => writeZip([{ path: '../../../../escaped.txt', content: `Escaped. ${GOOD}` }, { path: 'C:\\windows\\b.txt', content: `B. ${GOOD}` }]), ['imported', 'imported']],
  ['deep.html', () => `<html><body>${'<div>'.repeat(100_000)}${GOOD}`, ['imported']],
  ['scripts.html', () => `<html><body><h1>A page</h1><script src="http://track.example/x.js">alert(1)</script><img src="http://track.example/p.gif"><p>${GOOD}</p></body></html>`, ['imported']],
  ['deep.docx', () => wordFile('<w:tbl><w:tr><w:tc>'.repeat(DEEP)), ['file-damaged|file-too-large']],
  ['deep.epub', () => book(`<html><body>${'<div>'.repeat(DEEP)}${GOOD}`), ['file-damaged|file-too-large|file-empty']],
  ['deep.rtf', () => `{\\rtf1 ${'{'.repeat(DEEP)}${GOOD}`, ['imported|file-damaged|file-too-large']],
  ['deep.md', () => `${'> '.repeat(DEEP)}${GOOD}`, ['imported|file-too-large']],
  ['deep.eml', () => `From: a@b.example\nSubject: Deep\nMIME-Version: 1.0\n${Array.from({ length: DEEP }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join('')}`, ['file-damaged|file-too-large']],
  ['deep.pdf', () => pdfOf(Buffer.from(`BT ${'['.repeat(DEEP)} TJ ET`)), ['file-damaged|file-empty']],
  ['entities.docx', laughing, ['file-damaged']],
  ['bomb.epub', () => book(new Uint8Array(30 * MEGABYTE)), ['file-damaged|file-too-large|file-empty']],
  ['bomb.pdf', () => pdfOf(Buffer.alloc(300 * MEGABYTE, ' ')), ['file-too-large|timed-out']],
  ['half.pdf', () => { const whole = pdf(GOOD); return whole.subarray(0, whole.length / 2); }, ['imported|file-damaged']],
  ['sealed.pdf', () => pdf(GOOD, 'dawn'), ['password-needed']],
  ['cut.eml', () => `${MULTIPART}b\n\n--b\nContent-Type: text/plain\n\n${GOOD}`, ['imported'], /breaks off/],
  ['deep parts.eml', () => `From: a@b.example\nSubject: Parts\nMIME-Version: 1.0\n${nested(60, parts)}`, ['file-damaged']],
  ['long header.eml', () => `From: a@b.example\nSubject: Long\nX-Padding: ${'x'.repeat(3 * MEGABYTE)}\n\n${GOOD}`, ['file-too-large']],
  ['deep messages.eml', () => nested(40, messages), [...Array.from({ length: 33 }, () => 'imported'), 'file-too-large']],
  ['many files.eml', () => `${MULTIPART}b\n\n--b\n\nMany.\n${Array.from({ length: 202 }, (_, at) => `--b\nContent-Disposition: attachment; filename=${at}.txt\n\nFile ${at}.\n`).join('')}--b--\n`, [...Array.from({ length: 201 }, () => 'imported'), 'file-too-large']],
  ['no mail.mbox', () => 'From the pier nothing was seen.\n', ['imported']],
]; // prettier-ignore

describe('bad input', () => {
  let home: string;
  let desk: Desk;
  let uploads: Uploads;
  let parsers: ParserPool;
  const lines = new Map<string, ImportOutcome[]>();
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const given = (name: string, bytes: () => Uint8Array | string): ImportInput => ({
    path: name,
    name,
    read: () => Promise.resolve(Buffer.from(bytes())),
  });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'dossier-bad-'));
    desk = new Desk();
    uploads = new Uploads();
    const entry = join(import.meta.dirname, '../import/parser.ts');
    parsers = createParserPool({ entry, start: () => forkParser(entry, ['--import', 'tsx']) });
    await desk.use(await createLibrary(join(home, 'one'), 'One'));
    const inputs = CASES.map(([name, bytes]) => given(name, bytes));
    inputs.push(given('good.txt', () => `Good. ${GOOD}`));
    const report = await new Importer(desk, parsers, uploads).run(inputs, context);
    for (const outcome of report.outcomes) {
      const { name } = inputs[outcome.source!]!;
      lines.set(name, [...(lines.get(name) ?? []), outcome]);
    }
  }, 120_000);
  afterAll(async () => {
    await parsers.close();
    await desk.use(null);
    await uploads.close();
    await rm(home, { recursive: true });
  });

  it.each(CASES)('is answered: %s', (name, _, expected, remark) => {
    const found = lines.get(name)!;
    expect(found).toHaveLength(expected.length);
    for (const [index, { status, error, path }] of found.entries()) {
      expect(error?.code ?? status).toMatch(new RegExp(`^(${expected[index]!})$`));
      if (error === null) continue;
      // A sentence with the file's name, and what to do.
      expect([path.split('/').at(-1)!, name].some((word) => error.message.includes(word))).toBe(true);
      expect(error.message).toMatch(/\.$/);
      expect(error.next).toMatch(/\.$/);
    }
    if (remark) expect(found[0]!.remark).toMatch(remark);
  });

  it('never stops the rest', () => {
    expect(lines.get('good.txt')).toMatchObject([{ status: 'imported' }]);
  });

  it('writes nothing outside the library', async () => {
    const all = await readdir(home, { recursive: true });
    expect(
      all.filter((path) => /escaped|windows/.test(path)).every((path) => path.includes('original')),
    ).toBe(true);
    expect(await readdir(home)).toEqual(['one']);
  });

  it('is answered ten thousand times at once, with what is good among it brought in', async () => {
    const files = Array.from({ length: 10_000 }, (_, at) =>
      given(`${at}.txt`, () => (at % 100 === 0 ? `Number ${at}. ${GOOD}` : '')),
    );
    const { imported, failed, cancelled } = await new Importer(desk, inThisProcess, uploads).run(
      files,
      context,
    );
    expect([imported, failed, cancelled]).toEqual([100, 9_900, false]);
  }, 60_000);
});
