import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseFile } from '../src/main/import/importFile';
import { createParserPool, forkParser } from '../src/main/import/parserPool';
import { createLibraryService } from '../src/main/libraryService';
import { printRows, type BenchRow } from './benchRow';
import { benchLargeImport } from './importLarge';

/**
 * What importing many small files costs, against the least any import can do with them in the same run: read each, take
 * its SHA-256, write it out again as JSON (without asking the disk to confirm). Ours recognises the encoding, finds blocks,
 * page furniture and metadata in processes of their own, and has every document confirmed on the disk.
 */
export async function benchImport(files = 1000): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  try {
    return await measure(home, files);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const FLOOR = 'read + SHA-256 + JSON write';
const FLUSHED = 'original and two JSON files, flushed one by one';

async function measure(home: string, count: number): Promise<BenchRow[]> {
  await mkdir(join(home, 'sources'));
  await mkdir(join(home, 'floor'));
  const paths: string[] = [];
  let bytes = 0;
  for (let number = 0; number < count; number += 1) {
    const path = join(home, 'sources', `report ${number}.txt`);
    const text = report(number);
    bytes += Buffer.byteLength(text);
    await writeFile(path, text);
    paths.push(path);
  }
  const megabytes = bytes / 1024 / 1024;

  const floor = await seconds(async () => {
    for (const [number, path] of paths.entries()) {
      const content = await readFile(path);
      const sha256 = createHash('sha256').update(content).digest('hex');
      await writeFile(
        join(home, 'floor', `${number}.json`),
        JSON.stringify({ sha256, text: content.toString() }, null, 2),
      );
    }
  });

  const flushed = await seconds(async () => {
    for (const [number, path] of paths.entries()) {
      const content = await readFile(path);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const folder = join(home, 'floor', `document ${number}`);
      await mkdir(folder);
      await writeFile(join(folder, 'original.txt'), content, { flush: true });
      await writeFile(join(folder, 'text.json'), JSON.stringify({ text: content.toString() }), {
        flush: true,
      });
      await writeFile(join(folder, 'document.json'), JSON.stringify({ sha256 }), { flush: true });
    }
  });

  const contents = await Promise.all(paths.map((path) => readFile(path)));
  await parseFile(contents[0]!, 'warm-up.txt');
  const parsing = await seconds(async () => {
    for (const content of contents) await parseFile(content, 'report.txt');
  });

  const parsers = createParserPool({
    entry: join(import.meta.dirname, '..', 'src', 'main', 'import', 'parser.ts'),
    start: (entry) => forkParser(entry, ['--import', 'tsx']),
  });
  const library = createLibraryService({
    shell: {
      info: {
        kind: 'terminal',
        version: '0',
        platform: process.platform,
        librariesFolder: home,
        canChooseFolder: false,
      },
    },
    dataFolder: join(home, 'data'),
    sampleFolder: join(home, 'none'),
    parsers,
  });
  const { signal } = new AbortController();
  const watch = { signal, progress: () => undefined };
  await library.service['library.create'](
    { name: 'Bench', location: join(home, 'library') },
    { signal, progress: (value: never) => value },
  );
  // Both processes are up and warm: their start is paid once a session, not per file.
  await Promise.all(
    contents.slice(0, 8).map((content) => parsers.parse({ name: 'a.txt', bytes: content }, signal)),
  );
  const before = process.memoryUsage().rss;
  let peak = before;
  const importing = await seconds(async () => {
    const inputs = paths.map((path) => ({ path, name: path, read: () => readFile(path) }));
    const { imported } = await library.importer.run(inputs, {
      ...watch,
      outcome: () => {
        peak = Math.max(peak, process.memoryUsage.rss());
      },
    });
    if (imported !== count) throw new Error(`${imported} of ${count} files were imported`);
  });
  // What is put off until then is part of the price.
  const closing = await seconds(() => library.close());

  const label = `${count.toLocaleString('en')} files`;
  const row = (
    name: string,
    unit: string,
    ours: number,
    peer: number | null = null,
    peerName: string | null = null,
  ): BenchRow => ({ name: `${label}: ${name}`, ours, peer, unit, peerName });
  return [
    row('import', 'files/s', count / importing, count / floor, FLOOR),
    row('import', 'files/s', count / importing, count / flushed, FLUSHED),
    row('import, closing included', 'files/s', count / (importing + closing), count / flushed, FLUSHED),
    row('import', 'MB/s', megabytes / importing, megabytes / floor, FLOOR),
    row('parsing alone, one process', 'files/s', count / parsing, count / floor, FLOOR),
    row('parsing alone, one process', 'MB/s', megabytes / parsing, megabytes / floor, FLOOR),
    row('memory the import added', 'MB', (peak - before) / 1024 / 1024),
  ];
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const SENTENCES = [
  'The harbour board met again on Thursday and heard that two barges had left before dawn without papers.',
  '“We were told that the seals were in order,” said an inspector who asked not to be named, “and they were.”',
  'Officials in the capital would not say which of the six ports had been asked to open its registers.',
  'Trade with the north has fallen by four fifths since the resolution, as far as official figures show.',
  'A spokesman for the ministry said the embassy would remain open, as it had in every year before.',
];

/** About 600 words with a page's furniture, different for each number. */
function report(number: number): string {
  const paragraphs = Array.from({ length: 16 }, (_, index) =>
    [0, 1].map((step) => SENTENCES[(number + index * 3 + step) % SENTENCES.length]).join(' '),
  );
  return `Advertisement\nHarbour report ${number}: what the registers do not show\n${1 + (number % 28)} June 2019\n\n${paragraphs.join('\n\n')}\n\nAdvertisement\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const size = process.argv.find((argument) => argument.startsWith('--size='))?.slice('--size='.length);
  if (process.argv.includes('--large')) await benchLargeImport(size === undefined ? 10_000 : Number(size));
  else printRows('Import', await benchImport());
}
