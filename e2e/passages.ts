import type { Locator, Page } from '@playwright/test';
import type { Desk } from './desk';

/** The text of the open document. */
export const textOf = (page: Page): Locator => page.getByRole('main').getByRole('document');

/** Where words of the open document are on the screen: the middle of their first and last character, in pixels. */
async function placeOf(
  page: Page,
  words: string,
): Promise<{ from: { x: number; y: number }; to: { x: number; y: number } }> {
  return textOf(page).evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement?.closest('button') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    const nodes: { node: Node; from: number }[] = [];
    let whole = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push({ node, from: whole.length });
      whole += node.textContent ?? '';
    }
    const at = whole.indexOf(wanted);
    if (at < 0) throw new Error(`The document does not show “${wanted}”.`);
    const edge = (position: number): { x: number; top: number; bottom: number; width: number } => {
      const { node, from } = nodes.findLast((one) => one.from <= position)!;
      const range = document.createRange();
      range.setStart(node, position - from);
      range.setEnd(node, position - from + 1);
      const box = range.getBoundingClientRect();
      return { x: box.left, top: box.top, bottom: box.bottom, width: box.width };
    };
    const first = edge(at);
    const last = edge(at + wanted.length - 1);
    return {
      from: { x: first.x + first.width * 0.2, y: (first.top + first.bottom) / 2 },
      to: { x: last.x + last.width * 0.8, y: (last.top + last.bottom) / 2 },
    };
  }, words);
}

/** Drags over the open document from the first character of some words to the last of the same or of others. */
export async function selectWithMouse(page: Page, first: string, last: string = first): Promise<void> {
  await selectMeanwhile(page, first, last, () => Promise.resolve());
}

/** The same, with something that happens in the middle of the drag, the button down. */
export async function selectMeanwhile(
  page: Page,
  first: string,
  last: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { from } = await placeOf(page, first);
  const { to } = await placeOf(page, last);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 3, from.y);
  await meanwhile();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Presses in the open document, between two characters. */
export async function pressOn(page: Page, words: string): Promise<void> {
  const { to } = await placeOf(page, words);
  await page.mouse.click(to.x, to.y);
}

/** Moves an end of the selected highlight by its handle, to just after or before some words. */
export async function dragHandle(page: Page, end: 'from' | 'to', words: string): Promise<void> {
  const handle = (await textOf(page).locator('..').locator(`[data-end="${end}"]`).boundingBox())!;
  const place = await placeOf(page, words);
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(place[end].x, place[end].y, { steps: 5 });
  await page.mouse.up();
}

/** Selects words of the open document by keyboard alone: finds them, and leaves the finding with Escape. */
export async function selectByKeyboard(page: Page, words: string): Promise<void> {
  await textOf(page).focus();
  await page.keyboard.press('Control+f');
  await page.keyboard.insertText(words);
  const search = page.getByRole('search', { name: 'Find in this document' });
  await search
    .getByRole('status')
    .getByText(/^\d+ of /)
    .waitFor();
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'hidden' });
}

export type HighlightOnDisk = {
  readonly id: string;
  readonly document: string;
  readonly from: number;
  readonly to: number;
  readonly quote: string;
  readonly tags: readonly string[];
  readonly comment: string;
};

/** What the terminal shell says of a library, also while a window has it open. */
export async function onDisk<T>(desk: Desk, ...args: string[]): Promise<T[]> {
  return (await desk.runCli([...args, '--json', '--library', desk.library])).lines as T[];
}

/** The saved highlights of the library, in reading order. */
export const highlightsOnDisk = (desk: Desk): Promise<HighlightOnDisk[]> => onDisk(desk, 'highlights');

/** Their quotes alone. */
export const quotesOnDisk = async (desk: Desk): Promise<string[]> =>
  (await highlightsOnDisk(desk)).map(({ quote }) => quote);

/** The normalised text of a document. */
export async function textOnDisk(desk: Desk, title: string): Promise<string> {
  const [found] = await onDisk<{ id: string }>(desk, 'list', '--query', title);
  return (await onDisk<{ text: string }>(desk, 'show', found!.id))[0]!.text;
}
