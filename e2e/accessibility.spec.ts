import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './desk';
import { views } from './views';

/** axe finds nothing on any view, in any theme. */
const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

for (const [theme, media] of Object.entries(THEMES)) {
  test.describe(theme, () => {
    test.describe('with the sample library', () => {
      test.use({ begin: 'sample-library' });

      test('axe finds nothing on any view', async ({ desk }) => {
        // Looking at one view takes a busy machine up to ten seconds.
        test.setTimeout(10_000 * views.length);
        const { page } = desk;
        await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        for (const view of views) {
          await test.step(view.name, async () => {
            await view.show(page);
            await expectNothingFound(page, view.name);
            await view.leave?.(page);
          });
        }
      });
    });

    test.describe('at first start', () => {
      test.use({ begin: 'start-screen' });

      test('axe finds nothing on the start screen and its dialog', async ({ desk }) => {
        const { page } = desk;
        await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
        await expect(page.getByRole('button', { name: 'New library' })).toBeVisible();
        await expectNothingFound(page, 'start screen');
        await page.getByRole('button', { name: 'New library' }).click();
        await expectNothingFound(page, 'new library');
      });
    });
  });
}

async function expectNothingFound(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`,
  );
  expect.soft(found, where).toEqual([]);
}
