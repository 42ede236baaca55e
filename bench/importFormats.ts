import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Block } from '../src/core/model/document';
import { parseFile } from '../src/main/import/importFile';
import { printRows, type BenchRow } from './benchRow';
import { benchImportHtml } from './importHtml';
import { benchImportPdf, overlap } from './importPdf';
import { ownSeconds, programSeconds } from './processorTime';

/**
 * The formats that are made from known words: F1 of words and of runs of four words, share of headings, list items and
 * table rows found, and files a second in processor time, against pandoc's own plain text in the same run. Then saved pages
 * and PDF files, as `importHtml` and `importPdf` measure them. What a peer cannot read, or where it is not installed, is said.
 */
export async function benchImportFormats(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  try {
    const rows: BenchRow[] = [];
    for (const ending of ENDINGS) rows.push(...(await measure(home, ending)));
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Those made by pandoc are left out without it. */
const MADE_BY_PANDOC = ['docx', 'odt', 'rtf', 'epub'] as const;
const WRITTEN = ['md', 'eml', 'csv'] as const;
type Ending = (typeof MADE_BY_PANDOC)[number] | (typeof WRITTEN)[number];
const ENDINGS: readonly Ending[] = [...MADE_BY_PANDOC, ...WRITTEN];

const SECTIONS = 28;
const WORDS =
  'the harbour board heard that two barges had left before dawn without papers and that seals were in order'.split(
    ' ',
  );

function sentence(seed: number): string {
  const words = Array.from({ length: 24 }, (_, at) => WORDS[(seed * 7 + at * 5) % WORDS.length]!);
  return `Record${seed} ${words.join(' ')}.`;
}

/** A source of about 2,300 words, the words that are in it, and how many blocks of each kind. */
type Made = {
  readonly source: string;
  readonly truth: string;
  readonly blocks: Readonly<Partial<Record<Block['kind'], number>>>;
};

function made(ending: Ending): Made {
  const parts: { source: string; truth: string }[] = [];
  for (let at = 0; at < SECTIONS; at += 1) {
    const [a, b, c] = [sentence(at * 3), sentence(at * 3 + 1), sentence(at * 3 + 2)];
    if (ending === 'csv') {
      parts.push({ source: `${at},"${a}","${b}",${at * 7}`, truth: `${at} ${a} ${b} ${at * 7}` });
    } else if (ending === 'eml') {
      parts.push({ source: `${a}\n\n${b}\n\n${c}\n`, truth: `${a} ${b} ${c}` });
    } else {
      parts.push({
        source: `# Heading${at} of it\n\n${a}\n\n- item${at} one\n- item${at} two\n\n${b}\n\n| A${at} | B${at} |\n|---|---|\n| c${at} | d${at} |\n\n${c}\n`,
        truth: `Heading${at} of it ${a} item${at} one item${at} two ${b} A${at} B${at} c${at} d${at} ${c}`,
      });
    }
  }
  const source = parts.map((part) => part.source).join('\n');
  const truth = parts.map((part) => part.truth).join(' ');
  if (ending === 'csv') return { source, truth, blocks: { 'table-row': SECTIONS } };
  if (ending === 'eml') {
    const head =
      'From: Ann Lee <ann@quay.invalid>\nTo: Noor Hassan <noor@quay.invalid>\nSubject: The books\n';
    // The date is shown as a person writes it: it is no word of the message.
    return {
      source: `${head}Content-Type: text/plain; charset=utf-8\n\n${source}`,
      truth: `The books From: Ann Lee <ann@quay.invalid> To: Noor Hassan <noor@quay.invalid> ${truth}`,
      blocks: { heading: 1 },
    };
  }
  return {
    source,
    truth,
    blocks: { heading: SECTIONS, 'list-item': SECTIONS * 2, 'table-row': SECTIONS * 2 },
  };
}

async function measure(home: string, ending: Ending): Promise<BenchRow[]> {
  const { source, truth, blocks } = made(ending);
  const file = join(home, `file.${ending}`);
  if ((WRITTEN as readonly string[]).includes(ending)) await writeFile(file, source);
  else {
    if (!PANDOC) {
      console.log(`${ending}: left out, as pandoc makes its file and is not installed.`);
      return [];
    }
    const markdown = join(home, 'source.md');
    await writeFile(markdown, source);
    execFileSync('pandoc', [markdown, '-s', '--metadata', 'title=', '-o', file], { stdio: 'ignore' });
  }
  const bytes = await readFile(file);

  const times = await ownSeconds(40, () => parseFile(bytes, `file.${ending}`));
  const first = times[0]!;
  const ours = times.slice(10).sort((a, b) => a - b)[15]!;
  const parsed = await parseFile(bytes, `file.${ending}`);
  const peer = pandocPlain(file, ending);
  const peerName = peer === null ? null : 'pandoc';
  const row = (name: string, unit: string, mine: number, other: number | null = null): BenchRow => ({
    name: `${ending}: ${name}`,
    unit,
    ours: mine,
    peer: other,
    peerName: other === null ? null : peerName,
  });
  return [
    row('words', 'F1', overlap(truth, parsed.text, 1), peer && overlap(truth, peer.text, 1)),
    row('runs of four', 'F1', overlap(truth, parsed.text, 4), peer && overlap(truth, peer.text, 4)),
    ...Object.entries<number>(blocks).map(([kind, count]) =>
      row(`${kind} found`, '', parsed.blocks.filter((block) => block.kind === kind).length / count),
    ),
    row('warm', 'files/s', 1 / ours, peer && 1 / peer.seconds),
    row('first in its process', 'files/s', 1 / first, peer && 1 / peer.seconds),
  ];
}

const PANDOC = (() => {
  try {
    return execFileSync('pandoc', ['--list-input-formats'], { encoding: 'utf8' }).split('\n');
  } catch {
    return null;
  }
})();

/** What pandoc reads, and its processor time; null where it does not read the format. */
function pandocPlain(file: string, ending: Ending): { text: string; seconds: number } | null {
  const format = ending === 'md' ? 'markdown' : ending;
  if (!PANDOC?.includes(format)) {
    console.log(`${ending}: ${PANDOC ? 'pandoc does not read it' : 'pandoc is not installed'}.`);
    return null;
  }
  const args = ['-f', format, file, '-t', 'plain', '--wrap=none'];
  const text = execFileSync('pandoc', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = programSeconds('pandoc', args);
  return { text, seconds };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  printRows('Import by format', await benchImportFormats());
  const pages = await benchImportHtml();
  printRows('Import: saved pages', pages);
  for (const name of ['w3m', 'lynx', 'pandoc']) {
    if (!pages.some(({ peerName }) => peerName === name)) console.log(`${name} is not installed.`);
  }
  printRows('Import: PDF', await benchImportPdf());
}
