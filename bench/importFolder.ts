import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../src/core/model/appError';
import { createParserPool } from '../src/main/import/parserPool';
import { isArchive } from '../src/main/import/unpackFile';

type Tally = { readonly outcomes: Map<string, number>; words: number; found: number };

const words = (text: string): string[] =>
  text
    .replaceAll('\u00ad', '')
    .replace(/[\u2e80-\u9fff\uac00-\ud7a3]/g, ' $& ')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

function shared(known: readonly string[], text: string): number {
  const left = new Map<string, number>();
  for (const word of words(text)) left.set(word, (left.get(word) ?? 0) + 1);
  let found = 0;
  for (const word of known) {
    const times = left.get(word) ?? 0;
    if (times === 0) continue;
    left.set(word, times - 1);
    found += 1;
  }
  return found;
}

/**
 * Reads every file of a folder in parser processes, as an import does, and counts by ending what came of them. Where the
 * text that another program made of `a.doc` lies beside it as `a.doc.txt`, also the share of its words that came out.
 *
 *     npm run build && npm run bench -- importFolder --folder=DIR
 */
async function benchImportFolder(folder: string): Promise<Map<string, Tally>> {
  const pool = createParserPool({ entry: join(import.meta.dirname, '../out/main/parser.js') });
  const { signal } = new AbortController();
  const tallies = new Map<string, Tally>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const oracles = new Set(files.filter((file) => file.endsWith('.txt') && files.includes(file.slice(0, -4))));
  const waiting = files.filter((file) => !oracles.has(file));
  const read = async (file: string): Promise<void> => {
    const [name, bytes] = [basename(file), await readFile(file)];
    const ending = extname(name).toLowerCase();
    const tally = tallies.get(ending) ?? { outcomes: new Map<string, number>(), words: 0, found: 0 };
    tallies.set(ending, tally);
    const outcome = await (async () => {
      if (isArchive(bytes, name)) {
        await pool.unpack({ name, bytes }, () => Promise.resolve(), signal);
        return 'unpacked';
      }
      const { text } = await pool.parse({ name, bytes }, signal);
      if (oracles.has(`${file}.txt`)) {
        const known = words(await readFile(`${file}.txt`, 'utf8'));
        tally.words += known.length;
        tally.found += shared(known, text);
      }
      return 'read';
    })().catch((thrown: unknown) => AppError.from(thrown).code);
    tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  };
  const reader = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await read(file);
  };
  await Promise.all([reader(), reader()]);
  await pool.close();
  return tallies;
}

const folder = process.argv.find((argument) => argument.startsWith('--folder='))?.slice('--folder='.length);
if (folder === undefined) console.log('\nImport of a folder: none was given (--folder=DIR).');
else {
  console.log(`\nImport of ${folder}`);
  for (const [ending, { outcomes, words: known, found }] of await benchImportFolder(folder)) {
    const counts = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
    console.log(
      `${ending.padEnd(8)} ${counts}${known === 0 ? '' : `; ${(found / known).toFixed(4)} of ${known} words`}`,
    );
  }
}
