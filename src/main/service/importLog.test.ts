import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLibrary, openLibrary } from '../library/library';
import { Desk } from './desk';
import { ImportLog, importLogCalls, OF_TERMINAL } from './importLog';

let home: string;
let desk: Desk;
let log: ImportLog;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-import-log-'));
  desk = new Desk();
  log = new ImportLog(desk);
  await desk.use(await createLibrary(join(home, 'case'), 'Case'));
});
afterEach(async () => {
  await desk.use(null);
  await rm(home, { recursive: true });
});

/** What another start of Dossier finds. */
async function afterCrash(): Promise<ImportLog> {
  await desk.use(null);
  desk = new Desk();
  await desk.use(await openLibrary(join(home, 'case')));
  return new ImportLog(desk);
}

const files = ['ports/a.txt', 'ports/b.txt', 'ports/c.txt', 'ports/d.txt'];

describe('the log of imports', () => {
  it('tells after a crash what was not reached', async () => {
    await log.begin('run-1', files);
    await log.advance('run-1', 1);
    await log.advance('run-1', 3);
    expect(await log.interrupted('window')).toBeNull();
    expect(await (await afterCrash()).interrupted('window')).toMatchObject({
      run: 'run-1',
      total: 4,
      missing: ['ports/d.txt'],
    });
  });

  it('says nothing of an import that ended, or that nobody wants to go on', async () => {
    await log.begin('run-1', files);
    await log.end('run-1');
    await log.begin('run-2', files);
    const later = await afterCrash();
    expect(await later.interrupted('window')).toMatchObject({ run: 'run-2', missing: files });
    await later.end('run-2');
    expect(await later.interrupted('window')).toBeNull();
    expect(await desk.library.caches.list()).not.toContainEqual(expect.stringContaining('import-'));
  });

  it('forgets one that had reached every file', async () => {
    await log.begin('run-1', files);
    await log.advance('run-1', 4);
    expect(await (await afterCrash()).interrupted('window')).toBeNull();
  });

  it('counts a run as interrupted when its window goes away', async () => {
    const calls = importLogCalls(log);
    const window = new AbortController();
    const context = { signal: window.signal, progress: (): void => undefined } as never;
    const call = calls['importLog.begin']({ run: 'run-1', files }, context);
    await expect.poll(() => desk.library.caches.list()).toContain('import-run-1.list');
    expect(await log.interrupted('window')).toBeNull();
    window.abort();
    await call;
    expect(await log.interrupted('window')).toMatchObject({ run: 'run-1', missing: files });
  });

  it('keeps apart what windows and what terminals began', async () => {
    await log.begin(`${OF_TERMINAL}1`, files);
    const later = await afterCrash();
    expect(await later.interrupted('window')).toBeNull();
    expect(await later.interrupted('terminal')).toMatchObject({ missing: files });
  });

  it('reads a damaged list as none', async () => {
    await desk.library.caches.write('import-run-1.list', Buffer.from('{"files": ['));
    expect(await log.interrupted('window')).toBeNull();
  });
});
