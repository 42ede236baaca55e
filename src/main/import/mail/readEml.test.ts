import { describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';

const message = (...lines: readonly string[]): Buffer =>
  Buffer.from(
    ['From: Mira <mira@pier.example>', 'Subject: The quay', 'MIME-Version: 1.0', ...lines].join('\r\n'),
  );

describe('readEml', () => {
  it('has the address its list keeps it at, and none from a link in it', async () => {
    const body = ['', 'See here:', '', 'https://ledger.example/ferry', '', 'The ferry was late.'];
    const at = async (...fields: readonly string[]): Promise<string | null> =>
      (await parseFile(message(...fields, ...body), 'a.eml')).metadata.address;
    expect(await at('Archived-At: <https://lists.pier.example/7>')).toBe('https://lists.pier.example/7');
    expect(await at('Archived-At: the shed')).toBeNull();
    expect(await at()).toBeNull();
  });

  it('takes a type that is none for text', async () => {
    const parsed = await parseFile(
      message('Content-Type: text; charset=us-ascii', '', 'It is shut.'),
      'a.eml',
    );
    expect(parsed.text).toContain('It is shut.');
    expect(parsed.contains).toBe(0);
  });

  it.each([
    [
      'PGP',
      message(
        'Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"',
        '',
        '--b',
        'Content-Type: application/pgp-encrypted',
        '',
        'Version: 1',
        '',
        '--b',
        'Content-Type: application/octet-stream',
        '',
        '-----BEGIN PGP MESSAGE-----',
        '--b--',
      ),
    ],
    [
      'S/MIME',
      message(
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
        'Content-Transfer-Encoding: base64',
        '',
        'MIAGCSqGSIb3DQEHA6CAMIACAQA=',
      ),
    ],
  ])('says that a text is encrypted: %s', async (_, bytes) => {
    const parsed = await parseFile(bytes, 'a.eml');
    expect(parsed).toMatchObject({ contains: 0, metadata: { title: 'The quay' } });
    expect(parsed.remark).toContain('encrypted');
  });
});
