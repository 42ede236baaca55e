import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
 * does not flush to the disk; ours confirms every edit on it. Then a burst of edits, and libraries as large as they get.
 */
export async function benchLibrary(sizes: readonly number[] = [10, 1000, 10_000]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const inFolder = async (work: (folder: string) => Promise<BenchRow[]>): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
    try {
      rows.push(...(await work(folder)));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  for (const size of sizes) await inFolder((folder) => measure(folder, size));
  const small = rows.find(({ name }) => name.startsWith('one edit'));
  const large = rows.findLast(({ name }) => name.startsWith('one edit'));
  if (small && large && small !== large) {
    const name = `one edit, p50, ours, here against ${small.name.split(', ').at(-1)}`;
    rows.push({ ...large, name, peer: small.ours, peerName: 'the smallest library' });
  }
  await inFolder(burst);
  await inFolder((folder) => openLarge(folder, 50_000));
  return rows;
}

const RAPID = 10_000;

/** Edits asked for as fast as the loop turns: what they cost, and how long the event loop waits for its turn. */
async function burst(folder: string): Promise<BenchRow[]> {
  const library = await createLibrary(join(folder, 'library'), 'Bench');
  const ids = Array.from({ length: 20 }, newId);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const edits: Promise<unknown>[] = [];
  const took = await milliseconds(async () => {
    for (let n = 0; n < RAPID; n += 1) {
      const id = ids[n % ids.length]!;
      edits.push(
        library.transact('Write', [
          {
            kind: 'note',
            id,
            value: {
              version: 1,
              id,
              subject: { kind: 'library' },
              text: `Line ${n}`,
              createdAt: AT,
              changedAt: AT,
            },
          },
        ]),
      );
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(edits);
  });
  delay.disable();
  await library.close();
  const one = { peer: null, peerName: null, unit: 'ms' };
  return [
    { name: `${RAPID.toLocaleString('en')} rapid edits, each`, ours: took / RAPID, ...one },
    { name: 'event loop delay meanwhile, p50', ours: delay.percentile(50) / 1e6, ...one },
    { name: 'event loop delay meanwhile, p99', ours: delay.percentile(99) / 1e6, ...one },
  ];
}

/** A library whose documents were written here without asking the disk to confirm any: only its opening is measured. */
async function openLarge(folder: string, size: number): Promise<BenchRow[]> {
  const place = join(folder, 'library');
  await (await createLibrary(place, 'Bench')).close();
  for (let n = 0; n < size; n += 1) {
    const { document } = source(n);
    const at = join(place, 'documents', document.id.slice(0, 2), document.id);
    await mkdir(at, { recursive: true });
    await writeFile(join(at, 'document.json'), JSON.stringify(document));
  }
  const open = async (): Promise<number> => {
    let library: Awaited<ReturnType<typeof openLibrary>> | null = null;
    const took = await milliseconds(async () => void (library = await openLibrary(place)));
    await library!.close();
    return took;
  };
  const label = `${size.toLocaleString('en')} documents`;
  const rebuilt = await open();
  const opened = [await open(), await open(), await open()];
  return [
    { name: `open, ${label}`, ours: median(opened), peer: null, unit: 'ms', peerName: null },
    { name: `open without the cache, ${label}`, ours: rebuilt, peer: null, unit: 'ms', peerName: null },
  ];
}

const EDITS = 60;
const PEER_EDITS = 12;
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
  const edits = Array.from({ length: EDITS }, (_, n) => {
    const at = Math.floor((n * size) / EDITS);
    return { id: ids[at]!, highlight: highlightIn(sources[at]!.text, n) };
  });
  for (const { id, highlight } of edits) {
    ours.push(
      await milliseconds(async () => {
        const before = await library.get('annotations', id);
        const highlights = [...(before?.highlights ?? []), highlight];
        await library.transact('Highlight', [
          { kind: 'annotations', id, value: { version: 1, document: id, highlights } },
        ]);
      }),
    );
  }
  // Not in turn with ours: a flush of ours would wait for what the peer wrote without one.
  for (const { id, highlight } of edits.slice(0, PEER_EDITS)) {
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
      version: 2,
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
        placeLine: null,
        reliability: null,
        custom: {},
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
