import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activateLibrary, createLibrary, openLibrary } from './library';
import { acquireLock, activateHolder } from './lock';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-lock-'));
});
afterEach(async () => {
  const alive = children
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = alive.map((child) => new Promise((done) => child.once('exit', done)));
  for (const child of alive) child.kill('SIGKILL');
  // What still lives may write where the folder is being removed.
  await Promise.all(ended);
  await rm(folder, { recursive: true });
});

// Sockets as on macOS work on every Unix, so their way is tested there too.
describe.each(process.platform === 'win32' ? ['win32'] : [...new Set([process.platform, 'darwin'])])(
  'the lock as on %s',
  (platform) => {
    it('is held by one at a time, and free after release', async () => {
      const first = await acquireLock(folder, platform);
      await expect(acquireLock(folder, platform)).rejects.toMatchObject({ code: 'library-locked' });
      await first.release();
      const second = await acquireLock(folder, platform);
      await second.release();
    });

    it('goes to exactly one of many who ask at once', async () => {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder, platform)));
      const held = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(held).toHaveLength(1);
      await held[0]!.release();
    });

    it('is another for another folder', async () => {
      const locks = [await acquireLock(folder, platform), await acquireLock(`${folder}-2`, platform)];
      for (const lock of locks) await lock.release();
    });

    it('passes “come to the front” on to its holder', async () => {
      const lock = await acquireLock(folder, platform);
      const asked = new Promise<void>((resolve) => lock.onActivate(resolve));
      expect(await activateHolder(folder, platform)).toBe(true);
      await asked;
      await lock.release();
      expect(await activateHolder(folder, platform)).toBe(false);
    });
  },
);

it.skipIf(process.platform === 'win32')(
  'takes over a socket file on which nobody answers, one of many at once',
  async () => {
    const lock = await acquireLock(folder, 'darwin');
    await lock.release();
    // A file left by a process that was killed: listen under another name, then move it to the place.
    const key = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const address = join(tmpdir(), `dossier-${key}.sock`);
    const left = createServer();
    await new Promise<void>((done) => left.listen(`${address}.left`, done));
    await rename(`${address}.left`, address);
    await new Promise((done) => left.close(done));

    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => acquireLock(folder, 'darwin')));
    const held = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(held).toHaveLength(1);
    await held[0]!.release();
  },
);

describe('between processes', () => {
  it('lets the second not write, names the first, and is free once that is killed', async () => {
    await (await createLibrary(join(folder, 'case'), 'Case')).close();
    const child = hold(join(folder, 'case'));
    expect(await child.line()).toBe('held');

    await expect(openLibrary(join(folder, 'case'))).rejects.toMatchObject({
      code: 'library-locked',
      message: expect.stringContaining(`process ${child.process.pid}`) as string,
    });
    const reading = await openLibrary(join(folder, 'case'), undefined, { readOnly: true });
    expect(reading.readOnly).toMatch(/reading only/);
    await reading.close();

    expect(await activateLibrary(join(folder, 'case'))).toBe(true);
    expect(await child.line()).toBe('activated');

    const ended = new Promise((done) => child.process.once('exit', done));
    child.process.kill('SIGKILL');
    await ended;
    const library = await openLibrary(join(folder, 'case'));
    expect(library.readOnly).toBeNull();
    await library.close();
  });

  it('hears a holder that answered while this process was kept waiting itself', async () => {
    await (await createLibrary(join(folder, 'case'), 'Case')).close();
    const child = hold(join(folder, 'case'));
    expect(await child.line()).toBe('held');
    const refused = expect(acquireLock(await realpath(join(folder, 'case')))).rejects.toMatchObject({
      message: expect.stringContaining(`process ${child.process.pid}`) as string,
    });
    // It is asked by now; nothing of this process runs until its patience is over.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    await refused;
  });

  it.skipIf(process.platform === 'win32')(
    'holds while its process is stopped, as by a sleeping laptop',
    async () => {
      await (await createLibrary(join(folder, 'case'), 'Case')).close();
      const child = hold(join(folder, 'case'));
      expect(await child.line()).toBe('held');
      child.process.kill('SIGSTOP');
      await expect(openLibrary(join(folder, 'case'))).rejects.toMatchObject({ code: 'library-locked' });
    },
  );

  it('is the same lock by way of a link', async () => {
    await (await createLibrary(join(folder, 'case'), 'Case')).close();
    await symlink(join(folder, 'case'), join(folder, 'link'));
    const library = await openLibrary(join(folder, 'link'));
    await expect(openLibrary(join(folder, 'case'))).rejects.toMatchObject({ code: 'library-locked' });
    await library.close();
  });

  it('lets one of two processes that open at once write', async () => {
    await (await createLibrary(join(folder, 'case'), 'Case')).close();
    const [a, b] = [hold(join(folder, 'case')), hold(join(folder, 'case'))];
    expect([await a.line(), await b.line()].sort()).toEqual(['held', 'library-locked']);
  });

  it('is let go when opening fails', async () => {
    await (await createLibrary(join(folder, 'case'), 'Case')).close();
    await writeFile(join(folder, 'case', 'library.json'), '{"version": 99}');
    await expect(openLibrary(join(folder, 'case'))).rejects.toMatchObject({ code: 'library-too-new' });
    await (await acquireLock(join(folder, 'case'))).release();
  });
});

/** A process that opens the library and stays. */
function hold(library: string): { process: ChildProcess; line(): Promise<string> } {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', resolve(import.meta.dirname, 'testing/hold.ts'), library],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    for (const line of data.split('\n').filter(Boolean)) {
      const next = waiting.shift();
      if (next) next(line);
      else lines.push(line);
    }
  });
  return {
    process: child,
    line: () => {
      const ready = lines.shift();
      return ready === undefined ? new Promise((done) => waiting.push(done)) : Promise.resolve(ready);
    },
  };
}
