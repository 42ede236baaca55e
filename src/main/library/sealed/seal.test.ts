import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTemporary } from '../commit';
import { nodeDisk, withPlainErrors } from '../disk';
import { failingDisk } from '../testing/failingDisk';
import { readHeader } from './sealHeader';
import { findSeal, Seal, SEAL_COPY, SEAL_FILE, type Secret } from './seal';

/** Cheap to guess, and quick: these tests are not about cost. */
const CHEAP = { N: 2 ** 14, r: 8, p: 1 };
const OLD = { passphrase: 'seven grey herons' };
const NEW = { passphrase: 'eight grey herons' };
const disk = withPlainErrors(nodeDisk);

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dossier-seal-'));
});
afterEach(() => rm(root, { recursive: true }));

async function unlock(secret: Secret, folder = root): Promise<Seal> {
  const found = await findSeal(disk, folder);
  if (!found) throw new Error('there is no seal');
  return Seal.open(disk, folder, found, secret);
}

const make = (): Promise<Seal> => Seal.make(disk, root, OLD.passphrase, CHEAP);
const header = (): Promise<Buffer> => readFile(join(root, SEAL_FILE));
const both = (bytes: Buffer | string): Promise<unknown> =>
  Promise.all([SEAL_FILE, SEAL_COPY].map((name) => writeFile(join(root, name), bytes)));

/** As somebody would who can compute a checksum but has no key. */
function forged(change: (text: string) => string, text: string): string {
  const before = change(text.slice(0, text.lastIndexOf('  "checksum": ')));
  return `${before}  "checksum": "${createHash('sha256').update(before).digest('hex')}"\n}\n`;
}

describe('the seal of a library', () => {
  it('opens with its passphrase, composed or not, and with no other', async () => {
    const { key } = await Seal.make(disk, root, 'caf\u00e9 by the quay', CHEAP);
    expect((await unlock({ passphrase: 'cafe\u0301 by the quay' })).key.bytes).toEqual(key.bytes);
    for (const passphrase of ['cafe by the quay', 'Caf\u00e9 by the quay', '', 'caf\u00e9 by the quay ']) {
      await expect(unlock({ passphrase })).rejects.toMatchObject({ code: 'wrong-passphrase' });
    }
  });

  it('opens with a recovery code once there is one, and only with the newest', async () => {
    const seal = await make();
    await expect(unlock({ recoveryCode: 'ABCEF' })).rejects.toMatchObject({ code: 'bad-input' });
    const first = await seal.renewRecoveryCode(OLD, CHEAP);
    expect((await unlock({ recoveryCode: first.toLowerCase() })).key.bytes).toEqual(seal.key.bytes);
    const second = await seal.renewRecoveryCode({ recoveryCode: first }, CHEAP);
    await expect(unlock({ recoveryCode: first })).rejects.toMatchObject({ code: 'wrong-passphrase' });
    expect((await unlock({ recoveryCode: second })).hasRecoveryCode).toBe(true);
    expect((await unlock(OLD)).key.bytes).toEqual(seal.key.bytes);
  });

  it('shows neither key nor passphrase nor code in its file', async () => {
    const seal = await make();
    const code = await seal.renewRecoveryCode(OLD, CHEAP);
    const text = String(await header());
    for (const secret of [OLD.passphrase, code, seal.key.bytes.toString('base64').slice(0, 12)]) {
      expect(text).not.toContain(secret);
    }
  });

  it('asks for the passphrase again before it changes, and refuses a short one', async () => {
    const seal = await make();
    const before = await header();
    await expect(seal.changePassphrase(NEW, 'nine grey herons', CHEAP)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await expect(seal.changePassphrase(OLD, 'short', CHEAP)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(seal.renewRecoveryCode(NEW, CHEAP)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    expect(await header()).toEqual(before);
    await expect(Seal.make(disk, join(root, 'other'), 'short')).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('lets the recovery code set a new passphrase', async () => {
    const code = await (await make()).renewRecoveryCode(OLD, CHEAP);
    const seal = await unlock({ recoveryCode: code });
    await seal.changePassphrase({ recoveryCode: code }, NEW.passphrase, CHEAP);
    expect((await unlock(NEW)).key.bytes).toEqual(seal.key.bytes);
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'wrong-passphrase' });
  });

  it('keeps the minutes after which the library locks itself, and proves them', async () => {
    const seal = await make();
    await seal.setAutoLock(15);
    expect((await unlock(OLD)).autoLockMinutes).toBe(15);
    await both(
      forged(
        (text) => text.replace('"autoLockMinutes": 15', '"autoLockMinutes": 900'),
        String(await header()),
      ),
    );
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-damaged' });
    for (const minutes of [0, -1, 1.5, 100_000, Number.NaN]) {
      await expect(seal.setAutoLock(minutes), String(minutes)).rejects.toMatchObject({ code: 'bad-input' });
    }
  });
});

describe('a damaged header', () => {
  it('is an error for every single byte that is changed, before any passphrase is asked for', async () => {
    await (await make()).renewRecoveryCode(OLD, CHEAP);
    const bytes = await header();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [0, 1, 5]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << bit;
        expect(() => readHeader(changed, 'x'), `byte ${at}, bit ${bit}`).toThrow(
          'encryption.json is damaged',
        );
      }
    }
  });

  it('is an error when it is cut, empty, too large, or put together from two', async () => {
    await make();
    const bytes = await header();
    for (const size of [0, 1, 100, bytes.length - 1]) {
      await both(bytes.subarray(0, size));
      await expect(unlock(OLD), `cut at ${size}`).rejects.toMatchObject({ code: 'library-damaged' });
    }
    await both(Buffer.concat([bytes, Buffer.alloc(20_000, ' ')]));
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-damaged' });
    await both(String(bytes).replaceAll('\n', '\r\n'));
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it('cannot make the machine work or give memory beyond bounds', async () => {
    await make();
    const text = String(await header());
    for (const [field, value] of [
      ['"N": 16384', '"N": 1073741824'],
      ['"N": 16384', '"N": 1024'],
      ['"N": 16384', '"N": 16385'],
      ['"N": 16384', '"N": 16384.5'],
      ['"N": 16384', '"N": null'],
      ['"r": 8', '"r": 4096'],
      ['"p": 1', '"p": 1000000'],
      ['"p": 1', '"p": -1'],
    ] as const) {
      expect(text).toContain(field);
      await both(forged((before) => before.replace(field, value), text));
      await expect(unlock(OLD), value).rejects.toMatchObject({ code: 'library-damaged' });
    }
  });

  it('says that a newer Dossier wrote it, but not for a flipped digit', async () => {
    await make();
    const text = String(await header());
    await both(forged((before) => before.replace('"version": 1', '"version": 2'), text));
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-too-new' });
    await both(text.replace('"version": 1', '"version": 3'));
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it('is found when somebody exchanged the wrapped keys', async () => {
    await (await make()).renewRecoveryCode(OLD, CHEAP);
    const text = String(await header());
    const swapped = forged(
      (before) =>
        before
          .replace('"passphrase"', '"x"')
          .replace('"recoveryCode"', '"passphrase"')
          .replace('"x"', '"recoveryCode"'),
      text,
    );
    await both(swapped);
    await expect(unlock(OLD)).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it('is stood in for by its copy, which says so, and is itself left alone', async () => {
    const seal = await make();
    for (const bad of ['', 'nonsense', null]) {
      const path = join(root, SEAL_FILE);
      if (bad === null) await rm(path);
      else await writeFile(path, bad);
      expect((await unlock(OLD)).key.bytes).toEqual(seal.key.bytes);
      expect((await findSeal(disk, root))?.problem).toContain(SEAL_COPY);
      if (bad !== null) expect(await readFile(path, 'utf8')).toBe(bad);
    }
  });

  it('gets a new copy where that is missing, damaged or older', async () => {
    const seal = await make();
    const older = await header();
    await seal.changePassphrase(OLD, NEW.passphrase, CHEAP);
    for (const bad of [older, Buffer.from('nonsense'), null]) {
      if (bad === null) await rm(join(root, SEAL_COPY));
      else await writeFile(join(root, SEAL_COPY), bad);
      expect((await findSeal(disk, root))?.needsCopy).toBe(true);
      await (await unlock(NEW)).writeCopy();
      expect((await findSeal(disk, root))?.needsCopy).toBe(false);
      expect(await readFile(join(root, SEAL_COPY))).toEqual(await header());
    }
  });
});

describe('a change of the passphrase that does not get through', () => {
  it('leaves one of the two passphrases, whichever call of the disk fails', async () => {
    await make();
    const old = await header();
    for (const lasts of ['once', 'always'] as const) {
      let refused = 0;
      for (let call = 1; ; call += 1) {
        const folder = await mkdtemp(join(tmpdir(), 'dossier-seal-change-'));
        await cp(root, folder, { recursive: true });
        const failing = failingDisk(nodeDisk);
        const found = await findSeal(disk, folder);
        const seal = await Seal.open(withPlainErrors(failing), folder, found!, OLD);
        failing.arm({ call, code: 'EIO', lasts });
        const done = await seal.changePassphrase(OLD, NEW.passphrase, CHEAP).then(
          () => true,
          () => false,
        );
        const left = await findSeal(disk, folder);
        if (done || Buffer.compare(left!.bytes, old) !== 0) {
          expect((await unlock(NEW, folder)).key.bytes, `call ${call}`).toEqual(seal.key.bytes);
        }
        // Nothing is there but the two files and what was being written.
        const names = (await readdir(folder)).filter((name) => !isTemporary(name));
        expect(names.sort(), `call ${call}`).toEqual([SEAL_COPY, SEAL_FILE]);
        await rm(folder, { recursive: true });
        if (failing.calls < call) break;
        if (!done) refused += 1;
      }
      expect(refused).toBeGreaterThan(8);
    }
  });
});
