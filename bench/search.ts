import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import MiniSearch from 'minisearch';
import type { FeedDocument } from '../src/core/model/search';
import { newsCorpus, seeded, WORDS } from './newsCorpus';
import {
  createSearchIndex,
  openSearchIndex,
  segmentsOf,
  type SearchIndex,
} from '../src/core/search/searchIndex';

/**
 * What indexing and asking cost, against MiniSearch as it comes and SQLite's FTS5, on the same invented documents in the
 * same run: 1,000 and 10,000 of them, with `--large` 50,000 too; `--size=N` for one size, `--quick` without MiniSearch.
 * Each engine has a process of its own. All times are processor time, and of each query the quickest of three runs counts,
 * so that other work on the machine counts little; where one query takes a peer more than `SLOW`, a few queries are asked
 * once, and the table marks it. FTS5 is the one in Python's `sqlite3` module, driven by
 * `searchFts5.py` with times taken inside it; it is left out where there is no python3.
 *
 * Ours is asked twice: for the best 20 documents in order, with totals and counts of facets, which is held against the
 * peers, who answer with the best 20 documents; and for the whole answer, with 4 places in each, their snippets and anchors.
 */
const LIMIT = 20;
const HITS = 4;
const QUERIES = 200;
/** Milliseconds; a peer that needs more for one query is asked only so many, once each. */
const SLOW = 200;
const FEW = 16;

type Figures = {
  /** Seconds. */
  build: number;
  /** Megabytes after building, garbage gone: what the index holds (heap and buffers), and the whole process. */
  memory: number;
  resident: number;
  /** What the index holds once nothing is left to be tidied up; null where there is no such thing. */
  idle: number | null;
  /** Megabytes. */
  disk: number;
  /** Milliseconds from the bytes on disk to the first answer, and of reading the bytes alone. */
  load: number;
  read: number | null;
  /** Milliseconds: p50 and p95. */
  times: Record<string, Percentiles | null>;
  /** Share of documents that come first for sixteen of their words. */
  known: number;
};
/** The 50th and the 95th, and of how few queries where not all were asked. */
type Percentiles = readonly [number, number, few?: number];
type Queries = {
  one: string[];
  three: string[];
  keystrokes: string[];
  letters: string[];
  typo: string[];
  phrase: string[];
  known: { id: number; query: string }[];
};

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

// ------------------------------------------------------------------------------------------------------ engines

/** In batches: asking for the processor time costs some itself. */
async function* corpusOf(folder: string): AsyncIterable<FeedDocument[]> {
  const lines = createInterface({ input: createReadStream(join(folder, 'corpus.jsonl')) });
  let batch: FeedDocument[] = [];
  for await (const line of lines) {
    batch.push(JSON.parse(line) as FeedDocument);
    if (batch.length < 250) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function ours(folder: string): Promise<Figures> {
  const queries = queriesOf(folder);
  let index = createSearchIndex();
  let built = 0;
  for await (const documents of corpusOf(folder)) {
    const start = cpu();
    for (const document of documents) index.put(document);
    built += cpu() - start;
  }
  const start = cpu();
  search(index, 'nothing', false);
  built += cpu() - start;
  const { memory, resident } = megabytes();
  // Outside the time of building, as in the product: merging goes on while nothing else is to be done.
  while (index.tidy());
  const idle = megabytes().memory;
  const times: Figures['times'] = {};
  const ask = (name: string, asked: readonly string[], typing: boolean): void => {
    times[name] = percentiles(asked, (query) => search(index, query, typing, 0));
    times[`${name}, whole answer`] = percentiles(asked, (query) => search(index, query, typing));
  };
  ask('one word', queries.one, false);
  ask('three words', queries.three, false);
  ask('keystroke', queries.keystrokes, true);
  ask('first letter', queries.letters, true);
  ask('typo', queries.typo, false);
  ask(
    'phrase',
    queries.phrase.map((query) => `"${query}"`),
    false,
  );
  const known = share(
    queries.known,
    ({ id, query }) => search(index, query, false).groups[0]?.document === idOf(id),
  );

  const place = join(folder, 'ours');
  mkdirSync(place);
  const saved = index.save();
  writeFileSync(join(place, 'manifest'), saved.manifest);
  for (const segment of saved.segments) writeFileSync(join(place, segment.name), segment.bytes());
  index = createSearchIndex();
  globalThis.gc?.();
  const files = readdirSync(place);
  const disk = files.reduce((sum, file) => sum + statSync(join(place, file)).size, 0) / 1e6;
  const beforeRead = cpu();
  for (const file of files) readFileSync(join(place, file));
  const read = cpu() - beforeRead;
  globalThis.gc?.();
  const beforeLoad = cpu();
  const manifest = bytesOf(join(place, 'manifest'));
  const segments = new Map(segmentsOf(manifest)!.map((name) => [name, bytesOf(join(place, name))]));
  index = openSearchIndex(manifest, segments)!;
  search(index, queries.three[0]!, false);
  const load = cpu() - beforeLoad;
  return { build: built / 1000, memory, resident, idle, disk, load, read, times, known };
}

const bytesOf = (file: string): Uint8Array => readFileSync(file);
const search = (index: SearchIndex, query: string, typing: boolean, hitsPerDocument = HITS) =>
  index.search(query, { limit: LIMIT, hitsPerDocument, typing });

async function miniSearch(folder: string): Promise<Figures> {
  const queries = queriesOf(folder);
  const options = {
    fields: ['title', 'text'],
    searchOptions: { boost: { title: 3 }, combineWith: 'AND' as const },
  };
  let index = new MiniSearch<FeedDocument>(options);
  let built = 0;
  let count = 0;
  for await (const documents of corpusOf(folder)) {
    const start = cpu();
    for (const document of documents) index.add(document);
    built += cpu() - start;
    count += documents.length;
  }
  const { memory, resident } = megabytes();
  const fuzzy = (term: string): number | false => (term.length >= 5 ? 0.2 : false);
  const typing = (query: string): unknown =>
    index.search(query, { prefix: (_term, at, all) => at === all.length - 1 }).slice(0, LIMIT);
  const plain = (query: string): { id: unknown }[] => index.search(query).slice(0, LIMIT);
  const times = {
    'one word': fewIfSlow(queries.one, plain),
    'three words': fewIfSlow(queries.three, plain),
    keystroke: fewIfSlow(queries.keystrokes, typing),
    'first letter': fewIfSlow(queries.letters, typing),
    typo: fewIfSlow(queries.typo, (query) => index.search(query, { fuzzy }).slice(0, LIMIT)),
    phrase: null,
  };
  // Of sixteen words each: seconds in a large library.
  const known = share(
    count > 10_000 ? spread(queries.known) : queries.known,
    ({ id, query }) => plain(query)[0]?.id === idOf(id),
  );
  const file = join(folder, 'minisearch.json');
  writeFileSync(file, JSON.stringify(index));
  index = new MiniSearch<FeedDocument>(options);
  globalThis.gc?.();
  const start = cpu();
  index = MiniSearch.loadJSON<FeedDocument>(readFileSync(file, 'utf8'), options);
  plain(queries.three[0]!);
  return {
    build: built / 1000,
    memory,
    resident,
    idle: null,
    disk: statSync(file).size / 1e6,
    load: cpu() - start,
    read: null,
    times,
    known,
  };
}

function fts5(folder: string): Figures | null {
  const script = join(import.meta.dirname, 'searchFts5.py');
  const { stdout, status, stderr } = spawnSync('python3', [script, folder, String(LIMIT)], {
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout) as Figures;
  console.error(`No FTS5 here: ${stderr.trim().split('\n').at(-1) ?? 'python3 is missing'}`);
  return null;
}

function megabytes(): { memory: number; resident: number } {
  // Buffers are given back after what held them.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { memory: (heapUsed + arrayBuffers) / 1e6, resident: rss / 1e6 };
}

function fewIfSlow<T>(queries: readonly T[], ask: (query: T) => unknown): Percentiles {
  const few = spread(queries);
  for (const query of few.slice(0, 3)) ask(query);
  const [middle, high] = percentiles(few, ask, 1);
  return high > SLOW ? [middle, high, few.length] : percentiles(queries, ask);
}

/** A few of them, evenly apart. */
const spread = <T>(all: readonly T[]): readonly T[] =>
  all.filter((_, at) => Math.floor((at * FEW) / all.length) !== Math.floor(((at - 1) * FEW) / all.length));

function percentiles<T>(queries: readonly T[], ask: (query: T) => unknown, runs = 3): [number, number] {
  if (runs > 1) for (const query of queries.slice(0, 20)) ask(query);
  const times = queries
    .map((query) => {
      let least = Infinity;
      for (let run = 0; run < runs; run += 1) {
        const start = cpu();
        ask(query);
        least = Math.min(least, cpu() - start);
      }
      return least;
    })
    .sort((a, b) => a - b);
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))]!;
  return [at(0.5), at(0.95)];
}

const share = <T>(all: readonly T[], is: (each: T) => boolean): number => all.filter(is).length / all.length;

// ------------------------------------------------------------------------------------------------------- corpus

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const queriesOf = (folder: string): Queries =>
  JSON.parse(readFileSync(join(folder, 'queries.json'), 'utf8')) as Queries;

/** The documents of `newsCorpus` and questions about them, as files. */
async function writeCorpus(folder: string, size: number): Promise<void> {
  const random = seeded(1);
  const kept: { id: number; words: readonly string[] }[] = [];
  const file = createWriteStream(join(folder, 'corpus.jsonl'));
  for (const { number, title, text, words, published } of newsCorpus(size, random)) {
    if (number % Math.ceil(size / QUERIES) === 0) kept.push({ id: number, words });
    const document: FeedDocument = {
      kind: 'document',
      id: idOf(number),
      title,
      publisher: `Outlet ${number % 40}`,
      agency: null,
      authors: [],
      published,
      language: 'en',
      importedAt: '2026-01-01T00:00:00.000Z',
      textSha256: String(number),
      text,
      highlights: [],
    };
    if (!file.write(`${JSON.stringify(document)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const three = kept.map(({ words }) => {
    const at = 8 + Math.floor(random() * (words.length - 12));
    return words.slice(at, at + 3);
  });
  const queries: Queries = {
    one: three.map(([word]) => word!),
    three: three.map((words) => words.join(' ')),
    keystrokes: three
      .slice(0, 30)
      .flatMap((words) => [...words.join(' ')].map((_, at, letters) => letters.slice(0, at + 1).join(''))),
    letters: [...'abcdefghiklmnoprstuvz'],
    typo: kept.map(({ words }) => slip(pick(words.filter((word) => word.length >= 5)))),
    phrase: three.map((words) => words.join(' ')),
    known: kept.map(({ id, words }) => ({
      id,
      query: Array.from({ length: 16 }, () => pick(words)).join(' '),
    })),
  };
  writeFileSync(join(folder, 'queries.json'), JSON.stringify(queries));
}

/** Two neighbouring letters in the wrong order. */
function slip(word: string): string {
  const at = Math.max(1, word.length >> 1);
  return word.slice(0, at) + word.slice(at + 1, at + 2) + word[at]! + word.slice(at + 2);
}

// ---------------------------------------------------------------------------------------------------------- run

const ENGINES = { ours, MiniSearch: miniSearch } as const;

/** This file as the product's code is built: `tsx` wraps every function it meets to keep its name, which costs. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'search.mjs');
  await build({
    entryPoints: [import.meta.filename],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild'],
    logLevel: 'error',
  });
  symlinkSync(join(import.meta.dirname, '..', 'node_modules'), join(folder, 'node_modules'));
  return outfile;
}

function run(engine: keyof typeof ENGINES, file: string, folder: string): Figures {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=6000', file, `--engine=${engine}`, folder],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${engine} did not finish`);
  return JSON.parse(stdout) as Figures;
}

const number = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: value >= 100 ? 4 : 2, useGrouping: value >= 1000 });

export async function benchSearch(sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'dossier-search-'));
    try {
      await writeCorpus(folder, size);
      const file = await bundled(folder);
      const found: [string, Figures | null][] = [
        ['ours', run('ours', file, folder)],
        ['MiniSearch', process.argv.includes('--quick') ? null : run('MiniSearch', file, folder)],
        ['FTS5', fts5(folder)],
      ];
      const engines = found.flatMap(([name, figures]) => (figures ? [{ name, figures }] : []));
      console.log(
        `\n${number(size)} documents of ${WORDS} words (load ${number(loadavg()[0]!)} on ${cpus().length} cores)\n`,
      );
      const rows: [string, (figures: Figures) => string][] = [
        ['build, CPU s', ({ build }) => number(build)],
        ['memory, MB (the process)', ({ memory, resident }) => `${number(memory)} (${number(resident)})`],
        ['memory once idle, MB', ({ memory, idle }) => number(idle ?? memory)],
        ['on disk, MB', ({ disk }) => number(disk)],
        [
          'load to first answer, CPU ms (reading alone)',
          ({ load, read }) => (read === null ? number(load) : `${number(load)} (${number(read)})`),
        ],
        ...Object.keys(engines[0]!.figures.times).map((name): [string, (figures: Figures) => string] => [
          `${name}, ms p50/p95`,
          ({ times }) => {
            const [middle, high, few] = times[name] ?? [];
            if (middle === undefined || high === undefined) return 'none';
            return `${number(middle)}/${number(high)}${few === undefined ? '' : ` (${few} queries, once)`}`;
          },
        ]),
        ['known document first', ({ known }) => number(known)],
      ];
      console.log(`| | ${engines.map(({ name }) => name).join(' | ')} |`);
      console.log(`| --- |${' --- |'.repeat(engines.length)}`);
      for (const [name, of] of rows) {
        console.log(`| ${name} | ${engines.map(({ figures }) => of(figures)).join(' | ')} |`);
      }
      const [own, ...peers] = engines;
      for (const { name, figures } of peers) {
        const ratio = (theirs: number, mine: number): string => `${number(theirs / mine)} x`;
        console.log(
          `\n${name} against ours: build ${ratio(figures.build, own!.figures.build)}, memory ${ratio(figures.memory, own!.figures.memory)}, ` +
            Object.entries(figures.times)
              .flatMap(([key, theirs]) =>
                theirs ? [`${key} p95 ${ratio(theirs[1], own!.figures.times[key]![1])}`] : [],
              )
              .join(', '),
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const engine = process.argv.find((argument) => argument.startsWith('--engine='))?.slice(9);
  if (engine === undefined) {
    const only = process.argv.find((argument) => argument.startsWith('--size='));
    const sizes = process.argv.includes('--large') ? [1000, 10_000, 50_000] : [1000, 10_000];
    await benchSearch(only ? [Number(only.slice(7))] : sizes);
  } else {
    console.log(JSON.stringify(await ENGINES[engine as keyof typeof ENGINES](process.argv.at(-1)!)));
  }
}
