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

/** The rules whose answer depends on the theme. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

test.describe('with the sample library', () => {
  test.use({ begin: 'sample-library' });

  test('axe finds nothing on any view, in any theme', async ({ desk }) => {
    // Looking at one view takes a busy machine up to twenty seconds.
    test.setTimeout(20_000 * views.length);
    const { page } = desk;
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

  test('axe finds nothing on the start screen and its dialog, in any theme', async ({ desk }) => {
    const { page } = desk;
    await expect(page.getByRole('button', { name: 'New library' })).toBeVisible();
    await expectNothingFound(page, 'start screen');
    await page.getByRole('button', { name: 'New library' }).click();
    await expectNothingFound(page, 'new library');
  });
});

/**
 * Themes are style sheets over one page: what axe looks at beside colours is the same in
 * all of them, and looked at once.
 */
async function expectNothingFound(page: Page, where: string): Promise<void> {
  for (const [theme, media] of Object.entries(THEMES)) {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    // Loaded once for each load of the page: it is half a megabyte of program.
    const isLoaded = await page.evaluate(() => 'axe' in window);
    const axe = new AxeBuilder(isLoaded ? { page, axeSource: ';' } : { page })
      // Without frames, a page of its own to put results together is not needed.
      .setLegacyMode()
      .options({
        resultTypes: ['violations'],
        ...(theme !== 'light' && { runOnly: { type: 'rule', values: OF_COLOURS } }),
      });
    const { violations } = await axe.analyze();
    const found = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`,
    );
    expect.soft(found, `${where}, ${theme}`).toEqual([]);
  }
}
