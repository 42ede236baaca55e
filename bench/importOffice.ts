import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseFile } from '../src/main/import/importFile';
import { printRows, type BenchRow } from './benchRow';

/**
 * Office files made by pandoc from known words: token F1, share of headings, list items and table cells found, and time a
 * file, against pandoc's own plain text in the same run. Without pandoc there is nothing to measure.
 */
export async function benchImportOffice(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
  try {
    const rows: BenchRow[] = [];
    for (const ending of ['docx', 'odt', 'rtf', 'epub']) rows.push(...(await measure(home, ending)));
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const SECTIONS = 40;
const WORDS =
  'the harbour board heard that two barges had left before dawn without papers and that seals were in order'.split(
    ' ',
  );

function sentence(seed: number): string {
  const words = Array.from({ length: 24 }, (_, at) => WORDS[(seed * 7 + at * 5) % WORDS.length]!);
  return `Record${seed} ${words.join(' ')}.`;
}

async function measure(home: string, ending: string): Promise<BenchRow[]> {
  const truth: string[] = [];
  const source: string[] = [];
  for (let at = 0; at < SECTIONS; at += 1) {
    const [a, b, c] = [sentence(at * 3), sentence(at * 3 + 1), sentence(at * 3 + 2)];
    source.push(
      `# Heading${at} of it\n\n${a}\n\n- item${at} one\n- item${at} two\n\n${b}\n\n| A${at} | B${at} |\n|---|---|\n| c${at} | d${at} |\n\n${c}\n`,
    );
    truth.push(`Heading${at} of it ${a} item${at} one item${at} two ${b} A${at} B${at} c${at} d${at} ${c}`);
  }
  const markdown = join(home, 'source.md');
  const file = join(home, `file.${ending}`);
  await writeFile(markdown, source.join('\n'));
  execFileSync('pandoc', [markdown, '-s', '--metadata', 'title=', '-o', file], { stdio: 'ignore' });
  const bytes = await readFile(file);

  const run = async (): Promise<number> => {
    const started = performance.now();
    await parseFile(bytes, `file.${ending}`);
    return performance.now() - started;
  };
  const ours = await median(run);
  const parsed = await parseFile(bytes, `file.${ending}`);
  const reads = ending !== 'rtf' || execFileSync('pandoc', ['--list-input-formats']).includes('rtf');
  let plain = '';
  const pandoc = reads
    ? await median(() => {
        const started = performance.now();
        plain = execFileSync('pandoc', [file, '-t', 'plain', '--wrap=none'], {
          maxBuffer: 1 << 28,
        }).toString();
        return Promise.resolve(performance.now() - started);
      })
    : null;
  const count = (kind: string): number => parsed.blocks.filter((block) => block.kind === kind).length;
  const words = truth.join(' ');
  const peerName = pandoc === null ? null : 'pandoc';
  const f1 = pandoc === null ? null : tokenF1(plain, words);
  return [
    { name: `${ending}: token F1`, ours: tokenF1(parsed.text, words), peer: f1, unit: 'F1', peerName },
    {
      name: `${ending}: headings found`,
      ours: count('heading') / SECTIONS,
      peer: null,
      unit: '',
      peerName: null,
    },
    {
      name: `${ending}: list items found`,
      ours: count('list-item') / SECTIONS / 2,
      peer: null,
      unit: '',
      peerName: null,
    },
    {
      name: `${ending}: table rows found`,
      ours: count('table-row') / SECTIONS / 2,
      peer: null,
      unit: '',
      peerName: null,
    },
    {
      name: `${ending}: files a second`,
      ours: 1000 / ours,
      peer: pandoc === null ? null : 1000 / pandoc,
      unit: 'files/s',
      peerName,
    },
  ];
}

async function median(run: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < 6; at += 1) times.push(await run());
  return times.slice(1).sort((a, b) => a - b)[2]!;
}

/** Harmonic mean of precision and recall over words, each as often as it occurs. */
function tokenF1(found: string, truth: string): number {
  const tokens = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const left = new Map<string, number>();
  for (const token of tokens(truth)) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of tokens(found)) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(token, count - 1);
  }
  return (2 * shared) / (tokens(found).length + tokens(truth).length);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    execFileSync('pandoc', ['--version'], { stdio: 'ignore' });
    printRows('Import of office files', await benchImportOffice());
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    console.log('Import of office files: pandoc is not installed.');
  }
}
