import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepUploads, uploadsPrefix } from './sweepUploads';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'dossier-sweep-'))));
afterEach(() => rmSync(home, { recursive: true }));

const make = (name: string): string => {
  mkdirSync(join(home, name));
  writeFileSync(join(home, name, 'upload'), 'x');
  return name;
};

describe('sweepUploads', () => {
  it('removes what a killed process left, and nothing of one that lives', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const theirs = make(`${uploadsPrefix(child.pid)}abc123`);
    const own = make(`${uploadsPrefix()}abc123`);
    await sweepUploads(home);
    expect(readdirSync(home).sort()).toEqual([own, theirs].sort());

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await sweepUploads(home);
    expect(readdirSync(home)).toEqual([own]);
  });

  it('leaves a folder of an older Dossier alone for a day', async () => {
    const old = make('dossier-uploads-abc123');
    await sweepUploads(home);
    expect(readdirSync(home)).toEqual([old]);
    utimesSync(join(home, old), new Date(0), new Date(0));
    await sweepUploads(home);
    expect(readdirSync(home)).toEqual([]);
  });

  it('touches nothing else, whatever it is called', async () => {
    const kept = [
      make('dossier-uploads-test-x'),
      make('dossier-uploads-'),
      make('other'),
      make('dossier-uploads-1-abc123.bak'),
      make('dossier-uploads-99999999999-abc123'),
    ];
    writeFileSync(join(home, 'dossier-uploads-2-abc123'), 'a file');
    const target = mkdtempSync(join(tmpdir(), 'dossier-target-'));
    writeFileSync(join(target, 'precious'), 'x');
    symlinkSync(target, join(home, 'dossier-uploads-3-abc123'));
    await sweepUploads(home, () => false);
    expect(readdirSync(target)).toEqual(['precious']);
    expect(readdirSync(home)).toEqual(expect.arrayContaining([...kept, 'dossier-uploads-2-abc123']));
    rmSync(target, { recursive: true });
  });

  it('is silent where there is no folder', async () => {
    await expect(sweepUploads(join(home, 'missing'))).resolves.toBeUndefined();
  });
});
