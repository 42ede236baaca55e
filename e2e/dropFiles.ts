import type { Page } from '@playwright/test';

/** Drops files on the window as a file manager would. */
export async function dropFiles(page: Page, files: readonly { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const dropped = new DataTransfer();
    for (const { name, text } of given) dropped.items.add(new File([text], name, { type: 'text/plain' }));
    return dropped;
  }, files);
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('main', event, { dataTransfer: transfer });
  }
}
