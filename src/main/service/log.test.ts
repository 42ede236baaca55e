import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { Log } from './log';
import { LogFile } from './logFile';
import { startService } from '../testing/startService';

const CANARY = 'quetzalcoatlus';
let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the log', () => {
  it('it never holds a word of a source or a person, whatever goes wrong', async () => {
    const { library: running, client } = startService(folder);
    const attempt = (work: Promise<unknown>): Promise<unknown> => work.catch((thrown: unknown) => thrown);
    const location = at(`the ${CANARY} case`);
    await client.call('library.create', { name: `The ${CANARY} case`, location });
    const pasted = { kind: 'pasted', text: `A ${CANARY} was seen.\n`, title: `On the ${CANARY}` } as const;
    const { outcomes } = await client.call('imports.run', { sources: [pasted] });
    const id = outcomes[0]!.id!;
    const chunks = (async function* () {
      yield await Promise.resolve(Buffer.from([0, 1, 2, 3, 0, 0]));
    })();
    const { upload } = await running.bytes.receive(`${CANARY}.xyz`, null, chunks);
    await client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
    const subject = { kind: 'library' } as const;
    const note = await client.call('notes.add', { subject, text: `Ask about the ${CANARY}.` });
    await client.call('tags.add', { name: CANARY });
    await client.call('highlights.add', { document: id, from: 2, to: 2 + CANARY.length, comment: CANARY });
    await client.call('history.undo', {});
    const brief = await client.call('briefs.add', { title: `Brief on the ${CANARY}` });

    // Failures of every kind, each with the word in its message.
    await attempt(client.call('tags.add', { name: CANARY }));
    await attempt(client.call('briefs.edit', { id: brief.id, edit: { kind: 'remove', items: [id] } }));
    await attempt(client.call('library.open', { location: at(CANARY) }));
    await attempt(client.call('library.create', { name: CANARY.repeat(40), location: null }));
    await attempt(client.call('keeping.restore', { file: at(`${CANARY}.dossier`), to: at(CANARY) }));
    await attempt(client.call('highlights.add', { document: id, from: 5, to: 5 }));
    await attempt(client.call('keeping.deleteForGood', { ids: [id] }));
    await client.call('library.close', {});
    const noteFile = join(location, 'notes', note.id.slice(0, 2), `${note.id}.json`);
    await writeFile(noteFile, `{"text":"${CANARY}`);
    const folders = await readdir(join(location, 'documents'));
    const document = join(location, 'documents', folders[0]!, id);
    await writeFile(join(document, 'text.json'), CANARY);
    await client.call('library.open', { location });
    await attempt(client.call('documents.text', { id }));
    await rm(join(document, 'original'), { recursive: true });
    await attempt(running.bytes.original(id));

    const diagnosis = await client.call('shell.diagnosis', {});
    expect(JSON.stringify(diagnosis)).not.toContain(CANARY);
    expect(JSON.stringify(diagnosis)).not.toContain(folder);
    expect(diagnosis.sections.map(({ title }) => title)).toEqual(['Dossier', 'Library', 'Keeping']);
    expect(JSON.stringify(diagnosis)).toContain('{"name":"Saved searches","value":"0"}');
    expect(diagnosis.log.join('\n')).toContain('documents.text failed: library-damaged');
    const logged = await client.call('shell.log', {});
    expect(JSON.stringify(logged)).not.toContain(CANARY);
    await running.close();

    const names = await readdir(at('data', 'logs'));
    expect(names).toContain('dossier.log');
    for (const name of names) {
      expect(await readFile(at('data', 'logs', name), 'utf8')).not.toContain(CANARY);
      if (process.platform !== 'win32') {
        expect((await stat(at('data', 'logs', name))).mode & 0o777).toBe(0o600);
      }
    }
  });

  it('it names a bug by its place and not by its message', () => {
    const log = new Log(() => undefined);
    const bug = new TypeError(`cannot read “${CANARY}”\n    at ${CANARY} (file:///x.js:1:1)`);
    log.failed('notes.add', AppError.from(bug));
    expect(log.entries[0]!.message).toMatch(/^notes\.add failed: internal \(TypeError < .*log\.test\.ts:\d+/);
    expect(log.entries[0]!.message).not.toContain(CANARY);
  });

  it('it keeps what a person stopped to themselves', () => {
    const log = new Log(() => undefined);
    log.failed('keeping.backup', new AppError('cancelled', 'Stopped.'));
    expect(log.entries).toEqual([]);
  });
});

describe('the log file', () => {
  it('it stays bounded, keeps whole lines, and gives the last ones', async () => {
    const file = new LogFile(at('logs'));
    const line = 'x'.repeat(1000);
    for (let count = 0; count < 1200; count += 1) void file.add(`${count} ${line}`);
    const tail = await file.tail(3);
    expect(tail.map((each) => each.split(' ')[0])).toEqual(['1197', '1198', '1199']);
    let bytes = 0;
    for (const name of await readdir(at('logs'))) bytes += (await stat(at('logs', name))).size;
    expect(bytes).toBeLessThanOrEqual(2 * 256 * 1024);
  });

  it('it makes one line of what has line ends in it', async () => {
    const file = new LogFile(at('logs'));
    await file.add('one\ntwo\r\nthree');
    expect(await file.tail(10)).toEqual(['one two three']);
  });

  it('it fails nobody when its place cannot be written', async () => {
    await writeFile(at('logs'), 'a file');
    await new LogFile(at('logs')).add('line');
    expect(await readFile(at('logs'), 'utf8')).toBe('a file');
  });
});
