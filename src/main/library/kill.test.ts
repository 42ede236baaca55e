import { expect, it } from 'vitest';
import { killEditors } from './testing/killing';

/** Real processes on a real disk. `scripts/killHarness.ts` kills more of them. */

it('loses nothing acknowledged when 200 processes that edit are killed', async () => {
  const { violations, ...report } = await killEditors(200, 1);
  expect(violations).toEqual([]);
  expect(report.kills).toBe(200);
  expect(report.inOpening).toBeGreaterThan(5);
  expect(report.inCheckpoint).toBeGreaterThan(5);
  expect(report.acknowledged).toBeGreaterThan(100);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  // A minute where little else runs, nearly four on a machine that halts for half of the time.
}, 900_000);
