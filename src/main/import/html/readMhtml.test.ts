import { describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';

const lines = (...parts: string[]): string => parts.join('\r\n');
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** As Chrome saves a page. */
const CHROME = lines(
  'From: <Saved by Blink>', 'Snapshot-Content-Location: https://post.example/ferry', 'Subject: =?utf-8?Q?Ferry?=', 'MIME-Version: 1.0', 'Content-Type: multipart/related;',
  '\ttype="text/html";', '\tboundary="----MultipartBoundary--x----"', '', '', '------MultipartBoundary--x----', 'Content-Type: text/html', 'Content-ID: <frame-1@mhtml.blink>',
  'Content-Transfer-Encoding: quoted-printable', 'Content-Location: https://post.example/ferry', '', '<html><head><meta charset=3D"utf-8"><title>Ferry</title></head><body><p>The ferry le=', 'ft, caf=C3=A9 and all.</p></body></html>',
  '', '------MultipartBoundary--x----', 'Content-Type: text/html', 'Content-Location: https://ads.example/frame', '', '<html><body><p>A frame of somebody else.</p></body></html>',
  '------MultipartBoundary--x----', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '------MultipartBoundary--x------', '',
); // prettier-ignore

describe('a page saved as one file', () => {
  it('is read as its page, with the address it came from, and nothing else in it', async () => {
    const parsed = await parseFile(bytes(CHROME), 'page.mhtml');
    expect(parsed.text).toBe('The ferry left, café and all.');
    expect(parsed.metadata).toMatchObject({ title: 'Ferry', address: 'https://post.example/ferry' });
    expect(parsed.mediaType).toBe('multipart/related');
  });

  it('is known by its content', async () => {
    expect((await parseFile(bytes(CHROME), 'page.txt')).text).toContain('The ferry left');
  });

  it('is read in the encoding its header names, and from base64', async () => {
    const page = Buffer.from('<p>\xc7\xd7\xb1\xb8</p>', 'latin1').toString('base64');
    const old = lines(
      'From: <Saved by Windows Internet Explorer 8>',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset="ks_c_5601-1987"',
      'Content-Transfer-Encoding: base64',
      'Content-Location: http://old.example/a',
      '',
      page,
    );
    const parsed = await parseFile(bytes(old), 'old.mht');
    expect(parsed).toMatchObject({ text: '항구', encoding: 'euc-kr' });
    expect(parsed.metadata.address).toBe('http://old.example/a');
  });

  it('is read as far as it goes when it was cut', async () => {
    const cut = CHROME.slice(0, CHROME.indexOf('ft, caf'));
    expect((await parseFile(bytes(cut), 'cut.mhtml')).text).toBe('The ferry le');
  });

  it('is read frame by frame where it is made of frames', async () => {
    const page = (content: string): string[] => ['--x', 'Content-Type: text/html', '', content];
    const framed = lines(
      'From: <Saved by Windows Internet Explorer 8>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/related; boundary="x"',
      '',
      ...page('<frameset><frame src="a"><noframes>Get another browser.</noframes></frameset>'),
      ...page('<p>The tides of March.</p>'),
      ...page('<p>The ferry left at noon.</p>'),
      '--x--',
    );
    const parsed = await parseFile(bytes(framed), 'a.mht');
    expect(parsed.text).toBe('The tides of March.\n\nThe ferry left at noon.');
  });

  it('says so when the page is not in it', async () => {
    const empty = lines(
      'From: <Saved by Blink>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/related; boundary="x"',
      '',
      '--x',
      'Content-Type: image/png',
      '',
      'no',
      '--x--',
    );
    await expect(parseFile(bytes(empty), 'a.mhtml')).rejects.toMatchObject({ code: 'file-empty' });
  });

  it('ends soon when boundaries hold boundaries', async () => {
    const nested = Array.from({ length: 2_000 }, (_, at) =>
      lines(`Content-Type: multipart/mixed; boundary="b${at}"`, '', `--b${at}`, ''),
    ).join('');
    await expect(
      parseFile(bytes(`From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n${nested}`), 'a.mhtml'),
    ).rejects.toMatchObject({ code: 'file-empty' });
    const many = `From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n'.repeat(200_000)}`;
    await expect(parseFile(bytes(many), 'a.mhtml')).rejects.toMatchObject({ code: 'file-empty' });
  });
});
