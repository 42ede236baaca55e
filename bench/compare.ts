import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PATHOLOGICAL, PROFILES } from './comparePairs';
import { TOOLS, type Measured, type ToolName } from './compareTools';

/**
 * Comparing two texts whose edits are known, against all peers in one run: time, memory, F1 of the words found to be
 * unchanged or merely in another house style, and for us F1 of paragraph pairs, moves, and changes shown over changes made.
 *
 *     npm run bench -- compare [--quick | --large] [--ours]
 *
 * `--quick`: 1,000 words. `--large`: up to 1,000,000 and all pathological pairs. A tool that has no answer within LIMIT says so.
 */
const LIMIT = 30_000;
/** What tools were seen not to finish within the limit at the size before is not tried at the next. */
const gaveUp = new Set<string>();

function measured(tool: ToolName, pair: string, length: number): Measured | null {
  const key = `${tool} ${pair}`;
  if (gaveUp.has(key)) return null;
  const args = ['--import', 'tsx', join(import.meta.dirname, 'compareTools.ts'), tool, pair, String(length)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: LIMIT, killSignal: 'SIGKILL' }); // prettier-ignore
  if (status === 0) return JSON.parse(stdout) as Measured;
  gaveUp.add(key);
  if (stderr !== '') console.error(stderr.split('\n').slice(0, 6).join('\n'));
  return null;
}

export function run(options: readonly string[]): void {
  const sizes = options.includes('--quick') ? [1_000] : options.includes('--large') ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000]; // prettier-ignore
  const tools = options.includes('--ours') ? TOOLS.slice(0, 1) : TOOLS;
  const cases = sizes.flatMap((length) => [
    ...PROFILES.map(({ name }) => ({ name, length })),
    ...(length >= 10_000 ? PATHOLOGICAL.map((name) => ({ name, length })) : []),
  ]);
  console.log(
    `| pair | ${tools.join(' | ')} | paragraph pairs | moves found, right | changes shown/made | memory |`,
  );
  console.log(`| --- | ${tools.map(() => '--- |').join(' ')} --- | --- | --- | --- |`);
  for (const { name, length } of cases) {
    const results = tools.map((tool) => measured(tool, name, length));
    const known = PROFILES.some((profile) => profile.name === name);
    const ours = results[0];
    const cells = [
      `${name}, ${length.toLocaleString('en')}`,
      ...results.map((one) => (one ? `${time(one.milliseconds)}${known ? `, ${one.words.toFixed(3)}` : ''}${one.precise ? '' : ' (imprecise)'}` : 'none')),
      share(ours?.pairs),
      typeof ours?.movesFound !== 'number' ? '' : `${share(ours.movesFound)}, ${share(ours.movesRight)}`,
      share(ours?.hunks),
      typeof ours?.memory !== 'number' ? '' : `${ours.memory.toFixed(0)} MB`,
    ]; // prettier-ignore
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : value.toFixed(3);
const time = (milliseconds: number): string =>
  milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : milliseconds < 1_000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`; // prettier-ignore

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) run(process.argv.slice(2));
