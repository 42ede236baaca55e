import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, EventValue } from '../../core/api/contract';
import { openBackup } from '../library/backupFile';
import type { LibraryService } from '../libraryService';
import { startService } from '../testing/startService';

const PASSPHRASE = 'seven grey herons';
const NAME = 'Operation Quillfeather';

let home: string;
let library: LibraryService;
let client: Client;
let locked: EventValue<'locked'>[];
let location: string;

/** One library for all: stretching a passphrase is slow on purpose. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-protection-'));
  ({ library, client } = startService(home));
  locked = [];
  client.on('locked', (value) => locked.push(value));
  const made = await client.call('library.create', { name: NAME, location: null, passphrase: PASSPHRASE });
  location = made.location;
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await library.close();
  await rm(home, { recursive: true, force: true });
});

const open = (passphrase = PASSPHRASE) => client.call('library.open', { location, secret: { passphrase } });

describe('a protected library at the desk', () => {
  it('says that it is one, and keeps its name out of everything outside', async () => {
    expect(await client.call('library.status', {})).toMatchObject({
      name: NAME,
      sealed: true,
      autoLockMinutes: null,
      hasRecoveryCode: false,
      location: join(home, 'libraries', 'Protected library'),
    });
    expect(await client.call('library.recent', {})).toMatchObject([
      { name: 'Protected library', location, sealed: true },
    ]);
    await client.call('notes.add', { subject: { kind: 'library' }, text: 'Quillfeather' });
    const files = await readdir(home, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name);
      expect(path).not.toContain('Quillfeather');
      expect(String(await readFile(path)), path).not.toContain('Quillfeather');
    }
  });

  it('locks, says so, and waits for its passphrase', async () => {
    await client.call('library.lock', {});
    expect(await client.call('library.status', {})).toBeNull();
    expect(locked.at(-1)).toEqual({ location, reason: 'locked' });
    await expect(open('eight grey herons')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    expect(await client.call('library.locked', {})).toEqual({ location, reason: 'locked' });
    expect(await open()).toMatchObject({ name: NAME });
    expect(locked.at(-1)).toBeNull();
    await client.call('library.close', {});
    await expect(client.call('library.open', { location })).rejects.toMatchObject({ code: 'library-sealed' });
    expect(await client.call('library.locked', {})).toEqual({ location, reason: 'asked' });
    await client.call('library.stopAsking', {});
    expect(await client.call('library.locked', {})).toBeNull();
    await open();
  });

  it('locks itself when nobody uses it, whatever a window asks by itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    expect(await client.call('library.autoLock', { minutes: 5 })).toMatchObject({ autoLockMinutes: 5 });
    vi.advanceTimersByTime(4 * 60_000);
    await client.call('library.stay', {});
    vi.advanceTimersByTime(4 * 60_000);
    expect(await client.call('library.status', {})).not.toBeNull();
    const told = new Promise((resolve) => client.on('locked', resolve));
    vi.advanceTimersByTime(2 * 60_000);
    expect(await told).toEqual({ location, reason: 'idle' });
    expect(await client.call('library.status', {})).toBeNull();
    vi.useRealTimers();
    expect(await open()).toMatchObject({ autoLockMinutes: 5 });
    await client.call('library.autoLock', { minutes: null });
  });

  it('changes its passphrase, and opens with a recovery code', async () => {
    const secret = { passphrase: PASSPHRASE };
    const { code } = await client.call('library.recoveryCode', { secret });
    expect(await client.call('library.status', {})).toMatchObject({ hasRecoveryCode: true });
    await client.call('library.changePassphrase', { secret, passphrase: 'eight grey herons' });
    await client.call('library.lock', {});
    await expect(open()).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await client.call('library.open', { location, secret: { recoveryCode: code } });
    await client.call('library.changePassphrase', {
      secret: { recoveryCode: code },
      passphrase: PASSPHRASE,
    });
  });

  it('is copied without a passphrase, and back, while it stays as it is', async () => {
    const clear = await client.call('library.copy', { location: join(home, 'clear'), passphrase: null });
    expect(clear).toMatchObject({ leftOut: [], recoveryCode: null });
    const sealed = await client.call('library.copy', {
      location: join(home, 'sealed'),
      passphrase: 'nine grey herons',
    });
    expect(sealed.recoveryCode).toMatch(/^[A-Y]{5}-/);
    expect(await client.call('library.open', { location: clear.location })).toMatchObject({
      name: NAME,
      sealed: false,
      notes: 1,
    });
    await expect(client.call('library.lock', {})).rejects.toMatchObject({ code: 'conflict' });
    expect(
      await client.call('library.open', {
        location: sealed.location,
        secret: { passphrase: 'nine grey herons' },
      }),
    ).toMatchObject({ name: NAME, sealed: true, hasRecoveryCode: true, notes: 1 });
    await client.call('notes.add', { subject: { kind: 'library' }, text: 'Only in the copy.' });
    expect(await open()).toMatchObject({ notes: 1 });
  });

  it('is copied after a copy that could not begin', async () => {
    const twin = join(home, 'twin');
    const copy = () => client.call('library.copy', { location: twin, passphrase: null });
    await client.call('library.close', {});
    await expect(copy()).rejects.toMatchObject({ code: 'no-library-open' });
    // Another process writes the library, so that a copy of it would not be of one moment.
    const writer = startService(join(home, 'other'));
    await writer.client.call('library.open', { location, secret: { passphrase: PASSPHRASE } });
    expect(await open()).toMatchObject({ readOnly: expect.any(String) as string });
    await expect(copy()).rejects.toMatchObject({ code: 'library-locked' });
    await writer.library.close();
    expect(await copy()).toMatchObject({ leftOut: [] });
    expect(await open()).toMatchObject({ readOnly: null });
  });

  it('is checked and backed up as it is, under a name that says nothing', async () => {
    expect(await client.call('keeping.check', {})).toMatchObject({ faults: [] });
    await mkdir(join(home, 'backups'));
    const backup = await client.call('keeping.backup', { to: join(home, 'backups') });
    expect(backup.file).not.toContain('Quillfeather');
    // Its files as they were put in, before the archive made them smaller.
    const reader = await openBackup(backup.file);
    expect(reader.files.map(({ path }) => path)).toContain('encryption.json');
    for (const file of reader.files) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of reader.read(file)) chunks.push(chunk);
      expect(`${file.path} ${String(Buffer.concat(chunks))}`, file.path).not.toContain('Quillfeather');
    }
    expect(JSON.stringify(reader.manifest)).not.toContain('Quillfeather');
    reader.close();
    const restored = await client.call('keeping.restore', { file: backup.file, to: join(home, 'restored') });
    expect(restored).toMatchObject({
      sealed: true,
      faults: [],
      problems: [],
      name: 'Protected library',
    });
    expect(
      await client.call('library.open', { location: restored.folder, secret: { passphrase: PASSPHRASE } }),
    ).toMatchObject({ name: NAME, notes: 1 });
    expect(await client.call('keeping.check', {})).toMatchObject({ notes: 1, faults: [] });
  });
});
