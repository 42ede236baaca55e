import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readPdf } from '../src/main/import/pdf/readPdf';
import { findChromium, QUIET_SWITCHES } from '../scripts/findChromium.mjs';
import { printRows, type BenchRow } from './benchRow';
import { newsCorpus, seeded } from './newsCorpus';
import { ownSeconds, programSeconds } from './processorTime';

/**
 * Reading PDF files against `pdftotext -layout`, on files printed by Chromium from pages whose text is known: one, two and
 * three columns, a sidebar, tables, notes, hyphens. F1 counts words; F1 of runs of four words also counts their order. Speed is
 * pages a second of processor time, the least of the runs: by the clock, what else the machine does counts most.
 */
export async function benchImportPdf(): Promise<BenchRow[]> {
  const chromium = findChromium();
  if (chromium === null || !isInstalled('pdftotext')) {
    console.log('Left out: it takes chromium and pdftotext.');
    return [];
  }
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  try {
    const rows: BenchRow[] = [];
    let pages = 0;
    let ours = 0;
    let peer = 0;
    for (const [index, layout] of LAYOUTS.entries()) {
      const { html, truth, marks } = page(layout, index + 1);
      const source = join(home, `${layout.name}.html`);
      const file = join(home, `${layout.name}.pdf`);
      await writeFile(source, html);
      execFileSync(
        chromium,
        [
          ...QUIET_SWITCHES,
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          `--print-to-pdf=${file}`,
          pathToFileURL(source).href,
        ],
        { stdio: 'ignore', timeout: 120_000 },
      );
      const bytes = await readFile(file);
      const read = await readPdf(bytes, 'bench.pdf', {});
      const theirs = execFileSync('pdftotext', ['-layout', file, '-'], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      const perPage = theirs.split('\f').slice(0, -1);
      const mine = Math.min(...(await ownSeconds(RUNS, () => readPdf(bytes, 'bench.pdf', {}))));
      const other = programSeconds('pdftotext', ['-layout', file, '-']);
      pages += perPage.length;
      ours += mine;
      peer += other;
      const label = `${layout.name}, ${perPage.length} pages`;
      const PEER = 'pdftotext -layout';
      const speed = (seconds: number): number => perPage.length / seconds;
      rows.push({
        name: `${label}: speed`,
        unit: 'pages/s',
        ours: speed(mine),
        peer: speed(other),
        peerName: PEER,
      });
      for (const [what, size] of [
        ['words', 1],
        ['order', 4],
      ] as const) {
        rows.push({
          name: `${label}: ${what}`,
          unit: 'F1',
          ours: overlap(truth, read.text, size),
          peer: overlap(truth, theirs, size),
          peerName: PEER,
        });
      }
      // Each marked paragraph begins with a word found nowhere else: pdftotext tells its page.
      const right = marks.filter((mark) => {
        const at = read.text.indexOf(mark);
        const block = read.blocks.find(({ from, to }) => from <= at && at < to);
        return block?.page === perPage.findIndex((text) => text.includes(mark)) + 1;
      }).length;
      rows.push({
        name: `${label}: blocks on their page`,
        unit: '',
        ours: right / marks.length,
        peer: 1,
        peerName: 'all',
      });
    }
    rows.push({
      name: `all ${pages} pages`,
      unit: 'pages/s',
      ours: pages / ours,
      peer: pages / peer,
      peerName: 'pdftotext -layout',
    });
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

type Layout = {
  readonly name: string;
  readonly style: string;
  readonly extra?: 'table' | 'notes' | 'sidebar';
  readonly hyphens?: boolean;
};

const LAYOUTS: readonly Layout[] = [
  { name: 'one column', style: 'text-align: justify' },
  { name: 'two columns', style: 'columns: 2; column-gap: 8mm; text-align: justify', hyphens: true },
  { name: 'three columns', style: 'columns: 3; column-gap: 6mm; font-size: 9pt' },
  { name: 'sidebar', style: '', extra: 'sidebar' },
  { name: 'tables', style: '', extra: 'table' },
  { name: 'notes', style: 'font-family: serif', extra: 'notes' },
];

const ARTICLES = 24;
const RUNS = 12;

function page(
  { style, extra, hyphens = false }: Layout,
  seed: number,
): { html: string; truth: string; marks: string[] } {
  const random = seeded(seed);
  const marks: string[] = [];
  let truth = '';
  let body = '';
  const add = (tag: string, text: string, shown = text): void => {
    truth += `${text}\n`;
    body += `<${tag}>${shown}</${tag}>`;
  };
  for (const { number, title, text } of newsCorpus(ARTICLES, random)) {
    add('h2', title);
    const sentences = text.split('. ');
    const paragraphs = Array.from({ length: 8 }, (_, at) => sentences.slice(at * 5, at * 5 + 5).join('. '));
    if (extra === 'sidebar') body += '<div class="two"><div>';
    for (const [at, words] of paragraphs.entries()) {
      const mark = `Mk${number}x${at}`;
      marks.push(mark);
      const written = `${mark} ${words}.`;
      add('p', written, hyphens ? written.replace(/(\p{L}{4})(?=\p{L}{3})/gu, '$1&shy;') : written);
      if (extra === 'notes' && at % 4 === 2) body += `<p class="small">${number + 1} See ${title}.</p>`;
      if (extra === 'notes' && at % 4 === 2) truth += `${number + 1} See ${title}.\n`;
    }
    if (extra === 'sidebar') {
      body += '</div><aside>';
      for (const words of paragraphs.slice(0, 3)) add('p', words.toLowerCase());
      body += '</aside></div>';
    }
    if (extra === 'table') {
      body += '<table>';
      for (let row = 0; row < 8; row += 1) {
        const cells = [
          title.split(' ')[row % 8]!,
          ...Array.from({ length: 4 }, () => `${Math.floor(random() * 9000)}`),
        ];
        truth += `${cells.join(' ')}\n`;
        body += `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
      }
      body += '</table>';
    }
  }
  const html = `<!doctype html><meta charset="utf-8"><html lang="en"><style>
    @page { margin: 22mm; @top-center { content: "The harbour papers"; } @bottom-center { content: counter(page); } }
    body { font: 10.5pt/1.4 sans-serif; margin: 0 } .small { font-size: 8pt } p { margin: 0 0 .6em; } h2 { font-size: 15pt }
    .two { display: grid; grid-template-columns: 11cm 4.6cm; gap: 8mm } aside { font-size: 9pt }
    table { width: 100%; border-spacing: 0 } td + td { text-align: right }
    </style><main style="${style}">${body}</main>`;
  return { html, truth, marks };
}

/** Soft hyphens are no part of a word: pdftotext keeps those that show at line ends. */
const tokens = (text: string): string[] =>
  text
    .replace(/\u00AD\n?\s*/g, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** F1 of the runs of `size` words of two texts, each counted as often as it stands there. */
export function overlap(truth: string, text: string, size: number): number {
  const count = (source: string): Map<string, number> => {
    const words = tokens(source);
    const runs = new Map<string, number>();
    for (let at = 0; at + size <= words.length; at += 1) {
      const run = words.slice(at, at + size).join(' ');
      runs.set(run, (runs.get(run) ?? 0) + 1);
    }
    return runs;
  };
  const [known, found] = [count(truth), count(text)];
  let both = 0;
  for (const [run, times] of known) both += Math.min(times, found.get(run) ?? 0);
  const sum = (runs: Map<string, number>): number =>
    [...runs.values()].reduce((all, times) => all + times, 0);
  return (2 * both) / Math.max(1, sum(known) + sum(found));
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  printRows('PDF', await benchImportPdf());
}
