import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the folder of one process's uploads is called: with the process, so that a later one can tell that it is gone. */
export const uploadsPrefix = (pid: number = process.pid): string => `dossier-uploads-${pid}-`;

/** A folder without the name of its process, or of a process whose number was given again, is left alone for so long. */
const A_DAY = 24 * 60 * 60 * 1000;

/**
 * Removes folders of uploads that processes left behind which were killed. A folder of a process that lives is never
 * touched, nor one of another user, nor anything that is not such a folder. Never throws: what stays is found next time.
 */
export async function sweepUploads(
  folder: string = tmpdir(),
  isAlive: (pid: number) => boolean = isRunning,
  now: number = Date.now(),
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const match = /^dossier-uploads-(?:(\d{1,10})-)?[A-Za-z0-9]{6}$/.exec(name);
    if (!match) continue;
    const path = join(folder, name);
    const facts = await lstat(path).catch(() => null);
    if (!facts?.isDirectory() || (process.getuid && facts.uid !== process.getuid())) continue;
    const left = match[1] === undefined ? now - facts.mtimeMs > A_DAY : !isAlive(Number(match[1]));
    if (left) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is a process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
