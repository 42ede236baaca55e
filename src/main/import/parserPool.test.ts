import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createParserPool,
  forkParser,
  parserEnvironment,
  type ParserPool,
  type ParserPoolOptions,
  type ParserProcess,
} from './parserPool';

const PARSER = join(import.meta.dirname, 'parser.ts');
const signal = new AbortController().signal;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('createParserPool', () => {
  let folder: string;
  let hangs: string;
  let swells: string;
  let dies: string;
  let lies: string;
  let confesses: string;
  let pool: ParserPool | null = null;
  let started = 0;
  /** Resolves with the first message of a process, whatever the pool makes of it. */
  let heard: Promise<unknown>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parsers-'));
    const program = async (name: string, body: string): Promise<string> => {
      const path = join(folder, `${name}.mjs`);
      await writeFile(
        path,
        `process.on('message', (request) => { ${body} });\nprocess.on('disconnect', () => process.exit());`,
      );
      return path;
    };
    hangs = await program(
      'hangs',
      // An answer that nobody waits for tells the test that it is about to hang.
      `if (request.name === 'bad.txt') { process.send({ id: 0, unpacked: true }); for (;;); }\nprocess.send({ id: request.id, error: { code: 'file-empty', message: 'x', next: null } });`,
    );
    swells = await program('swells', 'const all = []; for (;;) all.push(new Array(1000).fill({}));');
    dies = await program('dies', 'process.exit(3);');
    // Tries what no reader of files has a reason to do, and tells how far it came.
    confesses = await program(
      'confesses',
      `const tried = {};
      const attempt = async (name, work) => { try { await work(); tried[name] = 'done'; } catch (error) { tried[name] = error.code; } };
      void (async () => {
        const fs = await import('node:fs');
        await attempt('write', () => fs.writeFileSync(${JSON.stringify(join(folder, 'mark'))}, 'x'));
        await attempt('remove', () => fs.rmSync(${JSON.stringify(folder)}, { recursive: true }));
        await attempt('start', async () => (await import('node:child_process')).execFileSync(process.execPath, ['-v']));
        await attempt('thread', async () => new (await import('node:worker_threads')).Worker('', { eval: true }));
        process.send({ id: request.id, error: { code: 'internal', message: JSON.stringify({ ...tried, environment: Object.keys(process.env) }), next: null } });
      })();`,
    );
    lies = await program('lies', `process.send({ id: request.id, parsed: { text: 7 } });`);
    return () => rm(folder, { recursive: true });
  });

  afterEach(async () => {
    await pool?.close();
    pool = null;
  });

  function open(
    options: Partial<ParserPoolOptions> & { entry: string },
    nodeArguments: string[] = [],
  ): ParserPool {
    started = 0;
    let hear: (message: unknown) => void = () => undefined;
    heard = new Promise((resolve) => (hear = resolve));
    pool = createParserPool({
      start: (entry) => {
        started += 1;
        const parser = forkParser(entry, nodeArguments);
        return {
          ...parser,
          onMessage: (listener) => {
            parser.onMessage(hear);
            parser.onMessage(listener);
          },
        };
      },
      ...options,
    });
    return pool;
  }

  it('reads files in a process and uses it again', async () => {
    const parsers = open({ entry: PARSER, size: 1 }, ['--import', 'tsx']);
    const names = ['a.txt', 'b.txt', 'c.md'];
    const read = await Promise.all(
      names.map((name) =>
        parsers.parse({ name, bytes: bytes(`# ${name}\n\nThe ferry did not run.`) }, signal),
      ),
    );
    expect(read.map((parsed) => parsed.mediaType)).toEqual(['text/plain', 'text/plain', 'text/markdown']);
    expect(read[2]!.metadata.title).toBe('c.md');
    expect(started).toBe(1);
  });

  it('passes on why a file cannot be read', async () => {
    const parsers = open({ entry: PARSER }, ['--import', 'tsx']);
    await expect(parsers.parse({ name: 'blank.txt', bytes: bytes(' \n') }, signal)).rejects.toMatchObject({
      name: 'AppError',
      code: 'file-empty',
    });
  });

  it('refuses what needs no reading without starting a process', async () => {
    const parsers = open({ entry: PARSER });
    await expect(
      parsers.parse({ name: 'a.heic', bytes: bytes('\0\0\0\x18ftypheic') }, signal),
    ).rejects.toMatchObject({
      code: 'format-unsupported',
    });
    expect(started).toBe(0);
  });

  it('gives no process 200 MB of text', async () => {
    const parsers = open({ entry: PARSER });
    const large = new Uint8Array(200 * 1024 * 1024).fill(97);
    await expect(parsers.parse({ name: 'large.txt', bytes: large }, signal)).rejects.toMatchObject({
      code: 'file-too-large',
      message: '“large.txt” has 200 MB; Dossier reads text files up to 32 MB.',
    });
    expect(started).toBe(0);
  });

  it('ends a file that takes too long, and reads the next', async () => {
    // The time of the pool stands still: what a busy machine needs to start a process is none of the file's.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const parsers = open({ entry: hangs, size: 1 });
      const bad = parsers.parse({ name: 'bad.txt', bytes: bytes('x') }, signal);
      const good = parsers.parse({ name: 'good.txt', bytes: bytes('x') }, signal);
      const refused = expect(bad).rejects.toMatchObject({
        code: 'timed-out',
        message: '“bad.txt” took longer than 60 seconds to read.',
      });
      await heard;
      vi.advanceTimersByTime(59_999);
      expect(started).toBe(1);
      vi.advanceTimersByTime(1);
      await refused;
      await expect(good).rejects.toMatchObject({ code: 'file-empty' });
      expect(started).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('names a file that needs too much memory', async () => {
    const parsers = open({ entry: swells }, ['--max-old-space-size=24']);
    await expect(parsers.parse({ name: 'bomb.txt', bytes: bytes('x') }, signal)).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });

  it('survives a process that dies', async () => {
    const parsers = open({ entry: dies, size: 1 });
    await expect(parsers.parse({ name: 'a.txt', bytes: bytes('x') }, signal)).rejects.toMatchObject({
      code: 'internal',
    });
    await expect(parsers.parse({ name: 'b.txt', bytes: bytes('x') }, signal)).rejects.toThrow('b.txt');
    expect(started).toBe(2);
  });

  it('takes no answer that is not of the form it asked for, from a real process', async () => {
    await expect(
      open({ entry: lies }).parse({ name: 'a.txt', bytes: bytes('x') }, signal),
    ).rejects.toMatchObject({ code: 'internal' });
  });

  it('starts a process that can read files and do nothing else, and knows no secrets of ours', async () => {
    process.env.DOSSIER_TEST_SECRET = 'token';
    pool = createParserPool({ entry: confesses });
    const told = await pool
      .parse({ name: 'a.txt', bytes: bytes('x') }, signal)
      .catch((error: unknown) => (error as Error).message);
    delete process.env.DOSSIER_TEST_SECRET;
    const { environment, ...tried } = JSON.parse(told as string) as { environment: string[] };
    expect(tried).toEqual({
      write: 'ERR_ACCESS_DENIED',
      remove: 'ERR_ACCESS_DENIED',
      start: 'ERR_ACCESS_DENIED',
      thread: 'ERR_ACCESS_DENIED',
    });
    // The first three are how a channel to the process that started it is handed over.
    const known = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NODE_UNIQUE_ID'];
    expect(environment.filter((name) => !known.includes(name) && !(name in parserEnvironment()))).toEqual([]);
  });

  it('gives a process of the environment only what it cannot do without', () => {
    const given = {
      ...{ SystemRoot: 'C:\\Windows', TZ: 'UTC', LANG: 'de_DE.UTF-8', PATH: '/usr/bin', HOME: '/home/a' },
      ...{ NODE_OPTIONS: '--require x', HTTPS_PROXY: 'http://user:word@proxy', TOKEN: 'x' },
    };
    expect(parserEnvironment(given)).toEqual({ SystemRoot: 'C:\\Windows', TZ: 'UTC', LANG: 'de_DE.UTF-8' });
  });

  it('stops what is waiting and what is running when the signal says so', async () => {
    const parsers = open({ entry: hangs, size: 1 });
    const stop = new AbortController();
    const running = parsers.parse({ name: 'bad.txt', bytes: bytes('x') }, stop.signal);
    const waiting = parsers.parse({ name: 'next.txt', bytes: bytes('x') }, stop.signal);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(parsers.parse({ name: 'a.txt', bytes: bytes('x') }, stop.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('rejects what is not finished when it is closed', async () => {
    const parsers = open({ entry: hangs });
    const running = parsers.parse({ name: 'bad.txt', bytes: bytes('x') }, signal);
    const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await parsers.close();
    await refused;
  });
});

describe('a process that answers as it likes', () => {
  /** Stands for a parser process: the test says what comes from it. */
  function puppets() {
    const all: {
      answer: (message: unknown) => void;
      end: (abort: boolean) => void;
      killed: boolean;
      asked: number[];
    }[] = [];
    const start = (): ParserProcess => {
      const puppet = {
        answer: () => undefined,
        end: () => undefined,
        killed: false,
        asked: [],
      } as (typeof all)[0];
      all.push(puppet);
      return {
        send: ({ id }) => void puppet.asked.push(id),
        onMessage: (listener) => (puppet.answer = listener),
        onEnd: (listener) => (puppet.end = listener),
        kill: () => {
          puppet.killed = true;
          puppet.end(false);
        },
        hold: () => undefined,
      };
    };
    return { all, start };
  }
  const parsed = (text: string) => ({
    text,
    blocks: [],
    layers: [],
    metadata: {
      ...{ title: text, publisher: null, agency: null, authors: [], published: null, updated: null },
      ...{ language: null, address: null, placeLine: null, reliability: null, custom: {} },
    },
    guessed: [],
    evidence: {},
    contains: 0,
    encoding: null,
    mediaType: 'text/plain',
    remark: null,
  });
  const source = (name: string) => ({ name, bytes: bytes('x') });

  it('is heard once for each file: a second answer never becomes that of the next file', async () => {
    const { all, start } = puppets();
    const pool = createParserPool({ entry: '', size: 1, start });
    const first = pool.parse(source('a.txt'), signal);
    const second = pool.parse(source('b.txt'), signal);
    const [puppet] = all;
    puppet!.answer({ id: 1, parsed: parsed('a') });
    puppet!.answer({ id: 1, parsed: parsed('twice') });
    puppet!.answer({ id: 77, parsed: parsed('made up') });
    puppet!.answer({ id: 2, parsed: parsed('b') });
    puppet!.answer({ id: 2, parsed: parsed('late') });
    expect((await first).text).toBe('a');
    expect((await second).text).toBe('b');
    await pool.close();
  });

  const nonsense: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a word', 'done'],
    ['a list', [1, 2]],
    ['no id', { parsed: parsed('x') }],
    ['neither result nor error', { id: 1 }],
    ['a text that is none', { id: 1, parsed: { ...parsed('x'), text: 7 } }],
    [
      'a block that is none',
      { id: 1, parsed: { ...parsed('x'), blocks: [{ kind: 'paragraph', from: -1, to: 'x' }] } },
    ],
    [
      'a kind nobody knows',
      { id: 1, parsed: { ...parsed('x'), blocks: [{ kind: 'script', from: 0, to: 1 }] } },
    ],
    ['metadata as text', { id: 1, parsed: { ...parsed('x'), metadata: 'x' } }],
    ['an error of no known code', { id: 1, error: { code: 'rm -rf', message: 'x', next: null } }],
    ['its own prototype', { id: 1, parsed: JSON.parse('{"__proto__":{"text":"x"}}') as unknown }],
  ];
  it.each(nonsense)('costs itself and its file when it answers %s', async (_, message) => {
    const { all, start } = puppets();
    const pool = createParserPool({ entry: '', size: 1, start });
    const bad = pool.parse(source('a.txt'), signal);
    const good = pool.parse(source('b.txt'), signal);
    all[0]!.answer(message);
    await expect(bad).rejects.toMatchObject({ code: 'internal' });
    // Whoever has lied once is not asked again.
    expect(all[0]!.killed).toBe(true);
    all[1]!.answer({ id: 2, parsed: parsed('b') });
    expect((await good).text).toBe('b');
    await pool.close();
  });

  it('says of a file whose ranges lie outside its text that it cannot be read', async () => {
    for (const range of [
      { from: 0, to: 99 },
      { from: 3, to: 2 },
    ]) {
      const { all, start } = puppets();
      const pool = createParserPool({ entry: '', size: 1, start });
      const bad = pool.parse(source('a.txt'), signal);
      all[0]!.answer({ id: 1, parsed: { ...parsed('short'), blocks: [{ kind: 'paragraph', ...range }] } });
      await expect(bad).rejects.toMatchObject({ code: 'internal' });
      await pool.close();
    }
  });
});
