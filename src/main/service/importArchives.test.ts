import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOptions, ImportOutcome } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Document } from '../../core/model/document';
import { inThisProcess } from '../import/inThisProcess';
import type { ParserPool } from '../import/parserPool';
import { writeZip } from '../import/office/testing/writeZip';
import { createLibrary } from '../library/library';
import { Desk } from './desk';
import { historyCalls } from './historyCalls';
import type { ImportInput } from './importInput';
import { importCalls, Importer } from './imports';
import { Uploads } from './uploads';

let home: string;
let desk: Desk;
let uploads: Uploads;
let importer: Importer;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-archives-'));
  desk = new Desk();
  uploads = new Uploads();
  importer = new Importer(desk, inThisProcess, uploads);
  await desk.use(await createLibrary(join(home, 'one'), 'One'));
});
afterEach(async () => {
  await desk.use(null);
  await uploads.close();
  await rm(home, { recursive: true });
});

const given = (path: string, bytes: Uint8Array | string): ImportInput => ({
  path,
  name: path.split('/').at(-1)!,
  read: () => Promise.resolve(Buffer.from(bytes)),
});
const run = (inputs: readonly ImportInput[], more: Partial<Parameters<Importer['run']>[1]> = {}) =>
  importer.run(inputs, { signal: new AbortController().signal, progress: () => undefined, ...more });
const lines = async (inputs: readonly ImportInput[]): Promise<string[]> =>
  (await run(inputs)).outcomes.map(({ path, status, error }) =>
    [status, path, error?.code].filter(Boolean).join(' '),
  );
const documents = async (): Promise<Map<string, Document>> => {
  const all = desk.library.summaries().map(({ id }) => desk.library.get('document', id));
  return new Map((await Promise.all(all)).map((one) => [one!.original.name, one!]));
};
const waiting = (): number => uploads.waiting;

const context = { signal: new AbortController().signal, progress: () => undefined };
const letter = (words: string): string => `${words}\n\nThe pier was empty, and nobody had signed the book.\n`;
const CASE = writeZip([
  { path: 'letters/', content: '' },
  { path: 'letters/1.txt', content: letter('The lamp was lit at five.') },
  { path: '__MACOSX/letters/._1.txt', content: 'x' },
  { path: 'letters/.DS_Store', content: 'x' },
  { path: '../../2.txt', content: letter('The radio was not heard.') },
  { path: 'ships.db', content: 'SQLite format 3\0' },
]);
const MESSAGE = `From: Mary <mary@pier.example>
To: desk@river.example
Subject: Two papers
Date: Tue, 12 Mar 2024 09:00:00 +0000
Message-ID: <two@pier.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Both papers are attached.
--b
Content-Type: text/plain
Content-Disposition: attachment; filename="paper.txt"

The council proposes to light the lamp at five.
--b
Content-Type: text/plain
Content-Disposition: attachment; filename="paper.txt"

The council proposes to light the lamp at six.
--b
Content-Type: message/rfc822

From: anna@river.example
Subject: The map
Message-ID: <map@river.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="c"

--c
Content-Type: text/plain

The map is attached.
--c
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="map.txt"

North of the pier lies the lamp.
--c--
--b--
`;

describe('an archive', () => {
  it('is a line for each file in it, and no document itself', async () => {
    expect(await lines([given('sent/case.zip', CASE), given('after.txt', letter('After.'))])).toEqual([
      'imported sent/case.zip/letters/1.txt',
      'imported sent/case.zip/2.txt',
      'failed sent/case.zip/ships.db file-binary',
      'imported after.txt',
    ]);
    const all = await documents();
    expect([...all.keys()].sort()).toEqual(['1.txt', '2.txt', 'after.txt']);
    expect(all.get('1.txt')!.within).toBe('case.zip/letters');
    expect(all.get('2.txt')!.within).toBe('case.zip');
    expect(all.get('after.txt')!.within).toBeUndefined();
    expect(waiting()).toBe(0);
  });

  it('is one step of the history with all that is in it', async () => {
    await run([given('case.zip', CASE), given('m.eml', MESSAGE)], { run: 'x' });
    expect(desk.history.state.undo).toBe('Import');
    await historyCalls(desk)['history.undo']({}, context);
    expect(desk.library.summaries().filter(({ trashedAt }) => trashedAt === null)).toEqual([]);
    expect(desk.history.state.undo).toBeNull();
  });

  it('may lie in an archive, four deep', async () => {
    let zip = writeZip([{ path: 'core.txt', content: letter('The core.') }]);
    for (let depth = 2; depth <= 4; depth += 1) zip = writeZip([{ path: `in/${depth}.zip`, content: zip }]);
    expect(await lines([given('a.zip', zip)])).toEqual([
      'imported a.zip/in/4.zip/in/3.zip/in/2.zip/core.txt',
    ]);
    expect((await documents()).get('core.txt')!.within).toBe('a.zip/in/4.zip/in/3.zip/in/2.zip');
    const deeper = writeZip([{ path: '5.zip', content: zip }]);
    const [line] = await lines([given('b.zip', deeper)]);
    expect(line).toMatch(/^failed b\.zip\/5\.zip\/in\/.* file-too-large$/);
  });

  it('says so when there is nothing in it, or it is none', async () => {
    expect(await lines([given('empty.zip', writeZip([])), given('torn.zip', CASE.subarray(0, 40))])).toEqual([
      'failed empty.zip file-empty',
      expect.stringMatching(/^failed torn\.zip /),
    ]);
  });

  it('lets all its files go when it is stopped', async () => {
    const stop = new AbortController();
    const report = await run([given('case.zip', CASE), given('b.txt', letter('B.'))], {
      signal: stop.signal,
      progress: () => stop.abort(),
    });
    expect(report.cancelled).toBe(true);
    expect(waiting()).toBe(0);
  });

  it('counts its files in the progress', async () => {
    const totals: number[] = [];
    await run([given('case.zip', CASE)], { progress: ({ done, total }) => void totals.push(total - done) });
    expect(totals.at(0)).toBe(1);
    expect(totals.at(-1)).toBe(0);
  });
});

describe('a message', () => {
  it('is followed by its attachments, which know it', async () => {
    expect(await lines([given('m.eml', MESSAGE)])).toEqual([
      'imported m.eml',
      'imported m.eml/paper.txt',
      'imported m.eml/paper (2).txt',
      'imported m.eml/The map.eml',
      'imported m.eml/The map.eml/map.txt',
    ]);
    const all = await documents();
    const parents = ['paper.txt', 'paper (2).txt', 'The map.eml', 'map.txt'].map(
      (name) => all.get(name)!.parent,
    );
    const { id } = all.get('m.eml')!;
    expect(parents).toEqual([id, id, id, all.get('The map.eml')!.id]);
    expect(all.get('The map.eml')!.mail).toEqual({ messageId: 'map@river.example', references: [] });
  });

  it('keeps its place when it lies in an archive', async () => {
    await run([given('case.zip', writeZip([{ path: 'mail/m.eml', content: MESSAGE }]))]);
    expect((await documents()).get('paper.txt')).toMatchObject({ within: 'case.zip/mail' });
  });

  it('comes out of a mailbox under its number and subject', async () => {
    const mailbox = `From a@b Tue Mar 12 09:00:00 2024\n${MESSAGE}\nFrom c@d Tue Mar 12 10:00:00 2024\nSubject: \n\nA line.\n>From here on nothing.\n`;
    expect((await lines([given('in.mbox', mailbox)])).filter((line) => !line.includes('.eml/'))).toEqual([
      'imported in.mbox/1 Two papers.eml',
      'imported in.mbox/2.eml',
    ]);
    expect((await documents()).get('2.eml')!.within).toBe('in.mbox');
  });
});

describe('a copy', () => {
  it('is named where its text is here already in other bytes, and is listed all the same', async () => {
    const text = letter('The same words.');
    const report = await run([
      given('a.txt', text),
      given('b.txt', text.replaceAll('\n', '\r\n')),
      given('c.txt', text),
    ]);
    expect(report.outcomes.map(({ status, remark }) => [status, remark])).toEqual([
      ['imported', null],
      ['imported', 'The same text as “The same words”.'],
      ['duplicate', expect.stringMatching(/^The same file is here as “.+”\.$/) as string],
    ]);
    const later = await run([given('d.txt', `\uFEFF${text}`)]);
    expect(later.outcomes[0]!.remark).toContain('The same text as “');
  });
});

describe('a file that asks for a choice', () => {
  /** Sealed files open with one word. */
  const asking: ParserPool = {
    ...inThisProcess,
    parse: (source, signal) => {
      if (!source.name.includes('sealed') || source.options?.password === 'lamp')
        return inThisProcess.parse(source, signal);
      throw new AppError('password-needed', `“${source.name}” is encrypted.`, 'Give its password.');
    },
  };
  const calls = () => importCalls(new Importer(desk, asking, uploads), uploads);
  const arrived = async (name: string, bytes: Uint8Array): Promise<string> => {
    const chunks = async function* () {
      yield await Promise.resolve(bytes);
    };
    return (await uploads.receive(name, null, chunks())).upload;
  };
  const tried = async (upload: string, options?: ImportOptions): Promise<ImportOutcome> => {
    const sources = [{ kind: 'upload' as const, upload, options }];
    return (await calls()['imports.run']({ sources, run: null }, context)).outcomes[0]!;
  };

  it('is kept for another try, with what the user says then, until it is let go', async () => {
    const zip = writeZip([{ path: 'odd/sealed.txt', content: letter('The lamp was lit at five.') }]);
    const first = await tried(await arrived('case.zip', zip));
    expect(first).toMatchObject({ status: 'failed', error: { code: 'password-needed' }, source: 0 });
    expect(waiting()).toBe(1);
    const wrong = await tried(first.retry!, { password: 'pier' });
    expect([wrong.status, wrong.retry]).toEqual(['failed', first.retry]);
    // The password is not remembered with the file.
    expect((await tried(wrong.retry!)).status).toBe('failed');
    const right = await tried(wrong.retry!, { password: 'lamp', encoding: 'windows-1252' });
    expect(right).toMatchObject({ status: 'imported', path: 'case.zip/odd/sealed.txt' });
    const { original, within } = (await documents()).get('sealed.txt')!;
    expect([original.encoding, original.encodingChosen, within]).toEqual([
      'windows-1252',
      true,
      'case.zip/odd',
    ]);
    expect(waiting()).toBe(0);
  });

  it('may be a sealed archive: one question for all that is in it', async () => {
    // By Info-ZIP 3.0, `zip -P lamp`.
    const sealed =
      'UEsDBBQACQAIALR9dl2SSBNQTAAAAEMAAAAIABwAbGFtcC50eHRVVAkAAyQOA2skDgNrdXgLAAEEAAAAAAQAAAAAQV3y88AU69ep3vRNmauCGWXllELYupejfr5IHTejGZbjX7WiG7vWMmJwfICT1vHG8xAjQBrjYO8r0ypAqLFpgHqy2ckDmtQGXBRZflBLBwiSSBNQTAAAAEMAAABQSwECHgMUAAkACAC0fXZdkkgTUEwAAABDAAAACAAYAAAAAAABAAAApIEAAAAAbGFtcC50eHRVVAUAAyQOA2t1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBOAAAAngAAAAAA';
    const first = await tried(await arrived('case.zip', Buffer.from(sealed, 'base64')));
    expect(first).toMatchObject({ path: 'case.zip', error: { code: 'password-needed' } });
    const second = await tried(first.retry!, { password: 'lamp' });
    expect(second).toMatchObject({ path: 'case.zip/lamp.txt', status: 'imported' });
    expect(waiting()).toBe(0);
  });

  it('is gone when it is forgotten', async () => {
    const { retry } = await tried(await arrived('sealed.txt', Buffer.from(letter('The radio.'))));
    expect(waiting()).toBe(1);
    await calls()['imports.forget']({ retries: [retry!, 'never there'] }, context);
    expect(waiting()).toBe(0);
  });
});
