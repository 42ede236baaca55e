import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../src/core/model/appError';
import { createParserPool } from '../src/main/import/parserPool';
import { mutatedFile, seeded } from '../src/main/import/testing/mutations';
import { isArchive } from '../src/main/import/unpackFile';

/**
 * Changes every file of a folder by seed, over and over, and reads what comes of it in the processes that an import uses.
 * What is no text and no named error is printed with its seed, and kept beside as a file where `--keep` names a folder.
 *
 *     npm run build && npx tsx scripts/mutateFiles.ts [--folder=DIR] [--runs=20] [--seed=1] [--minutes=5] [--only=ENDING] [--keep=DIR]
 */
const option = (name: string, standard: string): string =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? standard;
const folder = option('folder', join(import.meta.dirname, '../src/main/import/fixtures'));
const runs = Number(option('runs', '20'));
const firstSeed = Number(option('seed', '1'));
const only = option('only', '');
const keep = option('keep', '');
const end = Date.now() + Number(option('minutes', '5')) * 60_000;
/** Larger files make each run slow, and no other code is reached. */
const LARGEST = 400_000;

/** Endings no file may have: an exception nobody named, and the limits that are there for the worst. */
const BAD = new Set(['internal', 'timed-out', 'out-of-memory']);

const entries = await readdir(folder, { withFileTypes: true, recursive: true });
const files = entries
  .filter((entry) => entry.isFile() && !entry.name.startsWith('expected.') && entry.name.endsWith(only))
  .map((entry) => join(entry.parentPath, entry.name));
const pool = createParserPool({
  entry: join(import.meta.dirname, '../out/main/parser.js'),
  deadline: 20_000,
});
const { signal } = new AbortController();
const outcomes = new Map<string, number>();
let done = 0;

async function read(file: string, seed: number): Promise<void> {
  const original = await readFile(file);
  if (original.length === 0 || original.length > LARGEST) return;
  const bytes = await mutatedFile(original, seeded(seed));
  const name = basename(file);
  const begin = performance.now();
  const error = await (
    isArchive(bytes, name)
      ? pool.unpack({ name, bytes }, () => Promise.resolve(), signal)
      : pool.parse({ name, bytes }, signal)
  ).then(
    () => null,
    (thrown: unknown) => AppError.from(thrown),
  );
  const took = performance.now() - begin;
  const outcome = error?.code ?? 'read';
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  done += 1;
  if (!BAD.has(outcome) && took < 10_000) return;
  console.log(`${outcome} after ${Math.round(took)} ms, seed ${seed}: ${file}\n    ${error?.message ?? ''}`);
  if (keep !== '') await writeFile(join(keep, `${seed}-${name}`), bytes);
}

const waiting = Array.from({ length: runs }, (_, run) =>
  files.map((file) => [file, firstSeed + run] as const),
).flat();
const reader = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined && Date.now() < end; next = waiting.shift())
    await read(...next);
};
await Promise.all([reader(), reader()]);
await pool.close();
console.log(
  `${done} changed files: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
);
