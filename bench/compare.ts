import { pathToFileURL } from 'node:url';
import { diffWords } from 'diff';
import { compare, type ComparedText } from '../src/core/compare/compare';
import type { Comparison } from '../src/core/model/comparison';
import { countWords, words } from '../src/core/text/words';
import { medianTime, printRows, type BenchRow } from './benchRow';

/**
 * Comparing two versions of a generated text whose edits are known: time, and F1 of the pairs of unchanged words found.
 * The peer is jsdiff's diffWords, on the same texts in the same run.
 */
export function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const length of [1_000, 10_000]) {
    for (const profile of PROFILES) {
      const random = seeded(length + profile.name.length);
      const versions = twoVersions(length, profile, random);
      const a = documentOf(versions.a);
      const b = documentOf(versions.b);
      const truth = truthOf(versions);
      const name = `${profile.name}, ${length.toLocaleString('en')} words`;

      const compareAll = (): Comparison => compare(a, b, { ignore: [], skipLayers: true });
      const time = medianTime(compareAll);
      const ours = foundByUs(a, b, compareAll());
      // The peer needs half a minute for the longer texts: once is enough.
      const start = performance.now();
      const parts = diffWords(a.text, b.text);
      const peerTime = performance.now() - start;
      const peer = foundByPeer(parts);

      const peerName = 'jsdiff diffWords';
      rows.push({ name, ours: time, peer: peerTime, unit: 'ms', peerName });
      rows.push({
        name: `${name}: found`,
        ours: f1(ours, truth),
        peer: f1(peer, truth),
        unit: 'F1',
        peerName,
      });
    }
  }
  return Promise.resolve(rows);
}

type Profile = {
  readonly name: string;
  /** Shares of words replaced, deleted, preceded by an inserted one, or only written in another house style. */
  readonly replaced: number;
  readonly deleted: number;
  readonly inserted: number;
  readonly restyled: number;
  /** Share of paragraphs put elsewhere, left out, or written anew. */
  readonly moved: number;
  readonly dropped: number;
  readonly added: number;
};

const PROFILES: readonly Profile[] = [
  { name: 'wire rewrite', replaced: 0.05, deleted: 0.03, inserted: 0.03, restyled: 0.02, moved: 0, dropped: 0.1, added: 0.1 },
  { name: 'heavy rewrite', replaced: 0.18, deleted: 0.08, inserted: 0.08, restyled: 0.02, moved: 0, dropped: 0.15, added: 0.15 },
  { name: 'paragraphs moved', replaced: 0.02, deleted: 0.01, inserted: 0.01, restyled: 0.01, moved: 0.25, dropped: 0.05, added: 0.05 },
]; // prettier-ignore

/** A word of a version; `from` tells which word of the first version it is, null for a new or restyled one. */
type Written = { readonly word: string; readonly id: number; readonly from: number | null };
type Versions = { readonly a: Written[][]; readonly b: Written[][] };

function twoVersions(length: number, profile: Profile, random: () => number): Versions {
  let id = 0;
  const fresh = (): Written => ({ word: anyWord(random), id: id++, from: null });
  const paragraph = (): Written[] => Array.from({ length: 30 + Math.floor(random() * 60) }, fresh);
  const a: Written[][] = [];
  for (let count = 0; count < length; count += a.at(-1)!.length) a.push(paragraph());

  const b: Written[][] = [];
  for (const original of a) {
    if (random() < profile.added) b.push(paragraph());
    if (random() < profile.dropped) continue;
    b.push(
      original.flatMap((written): Written[] => {
        const kept = { word: written.word, id: id++, from: written.id };
        const chance = random();
        const { replaced, deleted, inserted, restyled } = profile;
        if (chance < replaced) return [fresh()];
        if (chance < replaced + deleted) return [];
        if (chance < replaced + deleted + inserted) return [fresh(), kept];
        if (chance < replaced + deleted + inserted + restyled) {
          return [{ ...kept, word: written.word.toUpperCase(), from: null }];
        }
        return [kept];
      }),
    );
  }
  for (let moves = Math.round(b.length * profile.moved); moves > 0; moves -= 1) {
    const [moving] = b.splice(Math.floor(random() * b.length), 1);
    b.splice(Math.floor(random() * (b.length + 1)), 0, moving!);
  }
  return { a, b };
}

const LITTLE = [
  'the',
  'of',
  'and',
  'to',
  'in',
  'a',
  'that',
  'for',
  'on',
  'with',
  'said',
  'was',
  'by',
  'it',
  'its',
];
const SYLLABLES = [
  'ka',
  'lo',
  'mir',
  'ten',
  'su',
  'ra',
  'vel',
  'dor',
  'pa',
  'ne',
  'gri',
  'sol',
  'bu',
  'hem',
  'tis',
  'or',
];

/** Two words in five are little ones, as in prose; the rest follow Zipf over a vocabulary of 6,000. */
function anyWord(random: () => number): string {
  if (random() < 0.4) return LITTLE[Math.floor(random() * LITTLE.length)]!;
  let rank = Math.floor(6_000 ** random());
  let word = '';
  do {
    word += SYLLABLES[rank % 16]!;
    rank = Math.floor(rank / 16);
  } while (rank > 0);
  return `${word}n`;
}

function documentOf(paragraphs: readonly (readonly Written[])[]): ComparedText {
  let text = '';
  const blocks: ComparedText['blocks'][number][] = [];
  for (const paragraph of paragraphs) {
    if (text !== '') text += '\n\n';
    const from = text.length;
    text += paragraph.map(({ word }, at) => (at % 9 === 8 ? `${word},` : word)).join(' ');
    blocks.push({ kind: 'paragraph', from, to: text.length });
  }
  return { text, blocks, layers: [] };
}

/** Pairs of the words that are the same in both versions, by their count from the start: `12:14`. */
function truthOf({ a, b }: Versions): Set<string> {
  const placeOf = new Map(a.flat().map((written, at) => [written.id, at]));
  const pairs = new Set<string>();
  b.flat().forEach(({ from }, at) => {
    if (from !== null) pairs.add(`${placeOf.get(from)!}:${at}`);
  });
  return pairs;
}

/** The same for a comparison of ours; words of a stretch that is the same answer each other in order. */
function foundByUs(a: ComparedText, b: ComparedText, { pairs }: Comparison): Set<string> {
  const wordAtA = new Map(words(a.text).map((word, at) => [word.from, at]));
  const wordAtB = new Map(words(b.text).map((word, at) => [word.from, at]));
  const found = new Set<string>();
  for (const edit of pairs.flatMap((pair) => pair.edits)) {
    if (edit.kind !== 'same') continue;
    const right = words(b.text.slice(edit.b.from, edit.b.to));
    words(a.text.slice(edit.a.from, edit.a.to)).forEach((word, at) => {
      const other = right[at];
      if (other)
        found.add(`${wordAtA.get(edit.a.from + word.from)!}:${wordAtB.get(edit.b.from + other.from)!}`);
    });
  }
  return found;
}

/** The same for jsdiff. Its parts do not rebuild the white space of the first text, so words are counted, not units. */
function foundByPeer(parts: readonly { added?: boolean; removed?: boolean; value: string }[]): Set<string> {
  const found = new Set<string>();
  let a = 0;
  let b = 0;
  for (const { added, removed, value } of parts) {
    const count = countWords(value);
    if (!added && !removed) for (let at = 0; at < count; at += 1) found.add(`${a + at}:${b + at}`);
    if (!added) a += count;
    if (!removed) b += count;
  }
  return found;
}

function f1(found: ReadonlySet<string>, truth: ReadonlySet<string>): number {
  let hits = 0;
  for (const pair of found) if (truth.has(pair)) hits += 1;
  return (2 * hits) / Math.max(1, found.size + truth.size);
}

/** The same numbers in every run (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  printRows('Compare', await run());
}
