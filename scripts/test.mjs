import { existsSync } from 'node:fs';
import { build, install, requireNode, run, runNode } from './checkout.mjs';
import { findChromium } from './findChromium.mjs';

/**
 * `npm test`: everything that must hold before a change goes in, the quick checks first, stopping at the first that fails.
 * Arguments go to Playwright: `npm test -- --project=browser`.
 */
requireNode();

const steps = [
  ['Packages', install],
  ['Browser for the tests', findOrFetchChromium],
  ['Types', () => runNode('node_modules/typescript/bin/tsc', ['--build'])],
  ['Lint', () => runNode('node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0'])],
  [
    'Format',
    () => runNode('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  ],
  ['Unit tests', () => runNode('node_modules/vitest/vitest.mjs', ['run'])],
  ['Build', build],
  [
    'End-to-end tests',
    () => runNode('node_modules/@playwright/test/cli.js', ['test', ...process.argv.slice(2)]),
  ],
];

for (const [name, step] of steps) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const code = await step();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code !== 0) {
    console.error(`── ${name}: failed after ${seconds} s`);
    process.exit(code);
  }
  console.log(`── ${name}: passed in ${seconds} s`);
}
console.log('\nEverything passed.');

/** One that is there; else Playwright's own; else, as root on Debian, the system's package. */
async function findOrFetchChromium() {
  if (await isThere()) return 0;
  console.log('No Chromium found: fetching one.');
  const isRoot = process.getuid?.() === 0;
  await runNode(
    'node_modules/@playwright/test/cli.js',
    ['install', ...(isRoot ? ['--with-deps'] : []), 'chromium'],
    // Where its server cannot be reached it would try for many minutes.
    { limit: 420_000 },
  );
  if (await isThere()) return 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    for (let tries = 0; tries < 3; tries += 1) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 10_000 * tries));
      await apt('update');
      await apt('install', '-y', '--no-install-recommends', 'chromium');
      if (await isThere()) {
        // The interface brings its own; these are for Korean, Chinese, Japanese and Thai text, and nothing fails without.
        await apt('install', '-y', 'fonts-noto-cjk', 'fonts-thai-tlwg');
        return 0;
      }
    }
  }
  console.error(
    'The end-to-end tests need a Chromium: install Chrome, Chromium or Edge, or set CHROMIUM to its path.',
  );
  return 1;
}

/** A mirror that is away for a moment is asked again, and another program that installs is waited for. */
function apt(command, ...rest) {
  const options = ['Acquire::Retries=3', 'Acquire::http::Timeout=30', 'DPkg::Lock::Timeout=120'];
  const args = ['-qq', ...options.flatMap((option) => ['-o', option]), command, ...rest];
  return run('apt-get', args, { environment: { DEBIAN_FRONTEND: 'noninteractive' } });
}

async function isThere() {
  const found = findChromium() ?? (await ownOfPlaywright());
  if (found !== null) console.log(found);
  return found !== null;
}

async function ownOfPlaywright() {
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}
