import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';
import { unpackFile } from '../unpackFile';
import { signedContent } from './signedContent';

type Form = 'DER' | 'BER';

/** An element: in BER with no length and an end, as programs write what they do not know the length of yet. */
function element(tag: number, content: Buffer, form: Form = 'DER'): Buffer {
  if (form === 'BER') return Buffer.concat([Buffer.from([tag, 0x80]), content, Buffer.alloc(2)]);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return Buffer.concat([Buffer.from([tag, 0x84]), bytes, content]);
}

const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const DATA = '2a864886f70d010701';
const SIGNED = '2a864886f70d010702';
const ENVELOPED = '2a864886f70d010703';

/** What lies in `smime.p7m`, with nobody's signature. */
function signed(content: Buffer, form: Form, type = SIGNED): Buffer {
  const pieces = [content.subarray(0, 40), content.subarray(40)].map((piece) => element(0x04, piece));
  const octets = form === 'DER' ? element(0x04, content) : element(0x24, Buffer.concat(pieces), form);
  const about = element(0x30, Buffer.concat([oid(DATA), element(0xa0, octets, form)]), form);
  const digests = element(0x31, element(0x30, oid('608648016503040201')), form);
  const body = Buffer.concat([
    element(0x02, Buffer.from([1])),
    digests,
    about,
    element(0x31, Buffer.alloc(0)),
  ]);
  return element(0x30, Buffer.concat([oid(type), element(0xa0, element(0x30, body, form), form)]), form);
}

const INNER = Buffer.from(
  [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The quay is shut until the second of May, and the barges wait outside.',
    '--b',
    'Content-Type: text/csv; name="berths.csv"',
    'Content-Disposition: attachment; filename="berths.csv"',
    '',
    'berth,ship',
    '--b--',
    '',
  ].join('\r\n'),
);

const PART = [
  'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
  'Content-Transfer-Encoding: base64',
  '',
];
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
const message = (...lines: readonly string[]): Buffer =>
  Buffer.from(
    [
      'From: Mira <mira@pier.example>',
      'Subject: The quay',
      'Date: Fri, 3 May 2019 10:21:00 +0800',
      'MIME-Version: 1.0',
      ...lines,
    ].join('\r\n'),
  );

const filesOf = async (bytes: Buffer): Promise<string[]> => {
  const names: string[] = [];
  for await (const part of unpackFile(bytes, 'a.eml')) names.push(part.path);
  return names;
};

describe('signedContent', () => {
  it.each(['DER', 'BER'] as const)('gives what was signed, in %s', (form) => {
    expect(signedContent(signed(INNER, form))?.equals(INNER)).toBe(true);
  });

  it('gives nothing of what is encrypted, cut before its content, or signs what lies elsewhere', () => {
    expect(signedContent(signed(INNER, 'DER', ENVELOPED))).toBeNull();
    expect(signedContent(signed(INNER, 'DER').subarray(0, 40))).toBeNull();
    const about = element(0x30, oid(DATA));
    const body = Buffer.concat([element(0x02, Buffer.from([1])), element(0x31, Buffer.alloc(0)), about]);
    expect(
      signedContent(element(0x30, Buffer.concat([oid(SIGNED), element(0xa0, element(0x30, body))]))),
    ).toBeNull();
  });

  it('gives what is there of a content that is cut', () => {
    for (const form of ['DER', 'BER'] as const) {
      const cut = signedContent(signed(INNER, form).subarray(0, 150))!;
      expect(INNER.subarray(0, cut.length).equals(cut)).toBe(true);
      expect(cut.length).toBeGreaterThan(30);
    }
  });

  it('ends for bytes made to do harm: depth without end, lengths that lie', () => {
    const deep = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from([0x30, 0x80])));
    const pieces = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from([0x24, 0x80])));
    const head = signed(Buffer.from('x'), 'BER');
    const at = head.indexOf(Buffer.from([0x24, 0x80]));
    expect(signedContent(deep)).toBeNull();
    expect(signedContent(Buffer.concat([head.subarray(0, at), pieces]))).toBeNull();
    expect(
      signedContent(Buffer.concat([head.subarray(0, head.indexOf(0x31)), Buffer.from([0x31, 0x80]), deep])),
    ).toBeNull();
    fc.assert(
      fc.property(
        fc.constantFrom('DER' as const, 'BER' as const),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }),
        (form, edits) => {
          const bytes = Buffer.from(signed(INNER, form));
          for (const [place, byte] of edits) bytes[place % bytes.length] = byte;
          const found = signedContent(bytes);
          expect(found === null || found.length <= bytes.length).toBe(true);
        },
      ),
    );
  });
});

describe('a message inside its signature', () => {
  it('is read with its text and files, and says that nobody checked the signature', async () => {
    const bytes = message(...PART, base64(signed(INNER, 'BER')), '');
    const parsed = await parseFile(bytes, 'a.eml');
    expect(parsed.text).toContain('The quay is shut until the second of May');
    expect(parsed.metadata).toMatchObject({ title: 'The quay', authors: ['Mira'], published: '2019-05-03' });
    expect(parsed.remark).toBe('it is signed; the signature was not checked');
    expect(parsed.contains).toBe(1);
    expect(await filesOf(bytes)).toEqual(['berths.csv']);
  });

  it('is read when it was signed twice', async () => {
    const twice = Buffer.from([...PART, base64(signed(INNER, 'DER')), ''].join('\r\n'));
    const parsed = await parseFile(message(...PART, base64(signed(twice, 'DER')), ''), 'a.eml');
    expect(parsed.text).toContain('The quay is shut');
  });

  it('says that it is encrypted where that is inside', async () => {
    const hidden = Buffer.from([...PART, base64(signed(INNER, 'DER', ENVELOPED)), ''].join('\r\n'));
    const parsed = await parseFile(message(...PART, base64(signed(hidden, 'DER')), ''), 'a.eml');
    expect(parsed.remark).toBe(
      'its text is encrypted: save it from your mail program as text and import that; it is signed; the signature was not checked',
    );
  });

  it('is attached to a message that has a text of its own', async () => {
    const bytes = message(
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: text/plain',
      '',
      'Sent to all on the list.',
      '--o',
      ...PART,
      base64(signed(INNER, 'DER')),
      '--o--',
      '',
    );
    expect((await parseFile(bytes, 'a.eml')).text).toContain('Sent to all on the list.');
    expect(await filesOf(bytes)).toEqual(['Signed message.eml']);
  });
});
