import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLibrary } from '../../library/library';
import { imported } from '../../library/testing/records';
import { Desk } from '../desk';
import type { ReuseCalls } from './reuseEngine';
import { ReuseFollower } from './reuseFollower';

const DOCUMENTS = 60;

let home: string;
let desk: Desk;
let put: string[];
const engine: Partial<ReuseCalls> = {
  put: ({ id }) => {
    put.push(id);
    return Promise.resolve();
  },
  changes: () => Promise.resolve({ size: put.length, best: [] }),
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-follower-'));
  desk = new Desk();
  await desk.use(await createLibrary(join(home, 'case'), 'Case'));
  for (let n = 1; n <= DOCUMENTS; n += 1) await desk.library.transact('Import', imported(n));
  put = [];
  // The disk goes on by itself; what is put off comes when the test says so.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await desk.use(null);
  await rm(home, { recursive: true });
});

const follow = (isImporting: () => boolean): ReuseFollower =>
  new ReuseFollower(desk, () => ({ engine: engine as ReuseCalls, end: () => undefined }), isImporting);

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) {
    vi.advanceTimersByTime(0);
    await turn();
  }
}

it('leaves the processors to an import, and goes on a little now and then', async () => {
  const follower = follow(() => true);
  follower.state();
  await until(() => put.length >= 16 && vi.getTimerCount() > 0);
  for (let turns = 0; turns < 50; turns += 1) await turn();
  expect(put).toHaveLength(16);
  vi.advanceTimersByTime(500);
  await until(() => put.length >= 32 && vi.getTimerCount() > 0);
  expect(put).toHaveLength(32);
  follower.close();
});

it('does all at once while an import runs when somebody waits for it', async () => {
  const follower = follow(() => true);
  follower.state();
  await until(() => put.length >= 16 && vi.getTimerCount() > 0);
  let isDone = false;
  void follower.reached(null, new AbortController().signal).then(() => (isDone = true));
  await until(() => isDone);
  expect(new Set(put).size).toBe(DOCUMENTS);
  follower.close();
});

it('does all at once when nothing is imported', async () => {
  const follower = follow(() => false);
  follower.state();
  await until(() => put.length === DOCUMENTS && !follower.state().building);
  follower.close();
});
