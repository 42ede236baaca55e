import { defineConfig, devices } from '@playwright/test';
import type { ShellOptions } from './e2e/desk';
import { electronBinary } from './scripts/electronBinary.mjs';
import { findChromium, QUIET_SWITCHES } from './scripts/findChromium.mjs';

if (process.env.TEST_WORKER_INDEX === undefined && electronBinary() === null) {
  process.stdout.write('Electron’s binary is not here: the specs run on the browser shell only.\n');
}

const executablePath = findChromium();

/** The same specs on both window shells; where Electron cannot be had, they are listed as skipped there. */
export default defineConfig<ShellOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  // A loaded build server may starve a browser for seconds. What passes only at a later try is listed as flaky.
  retries: process.env.CI === undefined ? 0 : 2,
  reporter: [['list']],
  // These bound what hangs. A test takes a second or a few where nothing else runs, and forty where ten programs do.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      args: [...QUIET_SWITCHES],
      ...(executablePath === null ? {} : { executablePath }),
    },
  },
  projects: [
    { name: 'browser', use: { shell: 'browser' } },
    { name: 'desktop', use: { shell: 'desktop' } },
  ],
});
