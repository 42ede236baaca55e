import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Desk } from './desk';
import { onDisk } from './passages';

/** An invented story to read, mark and quote. */
export const FERRY = `The ferry and the fog

The northern ferry left late on Tuesday, as it had on every Tuesday since the fog came.

Its captain, Ines Duarte, blamed the harbour lights; the harbour blamed the captain.

Nobody asked the passengers, who had watched the whole thing from the upper deck.

The lights were mended in June.
`;

/**
 * Ends the window, marks passages of the story from the terminal, each with a tag, and starts the window again on that
 * library. Gives the new page and the ids of the highlights.
 */
export async function withMarkedFerry(
  desk: Desk,
  passages: readonly { readonly quote: string; readonly tag: string }[],
): Promise<{ page: Page; highlights: string[] }> {
  await desk.quit();
  const file = join(desk.scratch, 'ferry.txt');
  writeFileSync(file, FERRY);
  const [imported] = await onDisk<{ id: string }>(desk, 'import', file);
  const highlights: string[] = [];
  for (const { quote, tag } of passages) {
    const [made] = await onDisk<{ id: string }>(
      desk,
      'highlight',
      imported!.id,
      '--quote',
      quote,
      '--tag',
      tag,
    );
    highlights.push(made!.id);
  }
  const page = await desk.restart();
  // The window listens to keys from here on.
  await expect(page.getByText('1 document', { exact: true })).toBeVisible();
  return { page, highlights };
}
