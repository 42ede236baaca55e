import { parseArgs } from 'node:util';
import { simulateCrashes } from '../src/main/library/testing/simulation';

/**
 * Cuts the power of a library in memory and opens what is left, as the suite does, as often as asked.
 *
 *     npx tsx scripts/crashStates.ts [--states 100000] [--seed 1]
 *
 * Prints the figures and each promise not kept, and ends with 1 when there is one.
 */
const { values } = parseArgs({
  options: { states: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});

void (async () => {
  const { violations, ...figures } = await simulateCrashes({
    seed: Number(values.seed),
    states: Number(values.states),
  });
  console.log(JSON.stringify({ ...figures, violations: violations.length }));
  for (const violation of violations.slice(0, 20)) console.log(violation);
  if (violations.length > 0) process.exitCode = 1;
})();
