import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDocx, writeRtf, type ModelBlock } from '../src/main/import/office/testing/writeOffice';
import { writeZip } from '../src/main/import/office/testing/writeZip';
import { makePdf } from '../src/main/import/pdf/testing/makePdf';

/** What the encrypted samples open with. */
export const PASSWORD = 'lamp';

const TEXT = (title: string, words: string): string =>
  `${title}\n\n${words} The lock stayed shut for most of the night, and the crews waited on the quay without any news.\n`;

const blocks = (title: string, words: string): ModelBlock[] => [
  { kind: 'heading', level: 1, words: title },
  { kind: 'paragraph', words: TEXT('', words).trim() },
];

/** A page that would run and fetch, if somebody let it; `away` is whom it would call. */
export const hostilePage = (away: string): string =>
  `<!DOCTYPE html><html><head><title>The lock keeper’s page</title><script src="${away}script.js"></script><link rel="stylesheet" href="${away}sheet.css"></head><body onload="fetch('${away}load')"><article><h1>The lock keeper’s page</h1><p>${TEXT('', 'A barge of gravel was turned away at the lock.').trim()}</p><img src="${away}picture.png" onerror="fetch('${away}error')"><iframe src="${away}frame"></iframe><p>Nobody at the office could say who had ordered it, or when the next barge would come.</p></article><script>document.title = 'It ran'; fetch('${away}ran')</script></body></html>`;

/** By Info-ZIP 3.0, `zip -P lamp`. */
const LOCKED_ZIP = Buffer.from(
  'UEsDBBQACQAIALR9dl2SSBNQTAAAAEMAAAAIABwAbGFtcC50eHRVVAkAAyQOA2skDgNrdXgLAAEEAAAAAAQAAAAAQV3y88AU69ep3vRNmauCGWXllELYupejfr5IHTejGZbjX7WiG7vWMmJwfICT1vHG8xAjQBrjYO8r0ypAqLFpgHqy2ckDmtQGXBRZflBLBwiSSBNQTAAAAEMAAABQSwECHgMUAAkACAC0fXZdkkgTUEwAAABDAAAACAAYAAAAAAABAAAApIEAAAAAbGFtcC50eHRVVAUAAyQOA2t1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBOAAAAngAAAAAA',
  'base64',
);

const paper = (words: string, user?: string): Uint8Array =>
  makePdf({
    pages: [
      {
        words: [
          { text: words, x: 72, y: 700, size: 18, font: 'bold' },
          { text: 'The lock stayed shut for most of the night, and the crews waited.', x: 72, y: 660 },
          { text: 'A clerk counted the barges and wrote the number on a door.', x: 72, y: 646 },
        ],
      },
    ],
    ...(user !== undefined && { user }),
  });

const MAIL = [
  'From: Ida Brandt <ida@harbour.example>',
  'To: desk@office.example',
  'Subject: The barge list of Tuesday',
  'Date: Tue, 04 Jun 2019 09:12:00 +0200',
  'Message-ID: <barges@harbour.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="quay"',
  '',
  '--quay',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Here is the list of barges, as promised. Four of them had no papers at all.',
  '--quay',
  'Content-Type: text/plain; charset=utf-8; name="barge list.txt"',
  'Content-Disposition: attachment; filename="barge list.txt"',
  '',
  'Barges of Tuesday',
  '',
  'Four barges came from the north with gravel, and none of them had papers.',
  '--quay--',
  '',
].join('\r\n');

const MHTML = [
  'From: <Saved by a browser>',
  'Snapshot-Content-Location: https://harbour.example/lock',
  'Subject: The lock in winter',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; type="text/html"; boundary="part"',
  '',
  '--part',
  'Content-Type: text/html; charset=utf-8',
  'Content-Location: https://harbour.example/lock',
  '',
  `<html><head><title>The lock in winter</title></head><body><article><h1>The lock in winter</h1><p>${TEXT('', 'Ice closed the lock for a week.').trim()}</p></article></body></html>`,
  '--part--',
  '',
].join('\r\n');

const XML = '<?xml version="1.0" encoding="UTF-8"?>';

const odt = (): Buffer =>
  writeZip([
    { path: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
    {
      path: 'META-INF/manifest.xml',
      content: `${XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`,
    },
    {
      path: 'content.xml',
      content: `${XML}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h text:outline-level="1">Minutes of the pilots</text:h><text:p>${TEXT('', 'Three pilots asked for lamps.').trim()}</text:p></office:text></office:body></office:document-content>`,
    },
  ]);

const epub = (): Buffer =>
  writeZip([
    { path: 'mimetype', content: 'application/epub+zip', stored: true },
    {
      path: 'META-INF/container.xml',
      content: `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    },
    {
      path: 'book.opf',
      content: `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book of locks</dc:title><dc:language>en</dc:language></metadata><manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="one"/></spine></package>`,
    },
    {
      path: 'one.xhtml',
      content: `${XML}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head><body><h1>A book of locks</h1><p>${TEXT('', 'Every lock has a keeper.').trim()}</p></body></html>`,
    },
  ]);

/** One file of each kind that can be read as it is; by their names. */
export const GOOD: Readonly<Record<string, () => string | Uint8Array>> = {
  'notes.txt': () => TEXT('Notes from the lock', 'The water was high.'),
  'story.md': () => `# A story of the lock\n\n${TEXT('', 'The keeper told it twice.').trim()}\n`,
  'page.html': () => hostilePage('http://127.0.0.1:9/'),
  'saved page.mhtml': () => MHTML,
  'memo.docx': () => writeDocx(blocks('Memo on the gravel', 'Gravel is dear.')),
  'minutes.odt': odt,
  'letter.rtf': () => writeRtf(blocks('A letter to the office', 'We have waited long enough.')),
  'book.epub': epub,
  'mail.eml': () => MAIL,
  'box.mbox': () =>
    `From ida@harbour.example Tue Jun  4 09:12:00 2019\nFrom: ida@harbour.example\nSubject: First word of the lock\nDate: Tue, 04 Jun 2019 09:12:00 +0200\nMessage-ID: <one@harbour.example>\n\nThe lock is shut, and the keeper has gone home for the night.\n\nFrom pilot@harbour.example Wed Jun  5 09:12:00 2019\nFrom: pilot@harbour.example\nSubject: Re: First word of the lock\nDate: Wed, 05 Jun 2019 09:12:00 +0200\nMessage-ID: <two@harbour.example>\nIn-Reply-To: <one@harbour.example>\n\nThen we wait at the pier until the morning, as we did in March.\n`,
  'barges.csv': () =>
    'Name,Cargo,Tonnes\nIda,gravel,300\nMarta,coal,420\nTomas,gravel,280\nLena,timber,150\n',
  'archive.zip': () =>
    writeZip([
      {
        path: '자료/항구 일지.txt',
        content: '항구 일지\n\n항구 이사회는 밤새 갑문을 닫아 두었다. 선원들은 소식을 기다렸다.\n',
      },
      { path: '자료/선박 목록.md', content: '# 선박 목록\n\n네 척의 배가 북쪽에서 자갈을 싣고 왔다.\n' },
    ]),
  'paper.pdf': () => paper('A paper on locks'),
};

/** Files that need an answer, by what is asked. */
export const ASKING: Readonly<Record<string, () => string | Uint8Array>> = {
  'locked paper.pdf': () => paper('A paper under lock', PASSWORD),
  'locked.zip': () => LOCKED_ZIP,
  'scan.png': () => readFileSync(join(import.meta.dirname, '../src/main/import/ocr/testing/barges.png')),
};

/** Files that cannot be read, or not as they pretend. */
export const BAD: Readonly<Record<string, () => string | Uint8Array>> = {
  'binary.txt': () => new Uint8Array(4_096).map((_, at) => (at * 89 + (at >> 3)) & 255),
  'cut.pdf': () => paper('A paper cut short').slice(0, 300),
  'cut.docx': () => writeDocx(blocks('A memo cut short', 'It ends here.')).subarray(0, 120),
  'empty.txt': () => '',
  'program.pdf': () =>
    Buffer.concat([Buffer.from('\u007fELF\u0002\u0001\u0001', 'latin1'), Buffer.alloc(64)]),
};

/** Files that look bad and can be read. */
export const ODD: Readonly<Record<string, () => string | Uint8Array>> = {
  'deep.html': () =>
    `<html><body>${'<div>'.repeat(100_000)}<p>${TEXT('', 'At the bottom lies a sentence.').trim()}</p></body></html>`,
  'entities.docx': () =>
    writeZip([
      { path: '[Content_Types].xml', content: '<Types/>' },
      {
        path: 'word/document.xml',
        content: `<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>`,
      },
    ]),
  'walks up.zip': () =>
    writeZip([
      { path: '../../outside.txt', content: TEXT('Outside of its folder', 'The name points up.') },
      { path: '/etc/absolute.txt', content: TEXT('From the root', 'The name begins at the root.') },
    ]),
  'broken letters.txt': () =>
    Buffer.concat([
      Buffer.from(TEXT('Broken letters', 'Nearly all is well.')),
      Buffer.from([0xff, 0xc3, 0x28, 0x0a]),
    ]),
  'paper called text.txt': () => paper('A paper with another name'),
};

/** Writes samples into a folder, which is made. */
export function writeSamples(
  folder: string,
  ...groups: readonly Readonly<Record<string, () => string | Uint8Array>>[]
): void {
  for (const group of groups) {
    for (const [name, make] of Object.entries(group)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, make());
    }
  }
}
