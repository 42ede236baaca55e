import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';
import type { FeedDocument } from '../src/core/model/search';
import { createSearchIndex } from '../src/core/search/searchIndex';
import {
  languageCorpora,
  languageFigures,
  type LanguageCorpus,
} from '../src/core/search/testing/languageCorpus';
import { words } from '../src/core/text/words';
import { printRows, type BenchRow } from './benchRow';

/**
 * How much of what stands in running text is found in each language, and how much else, on invented sentences with known
 * truth; and how fast texts are divided into words. The peer is MiniSearch as it comes, every word of the query wanted.
 */
export function benchLanguages(documents = 400): BenchRow[] {
  const rows: BenchRow[] = [];
  const row = (name: string, ours: number, peer: number, unit: string, peerName = 'MiniSearch'): void => {
    rows.push({ name, ours, peer, unit, peerName });
  };
  const corpora = languageCorpora(documents, 11);
  // First, while nothing else fills the memory.
  const tokenize = MiniSearch.getDefault('tokenize') as (text: string) => string[];
  const fold = MiniSearch.getDefault('processTerm') as (term: string) => string;
  for (const [name, text] of [
    ['English', english(200_000)],
    ...corpora.map(
      ({ language, documents: texts }) => [language, texts.join('\n').slice(0, 200_000)] as const,
    ),
  ] as const) {
    // Both give folded words; ours with their places too. The peer's count of words is no measure where it finds none.
    const megabytes = text.length / 1e6;
    const ours = fastest(() => words(text));
    const peer = fastest(() => tokenize(text).map(fold));
    row(`${name}: dividing`, (megabytes / ours) * 1000, (megabytes / peer) * 1000, 'M characters/s');
  }
  for (const corpus of corpora) {
    const ours = languageFigures(corpus, ourSearch(corpus));
    const peer = languageFigures(corpus, peerSearch(corpus));
    row(`${corpus.language}: recall`, ours.recall, peer.recall, '');
    row(`${corpus.language}: precision`, ours.precision, peer.precision, '');
    if (process.env.DOSSIER_BENCH_WRONG !== undefined) console.log(corpus.language, ours.wrong);
  }
  return rows;
}

/** The fastest of many runs in milliseconds: what else runs on the machine can only add to one. */
function fastest(task: () => unknown): number {
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    task();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function ourSearch({ documents }: LanguageCorpus): (query: string) => ReadonlySet<number> {
  const index = createSearchIndex();
  documents.forEach((text, number) => index.put(feedDocument(number, text)));
  return (query) => {
    const { groups } = index.search(query, { limit: documents.length, hitsPerDocument: 1, typing: false });
    return new Set(groups.map(({ title }) => Number(title)));
  };
}

function peerSearch({ documents }: LanguageCorpus): (query: string) => ReadonlySet<number> {
  const index = new MiniSearch({ fields: ['text'] });
  index.addAll(documents.map((text, id) => ({ id, text })));
  return (query) => new Set(index.search(query, { combineWith: 'AND' }).map(({ id }) => id as number));
}

function feedDocument(number: number, text: string): FeedDocument {
  return {
    kind: 'document',
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    title: String(number),
    publisher: null,
    agency: null,
    authors: [],
    published: null,
    language: null,
    importedAt: '2026-01-01T00:00:00Z',
    textSha256: '',
    text,
    highlights: [],
  };
}

/** Made-up English of so many characters: words by rank as language has them, capitals and punctuation. */
function english(length: number): string {
  const syllables = [
    'ha',
    'ver',
    'lin',
    'to',
    'mar',
    'den',
    'so',
    'qui',
    'pas',
    'ren',
    'tal',
    'bo',
    'shi',
    'gra',
    'ness',
    'ing',
  ];
  const vocabulary = Array.from({ length: 4000 }, (_, rank) =>
    Array.from(
      { length: 1 + (rank % 4) },
      (_part, at) => syllables[(rank * 7 + at * 5 + (rank >> 4)) % 16],
    ).join(''),
  );
  const parts: string[] = [];
  let state = 1;
  for (let size = 0, at = 0; size < length; at += 1) {
    state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647;
    const word = vocabulary[Math.floor(4000 ** (state / 2_147_483_647)) - 1] ?? 'the';
    const written = at % 14 === 0 ? word[0]!.toUpperCase() + word.slice(1) : word;
    const end = at % 14 === 13 ? '. ' : at % 6 === 5 ? ', ' : ' ';
    parts.push(written, end);
    size += written.length + end.length;
  }
  return parts.join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) printRows('languages', benchLanguages());
