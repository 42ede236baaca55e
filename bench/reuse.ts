import { pathToFileURL } from 'node:url';
import { fingerprint } from '../src/core/compare/reuse/fingerprint';
import { FingerprintIndex } from '../src/core/compare/reuse/fingerprintIndex';
import { hashedWords } from '../src/core/compare/reuse/hashedWords';
import { ReuseIndex } from '../src/core/compare/reuse/reuseIndex';
import type { ComparedText } from '../src/core/compare/side';
import { printRows, type BenchRow } from './benchRow';

/**
 * Finding who shares passages with whom: documents of 600 made-up words, among them pairs with a planted share of
 * each other's text and pairs with one planted quotation, some with a word changed. Recall is the share of planted pairs
 * found with at least half of the planted words; precision the share of pairs told that were planted.
 */
export async function benchReuse(sizes: readonly number[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) rows.push(...(await benchSize(size)));
  return rows;
}

async function benchSize(size: number): Promise<BenchRow[]> {
  const random = seeded(size);
  const { texts, planted } = corpus(size, random);
  const name = `${size.toLocaleString('en')} documents`;

  // The parts of taking in that cannot wait: words, fingerprint, index.
  const numbers = new FingerprintIndex();
  const printing = process.cpuUsage();
  for (const [number, text] of texts.entries())
    numbers.put(String(number), fingerprint(hashedWords(asSource(text)).keys));
  const printed = process.cpuUsage(printing);

  const index = new ReuseIndex((id) => Promise.resolve(asSource(texts[Number(id)]!)));
  const started = process.cpuUsage();
  for (const [number, text] of texts.entries()) {
    const id = String(number);
    await index.put({
      ...asSource(text),
      id,
      outlet: `outlet ${number % 40}`,
      stamp: id,
      published: null,
      importedAt: id.padStart(6, '0'),
    });
  }
  const used = process.cpuUsage(started);

  const times: number[] = [];
  const told = new Map<string, number>();
  const asked = new Set(planted.flatMap(({ a, b }) => [a, b]));
  for (const number of asked) {
    const start = performance.now();
    const partners = await index.partners(String(number));
    times.push(performance.now() - start);
    for (const { id, passages } of partners) {
      told.set(
        key(number, Number(id)),
        passages.reduce((sum, passage) => sum + passage.words, 0),
      );
    }
  }
  times.sort((x, y) => x - y);
  const best: number[] = [];
  for (const number of asked) {
    const start = performance.now();
    index.best(String(number));
    best.push(performance.now() - start);
  }
  best.sort((x, y) => x - y);

  const saving = performance.now();
  const kept = index.save('');
  const saved = performance.now() - saving;
  const restoring = performance.now();
  ReuseIndex.restore(kept, () => Promise.resolve(null));
  const restored = performance.now() - restoring;

  const truth = new Set(planted.map(({ a, b }) => key(a, b)));
  const right = [...told.keys()].filter((pair) => truth.has(pair)).length;
  const row = (what: string, ours: number, unit: string): BenchRow => ({
    name: `${name}: ${what}`,
    ours,
    peer: null,
    unit,
    peerName: null,
  });
  const perDocument = (cpu: NodeJS.CpuUsage): number => (cpu.user + cpu.system) / 1000 / size;
  return [
    row('words, fingerprint, index', perDocument(printed), 'ms CPU/doc'),
    row('the same, lines of outlets, and with whom it shares', perDocument(used), 'ms CPU/doc'),
    row('fingerprints', numbers.bytes / size, 'bytes/doc'),
    row('fingerprints and lines', index.bytes / size, 'bytes/doc'),
    row('kept', kept.length / size, 'bytes/doc'),
    row('keeping', saved, 'ms'),
    row('beginning from what was kept', restored, 'ms'),
    row('best partner, p95', best[Math.floor(best.length * 0.95)]!, 'ms'),
    row('one against all, p50', times[times.length >> 1]!, 'ms'),
    row('one against all, p95', times[Math.floor(times.length * 0.95)]!, 'ms'),
    row('precision', told.size === 0 ? 0 : right / told.size, ''),
    ...KINDS.map((kind) => {
      const own = planted.filter((one) => one.kind === kind.name);
      const found = own.filter(({ a, b, words }) => (told.get(key(a, b)) ?? 0) >= words / 2);
      return row(`recall, ${kind.name}`, own.length === 0 ? 0 : found.length / own.length, '');
    }),
  ];
}

type Planting = { readonly name: string; readonly words: number; readonly changed: number };

const WORDS = 600;
const KINDS: readonly Planting[] = [
  ...[20, 50, 95].map((share) => ({ name: `overlap ${share} %`, words: (WORDS * share) / 100, changed: 0 })),
  ...[15, 20, 25, 40].map((words) => ({ name: `quotation of ${words} words`, words, changed: 0 })),
  ...[15, 25].map((words) => ({ name: `quotation of ${words}, one changed`, words, changed: 1 })),
];
/** Pairs of each kind. */
const PAIRS = 60;

type Planted = { readonly kind: string; readonly a: number; readonly b: number; readonly words: number };

function corpus(size: number, random: () => number): { texts: string[]; planted: Planted[] } {
  const written = Array.from({ length: size }, () => Array.from({ length: WORDS }, () => anyWord(random)));
  const planted: Planted[] = [];
  // Each document is in one pair at most, so that what is told can be held against what was planted.
  let free = 0;
  for (const { name, words, changed } of KINDS) {
    for (let pair = 0; pair < Math.min(PAIRS, Math.floor(size / 2 / KINDS.length)); pair += 1) {
      const [a, b] = [free, free + 1];
      free += 2;
      const from = Math.floor(random() * (WORDS - words + 1));
      const passage = written[a]!.slice(from, from + words);
      for (let count = 0; count < changed; count += 1) {
        passage[1 + Math.floor(random() * (words - 2))] = `x${anyWord(random)}`;
      }
      const at = Math.floor(random() * (WORDS - words + 1));
      written[b]!.splice(at, words, ...passage);
      planted.push({ kind: name, a, b, words });
    }
  }
  return { texts: written.map((words) => words.join(' ')), planted };
}

const asSource = (text: string): ComparedText => ({
  text,
  blocks: [{ kind: 'paragraph', from: 0, to: text.length }],
  layers: [],
});
const key = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** A word by its rank in a vocabulary of twenty thousand, the frequent ones far more often, as in real text (Zipf). */
function anyWord(random: () => number): string {
  const rank = Math.floor(20_000 ** random());
  return `${'bdfgklmnprstvz'[rank % 14]}${'aeiou'[rank % 5]}${rank.toString(36)}`;
}

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
  const sizes = process.argv.includes('--large') ? [1000, 10_000, 50_000] : [1000, 10_000];
  // One after the other, so that what is told of a small library is there when a large one takes long.
  for (const size of sizes) printRows('Reuse', await benchReuse([size]));
}
