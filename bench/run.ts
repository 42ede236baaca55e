import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs the benchmarks, each in a process of its own so that none pays for another's memory: all of them, or those named.
 *
 *     npm run bench [-- NAME… --OPTION…]
 *
 * Absolute times move with the machine; what counts is the ratio to the peer measured in the same run.
 */
const NO_BENCHES = [
  'run.ts',
  'benchRow.ts',
  'builtWindow.ts',
  'importLarge.ts',
  'processorTime.ts',
  'newsCorpus.ts',
  'comparePairs.ts',
  'compareTools.ts',
];
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !NO_BENCHES.includes(file))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : names) {
  const code = await new Promise<number | null>((resolve) => {
    const file = join(import.meta.dirname, `${name}.ts`);
    spawn(process.execPath, ['--expose-gc', '--import', 'tsx', file, ...options], {
      stdio: 'inherit',
      // As scripts/start.mjs starts the product.
      env: { UV_THREADPOOL_SIZE: '16', ...process.env },
    }).once('exit', resolve);
  });
  if (code !== 0) {
    console.error(`The benchmark ${name} did not finish.`);
    process.exitCode = 1;
  }
}
