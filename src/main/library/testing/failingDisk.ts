import type { Disk } from '../disk';

/** A fault of the disk: `call` 1 is the first call after `arm`. */
export type Fault = {
  readonly call: number;
  readonly code: string;
  /**
   * once: only that call fails. always: every call from it on. full: from it on, calls that need room (as on a disk without
   * any); the rest works.
   */
  readonly lasts: 'once' | 'always' | 'full';
};

/** The port with a fault in it. `calls` counts since `arm`. */
export function failingDisk(disk: Disk): Disk & { arm(fault: Fault | null): void; readonly calls: number } {
  let fault: Fault | null = null;
  let calls = 0;
  const needsRoom = new Set(['create', 'write', 'makeFolder']);
  const through = async <R>(name: string, work: () => Promise<R>): Promise<R> => {
    calls += 1;
    if (fault && calls >= fault.call) {
      const fails =
        fault.lasts === 'once' ? calls === fault.call : fault.lasts === 'always' || needsRoom.has(name);
      if (fails) throw Object.assign(new Error(`${fault.code}: made to fail, ${name}`), { code: fault.code });
    }
    return work();
  };
  return {
    arm(next) {
      fault = next;
      calls = 0;
    },
    get calls() {
      return calls;
    },
    create: (path, as) =>
      through('create', async () => {
        const file = await disk.create(path, as);
        return {
          write: (bytes) => through('write', () => file.write(bytes)),
          datasync: () => through('datasync', () => file.datasync()),
          facts: () => through('facts', () => file.facts()),
          // Closed in any case, or the test would run out of handles.
          close: () => file.close().then(() => through('close', () => Promise.resolve())),
        };
      }),
    read: (path) => through('read', () => disk.read(path)),
    async *stream(path) {
      await through('stream', () => Promise.resolve());
      yield* disk.stream(path);
    },
    facts: (path) => through('facts', () => disk.facts(path)),
    list: (path) => through('list', () => disk.list(path)),
    rename: (from, to) => through('rename', () => disk.rename(from, to)),
    remove: (path) => through('remove', () => disk.remove(path)),
    makeFolder: (path) => through('makeFolder', () => disk.makeFolder(path)),
    syncFolder: (path) => through('syncFolder', () => disk.syncFolder(path)),
    realPath: (path) => through('realPath', () => disk.realPath(path)),
  };
}
