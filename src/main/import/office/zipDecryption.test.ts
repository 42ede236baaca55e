import { createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openZip, ZIP_LIMITS } from './boundedZip';
import { writeZip } from './testing/writeZip';
import { counted } from './zipDecryption';

const WORDS = 'The lamp on the pier was lit at five.\n\nNobody had signed the book.\n';
/** By Info-ZIP 3.0, `zip -P lamp`. */
const TRADITIONAL = Buffer.from(
  'UEsDBBQACQAIALR9dl2SSBNQTAAAAEMAAAAIABwAbGFtcC50eHRVVAkAAyQOA2skDgNrdXgLAAEEAAAAAAQAAAAAQV3y88AU69ep3vRNmauCGWXllELYupejfr5IHTejGZbjX7WiG7vWMmJwfICT1vHG8xAjQBrjYO8r0ypAqLFpgHqy2ckDmtQGXBRZflBLBwiSSBNQTAAAAEMAAABQSwECHgMUAAkACAC0fXZdkkgTUEwAAABDAAAACAAYAAAAAAABAAAApIEAAAAAbGFtcC50eHRVVAUAAyQOA2t1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBOAAAAngAAAAAA',
  'base64',
);

/** As WinZip 9 and later write it (AE-2, 256 bits), stored. */
function winZip(password: string): Buffer {
  const salt = Buffer.from('sixteen bytes of');
  const derived = pbkdf2Sync(password, salt, 1_000, 66, 'sha1');
  const sealed = counted(Buffer.from(WORDS), derived.subarray(0, 32));
  const mac = createHmac('sha1', derived.subarray(32, 64)).update(sealed).digest().subarray(0, 10);
  const content = Buffer.concat([salt, derived.subarray(64), sealed, mac]);
  const zip = writeZip([{ path: 'lamp.txt', content, stored: true, flags: 1, method: 99 }]);
  // The local header gets the field that says how; the list at the end moves by as much.
  const extra = Buffer.from([0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 0, 0]);
  const at = 30 + 'lamp.txt'.length;
  const made = Buffer.concat([zip.subarray(0, at), extra, zip.subarray(at)]);
  made.writeUInt16LE(extra.length, 28);
  made.writeUInt32LE(made.readUInt32LE(made.length - 6) + extra.length, made.length - 6);
  return made;
}

describe('an encrypted entry', () => {
  it.each([
    ['by the old encryption', TRADITIONAL],
    ['by WinZip', winZip('lamp')],
  ])('%s is read with its password, and asks for it otherwise', async (_, bytes) => {
    const opened = async (password?: string) => {
      const zip = await openZip(bytes, 'case.zip', ZIP_LIMITS, password);
      return zip.read(zip.entries[0]!);
    };
    const { bytes: plain, whole } = await opened('lamp');
    expect([Buffer.from(plain).toString(), whole]).toEqual([WORDS, true]);
    await expect(opened()).rejects.toMatchObject({ code: 'password-needed' });
    for (const wrong of ['', 'Lamp', 'pier']) {
      await expect(opened(wrong)).rejects.toMatchObject({
        code: 'password-needed',
        message: 'The password does not open “lamp.txt” in “case.zip”.',
      });
    }
  });

  it('is never given out when it was changed', async () => {
    const bytes = winZip('lamp');
    bytes[80]! ^= 1;
    const zip = await openZip(bytes, 'case.zip', ZIP_LIMITS, 'lamp');
    expect(() => zip.read(zip.entries[0]!)).toThrow('password');
  });
});
