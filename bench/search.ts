import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';
import type { FeedDocument } from '../src/core/model/search';
import { createSearchIndex, type SearchIndex } from '../src/core/search/searchIndex';
import { printRows, type BenchRow } from './benchRow';

/**
 * What indexing and asking cost, against MiniSearch as it comes on the same invented documents in the same run. Ours
 * answers with places and snippets, checks phrases and finds words of scripts without spaces; the peer gives documents.
 */
export async function benchSearch(sizes: readonly number[] = [1000]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) rows.push(...(await measure(size)));
  return rows;
}

const PEER = 'MiniSearch';
const WORDS = 600;

async function measure(size: number): Promise<BenchRow[]> {
  const corpus = makeCorpus(size);
  const label = `${size.toLocaleString('en')} documents`;
  const rows: BenchRow[] = [];
  const row = (name: string, ours: number, peer: number | null, unit: string): void => {
    rows.push({ name: `${label}: ${name}`, ours, peer, unit, peerName: peer === null ? null : PEER });
  };

  const ours = await built(() => {
    const index = createSearchIndex();
    for (const document of corpus) index.put(document);
    return index;
  });
  const peer = await built(() => {
    const index = new MiniSearch<FeedDocument>({ fields: ['title', 'text'] });
    index.addAll(corpus);
    return index;
  });
  row('index', ours.seconds, peer.seconds, 's');
  row('memory', ours.megabytes, peer.megabytes, 'MB');

  const ask = (query: string, typing: boolean): unknown => searchAll(ours.value, query, typing);
  const askPeer = (query: string, typing: boolean): unknown =>
    peer.value.search(query, {
      combineWith: 'AND',
      prefix: typing && ((_term, at, all) => at === all.length - 1),
    });
  const fuzzyPeer = (query: string): unknown =>
    peer.value.search(query, { combineWith: 'AND', fuzzy: (term) => (term.length >= 5 ? 0.2 : false) });

  const random = seeded(7);
  const pick = (): readonly string[] => corpus[Math.floor(random() * corpus.length)]!.text.split(/\W+/);
  const queries = Array.from({ length: 60 }, () => {
    const words = pick();
    const at = Math.floor(random() * (words.length - 4)) + 1;
    return words.slice(at, at + 3);
  });
  const compare = (
    name: string,
    given: readonly string[],
    typing: boolean,
    peerAsks: typeof ask | null,
  ): void => {
    const own = percentiles(given.map((query) => time(() => ask(query, typing))));
    const others = peerAsks && percentiles(given.map((query) => time(() => peerAsks(query, typing))));
    row(`${name}, p50`, own.p50, others?.p50 ?? null, 'ms');
    row(`${name}, p95`, own.p95, others?.p95 ?? null, 'ms');
  };
  compare(
    'one word',
    queries.map(([word]) => word!),
    false,
    askPeer,
  );
  compare(
    'three words',
    queries.map((words) => words.join(' ')),
    false,
    askPeer,
  );
  compare(
    'a word with a typo',
    queries.map(([, word]) => slip(word!)),
    false,
    fuzzyPeer,
  );
  compare(
    'phrase of three words',
    queries.map((words) => `"${words.join(' ')}"`),
    false,
    null,
  );
  const keystrokes = queries
    .slice(0, 20)
    .flatMap((words) => [...words.join(' ')].map((_, at, letters) => letters.slice(0, at + 1).join('')));
  compare('each keystroke of three words', keystrokes, true, askPeer);
  compare('a first letter', [...'abcdefghiklmnoprstuvz'], true, askPeer);

  const edited = corpus[size >> 1]!;
  const times = Array.from({ length: 20 }, (_, n) =>
    time(() =>
      ours.value.put({
        ...edited,
        highlights: [{ id: edited.id, from: 0, to: 10, comment: `remark ${n}`, tags: ['Tag'] }],
      }),
    ),
  );
  row('a highlight is searchable', percentiles(times).p50, null, 'ms');
  return rows;
}

const searchAll = (index: SearchIndex, query: string, typing: boolean): unknown =>
  index.search(query, { limit: 50, hitsPerDocument: 4, typing });

async function built<T>(build: () => T): Promise<{ value: T; seconds: number; megabytes: number }> {
  await settle();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const start = performance.now();
  const value = build();
  const seconds = (performance.now() - start) / 1000;
  await settle();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  return { value, seconds, megabytes: (after - before) / 1e6 };
}

/** Lets garbage go where node was started with --expose-gc; memory is only then a figure to trust. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  globalThis.gc?.();
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentiles(times: readonly number[]): { p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Two neighbouring letters in the wrong order. */
function slip(word: string): string {
  const at = Math.max(1, word.length >> 1);
  return word.slice(0, at) + word.slice(at + 1, at + 2) + word[at]! + word.slice(at + 2);
}

/** News-like documents of an invented language: words by Zipf's law, and names that keep coming as more is read. */
function makeCorpus(size: number): FeedDocument[] {
  const random = seeded(1);
  const vocabulary: string[] = [];
  const coin = (): string => {
    const syllables = 1 + Math.floor(random() * 3.4);
    let word = '';
    for (let count = 0; count < syllables; count += 1) {
      word +=
        ONSETS[Math.floor(random() ** 1.5 * ONSETS.length)]! + CORES[Math.floor(random() * CORES.length)]!;
    }
    return word;
  };
  while (vocabulary.length < 4000) vocabulary.push(coin());
  return Array.from({ length: size }, (_, number) => {
    // Heaps' law: a few words of every document were never seen before.
    for (let count = 0; count < 6; count += 1) vocabulary.push(coin());
    const words = Array.from({ length: WORDS }, (_unused, at) => {
      const word = vocabulary[Math.floor(vocabulary.length ** random())]!;
      return at % 14 === 0 ? `${word[0]!.toUpperCase()}${word.slice(1)}` : at % 14 === 13 ? `${word}.` : word;
    });
    return {
      kind: 'document',
      id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      title: words.slice(0, 8).join(' '),
      publisher: null,
      agency: null,
      authors: [],
      published: null,
      language: null,
      importedAt: '2026-01-01T00:00:00.000Z',
      textSha256: String(number),
      text: words.join(' '),
      highlights: [],
    };
  });
}

const ONSETS = [
  's',
  't',
  'r',
  'l',
  'n',
  'm',
  'k',
  'p',
  'd',
  'b',
  'st',
  'tr',
  'v',
  'h',
  'g',
  'f',
  'pr',
  'z',
  'c',
];
const CORES = ['a', 'e', 'i', 'o', 'u', 'an', 'er', 'in', 'on', 'or', 'al', 'es', 'ar', 'ent'];

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sizes = process.argv.includes('--large') ? [1000, 10_000] : [1000];
  printRows('Search', await benchSearch(sizes));
}
