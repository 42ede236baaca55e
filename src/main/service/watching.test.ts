import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inThisProcess } from '../import/inThisProcess';
import { createLibrary, openLibrary } from '../library/library';
import { Desk } from './desk';
import { Importer } from './imports';
import { Uploads } from './uploads';
import { Watching } from './watching';

let home: string;
let inbox: string;
let desk: Desk;
let watching: Watching;
let uploads: Uploads;

/** A desk with a watching of its own, as a start of Dossier makes them. */
function start(): void {
  desk = new Desk();
  uploads = new Uploads();
  watching = new Watching(desk, new Importer(desk, inThisProcess, uploads), join(home, 'data'));
}
async function stop(): Promise<void> {
  await watching.close();
  await desk.use(null);
  await uploads.close();
}
/** Opens the library, as `library.open` does. */
async function open(): Promise<void> {
  await desk.use(await openLibrary(join(home, 'case')));
  desk.emit('library', {} as never);
}
const titles = (): string[] =>
  desk.isOpen
    ? desk.library
        .summaries()
        .map((entry) => entry.fileName)
        .sort()
    : [];
const come = (...names: string[]): Promise<void> => expect.poll(titles).toEqual(names);

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'dossier-watching-')));
  inbox = join(home, 'inbox');
  await mkdir(inbox);
  await (await createLibrary(join(home, 'case'), 'Case')).close();
  start();
  await open();
});
afterEach(async () => {
  await stop();
  await rm(home, { recursive: true });
});

describe('a watched folder', () => {
  it('gives the files that are in it and those that come, from folders in it too, and tells of them', async () => {
    const told: number[] = [];
    desk.onEvent((name, value) => {
      if (name === 'watched') told.push((value as { report: { imported: number } }).report.imported);
    });
    await writeFile(join(inbox, 'a.txt'), 'The lamp ship left at noon.');
    await watching.add(inbox);
    await come('a.txt');
    await mkdir(join(inbox, 'later'));
    await writeFile(join(inbox, 'later', 'b.txt'), 'The pilot came back by road.');
    await come('a.txt', 'b.txt');
    await expect.poll(() => told.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(watching.list()).toEqual([{ folder: inbox, imported: 2, waiting: 0, problem: null }]);
  }, 120_000);

  it('waits for a file to get its final name', async () => {
    await watching.add(inbox);
    await writeFile(join(inbox, 'report.txt.part'), 'Half of');
    await writeFile(join(inbox, '.hidden.txt'), 'Nobody gave me.');
    await writeFile(join(inbox, 'whole.txt'), 'All of the tide table.');
    await come('whole.txt');
    await rename(join(inbox, 'report.txt.part'), join(inbox, 'report.txt'));
    await come('report.txt', 'whole.txt');
  }, 120_000);

  it('gives a file that is still being written once, when it is whole', async ({ skip }) => {
    await watching.add(inbox);
    const file = join(inbox, 'slow.txt');
    await writeFile(file, 'The tide table of the whole year.\n');
    for (let line = 0; line < 8; line += 1) {
      const before = performance.now();
      await appendFile(file, `Line ${line} of it.\n`);
      // As slow as a copy over a bad line; each pause is shorter than a file must be still.
      await new Promise((resolve) => setTimeout(resolve, 250));
      skip(performance.now() - before > 700, 'The machine halted for as long as a file must be still.');
      expect(titles()).toEqual([]);
    }
    await come('slow.txt');
    const [entry] = desk.library.summaries();
    expect((await desk.record('text', entry!.id)).text).toContain('Line 7 of it.');
  }, 120_000);

  it('tells nothing of files that are taken away, renamed or touched, and follows no link', async () => {
    const told: unknown[] = [];
    desk.onEvent((name, value) => {
      if (name === 'watched') told.push(value);
    });
    const outside = join(home, 'outside.txt');
    await writeFile(outside, 'Nobody gave me.');
    await watching.add(inbox);
    await symlink(outside, join(inbox, 'link.txt'));
    await symlink(home, join(inbox, 'all of it'));
    await writeFile(join(inbox, 'taken away.txt'), 'Only for a moment.');
    await rm(join(inbox, 'taken away.txt'));
    await writeFile(join(inbox, 'a.txt'), 'The lamp ship left at noon.');
    await come('a.txt');
    await rename(join(inbox, 'a.txt'), join(inbox, 'renamed.txt'));
    const later = new Date(Date.now() + 5_000);
    await utimes(join(inbox, 'renamed.txt'), later, later);
    // Those before it have had their turn when this one is here.
    await writeFile(join(inbox, 'z.txt'), 'The pilot came back by road.');
    await come('a.txt', 'z.txt');
    await expect.poll(() => told).toHaveLength(2);
    expect(told).toMatchObject([{ report: { failed: 0 } }, { report: { failed: 0 } }]);
    expect(watching.list()).toMatchObject([{ imported: 2, problem: null }]);
  }, 120_000);

  it('that goes away says so, and goes on when it is back', async () => {
    await writeFile(join(inbox, 'a.txt'), 'The lamp ship left at noon.');
    await watching.add(inbox);
    await come('a.txt');
    await rm(inbox, { recursive: true });
    await expect
      .poll(() => watching.list())
      .toMatchObject([{ problem: expect.stringMatching(/^The folder is gone\./) as string }]);
    await mkdir(inbox);
    await writeFile(join(inbox, 'b.txt'), 'The pilot came back by road.');
    await come('a.txt', 'b.txt');
    expect(watching.list()).toMatchObject([{ problem: null }]);
    await writeFile(join(inbox, 'c.txt'), 'Nobody had signed the book.');
    await come('a.txt', 'b.txt', 'c.txt');
  }, 120_000);

  it('that is empty and goes away says so, too', async () => {
    await watching.add(inbox);
    await rm(inbox, { recursive: true });
    await expect
      .poll(() => watching.list()[0]!.problem)
      .toBe('The folder is gone. Its files come again when it is back.');
  }, 120_000);

  it.skipIf(process.getuid?.() === 0)('that may not be read says so', async () => {
    await mkdir(join(inbox, 'sealed'));
    await chmod(join(inbox, 'sealed'), 0o000);
    await watching.add(inbox);
    await expect
      .poll(() => watching.list())
      .toMatchObject([{ problem: expect.stringMatching(/may not be read/) as string }]);
    await chmod(join(inbox, 'sealed'), 0o700);
  });

  it('is watched again when the library opens again, and takes what came meanwhile once', async () => {
    await writeFile(join(inbox, 'a.txt'), 'The lamp ship left at noon.');
    await watching.add(inbox);
    // Stopped before it had made a mark of the file, it would read it once more.
    await expect.poll(() => watching.list()).toMatchObject([{ imported: 1 }]);
    await stop();
    await writeFile(join(inbox, 'b.txt'), 'The pilot came back by road.');
    start();
    const reports: unknown[] = [];
    desk.onEvent((name, value) => {
      if (name === 'watched') reports.push(value);
    });
    await open();
    await come('a.txt', 'b.txt');
    await expect
      .poll(() => reports)
      .toMatchObject([{ folder: inbox, report: { imported: 1, duplicates: 0 } }]);
  }, 120_000);

  it('gives nothing any more once it is let go of, then or later', async () => {
    await watching.add(inbox);
    await watching.remove(inbox);
    expect(watching.list()).toEqual([]);
    await stop();
    start();
    await open();
    const other = join(home, 'other');
    await mkdir(other);
    await writeFile(join(inbox, 'a.txt'), 'The lamp ship left at noon.');
    await writeFile(join(other, 'b.txt'), 'The pilot came back by road.');
    await watching.add(other);
    await come('b.txt');
  }, 120_000);

  it('must be a folder, outside of the library, and not watched twice', async () => {
    await expect(watching.add(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(watching.add(' ')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(watching.add(home)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(watching.add(join(home, 'case', 'cache'))).rejects.toMatchObject({ code: 'bad-input' });
    await watching.add(inbox);
    await expect(watching.add(inbox)).rejects.toMatchObject({ code: 'conflict' });
    await expect(watching.remove(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that is gone at the next opening is listed with the reason', async () => {
    await watching.add(inbox);
    await stop();
    await rm(inbox, { recursive: true });
    start();
    await open();
    await expect
      .poll(() => watching.list())
      .toMatchObject([{ folder: inbox, problem: 'The folder is not there. Its files come when it is.' }]);
  });

  it('of a library under a passphrase is kept nowhere outside of it', async () => {
    await stop();
    start();
    await desk.use(
      await createLibrary(join(home, 'sealed'), 'Sealed', undefined, { passphrase: 'nine quiet harbours' }),
    );
    desk.emit('library', {} as never);
    await watching.add(inbox);
    await stop();
    start();
    await desk.use(
      await openLibrary(join(home, 'sealed'), undefined, { unlock: { passphrase: 'nine quiet harbours' } }),
    );
    desk.emit('library', {} as never);
    await expect(
      import('node:fs/promises').then(({ readFile }) => readFile(join(home, 'data', 'watched.json'))),
    ).rejects.toThrow();
    expect(watching.list()).toEqual([]);
  }, 120_000);
});
