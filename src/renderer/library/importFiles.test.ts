import { describe, expect, it, vi } from 'vitest';
import type { ImportProgress, ImportReport, ImportSource } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import type { IncomingFile } from '../app/incomingFiles';
import { batchAfter, importFiles, withFolders, type ImportDoors } from './importFiles';
import { PauseGate } from './pauseGate';

const file = (name: string, folder = ''): IncomingFile => ({
  file: new File([`Text of ${name}.`], name),
  path: `${folder}${name}`,
});
const files = (count: number): IncomingFile[] =>
  Array.from({ length: count }, (_, number) => file(`${number}.txt`));

/** A service that imports everything but names with `bad` in them. */
function doors(overrides: Partial<ImportDoors> = {}): ImportDoors & { batches: string[][] } {
  const batches: string[][] = [];
  return {
    batches,
    upload: (given) => Promise.resolve({ upload: given.name }),
    run: (sources: ImportSource[], _run, { onProgress }) => {
      const names = sources.map((source) => (source.kind === 'upload' ? source.upload : ''));
      batches.push(names);
      const outcomes = names.map((path, index): ImportReport['outcomes'][number] => {
        onProgress({ done: index + 1, total: names.length, current: path });
        const isBad = path.includes('bad');
        return {
          path,
          status: isBad ? 'failed' : 'imported',
          id: isBad ? null : newId(),
          title: path,
          words: 3,
          remark: null,
          error: isBad ? { code: 'file-binary', message: `“${path}” is no text.`, next: null } : null,
        };
      });
      return Promise.resolve({ imported: 0, duplicates: 0, failed: 0, cancelled: false, outcomes });
    },
    ...overrides,
  };
}

const start = (given: readonly IncomingFile[], to: ImportDoors, signal = new AbortController().signal) => {
  const seen: ImportProgress[] = [];
  const report = importFiles(given, to, {
    signal,
    batchFiles: 4,
    onProgress: (value) => seen.push(value),
  });
  return { seen, report };
};

describe('importFiles', () => {
  it('brings every file in, in order, a batch at a time', async () => {
    const service = doors();
    const { seen, report } = start(files(10), service);
    const { imported, outcomes, cancelled } = await report;
    expect([imported, cancelled]).toEqual([10, false]);
    expect(outcomes.map((outcome) => outcome.path)).toEqual(files(10).map(({ path }) => path));
    expect(service.batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(seen.at(-1)).toMatchObject({ done: 10, total: 10 });
    expect(seen.every((value, index) => index === 0 || value.done >= seen[index - 1]!.done)).toBe(true);
  });

  it('cuts batches by how fast files are read, beginning with fifty', async () => {
    const service = doors();
    const { signal } = new AbortController();
    await importFiles(files(400), service, { signal, onProgress: () => undefined });
    const sizes = service.batches.map((batch) => batch.length);
    expect(sizes.slice(0, 2)).toEqual([50, 50]);
    // Nothing is quicker than this service: the third, cut when the first was read, has more.
    expect(sizes[2]).toBeGreaterThan(50);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
  });

  it('sends small files together, and large ones alone', async () => {
    const large = new File(['w'.repeat(100_000)], 'large.txt');
    const parcels: string[][] = [];
    const alone: string[] = [];
    const service = doors({
      upload: (given) => {
        alone.push(given.name);
        return Promise.resolve({ upload: given.name });
      },
      uploadTogether: (given) => {
        parcels.push(given.map(({ name }) => name));
        return Promise.resolve(given.map(({ name }) => ({ upload: name })));
      },
    });
    const given = [...files(2), { file: large, path: 'large.txt' }, file('bad.txt')];
    const { outcomes } = await start(given, service).report;
    expect(parcels).toEqual([['0.txt', '1.txt']]);
    expect(alone).toEqual(['large.txt', 'bad.txt']);
    expect(outcomes.map(({ path }) => path)).toEqual(['0.txt', '1.txt', 'large.txt', 'bad.txt']);
  });

  it('says of each file sent together why it did not arrive', async () => {
    const error = { code: 'disk-full', message: 'There is no room.', next: null } as const;
    const service = doors({
      uploadTogether: (given) =>
        Promise.resolve(given.map(({ name }) => (name === '1.txt' ? { error } : { upload: name }))),
    });
    const { outcomes } = await start(files(3), service).report;
    expect(outcomes.map(({ path, status }) => [path, status])).toEqual([
      ['0.txt', 'imported'],
      ['1.txt', 'failed'],
      ['2.txt', 'imported'],
    ]);
    expect(outcomes[1]!.error).toEqual(error);
  });

  it('sends files alone when they cannot be sent together', async () => {
    const service = doors({
      upload: (given) =>
        given.name === '1.txt'
          ? Promise.reject(new DOMException('gone', 'NotFoundError'))
          : Promise.resolve({ upload: given.name }),
      uploadTogether: () => Promise.reject(new AppError('file-unreadable', '1.txt could not be sent.')),
    });
    const { outcomes } = await start(files(3), service).report;
    expect(outcomes.map(({ status }) => status)).toEqual(['imported', 'failed', 'imported']);
  });

  it('goes on after a file that cannot be imported', async () => {
    const { report } = start([file('a.txt'), file('bad.txt'), file('b.txt')], doors());
    expect((await report).outcomes.map((outcome) => outcome.status)).toEqual([
      'imported',
      'failed',
      'imported',
    ]);
  });

  it('goes on after a file that cannot be sent, and keeps the order', async () => {
    const service = doors({
      upload: (given) =>
        given.name === '1.txt'
          ? Promise.reject(new DOMException('gone', 'NotFoundError'))
          : Promise.resolve({ upload: given.name }),
    });
    const { outcomes, failed } = await start(files(6), service).report;
    expect(failed).toBe(1);
    expect(outcomes.map((outcome) => outcome.path)).toEqual(files(6).map(({ path }) => path));
    expect(outcomes[1]!.error).toMatchObject({ code: 'file-unreadable' });
  });

  it('reports files under the names they were given with, folders included', async () => {
    const { outcomes } = await start([file('a.txt', 'case/wire/'), file('bad.txt', 'case/')], doors()).report;
    expect(outcomes.map((outcome) => outcome.path)).toEqual(['case/wire/a.txt', 'case/bad.txt']);
  });

  it('stops when asked: what was done is reported, the rest is not touched', async () => {
    const controller = new AbortController();
    const service = doors();
    const run = vi.fn<ImportDoors['run']>(async (...given) => {
      controller.abort();
      return service.run(...given);
    });
    const { outcomes, cancelled } = await start(files(12), { ...service, run }, controller.signal).report;
    expect(cancelled).toBe(true);
    expect(outcomes).toHaveLength(4);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('keeps what the service says it did before it stopped', async () => {
    const controller = new AbortController();
    const run: ImportDoors['run'] = async (sources, name, options) => {
      controller.abort();
      const report = await doors().run(sources.slice(0, 2), name, options);
      return { ...report, cancelled: true };
    };
    const { outcomes, cancelled } = await start(files(4), doors({ run }), controller.signal).report;
    expect([outcomes.length, cancelled]).toEqual([2, true]);
  });

  it('names all its calls as one run', async () => {
    const runs: string[] = [];
    const service = doors();
    const run: ImportDoors['run'] = (sources, name, options) => {
      runs.push(name);
      return service.run(sources, name, options);
    };
    await start(files(10), { ...service, run }).report;
    expect([runs.length, new Set(runs).size]).toEqual([3, 1]);
  });

  it('gives up a batch that does not end after the stop', async () => {
    const controller = new AbortController();
    const run: ImportDoors['run'] = (_sources, _run, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')));
        controller.abort();
      });
    const { outcomes, cancelled, failed } = await start(files(3), doors({ run }), controller.signal).report;
    expect([outcomes.length, cancelled, failed]).toEqual([0, true, 0]);
  });

  it('does not try the rest where every file would fail the same way', async () => {
    const full = new AppError('disk-full', 'The disk is full.', 'Make room.');
    const run = vi.fn<ImportDoors['run']>(() => Promise.reject(full));
    const { outcomes } = await start(files(12), doors({ run })).report;
    expect(run).toHaveBeenCalledTimes(1);
    expect(outcomes).toHaveLength(12);
    expect(new Set(outcomes.map((outcome) => outcome.error?.code))).toEqual(new Set(['disk-full']));
  });

  it('goes on after a batch that failed by itself', async () => {
    const service = doors();
    let first = true;
    const run: ImportDoors['run'] = (...given) => {
      if (!first) return service.run(...given);
      first = false;
      return Promise.reject(new AppError('internal', 'A bug.'));
    };
    const { imported, failed } = await start(files(6), { ...service, run }).report;
    expect([imported, failed]).toEqual([2, 4]);
  });

  it('waits while it is paused, and goes on or stops from there', async () => {
    const service = doors();
    const controller = new AbortController();
    const gate = new PauseGate();
    const done: number[] = [];
    const report = importFiles(files(12), service, {
      signal: controller.signal,
      batchFiles: 4,
      mayGoOn: gate.passed,
      onProgress: ({ current, done: count }) => {
        if (current !== '') return;
        done.push(count);
        gate.shut();
      },
    });
    await expect.poll(() => done).toEqual([4]);
    expect(service.batches).toHaveLength(1);
    gate.open();
    await expect.poll(() => done).toEqual([4, 8]);
    controller.abort();
    gate.open();
    expect(await report).toMatchObject({ imported: 8, cancelled: true });
  });

  it('counts files, not what came out of them, and never goes back', async () => {
    const run: ImportDoors['run'] = async (sources, name, options) => {
      const { outcomes, ...counts } = await doors().run(sources, name, {
        ...options,
        onProgress: () => undefined,
      });
      for (const [done, total] of [
        [1, 4],
        [2, 400],
        [400, 400],
      ] as const)
        options.onProgress({ done, total, current: 'inside' });
      const inside = outcomes.flatMap((outcome, source) => [1, 2, 3].map(() => ({ ...outcome, source })));
      return { ...counts, outcomes: inside };
    };
    const { seen, report } = start(files(8), doors({ run }));
    expect((await report).outcomes).toHaveLength(24);
    expect(seen.filter(({ current }) => current === '').map(({ done }) => done)).toEqual([4, 8]);
    const counted = seen.map(({ done }) => done);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
  });
});

describe('batchAfter', () => {
  it('gives as many files as are read in a second and a half, twice as many as before at most', () => {
    expect(batchAfter(50, 50, 1_000)).toBe(75);
    expect(batchAfter(50, 50, 100)).toBe(100);
    expect(batchAfter(300, 300, 100)).toBe(400);
  });

  it('gives few where files take long, and keeps to it where none was read', () => {
    expect(batchAfter(50, 50, 15_000)).toBe(10);
    expect(batchAfter(50, 0, 5)).toBe(50);
  });
});

describe('withFolders', () => {
  it.each([
    ['case.zip/a.txt', 'sent/june/case.zip', 'sent/june/case.zip/a.txt'],
    ['case.zip/letters/a.pdf', 'sent/case.zip/letters/a.pdf', 'sent/case.zip/letters/a.pdf'],
    ['a.txt', 'sent/a.txt', 'sent/a.txt'],
    ['a.txt', undefined, 'a.txt'],
  ])('knows %s given as %s', (path, given, full) => {
    expect(withFolders(path, given)).toBe(full);
  });
});
