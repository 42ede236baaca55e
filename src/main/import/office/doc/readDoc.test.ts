import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    expect((await refusal(header(0x65, 0))).message).toContain('Word 95');
    expect(await refusal(header(0xc1, 0x0200))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0, 400))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0x0100, 31))).toMatchObject({ code: 'file-damaged' });
    expect(await refusal(header(0xc1, 0x0100, 32))).toMatchObject({ code: 'password-needed' });
  });
});
