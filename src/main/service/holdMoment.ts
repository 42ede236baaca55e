import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldStill } from '../library/backup';
import type { Desk } from './desk';

/**
 * Makes a moment to be copied: waits for the edits before, puts what they changed into the files, and keeps these as they
 * are. Edits wait only for that, and go on while the files are copied.
 */
export function holdMoment(desk: Desk): Promise<HeldStill> {
  return desk.inTurn(async () => {
    const { library } = desk;
    // Not needed for a sound backup, which has the journal too: it only makes its files complete by themselves.
    await library.checkpoint().catch(() => undefined);
    const release = await library.holdFiles();
    try {
      return { journal: await readJournal(library.location), release };
    } catch (thrown) {
      release();
      throw thrown;
    }
  });
}

/** The journal as it lies: little, after a checkpoint. */
async function readJournal(location: string): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const name of await readdir(join(location, 'journal')).catch((): string[] => [])) {
    if (name.endsWith('.log'))
      found.set(join('journal', name), await readFile(join(location, 'journal', name)));
  }
  return found;
}
