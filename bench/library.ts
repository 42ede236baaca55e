import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JSONFilePreset } from 'lowdb/node';
import { describe } from '../src/core/model/anchor';
import type { Annotations, Highlight } from '../src/core/model/highlight';
import type { Document, DocumentText } from '../src/core/model/document';
import { newId, type Id } from '../src/core/model/id';
import { createLibrary, openLibrary, type RecordChange } from '../src/main/library/library';
import { createHash } from 'node:crypto';
import { printRows, type BenchRow } from './benchRow';

/**
 * What one edit and one opening cost as the library grows, against lowdb as it comes: one file for everything. The peer
 * does not flush to the disk; ours confirms every edit on it.
 */
export async function benchLibrary(sizes: readonly number[] = [10, 1000, 5000]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
    try {
      rows.push(...(await measure(folder, size)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return rows;
}

const EDITS = 60;
const PEER = 'lowdb, one file for all, no flush';

type Everything = { documents: Document[]; texts: DocumentText[]; annotations: Record<Id, Annotations> };

async function measure(folder: string, size: number): Promise<BenchRow[]> {
  const sources = Array.from({ length: size }, (_, n) => source(n));
  const ids = sources.map(({ document }) => document.id);
  const label = `${size.toLocaleString('en')} documents`;

  const place = join(folder, 'library');
  let library = await createLibrary(place, 'Bench');
  const started = performance.now();
  for (let from = 0; from < size; from += 50) {
    await library.transact(
      'Import',
      sources.slice(from, from + 50).flatMap(({ document, text }): RecordChange[] => [
        { kind: 'text', id: document.id, value: text },
        { kind: 'document', id: document.id, value: document },
      ]),
    );
  }
  const filled = (performance.now() - started) / size;

  const everything: Everything = {
    documents: sources.map(({ document }) => document),
    texts: sources.map(({ text }) => text),
    annotations: {},
  };
  const file = join(folder, 'everything.json');
  await writeFile(file, JSON.stringify(everything, null, 2));
  let peer = await JSONFilePreset<Everything>(file, everything);

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < EDITS; n += 1) {
    const at = Math.floor((n * size) / EDITS);
    const id = ids[at]!;
    const highlight = highlightIn(sources[at]!.text, n);
    ours.push(
      await milliseconds(async () => {
        const before = await library.get('annotations', id);
        const highlights = [...(before?.highlights ?? []), highlight];
        await library.transact('Highlight', [
          { kind: 'annotations', id, value: { version: 1, document: id, highlights } },
        ]);
      }),
    );
    theirs.push(
      await milliseconds(() =>
        peer.update(({ annotations }) => {
          (annotations[id] ??= { version: 1, document: id, highlights: [] }).highlights.push(highlight);
        }),
      ),
    );
  }
  await library.close();

  const opened = await milliseconds(async () => {
    library = await openLibrary(place);
  });
  await library.close();
  await rm(join(place, 'cache'), { recursive: true });
  const rebuilt = await milliseconds(async () => {
    library = await openLibrary(place);
  });
  await library.close();
  const peerOpened = await milliseconds(async () => {
    peer = await JSONFilePreset<Everything>(file, { documents: [], texts: [], annotations: {} });
  });

  return [
    { name: `one edit, p50, ${label}`, ours: median(ours), peer: median(theirs), unit: 'ms', peerName: PEER },
    { name: `open, ${label}`, ours: opened, peer: peerOpened, unit: 'ms', peerName: PEER },
    { name: `open without the cache, ${label}`, ours: rebuilt, peer: null, unit: 'ms', peerName: null },
    { name: `put one of many, ${label}`, ours: filled, peer: null, unit: 'ms', peerName: null },
  ];
}

const AT = '2026-01-02T03:04:05.000Z';
const WORDS =
  'the harbour board met again and heard that two barges had left before dawn without papers'.split(' ');

function source(n: number): { document: Document; text: DocumentText } {
  const paragraphs = Array.from({ length: 12 }, (_, p) =>
    Array.from({ length: 50 }, (_word, w) => WORDS[(n * 7 + p * 13 + w * 5) % WORDS.length]).join(' '),
  );
  const text = paragraphs.join('\n\n');
  const id = newId();
  const sha256 = createHash('sha256').update(text).digest('hex');
  let at = 0;
  const blocks = paragraphs.map((paragraph) => {
    const from = at;
    at += paragraph.length + 2;
    return { kind: 'paragraph' as const, from, to: from + paragraph.length };
  });
  return {
    document: {
      version: 1,
      id,
      importedAt: AT,
      original: {
        name: `source-${n}.txt`,
        bytes: text.length,
        sha256,
        mediaType: 'text/plain',
        encoding: 'utf-8',
      },
      metadata: {
        title: `Source ${n}`,
        publisher: 'Harbour Gazette',
        agency: null,
        authors: [],
        published: '2026-01-02',
        updated: null,
        language: 'en',
        address: null,
      },
      guessed: [],
      layers: [],
      length: text.length,
      words: 600,
      textSha256: sha256,
      trashedAt: null,
    },
    text: { version: 1, id, text, blocks },
  };
}

function highlightIn(text: DocumentText, n: number): Highlight {
  const from = (n * 31) % (text.text.length - 60);
  return {
    id: newId(),
    document: text.id,
    anchor: describe(text.text, { from, to: from + 60 }),
    tags: [],
    comment: '',
    createdAt: AT,
    changedAt: AT,
  };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  printRows('Library', await benchLibrary());
}
