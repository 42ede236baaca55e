import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createParserPool, forkParser, type ParserPool, type ParserPoolOptions } from './parserPool';

const PARSER = join(import.meta.dirname, 'parser.ts');
const signal = new AbortController().signal;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('createParserPool', () => {
  let folder: string;
  let hangs: string;
  let swells: string;
  let dies: string;
  let lies: string;
  let pool: ParserPool | null = null;
  let started = 0;

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
      `if (request.name === 'bad.txt') for (;;);\nprocess.send({ id: request.id, error: { code: 'file-empty', message: 'x', next: null } });`,
    );
    swells = await program('swells', 'const all = []; for (;;) all.push(new Array(1000).fill({}));');
    dies = await program('dies', 'process.exit(3);');
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
    pool = createParserPool({
      start: (entry) => {
        started += 1;
        return forkParser(entry, nodeArguments);
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
    await expect(parsers.parse({ name: 'a.pdf', bytes: bytes('%PDF-1.7') }, signal)).rejects.toMatchObject({
      code: 'format-unsupported',
    });
    expect(started).toBe(0);
  });

  it('ends a file that takes too long, and reads the next', async () => {
    // Long enough for a process to start on a busy machine.
    const parsers = open({ entry: hangs, size: 1, deadline: 3_000 });
    const bad = parsers.parse({ name: 'bad.txt', bytes: bytes('x') }, signal);
    const good = parsers.parse({ name: 'good.txt', bytes: bytes('x') }, signal);
    await expect(bad).rejects.toMatchObject({
      code: 'timed-out',
      message: '“bad.txt” took longer than 3 seconds to read.',
    });
    await expect(good).rejects.toMatchObject({ code: 'file-empty' });
    expect(started).toBe(2);
  });

  it('names a file that needs too much memory', async () => {
    const parsers = open({ entry: swells }, ['--max-old-space-size=24']);
    await expect(parsers.parse({ name: 'bomb.txt', bytes: bytes('x') }, signal)).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });

  it('survives a process that dies or answers nonsense', async () => {
    await expect(
      open({ entry: dies }).parse({ name: 'a.txt', bytes: bytes('x') }, signal),
    ).rejects.toMatchObject({
      code: 'internal',
    });
    await expect(
      open({ entry: lies }).parse({ name: 'a.txt', bytes: bytes('x') }, signal),
    ).rejects.toMatchObject({
      code: 'internal',
    });
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
