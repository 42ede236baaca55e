import { parseArgs } from 'node:util';
import { killEditors } from '../src/main/library/testing/killing';

/**
 * Kills processes that edit a library, as the suite does, as often as asked.
 *
 *     npx tsx scripts/killHarness.ts [--kills 1000] [--seed 1]
 *
 * Prints the figures and each edit lost, and ends with 1 when there is one.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});

void (async () => {
  const { violations, ...figures } = await killEditors(Number(values.kills), Number(values.seed));
  console.log(JSON.stringify({ ...figures, lost: violations.length }));
  for (const violation of violations.slice(0, 20)) console.log(violation);
  if (violations.length > 0) process.exitCode = 1;
})();
