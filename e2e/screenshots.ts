import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { views } from './views';

const folder = join(import.meta.dirname, '../docs/screenshots');

test.use({ begin: 'sample-library', viewport: { width: 1440, height: 900 } });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every view, ${colorScheme}`, async ({ desk }) => {
    test.setTimeout(300_000);
    const { page } = desk;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await mkdir(folder, { recursive: true });
    for (const { name, show, leave } of views) {
      await show(page);
      await settle(page);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), caret: 'hide' });
      await leave?.(page);
    }
  });

  test.describe('at first start', () => {
    test.use({ begin: 'start-screen' });
    test(`the start screen, ${colorScheme}`, async ({ desk }) => {
      const { page } = desk;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.getByRole('button', { name: 'New library' })).toBeVisible();
      await settle(page);
      await page.screenshot({ path: join(folder, `start-${colorScheme}.png`) });
    });
  });
}

/** Fonts and answers are there, and nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  let before = '';
  await expect
    .poll(async () => {
      const now = (await page.screenshot({ caret: 'hide' })).toString('base64');
      const same = now === before;
      before = now;
      return same;
    })
    .toBe(true);
}
