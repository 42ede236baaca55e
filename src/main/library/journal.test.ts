import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDisk, withPlainErrors, type Disk } from './disk';
import { Journal } from './journal';
import { decodeSegment, encodeLines, type Entry } from './journalLine';
import { JOURNAL_FOLDER } from './layout';
import { failingDisk } from './testing/failingDisk';
import { note } from './testing/records';

const AT = '2026-03-04T05:06:07.000Z';
const entry = (n: number, text = `Line ${n}`): Entry => ({
  at: AT,
  name: `Edit ${n}`,
  step: { kind: 'edit', mergeKey: null },
  changes: [{ kind: 'note', id: note(n).id, before: null, after: note(n, text) }],
});

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-journal-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder of its own; a journal in it, as read from there. */
const place = async (): Promise<string> => {
  runs += 1;
  const root = join(folder, String(runs));
  await nodeDisk.makeFolder(root);
  return root;
};
const read = async (root: string, disk: Disk = nodeDisk) => {
  const journal = new Journal(withPlainErrors(disk), root);
  const { lines, problems } = await journal.load();
  return { journal, problems, names: lines.map(({ name }) => name), seqs: lines.map(({ seq }) => seq) };
};
const segments = async (root: string): Promise<string[]> =>
  (await readdir(join(root, JOURNAL_FOLDER))).sort();

describe('a segment', () => {
  it('gives back what was written, whatever the names and texts are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 }), async (texts) => {
        const entries = texts.map(([name, text], n) => ({ ...entry(n, text), name }));
        const bytes = Buffer.concat(await encodeLines(entries, 7));
        const { lines, bad } = await decodeSegment(bytes);
        expect(bad).toBe(0);
        expect(lines.map(({ seq, name, changes }) => [seq, name, changes[0]!.after])).toEqual(
          entries.map(({ name, changes }, n) => [n + 7, name, changes[0]!.after]),
        );
      }),
    );
  });

  it('cut anywhere gives the edits whose lines are whole, and no more', async () => {
    const groups = await Promise.all([
      encodeLines([entry(1), entry(2)], 1),
      encodeLines([entry(3, 'ü\n')], 3),
    ]);
    const lines = groups.flat();
    const whole = Buffer.concat(lines);
    const ends = lines.map((_, n) => Buffer.concat(lines.slice(0, n + 1)).length);
    for (let at = 0; at <= whole.length; at += 1) {
      const found = await decodeSegment(whole.subarray(0, at));
      expect(found.lines).toHaveLength(ends.filter((end) => end <= at).length);
      expect(found.bad).toBe(0);
    }
  });

  it('never gives a line with a bit changed, nor fewer others', async () => {
    const groups = await Promise.all([1, 2, 3].map((n) => encodeLines([entry(n)], n)));
    const whole = Buffer.concat(groups.flat());
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const harmed = Buffer.from(whole);
        harmed[at]! ^= 1 << bit;
        const { lines } = await decodeSegment(harmed);
        const kept = [1, 2, 3].filter((seq) => lines.some((line) => line.seq === seq));
        expect(lines.map(({ name }) => name)).toEqual(kept.map((seq) => `Edit ${seq}`));
        // A line end that changed joins two lines.
        expect(kept.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('does not count the end of a group whose beginning is lost, unless something came after', async () => {
    const group = await encodeLines([entry(1), entry(2), entry(3)], 1);
    const later = await encodeLines([entry(4)], 4);
    const harmed = Buffer.concat([Buffer.from('0123456789abcdef {}\n'), ...group.slice(1)]);
    expect(await decodeSegment(harmed)).toMatchObject({ lines: [], bad: 0 });
    const { lines, bad } = await decodeSegment(Buffer.concat([harmed, ...later]));
    expect([lines.map(({ seq }) => seq), bad]).toEqual([[2, 3, 4], 1]);
  });
});

describe('a journal', () => {
  it('numbers edits over sessions, and cuts off half a line', async () => {
    const root = await place();
    const first = await read(root);
    await first.journal.append([entry(1), entry(2)], () => undefined);
    await first.journal.close();
    const [name] = await segments(root);
    const file = join(root, JOURNAL_FOLDER, name!);
    await writeFile(file, '0123456789abcdef {"seq":3', { flag: 'a' });

    const second = await read(root);
    expect([second.names, second.problems]).toEqual([['Edit 1', 'Edit 2'], []]);
    await second.journal.settle();
    expect((await readFile(file, 'utf8')).endsWith('\n')).toBe(true);
    await second.journal.append([entry(3)], (seq) => expect(seq).toBe(3));
    await second.journal.close();
    expect((await read(root)).seqs).toEqual([1, 2, 3]);
    expect(await segments(root)).toHaveLength(2);
  });

  it('skips a bad line in the middle, says so, and says as well when the end of a segment is gone', async () => {
    const root = await place();
    const { journal } = await read(root);
    for (const n of [1, 2, 3]) await journal.append([entry(n)], () => undefined);
    await journal.rotate(() => undefined);
    await journal.append([entry(4)], () => undefined);
    await journal.close();
    const [name] = await segments(root);
    const file = join(root, JOURNAL_FOLDER, name!);
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.replace('Line 2', 'Lime 2'));
    expect(await read(root)).toMatchObject({
      seqs: [1, 3, 4],
      problems: [expect.stringContaining('One edit')],
    });
    await writeFile(file, content);
    await truncate(file, content.length - 3);
    expect(await read(root)).toMatchObject({
      seqs: [1, 2, 4],
      problems: [expect.stringContaining('One edit')],
    });
  });

  it.each(['create', 'write', 'facts', 'datasync', 'syncFolder'])(
    'takes back what it did not acknowledge when “%s” fails, and goes on in a new segment',
    async (call) => {
      const root = await place();
      let failing = false;
      const fail = (): void => {
        if (!failing) return;
        failing = false;
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      };
      const disk: Disk = {
        ...nodeDisk,
        create: async (path) => {
          if (call === 'create') fail();
          const file = await nodeDisk.create(path);
          return {
            ...file,
            // Half of it is taken before the room ends.
            write: async (bytes) => {
              if (call !== 'write' || !failing) return file.write(bytes);
              if (bytes.length > 200) return file.write(bytes.subarray(0, 200));
              fail();
              return 0;
            },
            facts: async () => (call === 'facts' ? (fail(), file.facts()) : file.facts()),
            datasync: async () => (call === 'datasync' ? (fail(), file.datasync()) : file.datasync()),
          };
        },
        syncFolder: async (path) => {
          if (call === 'syncFolder') fail();
          return nodeDisk.syncFolder(path);
        },
      };
      const { journal } = await read(root, disk);
      await journal.append([entry(1)], () => undefined);
      if (call === 'create' || call === 'syncFolder') await journal.rotate(() => undefined);
      failing = true;
      const followed: number[] = [];
      await expect(journal.append([entry(2), entry(3)], (seq) => followed.push(seq))).rejects.toMatchObject({
        problem: { code: 'disk-full' },
      });
      expect(failing).toBe(false);
      expect((await read(root)).names).toEqual(['Edit 1']);
      await journal.append([entry(4)], (seq) => followed.push(seq));
      await journal.close();
      expect(followed).toEqual([2]);
      expect((await read(root)).names).toEqual(['Edit 1', 'Edit 4']);
    },
  );

  it('archives oldest first, so that no crash in between leaves an older edit to be replayed over a newer', async () => {
    const root = await place();
    const disk = failingDisk(nodeDisk);
    const { journal } = await read(root, disk);
    for (const n of [1, 2, 3]) {
      await journal.append([entry(n)], () => undefined);
      await journal.rotate(() => undefined);
    }
    const { sealed } = await journal.rotate(() => undefined);
    disk.arm(null);
    await cp(root, `${root}-copy`, { recursive: true });
    await journal.archive(sealed);
    const calls = disk.calls;
    for (let call = 1; call <= calls; call += 1) {
      const copy = `${root}-${call}`;
      await cp(`${root}-copy`, copy, { recursive: true });
      const again = failingDisk(nodeDisk);
      const next = await read(copy, again);
      const all = (await next.journal.rotate(() => undefined)).sealed;
      again.arm({ call, code: 'EIO', lasts: 'always' });
      await next.journal.archive(all).catch(() => undefined);
      const left = (await read(copy)).seqs;
      expect(left).toEqual([1, 2, 3].slice(3 - left.length));
    }
  });
});
