import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseFile } from '../src/main/import/importFile';
import { labelledPages, type LabelledPage } from '../src/main/import/html/pageTruth';
import { savedPages } from '../src/main/import/html/testing/savedPages';
import { printRows, type BenchRow } from './benchRow';

/**
 * Saved pages against the programs that turn HTML into text, on pages whose sentences a person labelled: what is in sight
 * is compared with the sentences of the article by words and, for their order, by runs of four words. Then the same on pages of
 * real outlets, against the text their packages expect, which has no headline, byline or caption: those count against everybody.
 * Peers start a process for each page, as people run them.
 */
export async function benchImportHtml(): Promise<BenchRow[]> {
  const saved = savedPages().flatMap(({ name, bytes, body }) =>
    body === null ? [] : [{ name: name.replace('/', '-'), bytes, parts: [{ words: body, article: true }] }],
  );
  if (saved.length === 0) console.log('Pages of outlets left out: the packages that carry them are missing.');
  return [
    ...(await measured(labelledPages(), '')),
    ...(saved.length === 0 ? [] : await measured(saved, `${saved.length} pages of outlets: `)),
  ];
}

async function measured(pages: readonly LabelledPage[], prefix: string): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  try {
    const files = pages.map((page) => {
      const path = join(home, `${page.name}.html`);
      writeFileSync(path, page.bytes);
      return path;
    });
    for (const page of pages) await parseFile(page.bytes, 'warm-up.html');
    const started = performance.now();
    const texts: string[] = [];
    for (const page of pages) texts.push(await inSight(page));
    const ours = (performance.now() - started) / pages.length;
    const own = scores(pages, texts);

    const rows: BenchRow[] = [];
    for (const [peerName, [program, ...options]] of Object.entries(PEERS)) {
      const before = performance.now();
      const read = files.map((file) =>
        spawnSync(program!, [...options, file], { encoding: 'utf8', maxBuffer: 1 << 26 }),
      );
      if (read.some((result) => result.status !== 0)) continue;
      const time = (performance.now() - before) / files.length;
      const peer = scores(
        pages,
        read.map(({ stdout }) => stdout),
      );
      rows.push(
        { name: `${prefix}words of the article`, ours: own.words, peer: peer.words, unit: 'F1', peerName },
        { name: `${prefix}runs of four words`, ours: own.runs, peer: peer.runs, unit: 'F1', peerName },
        { name: `${prefix}a page`, ours, peer: time, unit: 'ms', peerName },
      );
    }
    if (rows.length > 0) return rows;
    return [
      { name: `${prefix}words of the article`, ours: own.words, peer: null, unit: 'F1', peerName: null },
      { name: `${prefix}runs of four words`, ours: own.runs, peer: null, unit: 'F1', peerName: null },
      { name: `${prefix}a page`, ours, peer: null, unit: 'ms', peerName: null },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Nothing is fetched by any of them: the pages name hosts that do not exist, and pictures are not asked for. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  w3m: ['w3m', '-dump', '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', '-cols', '10000'],
  lynx: ['lynx', '-dump', '-nolist', '-width=1024', '-assume_charset=utf-8', '-display_charset=utf-8'],
  pandoc: ['pandoc', '-f', 'html', '-t', 'plain', '--wrap=none'],
};

/** The text of a page without what is folded. */
async function inSight(page: LabelledPage): Promise<string> {
  const { text, blocks, layers } = await parseFile(page.bytes, 'input.html');
  return blocks
    .filter((block) => !layers.some((layer) => layer.from <= block.from && block.to <= layer.to))
    .map((block) => text.slice(block.from, block.to))
    .join('\n');
}

/** The mean over pages, of words and of runs of four. */
function scores(pages: readonly LabelledPage[], texts: readonly string[]): { words: number; runs: number } {
  let words = 0;
  let runs = 0;
  for (const [at, page] of pages.entries()) {
    const truth = tokens(
      page.parts
        .filter((part) => part.article)
        .map((part) => part.words)
        .join(' '),
    );
    const found = tokens(texts[at]!);
    words += f1(truth, found);
    runs += f1(fours(truth), fours(found));
  }
  return { words: words / pages.length, runs: runs / pages.length };
}

const tokens = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
const fours = (list: readonly string[]): string[] =>
  list.slice(3).map((_, at) => list.slice(at, at + 4).join(' '));

function f1(truth: readonly string[], found: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of truth) left.set(token, (left.get(token) ?? 0) + 1);
  let both = 0;
  for (const token of found) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    both += 1;
  }
  return both === 0 ? 0 : (2 * both) / (truth.length + found.length);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  printRows('Saved pages', await benchImportHtml());
}
