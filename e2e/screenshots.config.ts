import { defineConfig } from '@playwright/test';
import type { ShellOptions } from './desk';
import base from '../playwright.config';

/** `npm run screenshots`: the pictures of docs/screenshots, from the sample library. */
export default defineConfig<ShellOptions>({
  ...base,
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: '../test-results',
  projects: [{ name: 'browser', use: { shell: 'browser' } }],
});
